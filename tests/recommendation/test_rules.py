"""When a meeting gives a result, who ranks where, and how a share is shown (rule 8)."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reserve.recommendation.rules import gives_result, ranks, share_shown

TWO_THIRDS = Fraction(2, 3)
COUNTS = st.integers(0, 40)


def counts(
    due: int | None = 60,
    present: int | None = 40,
    returned: int | None = 39,
    valid: int | None = 38,
    *,
    void: bool = False,
    attendance: Fraction = TWO_THIRDS,
) -> bool:
    return gives_result(due, present, returned, valid, void=void, attendance=attendance)


@pytest.mark.parametrize(
    ("present", "due", "enough"),
    [
        (40, 60, True),
        (39, 60, False),
        (41, 60, True),
        (2, 3, True),
        (1, 2, False),
        (0, 0, True),
        (67, 100, True),
        (66, 100, False),
    ],
)
def test_two_thirds_of_those_due_must_be_there_to_the_person(present: int, due: int, *, enough: bool) -> None:
    assert counts(due, present, 1, 1) is enough


@given(COUNTS, COUNTS)
def test_attendance_is_compared_in_whole_people(present: int, due: int) -> None:
    assert counts(due, present, 1, 1) is (3 * present >= 2 * due)


@pytest.mark.parametrize("missing", ["due", "present", "returned", "valid"])
def test_a_missing_count_gives_no_result(missing: str) -> None:
    nothing: dict[str, Any] = {missing: None}
    assert counts()
    assert not counts(**nothing)


def test_a_void_vote_and_one_without_a_valid_slip_give_no_result() -> None:
    assert not counts(void=True)
    assert not counts(valid=0)


@pytest.mark.parametrize(
    ("attendance", "enough"), [(Fraction(1, 2), True), (Fraction(4, 5), False), (Fraction(0), True)]
)
def test_the_plan_says_how_many_must_be_there(attendance: Fraction, *, enough: bool) -> None:
    assert counts(attendance=attendance) is enough


@given(st.lists(st.integers(0, 6), max_size=12))
def test_a_rank_is_one_more_than_the_number_of_names_with_more_votes(votes: list[int]) -> None:
    assert ranks(votes) == [1 + sum(other > one for other in votes) for one in votes]


@pytest.mark.parametrize(
    ("votes", "expected"),
    [
        ([], []),
        ([7], [1]),
        ([9, 9, 3], [1, 1, 3]),
        ([3, 9, 9], [3, 1, 1]),
        ([5, 4, 4, 4, 0], [1, 2, 2, 2, 5]),
        ([0, 0], [1, 1]),
    ],
)
def test_equal_votes_share_a_rank_and_the_next_one_skips(votes: list[int], expected: list[int]) -> None:
    assert ranks(votes) == expected


@pytest.mark.parametrize(
    ("votes", "valid", "shown"),
    [
        (3, 10, 3000),
        (1, 3, 3333),
        (2, 3, 6667),
        (30, 30, 10_000),
        (0, 7, 0),
        (1, 8, 1250),
        (1, 20_000, 1),
        (1, 20_001, 0),
    ],
)
def test_a_share_is_shown_in_hundredths_of_a_percent_rounded_half_up(votes: int, valid: int, shown: int) -> None:
    assert share_shown(votes, valid) == shown


@given(st.integers(0, 1000), st.integers(1, 1000))
def test_a_shown_share_is_within_half_a_hundredth(votes: int, valid: int) -> None:
    off = share_shown(votes, valid) - Fraction(votes * 10_000, valid)
    assert Fraction(-1, 2) < off <= Fraction(1, 2)
