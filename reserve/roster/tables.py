"""Units, persons, and the workbooks they were read from."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from reserve.dates import PartialDate
from reserve.db import Base, Json, Moment, PartialDateType, enum_column, partial_date_check
from reserve.roster.model import Politics, Rank, Sex, Status, UnitKind


class SheetRecord(Base):
    """One imported sheet, so that a fact can name the cell it came from."""

    __tablename__ = "sheet"

    id: Mapped[int] = mapped_column(primary_key=True)
    file: Mapped[str] = mapped_column(sa.Text)
    sheet: Mapped[str] = mapped_column(sa.Text)
    columns: Mapped[dict[str, str]] = mapped_column(Json)
    imported_at: Mapped[dt.datetime] = mapped_column(Moment)


class UnitRecord(Base):
    """A unit with its approved posts; NULL posts are not known. ``present``: in the newest roster.

    Adjustments are those of the units workbook; a later decision of the department goes before them.
    """

    __tablename__ = "unit"
    __table_args__ = (
        sa.CheckConstraint("chief_posts >= 0 AND deputy_posts >= 0", name="posts"),
        sa.CheckConstraint(
            "(chief_adjustment = 0 AND deputy_adjustment = 0) OR adjustment_reason <> ''", name="adjustment_reason"
        ),
        sa.UniqueConstraint("name"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.Text)
    kind: Mapped[UnitKind | None] = enum_column(UnitKind)
    chief_posts: Mapped[int | None]
    deputy_posts: Mapped[int | None]
    chief_adjustment: Mapped[int]
    deputy_adjustment: Mapped[int]
    adjustment_reason: Mapped[str] = mapped_column(sa.Text)
    present: Mapped[bool]


class PersonRecord(Base):
    """One cadre; ``present``: in the newest roster.

    Identity and discipline are sealed; the keyed hash finds an ID number without opening any.
    """

    __tablename__ = "person"
    __table_args__ = (
        sa.CheckConstraint("number >= 1", name="number"),
        sa.UniqueConstraint("id_lookup"),
        sa.Index(None, "unit_id", "name"),
        partial_date_check("birth"),
        partial_date_check("rank_since"),
        partial_date_check("work_since"),
    )

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(sa.Text)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    post: Mapped[str] = mapped_column(sa.Text)
    id_number: Mapped[bytes | None] = mapped_column(sa.LargeBinary)
    id_lookup: Mapped[str | None] = mapped_column(sa.String(64))
    sex: Mapped[Sex | None] = enum_column(Sex)
    birth: Mapped[PartialDate | None] = mapped_column(PartialDateType)
    status: Mapped[Status | None] = enum_column(Status)
    politics: Mapped[Politics | None] = enum_column(Politics)
    full_time: Mapped[dict[str, Any]] = mapped_column(Json)
    in_service: Mapped[dict[str, Any]] = mapped_column(Json)
    unspecified: Mapped[dict[str, Any]] = mapped_column(Json)
    rank: Mapped[Rank | None] = enum_column(Rank)
    rank_since: Mapped[PartialDate | None] = mapped_column(PartialDateType)
    earlier_ranks: Mapped[list[Any]] = mapped_column(Json)
    work_since: Mapped[PartialDate | None] = mapped_column(PartialDateType)
    probation: Mapped[dict[str, Any]] = mapped_column(Json)
    discipline: Mapped[bytes] = mapped_column(sa.LargeBinary)
    further: Mapped[bytes | None] = mapped_column(sa.LargeBinary)
    """What the optional columns tell, sealed: health is among it. NULL when they tell nothing."""
    sheet_id: Mapped[int] = mapped_column(sa.ForeignKey("sheet.id"))
    sheet_row: Mapped[int]
    present: Mapped[bool]
