"""Reading the pool."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve.dates import PartialDate
from reserve.errors import NotFound
from reserve.pool.model import Leaving
from reserve.pool.tables import ExitRecord, MemberRecord, TierRecord
from reserve.roster.model import PlaceClass, Tier
from reserve.text import message


class Member(msgspec.Struct, frozen=True):
    """A present member."""

    id: int
    person: int
    unit_id: int
    place_class: PlaceClass
    since: PartialDate | None
    admitted_in: int | None = None


def present(session: Session, cycle_id: int | None = None) -> Mapping[int, Member]:
    """Return the present members by id, in the order of persons: those of now, or those who count in a cycle.

    Somebody who left after a cycle's list was submitted still counts in it, so that what was decided then stays whole.
    One query.
    """
    table = MemberRecord.__table__
    here = table.c.released_on.is_(None) if cycle_id is None else counted_in(cycle_id)
    rows = session.execute(sa.select(table).where(here).order_by(table.c.person_number))
    return {
        row.id: Member(row.id, row.person_number, row.unit_id, row.place_class, row.since, row.admitted_in)
        for row in rows
    }


def stay(session: Session, member_id: int) -> Member:
    """Return one stay in the pool, also one that is over. One query; raises ``NotFound``."""
    table = MemberRecord.__table__
    row = session.execute(sa.select(table).where(table.c.id == member_id)).one_or_none()
    if row is None:
        raise NotFound(message("There is no such member of the pool."))
    return Member(row.id, row.person_number, row.unit_id, row.place_class, row.since, row.admitted_in)


def counted_in(cycle_id: int | sa.BindParameter[int]) -> sa.ColumnElement[bool]:
    """Return the condition that a row of ``member`` counts as a present member in a cycle."""
    table, left = MemberRecord.__table__, ExitRecord.__table__
    later = sa.exists().where(left.c.member_id == table.c.id, left.c.last_cycle_id >= cycle_id)
    stays = table.c.released_on.is_(None) | (~table.c.withdrawn & later)
    return stays & (table.c.admitted_in.is_(None) | (table.c.admitted_in < cycle_id))


def left_since(session: Session, moment: dt.datetime) -> set[int]:
    """Return the numbers of those whose recorded exit was entered since then and stands. One query."""
    table, left = MemberRecord.__table__, ExitRecord.__table__
    other = left.alias("other")
    newest = sa.select(sa.func.max(other.c.id)).where(other.c.member_id == table.c.id).scalar_subquery()
    wanted = sa.select(table.c.person_number).select_from(table.join(left, left.c.id == newest))
    recorded = left.c.kind.not_in([Leaving.REVIEW, Leaving.TAKEN_BACK])
    return set(session.scalars(wanted.where(recorded, left.c.recorded_at >= moment)))


def recorded(session: Session) -> set[int]:
    """Return the ids of the members of whom an exit, a tier or a term is on record: they stay there. One query."""
    return set(session.scalars(sa.union(sa.select(ExitRecord.member_id), sa.select(TierRecord.member_id))))


class Exit(msgspec.Struct, frozen=True, kw_only=True):
    """How a member left, or that the entry before was a mistake."""

    id: int
    member_id: int
    kind: Leaving
    left_on: dt.date
    ground: str
    last_cycle_id: int | None
    decided_by: str
    recorded_at: dt.datetime


def exits(session: Session, member_ids: Collection[int] | None = None) -> Mapping[int, list[Exit]]:
    """Return by member id what was recorded of leaving, the earliest first, of all or of these. One query."""
    table = ExitRecord.__table__
    wanted = sa.select(*(table.c[name] for name in Exit.__struct_fields__)).order_by(table.c.id)
    found: dict[int, list[Exit]] = {}
    for row in session.execute(wanted if member_ids is None else wanted.where(table.c.member_id.in_(member_ids))):
        found.setdefault(row.member_id, []).append(Exit(**row._mapping))  # noqa: SLF001 - its public name
    return found


class TierSet(msgspec.Struct, frozen=True, kw_only=True):
    """For when a member was said to be meant, and until when the term runs."""

    id: int
    member_id: int
    tier: Tier | None
    term_until: dt.date | None
    ground: str
    decided_by: str
    decided_on: dt.date


def tiers(session: Session, member_ids: Collection[int] | None = None) -> Mapping[int, list[TierSet]]:
    """Return by member id what was decided of tier and term, the earliest first; the last counts. One query."""
    table = TierRecord.__table__
    wanted = sa.select(*(table.c[name] for name in TierSet.__struct_fields__)).order_by(table.c.id)
    found: dict[int, list[TierSet]] = {}
    for row in session.execute(wanted if member_ids is None else wanted.where(table.c.member_id.in_(member_ids))):
        found.setdefault(row.member_id, []).append(TierSet(**row._mapping))  # noqa: SLF001 - its public name
    return found
