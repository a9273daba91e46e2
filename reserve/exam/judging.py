"""Judging the marks that stand anew, when the plan moves the pass line."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve.audit.model import Actor
from reserve.audit.record import record
from reserve.audit.tags import Tag
from reserve.cycle import queries as cycle
from reserve.cycle import steps
from reserve.cycle.model import Step
from reserve.exam import queries
from reserve.exam.rules import passed
from reserve.exam.settling import settle
from reserve.exam.tables import MarkRecord


def judge_marks(session: Session, actor: Actor, cycle_id: int) -> int:
    """Let every mark that stands pass or not as the plan of the cycle says now; return how many changed.

    No mark is another one. Side effects: ``mark`` rows; when any changed, one journal entry and the step of the marks.
    Raises ``Refused`` after submission.
    """
    cycle.refuse_submitted(session, cycle_id)
    rules = cycle.cycle(session, cycle_id).policy.exam
    before = queries.marks(session, cycle_id)
    if queries.derived(rules):
        settle(session, cycle_id)
    else:
        for passes in (True, False):
            persons = [
                person
                for person, mark in before.items()
                if mark.passed is not passes and passed(mark.status, mark.hundredths, rules.pass_line) is passes
            ]
            here = sa.update(MarkRecord).where(MarkRecord.cycle_id == cycle_id, MarkRecord.person_number.in_(persons))
            session.execute(here.values(passed=passes))
    after = queries.marks(session, cycle_id)
    changed = [person for person, mark in after.items() if person not in before or before[person] != mark]
    if changed:
        details = {
            "pass_line": rules.pass_line,
            "changed": len(changed),
            "passed": sum(mark.passed for mark in after.values()),
        }
        steps.take(
            session, actor, cycle_id, Step.MARKS, record(session, actor, Tag.EXAM_JUDGE, f"cycle {cycle_id}", details)
        )
    return len(changed)
