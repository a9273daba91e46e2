"""The list before the county committee: submitted, approved, sent back. Offered by ``actions``."""

from __future__ import annotations

import datetime as dt
from typing import Final

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from reserve import clock
from reserve.accounts.queries import recusal
from reserve.audit.model import Actor, Head
from reserve.audit.record import Event, record, record_many
from reserve.audit.tags import Tag
from reserve.cycle import queries as cycle
from reserve.cycle import steps
from reserve.cycle.model import Step
from reserve.errors import Conflict, Invalid, NotFound, Refused
from reserve.listing import queries
from reserve.listing.model import Seat, Submission
from reserve.listing.tables import ListingRecord, SubmissionRecord
from reserve.nominee import queries as nominee
from reserve.nominee.queries import Nominee
from reserve.pool import actions as pool_actions
from reserve.pool import queries as pool
from reserve.pool.model import Leaving
from reserve.retention import queries as retention
from reserve.retention.model import Decision
from reserve.roster.model import person_id
from reserve.text import Message, message, plain


def submit_list(
    session: Session, actor: Actor, cycle_id: int, *, signed_by: str, seen: str = "", open_meant: bool = False
) -> str:
    """Submit the list for approval and return its digest; from then on nothing that it rests on can change.

    ``seen``: the digest of the list that was shown. ``open_meant``: somebody said that the open and the reserved
    places, those of undecided ties among them, are to stay so. Side effects: one ``list_submission`` row; one journal
    entry; the step of approval. Raises ``Conflict`` when it was submitted already or is not what was shown; ``Refused``
    with every reason: not drawn, out of date, places open or reserved without being meant, a relative on the list.
    """
    # Whoever changes anything holds the cycle, so that nobody does between this look and the end.
    cycle.close_to_changes(session, cycle_id)
    if queries.submission(session, cycle_id) is not None:
        raise Conflict(_SUBMITTED)
    campaign = cycle.cycle(session, cycle_id)
    digest = queries.digest(session, cycle_id)
    if seen and seen != digest:
        raise Conflict(message("The list was drawn anew meanwhile; look at it again."))
    reasons = unfit(session, cycle_id, open_meant=open_meant)
    reasons += _related(session, actor, cycle_id)
    if reasons:
        raise Refused(*reasons)
    try:
        with session.begin_nested():
            session.execute(
                sa.insert(SubmissionRecord).values(
                    cycle_id=cycle_id,
                    digest=digest,
                    submitted_by=signed_by,
                    submitted_account=actor.name,
                    submitted_at=clock.now(),
                    decision_number="",
                    meeting="",
                )
            )
    except IntegrityError:
        raise Conflict(_SUBMITTED) from None
    sums = queries.sums(session, cycle_id)
    told = {"digest": digest, "policy": campaign.policy.digest, "submitted_by": signed_by}
    figures = {"listed": sums.listed, "reserved": sums.reserved, "left": sums.left, "open_ties": sums.tied}
    details = {**told, **figures}
    head = record(session, actor, Tag.LISTING_SUBMIT, f"cycle {cycle_id}", details)
    steps.take(session, actor, cycle_id, Step.APPROVAL, head)
    return digest


def unfit(session: Session, cycle_id: int, *, open_meant: bool) -> list[Message]:
    """Return everything for which a list cannot be submitted; nothing when it can. Four queries."""
    sums = queries.sums(session, cycle_id)
    if not sums.drawn:
        return [message("The list was not drawn up yet.")]
    reasons = []
    if queries.outdated(session, cycle_id):
        reasons.append(message("The list is out of date: something that it rests on changed. Draw it anew."))
    # Reserved places may go to the committee as such: nobody is listed on them, and nobody below takes them (rule 10).
    if sums.reserved and not open_meant:
        text = message(
            "{count} places are reserved until the exception is approved: approve it, or say that this is meant.",
            count=sums.reserved,
        )
        reasons.append(text)
    if sums.left and not open_meant:
        text = message(
            "{left} places stay open, and {tied} people wait for a tie to be settled; say that this is meant.",
            left=sums.left,
            tied=sums.tied,
        )
        reasons.append(text)
    return reasons


def approve_list(
    session: Session,
    actor: Actor,
    cycle_id: int,
    *,
    signed_by: str,
    decision_number: str,
    meeting: str,
    decided_on: dt.date | None,
    seen: str = "",
) -> None:
    """Record that the committee approved the list that was submitted; afterwards it is final (rule 16).

    ``seen``: the digest of the list that was shown. Side effects: the ``list_submission`` row completed; one journal
    entry for the list and one for everybody on it; members whose removal is in effect leave the register. Raises
    ``Invalid`` for a decision without number, meeting or day, or of a day to come; ``Conflict`` when nothing was
    submitted, when it is approved already, or when the list is not the one that was submitted or shown; ``Refused`` for
    whoever submitted it and for a relative.
    """
    lies = _submitted(session, cycle_id)
    given = {"decision_number": decision_number.strip(), "meeting": meeting.strip()}
    if wrong := _wrong(given["decision_number"], given["meeting"], decided_on):
        raise Invalid(wrong)
    if lies.digest != queries.digest(session, cycle_id) or seen not in {"", lies.digest}:
        raise Conflict(message("The list is not the one that was submitted; look at it again."))
    reasons = _related(session, actor, cycle_id)
    if lies.submitted_account == actor.name:
        reasons.append(message("You submitted this list yourself: somebody else has to record its approval."))
    if reasons:
        raise Refused(*reasons)
    decision = {**given, "decided_on": None if decided_on is None else decided_on.isoformat()}
    session.execute(
        sa.update(SubmissionRecord)
        .where(SubmissionRecord.cycle_id == cycle_id)
        .values(
            **given, decided_on=decided_on, approved_by=signed_by, approved_account=actor.name, approved_at=clock.now()
        )
    )
    policy = cycle.cycle(session, cycle_id).policy.digest
    told = {**decision, "digest": lies.digest, "policy": policy, "approved_by": signed_by}
    sums = queries.sums(session, cycle_id)
    figures = {"listed": sums.listed, "reserved": sums.reserved, "left": sums.left}
    events = [Event(Tag.LISTING_APPROVE, f"cycle {cycle_id}", {**told, **figures, "submitted_by": lies.submitted_by})]
    came = queries.listed(session, cycle_id)
    events += [
        Event(
            Tag.LISTING_APPROVE,
            person_id(one.person),
            {
                **told,
                "cycle": cycle_id,
                "class": one.place_class.value,
                "unit": one.unit_id,
                "seat": Seat.LISTED.value,
                "why": plain(came[one.id].why),
            },
        )
        # A reserved place is nobody's: whoever waits for it is not listed.
        for one in _on_the_list(session, cycle_id)
        if came[one.id].seat is Seat.LISTED
    ]
    head = record_many(session, actor, events)
    steps.take(session, actor, cycle_id, Step.APPROVAL, _release_removed(session, actor, cycle_id) or head)


def _release_removed(session: Session, actor: Actor, cycle_id: int) -> Head | None:
    """Let those whose removal is in effect leave the register: with the list the review is over (rule 9)."""
    head = None
    present = pool.present(session)
    for review in retention.reviewed(session, cycle_id).values():
        if review.decision is Decision.REMOVE and review.decided_on is not None and review.member.id in present:
            head = pool_actions.release(
                session,
                actor,
                review.member,
                Leaving.REVIEW,
                review.decided_on,
                "；".join(review.grounds),
                last_cycle_id=cycle_id,
                signed_by=review.decided_by,
            )
    return head


def send_back_list(session: Session, actor: Actor, cycle_id: int, *, signed_by: str, reason: str) -> None:
    """Send a submitted list back with a reason, so that it can be worked on again.

    Side effects: the ``list_submission`` row goes; one journal entry; the step of approval is undone. Raises
    ``Invalid`` without a reason, ``Conflict`` when nothing was submitted or the list is approved.
    """
    lies = _submitted(session, cycle_id)
    if not reason.strip():
        raise Invalid({"return_reason": message("Say why it is sent back.")})
    session.execute(sa.delete(SubmissionRecord).where(SubmissionRecord.cycle_id == cycle_id))
    steps.undo(session, cycle_id, Step.APPROVAL)
    details = {"digest": lies.digest, "reason": reason.strip(), "returned_by": signed_by}
    record(session, actor, Tag.LISTING_RETURN, f"cycle {cycle_id}", {**details, "submitted_by": lies.submitted_by})


def hold_back(session: Session, actor: Actor, cycle_id: int, nominee_id: int) -> None:
    """Reserve the place of an exceptional person who is listed, because the approval does not stand any more.

    Side effects: the ``listing`` row changed, one journal entry; nothing for somebody without a place. Raises
    ``NotFound`` for the nominee, ``Refused`` after submission.
    """
    cycle.refuse_submitted(session, cycle_id)
    one = nominee.one(session, cycle_id, nominee_id)
    if one is None:
        raise NotFound(message("There is no such nominee in this cycle."))
    held = sa.update(ListingRecord).where(
        ListingRecord.nominee_id == nominee_id, ListingRecord.seat == Seat.LISTED, ListingRecord.approved.is_(True)
    )
    done = session.execute(held.values(seat=Seat.RESERVED, approved=None).returning(ListingRecord.nominee_id))
    if done.first() is not None:
        details = {"cycle": cycle_id, "class": one.place_class.value, "seat": Seat.RESERVED.value}
        record(session, actor, Tag.LISTING_DRAW, person_id(one.person), {**details, "standing": "exceptional"})


_SUBMITTED: Final = message("The list was submitted already.")


def _submitted(session: Session, cycle_id: int) -> Submission:
    """Return what waits for the committee; of two who act at once the later one sees what the other did."""
    cycle.cycle(session, cycle_id)
    found = queries.submission(session, cycle_id, lock=True)
    if found is None:
        raise Conflict(message("No list waits for approval: it was not submitted, or sent back meanwhile."))
    if found.approved:
        raise Conflict(message("The list is approved already and final."))
    return found


def _wrong(number: str, meeting: str, decided_on: dt.date | None) -> dict[str, Message]:
    wrong = {}
    if not number:
        wrong["decision_number"] = message("Give the number of the decision.")
    if not meeting:
        wrong["meeting"] = message("Name the meeting that decided.")
    if decided_on is None:
        wrong["decided_on"] = message("Give the day of the decision.")
    elif decided_on > clock.today():
        wrong["decided_on"] = message("The day of the decision lies in the future.")
    return wrong


def _on_the_list(session: Session, cycle_id: int) -> list[Nominee]:
    wanted = sa.select(ListingRecord.nominee_id).where(ListingRecord.cycle_id == cycle_id)
    seated = set(session.scalars(wanted))
    return [one for number, one in nominee.nominees(session, cycle_id).items() if number in seated]


def _related(session: Session, actor: Actor, cycle_id: int) -> list[Message]:
    """Return why an actor must stay out of a list, each reason once: not how many relatives are on it."""
    people = [one.person for one in _on_the_list(session, cycle_id)]
    found = recusal(session, actor, people)
    return [reason for at, reason in enumerate(found) if reason not in found[:at]]
