"""The roster a page at a time, with what is missing about each person."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Mapping, Sequence
from enum import StrEnum
from typing import Any, Final, TypeAlias

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve.dates import PartialDate
from reserve.personal import Keys
from reserve.reports.remembered import remembered
from reserve.roster import pinyin
from reserve.roster import queries as roster
from reserve.roster.model import EducationLevel, Person, Rank, Status, person_id
from reserve.roster.tables import PersonRecord, UnitRecord

PAGE: Final = 50
_P, _U = PersonRecord.__table__, UnitRecord.__table__
_LARGEST: Final = 2**31 - 1
Units: TypeAlias = Collection[int] | None


class Missing(StrEnum):
    """What can be missing, by the key of its column in the roster workbook."""

    ID_NUMBER = "id_number"
    SEX = "sex"
    BIRTH = "birth"
    STATUS = "status"
    PARTY = "party"
    FULL_TIME_EDUCATION = "full_time_education"
    IN_SERVICE_EDUCATION = "in_service_education"
    RANK = "rank"
    RANK_SINCE = "rank_since"
    WORK_SINCE = "work_since"
    PROBATION = "probation"
    DISCIPLINE = "discipline"


class Sort(StrEnum):
    """By what the roster is sorted. NAME: by its sounds, as in a dictionary."""

    UNIT = "unit"
    NUMBER = "number"
    NAME = "name"
    BIRTH = "birth"
    RANK = "rank"


class Filters(msgspec.Struct, frozen=True, kw_only=True):
    """Which people are wanted; every filter that is given must hold.

    ``search``: part of a name or a unit's name, a number, or Latin letters that begin the syllables of a name.
    ``gone``: those who are in the newest roster no more, instead of those who are.
    """

    unit: int | None = None
    missing: Missing | None = None
    gone: bool = False
    search: str = ""
    sort: Sort = Sort.UNIT
    descending: bool = False


class PersonRow(msgspec.Struct, frozen=True, kw_only=True):
    """One person of the roster; ``education`` is the highest level that is known in any form."""

    number: int
    person_id: str
    name: str
    unit: str
    post: str
    birth: PartialDate | None
    status: Status | None
    education: EducationLevel | None
    rank: Rank | None
    rank_since: PartialDate | None
    missing: tuple[Missing, ...]


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """Some of the people, and how many match."""

    rows: tuple[PersonRow, ...]
    total: int


def page(
    session: Session, keys: Keys, filters: Filters, *, units: Units = None, offset: int = 0, limit: int = PAGE
) -> Page:
    """Return one page of the roster; a fixed number of queries. Opens the sanctions of the people on it.

    ``units`` limits what may be seen. All sanctions are opened only to find whom one is not known of.
    """
    allowed = None if units is None else frozenset(units)
    found: Sequence[int] = remembered(
        session, ("roster", filters, allowed), lambda: _wanted(session, keys, filters, allowed)
    )
    numbers = list(found[offset : offset + limit])
    people = roster.people(session, keys, numbers)
    wanted = sa.select(_P.c.number).where(_P.c.number.in_(numbers), _P.c.id_number.is_(None))
    unidentified = set(session.scalars(wanted))
    return Page(
        rows=tuple(_row(people[number], identified=number not in unidentified) for number in numbers),
        total=len(found),
    )


def missing(person: Person, *, identified: bool) -> tuple[Missing, ...]:
    """Return what the roster does not tell of somebody; ``identified``: an ID number is known."""
    told = {
        Missing.ID_NUMBER: identified,
        Missing.SEX: person.sex is not None,
        Missing.BIRTH: person.birth is not None,
        Missing.STATUS: person.status is not None,
        Missing.PARTY: person.politics is not None,
        Missing.FULL_TIME_EDUCATION: _one_of(person.full_time.level, person.unspecified.level),
        Missing.IN_SERVICE_EDUCATION: _one_of(person.in_service.level, person.unspecified.level),
        Missing.RANK: person.rank is not None,
        # Whoever has no rank yet, or none that is known, has had it since no day.
        Missing.RANK_SINCE: person.rank_since is not None or person.rank in {None, Rank.NONE},
        Missing.WORK_SINCE: person.work_since is not None,
        Missing.PROBATION: person.probation.known,
        Missing.DISCIPLINE: person.discipline.state != "unknown",
    }
    return tuple(name for name, known in told.items() if not known)


def _one_of(*levels: EducationLevel | None) -> bool:
    return any(level is not None for level in levels)


def _row(person: Person, *, identified: bool) -> PersonRow:
    levels = [record.level for record in (person.full_time, person.in_service, person.unspecified)]
    return PersonRow(
        number=person.number,
        person_id=person_id(person.number),
        name=person.name,
        unit=person.unit,
        post=person.post,
        birth=person.birth,
        status=person.status,
        education=max((level for level in levels if level is not None), key=lambda one: one.level, default=None),
        rank=person.rank,
        rank_since=person.rank_since,
        missing=missing(person, identified=identified),
    )


def _wanted(session: Session, keys: Keys, filters: Filters, units: Units) -> Sequence[int]:
    """Return the numbers of all who match, in order. One query, two where sanctions are asked about."""
    wanted = (
        sa.select(_P.c.number, _P.c.name, _P.c.birth, _P.c.rank)
        .join(_U, _U.c.id == _P.c.unit_id)
        .where(*_conditions(filters, units))
        .order_by(_U.c.name, _P.c.number)
    )
    rows = session.execute(wanted).all()
    letters = pinyin.latin(filters.search)
    if letters:
        rows = [row for row in rows if filters.search in row.name or pinyin.matches(row.name, letters)]
    if filters.missing is Missing.DISCIPLINE:
        unknown = roster.unknown_discipline(session, keys)
        rows = [row for row in rows if row.number in unknown]
    ordered = sorted(rows, key=_ORDERS[filters.sort]) if filters.sort in _ORDERS else list(rows)
    return array("q", (row.number for row in (reversed(ordered) if filters.descending else ordered)))


# Whoever has no date or rank comes first: what is not known is to be seen, not to be looked for.
_ORDERS: Final[Mapping[Sort, Callable[[Any], Any]]] = {
    Sort.NUMBER: lambda row: row.number,
    Sort.NAME: lambda row: pinyin.order(row.name),
    Sort.BIRTH: lambda row: "" if row.birth is None else row.birth.iso(),
    Sort.RANK: lambda row: -1 if row.rank is None else row.rank.level,
}


def _conditions(filters: Filters, units: Units) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = [_P.c.present == (not filters.gone)]
    if units is not None:
        found.append(_P.c.unit_id.in_(units))
    if filters.unit is not None:
        found.append(_P.c.unit_id == filters.unit)
    if filters.missing is not None and filters.missing is not Missing.DISCIPLINE:
        found.append(_UNTOLD[filters.missing])
    if filters.search and not pinyin.latin(filters.search):
        found.append(_named(filters.search))
    return found


def _named(search: str) -> sa.ColumnElement[bool]:
    digits = search.upper().removeprefix("P")
    if digits.isascii() and digits.isdecimal():
        return _P.c.number == min(int(digits[:10]), _LARGEST)
    return _P.c.name.contains(search, autoescape=True) | _U.c.name.contains(search, autoescape=True)


def _says(column: str, text: str) -> sa.ColumnElement[bool]:
    """Tell whether a column of canonical JSON holds a piece of text."""
    return sa.type_coerce(_P.c[column], sa.Text).contains(text, autoescape=True)


_NO_LEVEL: Final = '"level":null'
_UNTOLD: Final[Mapping[Missing, sa.ColumnElement[bool]]] = {
    Missing.ID_NUMBER: _P.c.id_number.is_(None),
    Missing.SEX: _P.c.sex.is_(None),
    Missing.BIRTH: _P.c.birth.is_(None),
    Missing.STATUS: _P.c.status.is_(None),
    Missing.PARTY: _P.c.politics.is_(None),
    Missing.FULL_TIME_EDUCATION: _says("full_time", _NO_LEVEL) & _says("unspecified", _NO_LEVEL),
    Missing.IN_SERVICE_EDUCATION: _says("in_service", _NO_LEVEL) & _says("unspecified", _NO_LEVEL),
    Missing.RANK: _P.c.rank.is_(None),
    Missing.RANK_SINCE: _P.c.rank_since.is_(None) & _P.c.rank.is_not(None) & (_P.c.rank != Rank.NONE),
    Missing.WORK_SINCE: _P.c.work_since.is_(None),
    Missing.PROBATION: _says("probation", '"known":false'),
}
"""What ``missing`` says, as the database can ask it; sanctions are sealed."""
