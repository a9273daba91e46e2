"""Who gets the open places of one unit: against counting, against the oracle, and by hand."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reserve.listing.model import TieDecision
from reserve.listing.slate import Candidate, Position, Slate, draw
from tests.oracle.listing import take

LIST, LEAVE_OUT = TieDecision.LIST, TieDecision.LEAVE_OUT
SEATED, BEYOND, TIED, LEFT_OUT = Position.SEATED, Position.BEYOND, Position.TIED, Position.LEFT_OUT
# Few different votes and marks, so that ties are frequent.
KEYS = st.lists(st.tuples(st.integers(0, 4), st.integers(60, 62)), max_size=8)
PLACES = st.integers(0, 6)


def candidates(keys: Sequence[tuple[int, ...]]) -> list[Candidate]:
    return [Candidate(number, key) for number, key in enumerate(keys)]


@st.composite
def decided(draw: st.DrawFn) -> tuple[list[tuple[int, ...]], Mapping[int, TieDecision]]:
    """Keys, and decisions about some of the people."""
    keys = draw(KEYS)
    given_to = draw(st.sets(st.integers(0, 7)))
    return list(keys), {number: draw(st.sampled_from(TieDecision)) for number in sorted(given_to) if number < len(keys)}


@given(KEYS, PLACES)
def test_without_decisions_everybody_s_position_can_be_counted(keys: list[tuple[int, ...]], places: int) -> None:
    slate = draw(candidates(keys), places, {})
    tie = {key for key in keys if above(keys, key) < places < above(keys, key) + keys.count(key)}
    for number, key in enumerate(keys):
        expected = BEYOND
        if above(keys, key) + keys.count(key) <= places:
            expected = SEATED
        elif key in tie:
            expected = TIED
        assert slate.positions[number] is expected
        assert slate.ranks[number] == above(keys, key) + 1
    assert slate.tied == {number for number, key in enumerate(keys) if key in tie}
    assert slate.refused == frozenset()


def above(keys: Sequence[tuple[int, ...]], key: tuple[int, ...]) -> int:
    return sum(other > key for other in keys)


@given(decided(), PLACES)
def test_the_seated_are_those_whom_the_oracle_takes(
    table: tuple[list[tuple[int, ...]], Mapping[int, TieDecision]], places: int
) -> None:
    keys, decisions = table
    slate = draw(candidates(keys), places, decisions)
    assert seated(slate) == taken_by_the_oracle(keys, places, decisions)


def taken_by_the_oracle(keys: Sequence[tuple[int, ...]], places: int, decisions: Mapping[int, TieDecision]) -> set[int]:
    nominees: list[dict[str, Any]] = [
        {"person_id": number, "class": "deputy", "votes": {"votes": votes}, "exam": {"score": f"{mark}.00"}}
        for number, (votes, mark) in enumerate(keys)
    ]
    ties = {
        number: [{"decision": decision.value, "class": None, "decided_on": 1}] for number, decision in decisions.items()
    }
    return {nominee["person_id"] for nominee in take({"ties": ties}, nominees, places)}


def seated(slate: Slate) -> set[int]:
    return {number for number, position in slate.positions.items() if position is SEATED}


@given(decided(), PLACES, st.randoms(use_true_random=False))
def test_the_order_in_which_candidates_come_means_nothing(
    table: tuple[list[tuple[int, ...]], Mapping[int, TieDecision]], places: int, luck: Random
) -> None:
    keys, decisions = table
    mixed = candidates(keys)
    luck.shuffle(mixed)
    straight, moved = (draw(order, places, decisions) for order in (candidates(keys), mixed))
    assert (straight.positions, straight.ranks) == (moved.positions, moved.ranks)
    assert (straight.tied, straight.refused) == (moved.tied, moved.refused)


@given(decided(), PLACES)
def test_never_more_seats_than_places_and_nobody_passed_over_without_a_decision(
    table: tuple[list[tuple[int, ...]], Mapping[int, TieDecision]], places: int
) -> None:
    keys, decisions = table
    slate = draw(candidates(keys), places, decisions)
    assert len(seated(slate)) <= places
    assert slate.positions.keys() == set(range(len(keys)))
    for one in seated(slate):
        for other in range(len(keys)):
            if keys[other] > keys[one] and other not in seated(slate):
                assert (slate.positions[other], decisions.get(other)) == (LEFT_OUT, LEAVE_OUT)
            if keys[other] == keys[one] and other not in seated(slate):
                # Level people share one fate, unless a human told them apart.
                assert decisions.get(one) is LIST


@given(decided(), PLACES)
def test_decisions_about_people_who_are_in_no_tie_change_nothing(
    table: tuple[list[tuple[int, ...]], Mapping[int, TieDecision]], places: int
) -> None:
    keys, decisions = table
    slate = draw(candidates(keys), places, decisions)
    used = {number: decision for number, decision in decisions.items() if number in slate.tied}
    again = draw(candidates(keys), places, used)
    assert (slate.positions, slate.tied, slate.refused) == (again.positions, again.tied, again.refused)


@pytest.mark.parametrize(
    ("places", "decisions", "positions"),
    [
        # Three people level for the last two of three places, one above and one below them.
        (3, {}, [SEATED, TIED, TIED, TIED, BEYOND]),
        (3, {1: LIST}, [SEATED, SEATED, TIED, TIED, BEYOND]),
        (3, {1: LIST, 2: LIST}, [SEATED, SEATED, SEATED, LEFT_OUT, BEYOND]),
        (3, {1: LIST, 2: LIST, 3: LEAVE_OUT}, [SEATED, SEATED, SEATED, LEFT_OUT, BEYOND]),
        (3, {1: LIST, 2: LIST, 3: LIST}, [SEATED, TIED, TIED, TIED, BEYOND]),
        (3, {1: LIST, 2: LEAVE_OUT}, [SEATED, SEATED, LEFT_OUT, TIED, BEYOND]),
        (3, {1: LIST, 2: LEAVE_OUT, 3: LEAVE_OUT}, [SEATED, SEATED, LEFT_OUT, LEFT_OUT, SEATED]),
        (3, {1: LEAVE_OUT, 2: LEAVE_OUT, 3: LEAVE_OUT}, [SEATED, LEFT_OUT, LEFT_OUT, LEFT_OUT, SEATED]),
        (3, {1: LEAVE_OUT}, [SEATED, LEFT_OUT, TIED, TIED, BEYOND]),
        # The same people where no tie is at the last place.
        (4, {1: LEAVE_OUT}, [SEATED, SEATED, SEATED, SEATED, BEYOND]),
        (1, {1: LIST}, [SEATED, BEYOND, BEYOND, BEYOND, BEYOND]),
        (0, {}, [BEYOND, BEYOND, BEYOND, BEYOND, BEYOND]),
        (9, {}, [SEATED, SEATED, SEATED, SEATED, SEATED]),
    ],
)
def test_what_a_decision_does_to_a_tie(
    places: int, decisions: dict[int, TieDecision], positions: list[Position]
) -> None:
    keys = [(9, 70), (5, 70), (5, 70), (5, 70), (1, 90)]
    slate = draw(candidates(keys), places, decisions)
    assert [slate.positions[number] for number in range(5)] == positions
    assert bool(slate.refused) is (list(decisions.values()).count(LIST) > 2)


def test_two_ties_can_follow_each_other() -> None:
    keys = [(5, 70), (5, 70), (3, 60), (3, 60)]
    slate = draw(candidates(keys), 1, {0: LEAVE_OUT, 1: LEAVE_OUT})
    assert [slate.positions[number] for number in range(4)] == [LEFT_OUT, LEFT_OUT, TIED, TIED]
    assert slate.tied == {0, 1, 2, 3}
    slate = draw(candidates(keys), 1, {0: LEAVE_OUT, 1: LEAVE_OUT, 3: LIST})
    assert [slate.positions[number] for number in range(4)] == [LEFT_OUT, LEFT_OUT, LEFT_OUT, SEATED]
