"""Ages and periods: every birth date, to the day and to the month, on every day of four leap cycles.

One example is one as-of date. Every birth date of the sixteen years in which somebody can turn the age on one of the
as-of dates is judged by columns and by counting birthdays, one person at a time (``tests/policy/naive.py``).
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import product
from pathlib import Path
from unittest.mock import patch

import numpy as np

from reserve.dates import PartialDate, youngest_to_have_turned
from reserve.policy import evaluate
from reserve.policy.conditions import Fact, Operator, Test
from reserve.policy.evaluate import Calendar, Interval, compiled
from tests.policy.naive import FAILS, MEETS, UNKNOWN, Day, after_months, birthday
from tests.proof.model import Findings, Proof

FIRST = dt.date(2020, 1, 1)
DAYS = 16 * 365 + 4
LEAP_BIRTHDAYS = ((3, 1), (2, 28))
AGE = 45
MONTHS = 24
BIRTH, SINCE = Fact("birth"), Fact("work_since")
TESTS = (
    Test(BIRTH, Operator.NOT_TURNED, AGE),
    Test(BIRTH, Operator.NOT_PAST_BIRTHDAY, AGE),
    Test(SINCE, Operator.MONTHS_AT_LEAST, MONTHS),
)


@cache
def dates(test: Test) -> tuple[PartialDate, ...]:
    """Return every day and every month from a cycle before to a cycle after the first day on which it matters."""
    back = AGE if test.fact == BIRTH else MONTHS // 12
    start = FIRST.replace(year=FIRST.year - back)
    days = [start + dt.timedelta(days=number) for number in range(-366, DAYS + 366)]
    months = sorted({(day.year, day.month) for day in days[31:-31]})
    return (*map(PartialDate.of, days), *(PartialDate(*month) for month in months))


def turning(test: Test, leap_birthday: tuple[int, int]) -> Sequence[tuple[dt.date, dt.date]]:
    """Return for each date the first and the last day on which the age is turned, or the months are full."""
    return _turning(test, leap_birthday)


@cache
def _turning(test: Test, leap_birthday: tuple[int, int]) -> Sequence[tuple[dt.date, dt.date]]:
    day = Day(FIRST, leap_birthday)
    turned = {}
    for date in dates(test):
        if date.day is not None:
            full = birthday(date.first, AGE, day) if test.fact == BIRTH else after_months(date.first, MONTHS)
            turned[date.first] = full
    spans = []
    for date in dates(test):
        possible = [
            turned[date.first + dt.timedelta(days=number)] for number in range((date.last - date.first).days + 1)
        ]
        spans.append((min(possible), max(possible)))
    return spans


def expected(test: Test, as_of: dt.date, span: tuple[dt.date, dt.date]) -> int:
    """Return the outcome for one person whose turning day lies in a span."""
    match test.operator:
        case Operator.NOT_TURNED:
            answers = [turned > as_of for turned in span]
        case Operator.NOT_PAST_BIRTHDAY:
            answers = [turned >= as_of for turned in span]
        case _:
            answers = [turned <= as_of for turned in span]
    return MEETS if all(answers) else UNKNOWN if any(answers) else FAILS


@cache
def column(test: Test) -> Interval:
    """Return the dates as the evaluator takes them."""
    low, high = (
        np.array([getattr(date, end).toordinal() for date in dates(test)], np.int32) for end in ("first", "last")
    )
    return Interval(low, high)


def look(first: int, count: int, folder: Path) -> Findings:
    """Judge every date on as-of dates, numbered from the first."""
    del folder
    found = Findings()
    for number in range(first, first + count):
        for trouble in _troubles(FIRST + dt.timedelta(days=number), found):
            found.troubles.append(trouble)
    return found


def _troubles(as_of: dt.date, found: Findings) -> Iterator[str]:
    for test, leap in product(TESTS, LEAP_BIRTHDAYS):
        got = compiled(test, Calendar(as_of, leap))({test.fact: column(test)}).tolist()
        for date, span, outcome in zip(dates(test), turning(test, leap), got, strict=True):
            if outcome != (wanted := expected(test, as_of, span)):
                yield f"{test.operator} on {as_of}, leap birthday {leap}: {date} gives {outcome}, not {wanted}"
        found.figures["pairs of a date and a day"] += len(got)
        found.figures["unknown"] += got.count(UNKNOWN)


def controls(folder: Path) -> dict[str, bool]:
    """Take the day after the one on which an age is turned; then 1 March for 28 February."""
    right = youngest_to_have_turned

    def too_late(age: int, on: dt.date, *, leap_on: tuple[int, int]) -> dt.date:
        return right(age, on, leap_on=leap_on) + dt.timedelta(days=1)

    def forgetful(age: int, on: dt.date, *, leap_on: tuple[int, int]) -> dt.date:
        del leap_on
        return right(age, on)

    caught = {}
    for fault, planted, day in (
        ("one day too many", too_late, dt.date(2020, 4, 10)),
        ("the leap birthday is forgotten", forgetful, dt.date(2025, 2, 28)),
    ):
        with patch.object(evaluate, "youngest_to_have_turned", planted):
            caught[fault] = bool(look((day - FIRST).days, 1, folder).troubles)
    return caught


PROOF = Proof(
    "ages",
    "every age and period is judged as counting birthdays and months one by one does",
    total=DAYS,
    batch=50,
    look=look,
    controls=controls,
    sources=("reserve/dates.py", "reserve/policy/evaluate.py", "tests/policy/naive.py", "tests/proof/ages.py"),
)
