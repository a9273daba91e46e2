"""Marks of the unified exam."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from reserve.db import Base, Hundredths, enum_column
from reserve.exam.model import MarkStatus


class MarkRecord(Base):
    """One person's mark in hundredths; only a paper that was sat and stands has one."""

    __tablename__ = "mark"
    __table_args__ = (
        sa.CheckConstraint("(status = 'taken') = (hundredths IS NOT NULL)", name="only_taken"),
        sa.CheckConstraint("hundredths >= 0", name="range"),
    )

    cycle_id: Mapped[int] = mapped_column(sa.ForeignKey("cycle.id"), primary_key=True)
    person_number: Mapped[int] = mapped_column(sa.ForeignKey("person.number"), primary_key=True)
    status: Mapped[MarkStatus] = enum_column(MarkStatus)
    hundredths: Mapped[int | None] = mapped_column(Hundredths)
    passed: Mapped[bool]
