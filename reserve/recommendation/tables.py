"""Meetings that voted, and the votes for each name."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from reserve.db import Base, enum_column
from reserve.roster.model import PlaceClass


class MeetingRecord(Base):
    """The vote of one unit for one class; a NULL count is not known."""

    __tablename__ = "meeting"
    __table_args__ = (
        sa.CheckConstraint(
            "0 <= valid AND valid <= returned AND returned <= present AND present <= due", name="balance"
        ),
    )

    cycle_id: Mapped[int] = mapped_column(sa.ForeignKey("cycle.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), primary_key=True)
    place_class: Mapped[PlaceClass] = enum_column(PlaceClass, primary_key=True)
    due: Mapped[int | None]
    present: Mapped[int | None]
    returned: Mapped[int | None]
    valid: Mapped[int | None]
    void: Mapped[bool]


class TallyRecord(Base):
    """The votes of one name; without a person it is somebody from outside the unit, who still takes a rank."""

    __tablename__ = "tally"
    __table_args__ = (
        sa.CheckConstraint("votes >= 0", name="votes"),
        sa.UniqueConstraint("cycle_id", "unit_id", "place_class", "person_number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(sa.ForeignKey("cycle.id"))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    place_class: Mapped[PlaceClass] = enum_column(PlaceClass)
    person_number: Mapped[int | None] = mapped_column(sa.ForeignKey("person.number"))
    name: Mapped[str] = mapped_column(sa.Text)
    votes: Mapped[int]
