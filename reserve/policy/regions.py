"""Whether conditions can be met together, decided by intervals and sets, without people.

A condition is turned into regions: each says what every fact may be, and a person for whom everything is
known meets the condition if he or she lies in one of them. Where that takes too many regions, nothing is claimed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, TypeAlias

from reserve.policy.conditions import (
    Adjusted,
    AllOf,
    AnyOf,
    ByFact,
    Condition,
    Fact,
    IfThen,
    Negation,
    Operator,
    Test,
    spelled_out,
)
from reserve.policy.evaluate import HIGHEST, LOWEST, Calendar, day_limit
from reserve.policy.vocabulary import FACTS, FORMS, Kind

REGIONS_AT_MOST: Final = 3000
OLDEST_IN_DAYS: Final = 150 * 366

# A bound and whether it lies just above (1) or just below (-1) the number: shares have no next number.
Bound: TypeAlias = tuple[int | Fraction, int]


@dataclass(frozen=True, slots=True)
class Span:
    """The numbers between two bounds."""

    low: Bound
    high: Bound

    def __and__(self, other: Span) -> Span:
        """Return what lies in both."""
        return Span(max(self.low, other.low), min(self.high, other.high))

    def __bool__(self) -> bool:
        """Tell whether anything lies in it."""
        return self.low <= self.high


Allowed: TypeAlias = Span | frozenset[str]
# What is told apart: a fact, or a comparison of two facts, which is only yes or no.
Region: TypeAlias = Mapping[Fact | Test, Allowed]


class _TooManyError(Exception):
    """The condition falls into more regions than are worth looking at."""


def impossible(conditions: Iterable[Condition], calendar: Calendar) -> bool:
    """Tell whether nobody can meet all these conditions; False also when that is too hard to tell.

    Expects resolved conditions (``conditions.resolve``).
    """
    try:
        return not _regions(AllOf(tuple(conditions)), calendar, holds=True)
    except _TooManyError:
        return False


def implied(conditions: Iterable[Condition], by: Condition, calendar: Calendar) -> bool:
    """Tell whether whoever meets ``by`` meets all these conditions."""
    return impossible([by, Negation(AllOf(tuple(conditions)))], calendar)


def _regions(node: Condition, calendar: Calendar, *, holds: bool) -> list[Region]:
    """Return the regions in which a condition holds, or those in which it does not."""
    match node:
        case Test():
            found = _of_test(node, calendar, holds=holds)
        case Adjusted():
            found = _regions(spelled_out(node), calendar, holds=holds)
        case AllOf(parts) | AnyOf(parts):
            lists = [_regions(part, calendar, holds=holds) for part in parts]
            found = _meet(lists) if isinstance(node, AllOf) is holds else [one for many in lists for one in many]
        case Negation(part):
            found = _regions(part, calendar, holds=not holds)
        case IfThen(when, then, otherwise):
            applies, not_applies = (_regions(when, calendar, holds=yes) for yes in (True, False))
            yes, no = (_regions(part, calendar, holds=holds) for part in (then, otherwise))
            found = _meet([applies, yes]) + _meet([not_applies, no])
        case ByFact(fact, options):
            found = _by_value(fact, dict(options), calendar, holds=holds)
        case _:
            message = f"unresolved condition: {node!r}"
            raise TypeError(message)
    if len(found) > REGIONS_AT_MOST:
        raise _TooManyError
    return found


def _by_value(fact: Fact, options: Mapping[str, Condition], calendar: Calendar, *, holds: bool) -> list[Region]:
    found: list[Region] = []
    for value in fact.vocabulary.values:
        branch = _regions(options.get(value, AllOf(())), calendar, holds=holds)
        found += _meet([[{fact: frozenset([value])}], branch])
    return found


def _meet(lists: list[list[Region]]) -> list[Region]:
    """Return the regions that lie in one region of every list."""
    result: list[Region] = [{}]
    for regions in lists:
        if len(result) * len(regions) > REGIONS_AT_MOST:
            raise _TooManyError
        both = (_overlap(left, right) for left in result for right in regions)
        result = [region for region in both if region is not None]
    return result


def _overlap(left: Region, right: Region) -> Region | None:
    region = dict(left)
    for variable, allowed in right.items():
        region[variable] = _both(region[variable], allowed) if variable in region else allowed
    _tighten(region)
    return region if all(region.values()) else None


def _both(left: Allowed, right: Allowed) -> Allowed:
    if isinstance(left, Span) and isinstance(right, Span):
        return left & right
    assert isinstance(left, frozenset) and isinstance(right, frozenset)  # noqa: S101, PT018 - one fact, one kind
    return left & right


def _tighten(region: dict[Fact | Test, Allowed]) -> None:
    """Carry limits over between facts of which one can never be above the other."""
    spans = [(fact, span) for fact, span in region.items() if isinstance(fact, Fact) and isinstance(span, Span)]
    for lower, _ in spans:
        for upper, _ in spans:
            if lower != upper and _never_above(lower, upper):
                below, above = region[lower], region[upper]
                assert isinstance(below, Span) and isinstance(above, Span)  # noqa: S101, PT018 - chosen so
                region[lower] = Span(below.low, min(below.high, above.high))
                region[upper] = Span(max(below.low, above.low), above.high)


def _never_above(lower: Fact, upper: Fact) -> bool:
    """Tell whether one fact is at most the other whoever the person is."""
    match lower.name, upper.name:
        case ("education", "education") | ("degree", "degree"):
            few, many = (set(fact.argument("forms", "+".join(FORMS)).split("+")) for fact in (lower, upper))
            return few <= many and lower.argument("studying") <= upper.argument("studying")
        case "appraisal_worst", "appraisal_worst":
            # More years can only hold a worse one.
            return int(lower.argument("years")) >= int(upper.argument("years"))
        case "rank_held", "rank_held":
            # A higher rank is reached later, and probation only puts the beginning off.
            ranks = FACTS["rank"].values
            first, later = (ranks.index(fact.argument("level")) for fact in (lower, upper))
            put_off = lower.argument("probation") == "not_counted" and upper.argument("probation") == ""
            return first <= later and not put_off
    return False


def _of_test(test: Test, calendar: Calendar, *, holds: bool) -> list[Region]:
    match test:
        case Test(fact, Operator.ONE_OF, frozenset() as wanted):
            values = frozenset(fact.vocabulary.values)
            allowed: Allowed = wanted if holds else values - wanted
            return [{fact: allowed}] if allowed else []
        case Test(_, _, Fact()):
            return [{test: frozenset(["yes" if holds else "no"])}]
    span = _span(test, calendar, holds=holds) & _domain(test.fact, calendar)
    return [{test.fact: span}] if span else []


def _span(test: Test, calendar: Calendar, *, holds: bool) -> Span:
    side, limit = _number(test, calendar)
    everything = Span((LOWEST, 0), (HIGHEST, 0))
    if (side is Operator.AT_LEAST) is holds:
        low = (limit, 0) if holds else _next(limit, 1)
        return Span(low, everything.high)
    high = (limit, 0) if holds else _next(limit, -1)
    return Span(everything.low, high)


def _next(limit: int | Fraction, step: int) -> Bound:
    return (limit + step, 0) if isinstance(limit, int) else (limit, step)


def _number(test: Test, calendar: Calendar) -> tuple[Operator, int | Fraction]:
    match test.fact.vocabulary.kind, test.bound:
        case Kind.DATE, bound:
            side, day = day_limit(test.operator, bound, calendar)
            return side, day.toordinal()
        case Kind.LEVEL, str(value):
            return test.operator, test.fact.vocabulary.values.index(value)
        case _, int() | Fraction() as number:
            return test.operator, number
    message = f"no comparison: {test!r}"
    raise TypeError(message)


def _domain(fact: Fact, calendar: Calendar) -> Span:
    """Return what a fact can be at all."""
    match fact.name, fact.vocabulary.kind:
        case "birth", _:
            today = calendar.as_of.toordinal()
            return Span((today - OLDEST_IN_DAYS, 0), (today, 0))
        case _, Kind.LEVEL:
            return Span((0, 0), (len(fact.vocabulary.values) - 1, 0))
        case _, Kind.COUNT:
            return Span((0, 0), (HIGHEST, 0))
        case _, Kind.RATIO:
            return Span((Fraction(0), 0), (Fraction(1), 0))
    return Span((LOWEST, 0), (HIGHEST, 0))
