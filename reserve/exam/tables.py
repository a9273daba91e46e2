"""Marks of the unified exam."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from reserve.db import Base, Hundredths, Moment, enum_column
from reserve.exam.model import CorrectionOutcome, MarkStatus


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


class PartRecord(Base):
    """What one paper or interview of an exam of several parts came to; the mark follows from all of them.

    A plan without parts and bonuses has no such rows: its paper is the mark.
    """

    __tablename__ = "mark_part"
    __table_args__ = (
        sa.CheckConstraint("(status = 'taken') = (hundredths IS NOT NULL)", name="only_taken"),
        sa.CheckConstraint("hundredths >= 0", name="range"),
    )

    cycle_id: Mapped[int] = mapped_column(sa.ForeignKey("cycle.id"), primary_key=True)
    person_number: Mapped[int] = mapped_column(sa.ForeignKey("person.number"), primary_key=True)
    part: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    status: Mapped[MarkStatus] = enum_column(MarkStatus)
    hundredths: Mapped[int | None] = mapped_column(Hundredths)


class BonusRecord(Base):
    """Whether somebody gets a bonus of the plan, as the latest screening found; ``holds`` is null where unknown."""

    __tablename__ = "mark_bonus"

    cycle_id: Mapped[int] = mapped_column(sa.ForeignKey("cycle.id"), primary_key=True)
    person_number: Mapped[int] = mapped_column(sa.ForeignKey("person.number"), primary_key=True)
    bonus: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    holds: Mapped[bool | None]


class EntryRecord(Base):
    """What one clerk keyed from one paper; a mark stands when two clerks keyed the same."""

    __tablename__ = "mark_entry"
    __table_args__ = (
        sa.CheckConstraint("ordinal IN (1, 2) AND account <> ''", name="two_clerks"),
        sa.CheckConstraint("(status = 'taken') = (hundredths IS NOT NULL)", name="only_taken"),
        sa.CheckConstraint("hundredths >= 0", name="range"),
        sa.UniqueConstraint("cycle_id", "person_number", "part", "account"),
    )

    cycle_id: Mapped[int] = mapped_column(sa.ForeignKey("cycle.id"), primary_key=True)
    person_number: Mapped[int] = mapped_column(sa.ForeignKey("person.number"), primary_key=True)
    part: Mapped[str] = mapped_column(sa.Text, primary_key=True, default="")
    ordinal: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    account: Mapped[str] = mapped_column(sa.Text)
    status: Mapped[MarkStatus] = enum_column(MarkStatus)
    hundredths: Mapped[int | None] = mapped_column(Hundredths)
    keyed_at: Mapped[dt.datetime] = mapped_column(Moment)


class CorrectionRecord(Base):
    """A change of a mark that stands: proposed by one person with a reason, confirmed by another."""

    __tablename__ = "mark_correction"
    __table_args__ = (
        sa.CheckConstraint("reason <> '' AND proposed_by <> '' AND proposed_account <> ''", name="named"),
        sa.CheckConstraint("(status = 'taken') = (hundredths IS NOT NULL)", name="only_taken"),
        sa.CheckConstraint("(old_status = 'taken') = (old_hundredths IS NOT NULL)", name="only_taken_before"),
        sa.CheckConstraint("hundredths >= 0", name="range"),
        sa.CheckConstraint("(outcome IS NULL) = (decided_account IS NULL)", name="decided"),
        sa.CheckConstraint("outcome <> 'confirmed' OR decided_account <> proposed_account", name="two_persons"),
        sa.Index(
            "uq_mark_correction_open",
            "cycle_id",
            "person_number",
            "part",
            unique=True,
            sqlite_where=sa.text("outcome IS NULL"),
            postgresql_where=sa.text("outcome IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(sa.ForeignKey("cycle.id"))
    person_number: Mapped[int] = mapped_column(sa.ForeignKey("person.number"))
    part: Mapped[str] = mapped_column(sa.Text, default="")
    old_status: Mapped[MarkStatus] = enum_column(MarkStatus)
    old_hundredths: Mapped[int | None] = mapped_column(Hundredths)
    status: Mapped[MarkStatus] = enum_column(MarkStatus)
    hundredths: Mapped[int | None] = mapped_column(Hundredths)
    reason: Mapped[str] = mapped_column(sa.Text)
    proposed_by: Mapped[str] = mapped_column(sa.Text)
    proposed_account: Mapped[str] = mapped_column(sa.Text)
    proposed_at: Mapped[dt.datetime] = mapped_column(Moment)
    outcome: Mapped[CorrectionOutcome | None] = enum_column(CorrectionOutcome)
    decided_by: Mapped[str | None] = mapped_column(sa.Text)
    decided_account: Mapped[str | None] = mapped_column(sa.Text)
    decided_at: Mapped[dt.datetime | None] = mapped_column(Moment)
    remark: Mapped[str] = mapped_column(sa.Text)
