"""Recording the marks of the unified exam."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve.audit.model import Actor
from reserve.audit.record import Event, record_many
from reserve.audit.tags import Tag
from reserve.cycle import queries as cycle
from reserve.cycle import steps
from reserve.cycle.model import Step
from reserve.eligibility import queries as eligibility
from reserve.exam import queries
from reserve.exam.correcting import confirm_correction, propose_correction, refuse_correction, withdraw_correction
from reserve.exam.judging import judge_marks
from reserve.exam.keying import clear_mark, key_mark
from reserve.exam.model import MarkRow, Paper
from reserve.exam.rules import passed, shown
from reserve.exam.settling import count_bonuses, settle
from reserve.exam.sheet import column_key
from reserve.exam.tables import MarkRecord, PartRecord
from reserve.nominee import queries as nominee
from reserve.policy.examining import WHOLE, Exam
from reserve.roster.model import person_id
from reserve.text import message
from reserve.workbook.findings import Finding, Level

__all__ = [
    "clear_mark",
    "confirm_correction",
    "count_bonuses",
    "judge_marks",
    "key_mark",
    "propose_correction",
    "record_marks",
    "refuse_correction",
    "settle",
    "withdraw_correction",
]


def record_marks(session: Session, actor: Actor, cycle_id: int, rows: Sequence[MarkRow]) -> tuple[Finding, ...]:
    """Make these the marks that a workbook holds of those who may sit the exam.

    Returns a warning for every mark of somebody else, and for one that differs from what was keyed or corrected here:
    both are ignored. Marks of an earlier workbook that this one no longer holds go. Side effects: ``mark`` rows; one
    journal entry for each that changed; the step of the marks. Raises ``IntegrityError`` for a second mark of the same
    person, ``Refused`` after submission.
    """
    cycle.refuse_submitted(session, cycle_id)
    found = compare(session, cycle_id, rows)
    exam = cycle.cycle(session, cycle_id).policy.exam
    _store(session, cycle_id, found, exam)
    if queries.derived(exam):
        settle(session, cycle_id)
    events = [
        Event(Tag.EXAM_CLEAR, person_id(person), {"cycle": cycle_id, **_named(part)})
        for person, part in sorted(found.gone)
    ]
    events += [_event(cycle_id, row) for row in (*found.changed, *found.fresh)]
    if events:
        steps.take(session, actor, cycle_id, Step.MARKS, record_many(session, actor, events))
    return (*(_unused(row) for row in found.unused), *(_keyed(row) for row in found.keyed))


def _store(session: Session, cycle_id: int, found: Compared, exam: Exam) -> None:
    """Write papers where the plan has parts or bonuses, else marks."""
    if exam.composed:
        for person, part in found.gone:
            here = sa.delete(PartRecord).filter_by(cycle_id=cycle_id, person_number=person, part=part)
            session.execute(here, execution_options={"synchronize_session": False})
    elif found.gone:
        here = sa.delete(MarkRecord).where(MarkRecord.cycle_id == cycle_id)
        session.execute(here.where(MarkRecord.person_number.in_([person for person, _ in found.gone])))
    table = PartRecord if exam.composed else MarkRecord
    for statement, rows in ((sa.update(table), found.changed), (sa.insert(table), found.fresh)):
        if rows:
            session.execute(statement, [_values(cycle_id, row, exam) for row in rows])


def _values(cycle_id: int, row: MarkRow, exam: Exam) -> dict[str, object]:
    values = {
        "cycle_id": cycle_id,
        "person_number": row.person,
        "status": row.status,
        "hundredths": row.hundredths,
    }
    if exam.composed:
        return {**values, "part": row.part}
    return {**values, "passed": passed(row.status, row.hundredths, exam.pass_line)}


def _named(part: str) -> dict[str, object]:
    """Return the part for the journal; an exam of one paper names none."""
    return {"part": part} if part else {}


@dataclass(frozen=True, slots=True)
class Compared:
    """How the marks of a workbook stand to those that are here.

    ``unused``: of people who do not sit the exam. ``keyed``: other than what was keyed or corrected here. ``gone``:
    persons and parts whose mark came from an earlier workbook.
    """

    before: Mapping[tuple[int, str], Paper]
    fresh: Sequence[MarkRow]
    changed: Sequence[MarkRow]
    same: int
    gone: Collection[tuple[int, str]]
    unused: Sequence[MarkRow]
    keyed: Sequence[MarkRow]


def compare(session: Session, cycle_id: int, rows: Sequence[MarkRow]) -> Compared:
    """Return what ``record_marks`` would do. A fixed number of queries."""
    before = _before(session, cycle_id)
    keyed_here = queries.keyed(session, cycle_id)
    sitting = set(session.scalars(nominee.persons(eligibility.with_a_chance(cycle_id))))
    fresh: list[MarkRow] = []
    changed: list[MarkRow] = []
    keyed, same = [], 0
    for row in rows:
        key = (row.person, row.part)
        old = before.get(key)
        if row.person not in sitting:
            continue
        if old is not None and old == Paper(row.status, row.hundredths):
            same += 1
        elif key in keyed_here:
            keyed.append(row)
        else:
            (fresh if old is None else changed).append(row)
    gone = before.keys() - keyed_here - {(row.person, row.part) for row in rows}
    return Compared(before, fresh, changed, same, gone, [row for row in rows if row.person not in sitting], keyed)


def _before(session: Session, cycle_id: int) -> Mapping[tuple[int, str], Paper]:
    if cycle.cycle(session, cycle_id).policy.exam.composed:
        found = queries.papers(session, cycle_id)
        return {(person, part): paper for person, papers in found.items() for part, paper in papers.items()}
    return {(person, WHOLE): mark.paper for person, mark in queries.marks(session, cycle_id).items()}


def _event(cycle_id: int, row: MarkRow) -> Event:
    details = {"cycle": cycle_id, **_named(row.part), "status": row.status.value, "hundredths": row.hundredths}
    return Event(Tag.EXAM_RECORD, person_id(row.person), details)


def _unused(row: MarkRow) -> Finding:
    text = message("A mark for somebody who is not an eligible or exceptional nominee; it is ignored.")
    value = "" if row.hundredths is None else shown(row.hundredths)
    return Finding(
        Level.WARNING, row.origin.file, row.origin.sheet, row.origin.cell(column_key(row.part)), value, text, row.person
    )


def _keyed(row: MarkRow) -> Finding:
    text = message("Another mark was keyed or corrected here; that of the workbook is not used.")
    value = "" if row.hundredths is None else shown(row.hundredths)
    return Finding(
        Level.WARNING, row.origin.file, row.origin.sheet, row.origin.cell(column_key(row.part)), value, text, row.person
    )
