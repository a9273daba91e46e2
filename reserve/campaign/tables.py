"""Imports: the workbooks that were sent, sealed, what was found in them, and what became of them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from reserve.campaign.model import ImportState
from reserve.db import Base, Json, Moment, enum_column


class ImportRecord(Base):
    """One import of one or more workbooks into a cycle. ``outcome`` (findings, difference) is sealed."""

    __tablename__ = "import_batch"
    __table_args__ = (
        sa.CheckConstraint("uploaded_by <> ''", name="named"),
        sa.CheckConstraint("(state IN ('saved', 'cancelled', 'undone')) = (settled_by IS NOT NULL)", name="settled"),
        sa.Index(None, "cycle_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(sa.ForeignKey("cycle.id"))
    state: Mapped[ImportState] = enum_column(ImportState)
    reason: Mapped[str] = mapped_column(sa.Text)
    blank_means_none: Mapped[list[str]] = mapped_column(Json)
    uploaded_by: Mapped[str] = mapped_column(sa.Text)
    uploaded_at: Mapped[dt.datetime] = mapped_column(Moment)
    progress: Mapped[dict[str, Any] | None] = mapped_column(Json)
    outcome: Mapped[bytes | None] = mapped_column(sa.LargeBinary)
    errors: Mapped[int]
    warnings: Mapped[int]
    changes: Mapped[int]
    base: Mapped[int] = mapped_column(sa.BigInteger)
    """The journal's sequence number that the difference was made against."""
    settled_by: Mapped[str | None] = mapped_column(sa.Text)
    settled_at: Mapped[dt.datetime | None] = mapped_column(Moment)


class WorkbookRecord(Base):
    """One workbook of an import as it was sent, sealed; ``file`` is what it was taken for (roster.xlsx, …)."""

    __tablename__ = "import_workbook"
    __table_args__ = (sa.CheckConstraint("length(digest) = 64", name="digest"),)

    import_id: Mapped[int] = mapped_column(sa.ForeignKey("import_batch.id"), primary_key=True)
    file: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    given_name: Mapped[str] = mapped_column(sa.Text)
    content: Mapped[bytes] = mapped_column(sa.LargeBinary)
    digest: Mapped[str] = mapped_column(sa.String(64))
    applied_at: Mapped[dt.datetime | None] = mapped_column(Moment)
    """When its rows were taken in; those that need a screening first wait for it."""


class FoundRecord(Base):
    """What was found in a workbook that counts, or by a step, the last time; sealed. ``source`` names which."""

    __tablename__ = "campaign_findings"

    cycle_id: Mapped[int] = mapped_column(sa.ForeignKey("cycle.id"), primary_key=True)
    source: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    findings: Mapped[bytes] = mapped_column(sa.LargeBinary)
