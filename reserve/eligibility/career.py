"""Sums over a career: months at ranks and at the grass roots, results of yearly appraisals, degrees.

Everything is an interval of what it can be: months add up over what surely was for the least, and over what may have
been for the most (rule 1).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Final, TypeAlias

from reserve.dates import PartialDate, completed_months, months_later
from reserve.policy.evaluate import HIGHEST, LOWEST
from reserve.policy.vocabulary import DEGREES, FORMS, GRADES
from reserve.roster.model import Education, EducationLevel, Grade, Person, Rank

Span: TypeAlias = tuple[int, int]
Days: TypeAlias = tuple[int, int]
"""First and last day of a period as day numbers, both included."""

ANY_COUNT: Final[Span] = (0, HIGHEST)
_DAYS_OF_A_MONTH: Final = 30


def months_of(periods: Iterable[Days]) -> int:
    """Return the months of periods together; days that lie in several count once.

    A period counts its completed months; of several, the days left over add up, thirty to a month.
    """
    merged = _merged(periods)
    months, days = 0, 0
    for first, last in merged:
        begin, end = dt.date.fromordinal(first), dt.date.fromordinal(last)
        whole = completed_months(begin, end)
        months += whole
        days += (end - months_later(begin, whole)).days
    return months + (days // _DAYS_OF_A_MONTH if len(merged) > 1 else 0)


def _merged(periods: Iterable[Days]) -> list[Days]:
    merged: list[Days] = []
    for first, last in sorted(period for period in periods if period[0] <= period[1]):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    return merged


def grassroots(person: Person, as_of: dt.date) -> Span:
    """Return the months at the grass roots up to a day."""
    told = person.more.grassroots
    if told is None:
        return ANY_COUNT
    day = as_of.toordinal()
    surely, perhaps = [], []
    for begin, end in told:
        ends = (day, day) if end is None else _days(end)
        begins = _days(begin)
        surely.append((begins[1], min(ends[0], day)))
        perhaps.append((begins[0], min(ends[1], day)))
    return months_of(surely), months_of(perhaps)


def rank_time(person: Person, levels: frozenset[int], over: Span, as_of: dt.date) -> Span:
    """Return the months at any of some steps of the ladder together; ``over``: the day from which time counts.

    A list of earlier ranks is taken as whole from its first entry on; what was before it may have been any lower rank.
    """
    day, joined = as_of.toordinal(), _days(person.work_since)[0]
    if person.rank is None:
        return 0, _since(joined, day)
    entries = [(rank.level, since) for rank, since in (*person.earlier_ranks, (person.rank, person.rank_since))]
    starts: list[Span] = []
    for _, since in entries:
        starts.append(_days(since) if since is not None else (max([joined, *(low for low, _ in starts)]), day))
    ends = [*starts[1:], (day, day)]
    surely, perhaps = [], []
    for (level, _), start, end in zip(entries, starts, ends, strict=True):
        if level in levels:
            surely.append((max(start[1], over[1]), min(end[0], day)))
            perhaps.append((max(start[0], over[0]), min(end[1], day)))
    if any(level < min(step for step, _ in entries) for level in levels):
        perhaps.append((max(joined, over[0]), min(starts[0][1], day)))
    if any(first == LOWEST and last > LOWEST for first, last in perhaps):
        return months_of(surely), HIGHEST
    return months_of(surely), months_of(perhaps)


def _since(first: int, day: int) -> int:
    return HIGHEST if first == LOWEST else months_of([(first, day)])


def ranks(words: str) -> frozenset[int]:
    """Return the steps of the ladder that an argument names."""
    return frozenset(Rank(word).level for word in words.split("+"))


def _days(date: PartialDate | None) -> Span:
    return (LOWEST, HIGHEST) if date is None else (date.first.toordinal(), date.last.toordinal())


def appraisal_worst(person: Person, years: int, as_of: dt.date) -> Span:
    """Return the lowest grade of the last years; nobody can tell it of somebody without a single year."""
    grades = _grades(person, years, as_of)
    if not grades:
        return 0, len(GRADES) - 1
    return min(low for low, _ in grades), min(high for _, high in grades)


def appraisal_count(person: Person, years: int, grade: Grade, as_of: dt.date) -> Span:
    """Return in how many of the last years the grade was this or a better one."""
    grades, least = _grades(person, years, as_of), GRADES.index(grade)
    return sum(low >= least for low, _ in grades), sum(high >= least for _, high in grades)


def _grades(person: Person, years: int, as_of: dt.date) -> list[Span]:
    """Return what the grade of each of the last whole years can be; whoever was not there yet has none."""
    told = dict(person.more.appraisals or ())
    found = []
    for year in range(as_of.year - years, as_of.year):
        grade = told.get(year)
        if grade is not None:
            found.append((GRADES.index(grade), GRADES.index(grade)))
        elif year in told or person.work_since is None or person.work_since.year < year:
            found.append((0, len(GRADES) - 1))
    return found


def degree(person: Person, forms: Sequence[str], as_of: dt.date) -> Span:
    """Return the highest degree held on a day in one of the wanted forms."""
    spans = [
        _degree_held(record, as_of) if ("party_school" if record.party_school else form) in forms else (0, 0)
        for form, record in (("full_time", person.full_time), ("in_service", person.in_service))
    ]
    unspecified = person.unspecified
    if unspecified.level is not None or unspecified.degree:
        low, high = _degree_held(unspecified, as_of)
        if unspecified.party_school:
            spans.append((low, high) if "party_school" in forms else (0, 0))
        else:
            spans.append((low if set(forms) == set(FORMS) else 0, high))
    return max(low for low, _ in spans), max(high for _, high in spans)


def _degree_held(record: Education, as_of: dt.date) -> Span:
    if not record.degree:
        return 0, _highest_degree(record.level)
    held = DEGREES.index(record.degree)
    if record.held_from is None or record.held_from.last <= as_of:
        return held, held
    return (0, 0) if record.held_from.first > as_of else (0, held)


def _highest_degree(level: EducationLevel | None) -> int:
    """Return the highest degree that can go with an education: none below an undergraduate's."""
    if level is None or level is EducationLevel.POSTGRADUATE:
        return len(DEGREES) - 1
    return 1 if level is EducationLevel.BACHELOR else 0
