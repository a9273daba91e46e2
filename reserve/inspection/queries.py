"""Reading inspections."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Literal

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve.dates import PartialDate
from reserve.inspection.model import InspectionRow, Outcome
from reserve.inspection.tables import InspectionRecord

_TABLE: Any = InspectionRecord.__table__


class Inspection(msgspec.Struct, frozen=True, kw_only=True):
    """One record of an inspection. ``withdrawn``: from this record on there is none; it repeats what was withdrawn."""

    id: int
    outcome: Outcome
    conclusion: Literal["positive", "negative"] | None
    veto: bool
    inspectors: tuple[str, ...]
    integrity: str
    inspected_on: PartialDate | None
    reason: str
    recorded_by: str
    recorded_at: dt.datetime
    withdrawn: bool

    def repeated_by(self, row: InspectionRow) -> bool:
        """Tell whether a workbook says what is in effect already."""
        told = (row.conclusion, row.veto, row.inspectors, row.integrity, row.inspected_on)
        here = (self.conclusion, self.veto, self.inspectors, self.integrity, self.inspected_on)
        return not self.withdrawn and told == here


def outcomes(session: Session, cycle_id: int) -> Mapping[int, Outcome]:
    """Return what the latest inspection of each person came to, by person number."""
    wanted = sa.select(_TABLE.c.person_number, _TABLE.c.outcome, _TABLE.c.withdrawn)
    rows = session.execute(wanted.where(_TABLE.c.cycle_id == cycle_id).order_by(_TABLE.c.id))
    latest = {row.person_number: row for row in rows}
    return {person: row.outcome for person, row in latest.items() if not row.withdrawn}


def in_effect(cycle_id: int) -> sa.Select[Any]:
    """Return the query for (id, person number, outcome) of the inspections that count: the latest, not withdrawn."""
    latest = sa.select(sa.func.max(_TABLE.c.id)).where(_TABLE.c.cycle_id == cycle_id).group_by(_TABLE.c.person_number)
    columns = (_TABLE.c.id, _TABLE.c.person_number, _TABLE.c.outcome)
    return sa.select(*columns).where(_TABLE.c.id.in_(latest), ~_TABLE.c.withdrawn)


def recorded(session: Session, cycle_id: int) -> bool:
    """Tell whether anybody's inspection is recorded in a cycle. One query."""
    return session.execute(in_effect(cycle_id).limit(1)).first() is not None


def latest(session: Session, cycle_id: int) -> Mapping[int, Inspection]:
    """Return the latest record about each person, also a withdrawn one, by person number. One query."""
    rows = session.execute(sa.select(_TABLE).where(_TABLE.c.cycle_id == cycle_id).order_by(_TABLE.c.id))
    return {row.person_number: _inspection(row) for row in rows}


def history(session: Session, cycle_id: int, person: int) -> list[Inspection]:
    """Return every record about one person, the latest first. One query."""
    here = sa.and_(_TABLE.c.cycle_id == cycle_id, _TABLE.c.person_number == person)
    return [_inspection(row) for row in session.execute(sa.select(_TABLE).where(here).order_by(_TABLE.c.id.desc()))]


def _inspection(row: sa.Row[Any]) -> Inspection:
    return Inspection(
        id=row.id,
        outcome=row.outcome,
        conclusion=row.conclusion or None,
        veto=row.veto,
        inspectors=tuple(row.inspectors),
        integrity=row.integrity,
        inspected_on=row.inspected_on,
        reason=row.reason,
        recorded_by=row.recorded_by,
        recorded_at=row.recorded_at,
        withdrawn=row.withdrawn,
    )
