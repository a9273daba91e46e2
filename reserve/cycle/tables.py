"""Cycles and the policy that each is pinned to."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from reserve.cycle.model import Step
from reserve.db import Base, Moment, enum_column


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
