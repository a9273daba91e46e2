"""Reading what was decided about the members."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve.pool import queries as pool
from reserve.pool.queries import Member
from reserve.retention.model import Decision
from reserve.retention.tables import AppraisalRecord, RetentionRecord


class Reviewed(msgspec.Struct, frozen=True):
    """A present member with the decision in effect; ``incompetent`` in 1/10,000, None when not appraised."""

    member: Member
    decision: Decision
    grounds: tuple[str, ...]
    decided_by: str
    decided_on: dt.date | None
    incompetent: int | None


def reviewed(session: Session, cycle_id: int) -> Mapping[int, Reviewed]:
    """Return every present member, by member id, with the latest decision of the cycle."""
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
        for number, member in pool.present(session).items()
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
    )
