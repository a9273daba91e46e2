"""Putting people forward; the one door to the table of nominees."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve.audit.model import Actor
from reserve.audit.record import record
from reserve.audit.tags import Tag
from reserve.nominee.tables import NomineeRecord
from reserve.roster.model import PlaceClass


def put_forward(session: Session, actor: Actor, cycle_id: int, named: Collection[tuple[int, int, PlaceClass]]) -> None:
    """Make nominees of (person number, unit id, class), in the order of persons.

    Side effects: ``nominee`` rows; one journal entry. Raises ``IntegrityError`` for somebody who is a nominee for
    that class already.
    """
    values = [
        {"cycle_id": cycle_id, "person_number": person, "unit_id": unit, "place_class": place_class}
        for person, unit, place_class in sorted(named)
    ]
    if values:
        session.execute(sa.insert(NomineeRecord), values)
    record(session, actor, Tag.NOMINEE_PUT_FORWARD, f"cycle {cycle_id}", {"nominees": len(values)})
