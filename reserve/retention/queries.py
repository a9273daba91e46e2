"""Reading what was decided about the members."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve.pool import queries as pool
from reserve.pool.queries import Member
from reserve.retention.model import Decision, DecisionRow, RemovalOutcome
from reserve.retention.tables import AppraisalRecord, RemovalRecord, RetentionRecord


class Reviewed(msgspec.Struct, frozen=True):
    """A present member with the decision in effect; ``incompetent`` in 1/10,000, None when not appraised.

    ``decision_id``: of the decision in effect, 0 without one. ``decided_account``: blank for one of a workbook.
    """

    member: Member
    decision: Decision
    grounds: tuple[str, ...]
    decided_by: str
    decided_on: dt.date | None
    incompetent: int | None
    decision_id: int = 0
    decided_account: str = ""

    def repeated_by(self, row: DecisionRow) -> bool:
        """Tell whether a decision of a workbook says what is in effect already, decider and day included."""
        told = (row.decision, row.grounds, row.decided_by, row.decided_on)
        return told == (self.decision, self.grounds, self.decided_by, self.decided_on)


def reviewed(session: Session, cycle_id: int) -> Mapping[int, Reviewed]:
    """Return every member who counts in the cycle, by member id, with its latest decision."""
    decisions, appraisals = RetentionRecord.__table__, AppraisalRecord.__table__
    latest = {
        row.member_id: row
        for row in session.execute(
            sa.select(decisions).where(decisions.c.cycle_id == cycle_id).order_by(decisions.c.id)
        )
    }
    shares = {
        row.member_id: row.incompetent
        for row in session.execute(sa.select(appraisals).where(appraisals.c.cycle_id == cycle_id))
    }
    return {
        number: _reviewed(member, latest.get(number), shares.get(number))
        for number, member in pool.present(session, cycle_id).items()
    }


def _reviewed(member: Member, decision: sa.Row[tuple[object, ...]] | None, incompetent: int | None) -> Reviewed:
    if decision is None:
        return Reviewed(member, Decision.NONE, (), "", None, incompetent)
    return Reviewed(
        member,
        Decision(decision.decision),
        tuple(decision.grounds),
        decision.decided_by,
        decision.decided_on,
        incompetent,
        decision.id,
        decision.decided_account or "",
    )


class Decided(msgspec.Struct, frozen=True, kw_only=True):
    """One decision about a member, in effect or superseded."""

    id: int
    decision: Decision
    grounds: tuple[str, ...]
    decided_by: str
    decided_on: dt.date


class Removal(msgspec.Struct, frozen=True, kw_only=True):
    """A proposed removal; ``outcome`` None while it waits for the second person."""

    id: int
    member_id: int
    grounds: tuple[str, ...]
    proposed_by: str
    proposed_account: str
    proposed_on: dt.date
    outcome: RemovalOutcome | None
    decided_by: str | None
    decided_at: dt.datetime | None
    remark: str


def decisions(session: Session, cycle_id: int, member_id: int) -> list[Decided]:
    """Return every decision of a cycle about one member, the newest first. One query."""
    table = RetentionRecord.__table__
    wanted = sa.select(table).where(table.c.cycle_id == cycle_id, table.c.member_id == member_id)
    return [
        Decided(
            id=row.id,
            decision=row.decision,
            grounds=tuple(row.grounds),
            decided_by=row.decided_by,
            decided_on=row.decided_on,
        )
        for row in session.execute(wanted.order_by(table.c.id.desc()))
    ]


def removals(session: Session, cycle_id: int, member_id: int) -> list[Removal]:
    """Return every removal that was proposed of one member in a cycle, the newest first. One query."""
    table = RemovalRecord.__table__
    wanted = sa.select(table).where(table.c.cycle_id == cycle_id, table.c.member_id == member_id)
    return [_removal(row) for row in session.execute(wanted.order_by(table.c.id.desc()))]


def open_removals(session: Session, cycle_id: int) -> Mapping[int, Removal]:
    """Return the removals that wait for the second person, by member id. One query."""
    table = RemovalRecord.__table__
    wanted = sa.select(table).where(table.c.cycle_id == cycle_id, table.c.outcome.is_(None))
    return {row.member_id: _removal(row) for row in session.execute(wanted.order_by(table.c.id))}


def _removal(row: Any) -> Removal:  # noqa: ANN401 - a row of SQLAlchemy Core
    return Removal(
        id=row.id,
        member_id=row.member_id,
        grounds=tuple(row.grounds),
        proposed_by=row.proposed_by,
        proposed_account=row.proposed_account,
        proposed_on=row.proposed_on,
        outcome=row.outcome,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        remark=row.remark,
    )


def bound(session: Session, cycle_id: int) -> set[int]:
    """Return the ids of the members about whom something was decided or proposed, or who were appraised before.

    They stay members until they are released, whatever a workbook says. Appraisals of this cycle bind nobody.
    """
    decided = sa.select(RetentionRecord.member_id)
    proposed = sa.select(RemovalRecord.member_id)
    appraised = sa.select(AppraisalRecord.member_id).where(AppraisalRecord.cycle_id != cycle_id)
    return set(session.scalars(sa.union(decided, proposed, appraised))) | pool.recorded(session)


def elsewhere(session: Session, cycle_id: int) -> set[int]:
    """Return the ids of the members about whom another cycle decided, proposed or appraised something. One query."""
    tables = (RetentionRecord, RemovalRecord, AppraisalRecord)
    return set(session.scalars(sa.union(*(sa.select(one.member_id).where(one.cycle_id != cycle_id) for one in tables))))


def appraisals(session: Session, cycle_id: int) -> Mapping[int, tuple[int, int, int, int]]:
    """Return the shares of a cycle by member id, in 1/10,000: excellent, competent, basic, incompetent. One query."""
    table = AppraisalRecord.__table__
    rows = session.execute(sa.select(table).where(table.c.cycle_id == cycle_id))
    return {row.member_id: (row.excellent, row.competent, row.basic, row.incompetent) for row in rows}


def appraisal(session: Session, cycle_id: int, member_id: int) -> tuple[int, int, int, int] | None:
    """Return a member's shares of excellent, competent, basic and incompetent grades in 1/10,000. One query."""
    table = AppraisalRecord.__table__
    wanted = sa.select(table.c.excellent, table.c.competent, table.c.basic, table.c.incompetent)
    row = session.execute(wanted.where(table.c.cycle_id == cycle_id, table.c.member_id == member_id)).one_or_none()
    return None if row is None else (row.excellent, row.competent, row.basic, row.incompetent)
