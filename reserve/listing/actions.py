"""Settling ties, and drawing up the list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve.audit.model import Actor
from reserve.audit.record import Event, record_many
from reserve.audit.tags import Tag
from reserve.cycle import queries as cycle
from reserve.cycle import steps
from reserve.cycle.model import Step
from reserve.listing import queries
from reserve.listing.approving import approve_list, hold_back, send_back_list, submit_list
from reserve.listing.model import Standpoint, TieRow
from reserve.listing.rules import Drawn, drawn_up
from reserve.listing.settling import settle_tie
from reserve.listing.tables import ListingRecord, ReasonRecord, TieRecord
from reserve.nominee import queries as nominee
from reserve.quota import queries as quota
from reserve.quota.model import Card
from reserve.roster.model import PlaceClass, person_id
from reserve.text import Message, message, plain
from reserve.workbook.findings import Finding, Level
from reserve.workbook.model import Origin

__all__ = [
    "approve_list",
    "clear",
    "draw_list",
    "hold_back",
    "send_back_list",
    "settle_tie",
    "settle_ties",
    "submit_list",
]


def settle_ties(session: Session, actor: Actor, cycle_id: int, rows: Sequence[TieRow]) -> None:
    """Record the decisions of a workbook about people who are level at the last place; the next drawing applies them.

    Those in effect already are left out. Side effects: one ``tie_decision`` row and one journal entry each; the step of
    the ties. Raises ``IntegrityError`` for a decision without a decider or a reason, ``Refused`` after submission.
    """
    cycle.refuse_submitted(session, cycle_id)
    before = queries.ties_in_effect(session, cycle_id)
    made = [row for row in rows if not all(_repeats(row, before.get((row.person, one))) for one in _classes(row))]
    if not made:
        return
    values = [
        {
            "cycle_id": cycle_id,
            "person_number": row.person,
            "place_class": row.place_class,
            "decision": row.decision,
            "reason": row.reason,
            "decided_by": row.decided_by,
            "decided_on": row.decided_on,
            "origin": _origin(row.origin),
        }
        for row in made
    ]
    session.execute(sa.insert(TieRecord), values)
    steps.take(
        session, actor, cycle_id, Step.TIES, record_many(session, actor, [_tie_event(cycle_id, row) for row in made])
    )


def _origin(origin: Origin) -> dict[str, object] | None:
    if not origin.file:
        return None
    return {"file": origin.file, "sheet": origin.sheet, "row": origin.row, "columns": dict(origin.columns)}


def _repeats(row: TieRow, before: TieRow | None) -> bool:
    return before is not None and row.told == before.told


def draw_list(session: Session, actor: Actor, cycle_id: int) -> tuple[Finding, ...]:
    """Draw up the list of a cycle: everybody who passed every gate, in the policy's order, within the open places.

    A list drawn before is given up; ties are settled as the latest decisions say. Side effects: ``listing`` and
    ``listing_reason`` rows; one journal entry for each person with a place, one in all when there is none; the step of
    the list. Returns an error for tie decisions that name more people than places, and a warning for a decision that
    no tie needed. Raises ``Refused`` after submission.
    """
    cycle.refuse_submitted(session, cycle_id)
    clear(session, cycle_id)
    policy = cycle.cycle(session, cycle_id).policy
    nominees = queries.standpoints(session, cycle_id)
    cards = quota.cards(session, cycle_id)
    decisions = queries.ties_in_effect(session, cycle_id)
    places = {key: len(card.open_places) for key, card in cards.items()}
    drawn = drawn_up(
        nominees,
        places,
        {key: row.decision for key, row in decisions.items()},
        classes=policy.listing.classes,
        order=policy.listing.order,
        pass_line=policy.exam.pass_line,
        barred=queries.barred_by_stages(session, cycle_id, nominees, places),
    )
    _store(session, cycle_id, nominees, cards, drawn)
    events = [_seat_event(cycle_id, one, drawn) for one in nominees if one.id in drawn.seats]
    nobody = Event(Tag.LISTING_DRAW, f"cycle {cycle_id}", {"seats": 0})
    steps.take(session, actor, cycle_id, Step.LIST, record_many(session, actor, events or [nobody]))
    return tuple(_findings(decisions, drawn))


def clear(session: Session, cycle_id: int) -> None:
    """Give up the list as it was drawn; what it rests on can be made anew then.

    Side effects: ``listing`` and ``listing_reason`` rows go; the step of the list is undone.
    """
    session.execute(sa.delete(ListingRecord).where(ListingRecord.cycle_id == cycle_id))
    session.execute(sa.delete(ReasonRecord).where(ReasonRecord.nominee_id.in_(nominee.of_cycle(cycle_id))))
    steps.undo(session, cycle_id, Step.LIST)


def _classes(row: TieRow) -> tuple[PlaceClass, ...]:
    """Without a class a decision holds for every tie the person is in."""
    return tuple(PlaceClass) if row.place_class is None else (row.place_class,)


def _store(
    session: Session,
    cycle_id: int,
    nominees: Sequence[Standpoint],
    cards: Mapping[tuple[int, PlaceClass], Card],
    drawn: Drawn,
) -> None:
    free = {key: iter(card.open_places) for key, card in cards.items()}
    # Places are handed out in the order of nominees; which of a unit's places somebody holds means nothing.
    seats = [
        {
            "nominee_id": one.id,
            "cycle_id": cycle_id,
            "unit_id": one.unit_id,
            "place_class": one.place_class,
            "place_id": next(free[one.unit_id, one.place_class]),
            "place_is_open": True,
            "standing": one.standing,
            "approved": one.approved if one.exceptional and one.approved else None,
            "seat": drawn.seats[one.id],
        }
        for one in nominees
        if one.id in drawn.seats
    ]
    if seats:
        session.execute(sa.insert(ListingRecord), seats)
    why = [
        {
            "nominee_id": number,
            "msgid": text.msgid,
            "params": {name: plain(part) for name, part in text.params.items()},
            "open_tie": number in drawn.open_ties,
        }
        for number, text in drawn.reasons.items()
    ]
    if why:
        session.execute(sa.insert(ReasonRecord), why)


def _findings(decisions: Mapping[tuple[int, PlaceClass], TieRow], drawn: Drawn) -> list[Finding]:
    """Return what is wrong with each decision, in those classes in which it is in effect."""
    asked: dict[int, set[tuple[int, PlaceClass]]] = {}
    rows = {id(row): row for row in decisions.values()}
    for key, row in decisions.items():
        asked.setdefault(id(row), set()).add(key)
    found = []
    for number, row in rows.items():
        if asked[number] & drawn.refused:
            text = message("More of the tied are to be listed than there are places; none is listed.")
            found.append(_finding(Level.ERROR, row, text))
        elif not asked[number] & drawn.settled:
            text = message("No tie at the last place waits for this decision; it is not used.")
            found.append(_finding(Level.WARNING, row, text))
    return found


def _finding(level: Level, row: TieRow, text: Message) -> Finding:
    origin = row.origin
    return Finding(level, origin.file, origin.sheet, origin.cell("decision"), "", text, row.person)


def _tie_event(cycle_id: int, row: TieRow) -> Event:
    details = {
        "cycle": cycle_id,
        "class": row.place_class.value if row.place_class else None,
        "decision": row.decision.value,
        "reason": row.reason,
        "decided_by": row.decided_by,
        "decided_on": row.decided_on.isoformat(),
    }
    return Event(Tag.LISTING_SETTLE_TIE, person_id(row.person), details)


def _seat_event(cycle_id: int, one: Standpoint, drawn: Drawn) -> Event:
    details = {
        "cycle": cycle_id,
        "class": one.place_class.value,
        "seat": drawn.seats[one.id].value,
        "standing": one.standing,
        "votes": one.votes,
        "mark": one.mark,
    }
    return Event(Tag.LISTING_DRAW, person_id(one.person), details)
