"""Every campaign, how far it has come, and who opened it."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve.audit.tables import JournalEntry
from reserve.audit.tags import Tag
from reserve.cycle.model import Step
from reserve.cycle.tables import CycleRecord, StepRecord
from reserve.listing.tables import ReasonRecord, SubmissionRecord
from reserve.nominee.tables import NomineeRecord

_CYCLE, _SUBMISSION = CycleRecord.__table__, SubmissionRecord.__table__


class Reached(StrEnum):
    """How far a campaign has come."""

    OPENED = "opened"
    PREPARED = "prepared"
    SCREENED = "screened"
    DRAWN = "drawn"
    SUBMITTED = "submitted"
    APPROVED = "approved"


class Campaign(msgspec.Struct, frozen=True, kw_only=True):
    """A campaign as the list of all shows it; ``opened_by`` as the journal names whoever opened it."""

    id: int
    as_of: dt.date
    policy_id: str
    policy_digest: str
    opened_at: dt.datetime
    opened_by: str
    reached: Reached


def campaigns(session: Session) -> list[Campaign]:
    """Return every campaign, the newest first. One query."""
    opened, step, nominee = JournalEntry.__table__, StepRecord.__table__, NomineeRecord.__table__
    subject = sa.literal("cycle ") + sa.cast(_CYCLE.c.id, sa.Text)
    told = sa.and_(opened.c.tag == Tag.CYCLE_OPEN, opened.c.subject == subject)
    reasoned = nominee.join(ReasonRecord.__table__)
    wanted = (
        sa.select(
            _CYCLE.c.id,
            _CYCLE.c.as_of,
            _CYCLE.c.policy_id,
            _CYCLE.c.policy_digest,
            _CYCLE.c.opened_at,
            sa.func.coalesce(opened.c.actor, "").label("opened_by"),
            _SUBMISSION.c.submitted_at,
            _SUBMISSION.c.approved_at,
            _there(step, step.c.step == Step.ROSTER).label("prepared"),
            _there(nominee).label("screened"),
            _there(reasoned).label("drawn"),
        )
        .select_from(
            _CYCLE.outerjoin(opened, told).outerjoin(_SUBMISSION, _SUBMISSION.c.cycle_id == _CYCLE.c.id),
        )
        .order_by(_CYCLE.c.id.desc())
    )
    return [_campaign(row) for row in session.execute(wanted)]


def _there(source: sa.FromClause, *conditions: sa.ColumnElement[bool]) -> sa.Exists:
    """Tell whether a campaign has any row of a kind; ``cycle_id`` is the first table's."""
    first = source.left if isinstance(source, sa.Join) else source
    rows = sa.select(sa.literal(1)).select_from(source)
    return rows.where(first.c.cycle_id == _CYCLE.c.id, *conditions).correlate(_CYCLE).exists()


def _campaign(row: sa.Row[Any]) -> Campaign:
    reached = {
        Reached.APPROVED: row.approved_at is not None,
        Reached.SUBMITTED: row.submitted_at is not None,
        Reached.DRAWN: row.drawn,
        Reached.SCREENED: row.screened,
        Reached.PREPARED: row.prepared,
        Reached.OPENED: True,
    }
    return Campaign(
        id=row.id,
        as_of=row.as_of,
        policy_id=row.policy_id,
        policy_digest=row.policy_digest,
        opened_at=row.opened_at,
        opened_by=row.opened_by,
        reached=next(state for state, so in reached.items() if so),
    )
