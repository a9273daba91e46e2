"""The list: who holds which place, who was left out and why, and how ties were settled."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from reserve.db import Base, Json, Moment, enum_column
from reserve.listing.model import Seat, TieDecision
from reserve.roster.model import PlaceClass


class ListedStanding(StrEnum):
    """The only standings with which anybody can hold a place."""

    ELIGIBLE = "eligible"
    EXCEPTIONAL = "exceptional"


class ListingRecord(Base):
    """One nominee on one open place of the same cycle, unit and class.

    What must never happen cannot be stored: two people on a place, a place with a member on it, a place of another
    unit or class, an ineligible or undecided person, an exceptional person listed without complete approvals.
    """

    __tablename__ = "listing"
    __table_args__ = (
        sa.UniqueConstraint("place_id"),
        sa.CheckConstraint("place_is_open = TRUE", name="open_places_only"),
        sa.CheckConstraint(
            "seat = 'reserved' OR standing = 'eligible' OR (approved IS NOT NULL AND approved = TRUE)",
            name="exception_is_approved",
        ),
        sa.ForeignKeyConstraint(
            ["nominee_id", "cycle_id", "unit_id", "place_class"],
            ["nominee.id", "nominee.cycle_id", "nominee.unit_id", "nominee.place_class"],
            name="fk_listing_nominee",
        ),
        sa.ForeignKeyConstraint(
            ["place_id", "cycle_id", "unit_id", "place_class", "place_is_open"],
            ["place.id", "place.cycle_id", "place.unit_id", "place.place_class", "place.is_open"],
            name="fk_listing_place",
        ),
        sa.ForeignKeyConstraint(
            ["nominee_id", "standing"], ["screening.nominee_id", "screening.standing"], name="fk_listing_screening"
        ),
        sa.ForeignKeyConstraint(
            ["nominee_id", "approved"],
            ["exception_request.nominee_id", "exception_request.complete"],
            name="fk_listing_exception",
        ),
    )

    nominee_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    cycle_id: Mapped[int]
    unit_id: Mapped[int]
    place_class: Mapped[PlaceClass] = enum_column(PlaceClass)
    place_id: Mapped[int]
    place_is_open: Mapped[bool]
    standing: Mapped[ListedStanding] = enum_column(ListedStanding)
    approved: Mapped[bool | None]
    seat: Mapped[Seat] = enum_column(Seat)


class ReasonRecord(Base):
    """Why a nominee is or is not on the list: a sentence and its figures, worded when read."""

    __tablename__ = "listing_reason"

    nominee_id: Mapped[int] = mapped_column(sa.ForeignKey("nominee.id"), primary_key=True, autoincrement=False)
    msgid: Mapped[str] = mapped_column(sa.Text)
    params: Mapped[dict[str, Any]] = mapped_column(Json)
    open_tie: Mapped[bool]
    """The person is one of several who are level at the last place, and nobody decided yet."""


class TieRecord(Base):
    """A human decision about one of several people who are level at the last place (rule 11)."""

    __tablename__ = "tie_decision"
    __table_args__ = (
        sa.CheckConstraint("decided_by <> '' AND reason <> ''", name="named"),
        {"info": {"append_only": True}},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(sa.ForeignKey("cycle.id"))
    person_number: Mapped[int] = mapped_column(sa.ForeignKey("person.number"))
    place_class: Mapped[PlaceClass | None] = enum_column(PlaceClass)
    decision: Mapped[TieDecision] = enum_column(TieDecision)
    reason: Mapped[str] = mapped_column(sa.Text)
    decided_by: Mapped[str] = mapped_column(sa.Text)
    decided_on: Mapped[dt.date]
    origin: Mapped[dict[str, Any] | None] = mapped_column(Json)
    """Where a workbook says so, for findings; none when it was decided here."""


class SubmissionRecord(Base):
    """The list of a cycle as it lies before the county committee, and the committee's decision on it.

    While this row is there the list cannot be drawn anew. ``digest`` says which list was submitted.
    """

    __tablename__ = "list_submission"
    __table_args__ = (
        sa.CheckConstraint("length(digest) = 64 AND submitted_account <> ''", name="submitted"),
        sa.CheckConstraint("(approved_account IS NULL) = (approved_at IS NULL)", name="dated"),
        sa.CheckConstraint(
            "approved_account IS NULL OR (approved_account <> submitted_account AND decision_number <> '' "
            "AND decided_on IS NOT NULL)",
            name="two_persons_and_a_decision",
        ),
    )

    cycle_id: Mapped[int] = mapped_column(sa.ForeignKey("cycle.id"), primary_key=True)
    digest: Mapped[str] = mapped_column(sa.String(64))
    submitted_by: Mapped[str] = mapped_column(sa.Text)
    submitted_account: Mapped[str] = mapped_column(sa.Text)
    submitted_at: Mapped[dt.datetime] = mapped_column(Moment)
    decision_number: Mapped[str] = mapped_column(sa.Text)
    meeting: Mapped[str] = mapped_column(sa.Text)
    decided_on: Mapped[dt.date | None]
    approved_by: Mapped[str | None] = mapped_column(sa.Text)
    approved_account: Mapped[str | None] = mapped_column(sa.Text)
    approved_at: Mapped[dt.datetime | None] = mapped_column(Moment)
