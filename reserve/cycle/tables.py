"""Cycles and the policy that each is pinned to."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from reserve.db import Base, Moment


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
