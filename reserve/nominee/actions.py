"""Putting people forward; the one door to the table of nominees."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve.audit.model import Actor
from reserve.audit.record import Event, record_many
from reserve.audit.tags import Tag
from reserve.nominee import queries
from reserve.nominee.queries import Nominee
from reserve.nominee.tables import NomineeRecord
from reserve.roster.model import PlaceClass, person_id

Named = tuple[int, int, PlaceClass]
"""Person number, unit id, class."""


def put_forward(session: Session, actor: Actor, cycle_id: int, named: Collection[Named]) -> None:
    """Make exactly these the nominees of the cycle; whoever is one already keeps the id.

    What rests on those who are no longer named must be gone, and no list may be drawn. Side effects: ``nominee``
    rows; one journal entry for those put forward, one for each who is no longer named or stands in another unit now.
    Raises ``IntegrityError`` when something rests on a row that is to go or to change.
    """
    before = {(one.person, one.place_class): one for one in queries.nominees(session, cycle_id).values()}
    now = {(person, place_class): unit_id for person, unit_id, place_class in named}
    fresh = [
        {"cycle_id": cycle_id, "person_number": person, "unit_id": unit_id, "place_class": place_class}
        for person, unit_id, place_class in sorted(named)
        if (person, place_class) not in before
    ]
    moved = [one for who, one in before.items() if who in now and now[who] != one.unit_id]
    gone = [one for who, one in before.items() if who not in now]
    if gone:
        session.execute(sa.delete(NomineeRecord).where(NomineeRecord.id.in_([one.id for one in gone])))
    if moved:
        changes = [{"id": one.id, "unit_id": now[one.person, one.place_class]} for one in moved]
        session.execute(sa.update(NomineeRecord), changes)
    if fresh:
        session.execute(sa.insert(NomineeRecord), fresh)
    told = (
        [Event(Tag.NOMINEE_PUT_FORWARD, f"cycle {cycle_id}", {"nominees": len(fresh)})] if fresh or not before else []
    )
    told += _about(Tag.NOMINEE_WITHDRAW, cycle_id, gone) + _about(Tag.NOMINEE_MOVE, cycle_id, moved)
    record_many(session, actor, told)


def _about(tag: Tag, cycle_id: int, nominees: Sequence[Nominee]) -> list[Event]:
    return [Event(tag, person_id(one.person), {"cycle": cycle_id, "class": one.place_class.value}) for one in nominees]
