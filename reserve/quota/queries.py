"""Reading the places of a cycle."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Mapping

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve.policy.model import Quota
from reserve.quota.model import Card, Figures
from reserve.quota.tables import AdjustmentRecord, PlaceRecord, QuotaRecord
from reserve.retention import queries as retention
from reserve.retention.model import Decision
from reserve.roster import queries as roster
from reserve.roster.model import PlaceClass
from reserve.roster.queries import UnitRow


def cards(session: Session, cycle_id: int) -> Mapping[tuple[int, PlaceClass], Card]:
    """Return how the places of every unit (by id) and class stand. Three queries, whatever the number of units."""
    quota, place = QuotaRecord.__table__, PlaceRecord.__table__
    open_places: dict[tuple[int, PlaceClass], list[int]] = {}
    wanted = sa.select(place).where(place.c.cycle_id == cycle_id, place.c.is_open).order_by(place.c.ordinal)
    for row in session.execute(wanted):
        open_places.setdefault((row.unit_id, row.place_class), []).append(row.id)
    decided = Counter(
        (review.member.unit_id, review.member.place_class, review.decision)
        for review in retention.reviewed(session, cycle_id).values()
    )
    return {
        (row.unit_id, row.place_class): Card(
            Figures(row.unit_id, row.place_class, row.posts, row.per_post, row.adjustment, row.reason),
            decided[row.unit_id, row.place_class, Decision.KEEP],
            decided[row.unit_id, row.place_class, Decision.DEFER],
            decided[row.unit_id, row.place_class, Decision.NONE],
            tuple(open_places.get((row.unit_id, row.place_class), ())),
        )
        for row in session.execute(sa.select(quota).where(quota.c.cycle_id == cycle_id))
    }


class Adjustment(msgspec.Struct, frozen=True, kw_only=True):
    """A decision of the department about the places of one unit and class; the latest counts."""

    unit_id: int
    place_class: PlaceClass
    adjustment: int
    reason: str
    decided_by: str
    decided_at: dt.datetime


def open_places(session: Session, cycle_id: int) -> int:
    """Return how many places of a cycle are open, over all units and classes. One query."""
    place = PlaceRecord.__table__
    wanted = sa.select(sa.func.count()).select_from(place).where(place.c.cycle_id == cycle_id, place.c.is_open)
    return session.scalar(wanted) or 0


def adjustments(session: Session, cycle_id: int, units: Collection[int] | None = None) -> list[Adjustment]:
    """Return the department's adjustments of a cycle, the earliest first; those of a workbook are not among them.

    ``units``: only of these unit ids. One query.
    """
    table = AdjustmentRecord.__table__
    here: list[sa.ColumnElement[bool]] = [] if units is None else [table.c.unit_id.in_(units)]
    wanted = sa.select(table).where(table.c.cycle_id == cycle_id, *here).order_by(table.c.id)
    return [
        Adjustment(
            unit_id=row.unit_id,
            place_class=row.place_class,
            adjustment=row.adjustment,
            reason=row.reason,
            decided_by=row.decided_by,
            decided_at=row.decided_at,
        )
        for row in session.execute(wanted)
    ]


def planned(session: Session, cycle_id: int, quota: Quota) -> Mapping[tuple[int, PlaceClass], Figures]:
    """Return what counting the places would give now, by unit id and class, of the units that are there.

    The department's latest adjustment goes before that of the units workbook. Two queries.
    """
    latest = {(one.unit_id, one.place_class): one for one in adjustments(session, cycle_id)}
    return {
        (unit.id, place_class): _planned(unit, place_class, quota, latest.get((unit.id, place_class)))
        for unit in roster.units(session).values()
        if unit.present
        for place_class in PlaceClass
    }


def _planned(unit: UnitRow, place_class: PlaceClass, quota: Quota, decided: Adjustment | None) -> Figures:
    chief = place_class is PlaceClass.CHIEF
    adjustment, reason = unit.chief_adjustment if chief else unit.deputy_adjustment, unit.adjustment_reason
    if decided is not None:
        adjustment, reason = decided.adjustment, decided.reason
    posts = unit.chief_posts if chief else unit.deputy_posts
    return Figures(unit.id, place_class, posts, quota.per_post[place_class], adjustment, reason if adjustment else "")


def counted(session: Session, cycle_id: int) -> Mapping[tuple[int, PlaceClass], Figures]:
    """Return the sums as they were counted last, by unit id and class. One query."""
    table = QuotaRecord.__table__
    rows = session.execute(sa.select(table).where(table.c.cycle_id == cycle_id))
    return {
        (row.unit_id, row.place_class): Figures(
            row.unit_id, row.place_class, row.posts, row.per_post, row.adjustment, row.reason
        )
        for row in rows
    }


def standing(session: Session, cycle_id: int) -> Mapping[tuple[int, PlaceClass], list[int | None]]:
    """Return who of the members stands on each place, None on an open one, by unit id and class. One query."""
    table = PlaceRecord.__table__
    wanted = sa.select(table.c.unit_id, table.c.place_class, table.c.member_id).where(table.c.cycle_id == cycle_id)
    found: dict[tuple[int, PlaceClass], list[int | None]] = {}
    for row in session.execute(wanted.order_by(table.c.unit_id, table.c.place_class, table.c.ordinal)):
        found.setdefault((row.unit_id, row.place_class), []).append(row.member_id)
    return found


def elsewhere(session: Session, cycle_id: int) -> set[int]:
    """Return the ids of the members who stand on a place of another cycle. One query."""
    table = PlaceRecord.__table__
    wanted = sa.select(table.c.member_id).where(table.c.cycle_id != cycle_id, table.c.member_id.is_not(None))
    return set(session.scalars(wanted))


def on_places(session: Session, cycle_id: int, unit_id: int) -> Mapping[int, tuple[PlaceClass, int]]:
    """Return who of the members stands on which place of a unit: class and number, by member id. One query."""
    table = PlaceRecord.__table__
    wanted = sa.select(table.c.member_id, table.c.place_class, table.c.ordinal).where(
        table.c.cycle_id == cycle_id, table.c.unit_id == unit_id, table.c.member_id.is_not(None)
    )
    return {row.member_id: (row.place_class, row.ordinal) for row in session.execute(wanted)}
