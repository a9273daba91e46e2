"""What each inspection came to."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from reserve.dates import PartialDate
from reserve.db import Base, Json, PartialDateType, enum_column
from reserve.inspection.model import Outcome


class InspectionRecord(Base):
    """One inspected person; a positive outcome needs two inspectors and an integrity statement (rule 13)."""

    __tablename__ = "inspection"

    cycle_id: Mapped[int] = mapped_column(sa.ForeignKey("cycle.id"), primary_key=True)
    person_number: Mapped[int] = mapped_column(sa.ForeignKey("person.number"), primary_key=True)
    outcome: Mapped[Outcome] = enum_column(Outcome)
    veto: Mapped[bool]
    inspectors: Mapped[list[str]] = mapped_column(Json)
    integrity: Mapped[str] = mapped_column(sa.Text)
    inspected_on: Mapped[PartialDate | None] = mapped_column(PartialDateType)
