import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reserve.dates import PartialDate
from reserve.workbook.cells import Problem, Raw
from reserve.workbook.dates import full_day, partial_date

NOVEMBER = PartialDate(1980, 11)
THIRD = PartialDate(1980, 11, 3)


@pytest.mark.parametrize(
    "raw",
    [
        "1980.11",
        "1980年11月",
        "1980-11",
        "1980/11",
        "198011",
        "１９８０．１１",
        " 1980 . 11 ",
        "1980\n.11",
        "1980–11",
        1980.11,
    ],
)
def test_a_month_is_read_in_every_usual_form(raw: Raw) -> None:
    assert partial_date(raw) == NOVEMBER


@pytest.mark.parametrize(
    "raw",
    [
        *(
            "1980.11.03",
            "1980.11.3",
            "1980-11-03",
            "1980/11/3",
            "1980年11月3日",
            "1980年11月03号",
            "19801103",
            19801103.0,
        ),
        *("1980-11-03 00:00:00", "1980-11-03T00:00:00", dt.date(1980, 11, 3), dt.datetime(1980, 11, 3, 0, 0)),  # noqa: DTZ001
    ],
)
def test_a_day_is_read_in_every_usual_form(raw: Raw) -> None:
    assert partial_date(raw) == THIRD


@pytest.mark.parametrize(
    ("raw", "expected"),
    [("1980.1", PartialDate(1980, 1)), (1980.5, PartialDate(1980, 5)), (1980.01, PartialDate(1980, 1))],
)
def test_what_can_mean_only_one_month_is_read(raw: Raw, expected: PartialDate) -> None:
    assert partial_date(raw) == expected


@pytest.mark.parametrize(
    "raw",
    [
        *(
            "1980",
            "1980年",
            1980.0,
            1980,
            "80.11",
            "80年11月",
            "1980.13",
            "1980.00",
            "1980.02.30",
            "19801332",
            "198013",
        ),
        *("1980.11-03", "1980.11.", "11.1980", "1899.12", "2100.01", 29528.0, 1980.1, 1980.111, 1980.13, -1980.11),
        *(True, False, dt.time(3, 4), dt.timedelta(days=3), "约1980.11", "", float("nan"), float("inf"), 1e300),
        dt.date(1899, 12, 31),
    ],
)
def test_what_would_have_to_be_guessed_is_a_problem(raw: Raw) -> None:
    assert isinstance(partial_date(raw), Problem)


def test_the_number_1980_1_says_what_it_could_be() -> None:
    problem = partial_date(1980.1)
    assert isinstance(problem, Problem)
    assert dict(problem.message.params) == {"january": "1980.01", "october": "1980.10"}


def test_a_decision_needs_its_day() -> None:
    assert full_day("2026.06.15") == dt.date(2026, 6, 15)
    assert isinstance(full_day("2026.06"), Problem)
    assert isinstance(full_day("soon"), Problem)


DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31))
FORMATS = [
    "{0:%Y.%m.%d}",
    "{0:%Y-%m-%d}",
    "{0:%Y/%m/%d}",
    "{0:%Y%m%d}",
    "{0.year}年{0.month}月{0.day}日",
    "{0:%Y}.{0.month}.{0.day}",
]
MONTH_FORMATS = ["{0:%Y.%m}", "{0:%Y-%m}", "{0:%Y/%m}", "{0:%Y%m}", "{0.year}年{0.month}月", "{0.year}.{0.month}"]


@given(DAYS, st.sampled_from(FORMATS))
def test_a_day_written_out_comes_back(day: dt.date, written: str) -> None:
    assert partial_date(written.format(day)) == PartialDate.of(day)


@given(DAYS, st.sampled_from(MONTH_FORMATS))
def test_a_month_written_out_comes_back(day: dt.date, written: str) -> None:
    assert partial_date(written.format(day)) == PartialDate(day.year, day.month)


@given(DAYS.map(PartialDate.of) | DAYS.map(lambda day: PartialDate(day.year, day.month)))
def test_the_way_the_office_writes_a_date_is_read_again(date: PartialDate) -> None:
    assert partial_date(str(date)) == date
    assert partial_date(date.iso()) == date


@given(st.text() | st.floats() | st.integers() | st.booleans() | st.times() | st.datetimes())
def test_no_cell_breaks_the_parser(raw: Raw) -> None:
    assert isinstance(partial_date(raw), (PartialDate, Problem))
