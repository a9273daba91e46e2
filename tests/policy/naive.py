"""What conditions mean for one person, worked out slowly: every day a fact can be is looked at by itself.

Shares nothing with ``reserve.policy.evaluate`` but the nodes: ages by counting birthdays, months by counting on.
"""

import datetime as dt
from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

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
)
from reserve.policy.vocabulary import FACTS

FAILS, UNKNOWN, MEETS = 0, 1, 2
NEVER = dt.date.max

# All that a fact can be: days, values, numbers or shares; None when nothing is known.
Possible = tuple[object, ...] | None


@dataclass(frozen=True)
class Day:
    """The day on which somebody is judged."""

    as_of: dt.date
    leap_birthday: tuple[int, int]


def judge(node: Condition, person: Mapping[Fact, Possible], day: Day) -> int:
    """Return 0, 1 or 2 for one person."""
    match node:
        case Test():
            return _test(node, person, day)
        case AllOf(parts):
            return min((judge(part, person, day) for part in parts), default=MEETS)
        case AnyOf(parts):
            return max((judge(part, person, day) for part in parts), default=FAILS)
        case Adjusted(test, changes):
            return agreed([_test(moved(test, by), person, day) for by in possible_moves(changes, person, day)])
        case Negation(part):
            return {FAILS: MEETS, UNKNOWN: UNKNOWN, MEETS: FAILS}[judge(part, person, day)]
        case IfThen(when, then, otherwise):
            applies = judge(when, person, day)
            branches = [(MEETS, then), (FAILS, otherwise)]
            return agreed([judge(part, person, day) for of, part in branches if applies in {of, UNKNOWN}])
        case ByFact(fact, options):
            values = person[fact] or FACTS[fact.name].values
            return agreed([judge(dict(options).get(str(value), AllOf(())), person, day) for value in values])
    raise TypeError(node)


def possible_moves(changes: Sequence[tuple[Condition, int]], person: Mapping[Fact, Possible], day: Day) -> set[int]:
    """All by which a bound may move for somebody: a change whose condition is unknown may hold or not."""
    sums = {0}
    for when, by in changes:
        outcome = judge(when, person, day)
        added = {one + by for one in sums}
        sums = added if outcome == MEETS else sums if outcome == FAILS else sums | added
    return sums


def moved(test: Test, by: int) -> Test:
    """The same test with another bound."""
    bound = test.bound
    if isinstance(bound, int):
        return Test(test.fact, test.operator, max(0, bound + by))
    assert isinstance(bound, str)
    if test.operator in {Operator.ON_OR_AFTER, Operator.ON_OR_BEFORE}:
        return Test(test.fact, test.operator, _other_month(dt.date.fromisoformat(bound), by).isoformat())
    ladder = list(FACTS[test.fact.name].values)
    while by and ladder[0 if by < 0 else -1] != bound:
        bound = ladder[ladder.index(bound) + (1 if by > 0 else -1)]
        by += -1 if by > 0 else 1
    return Test(test.fact, test.operator, bound)


def _other_month(day: dt.date, by: int) -> dt.date:
    if by >= 0:
        return after_months(day, by)
    year, month = day.year, day.month
    for _ in range(-by):
        year, month = (year - 1, 12) if month == 1 else (year, month - 1)
    return dt.date(year, month, min(day.day, monthrange(year, month)[1]))


def agreed(outcomes: list[int]) -> int:
    return outcomes[0] if len(set(outcomes)) == 1 else UNKNOWN


def _test(test: Test, person: Mapping[Fact, Possible], day: Day) -> int:
    possible = person[test.fact]
    if isinstance(test.bound, Fact):
        others = person[test.bound]
        pairs = [(one, other) for one in possible or () for other in others or ()]
        return _over([_compare(test.operator, one, other, test.fact) for one, other in pairs])
    return _over([_holds(test, value, day) for value in possible or ()])


def _over(answers: list[bool]) -> int:
    if not answers:
        return UNKNOWN
    return MEETS if all(answers) else UNKNOWN if any(answers) else FAILS


def _compare(operator: Operator, value: object, bound: object, fact: Fact) -> bool:
    left, right = (_number(one, fact) for one in (value, bound))
    return left >= right if operator is Operator.AT_LEAST else left <= right


def _number(value: object, fact: Fact) -> Fraction:
    if isinstance(value, str):
        return Fraction(FACTS[fact.name].values.index(value))
    assert isinstance(value, int | Fraction)
    return Fraction(value)


def _holds(test: Test, value: object, day: Day) -> bool:
    match test.operator, test.bound:
        case Operator.ONE_OF, frozenset() as wanted:
            return value in wanted
        case Operator.NOT_TURNED, int(age):
            return birthday(value, age, day) > day.as_of
        case Operator.NOT_PAST_BIRTHDAY, int(age):
            return birthday(value, age, day) >= day.as_of
        case Operator.ON_OR_AFTER, str(limit):
            assert isinstance(value, dt.date)
            return value >= dt.date.fromisoformat(limit)
        case Operator.ON_OR_BEFORE, str(limit):
            assert isinstance(value, dt.date)
            return value <= dt.date.fromisoformat(limit)
        case Operator.MONTHS_AT_LEAST, int(months):
            assert isinstance(value, dt.date)
            return value != NEVER and after_months(value, months) <= day.as_of
    return _compare(test.operator, value, test.bound, test.fact)


def birthday(birth: object, age: int, day: Day) -> dt.date:
    """Return the day somebody turns an age."""
    assert isinstance(birth, dt.date)
    month, number = birth.month, birth.day
    year = birth.year + age
    if (month, number) == (2, 29) and monthrange(year, 2)[1] == 28:
        month, number = day.leap_birthday
    return dt.date(year, month, number)


def after_months(since: dt.date, months: int) -> dt.date:
    """Return the day on which a number of months is full, counted on one by one."""
    year, month = since.year, since.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return dt.date(year, month, min(since.day, monthrange(year, month)[1]))
