"""Reading marks."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve.exam.model import MarkStatus
from reserve.exam.tables import MarkRecord


class Mark(msgspec.Struct, frozen=True):
    """One person's mark in hundredths, None unless the paper was sat and stands."""

    status: MarkStatus
    hundredths: int | None
    passed: bool


def marks(session: Session, cycle_id: int) -> Mapping[int, Mark]:
    """Return the marks of a cycle by person number."""
    table = MarkRecord.__table__
    rows = session.execute(sa.select(table).where(table.c.cycle_id == cycle_id))
    return {row.person_number: Mark(row.status, row.hundredths, row.passed) for row in rows}
