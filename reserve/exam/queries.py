"""Reading marks, what clerks keyed, and corrections."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve.exam.model import CorrectionOutcome, MarkStatus, Paper
from reserve.exam.tables import CorrectionRecord, EntryRecord, MarkRecord

_MARK: Any = MarkRecord.__table__
_ENTRY: Any = EntryRecord.__table__
_CORRECTION: Any = CorrectionRecord.__table__


class Mark(msgspec.Struct, frozen=True):
    """One person's mark in hundredths, None unless the paper was sat and stands."""

    status: MarkStatus
    hundredths: int | None
    passed: bool

    @property
    def paper(self) -> Paper:
        """What the mark says, without what follows from it."""
        return Paper(self.status, self.hundredths)


class Entry(msgspec.Struct, frozen=True):
    """What one clerk keyed from one paper; nobody else is shown ``paper`` before the mark stands."""

    ordinal: int
    account: str
    paper: Paper
    keyed_at: dt.datetime


class Correction(msgspec.Struct, frozen=True, kw_only=True):
    """A proposed change of a mark and what became of it; ``outcome`` None: still open."""

    id: int
    person: int
    old: Paper
    new: Paper
    reason: str
    proposed_by: str
    proposed_account: str
    proposed_at: dt.datetime
    outcome: CorrectionOutcome | None
    decided_by: str | None
    decided_at: dt.datetime | None
    remark: str


def marks(session: Session, cycle_id: int) -> Mapping[int, Mark]:
    """Return the marks of a cycle by person number."""
    rows = session.execute(sa.select(_MARK).where(_MARK.c.cycle_id == cycle_id))
    return {row.person_number: Mark(row.status, row.hundredths, row.passed) for row in rows}


def mark(session: Session, cycle_id: int, person: int) -> Mark | None:
    """Return the mark that stands for one person. One query."""
    here = sa.and_(_MARK.c.cycle_id == cycle_id, _MARK.c.person_number == person)
    row = session.execute(sa.select(_MARK).where(here)).one_or_none()
    return None if row is None else Mark(row.status, row.hundredths, row.passed)


def keyed(session: Session, cycle_id: int) -> set[int]:
    """Return the persons whose mark somebody keyed or proposed to correct: a workbook does not change it. One query."""
    entries_of = sa.select(_ENTRY.c.person_number).where(_ENTRY.c.cycle_id == cycle_id)
    corrected = sa.select(_CORRECTION.c.person_number).where(_CORRECTION.c.cycle_id == cycle_id)
    return set(session.scalars(sa.union(entries_of, corrected)))


def entries(session: Session, cycle_id: int, person: int) -> list[Entry]:
    """Return what was keyed from one person's paper, at most twice. One query."""
    here = sa.and_(_ENTRY.c.cycle_id == cycle_id, _ENTRY.c.person_number == person)
    rows = session.execute(sa.select(_ENTRY).where(here).order_by(_ENTRY.c.ordinal))
    return [Entry(row.ordinal, row.account, Paper(row.status, row.hundredths), row.keyed_at) for row in rows]


def corrections(session: Session, cycle_id: int, person: int) -> list[Correction]:
    """Return the corrections of one person's mark, the latest first. One query."""
    here = sa.and_(_CORRECTION.c.cycle_id == cycle_id, _CORRECTION.c.person_number == person)
    rows = session.execute(sa.select(_CORRECTION).where(here).order_by(_CORRECTION.c.id.desc()))
    return [
        Correction(
            id=row.id,
            person=row.person_number,
            old=Paper(row.old_status, row.old_hundredths),
            new=Paper(row.status, row.hundredths),
            reason=row.reason,
            proposed_by=row.proposed_by,
            proposed_account=row.proposed_account,
            proposed_at=row.proposed_at,
            outcome=row.outcome,
            decided_by=row.decided_by,
            decided_at=row.decided_at,
            remark=row.remark,
        )
        for row in rows
    ]
