"""Which nominees a table shows, and in what order: their ids only, so that a page reads no more than its own rows."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from enum import StrEnum
from typing import Any, Final, NamedTuple, TypeAlias

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve.cycle.queries import Cycle
from reserve.eligibility.tables import ExceptionRecord, ScreeningRecord, StandingWord
from reserve.exam.tables import MarkRecord
from reserve.listing.model import Seat
from reserve.listing.tables import ListingRecord, ReasonRecord
from reserve.nominee.tables import NomineeRecord
from reserve.recommendation import queries as recommendation
from reserve.recommendation.tables import TallyRecord
from reserve.reports.remembered import remembered
from reserve.roster import pinyin
from reserve.roster.model import PlaceClass
from reserve.roster.tables import PersonRecord, UnitRecord

_N, _P, _U = NomineeRecord.__table__, PersonRecord.__table__, UnitRecord.__table__
_S, _T, _M = ScreeningRecord.__table__, TallyRecord.__table__, MarkRecord.__table__
_L, _R, _E = ListingRecord.__table__, ReasonRecord.__table__, ExceptionRecord.__table__
_STAND_A_CHANCE: Final = (StandingWord.ELIGIBLE, StandingWord.EXCEPTIONAL)

Units: TypeAlias = Collection[int] | None
Outcome: TypeAlias = StandingWord
"""How a nominee came out, as the table is filtered by it."""


class Standing(StrEnum):
    """Where somebody stands on the list, as the table is filtered by it."""

    LISTED = "listed"
    RESERVED = "reserved"
    NOT_LISTED = "not_listed"
    TIED = "tied"


class Exam(StrEnum):
    """How the exam stands, as the table is filtered by it; MISSING: expected, but no mark yet."""

    PASSED = "passed"
    NOT_PASSED = "not_passed"
    MISSING = "missing"


class Sort(StrEnum):
    """By what the table is sorted. NAME: by its sounds, as in a dictionary."""

    UNIT = "unit"
    NUMBER = "number"
    NAME = "name"
    CLASS = "class"
    OUTCOME = "outcome"
    VOTES = "votes"
    SHARE = "share"
    RANK = "rank"
    MARK = "mark"
    SEAT = "seat"


class Filters(msgspec.Struct, frozen=True, kw_only=True):
    """Which rows are wanted; every filter that is given must hold.

    ``search``: part of a name, a number, or Latin letters that begin the syllables of a name.
    """

    outcome: StandingWord | None = None
    unit: int | None = None
    place_class: PlaceClass | None = None
    boundary: bool | None = None
    standing: Standing | None = None
    exam: Exam | None = None
    approved: bool | None = None
    search: str = ""
    sort: Sort = Sort.UNIT
    descending: bool = False


class Wanted(NamedTuple):
    """The ids of all nominees that match, in order; and how many there are of each outcome without that filter."""

    ids: Sequence[int]
    outcomes: Mapping[str, int]


def wanted(session: Session, cycle: Cycle, filters: Filters, units: Units = None) -> Wanted:
    """Return the nominees of a cycle that match, in order; ``units`` limits what may be seen.

    One query, three when sorted by share or rank, and at most one more (``remembered``); none of them while the journal
    stands still.
    """
    allowed = None if units is None else frozenset(units)
    key = ("wanted", cycle.id, filters, allowed)
    return remembered(session, key, lambda: _wanted(session, cycle, filters, allowed))


def _wanted(session: Session, cycle: Cycle, filters: Filters, units: Units) -> Wanted:
    letters = pinyin.latin(filters.search)
    rows = _rows(session, cycle.id, filters, units, named=bool(letters) or filters.sort in _SORTED_HERE)
    if letters:
        rows = [row for row in rows if filters.search in row[4] or pinyin.matches(row[4], letters)]
    if filters.sort in _SORTED_HERE:
        rows = sorted(rows, key=_key(session, cycle, filters), reverse=filters.descending)
    outcomes = Counter(row[1] for row in rows)
    ids = (row[0] for row in rows if filters.outcome in {None, row[1]})
    return Wanted(array("q", ids), outcomes)


_Found: TypeAlias = Sequence[Any]
"""Id and outcome of a nominee; person's number, class and name where they are asked for."""


def _rows(session: Session, cycle_id: int, filters: Filters, units: Units, *, named: bool) -> Sequence[_Found]:
    """Return everybody who matches, whatever the outcome, in the order that the database can give."""
    conditions, joined = _conditions(cycle_id, filters, units)
    order = _ORDERS.get(filters.sort, _Order())
    source = _N.join(_S, _S.c.nominee_id == _N.c.id).join(_U, _U.c.id == _N.c.unit_id)
    for table in dict.fromkeys((*joined, *order.joined, *([_P] if named else []))):
        source = source.outerjoin(table, _ON[table])
    more = (_N.c.person_number, _N.c.place_class, _P.c.name) if named else ()
    return session.execute(
        sa.select(_N.c.id, sa.type_coerce(_S.c.standing, sa.Text), *more)
        .select_from(source)
        .where(*conditions)
        .order_by(*(key.desc() if filters.descending else key for key in order.by), *_USUAL)
    ).all()


class _Order(NamedTuple):
    """What the database sorts by, and the tables that it needs for that."""

    by: tuple[sa.ColumnElement[Any], ...] = ()
    joined: tuple[sa.FromClause, ...] = ()


_ON: Final[Mapping[sa.FromClause, sa.ColumnElement[bool]]] = {
    _T: sa.and_(
        _T.c.cycle_id == _N.c.cycle_id,
        _T.c.unit_id == _N.c.unit_id,
        _T.c.place_class == _N.c.place_class,
        _T.c.person_number == _N.c.person_number,
    ),
    _M: sa.and_(_M.c.cycle_id == _N.c.cycle_id, _M.c.person_number == _N.c.person_number),
    _L: _L.c.nominee_id == _N.c.id,
    _R: _R.c.nominee_id == _N.c.id,
    _E: _E.c.nominee_id == _N.c.id,
    _P: _P.c.number == _N.c.person_number,
}
_USUAL: Final[tuple[sa.ColumnElement[Any], ...]] = (_U.c.name, _N.c.place_class, _N.c.person_number)
"""Ends every order: it tells any two rows apart, so that no row is on two pages."""
_ORDERS: Final[Mapping[Sort, _Order]] = {
    Sort.UNIT: _Order(_USUAL[:2]),
    Sort.NUMBER: _Order((_N.c.person_number,)),
    Sort.CLASS: _Order((_N.c.place_class,)),
    Sort.OUTCOME: _Order((_S.c.standing,)),
    Sort.VOTES: _Order((sa.func.coalesce(_T.c.votes, -1),), (_T,)),
    Sort.MARK: _Order((sa.func.coalesce(_M.c.hundredths, -1),), (_M,)),
    Sort.SEAT: _Order((sa.func.coalesce(sa.type_coerce(_L.c.seat, sa.Text), "~"),), (_L,)),
}
_SORTED_HERE: Final = frozenset({Sort.NAME, Sort.SHARE, Sort.RANK})


def _key(session: Session, cycle: Cycle, filters: Filters) -> Callable[[Any], Any]:
    """Return what rows are sorted by that the database cannot sort by; who has no figure comes after all others."""
    if filters.sort is Sort.NAME:
        return lambda row: pinyin.order(row[4])
    votes = recommendation.votes(session, cycle.id, cycle.policy.recommendation)
    name, last = filters.sort.value, not filters.descending

    def figure(row: _Found) -> tuple[bool, int]:
        found = getattr(votes.get((row[2], row[3])), name, None)
        return (found is None) is last, found or 0

    return figure


def _conditions(
    cycle_id: int, filters: Filters, units: Units
) -> tuple[list[sa.ColumnElement[bool]], list[sa.FromClause]]:
    """Return what must hold, and the tables it is asked of; the outcome is left out: every outcome is counted."""
    found: list[sa.ColumnElement[bool]] = [_N.c.cycle_id == cycle_id]
    joined: list[sa.FromClause] = []
    if units is not None:
        found.append(_N.c.unit_id.in_(units))
    if filters.unit is not None:
        found.append(_N.c.unit_id == filters.unit)
    if filters.place_class is not None:
        found.append(_N.c.place_class == filters.place_class)
    if filters.boundary is not None:
        found.append(_S.c.boundary == filters.boundary)
    if filters.approved is not None:
        found.append(sa.func.coalesce(_E.c.complete, sa.false()) == filters.approved)
        joined.append(_E)
    if filters.standing is not None:
        found.append(_on_the_list(filters.standing))
        joined += [_L, _R]
    if filters.exam is not None:
        found.append(_in_the_exam(filters.exam))
        joined.append(_M)
    if filters.search and not pinyin.latin(filters.search):
        found.append(_named(filters.search))
        joined.append(_P)
    return found, joined


def _on_the_list(standing: Standing) -> sa.ColumnElement[bool]:
    match standing:
        case Standing.NOT_LISTED:
            return _L.c.seat.is_(None)
        case Standing.TIED:
            return _R.c.open_tie
        case _:
            return _L.c.seat == Seat(standing.value)


def _in_the_exam(exam: Exam) -> sa.ColumnElement[bool]:
    match exam:
        case Exam.MISSING:
            return sa.and_(_S.c.standing.in_(_STAND_A_CHANCE), _M.c.status.is_(None))
        case Exam.PASSED:
            return _M.c.passed.is_(True)
        case Exam.NOT_PASSED:
            return _M.c.passed.is_(False)


def _named(search: str) -> sa.ColumnElement[bool]:
    digits = search.upper().removeprefix("P")
    if digits.isascii() and digits.isdecimal():
        return _N.c.person_number == min(int(digits[:10]), 2**31 - 1)
    return _P.c.name.contains(search, autoescape=True)
