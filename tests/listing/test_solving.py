"""The slate with targets equals brute force, ignores the order of input, and tells what cannot be met."""

from dataclasses import replace
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reserve.listing.solving import slate_with_targets, with_more_places
from reserve.listing.targets import Demand, Problem, Proposal, Runner
from reserve.roster.model import PlaceClass

CHIEF, DEPUTY = PlaceClass.CHIEF, PlaceClass.DEPUTY
AMOUNTS = st.one_of(st.integers(0, 4), st.sampled_from([Fraction(1, 4), Fraction(1, 3), Fraction(1, 2), Fraction(1)]))


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """A county of two units and at most nine runners, its plain slate as the chain gives it."""
    figures = draw(
        st.lists(
            st.tuples(
                st.integers(1, 7), st.integers(1, 2), st.sampled_from(PlaceClass), st.integers(0, 2), st.integers(0, 1)
            ),
            min_size=1, max_size=9, unique_by=lambda one: (one[0], one[2]),
        )
    )  # fmt: skip
    places = {(unit, one): draw(st.integers(0, 2)) for unit in (1, 2) for one in PlaceClass}
    keys = {number: (figure[1], figure[2], figure[3:]) for number, figure in enumerate(figures, 1)}
    taken: set[int] = set()
    seated: set[int] = set()
    for spot, count in sorted(places.items()):
        here = [number for number, (unit, one, _) in keys.items() if (unit, one) == spot]
        for number in sorted(here, key=lambda number: (keys[number][2], -number), reverse=True):
            if len(seated & set(here)) < count and figures[number - 1][0] not in taken:
                seated.add(number)
                taken.add(figures[number - 1][0])
    runners = tuple(
        Runner(
            number,
            figures[number - 1][0],
            (unit, place_class),
            1 + sum(keys[other][:2] == (unit, place_class) and keys[other][2] > key for other in keys),
            key,
            number in seated,
        )
        for number, (unit, place_class, key) in keys.items()
    )
    ids = st.frozensets(st.sampled_from(sorted(keys)))
    demands = tuple(_demand(draw, number, ids) for number in range(draw(st.integers(0, 3))))
    limits = {DEPUTY: draw(st.integers(0, 3))} if draw(st.booleans()) else {}
    limits = {one: max(limit, sum(r.spot[1] is one and r.seated for r in runners)) for one, limit in limits.items()}
    return Problem(runners, places, demands, limits)


def _demand(draw: st.DrawFn, number: int, ids: st.SearchStrategy[frozenset[int]]) -> Demand:
    sure, other = draw(ids), draw(ids)
    members = draw(st.integers(0, 3))
    lower, upper = draw(st.one_of(st.tuples(AMOUNTS, st.none()), st.tuples(st.none(), AMOUNTS)))
    sure_members = draw(st.integers(0, members))
    return Demand(
        str(number), lower, upper, draw(st.booleans()), sure, sure | other, draw(ids), sure_members, members, members
    )


def brute_force(problem: Problem) -> tuple[tuple[int, ...], list[frozenset[int]]]:
    """Every slate within the places is tried: the best measure, and all slates that have it."""
    ids = [one.id for one in problem.runners]
    every = (frozenset(some) for count in range(len(ids) + 1) for some in combinations(ids, count))
    within = [slate for slate in every if problem.allows(slate)]
    best = min(problem.measure(slate) for slate in within)
    return best, [slate for slate in within if problem.measure(slate) == best]


@settings(max_examples=60, deadline=None)
@given(problems())
def test_the_slate_is_what_brute_force_finds(problem: Problem) -> None:
    plain = problem.plain
    found = slate_with_targets(problem)
    assert found.sole
    if all(one.standing(plain).met for one in problem.demands):
        assert found == Proposal(plain, frozenset(), 0, problem.measure(plain))
        return
    best, slates = brute_force(problem)
    shared = frozenset.intersection(*slates)
    assert (found.measure, found.chosen) == (best, shared)
    assert found.level == frozenset.union(*slates) - shared
    assert found.open_places == len(slates[0]) - len(shared)


@settings(max_examples=25, deadline=None)
@given(problems(), st.randoms(use_true_random=False))
def test_the_order_of_input_does_not_matter(problem: Problem, random: object) -> None:
    runners, demands = list(problem.runners), list(problem.demands)
    for some in (runners, demands):
        random.shuffle(some)  # type: ignore[attr-defined]
    shuffled = replace(problem, runners=tuple(runners), demands=tuple(demands))
    assert slate_with_targets(shuffled) == slate_with_targets(problem)


def county(places: int = 1) -> Problem:
    """One unit with four people for one class, the even ones women, in the order of their ids."""
    runners = tuple(
        Runner(number, number, (1, DEPUTY), number, (100 - number,), number <= places) for number in range(1, 5)
    )
    return Problem(runners, {(1, DEPUTY): places})


def women(least: int, ids: frozenset[int] = frozenset({2, 4}), *, binding: bool = False) -> Demand:
    """So many women are wanted."""
    return Demand("women", least, None, binding, ids, ids, frozenset({1, 2, 3, 4}))


def test_the_next_by_rank_comes_in_and_the_last_goes_out() -> None:
    problem = replace(county(), demands=(women(1),))
    found = slate_with_targets(problem)
    assert (set(found.chosen), set(found.level)) == ({2}, set())
    assert found.measure[:5] == (0, 0, 0, 1, 1)


def test_two_who_are_level_are_left_to_a_human() -> None:
    runners = tuple(replace(one, rank=2, weights=(9,)) if one.id in {2, 4} else one
                    for one in county().runners)  # fmt: skip
    problem = replace(county(), runners=runners, demands=(women(1),))
    found = slate_with_targets(problem)
    assert (set(found.chosen), set(found.level), found.open_places) == (set(), {2, 4}, 1)


def test_what_the_places_do_not_allow_is_told_with_the_fewest_places_that_would_do() -> None:
    problem = replace(county(), demands=(women(2),))
    found = slate_with_targets(problem)
    assert (set(found.chosen), found.measure[2]) == ({2}, 1)
    more = with_more_places(problem)
    assert more is not None
    assert (set(more.chosen), dict(more.extra)) == ({2, 4}, {(1, DEPUTY): 1})


def test_nobody_can_make_up_for_people_who_do_not_exist() -> None:
    problem = replace(county(), demands=(women(3),))
    assert with_more_places(problem) is None


@pytest.mark.parametrize(("binding", "chosen"), [(True, {3, 4}), (False, {1, 2})])
def test_a_binding_target_goes_before_an_advisory_one(binding: bool, chosen: set[int]) -> None:  # noqa: FBT001 - a case
    first = Demand("late", 2, None, binding, frozenset({3, 4}), frozenset({3, 4}), frozenset())
    second = Demand("early", 2, None, not binding, frozenset({1, 2}), frozenset({1, 2}), frozenset())
    problem = replace(county(2), demands=(first, second))
    assert slate_with_targets(problem).chosen == chosen


def test_who_might_belong_helps_no_minimum_and_counts_towards_a_maximum() -> None:
    unknown = Demand("men", 1, 0, binding=True, sure=frozenset(), maybe=frozenset({1}), counted=frozenset({1, 2}))
    stands = unknown.standing({1})
    assert (stands.short, stands.over, stands.met) == (1, 1, False)


@pytest.mark.parametrize(("whole", "least", "most"), [(10, 3, 2), (12, 3, 3), (0, 0, 0)])
def test_a_minimum_rounds_up_and_a_maximum_down(whole: int, least: int, most: int) -> None:
    demand = replace(women(0), lower=Fraction(1, 4), upper=Fraction(1, 4), counted=frozenset(range(whole)))
    stands = demand.standing(range(whole))
    assert (stands.least, stands.most) == (least, most)
