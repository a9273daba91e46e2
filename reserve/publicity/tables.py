"""Days and years that the office decided on; notices, objections and what they came to; who was admitted."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from reserve.db import Base, Json, Moment, enum_column
from reserve.policy.structure import Mode
from reserve.publicity.model import AdmissibleStanding, Channel
from reserve.roster.model import PlaceClass


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


class NoticeRecord(Base):
    """A notice that was put up: how, from which day, for how many working days, and what of each person it tells."""

    __tablename__ = "notice"
    __table_args__ = (
        sa.CheckConstraint("days >= 1 AND opened_account <> ''", name="opened"),
        sa.Index(None, "cycle_id"),
        {"info": {"append_only": True}},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(sa.ForeignKey("cycle.id"))
    mode: Mapped[Mode] = enum_column(Mode)
    days: Mapped[int]
    first_day: Mapped[dt.date]
    shown: Mapped[list[str]] = mapped_column(Json)
    opened_by: Mapped[str] = mapped_column(sa.Text)
    opened_account: Mapped[str] = mapped_column(sa.Text)
    opened_at: Mapped[dt.datetime] = mapped_column(Moment)


class PublishedRecord(Base):
    """Somebody who stands on a notice; nobody stands on two."""

    __tablename__ = "notice_person"
    __table_args__ = ({"info": {"append_only": True}},)

    nominee_id: Mapped[int] = mapped_column(sa.ForeignKey("nominee.id"), primary_key=True, autoincrement=False)
    notice_id: Mapped[int] = mapped_column(sa.ForeignKey("notice.id"))


class ObjectionRecord(Base):
    """An objection, about one person or (no nominee) about the whole list. Who made it is not stored."""

    __tablename__ = "objection"
    __table_args__ = (
        sa.UniqueConstraint("id", "taken_account"),
        sa.CheckConstraint("summary <> '' AND taken_account <> ''", name="taken"),
        sa.Index(None, "cycle_id"),
        {"info": {"append_only": True}},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(sa.ForeignKey("cycle.id"))
    nominee_id: Mapped[int | None] = mapped_column(sa.ForeignKey("nominee.id"))
    received_on: Mapped[dt.date]
    channel: Mapped[Channel] = enum_column(Channel)
    summary: Mapped[str] = mapped_column(sa.Text)
    taken_by: Mapped[str] = mapped_column(sa.Text)
    taken_account: Mapped[str] = mapped_column(sa.Text)
    taken_at: Mapped[dt.datetime] = mapped_column(Moment)


class ObjectionDecisionRecord(Base):
    """What looking into an objection came to; never decided by whoever took it in."""

    __tablename__ = "objection_decision"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["objection_id", "taken_account"],
            ["objection.id", "objection.taken_account"],
            name="fk_objection_decision_objection",
        ),
        sa.CheckConstraint("decided_account <> taken_account AND decided_account <> ''", name="two_persons"),
        sa.CheckConstraint("investigation <> '' AND grounds <> ''", name="named"),
        {"info": {"append_only": True}},
    )

    objection_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    taken_account: Mapped[str] = mapped_column(sa.Text)
    upheld: Mapped[bool]
    investigation: Mapped[str] = mapped_column(sa.Text)
    grounds: Mapped[str] = mapped_column(sa.Text)
    decided_by: Mapped[str] = mapped_column(sa.Text)
    decided_account: Mapped[str] = mapped_column(sa.Text)
    decided_on: Mapped[dt.date]
    decided_at: Mapped[dt.datetime] = mapped_column(Moment)


class WithdrawalRecord(Base):
    """Somebody taken off an approved list, on an objection that was upheld."""

    __tablename__ = "list_withdrawal"
    __table_args__ = (
        sa.UniqueConstraint("nominee_id", "withdrawn_account"),
        sa.CheckConstraint("grounds <> '' AND withdrawn_account <> ''", name="named"),
        sa.Index(None, "cycle_id"),
        {"info": {"append_only": True}},
    )

    nominee_id: Mapped[int] = mapped_column(sa.ForeignKey("nominee.id"), primary_key=True, autoincrement=False)
    cycle_id: Mapped[int] = mapped_column(sa.ForeignKey("cycle.id"))
    objection_id: Mapped[int] = mapped_column(sa.ForeignKey("objection_decision.objection_id"))
    grounds: Mapped[str] = mapped_column(sa.Text)
    withdrawn_by: Mapped[str] = mapped_column(sa.Text)
    withdrawn_account: Mapped[str] = mapped_column(sa.Text)
    withdrawn_at: Mapped[dt.datetime] = mapped_column(Moment)


class ReplacementRecord(Base):
    """Whom the committee put in the place of somebody withdrawn; the same gates are held as for a listing."""

    __tablename__ = "list_replacement"
    __table_args__ = (
        sa.UniqueConstraint("withdrawn_id"),
        sa.CheckConstraint("recorded_account <> withdrawn_account AND recorded_account <> ''", name="two_persons"),
        sa.CheckConstraint("decision_number <> '' AND meeting <> ''", name="decided"),
        sa.CheckConstraint(
            "standing = 'eligible' OR (approved IS NOT NULL AND approved = TRUE)", name="exception_is_approved"
        ),
        sa.ForeignKeyConstraint(
            ["withdrawn_id", "withdrawn_account"],
            ["list_withdrawal.nominee_id", "list_withdrawal.withdrawn_account"],
            name="fk_list_replacement_withdrawal",
        ),
        sa.ForeignKeyConstraint(
            ["nominee_id", "standing"],
            ["screening.nominee_id", "screening.standing"],
            name="fk_list_replacement_screening",
        ),
        sa.ForeignKeyConstraint(
            ["nominee_id", "approved"],
            ["exception_request.nominee_id", "exception_request.complete"],
            name="fk_list_replacement_exception",
        ),
        {"info": {"append_only": True}},
    )

    nominee_id: Mapped[int] = mapped_column(sa.ForeignKey("nominee.id"), primary_key=True, autoincrement=False)
    cycle_id: Mapped[int] = mapped_column(sa.ForeignKey("cycle.id"))
    withdrawn_id: Mapped[int]
    withdrawn_account: Mapped[str] = mapped_column(sa.Text)
    standing: Mapped[AdmissibleStanding] = enum_column(AdmissibleStanding)
    approved: Mapped[bool | None]
    decision_number: Mapped[str] = mapped_column(sa.Text)
    meeting: Mapped[str] = mapped_column(sa.Text)
    decided_on: Mapped[dt.date]
    recorded_by: Mapped[str] = mapped_column(sa.Text)
    recorded_account: Mapped[str] = mapped_column(sa.Text)
    recorded_at: Mapped[dt.datetime] = mapped_column(Moment)


class AdmissionRecord(Base):
    """The formal entry into the pool: one person on one open place, by a named decision (rule 16)."""

    __tablename__ = "admission"
    __table_args__ = (
        sa.UniqueConstraint("place_id"),
        sa.UniqueConstraint("member_id"),
        sa.CheckConstraint("place_is_open = TRUE", name="open_places_only"),
        sa.CheckConstraint("decision_number <> '' AND admitted_account <> ''", name="decided"),
        sa.CheckConstraint(
            "standing = 'eligible' OR (approved IS NOT NULL AND approved = TRUE)", name="exception_is_approved"
        ),
        sa.ForeignKeyConstraint(
            ["nominee_id", "cycle_id", "unit_id", "place_class"],
            ["nominee.id", "nominee.cycle_id", "nominee.unit_id", "nominee.place_class"],
            name="fk_admission_nominee",
        ),
        sa.ForeignKeyConstraint(
            ["place_id", "cycle_id", "unit_id", "place_class", "place_is_open"],
            ["place.id", "place.cycle_id", "place.unit_id", "place.place_class", "place.is_open"],
            name="fk_admission_place",
        ),
        sa.ForeignKeyConstraint(
            ["nominee_id", "standing"], ["screening.nominee_id", "screening.standing"], name="fk_admission_screening"
        ),
        sa.ForeignKeyConstraint(
            ["nominee_id", "approved"],
            ["exception_request.nominee_id", "exception_request.complete"],
            name="fk_admission_exception",
        ),
        {"info": {"append_only": True}},
    )

    nominee_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    cycle_id: Mapped[int]
    unit_id: Mapped[int]
    place_class: Mapped[PlaceClass] = enum_column(PlaceClass)
    place_id: Mapped[int]
    place_is_open: Mapped[bool]
    standing: Mapped[AdmissibleStanding] = enum_column(AdmissibleStanding)
    approved: Mapped[bool | None]
    member_id: Mapped[int] = mapped_column(sa.ForeignKey("member.id"))
    left_member_id: Mapped[int | None] = mapped_column(sa.ForeignKey("member.id"))
    """The stay in another class or unit that ended with it (rule 9)."""
    decision_number: Mapped[str] = mapped_column(sa.Text)
    admitted_on: Mapped[dt.date]
    admitted_by: Mapped[str] = mapped_column(sa.Text)
    admitted_account: Mapped[str] = mapped_column(sa.Text)
    admitted_at: Mapped[dt.datetime] = mapped_column(Moment)
