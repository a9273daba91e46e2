"""Reading marks, what clerks keyed, and corrections."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve.cycle import queries as cycle
from reserve.eligibility import queries as eligibility
from reserve.exam.composite import Composite, composite, lowest_passing
from reserve.exam.model import CorrectionOutcome, MarkStatus, Paper
from reserve.exam.reasons import why_not
from reserve.exam.tables import BonusRecord, CorrectionRecord, EntryRecord, MarkRecord, PartRecord
from reserve.inspection import queries as inspection
from reserve.nominee import queries as nominee
from reserve.policy.examining import WHOLE, Exam, inspection_first
from reserve.text import Message

_MARK: Any = MarkRecord.__table__
_ENTRY: Any = EntryRecord.__table__
_PART: Any = PartRecord.__table__
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
    part: str
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


def papers(session: Session, cycle_id: int) -> Mapping[int, Mapping[str, Paper]]:
    """Return what the parts of the exam came to, by person number and part; nothing for an exam of one paper."""
    found: dict[int, dict[str, Paper]] = {}
    for row in session.execute(sa.select(_PART).where(_PART.c.cycle_id == cycle_id)):
        found.setdefault(row.person_number, {})[row.part] = Paper(row.status, row.hundredths)
    return found


def paper(session: Session, cycle_id: int, exam: Exam, person: int, part: str, *, lock: bool = False) -> Paper | None:
    """Return what stands for one part of the plan's exam; ``lock``: nobody else changes it meanwhile. One query."""
    table = _PART if exam.composed else _MARK
    of_part = [_PART.c.part == part] if exam.composed else []
    here = sa.and_(table.c.cycle_id == cycle_id, table.c.person_number == person, *of_part)
    wanted = sa.select(table.c.status, table.c.hundredths).where(here)
    row = session.execute(wanted.with_for_update() if lock else wanted).one_or_none()
    return None if row is None else Paper(row.status, row.hundredths)


def bonuses(session: Session, cycle_id: int) -> Mapping[int, Mapping[str, bool | None]]:
    """Return which bonuses everybody gets, by person number and bonus. One query."""
    table = BonusRecord.__table__
    found: dict[int, dict[str, bool | None]] = {}
    for row in session.execute(sa.select(table).where(table.c.cycle_id == cycle_id)):
        found.setdefault(row.person_number, {})[row.bonus] = row.holds
    return found


def mark(session: Session, cycle_id: int, person: int) -> Mark | None:
    """Return the mark that stands for one person. One query."""
    here = sa.and_(_MARK.c.cycle_id == cycle_id, _MARK.c.person_number == person)
    row = session.execute(sa.select(_MARK).where(here)).one_or_none()
    return None if row is None else Mark(row.status, row.hundredths, row.passed)


def keyed(session: Session, cycle_id: int) -> set[tuple[int, str]]:
    """Return persons and parts that somebody keyed or proposed to correct: a workbook does not change them."""
    entries_of = sa.select(_ENTRY.c.person_number, _ENTRY.c.part).where(_ENTRY.c.cycle_id == cycle_id)
    corrected = sa.select(_CORRECTION.c.person_number, _CORRECTION.c.part).where(_CORRECTION.c.cycle_id == cycle_id)
    return {(row.person_number, row.part) for row in session.execute(sa.union(entries_of, corrected))}


def entries(session: Session, cycle_id: int, person: int, part: str = "") -> list[Entry]:
    """Return what was keyed from one paper of a person's, at most twice. One query."""
    here = sa.and_(_ENTRY.c.cycle_id == cycle_id, _ENTRY.c.person_number == person, _ENTRY.c.part == part)
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
            part=row.part,
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


@dataclass(frozen=True, slots=True)
class Settled:
    """Everybody's composite by person number, and the mark from which on one passes, in hundredths."""

    composites: Mapping[int, Composite]
    line: int


def derived(exam: Exam) -> bool:
    """Tell whether marks follow from more than one paper and a fixed line."""
    return exam.composed or exam.drop_lowest is not None


def settled(session: Session, cycle_id: int, exam: Exam) -> Settled:
    """Return what the papers of those who sit the exam come to. Four queries at most; writes nothing."""
    if exam.composed:
        read = papers(session, cycle_id)
        holding = bonuses(session, cycle_id) if exam.bonuses else {}
    else:
        read = {person: {WHOLE: mark.paper} for person, mark in marks(session, cycle_id).items()}
        holding = {}
    found = {person: composite(exam, one, holding.get(person, {})) for person, one in read.items()}
    if exam.drop_lowest is None:
        return Settled(found, exam.pass_line)
    sitting = set(session.scalars(nominee.persons(eligibility.with_a_chance(cycle_id))))
    judged = [
        one.judged
        for person, one in found.items()
        if person in sitting and one.status is MarkStatus.TAKEN and one.judged is not None
    ]
    return Settled(found, lowest_passing(judged, exam.drop_lowest))


def held_back(session: Session, cycle_id: int) -> bool:
    """Tell whether nobody sits the exam without a passed inspection: it comes first, and inspections are recorded."""
    stages = cycle.cycle(session, cycle_id).policy.stages
    return inspection_first(stages) and inspection.recorded(session, cycle_id)


class Explained(msgspec.Struct, frozen=True):
    """What stands behind one person's mark: that of every part, and why the exam was not passed, if it was not."""

    composite: Composite
    marks: Mapping[str, int]
    why: Message | None
    short: frozenset[str]


def explained(session: Session, cycle_id: int, exam: Exam) -> Mapping[int, Explained]:
    """Return what stands behind everybody's mark, by person number; nothing where the only paper is the mark."""
    if not derived(exam):
        return {}
    found = settled(session, cycle_id, exam)
    return {
        person: Explained(
            one,
            {line.part.id: line.hundredths for line in one.lines if line.hundredths is not None},
            why_not(exam, one, found.line),
            frozenset(line.part.id for line in one.short),
        )
        for person, one in found.composites.items()
    }
