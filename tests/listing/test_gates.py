"""Stages in the plan's own order: who comes through each, who does not and why; as a slow count of the same."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from reserve.db import Database
from reserve.exam import actions
from reserve.exam.model import MarkStatus
from reserve.inspection import actions as inspection
from reserve.inspection.model import Outcome
from reserve.listing import actions as listing
from reserve.listing import queries
from reserve.listing.gates import Campaign, barred
from reserve.listing.model import Seat, Standpoint
from reserve.policy.examining import Exam, Funnel, Stage, StageKind
from reserve.policy.model import Source
from reserve.roster.model import PlaceClass
from reserve.text import word
from tests.cycle.town import ACTOR, EASTERN, ORDINARY, SECOND, inspected, mark
from tests.exam.test_parts import part, plan, started, whole
from tests.policy.exams import FORESTRY, ONE_PAPER, stage

NOWHERE = Source("", "", "")
DEPUTY = PlaceClass.DEPUTY
ONE_EXAM = Exam(10_000, 6_000, NOWHERE)
RECOMMENDED, SCREENED, INSPECTED, EXAMINED, INTERVIEWED, LISTED = (
    StageKind(word) for word in ("recommendation", "screening", "inspection", "exam", "interview", "list")
)


def stages(*kinds: StageKind, funnel: Mapping[StageKind, Funnel] | None = None, open_: bool = False) -> list[Stage]:
    """Return stages in this order; ``open_``: the exam keeps nobody out."""
    return [
        Stage(kind.value, kind, order, not (open_ and kind is EXAMINED), (funnel or {}).get(kind), None, NOWHERE)
        for order, kind in enumerate(kinds)
    ]


def person(number: int, mark: int | None = 8_000, votes: int = 10, **changes: Any) -> Standpoint:  # noqa: ANN401 - any field
    """Return somebody for whom nothing but marks and votes matters."""
    whole = Standpoint(
        id=number, person=number, unit_id=1, place_class=DEPUTY, standing="eligible", approved=False, failed=(),
        unknown=(), inspection=None, status=None if mark is None else MarkStatus.TAKEN, mark=mark,
        passed=mark is not None and mark >= ONE_EXAM.pass_line, votes=votes,
    )  # fmt: skip
    return replace(whole, **changes)


def out(
    people: Sequence[Standpoint], found: Sequence[Stage], *, places: int = 1, recorded: bool = False
) -> dict[int, str]:
    """Return who is kept from the list, and why."""
    campaign = Campaign(found, ONE_EXAM, {(1, DEPUTY): places, (2, DEPUTY): places}, ONE_EXAM.pass_line, recorded)
    return {number: word(why, "en") for number, why in barred(people, campaign).items()}


INSPECTION_FIRST = stages(RECOMMENDED, SCREENED, INSPECTED, EXAMINED, LISTED)
EXAM_FIRST = stages(RECOMMENDED, SCREENED, EXAMINED, INSPECTED, LISTED)


@pytest.mark.parametrize(
    ("outcome", "recorded", "why"),
    [
        (None, False, None),
        (None, True, "No inspection is recorded; it comes after the exam."),
        (Outcome.INCOMPLETE, True, "The inspection is incomplete; it comes after the exam."),
        (Outcome.POSITIVE, True, None),
        (Outcome.NEGATIVE, True, "The inspection came to a negative conclusion."),
    ],
)
def test_an_inspection_after_the_exam_keeps_people_from_the_list(
    outcome: Outcome | None,
    recorded: bool,  # noqa: FBT001 - from the table
    why: str | None,
) -> None:
    found = out([person(1, inspection=outcome)], EXAM_FIRST, recorded=recorded)
    assert found == ({} if why is None else {1: why})
    negative = {1: "The inspection came to a negative conclusion."}
    for others in (INSPECTION_FIRST, stages(SCREENED, EXAMINED, LISTED)):
        kept = out([person(1, inspection=outcome)], others, recorded=recorded)
        assert kept == (negative if outcome is Outcome.NEGATIVE else {})


def test_without_an_exam_nobody_needs_a_mark_and_an_open_one_keeps_nobody_out() -> None:
    people = [person(1, None), person(2, 5_000), person(3, standing="ineligible", failed=("年龄",))]
    assert out(people, stages(SCREENED, LISTED)) == {3: "Not eligible: 年龄."}
    assert out(people, stages(LISTED)) == {3: "Not eligible: 年龄."}
    assert out(people, stages(SCREENED, EXAMINED, LISTED, open_=True)) == {3: "Not eligible: 年龄."}
    assert out(people, INSPECTION_FIRST).keys() == {1, 2, 3}


def test_a_funnel_counts_those_who_are_still_there_and_takes_everybody_level_with_the_last() -> None:
    five = {EXAMINED: Funnel(ratio=Fraction(2))}
    people = [
        person(1, 9_000),
        person(2, 8_000),
        person(3, 8_000),
        person(4, 7_000),
        person(5, 9_900, standing="undecided"),
    ]
    found = out(people, stages(SCREENED, EXAMINED, LISTED, funnel=five))
    assert found.keys() == {4, 5}
    assert found[4] == "Rank 4 after this stage: exam. 2 go on, and whoever is level with the last of them."
    # Before the screening the undecided one counts too.
    assert out(people, stages(EXAMINED, SCREENED, LISTED, funnel=five)).keys() == {2, 3, 4, 5}
    assert out(people, stages(SCREENED, EXAMINED, LISTED, funnel=five), places=0).keys() == {1, 2, 3, 4, 5}


def test_people_come_first_by_votes_after_the_recommendation() -> None:
    people = [person(1, 6_000, votes=20), person(2, 9_000, votes=10), person(3, 6_500, votes=15, unit_id=2)]
    first = {RECOMMENDED: Funnel(ratio=Fraction(1))}
    assert out(people, stages(RECOMMENDED, SCREENED, EXAMINED, LISTED, funnel=first)).keys() == {2}
    county = {RECOMMENDED: Funnel(count=2)}
    assert out(people, stages(RECOMMENDED, SCREENED, EXAMINED, LISTED, funnel=county)).keys() == {2}
    lowest = {EXAMINED: Funnel(drop=Fraction(1, 3))}
    assert out(people, stages(RECOMMENDED, SCREENED, EXAMINED, LISTED, funnel=lowest)).keys() == {1}


MARKS = st.lists(st.tuples(st.integers(1, 2), st.none() | st.integers(50, 70)), min_size=1, max_size=12)


@given(MARKS, st.integers(1, 3), st.integers(0, 2), st.randoms(use_true_random=False))
def test_a_ratio_is_a_count_in_every_unit_whatever_the_order_of_people(
    drawn: list[tuple[int, int | None]], ratio: int, places: int, chance: Random
) -> None:
    people = [
        person(number, None if one is None else one * 100, unit_id=unit)
        for number, (unit, one) in enumerate(drawn, start=1)
    ]
    found = stages(SCREENED, EXAMINED, LISTED, funnel={EXAMINED: Funnel(ratio=Fraction(ratio))})
    gone = out(people, found, places=places)
    through = [one for one in people if one.passed]
    for one in through:
        better = sum(other.unit_id == one.unit_id and (other.mark or 0) > (one.mark or 0) for other in through)
        assert (one.id in gone) is (better >= ratio * places)
    mixed = list(people)
    chance.shuffle(mixed)
    assert out(mixed, found, places=places) == gone


FREE = stage("recommendation", 1) + stage("screening", 2)


def test_under_a_plan_with_the_exam_first_marks_are_keyed_before_the_inspection(database: Database) -> None:
    late = plan(ONE_PAPER + FREE + stage("exam", 3) + stage("inspection", 4) + stage("list", 5))
    with database.writing() as session:
        cycle_id = started(session, late)
        inspection.record(session, ACTOR, cycle_id, [inspected(SECOND)])
        for clerk in ("clerk.one", "clerk.two"):
            actions.key_mark(session, replace(ACTOR, name=clerk), cycle_id, ORDINARY, MarkStatus.TAKEN, 8_000)
        actions.record_marks(session, ACTOR, cycle_id, [mark(SECOND, 7_000)])
        listing.draw_list(session, ACTOR, cycle_id)
        came = listed(session, cycle_id)
    assert came[ORDINARY] == (False, "No inspection is recorded; it comes after the exam.")
    assert came[SECOND][0]


def test_who_comes_first_in_the_written_exam_goes_on_to_the_interview(database: Database) -> None:
    funnel = 'funnel = { ratio = "1/3" }\n'
    text = FORESTRY + FREE + stage("exam", 3, funnel) + stage("interview", 4) + stage("list", 5)
    with database.writing() as session:
        cycle_id = started(session, plan(text))
        rows = [*whole(ORDINARY, 9_000, 9_000, 6_500), *whole(SECOND, 8_000, 8_000, 9_900)]
        rows += [part(EASTERN, "public", 5_000), part(EASTERN, "professional", 5_000)]
        actions.record_marks(session, ACTOR, cycle_id, rows)
        listing.draw_list(session, ACTOR, cycle_id)
        came = listed(session, cycle_id)
    assert came[EASTERN] == (False, "笔试: 50.00, below its minimum of 60.00.")
    assert came[SECOND] == (
        False,
        "Rank 2 after this stage: exam. 1 go on, and whoever is level with the last of them.",
    )
    assert came[ORDINARY] == (False, "Has a place in the class drawn up first, and leaves this list.")


def listed(session: Session, cycle_id: int) -> dict[int, tuple[bool, str]]:
    """Return for everybody of the deputy list whether listed, and why or why not."""
    found = queries.listed(session, cycle_id)
    people = {one.id: one for one in queries.standpoints(session, cycle_id)}
    return {
        people[number].person: (one.seat is Seat.LISTED, word(one.why or "", "en"))
        for number, one in found.items()
        if people[number].place_class is DEPUTY
    }
