"""What conditions mean on columns: three-valued outcomes, one array operation a comparison.

An outcome is a byte: 0 fails, 1 unknown, 2 meets. "And" is the minimum, "or" the maximum, "not" is 2 − x.
A fact is an interval of what it can be, so that a month, a gap and a known day need no cases of their own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction
from functools import reduce
from typing import Final, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from reserve.dates import latest_start, youngest_to_have_turned
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
)  # fmt: skip
from reserve.policy.vocabulary import Kind

Days: TypeAlias = NDArray[np.int32]
Outcomes: TypeAlias = NDArray[np.uint8]

# Sentinels of "no bound known"; far outside every ordinal, level and count, and safe to add to.
LOWEST: Final = -(2**30)
HIGHEST: Final = 2**30


class Outcome(IntEnum):
    """What a criterion says of one person; ``WAIVED`` only ever appears for exceptional people (rule 2)."""

    FAILS = 0
    UNKNOWN = 1
    MEETS = 2
    WAIVED = 3

    @property
    def word(self) -> str:
        """The name used in results and in the database."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Interval:
    """A date (proleptic day number), a level or a count: the lowest and the highest it can be, int32, n rows.

    ``low is high`` says that every row is exactly known, which saves half the work.
    """

    low: Days
    high: Days

    def part(self, rows: slice) -> Interval:
        """Return the same column for some rows."""
        low = self.low[rows]
        return Interval(low, low if self.low is self.high else self.high[rows])

    def take(self, rows: NDArray[np.intp]) -> Interval:
        """Return the same column for chosen rows."""
        return Interval(self.low[rows], self.high[rows])


@dataclass(frozen=True, slots=True)
class Codes:
    """A choice: uint8, n rows; 0 is unknown, value i of the vocabulary is i + 1."""

    codes: NDArray[np.uint8]

    def part(self, rows: slice) -> Codes:
        """Return the same column for some rows."""
        return Codes(self.codes[rows])

    def take(self, rows: NDArray[np.intp]) -> Codes:
        """Return the same column for chosen rows."""
        return Codes(self.codes[rows])


@dataclass(frozen=True, slots=True)
class Ratio:
    """A share as two integers, int64, n rows; a denominator of 0 is unknown. Never divided (rule 8)."""

    numerator: NDArray[np.int64]
    denominator: NDArray[np.int64]

    def part(self, rows: slice) -> Ratio:
        """Return the same column for some rows."""
        return Ratio(self.numerator[rows], self.denominator[rows])

    def take(self, rows: NDArray[np.intp]) -> Ratio:
        """Return the same column for chosen rows."""
        return Ratio(self.numerator[rows], self.denominator[rows])


Column: TypeAlias = Interval | Codes | Ratio
Columns: TypeAlias = Mapping[Fact, Column]


class Rule(Protocol):
    """A condition compiled: takes columns of n rows and returns n outcomes, in ``out`` if it is given.

    Without ``out`` the array is the caller's own, free to be overwritten.
    """

    def __call__(self, columns: Columns, out: Outcomes | None = None) -> Outcomes:
        """Judge every row."""
        ...


@dataclass(frozen=True, slots=True)
class Calendar:
    """The day on which people are judged, and when those born on 29 February have their birthday."""

    as_of: dt.date
    leap_birthday: tuple[int, int] = (3, 1)


def compiled(node: Condition, calendar: Calendar) -> Rule:
    """Return the function that judges columns; expects a resolved tree (``conditions.resolve``)."""
    match node:
        case Test(fact, operator, bound):
            return _test(fact, operator, bound, calendar)
        case Adjusted():
            return compiled(spelled_out(node), calendar)
        case AllOf(parts):
            return _joined([compiled(part, calendar) for part in parts], np.minimum, Outcome.MEETS)
        case AnyOf(parts):
            return _joined([compiled(part, calendar) for part in parts], np.maximum, Outcome.FAILS)
        case Negation(part):
            return _negated(compiled(part, calendar))
        case IfThen(when, then, otherwise):
            return _if_then(*(compiled(part, calendar) for part in (when, then, otherwise)))
        case ByFact(fact, options):
            return _by_fact(fact, [(name, compiled(part, calendar)) for name, part in options])
    message = f"unresolved condition: {node!r}"
    raise TypeError(message)


def _negated(rule: Rule) -> Rule:
    def judge(columns: Columns, out: Outcomes | None = None) -> Outcomes:
        result = rule(columns, out)
        return np.subtract(np.uint8(Outcome.MEETS), result, out=result)

    return judge


def _joined(rules: Sequence[Rule], join: np.ufunc, empty: Outcome) -> Rule:
    def judge(columns: Columns, out: Outcomes | None = None) -> Outcomes:
        if not rules:
            return _given(np.full(row_count(columns), empty, np.uint8), out)
        result = rules[0](columns, out)
        for rule in rules[1:]:
            join(result, rule(columns), out=result)
        return result

    return judge


def _given(result: Outcomes, out: Outcomes | None) -> Outcomes:
    """Hand over a result in the array that the caller gave, if any."""
    if out is None:
        return result
    out[:] = result
    return out


def row_count(columns: Columns) -> int:
    """Return n, the number of rows of the columns."""
    match next(iter(columns.values())):
        case Interval(low, _):
            return len(low)
        case Codes(codes):
            return len(codes)
        case Ratio(numerator, _):
            return len(numerator)


def _if_then(when: Rule, then: Rule, otherwise: Rule) -> Rule:
    """When it is unknown which branch applies, both must agree."""

    def judge(columns: Columns, out: Outcomes | None = None) -> Outcomes:
        applies, yes, no = when(columns), then(columns), otherwise(columns)
        open_result = np.where(yes == no, yes, np.uint8(Outcome.UNKNOWN))
        result = np.where(applies == Outcome.MEETS, yes, np.where(applies == Outcome.FAILS, no, open_result))
        return _given(result, out)

    return judge


def _by_fact(fact: Fact, options: Sequence[tuple[str, Rule]]) -> Rule:
    """Ask nothing of a value without an option of its own; when it is unknown, all options must agree."""
    values = fact.vocabulary.values

    def judge(columns: Columns, out: Outcomes | None = None) -> Outcomes:
        column = columns[fact]
        assert isinstance(column, Codes)  # noqa: S101 - the vocabulary says so; narrows the type
        nothing_asked = np.full(len(column.codes), Outcome.MEETS, np.uint8)
        result = nothing_asked.copy()
        outcomes = {name: rule(columns) for name, rule in options}
        for name, outcome in outcomes.items():
            np.copyto(result, outcome, where=column.codes == values.index(name) + 1)
        unknown = column.codes == 0
        if unknown.any():
            possible = [outcomes.get(value, nothing_asked) for value in values]
            best, worst = reduce(np.maximum, possible), reduce(np.minimum, possible)
            np.copyto(result, np.where(best == worst, best, np.uint8(Outcome.UNKNOWN)), where=unknown)
        return _given(result, out)

    return judge


def _test(fact: Fact, operator: Operator, bound: object, calendar: Calendar) -> Rule:
    match fact.vocabulary.kind, operator, bound:
        case Kind.DATE, _, _:
            return _date_test(fact, operator, bound, calendar)
        case Kind.CHOICE, Operator.ONE_OF, frozenset():
            return _one_of(fact, bound)
        case Kind.RATIO, Operator.AT_LEAST | Operator.AT_MOST, Fraction():
            return _ratio_test(fact, operator, bound)
        case Kind.LEVEL | Kind.COUNT, Operator.AT_LEAST | Operator.AT_MOST, Fact():
            return _compared(fact, operator, bound)
        case Kind.LEVEL, Operator.AT_LEAST | Operator.AT_MOST, str():
            return _limit(fact, operator, fact.vocabulary.values.index(bound))
        case Kind.COUNT, Operator.AT_LEAST | Operator.AT_MOST, int():
            return _limit(fact, operator, bound)
    message = f"{fact} cannot be compared by {operator} with {bound!r}"
    raise TypeError(message)


def _date_test(fact: Fact, operator: Operator, bound: object, calendar: Calendar) -> Rule:
    side, day = day_limit(operator, bound, calendar)
    return _limit(fact, side, day.toordinal())


def day_limit(operator: Operator, bound: object, calendar: Calendar) -> tuple[Operator, dt.date]:
    """Turn a question about ages or months into one comparison with a day: at least or at most, inclusive.

    Raises ``TypeError`` for an operator that does not ask about a date.
    """
    as_of, leap_on = calendar.as_of, calendar.leap_birthday
    match operator, bound:
        case Operator.NOT_TURNED, int(age):
            return Operator.AT_LEAST, _first_not_turned(age, as_of, leap_on)
        case Operator.NOT_PAST_BIRTHDAY, int(age):
            # The birthday may be today: whoever had turned that age by yesterday is past it.
            return Operator.AT_LEAST, _first_not_turned(age, as_of - dt.timedelta(days=1), leap_on)
        case Operator.ON_OR_AFTER, str(day):
            return Operator.AT_LEAST, dt.date.fromisoformat(day)
        case Operator.ON_OR_BEFORE, str(day):
            return Operator.AT_MOST, dt.date.fromisoformat(day)
        case Operator.MONTHS_AT_LEAST, int(months):
            return Operator.AT_MOST, latest_start(months, as_of)
    message = f"a date cannot be compared by {operator} with {bound!r}"
    raise TypeError(message)


def _first_not_turned(age: int, on: dt.date, leap_on: tuple[int, int]) -> dt.date:
    """Return the first birth date of those who have not turned that age on a day."""
    return youngest_to_have_turned(age, on, leap_on=leap_on) + dt.timedelta(days=1)


def _limit(fact: Fact, operator: Operator, limit: int) -> Rule:
    """Compare with one number: the worst end meets → meets; even the best end fails → fails."""
    compare: np.ufunc = np.greater_equal if operator is Operator.AT_LEAST else np.less_equal
    bound = np.int32(limit)

    def judge(columns: Columns, out: Outcomes | None = None) -> Outcomes:
        column = columns[fact]
        assert isinstance(column, Interval)  # noqa: S101 - the vocabulary says so; narrows the type
        result = np.empty(len(column.low), np.uint8) if out is None else out
        compare(column.low, bound, out=result.view(np.bool_))
        # Known exactly: 1 becomes 2 (a shift would take ten times as long).
        possibly = result if column.low is column.high else compare(column.high, bound).view(np.uint8)
        np.add(result, possibly, out=result)
        return result

    return judge


def _compared(fact: Fact, operator: Operator, other: Fact) -> Rule:
    at_least = operator is Operator.AT_LEAST

    def judge(columns: Columns, out: Outcomes | None = None) -> Outcomes:
        left, right = columns[fact], columns[other]
        assert isinstance(left, Interval)  # noqa: S101 - as above
        assert isinstance(right, Interval)  # noqa: S101 - as above
        if at_least:
            surely, possibly = left.low >= right.high, left.high >= right.low
        else:
            surely, possibly = left.high <= right.low, left.low <= right.high
        return np.add(surely.view(np.uint8), possibly.view(np.uint8), out=out)

    return judge


def _ratio_test(fact: Fact, operator: Operator, share: Fraction) -> Rule:
    compare: np.ufunc = np.greater_equal if operator is Operator.AT_LEAST else np.less_equal

    def judge(columns: Columns, out: Outcomes | None = None) -> Outcomes:
        column = columns[fact]
        assert isinstance(column, Ratio)  # noqa: S101 - as above
        # Compared as integers: 10 × votes ≥ 3 × valid, never a rounded share (rule 8).
        result: Outcomes = compare(column.numerator * share.denominator, column.denominator * share.numerator).view(
            np.uint8
        )
        result += result
        result[column.denominator == 0] = Outcome.UNKNOWN
        return _given(result, out)

    return judge


def _one_of(fact: Fact, wanted: frozenset[str]) -> Rule:
    values = fact.vocabulary.values
    codes = sorted(values.index(value) + 1 for value in wanted)
    if codes and codes[-1] - codes[0] == len(codes) - 1:
        return _code_between(fact, codes[0], codes[-1])
    table = np.zeros(256, np.uint8)
    table[0] = Outcome.UNKNOWN
    table[codes] = Outcome.MEETS

    def judge(columns: Columns, out: Outcomes | None = None) -> Outcomes:
        column = columns[fact]
        assert isinstance(column, Codes)  # noqa: S101 - as above
        return _given(table[column.codes], out)

    return judge


def _code_between(fact: Fact, first: int, last: int) -> Rule:
    """Neighbouring values need no table: comparing bytes is ten times faster than looking them up."""
    start, end, width = np.uint8(first), np.uint8(last), np.uint8(last - first)

    def judge(columns: Columns, out: Outcomes | None = None) -> Outcomes:
        column = columns[fact]
        assert isinstance(column, Codes)  # noqa: S101 - as above
        # Bytes below ``first`` wrap round to large ones, so one comparison bounds both sides.
        result = np.subtract(column.codes, start, out=out)
        np.less_equal(result, width, out=result.view(np.bool_))
        if first == 1:
            # Unknown is 0, just below the first value: in range counts twice, unknown once.
            return np.add(result, np.less_equal(column.codes, end).view(np.uint8), out=result)
        np.add(result, result, out=result)
        return np.add(result, np.equal(column.codes, 0).view(np.uint8), out=result)

    return judge
