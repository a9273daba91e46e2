"""Reading the nominees of a cycle."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve.nominee.tables import NomineeRecord
from reserve.roster.model import PlaceClass


class Nominee(msgspec.Struct, frozen=True):
    """One person in one class."""

    id: int
    person: int
    unit_id: int
    place_class: PlaceClass


def nominees(session: Session, cycle_id: int) -> Mapping[int, Nominee]:
    """Return every nominee by id, in the order of ids."""
    table = NomineeRecord.__table__
    rows = session.execute(sa.select(table).where(table.c.cycle_id == cycle_id).order_by(table.c.id))
    return {row.id: Nominee(row.id, row.person_number, row.unit_id, row.place_class) for row in rows}


def one(session: Session, cycle_id: int, nominee_id: int) -> Nominee | None:
    """Return one nominee of a cycle; None when there is none."""
    table = NomineeRecord.__table__
    wanted = sa.select(table).where(table.c.cycle_id == cycle_id, table.c.id == nominee_id)
    row = session.execute(wanted).one_or_none()
    return None if row is None else Nominee(row.id, row.person_number, row.unit_id, row.place_class)


def persons(ids: sa.Select[tuple[int]]) -> sa.Select[tuple[int]]:
    """Return the query for the persons behind some nominees, one row a nominee; ``ids``: the query for them."""
    return sa.select(NomineeRecord.person_number).where(NomineeRecord.id.in_(ids))


def of_cycle(cycle_id: int, *only: int) -> sa.Select[tuple[int]]:
    """Return the query for the ids of a cycle's nominees, to be used inside other queries; ``only``: these persons."""
    wanted = sa.select(NomineeRecord.id).where(NomineeRecord.cycle_id == cycle_id)
    return wanted.where(NomineeRecord.person_number.in_(only)) if only else wanted
