"""The exam a page at a time: who sits it, what was keyed, which marks stand; filtered and counted by the database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Any, Final, NamedTuple

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve.eligibility import queries as eligibility
from reserve.errors import NotFound
from reserve.exam import queries as exam
from reserve.exam.model import Block, MarkStatus, Paper
from reserve.exam.queries import Correction, Mark
from reserve.exam.rules import blocked
from reserve.exam.tables import CorrectionRecord, EntryRecord, MarkRecord, PartRecord
from reserve.inspection.model import Outcome
from reserve.inspection.tables import InspectionRecord
from reserve.nominee import queries as nominee
from reserve.nominee.tables import NomineeRecord
from reserve.roster.model import person_id
from reserve.roster.tables import PersonRecord, UnitRecord
from reserve.text import message

PAGE: Final = 50

_N: Any = NomineeRecord.__table__
_P: Any = PersonRecord.__table__
_U: Any = UnitRecord.__table__
_M: Any = MarkRecord.__table__
_C: Any = CorrectionRecord.__table__
_I: Any = InspectionRecord.__table__
_T: Any = PartRecord.__table__
FIRST: Any = EntryRecord.__table__.alias("first_entry")
SECOND: Any = EntryRecord.__table__.alias("second_entry")


class State(StrEnum):
    """How one person's exam stands, as the table is filtered by it; some hold at once."""

    MISSING = "missing"
    ONCE = "once"
    DIFFERING = "differing"
    STANDS = "stands"
    PASSED = "passed"
    NOT_PASSED = "not_passed"
    ABSENT = "absent"
    VOID = "void"
    CORRECTION = "correction"
    BLOCKED = "blocked"


class Sort(StrEnum):
    """By what the table is sorted. MARK: who has none comes last, either way."""

    UNIT = "unit"
    NUMBER = "number"
    MARK = "mark"


class Filters(msgspec.Struct, frozen=True, kw_only=True):
    """Which rows are wanted; every filter that is given must hold. ``search``: part of a name, or a number."""

    state: State | None = None
    unit: int | None = None
    search: str = ""
    sort: Sort = Sort.UNIT
    descending: bool = False


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One person who may sit the exam. ``keyed``: how many clerks have keyed the paper, never what.

    ``paper``: what stands for the paper that is looked at; where there is one paper, that is the mark.
    """

    person: int
    name: str
    unit_id: int
    unit: str
    keyed: int
    mark: Mark | None
    paper: Paper | None
    inspection: Outcome | None
    block: Block | None
    correction: bool

    @property
    def person_id(self) -> str:
        """The number as it is shown."""
        return person_id(self.person)

    @property
    def state(self) -> State:
        """The one state that says most."""
        if self.mark is None:
            return {0: State.MISSING, 1: State.ONCE}.get(self.keyed, State.DIFFERING)
        if self.mark.status is not MarkStatus.TAKEN:
            return State(self.mark.status.value)
        return State.PASSED if self.mark.passed else State.NOT_PASSED


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """Some of the rows, and how many of each state whatever the state asked for.

    ``unused``: marks of people who do not sit the exam, and count for nothing.
    """

    rows: tuple[Row, ...]
    total: int
    sitting: int
    states: Mapping[State, int]
    unused: int


class Clerk(NamedTuple):
    """Who keyed a paper, and when; what was keyed is shown to nobody else before the mark stands."""

    account: str
    at: dt.datetime


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """Everything about one person's mark."""

    row: Row
    clerks: tuple[Clerk, ...]
    corrections: tuple[Correction, ...]


class Source(NamedTuple):
    """Everybody who may sit the exam of a cycle, once, joined with what there is about it.

    ``record``: the id of the inspection that counts. ``paper``: what stands for the paper that is looked at.
    """

    joined: sa.FromClause
    person: sa.ColumnElement[int]
    unit: sa.ColumnElement[int]
    record: sa.ColumnElement[int | None]
    outcome: sa.ColumnElement[Outcome | None]
    paper: Any


def sitting(cycle_id: int, *only: int, part: str | None = None) -> Source:
    """Return the joined tables for one row a person: eligible or exceptional in any class; ``only``: these persons.

    ``part``: which paper of an exam made of several is looked at; None where the only paper is the mark.
    """
    chance = eligibility.with_a_chance(cycle_id, *only)
    people = sa.select(_N.c.person_number, sa.func.min(_N.c.unit_id).label("unit_id")).where(_N.c.id.in_(chance))
    who = people.group_by(_N.c.person_number).subquery("sitting")
    # Person by person, by the index: joined with a query of all that count, the work grows with their square.
    inspected, record = _I.alias("inspected"), _I.alias("record")
    newest = sa.select(sa.func.max(record.c.id)).where(
        record.c.cycle_id == cycle_id, record.c.person_number == who.c.person_number
    )
    counts = sa.and_(inspected.c.id == newest.correlate(who).scalar_subquery(), ~inspected.c.withdrawn)

    def of(table: Any) -> sa.ColumnElement[bool]:  # noqa: ANN401 - a table or an alias of one
        return sa.and_(table.c.cycle_id == cycle_id, table.c.person_number == who.c.person_number)

    joined = (
        who.join(_P, _P.c.number == who.c.person_number)
        .join(_U, _U.c.id == who.c.unit_id)
        .outerjoin(_M, of(_M))
        .outerjoin(FIRST, sa.and_(of(FIRST), FIRST.c.ordinal == 1, FIRST.c.part == (part or "")))
        .outerjoin(SECOND, sa.and_(of(SECOND), SECOND.c.ordinal == 2, SECOND.c.part == (part or "")))  # noqa: PLR2004 - of two clerks
        .outerjoin(_C, sa.and_(of(_C), _C.c.outcome.is_(None), _C.c.part == (part or "")))
        .outerjoin(inspected, counts)
    )
    if part is not None:
        joined = joined.outerjoin(_T, sa.and_(of(_T), _T.c.part == part))
    paper = _M if part is None else _T
    return Source(joined, who.c.person_number, who.c.unit_id, inspected.c.id, inspected.c.outcome, paper)


def page(
    session: Session,
    cycle_id: int,
    filters: Filters,
    *,
    units: Collection[int] | None = None,
    offset: int = 0,
    limit: int = PAGE,
    part: str | None = None,
) -> Page:
    """Return one page of those who may sit the exam, by units and numbers unless sorted otherwise. Four queries.

    ``part``: which paper of an exam made of several is looked at.
    """
    recorded = exam.held_back(session, cycle_id)
    source = sitting(cycle_id, part=part)
    limits = conditions(source, filters.unit, filters.search, units)
    holding = _states(source, recorded=recorded)
    counts = (sa.func.coalesce(sa.func.sum(sa.case((holds, 1), else_=0)), 0) for holds in holding.values())
    outside = sa.and_(
        _M.c.cycle_id == cycle_id, _M.c.person_number.not_in(nominee.persons(eligibility.with_a_chance(cycle_id)))
    )
    unused = sa.select(sa.func.count()).where(outside).correlate(None).scalar_subquery()
    totals = sa.select(sa.func.count(), unused, *counts).select_from(source.joined).where(*limits)
    everybody, others, *sums = session.execute(totals).one()
    states = {state: int(count) for state, count in zip(holding, sums, strict=True)}
    wanted = [*limits, *([] if filters.state is None else [holding[filters.state]])]
    rows = session.execute(
        _selected(source).where(*wanted).order_by(*_order(source, filters)).offset(offset).limit(limit)
    )
    return Page(
        rows=tuple(_row(row, recorded=recorded) for row in rows),
        total=everybody if filters.state is None else states[filters.state],
        sitting=everybody,
        states=states,
        unused=others,
    )


def sheet(
    session: Session, cycle_id: int, person: int, units: Collection[int] | None = None, part: str | None = None
) -> Sheet:
    """Return everything about one person's mark; ``part``: which paper of an exam made of several. Four queries.

    Raises ``NotFound`` for somebody who does not sit the exam, or is of another unit than those.
    """
    recorded = exam.held_back(session, cycle_id)
    source = sitting(cycle_id, person, part=part)
    limits = conditions(source, None, "", units)
    row = session.execute(_selected(source).where(*limits)).one_or_none()
    if row is None:
        raise NotFound(message("{person} does not sit the exam of this campaign.", person=person_id(person)))
    return Sheet(
        row=_row(row, recorded=recorded),
        clerks=tuple(
            Clerk(entry.account, entry.keyed_at) for entry in exam.entries(session, cycle_id, person, part or "")
        ),
        corrections=tuple(exam.corrections(session, cycle_id, person)),
    )


def _order(source: Source, filters: Filters) -> list[sa.ColumnElement[Any]]:
    first = {Sort.UNIT: source.unit, Sort.NUMBER: source.person, Sort.MARK: _M.c.hundredths}[filters.sort]
    ordered = first.desc() if filters.descending else first.asc()
    return [first.is_(None), ordered, source.unit, source.person]


def _selected(source: Source) -> sa.Select[Any]:
    return sa.select(
        source.person.label("person"),
        _P.c.name,
        source.unit.label("unit_id"),
        _U.c.name.label("unit"),
        FIRST.c.account.label("first"),
        SECOND.c.account.label("second"),
        _M.c.status,
        _M.c.hundredths,
        _M.c.passed,
        source.paper.c.status.label("paper_status"),
        source.paper.c.hundredths.label("paper_hundredths"),
        source.outcome.label("inspection"),
        _C.c.id.label("correction"),
    ).select_from(source.joined)


def conditions(
    source: Source, unit: int | None, search: str, units: Collection[int] | None
) -> list[sa.ColumnElement[bool]]:
    """Return what must hold; a state is no part of it, so that every state can be counted."""
    found: list[sa.ColumnElement[bool]] = []
    if units is not None:
        found.append(source.unit.in_(units))
    if unit is not None:
        found.append(source.unit == unit)
    if search:
        digits = search.upper().removeprefix("P")
        if digits.isascii() and digits.isdecimal():
            found.append(source.person == min(int(digits[:10]), 2**31 - 1))
        else:
            found.append(_P.c.name.contains(search, autoescape=True))
    return found


def _states(source: Source, *, recorded: bool) -> Mapping[State, sa.ColumnElement[bool]]:
    stands, first, second = (
        source.paper.c.status.is_not(None),
        FIRST.c.account.is_not(None),
        SECOND.c.account.is_not(None),
    )
    # As ``exam.rules.blocked`` decides for one person.
    kept_out = source.outcome == Outcome.NEGATIVE
    if recorded:
        kept_out = sa.or_(source.outcome.is_(None), source.outcome != Outcome.POSITIVE)
    return {
        State.MISSING: sa.and_(~stands, ~first, ~second),
        State.ONCE: sa.and_(~stands, sa.or_(first, second), ~sa.and_(first, second)),
        State.DIFFERING: sa.and_(~stands, first, second),
        State.STANDS: stands,
        State.PASSED: _M.c.passed.is_(True),
        State.NOT_PASSED: _M.c.passed.is_(False),
        State.ABSENT: _M.c.status == MarkStatus.ABSENT,
        State.VOID: _M.c.status == MarkStatus.VOID,
        State.CORRECTION: _C.c.id.is_not(None),
        State.BLOCKED: kept_out,
    }


def _row(row: sa.Row[Any], *, recorded: bool) -> Row:
    return Row(
        person=row.person,
        name=row.name,
        unit_id=row.unit_id,
        unit=row.unit,
        keyed=(row.first is not None) + (row.second is not None),
        mark=None if row.status is None else Mark(row.status, row.hundredths, row.passed),
        paper=None if row.paper_status is None else Paper(row.paper_status, row.paper_hundredths),
        inspection=row.inspection,
        block=blocked(row.inspection, recorded=recorded),
        correction=row.correction is not None,
    )
