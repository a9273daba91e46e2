"""The journal's two tables; entries refuse UPDATE and DELETE by trigger, the head only grows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from reserve.audit.model import ActorKind
from reserve.db import Base, Json, Moment, enum_column


class JournalEntry(Base):
    """One entry. ``tag`` is plain text: a name that is retired one day stays readable."""

    __tablename__ = "journal"
    __table_args__ = (
        sa.CheckConstraint("sequence >= 1", name="sequence"),
        sa.CheckConstraint("length(hash) = 64 AND length(previous) = 64", name="hashes"),
        sa.UniqueConstraint("previous"),  # no forks: every entry has one successor
        sa.Index(None, "subject", "sequence"),
        sa.Index(None, "tag", "sequence"),
        {"info": {"append_only": True}},
    )

    sequence: Mapped[int] = mapped_column(
        sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=False
    )
    at: Mapped[dt.datetime] = mapped_column(Moment)
    actor: Mapped[str] = mapped_column(sa.Text)
    actor_kind: Mapped[ActorKind] = enum_column(ActorKind)
    tag: Mapped[str] = mapped_column(sa.String(64))
    subject: Mapped[str] = mapped_column(sa.Text)
    details: Mapped[Mapping[str, object]] = mapped_column(Json)
    format: Mapped[int] = mapped_column(sa.SmallInteger)
    previous: Mapped[str] = mapped_column(sa.String(64))
    hash: Mapped[str] = mapped_column(sa.String(64))


class JournalHead(Base):
    """One row: the last entry's number and hash. Locking it makes writers of the journal queue up."""

    __tablename__ = "journal_head"
    __table_args__ = (sa.CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(sa.SmallInteger, primary_key=True, autoincrement=False)
    sequence: Mapped[int] = mapped_column(sa.BigInteger)
    hash: Mapped[str] = mapped_column(sa.String(64))
