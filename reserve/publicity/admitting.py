"""The formal entry into the pool, and who comes in the place of somebody withdrawn. Offered by ``actions``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve import clock
from reserve.audit.model import Actor
from reserve.audit.record import record
from reserve.audit.tags import Tag
from reserve.cycle import queries as cycle
from reserve.dates import months_later
from reserve.errors import Conflict, Invalid, NotFound, Refused
from reserve.pool import actions as pool
from reserve.pool.model import Entry
from reserve.publicity import following
from reserve.publicity.model import AdmissibleStanding, Entrant, Stage
from reserve.publicity.notices import held, related
from reserve.publicity.tables import AdmissionRecord, ReplacementRecord
from reserve.roster.model import person_id
from reserve.text import Message, message


def admit(
    session: Session,
    actor: Actor,
    cycle_id: int,
    nominees: Collection[int],
    *,
    decision_number: str,
    decided_on: dt.date | None,
    signed_by: str,
) -> int:
    """Admit people on the approved list to the pool by a named decision, and return how many (rule 16).

    Who was in the pool in another class gives that place up now (rule 9). Side effects: one ``admission`` and one
    ``member`` each, old stays ended; journal entries of the pool. Raises ``Invalid`` for a decision without number or
    day, or nobody chosen; ``NotFound`` for somebody who is not on the list; ``Conflict`` when all were admitted
    already; ``Refused`` with every reason of everybody, and then nobody is admitted.
    """
    stands = held(session, cycle_id)
    chosen = [one for one in stands.entrants if one.nominee_id in set(nominees)]
    if len(chosen) != len(set(nominees)):
        raise NotFound(message("There is no such person on the list."))
    wrong = _wrong(decision_number, decided_on)
    if not chosen:
        wrong["nominees"] = message("Choose who is admitted.")
    if wrong or decided_on is None:
        raise Invalid(wrong)
    if all(one.stage is Stage.ADMITTED for one in chosen):
        raise Conflict(message("They were admitted already."))
    reasons = related(session, actor, [one.person for one in chosen])
    for one in chosen:
        reasons += unready(one, decided_on)
    if reasons:
        raise Refused(*reasons)
    months = cycle.cycle(session, cycle_id).policy.term.months
    until = None if months is None else months_later(decided_on, months) - dt.timedelta(days=1)
    entries = [Entry(one.person, one.unit_id, one.place_class, until) for one in chosen]
    number = decision_number.strip()
    came = pool.admit(session, actor, cycle_id, entries, on=decided_on, decision_number=number, signed_by=signed_by)
    signed = {
        "decision_number": number,
        "admitted_on": decided_on,
        "admitted_by": signed_by,
        "admitted_account": actor.name,
        "admitted_at": clock.now(),
    }
    rows = [
        {
            "nominee_id": one.nominee_id,
            "cycle_id": cycle_id,
            "unit_id": one.unit_id,
            "place_class": one.place_class,
            "place_id": one.place_id,
            "place_is_open": True,
            **_standing(exceptional=one.exceptional),
            "member_id": came[one.person].member_id,
            "left_member_id": came[one.person].left_id,
            **signed,
        }
        for one in chosen
    ]
    session.execute(sa.insert(AdmissionRecord), rows)
    return len(rows)


def unready(one: Entrant, decided_on: dt.date) -> list[Message]:
    """Return why somebody cannot be admitted by a decision of that day; nothing when he or she can."""
    who = {"person": person_id(one.person)}
    if one.stage in _WHY:
        return [Message(_WHY[one.stage].msgid, who)]
    if one.stage is Stage.UNKNOWN and one.trouble is not None:
        return [one.trouble]
    last = None if one.clock is None else one.clock.last
    if last is not None and (one.stage is Stage.RUNNING or decided_on <= last):
        return [
            message(
                "{person}: the notice period lasts until {day}; the decision has to be of a later day.",
                **who,
                day=last.isoformat(),
            )
        ]
    return []


_WHY: Final[Mapping[Stage, Message]] = {
    Stage.WITHDRAWN: message("{person} was withdrawn from the list."),
    Stage.ADMITTED: message("{person} was admitted already."),
    Stage.UNPUBLISHED: message("{person} is on no notice yet."),
    Stage.STOPPED: message("{person}: an objection is still open."),
}


def replace(
    session: Session,
    actor: Actor,
    cycle_id: int,
    withdrawn_id: int,
    nominee_id: int,
    *,
    decision_number: str,
    meeting: str,
    decided_on: dt.date | None,
    signed_by: str,
) -> None:
    """Record whom the committee put in the place of somebody withdrawn: the next by rank, by a decision of its own.

    Whoever comes in is published and admitted like everybody else. Side effects: one ``list_replacement``, one journal
    entry. Raises ``NotFound`` when nobody was withdrawn there; ``Invalid`` for a decision without number, meeting or
    day; ``Conflict`` when the place was filled already; ``Refused`` when the plan does not refill, for somebody who is
    not the next, for whoever withdrew the one before, and for a relative.
    """
    stands = held(session, cycle_id)
    gone, place = stands.withdrawals.get(withdrawn_id), stands.entrant(withdrawn_id)
    if gone is None or place is None:
        raise NotFound(message("Nobody was withdrawn there."))
    if gone.replaced_by is not None:
        raise Conflict(message("Somebody has this place already."))
    wrong = _wrong(decision_number, decided_on)
    if not meeting.strip():
        wrong["meeting"] = message("Name the meeting that decided.")
    since = next(one.decided_on for one in stands.objections if one.id == gone.objection_id)
    if decided_on is not None and since is not None and "decided_on" not in wrong and decided_on < since:
        wrong["decided_on"] = message("The decision cannot be older than the withdrawal.")
    if wrong or decided_on is None:
        raise Invalid(wrong)
    campaign = cycle.cycle(session, cycle_id)
    if not campaign.policy.publicity.refill:
        raise Refused(message("The plan of this campaign leaves the place of somebody withdrawn open."))
    nexts = {one.id: one for one in following.next_by_rank(session, cycle_id, stands, place)}
    chosen = nexts.get(nominee_id)
    if chosen is None:
        raise Refused(message("This is not the next by rank among those who passed every gate; look at it again."))
    reasons = related(session, actor, [chosen.person])
    if gone.withdrawn_account == actor.name:
        text = message("You withdrew the one before yourself: somebody else has to record who comes in.")
        reasons.append(text)
    if reasons:
        raise Refused(*reasons)
    decision = {"decision_number": decision_number.strip(), "meeting": meeting.strip()}
    session.execute(
        sa.insert(ReplacementRecord).values(
            nominee_id=nominee_id,
            cycle_id=cycle_id,
            withdrawn_id=withdrawn_id,
            withdrawn_account=gone.withdrawn_account,
            **_standing(exceptional=chosen.exceptional),
            **decision,
            decided_on=decided_on,
            recorded_by=signed_by,
            recorded_account=actor.name,
            recorded_at=clock.now(),
        )
    )
    told = {"cycle": cycle_id, **decision, "decided_on": decided_on.isoformat(), "recorded_by": signed_by}
    where = {"class": place.place_class.value, "unit": place.unit_id, "instead_of": person_id(place.person)}
    record(session, actor, Tag.PUBLICITY_REPLACE, person_id(chosen.person), {**told, **where})


def _standing(*, exceptional: bool) -> dict[str, object]:
    standing = AdmissibleStanding.EXCEPTIONAL if exceptional else AdmissibleStanding.ELIGIBLE
    return {"standing": standing, "approved": True if exceptional else None}


def _wrong(number: str, decided_on: dt.date | None) -> dict[str, Message]:
    wrong = {}
    if not number.strip():
        wrong["decision_number"] = message("Give the number of the decision.")
    if decided_on is None:
        wrong["decided_on"] = message("Give the day of the decision.")
    elif decided_on > clock.today():
        wrong["decided_on"] = message("The day of the decision lies in the future.")
    return wrong
