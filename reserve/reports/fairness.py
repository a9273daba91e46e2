"""How far each group came: rates by sex, age, ethnic group and kind of unit at each stage, small groups protected.

One person counts once, at the furthest stage that he or she came to in either class. A group of fewer than five people
is never shown by itself: it is put together with the next smallest one, so that neither its figures nor, by taking the
others from the total, anybody's own fate can be read (``design`` of small groups: the same five as for ballots).
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import IntEnum, StrEnum
from typing import Final, TypeAlias

import msgspec
from sqlalchemy.orm import Session

from reserve.cycle.queries import Cycle
from reserve.dates import PartialDate, youngest_to_have_turned
from reserve.eligibility.tables import StandingWord
from reserve.listing.model import Seat
from reserve.personal import Keys
from reserve.reports import nominees
from reserve.reports.nominees import Filters, Row
from reserve.roster import queries as roster
from reserve.roster.model import HAN, Person

SMALLEST: Final = 5
"""People in a group that is shown by itself."""


class Stage(IntEnum):
    """How far somebody came."""

    PUT_FORWARD = 0
    MAY_STAND = 1
    PASSED = 2
    LISTED = 3


class Division(StrEnum):
    """By what people are divided."""

    SEX = "sex"
    AGE = "age"
    ETHNICITY = "ethnicity"
    UNIT_KIND = "unit_kind"


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """Some people of a division by the values they share; ``reached`` counts those who came to each stage at least."""

    values: tuple[str, ...]
    reached: tuple[int, ...]

    @property
    def size(self) -> int:
        """How many were put forward."""
        return self.reached[Stage.PUT_FORWARD]


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """One division; ``merged``: small groups were put together."""

    division: Division
    groups: tuple[Group, ...]
    merged: bool


class Fairness(msgspec.Struct, frozen=True, kw_only=True):
    """The report of a cycle: everybody, and each division."""

    everybody: Group
    tables: tuple[Table, ...]


def fairness(session: Session, cycle: Cycle, keys: Keys) -> Fairness:
    """Return the report of a cycle; without a nominee there are no groups. A fixed number of queries for 1,000 rows."""
    furthest: dict[int, Stage] = {}
    unit_of: dict[int, int] = {}
    for row in nominees.each(session, cycle, Filters()):
        furthest[row.number] = max(furthest.get(row.number, Stage.PUT_FORWARD), stage(row))
        unit_of[row.number] = row.unit_id
    people = roster.people(session, keys, set(furthest))
    kinds = {unit.id: unit.kind for unit in roster.units(session).values()}
    values: Mapping[Division, Callable[[Person], str]] = {
        Division.SEX: lambda person: person.sex or "",
        Division.AGE: lambda person: age_band(person.birth, cycle.as_of, cycle.policy.leap_birthday),
        Division.ETHNICITY: _ethnicity,
        Division.UNIT_KIND: lambda person: kinds[unit_of[person.number]] or "",
    }
    return Fairness(
        everybody=_group((), furthest.values()),
        tables=tuple(
            table(division, [(value(people[number]), reached) for number, reached in sorted(furthest.items())])
            for division, value in values.items()
        ),
    )


def stage(row: Row) -> Stage:
    """Return how far a nominee came."""
    if row.seat is Seat.LISTED:
        return Stage.LISTED
    if row.outcome not in {StandingWord.ELIGIBLE, StandingWord.EXCEPTIONAL}:
        return Stage.PUT_FORWARD
    return Stage.PASSED if row.passed else Stage.MAY_STAND


def age_band(birth: PartialDate | None, as_of: dt.date, leap_on: tuple[int, int]) -> str:
    """Return a band of completed years, such as ``31-35``; blank when the file leaves it open."""
    if birth is None:
        return ""
    bands = {_band(day, as_of, leap_on) for day in (birth.first, birth.last)}
    return bands.pop() if len(bands) == 1 else ""


def _band(birth: dt.date, as_of: dt.date, leap_on: tuple[int, int]) -> str:
    for low, high in _BANDS:
        if birth > youngest_to_have_turned(high + 1, as_of, leap_on=leap_on):
            return f"{low}-{high}"
    return _OLDEST


_BANDS: Final = ((0, 30), (31, 35), (36, 40), (41, 45))
_OLDEST: Final = "46-"


def _ethnicity(person: Person) -> str:
    known = person.more.ethnicity
    return "" if not known else "han" if known == HAN else "minority"


_Part: TypeAlias = tuple[tuple[str, ...], Sequence[Stage]]


def table(division: Division, people: Iterable[tuple[str, Stage]]) -> Table:
    """Return the groups of a division, the small ones put together; does not depend on the order of people. Pure."""
    by_value: dict[str, list[Stage]] = {}
    for value, reached in people:
        by_value.setdefault(value, []).append(reached)
    parts: list[_Part] = sorted((((value,), reached) for value, reached in by_value.items()), key=_smallest_first)
    merged = False
    while len(parts) > 1 and len(parts[0][1]) < SMALLEST:
        (first, few), (second, more), *rest = parts
        parts = sorted([(tuple(sorted((*first, *second))), [*few, *more]), *rest], key=_smallest_first)
        merged = True
    groups = sorted((_group(values, reached) for values, reached in parts), key=lambda group: group.values)
    if len(groups) == 1 and groups[0].size < SMALLEST:
        return Table(division=division, groups=(), merged=True)
    return Table(division=division, groups=tuple(groups), merged=merged)


def _smallest_first(part: _Part) -> tuple[int, tuple[str, ...]]:
    return len(part[1]), part[0]


def _group(values: tuple[str, ...], reached: Iterable[Stage]) -> Group:
    counts = Counter(reached)
    return Group(values=values, reached=tuple(sum(counts[later] for later in Stage if later >= one) for one in Stage))
