"""What was decided about each present member, and the appraisal it was decided on."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from reserve.db import Base, Hundredths, Json, Moment, enum_column
from reserve.retention.model import Decision, RemovalOutcome

_SHARES = ("excellent", "competent", "basic", "incompetent")


class AppraisalRecord(Base):
    """A member's shares of 优秀, 称职, 基本称职 and 不称职 in one cycle, in hundredths of a percent."""

    __tablename__ = "member_appraisal"
    __table_args__ = (
        sa.CheckConstraint(" AND ".join(f"{share} BETWEEN 0 AND 10000" for share in _SHARES), name="shares"),
    )

    cycle_id: Mapped[int] = mapped_column(sa.ForeignKey("cycle.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(sa.ForeignKey("member.id"), primary_key=True)
    excellent: Mapped[int] = mapped_column(Hundredths)
    competent: Mapped[int] = mapped_column(Hundredths)
    basic: Mapped[int] = mapped_column(Hundredths)
    incompetent: Mapped[int] = mapped_column(Hundredths)


class RetentionRecord(Base):
    """One decision; a later one about the same member supersedes it. Never changed, never deleted (rule 15)."""

    __tablename__ = "retention"
    __table_args__ = (
        sa.CheckConstraint("decision IN ('keep', 'remove', 'defer') AND decided_by <> ''", name="named"),
        sa.CheckConstraint("decision <> 'remove' OR grounds <> '[]'", name="grounds"),
        sa.Index(None, "cycle_id", "member_id"),
        {"info": {"append_only": True}},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(sa.ForeignKey("cycle.id"))
    member_id: Mapped[int] = mapped_column(sa.ForeignKey("member.id"))
    decision: Mapped[Decision] = enum_column(Decision)
    grounds: Mapped[list[str]] = mapped_column(Json)
    decided_by: Mapped[str] = mapped_column(sa.Text)
    decided_account: Mapped[str | None] = mapped_column(sa.Text)
    """Of who decided on a page; None for what a workbook says, where only the name stands."""
    decided_on: Mapped[dt.date]


class RemovalRecord(Base):
    """A removal that somebody proposed; it takes effect when a second person confirms it (rule 16)."""

    __tablename__ = "removal_proposal"
    __table_args__ = (
        sa.CheckConstraint("grounds <> '[]' AND proposed_by <> '' AND proposed_account <> ''", name="named"),
        sa.CheckConstraint("(outcome IS NULL) = (decided_account IS NULL)", name="decided"),
        sa.CheckConstraint("outcome <> 'confirmed' OR decided_account <> proposed_account", name="two_persons"),
        sa.Index(
            "uq_removal_proposal_open",
            "cycle_id",
            "member_id",
            unique=True,
            sqlite_where=sa.text("outcome IS NULL"),
            postgresql_where=sa.text("outcome IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(sa.ForeignKey("cycle.id"))
    member_id: Mapped[int] = mapped_column(sa.ForeignKey("member.id"))
    grounds: Mapped[list[str]] = mapped_column(Json)
    proposed_by: Mapped[str] = mapped_column(sa.Text)
    proposed_account: Mapped[str] = mapped_column(sa.Text)
    proposed_on: Mapped[dt.date]
    outcome: Mapped[RemovalOutcome | None] = enum_column(RemovalOutcome)
    decided_by: Mapped[str | None] = mapped_column(sa.Text)
    decided_account: Mapped[str | None] = mapped_column(sa.Text)
    decided_at: Mapped[dt.datetime | None] = mapped_column(Moment)
    remark: Mapped[str] = mapped_column(sa.Text)
