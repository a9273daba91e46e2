"""The reserve pool: who is or was in it."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from reserve.dates import PartialDate
from reserve.db import Base, Moment, PartialDateType, enum_column, partial_date_check
from reserve.pool.model import Leaving
from reserve.roster.model import PlaceClass, Tier


class MemberRecord(Base):
    """One stay in the pool; a person can have only one that is not over."""

    __tablename__ = "member"
    __table_args__ = (
        sa.Index(
            "uq_member_present",
            "person_number",
            unique=True,
            sqlite_where=sa.text("released_on IS NULL"),
            postgresql_where=sa.text("released_on IS NULL"),
        ),
        partial_date_check("since"),
        sa.CheckConstraint("withdrawn = FALSE OR released_on IS NOT NULL", name="withdrawn"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_number: Mapped[int] = mapped_column(sa.ForeignKey("person.number"))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    place_class: Mapped[PlaceClass] = enum_column(PlaceClass)
    since: Mapped[PartialDate | None] = mapped_column(PartialDateType)
    released_on: Mapped[dt.date | None]
    withdrawn: Mapped[bool] = mapped_column(default=False)
    """The stay was entered by mistake and never was one; it stays on record because something was decided about it."""
    ground: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    """On what ground somebody was admitted; blank when the office's list does not say."""
    term_until: Mapped[dt.date | None]
    """The last day of the term, None: open-ended."""
    admitted_in: Mapped[int | None] = mapped_column(sa.ForeignKey("cycle.id"))
    """The cycle whose list admitted the member, who is reviewed from the next one on; None: taken over."""


class ExitRecord(Base):
    """How a member left, or that this was entered by mistake; the latest row counts. Never changed (rule 15).

    ``last_cycle_id``: the last cycle in which the member still counts, None: in none of those that were there.
    """

    __tablename__ = "member_exit"
    __table_args__ = (
        sa.CheckConstraint("ground <> '' AND decided_by <> '' AND decided_account <> ''", name="named"),
        sa.CheckConstraint("kind <> 'taken_back' OR last_cycle_id IS NULL", name="taken_back"),
        sa.Index(None, "member_id"),
        {"info": {"append_only": True}},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(sa.ForeignKey("member.id"))
    kind: Mapped[Leaving] = enum_column(Leaving)
    left_on: Mapped[dt.date]
    ground: Mapped[str] = mapped_column(sa.Text)
    last_cycle_id: Mapped[int | None] = mapped_column(sa.ForeignKey("cycle.id"))
    decided_by: Mapped[str] = mapped_column(sa.Text)
    decided_account: Mapped[str] = mapped_column(sa.Text)
    recorded_at: Mapped[dt.datetime] = mapped_column(Moment)


class TierRecord(Base):
    """For when a member is meant (近期, 中期, 远期) and until when; the latest row counts. Never changed (rule 15)."""

    __tablename__ = "member_tier"
    __table_args__ = (
        sa.CheckConstraint("ground <> '' AND decided_by <> '' AND decided_account <> ''", name="named"),
        sa.Index(None, "member_id"),
        {"info": {"append_only": True}},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(sa.ForeignKey("member.id"))
    tier: Mapped[Tier | None] = enum_column(Tier)
    term_until: Mapped[dt.date | None]
    ground: Mapped[str] = mapped_column(sa.Text)
    decided_by: Mapped[str] = mapped_column(sa.Text)
    decided_account: Mapped[str] = mapped_column(sa.Text)
    decided_on: Mapped[dt.date]
