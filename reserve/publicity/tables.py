"""Days and years that the office decided on, beside the official calendar."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from reserve.db import Base, Moment


class OfficeDayRecord(Base):
    """A decision whether one day is worked; the latest about a day counts."""

    __tablename__ = "office_day"
    __table_args__ = (
        sa.CheckConstraint("reason <> '' AND decided_by <> ''", name="named"),
        sa.Index(None, "day"),
        {"info": {"append_only": True}},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[dt.date]
    works: Mapped[bool]
    reason: Mapped[str] = mapped_column(sa.Text)
    decided_by: Mapped[str] = mapped_column(sa.Text)
    decided_account: Mapped[str] = mapped_column(sa.Text)
    decided_at: Mapped[dt.datetime] = mapped_column(Moment)


class OfficeYearRecord(Base):
    """The office's word that the days it entered are all that is special about a year."""

    __tablename__ = "office_year"
    __table_args__ = (
        sa.CheckConstraint("source <> '' AND confirmed_by <> ''", name="named"),
        {"info": {"append_only": True}},
    )

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    source: Mapped[str] = mapped_column(sa.Text)
    confirmed_by: Mapped[str] = mapped_column(sa.Text)
    confirmed_account: Mapped[str] = mapped_column(sa.Text)
    confirmed_at: Mapped[dt.datetime] = mapped_column(Moment)
