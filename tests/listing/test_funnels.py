"""Who comes through a funnel: as many as it lets in, and everybody level with the last of them."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reserve.listing.funnels import coming_through, let_in, ranks
from reserve.policy.examining import Funnel

FIVE, HALF = Funnel(ratio=Fraction(5)), Funnel(ratio=Fraction(5, 2))


@pytest.mark.parametrize(
    ("funnel", "places", "people", "count"),
    [
        (FIVE, 1, 30, 5),
        (FIVE, 2, 3, 10),
        (FIVE, 0, 3, 0),
        (HALF, 1, 9, 3),
        (HALF, 2, 9, 5),
        (Funnel(count=30), 1, 229, 30),
        (Funnel(drop=Fraction(1, 4)), 1, 229, 172),
        (Funnel(drop=Fraction(1, 4)), 1, 3, 3),
        (Funnel(drop=Fraction(1, 4)), 1, 4, 3),
    ],
)
def test_how_many_are_let_in(funnel: Funnel, places: int, people: int, count: int) -> None:
    assert let_in(funnel, places, people) == count


@pytest.mark.parametrize(
    ("keys", "limit", "through"),
    [
        ([90, 80, 70, 60, 50, 40], 5, [True] * 5 + [False]),
        ([90, 80, 70, 60, 50, 50, 40], 5, [True] * 6 + [False]),  # level for fifth: both
        ([50, 50, 50], 1, [True] * 3),
        ([50, 60], 0, [False] * 2),
        ([], 5, []),
    ],
)
def test_whoever_is_level_with_the_last_comes_through(keys: list[int], limit: int, through: list[bool]) -> None:
    groups = np.zeros(len(keys), dtype=np.int64)
    found = coming_through(groups, np.array(keys, dtype=np.int64), np.full(len(keys), limit))
    assert found.tolist() == through


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(-1, 6)), max_size=30), st.integers(0, 6))
def test_the_columns_agree_with_counting_for_each_person(people: list[tuple[int, int]], limit: int) -> None:
    groups = np.array([group for group, _ in people], dtype=np.int64)
    keys = np.array([key for _, key in people], dtype=np.int64)
    better = [sum(other == group and key > own for other, key in people) for group, own in people]
    assert ranks(groups, keys).tolist() == [one + 1 for one in better]
    found = coming_through(groups, keys, np.full(len(people), limit))
    assert found.tolist() == [one < limit for one in better]
