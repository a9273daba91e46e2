"""The reserve pool: who is or was in it."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from reserve.dates import PartialDate
from reserve.db import Base, PartialDateType, enum_column, partial_date_check
from reserve.roster.model import PlaceClass


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
