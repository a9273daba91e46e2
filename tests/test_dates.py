"""The calendar against counting day by day."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reserve.dates import PartialDate, birthday, completed_months, latest_start, months_later, youngest_to_have_turned
from tests.policy.naive import Day, after_months
from tests.policy.naive import birthday as counted_birthday

LEAP_BIRTHDAYS = [(3, 1), (2, 28)]
DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2035, 12, 31))
ONE_DAY = dt.timedelta(days=1)


@given(DAYS, st.integers(1, 70), st.sampled_from(LEAP_BIRTHDAYS))
def test_the_youngest_has_turned_the_age_and_whoever_is_a_day_younger_has_not(
    on: dt.date, age: int, leap: tuple[int, int]
) -> None:
    youngest = youngest_to_have_turned(age, on, leap_on=leap)
    day = Day(on, leap)
    assert counted_birthday(youngest, age, day) <= on
    assert counted_birthday(youngest + ONE_DAY, age, day) > on


@pytest.mark.parametrize("leap", LEAP_BIRTHDAYS)
@pytest.mark.parametrize("age", [1, 2, 3, 4, 30, 45])
def test_the_youngest_of_every_day_of_a_leap_cycle(age: int, leap: tuple[int, int]) -> None:
    start = dt.date(2023, 1, 1)
    for number in range(366 + 365 * 4):
        on = start + dt.timedelta(days=number)
        births = (on.replace(year=on.year - age, day=1) + dt.timedelta(days=step) for step in range(-3, 35))
        turned = [birth for birth in births if counted_birthday(birth, age, Day(on, leap)) <= on]
        assert youngest_to_have_turned(age, on, leap_on=leap) == max(turned)


@given(DAYS, st.integers(0, 80), st.sampled_from(LEAP_BIRTHDAYS))
def test_a_birthday_is_that_of_the_calendar(birth: dt.date, age: int, leap: tuple[int, int]) -> None:
    assert birthday(birth, age, leap_on=leap) == counted_birthday(birth, age, Day(birth, leap))


@given(DAYS, st.integers(1, 120))
def test_the_latest_start_completes_the_months_and_the_day_after_does_not(on: dt.date, months: int) -> None:
    latest = latest_start(months, on)
    assert after_months(latest, months) <= on
    assert after_months(latest + ONE_DAY, months) > on


@given(DAYS, DAYS)
def test_completed_months_are_those_that_can_be_counted_on(since: dt.date, on: dt.date) -> None:
    months = completed_months(since, on)
    if since > on:
        assert months == 0
    else:
        assert after_months(since, months) <= on < after_months(since, months + 1)


@given(DAYS, st.integers(0, 120))
def test_months_later_is_counted_on_one_by_one(since: dt.date, months: int) -> None:
    assert months_later(since, months) == after_months(since, months)


@pytest.mark.parametrize(
    ("text", "first", "last", "written"),
    [
        ("1980-11", "1980-11-01", "1980-11-30", "1980.11"),
        ("1980-02", "1980-02-01", "1980-02-29", "1980.02"),
        ("1980-11-03", "1980-11-03", "1980-11-03", "1980.11.03"),
    ],
)
def test_a_partial_date_knows_the_days_it_can_mean(text: str, first: str, last: str, written: str) -> None:
    date = PartialDate.from_iso(text)
    assert (date.first.isoformat(), date.last.isoformat()) == (first, last)
    assert date.iso() == text
    assert str(date) == written


def test_a_day_makes_a_full_date() -> None:
    assert PartialDate.of(dt.date(1980, 11, 3)) == PartialDate(1980, 11, 3)


@pytest.mark.parametrize("text", ["1980", "1980-13", "1981-02-29", "1980-11-03-01", "1980-xx"])
def test_what_no_calendar_has_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the calendar's own words, several of them
        PartialDate.from_iso(text)
