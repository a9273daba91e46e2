"""Nominees: one row for each person and class in a cycle."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from reserve.db import Base, enum_column
from reserve.roster.model import PlaceClass


class NomineeRecord(Base):
    """Somebody put forward for one class, in the unit of his or her personnel relation."""

    __tablename__ = "nominee"
    __table_args__ = (
        sa.UniqueConstraint("cycle_id", "person_number", "place_class"),
        sa.UniqueConstraint("id", "cycle_id", "unit_id", "place_class", name="uq_nominee_identity"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(sa.ForeignKey("cycle.id"))
    person_number: Mapped[int] = mapped_column(sa.ForeignKey("person.number"))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    place_class: Mapped[PlaceClass] = enum_column(PlaceClass)
