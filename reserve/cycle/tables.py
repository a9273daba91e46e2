"""Cycles and the policy that each is pinned to."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from reserve.cycle.model import Step
from reserve.db import Base, Json, Moment, enum_column


class CycleRecord(Base):
    """One campaign. The policy's whole text is kept: a past cycle is replayed under its own version."""

    __tablename__ = "cycle"
    __table_args__ = (sa.CheckConstraint("length(policy_digest) = 64", name="digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    as_of: Mapped[dt.date]
    policy_id: Mapped[str] = mapped_column(sa.Text)
    policy_digest: Mapped[str] = mapped_column(sa.String(64))
    policy_text: Mapped[str] = mapped_column(sa.Text)
    opened_at: Mapped[dt.datetime] = mapped_column(Moment)


class StepRecord(Base):
    """When each step of a campaign was last taken, by the journal's sequence number.

    What was taken later makes what was derived from it out of date.
    """

    __tablename__ = "cycle_step"

    cycle_id: Mapped[int] = mapped_column(sa.ForeignKey("cycle.id"), primary_key=True)
    step: Mapped[Step] = enum_column(Step, primary_key=True)
    sequence: Mapped[int] = mapped_column(sa.BigInteger)
    at: Mapped[dt.datetime] = mapped_column(Moment)
    actor: Mapped[str] = mapped_column(sa.Text)


class PolicyVersionRecord(Base):
    """A plan as it was at one moment: being prepared (no cycle), opened with, or adopted later; never changed.

    ``parent_id``: the version that it was made from. ``changes``: whose outcome the adoption changed (rule 15).
    """

    __tablename__ = "policy_version"
    __table_args__ = (
        sa.CheckConstraint("length(digest) = 64", name="digest"),
        sa.CheckConstraint("made_by <> '' AND (parent_id IS NULL OR reason <> '')", name="named"),
        sa.Index(None, "cycle_id"),
        {"info": {"append_only": True}},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int | None] = mapped_column(sa.ForeignKey("cycle.id"))
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("policy_version.id"))
    policy_id: Mapped[str] = mapped_column(sa.Text)
    digest: Mapped[str] = mapped_column(sa.String(64))
    text: Mapped[str] = mapped_column(sa.Text)
    reason: Mapped[str] = mapped_column(sa.Text)
    made_by: Mapped[str] = mapped_column(sa.Text)
    made_account: Mapped[str] = mapped_column(sa.Text)
    made_at: Mapped[dt.datetime] = mapped_column(Moment)
    changes: Mapped[list[dict[str, Any]] | None] = mapped_column(Json)
