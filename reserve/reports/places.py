"""The places of every unit: where their number comes from, who holds some of them, and what is left."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve.cycle.queries import Cycle
from reserve.errors import NotFound
from reserve.listing.model import Seat
from reserve.listing.tables import ListingRecord
from reserve.personal import Keys
from reserve.quota import queries as quota
from reserve.quota.model import Card, Figures
from reserve.quota.queries import Adjustment
from reserve.reports.members import MemberRow, all_seen, in_order, rows_of
from reserve.reports.remembered import remembered
from reserve.retention import queries as retention
from reserve.retention.model import Decision
from reserve.roster import queries as roster
from reserve.roster.model import PlaceClass, UnitKind
from reserve.roster.queries import UnitRow
from reserve.text import message


class UnitPlaces(msgspec.Struct, frozen=True, kw_only=True):
    """How the places of one unit and class stand; ``posts`` and ``places`` are None while the posts are not known.

    ``counted``: False before the first count, when the figures are what a count would give. ``pending`` and
    ``open_next``: what the next count would give, None when it is the same. ``decided_by``, ``decided_at``: of the
    department's adjustment, blank and None for that of a workbook.
    """

    unit_id: int
    unit: str
    kind: UnitKind | None
    place_class: PlaceClass
    posts: int | None
    per_post: int
    adjustment: int
    reason: str
    decided_by: str
    decided_at: dt.datetime | None
    places: int | None
    kept: int
    deferred: int
    undecided: int
    open: int
    listed: int
    reserved: int
    counted: bool
    pending: Figures | None
    open_next: int | None

    @property
    def changed(self) -> bool:
        """Whether the next count would give something else."""
        return self.pending is not None or self.open_next is not None

    @property
    def left(self) -> int:
        """Open places that nobody on the list holds."""
        return self.open - self.listed - self.reserved

    @property
    def occupied(self) -> int:
        """Members who take up a place."""
        return self.kept + self.deferred + self.undecided


class UnitCard(msgspec.Struct, frozen=True, kw_only=True):
    """One unit: its places by class, its members with their place (None: on none), and how its places were adjusted."""

    unit: UnitRow
    rows: tuple[UnitPlaces, ...]
    members: tuple[tuple[MemberRow, int | None], ...]
    adjustments: tuple[Adjustment, ...]


@dataclass(frozen=True, slots=True)
class _Read:
    """Everything that the figures are put together from, by unit id and class."""

    cards: Mapping[tuple[int, PlaceClass], Card]
    planned: Mapping[tuple[int, PlaceClass], Figures]
    decided: Mapping[tuple[int, PlaceClass], Adjustment]
    taken: Mapping[tuple[int, PlaceClass, Seat], int]
    members: Mapping[tuple[int, PlaceClass, Decision], int]


def places(session: Session, cycle: Cycle, units: Collection[int] | None = None) -> list[UnitPlaces]:
    """Return two rows a unit, by its name, chief first. A fixed number of queries, one while the journal stands still.

    Units that came after the count, and all units before the first one, stand there with what a count would give.
    """
    every = remembered(session, ("places", cycle.id), lambda: tuple(_places(session, cycle)))
    return [row for row in every if units is None or row.unit_id in units]


def _places(session: Session, cycle: Cycle) -> Iterator[UnitPlaces]:
    read = _read(session, cycle)
    for unit in roster.units(session).values():
        for place_class in PlaceClass:
            if (unit.id, place_class) in read.cards or (unit.id, place_class) in read.planned:
                yield _unit_places(read, unit, place_class)


def card(session: Session, cycle: Cycle, keys: Keys, unit_id: int, units: Collection[int] | None = None) -> UnitCard:
    """Return the card of one unit. A fixed number of queries; raises ``NotFound``, also for a unit out of scope."""
    unit = roster.units(session).get(unit_id)
    rows = [] if units is not None and unit_id not in units else places(session, cycle, {unit_id})
    if unit is None or not rows:
        raise NotFound(message("There is no such unit."))
    seen = all_seen(session, cycle, {unit_id})
    members = rows_of(session, cycle, keys, sorted(seen.reviewed, key=in_order(seen)), seen)
    standing = quota.standing(session, cycle.id)
    on = {
        member: ordinal
        for place_class in PlaceClass
        for ordinal, member in enumerate(standing.get((unit_id, place_class), ()), start=1)
    }
    return UnitCard(
        unit=unit,
        rows=tuple(rows),
        members=tuple((row, on.get(row.id)) for row in members),
        adjustments=tuple(reversed(quota.adjustments(session, cycle.id, {unit_id}))),
    )


def _read(session: Session, cycle: Cycle) -> _Read:
    reviewed = retention.reviewed(session, cycle.id).values()
    return _Read(
        cards=quota.cards(session, cycle.id),
        planned=quota.planned(session, cycle.id, cycle.policy.quota),
        decided={(one.unit_id, one.place_class): one for one in quota.adjustments(session, cycle.id)},
        taken=_taken(session, cycle.id),
        members=Counter((one.member.unit_id, one.member.place_class, one.decision) for one in reviewed),
    )


def _taken(session: Session, cycle_id: int) -> dict[tuple[int, PlaceClass, Seat], int]:
    table = ListingRecord.__table__
    keys = (table.c.unit_id, table.c.place_class, table.c.seat)
    rows = session.execute(sa.select(*keys, sa.func.count()).where(table.c.cycle_id == cycle_id).group_by(*keys))
    return {(row[0], row[1], row[2]): row[3] for row in rows}


def _unit_places(read: _Read, unit: UnitRow, place_class: PlaceClass) -> UnitPlaces:
    key = (unit.id, place_class)
    counted, planned = read.cards.get(key), read.planned.get(key)
    figures = counted.figures if counted is not None else read.planned[key]
    kept, deferred, undecided = (
        read.members.get((*key, decision), 0) for decision in (Decision.KEEP, Decision.DEFER, Decision.NONE)
    )
    next_places = figures.places if planned is None else planned.places
    free = max(0, next_places - kept - deferred - undecided)
    now = free if counted is None else len(counted.open_places)
    decided = read.decided.get(key)
    if decided is not None and (decided.adjustment, decided.reason) != (figures.adjustment, figures.reason):
        decided = None
    return UnitPlaces(
        unit_id=unit.id,
        unit=unit.name,
        kind=unit.kind,
        place_class=place_class,
        posts=figures.posts,
        per_post=figures.per_post,
        adjustment=figures.adjustment,
        reason=figures.reason,
        decided_by="" if decided is None else decided.decided_by,
        decided_at=None if decided is None else decided.decided_at,
        places=None if figures.posts is None else figures.places,
        kept=kept,
        deferred=deferred,
        undecided=undecided,
        open=now,
        listed=read.taken.get((*key, Seat.LISTED), 0),
        reserved=read.taken.get((*key, Seat.RESERVED), 0),
        counted=counted is not None,
        pending=planned if planned != figures else None,
        open_next=None if free == now else free,
    )
