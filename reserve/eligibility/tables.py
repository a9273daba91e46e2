"""Screening results with the facts they rest on, and the papers of exceptions."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from reserve.db import Base, Json, enum_column


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


class ExceptionRecord(Base):
    """The proposal to admit one nominee by exception (rule 3)."""

    __tablename__ = "exception_request"
    __table_args__ = (sa.UniqueConstraint("nominee_id", "complete"),)

    nominee_id: Mapped[int] = mapped_column(sa.ForeignKey("nominee.id"), primary_key=True, autoincrement=False)
    proposed_by: Mapped[str] = mapped_column(sa.Text)
    proposed_on: Mapped[dt.date | None]
    reason: Mapped[str] = mapped_column(sa.Text)
    evidence: Mapped[str] = mapped_column(sa.Text)
    complete: Mapped[bool]


class ApprovalRecord(Base):
    """One signature on an exception, as it was given; ``exception_request.complete`` says whether they suffice."""

    __tablename__ = "exception_approval"

    nominee_id: Mapped[int] = mapped_column(sa.ForeignKey("exception_request.nominee_id"), primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    approver: Mapped[str] = mapped_column(sa.Text)
    approved_on: Mapped[dt.date | None]
