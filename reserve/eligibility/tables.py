"""Screening results with the facts they rest on, and the papers of exceptions."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from reserve.db import Base, Json, Moment, enum_column
from reserve.eligibility.model import Closing
from reserve.roster.model import PlaceClass


class StandingWord(StrEnum):
    """``rules.Standing`` by its word."""

    INELIGIBLE = "ineligible"
    UNDECIDED = "undecided"
    EXCEPTIONAL = "exceptional"
    ELIGIBLE = "eligible"


class ScreeningRecord(Base):
    """One nominee's outcome: the verdicts, and the sealed facts that were used (rule 15)."""

    __tablename__ = "screening"
    __table_args__ = (sa.UniqueConstraint("nominee_id", "standing"),)

    nominee_id: Mapped[int] = mapped_column(sa.ForeignKey("nominee.id"), primary_key=True, autoincrement=False)
    standing: Mapped[StandingWord] = enum_column(StandingWord)
    boundary: Mapped[bool]
    verdicts: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    exception: Mapped[dict[str, Any] | None] = mapped_column(Json)
    facts: Mapped[bytes] = mapped_column(sa.LargeBinary)


class SupersededRecord(Base):
    """A screening that a later one replaced: the facts and verdicts as they were (rule 15)."""

    __tablename__ = "screening_superseded"
    __table_args__ = (sa.Index(None, "cycle_id", "person_number"), {"info": {"append_only": True}})

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(sa.ForeignKey("cycle.id"))
    person_number: Mapped[int] = mapped_column(sa.ForeignKey("person.number"))
    place_class: Mapped[PlaceClass] = enum_column(PlaceClass)
    nominee_id: Mapped[int]
    """As it was then; the facts were sealed for it."""
    standing: Mapped[StandingWord] = enum_column(StandingWord)
    boundary: Mapped[bool]
    verdicts: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    exception: Mapped[dict[str, Any] | None] = mapped_column(Json)
    facts: Mapped[bytes] = mapped_column(sa.LargeBinary)
    superseded_at: Mapped[dt.datetime] = mapped_column(Moment)


class ExceptionRecord(Base):
    """The proposal to admit one nominee by exception (rule 3)."""

    __tablename__ = "exception_request"
    __table_args__ = (sa.UniqueConstraint("nominee_id", "complete"),)

    nominee_id: Mapped[int] = mapped_column(sa.ForeignKey("nominee.id"), primary_key=True, autoincrement=False)
    proposed_by: Mapped[str] = mapped_column(sa.Text)
    proposed_account: Mapped[str] = mapped_column(sa.Text)
    """The account that proposed it; blank when it was read from a workbook, as in approvals."""
    proposed_on: Mapped[dt.date | None]
    reason: Mapped[str] = mapped_column(sa.Text)
    evidence: Mapped[str] = mapped_column(sa.Text)
    relatives: Mapped[list[str]] = mapped_column(Json, default=list)
    """Who must stay out, as a workbook names them; accounts declare their relations themselves."""
    complete: Mapped[bool]


class ApprovalRecord(Base):
    """One signature on an exception, as it was given; ``exception_request.complete`` says whether they suffice."""

    __tablename__ = "exception_approval"
    __table_args__ = (
        sa.Index(
            "uq_exception_approval_account",
            "nominee_id",
            "account",
            unique=True,
            sqlite_where=sa.text("account <> ''"),
            postgresql_where=sa.text("account <> ''"),
        ),
    )

    nominee_id: Mapped[int] = mapped_column(sa.ForeignKey("exception_request.nominee_id"), primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    approver: Mapped[str] = mapped_column(sa.Text)
    account: Mapped[str] = mapped_column(sa.Text)
    approved_on: Mapped[dt.date | None]


class ClosedExceptionRecord(Base):
    """A proposal that was withdrawn, sent back, or lost its ground, with its papers as they were."""

    __tablename__ = "exception_closed"
    __table_args__ = (sa.CheckConstraint("closed_by <> ''", name="named"), {"info": {"append_only": True}})

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(sa.ForeignKey("cycle.id"))
    person_number: Mapped[int] = mapped_column(sa.ForeignKey("person.number"))
    place_class: Mapped[PlaceClass] = enum_column(PlaceClass)
    papers: Mapped[dict[str, Any]] = mapped_column(Json)
    closing: Mapped[Closing] = enum_column(Closing)
    closed_by: Mapped[str] = mapped_column(sa.Text)
    closed_at: Mapped[dt.datetime] = mapped_column(Moment)
    reason: Mapped[str] = mapped_column(sa.Text)
