"""The marks of a cycle as they follow from its papers: composites, bonuses, and who is among the lowest.

Nothing happens for a plan of one paper with a pass line: there the paper is the mark.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve.cycle import queries as cycle
from reserve.eligibility import queries as eligibility
from reserve.exam import queries
from reserve.exam.queries import Mark, derived, settled
from reserve.exam.tables import BonusRecord, MarkRecord
from reserve.personal import Keys


def settle(session: Session, cycle_id: int) -> None:
    """Make the marks of a cycle follow from its papers; only those that change are written.

    Side effects: ``mark`` rows. The journal tells of the papers, from which the marks follow.
    """
    exam = cycle.cycle(session, cycle_id).policy.exam
    if not derived(exam):
        return
    found = settled(session, cycle_id, exam)
    before = queries.marks(session, cycle_id)
    after = {
        person: Mark(one.status, one.total, one.passed(found.line))
        for person, one in found.composites.items()
        if one.status is not None
    }
    if gone := before.keys() - after.keys():
        here = sa.delete(MarkRecord).where(MarkRecord.cycle_id == cycle_id)
        session.execute(
            here.where(MarkRecord.person_number.in_(gone)), execution_options={"synchronize_session": False}
        )
    for statement, persons in (
        (sa.insert(MarkRecord), after.keys() - before.keys()),
        (sa.update(MarkRecord), {one for one in after.keys() & before.keys() if after[one] != before[one]}),
    ):
        rows = [_row(cycle_id, person, after[person]) for person in sorted(persons)]
        if rows:
            session.execute(statement, rows)


def _row(cycle_id: int, person: int, mark: Mark) -> dict[str, object]:
    return {
        "cycle_id": cycle_id,
        "person_number": person,
        "status": mark.status,
        "hundredths": mark.hundredths,
        "passed": mark.passed,
    }


def count_bonuses(session: Session, cycle_id: int, keys: Keys) -> None:
    """Find out who gets which bonus of the plan, and settle the marks: to be called after every screening.

    Side effects: ``mark_bonus`` and ``mark`` rows.
    """
    exam = cycle.cycle(session, cycle_id).policy.exam
    if not exam.bonuses:
        settle(session, cycle_id)
        return
    session.execute(sa.delete(BonusRecord).where(BonusRecord.cycle_id == cycle_id))
    holding = eligibility.holding(session, cycle_id, keys, {one.id: one.when for one in exam.bonuses})
    rows = [
        {"cycle_id": cycle_id, "person_number": person, "bonus": bonus, "holds": holds}
        for person, answers in holding.items()
        for bonus, holds in answers.items()
    ]
    if rows:
        session.execute(sa.insert(BonusRecord), rows)
    settle(session, cycle_id)
