"""Settling ties, and drawing up the list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve.audit.model import Actor
from reserve.audit.record import Event, record_many
from reserve.audit.tags import Tag
from reserve.cycle import queries as cycle
from reserve.listing import queries
from reserve.listing.model import Standpoint, TieRow
from reserve.listing.rules import Drawn, drawn_up
from reserve.listing.tables import ListingRecord, ReasonRecord, TieRecord
from reserve.quota import queries as quota
from reserve.quota.model import Card
from reserve.roster.model import PlaceClass, person_id
from reserve.text import Message, message, plain
from reserve.workbook.findings import Finding, Level


def settle_ties(session: Session, actor: Actor, cycle_id: int, rows: Sequence[TieRow]) -> None:
    """Record human decisions about people who are level at the last place; the next drawing applies them.

    Side effects: one ``tie_decision`` row and one journal entry each. Raises ``IntegrityError`` for a decision
    without a decider or a reason.
    """
    session.add_all(
        TieRecord(
            cycle_id=cycle_id,
            person_number=row.person,
            place_class=row.place_class,
            decision=row.decision,
            reason=row.reason,
            decided_by=row.decided_by,
            decided_on=row.decided_on,
        )
        for row in rows
    )
    session.flush()
    record_many(session, actor, [_tie_event(cycle_id, row) for row in rows])


def draw_list(session: Session, actor: Actor, cycle_id: int, ties: Sequence[TieRow] = ()) -> tuple[Finding, ...]:
    """Draw up the list of a cycle: everybody who passed every gate, in the policy's order, within the open places.

    ``ties`` are the recorded decisions, with the cells they came from. Side effects: ``listing`` and
    ``listing_reason`` rows; one journal entry for each person with a place. Returns an error for tie decisions that
    name more people than places, and a warning for a decision that no tie needed. Raises ``IntegrityError`` when
    the list was drawn already.
    """
    policy = cycle.cycle(session, cycle_id).policy
    nominees = queries.standpoints(session, cycle_id)
    cards = quota.cards(session, cycle_id)
    decisions = {(row.person, place_class): row for row in ties for place_class in _classes(row)}
    drawn = drawn_up(
        nominees,
        {key: len(card.open_places) for key, card in cards.items()},
        {key: row.decision for key, row in decisions.items()},
        classes=policy.listing.classes,
        order=policy.listing.order,
        pass_line=policy.exam.pass_line,
    )
    _store(session, cycle_id, nominees, cards, drawn)
    record_many(session, actor, [_seat_event(cycle_id, one, drawn) for one in nominees if one.id in drawn.seats])
    return tuple(_findings(ties, drawn))


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
        {"nominee_id": number, "msgid": text.msgid, "params": {name: plain(part) for name, part in text.params.items()}}
        for number, text in drawn.reasons.items()
    ]
    if why:
        session.execute(sa.insert(ReasonRecord), why)


def _findings(ties: Sequence[TieRow], drawn: Drawn) -> list[Finding]:
    found = []
    for row in ties:
        asked = {(row.person, place_class) for place_class in _classes(row)}
        if asked & drawn.refused:
            text = message("More of the tied are to be listed than there are places; none is listed.")
            found.append(_finding(Level.ERROR, row, text))
        elif not asked & drawn.settled:
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
