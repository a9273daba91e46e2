"""Recording the marks of the unified exam."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve.audit.model import Actor
from reserve.audit.record import Event, record_many
from reserve.audit.tags import Tag
from reserve.cycle import queries as cycle
from reserve.eligibility import queries as eligibility
from reserve.exam.model import MarkRow
from reserve.exam.rules import passed, shown
from reserve.exam.tables import MarkRecord
from reserve.nominee import queries as nominee
from reserve.roster.model import person_id
from reserve.text import message
from reserve.workbook.findings import Finding, Level


def record_marks(session: Session, actor: Actor, cycle_id: int, rows: Sequence[MarkRow]) -> tuple[Finding, ...]:
    """Store the marks of those who may sit the exam; return a warning for every other mark, which is ignored.

    Side effects: one ``mark`` row and one journal entry each. Raises ``IntegrityError`` for a second mark of the
    same person.
    """
    pass_line = cycle.cycle(session, cycle_id).policy.exam.pass_line
    screened = eligibility.screenings(session, cycle_id)
    sitting = {
        candidate.person
        for candidate in nominee.nominees(session, cycle_id).values()
        if screened[candidate.id].standing in {"eligible", "exceptional"}
    }
    counted = [row for row in rows if row.person in sitting]
    values = [
        {
            "cycle_id": cycle_id,
            "person_number": row.person,
            "status": row.status,
            "hundredths": row.hundredths,
            "passed": passed(row.status, row.hundredths, pass_line),
        }
        for row in counted
    ]
    if values:
        session.execute(sa.insert(MarkRecord), values)
    record_many(session, actor, [_event(cycle_id, row) for row in counted])
    return tuple(_unused(row) for row in rows if row.person not in sitting)


def _event(cycle_id: int, row: MarkRow) -> Event:
    details = {"cycle": cycle_id, "status": row.status.value, "hundredths": row.hundredths}
    return Event(Tag.EXAM_RECORD, person_id(row.person), details)


def _unused(row: MarkRow) -> Finding:
    text = message("A mark for somebody who is not an eligible or exceptional nominee; it is ignored.")
    value = "" if row.hundredths is None else shown(row.hundredths)
    return Finding(Level.WARNING, row.origin.file, row.origin.sheet, row.origin.cell("mark"), value, text, row.person)
