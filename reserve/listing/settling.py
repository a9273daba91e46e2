"""Deciding who of several level people takes the last places. Offered by ``actions``."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve import clock
from reserve.accounts.queries import recusal
from reserve.audit.model import Actor
from reserve.audit.record import Event, record_many
from reserve.audit.tags import Tag
from reserve.cycle import queries as cycle
from reserve.cycle import steps
from reserve.cycle.model import Step
from reserve.errors import Conflict, Invalid, Refused
from reserve.listing import queries
from reserve.listing.model import Tie, TieDecision
from reserve.listing.tables import TieRecord
from reserve.nominee import queries as nominee
from reserve.roster.model import person_id
from reserve.text import Message, message


def settle_tie(
    session: Session,
    actor: Actor,
    cycle_id: int,
    *,
    signed_by: str,
    tied: Collection[int],
    listed: Collection[int],
    reason: str,
) -> None:
    """Decide a tie at a last place: ``listed`` of ``tied`` (nominee ids, all of the tie) take the places that are left.

    A tie that was decided before can be decided anew: the latest decision counts (rule 15). The next drawing applies
    it. Side effects: one ``tie_decision`` row and one journal entry for each of the tied; the step of ties. Raises
    ``Conflict`` when these people are no tie any more, ``Invalid`` without a reason, ``Refused`` for more or fewer
    people than places, for a relative, for a list that something else made out of date, and after submission.
    """
    cycle.refuse_submitted(session, cycle_id)
    if not reason.strip():
        raise Invalid({"reason": message("Say why they and not the others.")})
    if queries.outdated(session, cycle_id) - {Step.TIES}:
        raise Refused(message("The list is out of date; draw it anew and see who is level then."))
    tie = _tie(session, cycle_id, tied, listed)
    people = nominee.nominees(session, cycle_id)
    level = sorted(people[number].person for number in tie.ids)
    reasons = recusal(session, actor, level)[:1] + _as_many_as_places(tie, len(set(listed)))
    if reasons:
        raise Refused(*reasons)
    chosen = {people[number].person for number in listed}
    decided = {number: TieDecision.LIST if number in chosen else TieDecision.LEAVE_OUT for number in level}
    why, today = reason.strip(), clock.today()
    named = {"cycle_id": cycle_id, "place_class": tie.place_class, "origin": None}
    session.execute(
        sa.insert(TieRecord),
        [
            {**named, "person_number": number, "decision": made, "reason": why, "decided_by": signed_by}
            | {"decided_on": today}
            for number, made in decided.items()
        ],
    )
    told: dict[str, object] = {"cycle": cycle_id, "class": tie.place_class.value, "reason": why}
    told |= {
        "decided_by": signed_by,
        "decided_on": today.isoformat(),
        "tied": [person_id(number) for number in level],
        "places": tie.places,
    }
    events = [
        Event(Tag.LISTING_SETTLE_TIE, person_id(number), {**told, "decision": made.value})
        for number, made in decided.items()
    ]
    steps.take(session, actor, cycle_id, Step.TIES, record_many(session, actor, events))


def _tie(session: Session, cycle_id: int, tied: Collection[int], listed: Collection[int]) -> Tie:
    """Return the tie of just these people, whom the page showed."""
    for tie in queries.ties(session, cycle_id):
        if set(tie.ids) == set(tied) and set(listed) <= set(tie.ids):
            return tie
    raise Conflict(message("Who is level at this place has changed meanwhile; look at the ties again."))


def _as_many_as_places(tie: Tie, chosen: int) -> list[Message]:
    if chosen > tie.places:
        return [message("{chosen} are chosen, but {places} places are left.", chosen=chosen, places=tie.places)]
    if chosen < tie.places:
        return [message("Choose as many as places are left: {places}.", places=tie.places)]
    return []
