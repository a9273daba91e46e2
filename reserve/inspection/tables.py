"""What each inspection came to."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from reserve.dates import PartialDate
from reserve.db import Base, Json, Moment, PartialDateType, enum_column
from reserve.inspection.model import Outcome


class InspectionRecord(Base):
    """One inspection; a later one of the same person supersedes it. Never changed, never deleted (rule 15).

    A positive outcome needs two inspectors and an integrity statement (rule 13).
    """

    __tablename__ = "inspection"
    __table_args__ = (sa.Index(None, "cycle_id", "person_number"), {"info": {"append_only": True}})

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(sa.ForeignKey("cycle.id"))
    person_number: Mapped[int] = mapped_column(sa.ForeignKey("person.number"))
    outcome: Mapped[Outcome] = enum_column(Outcome)
    conclusion: Mapped[str] = mapped_column(sa.Text)
    veto: Mapped[bool]
    inspectors: Mapped[list[str]] = mapped_column(Json)
    integrity: Mapped[str] = mapped_column(sa.Text)
    inspected_on: Mapped[PartialDate | None] = mapped_column(PartialDateType)
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    """Why it was vetoed, or withdrawn."""
    recorded_by: Mapped[str] = mapped_column(sa.Text)
    recorded_at: Mapped[dt.datetime] = mapped_column(Moment)
    withdrawn: Mapped[bool]
    """The inspection was entered by mistake: from here on there is none."""
