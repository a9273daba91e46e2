"""The structure of the pool on several days: by sex, age, education, party, people, tier, kind of unit and class.

A group of fewer than five people is never shown by itself, on any of the days: it is put together with the next
smallest one, as in the report on fairness. Of a day with fewer than five members only that is said.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Final

import msgspec

from reserve.reports.fairness import SMALLEST, age_band
from reserve.reports.register import Entry
from reserve.roster.model import HAN, Person


class Trait(StrEnum):
    """By what members are divided."""

    SEX = "sex"
    AGE = "age"
    EDUCATION = "education"
    POLITICS = "politics"
    ETHNICITY = "ethnicity"
    TIER = "tier"
    UNIT_KIND = "unit_kind"
    CLASS = "class"


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """Members who share one of these values: how many on each day, None on a day with too few members."""

    values: tuple[str, ...]
    counts: tuple[int | None, ...]


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """One division; without groups when all of them are too small. ``merged``: small groups were put together."""

    trait: Trait
    groups: tuple[Group, ...]
    merged: bool


class Structure(msgspec.Struct, frozen=True, kw_only=True):
    """How many members there were on each day (None: fewer than five), and the divisions."""

    days: tuple[dt.date, ...]
    totals: tuple[int | None, ...]
    tables: tuple[Table, ...]


def structure(members: Mapping[dt.date, Sequence[Entry]], leap_on: tuple[int, int]) -> Structure:
    """Return the structure of the members of each day, days in the order given. Pure."""
    days = tuple(members)
    totals = tuple(_shown(len(members[day])) for day in days)
    return Structure(
        days=days, totals=totals, tables=tuple(_table(trait, members, days, totals, leap_on) for trait in Trait)
    )


def _shown(count: int) -> int | None:
    return count if count >= SMALLEST else None


def _table(
    trait: Trait,
    members: Mapping[dt.date, Sequence[Entry]],
    days: Sequence[dt.date],
    totals: Sequence[int | None],
    leap_on: tuple[int, int],
) -> Table:
    seen = [day for day, total in zip(days, totals, strict=True) if total is not None]
    counts = {day: Counter(_value(trait, one, day, leap_on) for one in members[day]) for day in seen}
    parts: list[tuple[str, ...]] = [(value,) for value in sorted({value for day in seen for value in counts[day]})]
    before = len(parts)

    def least(part: tuple[str, ...]) -> tuple[int, tuple[str, ...]]:
        return min(sum(counts[day][value] for value in part) for day in seen), part

    while len(parts) > 1 and least(min(parts, key=least))[0] < SMALLEST:
        first, second, *rest = sorted(parts, key=least)
        parts = [tuple(sorted((*first, *second))), *rest]
    groups = tuple(
        Group(
            values=part,
            counts=tuple(sum(counts[day][value] for value in part) if day in counts else None for day in days),
        )
        for part in sorted(parts, key=lambda part: _ORDER.get((trait, part[0]), (len(_ORDER), part)))
    )
    return Table(trait=trait, groups=groups, merged=len(parts) < before)


def _value(trait: Trait, one: Entry, on: dt.date, leap_on: tuple[int, int]) -> str:
    values: Mapping[Trait, Callable[[], str | None]] = {
        Trait.SEX: lambda: one.facts.sex,
        Trait.AGE: lambda: age_band(one.facts.birth, on, leap_on),
        Trait.EDUCATION: lambda: _education(one.facts),
        Trait.POLITICS: lambda: _politics(one.facts),
        Trait.ETHNICITY: lambda: _ethnicity(one.facts),
        Trait.TIER: lambda: one.tier or "no_tier",
        Trait.UNIT_KIND: lambda: one.unit_kind,
        Trait.CLASS: lambda: one.place_class,
    }
    return values[trait]() or ""


def _education(facts: Person) -> str:
    known = [form.level for form in (facts.full_time, facts.in_service, facts.unspecified) if form.level is not None]
    return max(known, key=lambda level: level.level).value if known else ""


def _politics(facts: Person) -> str:
    if facts.politics is None:
        return ""
    return "party" if facts.politics.value in {"member", "probationary"} else "no_party"


def _ethnicity(facts: Person) -> str:
    known = facts.more.ethnicity
    return "" if not known else "han" if known == HAN else "minority"


_ORDER: Final = {
    (trait, value): (place, ())
    for trait, values in {
        Trait.EDUCATION: ("postgraduate", "bachelor", "college", "secondary", "middle_school", "none", ""),
        Trait.TIER: ("near", "middle", "far", "no_tier"),
    }.items()
    for place, value in enumerate(values)
}
