"""Recording what is decided about each present member, and the appraisal it rests on."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve.audit.model import Actor
from reserve.audit.record import Event, record_many
from reserve.audit.tags import Tag
from reserve.pool import queries as pool
from reserve.pool.model import MemberRow
from reserve.retention.model import Decision, DecisionRow
from reserve.retention.tables import AppraisalRecord, RetentionRecord
from reserve.roster.model import person_id


def record_appraisals(session: Session, cycle_id: int, rows: Sequence[MemberRow]) -> None:
    """Store the appraisal shares of members; rows without shares are left out. Side effects: those rows only."""
    members = {member.person: member.id for member in pool.present(session).values()}
    values = [
        {"cycle_id": cycle_id, "member_id": members[row.person], **dict(zip(_SHARES, row.shares, strict=True))}
        for row in rows
        if row.shares is not None
    ]
    if values:
        session.execute(sa.insert(AppraisalRecord), values)


_SHARES = ("excellent", "competent", "basic", "incompetent")


def decide(session: Session, actor: Actor, cycle_id: int, rows: Sequence[DecisionRow]) -> None:
    """Record decisions, in the order given; a later one supersedes an earlier one about the same member.

    Rows without a decision are left out. Side effects: one ``retention`` row and one journal entry for each.
    Raises ``KeyError`` for somebody who is no present member; ``IntegrityError`` for a decision without a decider,
    or a removal without grounds (rule 16).
    """
    members = {member.person: member.id for member in pool.present(session).values()}
    made = [row for row in rows if row.decision is not Decision.NONE]
    values = [
        {
            "cycle_id": cycle_id,
            "member_id": members[row.person],
            "decision": row.decision,
            "grounds": list(row.grounds),
            "decided_by": row.decided_by,
            "decided_on": row.decided_on,
        }
        for row in made
    ]
    if values:
        session.execute(sa.insert(RetentionRecord), values)
    record_many(session, actor, [_event(cycle_id, row) for row in made])


def _event(cycle_id: int, row: DecisionRow) -> Event:
    details = {
        "cycle": cycle_id,
        "decision": row.decision.value,
        "grounds": list(row.grounds),
        "decided_by": row.decided_by,
        "decided_on": row.decided_on.isoformat() if row.decided_on else None,
    }
    return Event(Tag.RETENTION_DECIDE, person_id(row.person), details)
