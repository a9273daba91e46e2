from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reserve.workbook.cells import Problem, Raw
from reserve.workbook.numbers import Share, hundredths, share, signed, whole, whole_shares

NO_NUMBERS: list[Raw] = ["", "十", "1e5", "1,000", "--1", True, float("nan"), float("inf"), "½", "0x10", "٣"]


@pytest.mark.parametrize(
    ("raw", "expected"), [(3.0, 3), (3, 3), ("３", 3), (" 3 ", 3), ("3.0", 3), ("0", 0), (99.0, 99)]
)
def test_a_whole_number_is_read(raw: Raw, expected: int) -> None:
    assert whole(99)(raw) == expected


@pytest.mark.parametrize("raw", [*NO_NUMBERS, 2.5, "2.5", "-1", -1.0, 100.0, "100", "3个", "9" * 40, 1e300])
def test_what_is_no_whole_number_within_its_limits_is_a_problem(raw: Raw) -> None:
    assert isinstance(whole(99)(raw), Problem)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [("+1", 1), ("＋１", 1), ("-1", -1), ("－1", -1), ("−1", -1), ("–2", -2), (1.0, 1), (-2.0, -2), (0, 0)],
)
def test_an_adjustment_has_a_sign_or_not(raw: Raw, expected: int) -> None:
    assert signed(raw) == expected


@pytest.mark.parametrize("raw", [*NO_NUMBERS, "+1.5", 0.5, "+-1", "100", "增1"])
def test_what_is_no_adjustment_is_a_problem(raw: Raw) -> None:
    assert isinstance(signed(raw), Problem)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [(59.99, 5999), ("59.99", 5999), ("６０", 6000), (60.0, 6000), (0.0, 0), (100, 10000), (59.5, 5950)],
)
def test_a_mark_is_kept_in_hundredths(raw: Raw, expected: int) -> None:
    assert hundredths(raw) == expected


@pytest.mark.parametrize(
    "raw", [*NO_NUMBERS, 59.999, "59.999", 100.01, -1.0, "-0.5", 85.33333333333333, "60分", "及格"]
)
def test_what_is_no_mark_is_a_problem(raw: Raw) -> None:
    assert isinstance(hundredths(raw), Problem)


@given(st.integers(0, 10_000))
def test_every_mark_survives_being_a_floating_number(mark: int) -> None:
    assert hundredths(mark / 100) == mark
    assert hundredths(f"{mark / 100:.2f}") == mark


@pytest.mark.parametrize(
    ("raw", "number", "percent"),
    [(85.71, "85.71", False), ("85.71%", "85.71", True), ("８５.７１％", "85.71", True), (0.8571, "0.8571", False)],
)
def test_a_share_keeps_how_it_was_written(raw: Raw, number: str, *, percent: bool) -> None:
    assert share(raw) == Share(Decimal(number), percent)


@pytest.mark.parametrize("raw", [*NO_NUMBERS, "-5%", "%", "5%%", -1.0, "六成"])
def test_what_is_no_share_is_a_problem(raw: Raw) -> None:
    assert isinstance(share(raw), Problem)


def shares(*written: Raw) -> tuple[int, ...] | None:
    read = [share(one) for one in written]
    return whole_shares(tuple(one for one in read if isinstance(one, Share)))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ((85.71, 14.29, 0.0, 0.0), (8571, 1429, 0, 0)),
        (("85.71%", "14.29%", "0%", "0%"), (8571, 1429, 0, 0)),
        ((0.8571, 0.1429, 0.0, 0.0), (8571, 1429, 0, 0)),
        ((85.71, 14.28, 0.0, 0.0), (8571, 1428, 0, 0)),
        ((1.0, 0.0, 0.0, 0.0), (10_000, 0, 0, 0)),
        ((100.0, 0.0, 0.0, 0.0), (10_000, 0, 0, 0)),
        ((33.335, 66.665, 0.0, 0.0), (3334, 6667, 0, 0)),
        ((50.0, 40.0, 9.9, 0.0), (5000, 4000, 990, 0)),
        ((0.5, 0.4, 0.099, 0.0), (5000, 4000, 990, 0)),
        ((50.0, 40.0, 9.8, 0.0), None),
        ((0.5, 0.4, 0.09, 0.0), None),
        (("0.5%", "0.5%", "0%", "0%"), None),
        ((0.0, 0.0, 0.0, 0.0), None),
        ((80.0, 0.2, 0.0, 0.0), None),
    ],
)
def test_the_total_tells_percentages_from_fractions(written: tuple[Raw, ...], expected: tuple[int, ...] | None) -> None:
    assert shares(*written) == expected
