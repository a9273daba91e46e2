"""The list of a whole cycle against the oracle, and the sentence that everybody gets."""

from dataclasses import replace
from random import Random
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reserve.exam.model import MarkStatus
from reserve.inspection.model import Outcome
from reserve.listing.model import Seat, Standpoint, TieDecision
from reserve.listing.rules import Drawn, drawn_up
from reserve.roster.model import PlaceClass
from reserve.text import word
from tests.oracle.listing import draw_up_list

CHIEF, DEPUTY = PlaceClass.CHIEF, PlaceClass.DEPUTY
CLASSES = ("chief", "deputy")
ORDER = ("votes", "mark")
PASS_LINE = 6000
UNITS = (1, 2)
Places = dict[tuple[int, PlaceClass], int]
Ties = dict[tuple[int, PlaceClass], TieDecision]
ELIGIBLE: Final = Standpoint(
    id=1,
    person=1,
    unit_id=1,
    place_class=DEPUTY,
    standing="eligible",
    approved=False,
    failed=(),
    unknown=(),
    inspection=None,
    status=MarkStatus.TAKEN,
    mark=7000,
    passed=True,
    votes=10,
)


def listed(
    nominees: list[Standpoint], places: Places, ties: Ties | None = None, order: tuple[str, ...] = ORDER
) -> Drawn:
    return drawn_up(nominees, places, ties or {}, classes=CLASSES, order=order, pass_line=PASS_LINE)


@st.composite
def standpoints(draw: st.DrawFn) -> list[Standpoint]:
    """Up to six people of two units, each in one or both classes; the exam is the person's, not the class's."""
    found: list[Standpoint] = []
    for person in range(1, draw(st.integers(1, 6)) + 1):
        unit = draw(st.sampled_from(UNITS))
        status = draw(st.sampled_from([MarkStatus.TAKEN] * 4 + [MarkStatus.ABSENT, MarkStatus.VOID, None]))
        mark = draw(st.sampled_from([5999, 6000, 6000, 7000])) if status is MarkStatus.TAKEN else None
        inspection = draw(st.sampled_from([None, None, *Outcome]))
        for place_class in draw(st.sampled_from([(CHIEF,), (DEPUTY,), (CHIEF, DEPUTY)])):
            standing = draw(st.sampled_from(["eligible", "eligible", "exceptional", "undecided", "ineligible"]))
            approved = standing == "exceptional" and draw(st.booleans())
            one = replace(ELIGIBLE, id=len(found) + 1, person=person, unit_id=unit, place_class=place_class)
            found.append(
                replace(
                    one,
                    standing=standing,
                    approved=approved,
                    inspection=inspection,
                    status=status,
                    mark=mark,
                    passed=mark is not None and mark >= PASS_LINE,
                    votes=draw(st.integers(1, 3)),
                )
            )
    return found


PLACES = st.fixed_dictionaries({(unit, one): st.integers(0, 3) for unit in UNITS for one in PlaceClass})
TIES = st.dictionaries(
    st.tuples(st.integers(1, 6), st.sampled_from(PlaceClass)), st.sampled_from(TieDecision), max_size=4
)


@given(standpoints(), PLACES, TIES)
def test_the_seats_are_those_of_the_oracle(nominees: list[Standpoint], places: Places, ties: Ties) -> None:
    drawn = listed(nominees, places, ties)
    rows = rows_of_the_oracle(nominees, places, ties)
    expected = {
        row["id"]: Seat.LISTED if row["listed"] else Seat.RESERVED for row in rows if row["listed"] or row["reserved"]
    }
    assert drawn.seats == expected
    assert drawn.reasons.keys() == {one.id for one in nominees}


def rows_of_the_oracle(nominees: list[Standpoint], places: Places, ties: Ties) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [
        {
            "id": one.id,
            "person_id": one.person,
            "unit": one.unit_id,
            "class": one.place_class.value,
            "outcome": one.standing,
            "inspection": None if one.inspection is None else {"outcome": one.inspection.value},
            "exam": None if one.status is None else {"score": f"{(one.mark or 0) / 100}", "passed": one.passed},
            "votes": {"votes": one.votes},
            "listed": False,
            "reserved": False,
        }
        for one in nominees
    ]
    papers = {
        "reason": "实绩",
        "evidence": "文件",
        "proposed_by": "孙五",
        "approvals": [("周六", 1), ("吴七", 1)],
        "relatives": [],
    }
    settled: dict[int, list[dict[str, Any]]] = {}
    for (person, place_class), decision in ties.items():
        settled.setdefault(person, []).append({"decision": decision.value, "class": place_class.value, "decided_on": 1})
    county = {
        "people": {one.person: {"name": f"甲{one.person}"} for one in nominees},
        "exceptions": {(one.person, one.place_class.value): papers for one in nominees if one.approved},
        "ties": settled,
    }
    for place_class in PlaceClass:
        for unit in UNITS:
            card = {"unit": unit, place_class.value: {"open": places[unit, place_class]}}
            draw_up_list(county, card, place_class.value, rows)
    return rows


@given(standpoints(), PLACES, TIES, st.randoms(use_true_random=False))
def test_the_order_of_nominees_means_nothing(
    nominees: list[Standpoint], places: Places, ties: Ties, luck: Random
) -> None:
    mixed = list(nominees)
    luck.shuffle(mixed)
    assert listed(nominees, places, ties) == listed(mixed, places, ties)


@given(standpoints(), PLACES, TIES)
def test_what_must_never_be_on_a_list(nominees: list[Standpoint], places: Places, ties: Ties) -> None:
    drawn = listed(nominees, places, ties)
    by_id = {one.id: one for one in nominees}
    seats = [(by_id[number], seat) for number, seat in drawn.seats.items()]
    people = [one.person for one, _ in seats]
    assert len(people) == len(set(people))
    for one, seat in seats:
        assert one.passed
        assert one.inspection is not Outcome.NEGATIVE
        assert one.standing in {"eligible", "exceptional"}
        assert (seat is Seat.RESERVED) is (one.exceptional and not one.approved)
    for key, number in places.items():
        assert sum((one.unit_id, one.place_class) == key for one, _ in seats) <= number


def test_whoever_has_a_chief_s_place_leaves_the_deputy_list() -> None:
    both = [replace(ELIGIBLE, id=1, place_class=CHIEF), replace(ELIGIBLE, id=2)]
    next_one = replace(ELIGIBLE, id=3, person=2, votes=1)
    drawn = listed([*both, next_one], {(1, CHIEF): 1, (1, DEPUTY): 1})
    assert drawn.seats == {1: Seat.LISTED, 3: Seat.LISTED}
    reserved = replace(both[0], standing="exceptional")
    drawn = listed([reserved, both[1], next_one], {(1, CHIEF): 1, (1, DEPUTY): 1})
    assert drawn.seats == {1: Seat.RESERVED, 3: Seat.LISTED}


def test_there_is_no_second_pass_over_the_chief_lists() -> None:
    """Who got no chief's place stays a candidate for deputy; nothing of the chief list is drawn anew."""
    nominees = [
        replace(ELIGIBLE, id=1, person=1, place_class=CHIEF, votes=9),
        replace(ELIGIBLE, id=2, person=2, place_class=CHIEF, votes=5),
        replace(ELIGIBLE, id=3, person=2, place_class=DEPUTY, votes=5),
    ]
    assert listed(nominees, {(1, CHIEF): 1, (1, DEPUTY): 1}).seats == {1: Seat.LISTED, 3: Seat.LISTED}


def test_a_reserved_place_is_taken_by_nobody_below() -> None:
    first = replace(ELIGIBLE, id=1, person=1, standing="exceptional", votes=9)
    second = replace(ELIGIBLE, id=2, person=2, votes=5)
    assert listed([first, second], {(1, DEPUTY): 1}).seats == {1: Seat.RESERVED}
    assert listed([replace(first, approved=True), second], {(1, DEPUTY): 1}).seats == {1: Seat.LISTED}


@pytest.mark.parametrize(
    ("order", "first"), [(("votes", "mark"), 1), (("mark", "votes"), 2), (("votes",), None), (("mark",), 2)]
)
def test_the_plan_says_what_decides_the_order(order: tuple[str, ...], first: int | None) -> None:
    nominees = [replace(ELIGIBLE, id=1, person=1, mark=7000), replace(ELIGIBLE, id=2, person=2, mark=8000, votes=9)]
    if first is None:
        nominees[1] = replace(nominees[1], votes=10)
    drawn = listed(nominees, {(1, DEPUTY): 1}, order=order)
    assert list(drawn.seats) == ([] if first is None else [first])


def test_a_unit_without_a_number_of_places_lists_nobody() -> None:
    assert listed([ELIGIBLE], {}).seats == {}


@pytest.mark.parametrize(
    ("changes", "places", "sentence"),
    [
        ({"standing": "ineligible", "failed": ("年龄", "学历")}, 1, "Not eligible: 年龄, 学历."),
        ({"standing": "undecided", "unknown": ("年龄",)}, 1, "Undecided until it is clarified: 年龄."),
        ({"inspection": Outcome.NEGATIVE}, 1, "The inspection came to a negative conclusion."),
        ({"status": None, "mark": None, "passed": False}, 1, "No exam mark yet."),
        ({"status": MarkStatus.ABSENT, "mark": None, "passed": False}, 1, "Absent from the exam."),
        ({"status": MarkStatus.VOID, "mark": None, "passed": False}, 1, "The exam paper was made void."),
        ({"mark": 5999, "passed": False}, 1, "Exam mark 59.99, below the pass line 60.00."),
        ({}, 1, "Listed: 10 votes, mark 70.00, rank 1 for 1 open places."),
        ({"inspection": Outcome.INCOMPLETE}, 1, "Listed: 10 votes, mark 70.00, rank 1 for 1 open places."),
        (
            {"standing": "exceptional"},
            2,
            "Place reserved until the exception is approved: 10 votes, mark 70.00, rank 1 for 2 open places.",
        ),
        (
            {"standing": "exceptional", "approved": True},
            2,
            "Listed under the exception: 10 votes, mark 70.00, rank 1 for 2 open places.",
        ),
        ({}, 0, "Passed, but no place is open in this unit and class."),
    ],
)
def test_everybody_is_told_why(changes: dict[str, Any], places: int, sentence: str) -> None:
    drawn = listed([replace(ELIGIBLE, **changes)], {(1, DEPUTY): places})
    assert word(drawn.reasons[1], "en") == sentence


@pytest.mark.parametrize(
    ("ties", "sentences"),
    [
        ({}, ["Listed: 9", "Tie at the last place (5 votes, mark 70.00): it stays open", "Tie at the last place"]),
        ({2: TieDecision.LIST}, ["Listed: 9", "Listed: 5", "Tie at the last place (5 votes, mark 70.00), decided for"]),
        (
            {2: TieDecision.LIST, 3: TieDecision.LIST},
            ["Listed: 9", "Tie at the last place (5 votes, mark 70.00): more of the tied", "Tie at the last place"],
        ),
    ],
)
def test_the_tied_are_told_what_they_wait_for(ties: dict[int, TieDecision], sentences: list[str]) -> None:
    nominees = [replace(ELIGIBLE, id=number, person=number, votes=5) for number in (2, 3)]
    nominees.append(replace(ELIGIBLE, votes=9))
    drawn = listed(nominees, {(1, DEPUTY): 2}, {(person, DEPUTY): one for person, one in ties.items()})
    told = [word(drawn.reasons[number], "en") for number in (1, 2, 3)]
    assert [begin for begin, text in zip(sentences, told, strict=True) if not text.startswith(begin)] == []
    assert drawn.settled == {(person, DEPUTY) for person in ties}
    assert bool(drawn.refused) is (len(ties) == 2)


def test_beyond_the_places_names_rank_and_places() -> None:
    nominees = [ELIGIBLE, replace(ELIGIBLE, id=2, person=2, votes=3)]
    drawn = listed(nominees, {(1, DEPUTY): 1})
    told = word(drawn.reasons[2], "en")
    assert told == "Passed, but beyond the places: 3 votes, mark 70.00, rank 2 for 1 open places."


def test_a_deputy_candidate_with_a_chief_s_place_is_told_so() -> None:
    nominees = [replace(ELIGIBLE, id=1, place_class=CHIEF), replace(ELIGIBLE, id=2)]
    drawn = listed(nominees, {(1, CHIEF): 1, (1, DEPUTY): 1})
    assert "drawn up first" in word(drawn.reasons[2], "en")
