"""Reading campaigns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import lru_cache

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve.cycle.model import Step
from reserve.cycle.tables import CycleRecord, StepRecord
from reserve.errors import NotFound, Refused
from reserve.policy.load import parse
from reserve.policy.model import Policy
from reserve.text import message


class Cycle(msgspec.Struct, frozen=True):
    """A campaign with its policy, read from the text it is pinned to."""

    id: int
    as_of: dt.date
    policy: Policy


def cycle(session: Session, cycle_id: int) -> Cycle:
    """Return one cycle. Raises ``NotFound``; ``RuntimeError`` when the stored text is not what was pinned."""
    table = CycleRecord.__table__
    row = session.execute(sa.select(table).where(table.c.id == cycle_id)).one_or_none()
    if row is None:
        raise NotFound(message("There is no cycle {cycle}.", cycle=cycle_id))
    policy = _policy(row.policy_text, row.policy_id)
    if policy is None or policy.digest != row.policy_digest:
        text = f"the policy text of cycle {cycle_id} is not the one it was pinned to"
        raise RuntimeError(text)
    return Cycle(row.id, row.as_of, policy)


@lru_cache(maxsize=8)
def _policy(text: str, name: str) -> Policy | None:
    """Parse a policy's text once: it never changes, and every page of a cycle asks for it."""
    return parse(text, name).policy


class CycleRow(msgspec.Struct, frozen=True):
    """A campaign as lists show it."""

    id: int
    as_of: dt.date
    policy_id: str
    policy_digest: str
    opened_at: dt.datetime


def cycles(session: Session) -> list[CycleRow]:
    """Return every cycle, the newest first. One query."""
    table = CycleRecord.__table__
    columns = (table.c.id, table.c.as_of, table.c.policy_id, table.c.policy_digest, table.c.opened_at)
    return [CycleRow(*row) for row in session.execute(sa.select(*columns).order_by(table.c.id.desc()))]


class Taken(msgspec.Struct, frozen=True):
    """When a step was last taken, by whom, and the journal's sequence number then."""

    sequence: int
    at: dt.datetime
    actor: str


def steps(session: Session, cycle_id: int) -> Mapping[Step, Taken]:
    """Return the steps of a cycle that were taken. One query."""
    table = StepRecord.__table__
    rows = session.execute(sa.select(table).where(table.c.cycle_id == cycle_id))
    return {row.step: Taken(row.sequence, row.at, row.actor) for row in rows}


def refuse_submitted(session: Session, cycle_id: int) -> None:
    """Raise ``Refused`` once the list lies before the committee: what it rests on must not change any more.

    Every changing action of a cycle begins with it. Holds the cycle's row until the transaction ends, together with
    other changes, so that a submission (``close_to_changes``) waits for them. Two queries.
    """
    held = sa.select(CycleRecord.id).where(CycleRecord.id == cycle_id)
    session.execute(held.with_for_update(read=True))
    table = StepRecord.__table__
    wanted = sa.select(table.c.sequence).where(table.c.cycle_id == cycle_id, table.c.step == Step.APPROVAL)
    if session.execute(wanted).first() is not None:
        raise Refused(
            message("The list of this campaign was submitted for approval; send it back first to change anything.")
        )


def close_to_changes(session: Session, cycle_id: int) -> None:
    """Wait for every change of a cycle that is under way, and keep others out until the transaction ends."""
    session.execute(sa.select(CycleRecord.id).where(CycleRecord.id == cycle_id).with_for_update())
