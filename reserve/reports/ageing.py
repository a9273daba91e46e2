"""Who passes the plan's age limit when: by the limit as the plan itself states it, where it can be read (rule 5)."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import msgspec

from reserve.dates import PartialDate, birthday
from reserve.policy.conditions import AllOf, ByFact, Condition, Fact, Operator, Test, resolve
from reserve.policy.model import Policy
from reserve.reports.register import Entry

YEARS: Final = 5


class Limit(msgspec.Struct, frozen=True):
    """The age limit of a criterion: not turned ``years`` yet, or with ``birthday`` not past the day of turning them."""

    years: int
    birthday: bool
    clause: str

    def passed_on(self, birth: dt.date, leap_on: tuple[int, int]) -> dt.date:
        """Return the first day on which somebody is over the limit."""
        day = birthday(birth, self.years, leap_on=leap_on)
        return day + dt.timedelta(days=1) if self.birthday else day


class Passing(msgspec.Struct, frozen=True, kw_only=True):
    """A member and the first days on which he or she may be over the limit, which differ when only a month is known."""

    entry: Entry
    first: dt.date
    last: dt.date


class UnitYears(msgspec.Struct, frozen=True, kw_only=True):
    """How many members of a unit pass the limit: before the day, in each year, later; and of whom nothing is known."""

    unit_id: int | None
    unit: str
    over: int
    years: tuple[int, ...]
    later: int
    unknown: int
    total: int


class Forecast(msgspec.Struct, frozen=True, kw_only=True):
    """The years from that of the day on, the sums of each unit and of all, and who passes until then, the first first.

    ``limits``: by class, sex and kind of unit where they differ; empty when the plan has no limit that can be read.
    """

    years: tuple[int, ...]
    limits: tuple[Limit, ...]
    units: tuple[UnitYears, ...]
    sum: UnitYears
    passing: tuple[Passing, ...]


def forecast(policy: Policy, entries: Sequence[Entry], on: dt.date) -> Forecast:
    """Return when these members pass the limit, seen from a day. Pure.

    Of whom neither the day of birth nor the limit can be read, "unknown" counts; whoever passes in one of two years,
    because the file has only a month, counts in the earlier one.
    """
    years = tuple(range(on.year, on.year + YEARS))
    limits: dict[int, Limit] = {}
    passing: list[Passing] = []
    for one in entries:
        found = limit(policy, one)
        if found is None:
            continue
        limits[one.id] = found
        if one.facts.birth is not None:
            passing.append(_passing(one, one.facts.birth, found, policy.leap_birthday))
    passing.sort(key=lambda one: (one.first, one.last, one.entry.unit, one.entry.person))
    when = {one.entry.id: _column(one.first, on, years) for one in passing}
    by_unit: dict[tuple[str, int], list[Entry]] = {}
    for one in entries:
        by_unit.setdefault((one.unit, one.unit_id), []).append(one)
    return Forecast(
        years=years,
        limits=tuple(sorted(set(limits.values()), key=lambda one: (one.years, one.birthday, one.clause))),
        units=tuple(_sums(unit, unit_id, some, when, years) for (unit, unit_id), some in sorted(by_unit.items())),
        sum=_sums("", None, entries, when, years),
        passing=tuple(one for one in passing if one.first.year < on.year + YEARS),
    )


def limit(policy: Policy, one: Entry) -> Limit | None:
    """Return the lowest age limit that the plan's criteria put on one member; None when none can be read.

    Read are criteria that ask for nothing but an age, or for an age among other things that must all hold, also by
    class, sex and kind of unit. What depends on anything else is not read.
    """
    known = {"class": one.place_class.value, "sex": one.facts.sex, "unit_kind": one.unit_kind}
    found: list[Limit] = []
    for criterion in policy.criteria:
        if policy.holds(criterion.only_if):
            condition = resolve(criterion.require, policy.chosen, policy.named)
            found += [Limit(*age, criterion.source.clause) for age in _ages(condition, known)]
    return min(found, key=lambda one: (one.years, one.birthday), default=None)


def _ages(node: Condition, known: Mapping[str, object]) -> Iterable[tuple[int, bool]]:
    match node:
        case Test(Fact("birth"), Operator.NOT_TURNED, int(years)):
            return [(years, False)]
        case Test(Fact("birth"), Operator.NOT_PAST_BIRTHDAY, int(years)):
            return [(years, True)]
        case AllOf(parts):
            return [age for part in parts for age in _ages(part, known)]
        case ByFact(Fact(name), options) if known.get(name) is not None:
            part = dict(options).get(str(known[name]))
            return [] if part is None else _ages(part, known)
    return []


def _passing(one: Entry, birth: PartialDate, found: Limit, leap_on: tuple[int, int]) -> Passing:
    first, last = (found.passed_on(day, leap_on) for day in (birth.first, birth.last))
    return Passing(entry=one, first=first, last=last)


def _column(first: dt.date, on: dt.date, years: Sequence[int]) -> str:
    if first <= on:
        return "over"
    return str(first.year) if first.year in years else "later"


def _sums(
    unit: str, unit_id: int | None, entries: Sequence[Entry], when: Mapping[int, str], years: Sequence[int]
) -> UnitYears:
    counts = Counter(when.get(one.id, "unknown") for one in entries)
    return UnitYears(
        unit_id=unit_id,
        unit=unit,
        over=counts["over"],
        years=tuple(counts[str(year)] for year in years),
        later=counts["later"],
        unknown=counts["unknown"],
        total=len(entries),
    )
