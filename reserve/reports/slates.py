"""The list as pages and paper show it: who is on it in order, who is not, how many places each unit has left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple, TypeAlias

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve.cycle.queries import Cycle
from reserve.eligibility import queries as eligibility
from reserve.eligibility.tables import ScreeningRecord, StandingWord
from reserve.exam.tables import MarkRecord
from reserve.inspection import queries as inspection
from reserve.inspection.model import Outcome
from reserve.listing import queries as listing
from reserve.listing.model import Seat, TieRow
from reserve.listing.tables import ListingRecord, ReasonRecord
from reserve.nominee.tables import NomineeRecord
from reserve.quota.tables import PlaceRecord
from reserve.recommendation.tables import TallyRecord
from reserve.reports import nominees
from reserve.reports.nominees import PAGE, Row
from reserve.reports.remembered import remembered
from reserve.reports.wanted import Filters, wanted
from reserve.roster.model import PlaceClass
from reserve.roster.tables import PersonRecord, UnitRecord

_N, _U, _S, _T = NomineeRecord.__table__, UnitRecord.__table__, ScreeningRecord.__table__, TallyRecord.__table__
_M, _L, _R, _P = MarkRecord.__table__, ListingRecord.__table__, ReasonRecord.__table__, PlaceRecord.__table__
Units: TypeAlias = frozenset[int] | None
_CANDIDATES: Final = (StandingWord.ELIGIBLE, StandingWord.EXCEPTIONAL)


class Places(msgspec.Struct, frozen=True, kw_only=True):
    """The open places of one unit and class: how many, and how many of them are taken on the list."""

    open: int
    listed: int
    reserved: int

    @property
    def left(self) -> int:
        """How many nobody has."""
        return self.open - self.listed - self.reserved


class Slate(msgspec.Struct, frozen=True, kw_only=True):
    """What a page shows of one unit and class, in the order of the list."""

    unit_id: int
    unit: str
    place_class: PlaceClass
    places: Places
    rows: tuple[Row, ...]
    numbers: Mapping[int, int]
    """Where each stands within the unit and class, counted from 1, by nominee id; who has a place comes first."""


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """Some of the rows in slates; ``total`` of them match."""

    slates: tuple[Slate, ...]
    total: int


def page(
    session: Session,
    cycle: Cycle,
    filters: Filters,
    *,
    units: Collection[int] | None = None,
    offset: int = 0,
    limit: int = PAGE,
) -> Page:
    """Return one page of the list, by unit and class. A fixed number of queries. ``units`` limits what may be seen."""
    order = remembered(session, ("slate order", cycle.id), lambda: _order(session, cycle))
    ids = _sorted(wanted(session, cycle, filters, units).ids, order)
    rows = nominees.some(session, cycle, ids[offset : offset + limit])
    return Page(slates=_slates(rows, _places(session, cycle.id), order), total=len(ids))


def whole(session: Session, cycle: Cycle, units: Units = None) -> tuple[Slate, ...]:
    """Return everybody who is on the list, for paper, and each unit and class with a place left. Fixed queries."""
    return remembered(session, ("whole list", cycle.id, units), lambda: _whole(session, cycle, units))


def _whole(session: Session, cycle: Cycle, units: Units) -> tuple[Slate, ...]:
    order = remembered(session, ("slate order", cycle.id), lambda: _order(session, cycle))
    seated = set(session.scalars(sa.select(_L.c.nominee_id).where(_L.c.cycle_id == cycle.id)))
    rows = nominees.some(session, cycle, _sorted(seated, order))
    places = _places(session, cycle.id)
    found = list(_slates([row for row in rows if units is None or row.unit_id in units], places, order))
    here = {(slate.unit_id, slate.place_class) for slate in found}
    names = {row.id: row.name for row in session.execute(sa.select(_U.c.id, _U.c.name))}
    found += [
        Slate(unit_id=unit_id, unit=names[unit_id], place_class=place_class, places=free, rows=(), numbers={})
        for (unit_id, place_class), free in places.items()
        if (unit_id, place_class) not in here and (units is None or unit_id in units)
    ]
    return tuple(sorted(found, key=lambda slate: (slate.unit, slate.place_class)))


class Level(msgspec.Struct, frozen=True, kw_only=True):
    """A tie with everything known about its people; ``chosen`` are their ids, ``made`` the decisions about them."""

    unit_id: int
    unit: str
    place_class: PlaceClass
    places: int
    rows: tuple[Row, ...]
    chosen: frozenset[int]
    is_open: bool
    made: tuple[TieRow, ...]

    @property
    def key(self) -> str:
        """What a form says which tie it is about: the ids of its people."""
        return "-".join(str(row.id) for row in self.rows)


class Ties(msgspec.Struct, frozen=True, kw_only=True):
    """The ties of a cycle, the open ones first; ``others``: decisions that no tie needs now.

    ``names`` of everybody decided on and ``inspections`` by person number, ``approved`` exceptions by nominee id.
    """

    levels: tuple[Level, ...]
    others: tuple[TieRow, ...]
    names: Mapping[int, str]
    inspections: Mapping[int, Outcome]
    approved: frozenset[int]


def ties(session: Session, cycle: Cycle, units: Units = None) -> Ties:
    """Return every tie at a last place, and every decision about one. A fixed number of queries, few the next time."""
    return remembered(session, ("ties", cycle.id, units), lambda: _ties(session, cycle, units))


def _ties(session: Session, cycle: Cycle, units: Units) -> Ties:
    found = listing.ties(session, cycle.id)
    made = listing.tie_rows(session, cycle.id)
    rows = {row.id: row for row in nominees.some(session, cycle, [number for tie in found for number in tie.ids])}
    levels = []
    used: set[int] = set()
    for tie in found:
        people = tuple(rows[number] for number in tie.ids)
        if units is not None and tie.unit_id not in units:
            continue
        numbers = {int(row.person_id[1:]) for row in people}
        about = {
            at: one
            for at, one in enumerate(made)
            if one.person in numbers and one.place_class in {None, tie.place_class}
        }
        used |= about.keys()
        levels.append(
            Level(
                unit_id=tie.unit_id,
                unit=people[0].unit,
                place_class=tie.place_class,
                places=tie.places,
                rows=tuple(sorted(people, key=lambda row: row.person_id)),
                chosen=frozenset(tie.chosen),
                is_open=tie.is_open,
                made=tuple(about.values()),
            )
        )
    others = tuple(one for at, one in enumerate(made) if at not in used) if units is None else ()
    person = PersonRecord.__table__
    wanted_names = sa.select(person.c.number, person.c.name).where(person.c.number.in_({one.person for one in made}))
    names = {row.number: row.name for row in session.execute(wanted_names)}
    ordered = sorted(levels, key=lambda level: (not level.is_open, level.unit, level.place_class))
    return Ties(
        levels=tuple(ordered),
        others=others,
        names=names,
        inspections=inspection.outcomes(session, cycle.id),
        approved=frozenset(
            number for number, papers in eligibility.papers(session, cycle.id).items() if papers.complete
        ),
    )


class _Stands(NamedTuple):
    """Where a nominee stands on the whole list, and within the unit and class."""

    at: int
    number: int


_Order: TypeAlias = Mapping[int, _Stands]


def _sorted(ids: Iterable[int], order: _Order) -> list[int]:
    return sorted((number for number in ids if number in order), key=lambda number: order[number].at)


def _slates(rows: Sequence[Row], places: Mapping[tuple[int, PlaceClass], Places], order: _Order) -> tuple[Slate, ...]:
    by_slate: dict[tuple[int, PlaceClass], list[Row]] = {}
    for row in rows:
        by_slate.setdefault((row.unit_id, row.place_class), []).append(row)
    return tuple(
        Slate(
            unit_id=key[0],
            unit=members[0].unit,
            place_class=key[1],
            places=places.get(key, Places(open=0, listed=0, reserved=0)),
            rows=tuple(members),
            numbers={row.id: order[row.id].number for row in members},
        )
        for key, members in by_slate.items()
    )


def _places(session: Session, cycle_id: int) -> Mapping[tuple[int, PlaceClass], Places]:
    """Return the open places by unit and class. One query."""
    seat = sa.type_coerce(_L.c.seat, sa.Text)
    wanted_places = (
        sa.select(
            _P.c.unit_id,
            _P.c.place_class,
            sa.func.count().label("open"),
            sa.func.count().filter(seat == Seat.LISTED.value).label("listed"),
            sa.func.count().filter(seat == Seat.RESERVED.value).label("reserved"),
        )
        .select_from(_P.outerjoin(_L, _L.c.place_id == _P.c.id))
        .where(_P.c.cycle_id == cycle_id, _P.c.is_open)
        .group_by(_P.c.unit_id, _P.c.place_class)
    )
    return {
        (row.unit_id, row.place_class): Places(open=row.open, listed=row.listed, reserved=row.reserved)
        for row in session.execute(wanted_places)
    }


def _order(session: Session, cycle: Cycle) -> _Order:
    """Return where each nominee stands on the whole list: by unit, class, place, then as the plan orders. One query."""
    figures = {"votes": sa.func.coalesce(_T.c.votes, -1), "mark": sa.func.coalesce(_M.c.hundredths, -1)}
    chain: list[sa.ColumnElement[Any]] = [figures[link].desc() for link in cycle.policy.listing.order]
    voted = sa.and_(*(_T.c[name] == _N.c[name] for name in ("cycle_id", "unit_id", "place_class", "person_number")))
    marked = sa.and_(_M.c.cycle_id == _N.c.cycle_id, _M.c.person_number == _N.c.person_number)
    source = (
        _N.join(_U, _U.c.id == _N.c.unit_id)
        .join(_S, _S.c.nominee_id == _N.c.id)
        .outerjoin(_T, voted)
        .outerjoin(_M, marked)
        .outerjoin(_L, _L.c.nominee_id == _N.c.id)
        .outerjoin(_R, _R.c.nominee_id == _N.c.id)
    )
    without = sa.case((_L.c.seat.is_not(None), 0), (_R.c.open_tie.is_(True), 1), else_=2)
    barred = sa.case((_S.c.standing.in_(_CANDIDATES), 0), else_=1)
    passed = sa.case((_M.c.passed.is_(True), 0), else_=1)
    wanted_order = (
        sa.select(_N.c.id, _N.c.unit_id, _N.c.place_class)
        .select_from(source)
        .where(_N.c.cycle_id == cycle.id)
        .order_by(_U.c.name, _N.c.place_class, without, barred, passed, *chain, _N.c.person_number)
    )
    counted: Counter[tuple[int, PlaceClass]] = Counter()
    found = {}
    for at, row in enumerate(session.execute(wanted_order)):
        counted[row.unit_id, row.place_class] += 1
        found[row.id] = _Stands(at, counted[row.unit_id, row.place_class])
    return found
