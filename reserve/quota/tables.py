"""Places as rows: an over-full list cannot be stored, whatever runs at the same time (rule 10)."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from reserve.db import Base, Moment, enum_column
from reserve.roster.model import PlaceClass


class QuotaRecord(Base):
    """Where a unit's number of places in one class comes from."""

    __tablename__ = "quota"
    __table_args__ = (
        sa.CheckConstraint("posts >= 0 AND per_post >= 0", name="figures"),
        sa.CheckConstraint("adjustment = 0 OR reason <> ''", name="reason"),
    )

    cycle_id: Mapped[int] = mapped_column(sa.ForeignKey("cycle.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), primary_key=True)
    place_class: Mapped[PlaceClass] = enum_column(PlaceClass, primary_key=True)
    posts: Mapped[int | None]
    per_post: Mapped[int]
    adjustment: Mapped[int]
    reason: Mapped[str] = mapped_column(sa.Text)


class AdjustmentRecord(Base):
    """The department's own adjustment in one cycle; the latest counts, and goes before that of the workbook."""

    __tablename__ = "quota_adjustment"
    __table_args__ = (
        sa.CheckConstraint("reason <> ''", name="reason"),
        sa.Index(None, "cycle_id", "unit_id"),
        {"info": {"append_only": True}},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(sa.ForeignKey("cycle.id"))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    place_class: Mapped[PlaceClass] = enum_column(PlaceClass)
    adjustment: Mapped[int]
    reason: Mapped[str] = mapped_column(sa.Text)
    decided_by: Mapped[str] = mapped_column(sa.Text)
    decided_at: Mapped[dt.datetime] = mapped_column(Moment)


class PlaceRecord(Base):
    """One place. ``open`` repeats "no member on it" so that a listing can point at open places only."""

    __tablename__ = "place"
    __table_args__ = (
        sa.UniqueConstraint("cycle_id", "unit_id", "place_class", "ordinal"),
        sa.UniqueConstraint("id", "cycle_id", "unit_id", "place_class", "is_open", name="uq_place_identity"),
        sa.UniqueConstraint("cycle_id", "member_id"),
        sa.CheckConstraint("is_open = (member_id IS NULL)", name="is_open_says_so"),
        sa.CheckConstraint("ordinal >= 1", name="ordinal"),
        sa.ForeignKeyConstraint(
            ["cycle_id", "unit_id", "place_class"],
            ["quota.cycle_id", "quota.unit_id", "quota.place_class"],
            name="fk_place_quota",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int]
    unit_id: Mapped[int]
    place_class: Mapped[PlaceClass] = enum_column(PlaceClass)
    ordinal: Mapped[int]
    member_id: Mapped[int | None] = mapped_column(sa.ForeignKey("member.id"))
    is_open: Mapped[bool]
