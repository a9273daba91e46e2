"""Reading campaigns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve.cycle.model import Step
from reserve.cycle.tables import CycleRecord, PolicyVersionRecord, StepRecord
from reserve.errors import NotFound, Refused
from reserve.policy.load import parse
from reserve.policy.model import Policy
from reserve.text import Message, message


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


class Version(msgspec.Struct, frozen=True, kw_only=True):
    """A plan as it was at one moment; ``cycle_id`` None: being prepared, or not opened in this shape.

    ``changes``: whose outcome its adoption changed, as ``campaign.adopting`` says it; None: it was not adopted.
    """

    id: int
    cycle_id: int | None
    parent_id: int | None
    policy_id: str
    digest: str
    text: str
    reason: str
    made_by: str
    made_account: str
    made_at: dt.datetime
    changes: Sequence[Mapping[str, Any]] | None

    @property
    def policy(self) -> Policy:
        """The plan itself. Raises ``RuntimeError`` when the text is not what was stored."""
        policy = _policy(self.text, self.policy_id)
        if policy is None or policy.digest != self.digest:
            text = f"the text of policy version {self.id} is not the one that was stored"
            raise RuntimeError(text)
        return policy


def versions(session: Session, cycle_id: int) -> list[Version]:
    """Return the versions of a campaign's plan, the one that it was opened with first. One query."""
    table = PolicyVersionRecord.__table__
    return _versions(session, sa.select(table).where(table.c.cycle_id == cycle_id).order_by(table.c.id))


def version(session: Session, version_id: int) -> Version:
    """Return one version of a plan. Raises ``NotFound``."""
    table = PolicyVersionRecord.__table__
    found = _versions(session, sa.select(table).where(table.c.id == version_id))
    if not found:
        raise NotFound(message("There is no version {version} of a plan.", version=version_id))
    return found[0]


def prepared(session: Session) -> list[Version]:
    """Return the plans that are being prepared, each as it was left, the latest first. One query."""
    table = PolicyVersionRecord.__table__
    later = table.alias("later")
    gone_on = sa.select(later.c.id).where(later.c.parent_id == table.c.id).exists()
    wanted = sa.select(table).where(table.c.cycle_id.is_(None), ~gone_on)
    return _versions(session, wanted.order_by(table.c.id.desc()))


def lineage(session: Session, version_id: int) -> list[Version]:
    """Return a version and those that it was made from, the first one first. One query."""
    table = PolicyVersionRecord.__table__
    line = sa.select(table.c.id, table.c.parent_id).where(table.c.id == version_id).cte("line", recursive=True)
    line = line.union(sa.select(table.c.id, table.c.parent_id).where(table.c.id == line.c.parent_id))
    return _versions(session, sa.select(table).where(table.c.id.in_(sa.select(line.c.id))).order_by(table.c.id))


def _versions(session: Session, wanted: sa.Select[Any]) -> list[Version]:
    return [Version(**row) for row in session.execute(wanted).mappings()]


def unadoptable(before: Cycle, policy: Policy) -> list[Message]:
    """Return why a plan cannot take the place of the one that a running campaign is pinned to."""
    reasons = [
        message("The reading “{reading}” is not decided: {question}", reading=reading.id, question=reading.question)
        for reading in policy.readings
        if reading.chosen is None
    ]
    if policy.digest == before.policy.digest:
        reasons.append(message("This is the plan as it is: nothing in it is different."))
    if policy.as_of is not None and policy.as_of not in {before.as_of, before.policy.as_of}:
        reasons.append(
            message(
                "The as-of date of a running campaign stays {day}; the plan says {other}.",
                day=before.as_of.isoformat(),
                other=policy.as_of.isoformat(),
            )
        )
    return reasons


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
