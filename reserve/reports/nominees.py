"""The screening table a page at a time: filtered, sorted and counted by the database."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from typing import Any, Final, TypeAlias

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve.cycle.queries import Cycle
from reserve.eligibility.tables import ExceptionRecord, ScreeningRecord, StandingWord
from reserve.exam.model import MarkStatus
from reserve.exam.tables import MarkRecord
from reserve.listing.model import Seat
from reserve.listing.tables import ListingRecord, ReasonRecord
from reserve.nominee.tables import NomineeRecord
from reserve.recommendation import queries as recommendation
from reserve.recommendation.queries import Votes
from reserve.recommendation.tables import TallyRecord
from reserve.roster.model import PlaceClass, person_id
from reserve.roster.tables import PersonRecord, UnitRecord
from reserve.text import Message, from_plain

PAGE: Final = 50

_N, _P, _U = NomineeRecord.__table__, PersonRecord.__table__, UnitRecord.__table__
_S, _T, _M = ScreeningRecord.__table__, TallyRecord.__table__, MarkRecord.__table__
_L, _R, _E = ListingRecord.__table__, ReasonRecord.__table__, ExceptionRecord.__table__
_STAND_A_CHANCE: Final = (StandingWord.ELIGIBLE, StandingWord.EXCEPTIONAL)
_TIE: Final = "Tie at the last place%"
"""How the reasons of an open tie begin (``listing.reasons``); one decided for others is settled."""
_SETTLED: Final = "%decided for others%"


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
    """By what the table is sorted."""

    UNIT = "unit"
    NAME = "name"
    OUTCOME = "outcome"
    VOTES = "votes"
    MARK = "mark"


class Filters(msgspec.Struct, frozen=True, kw_only=True):
    """Which rows are wanted; every filter that is given must hold. ``search``: part of a name, or a number."""

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


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One nominee. ``mark`` in hundredths, ``share`` in 1/10,000; ``verdicts`` are (criterion, outcome)."""

    id: int
    person_id: str
    name: str
    unit_id: int
    unit: str
    place_class: PlaceClass
    outcome: StandingWord
    boundary: bool
    verdicts: tuple[tuple[str, str], ...]
    votes: Votes | None
    mark_status: MarkStatus | None
    mark: int | None
    passed: bool
    seat: Seat | None
    why: Message | None


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """Some of the rows, and how many there are: of all the filters, and of each outcome without that filter."""

    rows: tuple[Row, ...]
    total: int
    outcomes: Mapping[str, int]


def page(
    session: Session,
    cycle: Cycle,
    filters: Filters,
    *,
    units: Collection[int] | None = None,
    offset: int = 0,
    limit: int = PAGE,
) -> Page:
    """Return one page of a cycle's nominees; four queries, whatever their number. ``units`` limits what may be seen."""
    joined = _joined()
    conditions = _conditions(cycle.id, filters, units)
    outcomes = {
        row[0].value: row[1]
        for row in session.execute(
            sa.select(_S.c.standing, sa.func.count()).select_from(joined).where(*conditions).group_by(_S.c.standing)
        )
    }
    wanted = [*conditions, *([] if filters.outcome is None else [_S.c.standing == filters.outcome])]
    found = session.execute(
        _selected(joined).where(*wanted).order_by(*_order(filters)).offset(offset).limit(limit)
    ).all()
    here = {row.unit_id for row in found}
    votes = recommendation.votes(session, cycle.id, cycle.policy.recommendation.attendance, here) if here else {}
    total = sum(outcomes.values()) if filters.outcome is None else outcomes.get(filters.outcome.value, 0)
    return Page(rows=tuple(_row(row, votes) for row in found), total=total, outcomes=outcomes)


def one(session: Session, cycle: Cycle, nominee_id: int, units: Collection[int] | None = None) -> Row | None:
    """Return one nominee of a cycle; None when there is none, or of another unit than those. Three queries."""
    conditions = [*_conditions(cycle.id, Filters(), units), _N.c.id == nominee_id]
    row = session.execute(_selected(_joined()).where(*conditions)).one_or_none()
    if row is None:
        return None
    return _row(row, recommendation.votes(session, cycle.id, cycle.policy.recommendation.attendance, {row.unit_id}))


def _joined() -> sa.FromClause:
    same_class = sa.and_(
        _T.c.cycle_id == _N.c.cycle_id,
        _T.c.unit_id == _N.c.unit_id,
        _T.c.place_class == _N.c.place_class,
        _T.c.person_number == _N.c.person_number,
    )
    marked = sa.and_(_M.c.cycle_id == _N.c.cycle_id, _M.c.person_number == _N.c.person_number)
    return (
        _N.join(_P, _P.c.number == _N.c.person_number)
        .join(_U, _U.c.id == _N.c.unit_id)
        .join(_S, _S.c.nominee_id == _N.c.id)
        .outerjoin(_T, same_class)
        .outerjoin(_M, marked)
        .outerjoin(_L, _L.c.nominee_id == _N.c.id)
        .outerjoin(_R, _R.c.nominee_id == _N.c.id)
        .outerjoin(_E, _E.c.nominee_id == _N.c.id)
    )


def _selected(joined: sa.FromClause) -> sa.Select[Any]:
    return sa.select(
        _N.c.id,
        _N.c.person_number,
        _P.c.name,
        _N.c.unit_id,
        _U.c.name.label("unit"),
        _N.c.place_class,
        _S.c.standing,
        _S.c.boundary,
        _S.c.verdicts,
        _M.c.status,
        _M.c.hundredths,
        _M.c.passed,
        _L.c.seat,
        _R.c.msgid,
        _R.c.params,
    ).select_from(joined)


def _conditions(cycle_id: int, filters: Filters, units: Collection[int] | None) -> list[sa.ColumnElement[bool]]:
    """Return what must hold; the outcome is left out, so that every outcome can be counted."""
    found: list[sa.ColumnElement[bool]] = [_N.c.cycle_id == cycle_id]
    if units is not None:
        found.append(_N.c.unit_id.in_(units))
    if filters.unit is not None:
        found.append(_N.c.unit_id == filters.unit)
    if filters.place_class is not None:
        found.append(_N.c.place_class == filters.place_class)
    if filters.boundary is not None:
        found.append(_S.c.boundary == filters.boundary)
    if filters.approved is not None:
        complete = sa.func.coalesce(_E.c.complete, sa.false())
        found.append(complete == filters.approved)
    if filters.standing is not None:
        found.append(_on_the_list(filters.standing))
    if filters.exam is not None:
        found.append(_in_the_exam(filters.exam))
    if filters.search:
        found.append(_named(filters.search))
    return found


def _on_the_list(standing: Standing) -> sa.ColumnElement[bool]:
    match standing:
        case Standing.NOT_LISTED:
            return _L.c.seat.is_(None)
        case Standing.TIED:
            return sa.and_(_R.c.msgid.like(_TIE), _R.c.msgid.not_like(_SETTLED))
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


def _order(filters: Filters) -> Sequence[sa.ColumnElement[Any]]:
    """Return the order, ended by what tells any two rows apart, so that no row is on two pages."""
    usual: tuple[sa.ColumnElement[Any], ...] = (_U.c.name, _N.c.place_class, _N.c.person_number)
    chosen: Mapping[Sort, tuple[sa.ColumnElement[Any], ...]] = {
        Sort.UNIT: usual[:2],
        Sort.NAME: (_P.c.name,),
        Sort.OUTCOME: (_S.c.standing,),
        Sort.VOTES: (sa.func.coalesce(_T.c.votes, -1),),
        Sort.MARK: (sa.func.coalesce(_M.c.hundredths, -1),),
    }
    keys = chosen[filters.sort]
    return [*(key.desc() if filters.descending else key for key in keys), *usual]


def _row(row: sa.Row[Any], votes: Mapping[tuple[int, PlaceClass], Votes]) -> Row:
    why = None
    if row.msgid is not None:
        why = Message(row.msgid, {name: from_plain(value) for name, value in row.params.items()})
    return Row(
        id=row.id,
        person_id=person_id(row.person_number),
        name=row.name,
        unit_id=row.unit_id,
        unit=row.unit,
        place_class=row.place_class,
        outcome=row.standing,
        boundary=row.boundary,
        verdicts=tuple((verdict["criterion"], verdict["outcome"]) for verdict in row.verdicts),
        votes=votes.get((row.person_number, row.place_class)),
        mark_status=row.status,
        mark=row.hundredths,
        passed=bool(row.passed),
        seat=row.seat,
        why=why,
    )
