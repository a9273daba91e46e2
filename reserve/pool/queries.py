"""Reading the pool."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve.dates import PartialDate
from reserve.pool.tables import MemberRecord
from reserve.roster.model import PlaceClass


class Member(msgspec.Struct, frozen=True):
    """A present member."""

    id: int
    person: int
    unit_id: int
    place_class: PlaceClass
    since: PartialDate | None


def present(session: Session) -> Mapping[int, Member]:
    """Return the present members by id, in the order of persons."""
    table = MemberRecord.__table__
    rows = session.execute(sa.select(table).where(table.c.released_on.is_(None)).order_by(table.c.person_number))
    return {row.id: Member(row.id, row.person_number, row.unit_id, row.place_class, row.since) for row in rows}
