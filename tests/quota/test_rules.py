"""How many places a unit has, and who stands on them (rules 9 and 10)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reserve.quota.model import Figures
from reserve.quota.rules import occupants, unfit
from reserve.roster.model import PlaceClass


@pytest.mark.parametrize(
    ("posts", "per_post", "adjustment", "places"),
    [
        (1, 2, 0, 2),
        (2, 2, 0, 4),
        (3, 1, 0, 3),
        (3, 1, 1, 4),
        (3, 1, -1, 2),
        (1, 2, -2, 0),
        (1, 2, -5, 0),
        (0, 2, 0, 0),
        (0, 2, 1, 1),
        (None, 2, 0, 0),
        (None, 2, 3, 0),
    ],
)
def test_places_are_posts_times_the_ratio_plus_the_adjustment_and_never_below_nothing(
    posts: int | None, per_post: int, adjustment: int, places: int
) -> None:
    assert Figures(1, PlaceClass.CHIEF, posts, per_post, adjustment, "理由").places == places


@pytest.mark.parametrize(
    ("count", "members", "expected"),
    [
        (3, [7], [7, None, None]),
        (2, [7, 8], [7, 8]),
        (1, [7, 8], [7]),
        (0, [7], []),
        (0, [], []),
        (2, [], [None, None]),
    ],
)
def test_members_stand_on_the_places_first_and_nobody_is_forced_out(
    count: int, members: list[int], expected: list[int | None]
) -> None:
    assert occupants(count, members) == expected


@given(st.integers(0, 9), st.lists(st.integers(1, 99), unique=True, max_size=12))
def test_what_is_open_is_what_the_members_leave(count: int, members: list[int]) -> None:
    standing = occupants(count, members)
    assert len(standing) == count
    assert standing.count(None) == max(0, count - len(members))


def test_an_adjustment_keeps_to_the_limit_of_the_plan_and_takes_no_occupied_place() -> None:
    before = Figures(1, PlaceClass.DEPUTY, 3, 1, 0, "")
    assert set(unfit(before, 2, "编制", at_most=2)) == set()
    assert set(unfit(before, 3, "编制", at_most=2)) == {"adjustment"}
    assert set(unfit(before, -1, "编制", occupied=2)) == set()
    assert set(unfit(before, -2, "编制", occupied=2)) == {"adjustment"}
    # Where more members stay than there are places, more places may still be given, one at a time.
    full = Figures(1, PlaceClass.DEPUTY, 3, 1, 0, "")
    assert set(unfit(full, 1, "编制", occupied=9)) == set()
