"""Reading inspections."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve.inspection.model import Outcome
from reserve.inspection.tables import InspectionRecord


def outcomes(session: Session, cycle_id: int) -> Mapping[int, Outcome]:
    """Return what each inspection of a cycle came to, by person number."""
    table = InspectionRecord.__table__
    rows = session.execute(sa.select(table.c.person_number, table.c.outcome).where(table.c.cycle_id == cycle_id))
    return {row.person_number: row.outcome for row in rows}
