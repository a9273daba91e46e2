"""The work list of undecided nominees: which column of which workbook would settle each, and what it says now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve.cycle.queries import Cycle
from reserve.eligibility.tables import ScreeningRecord, StandingWord
from reserve.nominee.tables import NomineeRecord
from reserve.personal import Keys
from reserve.reports.person import Fact, Said, facts
from reserve.reports.remembered import remembered
from reserve.reports.roster import missing
from reserve.reports.votes import Meeting, meetings
from reserve.reports.wording import column_words, criterion_word
from reserve.roster import queries as roster
from reserve.roster.model import Person, PlaceClass, person_id
from reserve.roster.queries import UnitRow
from reserve.roster.tables import UnitRecord
from reserve.text import message

PAGE: Final = 50
_N, _S, _U = NomineeRecord.__table__, ScreeningRecord.__table__, UnitRecord.__table__
_OF_MEETINGS: Final = ("due", "present", "returned", "valid")
_WHOLE: Final = "meeting"
_VOTE: Final = message("Vote of the unit")
_OF_UNITS: Final = ("chief_posts", "deputy_posts")
_OF_MEMBERS: Final = ("incompetent",)


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """One column to be filled in: for which criteria, what it says now (nothing: blank), and where it stands.

    ``file`` is the workbook, ``cell`` the sheet and cell, blank where the workbook has no such column.
    """

    column: str
    word: Said
    criteria: tuple[Said, ...]
    said: tuple[Said, ...]
    file: str
    cell: str


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """One undecided nominee with everything that is missing."""

    nominee_id: int
    number: int
    person_id: str
    name: str
    unit_id: int
    unit: str
    place_class: PlaceClass
    questions: tuple[Question, ...]


class Group(msgspec.Struct, frozen=True):
    """A unit and how many of its nominees are undecided."""

    unit_id: int
    unit: str
    cases: int


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """Some of the undecided by unit; ``groups`` are all units that have any, ``screened`` whether anybody was."""

    cases: tuple[Case, ...]
    total: int
    groups: tuple[Group, ...]
    screened: bool


def page(
    session: Session,
    cycle: Cycle,
    keys: Keys,
    *,
    unit: int | None = None,
    units: frozenset[int] | None = None,
    offset: int = 0,
    limit: int = PAGE,
) -> Page:
    """Return one page of the undecided, by unit, class and person; a fixed number of queries.

    ``unit``: only of this one; ``units`` limits what may be seen. Opens the sanctions of the people on the page, to say
    whether they are known.
    """
    here = [_N.c.cycle_id == cycle.id, *([] if units is None else [_N.c.unit_id.in_(units)])]
    groups = remembered(session, ("undecided", cycle.id, units), lambda: _groups(session, here))
    ours = [*here, *([] if unit is None else [_N.c.unit_id == unit])]
    wanted = (
        sa.select(_N.c.id, _N.c.person_number, _N.c.place_class, _N.c.unit_id, _S.c.verdicts, _S.c.exception)
        .select_from(_screened())
        .where(*ours, _S.c.standing == StandingWord.UNDECIDED)
        .order_by(_U.c.name, _N.c.unit_id, _N.c.place_class, _N.c.person_number)
    )
    key = ("undecided page", cycle.id, unit, units, offset, limit)
    rows = remembered(session, key, lambda: session.execute(wanted.offset(offset).limit(limit)).all())
    return Page(
        cases=tuple(_cases(session, cycle, keys, rows)),
        total=sum(group.cases for group in groups if unit is None or group.unit_id == unit),
        groups=groups,
        screened=bool(groups) or _anybody(session, here),
    )


def _screened() -> sa.FromClause:
    return _N.join(_S, _S.c.nominee_id == _N.c.id).join(_U, _U.c.id == _N.c.unit_id)


def _groups(session: Session, here: Sequence[sa.ColumnElement[bool]]) -> tuple[Group, ...]:
    wanted = (
        sa.select(_U.c.id, _U.c.name, sa.func.count())
        .select_from(_screened())
        .where(*here, _S.c.standing == StandingWord.UNDECIDED)
        .group_by(_U.c.id, _U.c.name)
        .order_by(_U.c.name)
    )
    return tuple(Group(*row) for row in session.execute(wanted))


def _anybody(session: Session, here: Sequence[sa.ColumnElement[bool]]) -> bool:
    return session.execute(sa.select(_N.c.id).select_from(_screened()).where(*here).limit(1)).first() is not None


def _cases(session: Session, cycle: Cycle, keys: Keys, rows: Sequence[Any]) -> Iterator[Case]:
    if not rows:
        return
    numbers, here = {row.person_number for row in rows}, {row.unit_id for row in rows}
    people, units = roster.people(session, keys, numbers), roster.units(session)
    held = {(one.unit_id, one.place_class): one for one in meetings(session, cycle, here)}
    for row in rows:
        person, unit = people[row.person_number], units[row.unit_id]
        meeting = held.get((row.unit_id, row.place_class))
        yield Case(
            nominee_id=row.id,
            number=row.person_number,
            person_id=person_id(row.person_number),
            name=person.name,
            unit_id=row.unit_id,
            unit=unit.name,
            place_class=row.place_class,
            questions=tuple(_questions(asked(row.verdicts, row.exception), person, unit, meeting)),
        )


def asked(verdicts: Sequence[Mapping[str, Any]], exception: Mapping[str, Any] | None) -> Mapping[str, Sequence[str]]:
    """Return the columns that would settle somebody undecided, each with the criteria and conditions that ask for it.

    While nothing fails, the exception is not asked for, and what it wants to know need not be found out. Where nothing
    else is open, it is open whether a failed criterion is met as the exception relaxes it.
    """
    failed = any(verdict["outcome"] == "fails" for verdict in verdicts)
    conditions = (exception or {}).get("conditions", ()) if failed else ()
    unknown = [one for one in (*verdicts, *conditions) if one["outcome"] == "unknown"]
    found: dict[str, list[str]] = {}
    for one in unknown or verdicts:
        for column in one["needs"]:
            found.setdefault(column, []).append(one.get("criterion") or one["id"])
    return found


def _questions(
    wanted: Mapping[str, Sequence[str]], person: Person, unit: UnitRow, meeting: Meeting | None
) -> Iterator[Question]:
    told = {fact.key: fact for fact in facts(person, "", missing(person, identified=True))}
    for column, criteria in _without_known_counts(wanted, meeting).items():
        said, file, cell = _source(column, person, unit, meeting, told)
        yield Question(
            column=column,
            word=_VOTE if column == _WHOLE else column_words([column])[0],
            criteria=tuple(criterion_word(name) for name in dict.fromkeys(criteria)),
            said=said,
            file=file,
            cell=cell,
        )


def _without_known_counts(wanted: Mapping[str, Sequence[str]], meeting: Meeting | None) -> Mapping[str, Sequence[str]]:
    """Leave out the counts of the meeting that are there; where all are, it is the vote that gives no result."""
    counts = {column: criteria for column, criteria in wanted.items() if column in _OF_MEETINGS}
    blank = {column for column in counts if meeting is None or getattr(meeting, column) is None}
    found = {column: criteria for column, criteria in wanted.items() if column not in counts or column in blank}
    if counts and not blank:
        found[_WHOLE] = [name for criteria in counts.values() for name in criteria]
    return found


def _source(
    column: str, person: Person, unit: UnitRow, meeting: Meeting | None, told: Mapping[str, Fact]
) -> tuple[tuple[Said, ...], str, str]:
    """Return what a column says now, its workbook, and the sheet and cell."""
    if column == _WHOLE:
        return (() if meeting is None or meeting.why is None else (meeting.why,)), "votes.xlsx", ""
    if column in _OF_MEETINGS:
        return (), "votes.xlsx", ""
    if column in _OF_UNITS:
        posts = getattr(unit, column)
        return (() if posts is None else (str(posts),)), "units.xlsx", ""
    if column in _OF_MEMBERS:
        return (), "members.xlsx", ""
    fact, origin = told.get(column), person.origin
    cell = origin.cell(column)
    return (() if fact is None else fact.said), origin.file, f"{origin.sheet}!{cell}" if cell else ""
