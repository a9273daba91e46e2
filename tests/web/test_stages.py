"""The stage bar and the work list: how stages stand, what is in the way of the next, whose task is what."""

import datetime as dt
from collections.abc import Collection
from typing import Final

import msgspec
import pytest

from reserve.campaign.unsettled import Unsettled
from reserve.cycle.model import Step
from reserve.cycle.queries import Taken
from reserve.edge.roles import Permission
from reserve.edge.tasks import tasks
from reserve.reports.duties import Duties
from reserve.reports.progress import Course, Progress
from reserve.text import word
from reserve.web.derived import derived
from reserve.web.stages import State, following, stages

MOMENT: Final = dt.datetime(2026, 7, 1, tzinfo=dt.UTC)
NOTHING: Final = Progress(**dict.fromkeys(Progress.__struct_fields__, 0))
NO_DUTIES: Final = Duties(removals=0, signatures=0, corrections=0, approvals=0)
SETTLED: Final = Unsettled(0, 0)
PREPARED: Final = (Step.ROSTER, Step.MEMBERS, Step.VOTES)
DERIVED: Final = (*PREPARED, Step.RETENTION, Step.ADJUSTMENTS, Step.SCREENING)
WHOLE: Final = (*DERIVED, Step.EXCEPTIONS, Step.INSPECTIONS, Step.MARKS, Step.TIES, Step.LIST)
COUNTS: Final = {
    "units": 2, "people": 9, "members": 2, "counted": 4, "open_places": 5, "meetings": 3, "nominees": 8, "eligible": 5,
    "exceptional": 1, "ineligible": 2, "inspections": 6, "marks": 6, "drawn": 8, "listed": 4,
}  # fmt: skip


def course(*steps: Step, **counts: int) -> Course:
    """Return a campaign whose steps were taken in the order given."""
    taken = {step: Taken(number, MOMENT, f"account{number}") for number, step in enumerate(steps, 1)}
    return Course(msgspec.structs.replace(NOTHING, **counts), taken)


def states(found: Course) -> str:
    """Say how the ten stages stand, one letter each: ahead, done, waits, stale."""
    return "".join(stage.state.value[0] for stage in stages(found))


def follow(found: Course) -> str:
    stage = following(stages(found))
    return "" if stage is None else f"{word(stage.word, 'en')}: {word(stage.blocks, 'en')}"


@pytest.mark.parametrize(
    ("found", "said", "next_one"),
    [
        (course(), "aaaaaaaaaa", "Prepare: Import the units and the roster."),
        (course(Step.ROSTER), "daaaaaaaaa", "Review the pool: Import the present members."),
        (course(Step.ROSTER, Step.MEMBERS), "ddaaaaaaaa", "Recommend: Import the votes."),
        (
            course(*PREPARED, meetings=3, members_open=2),
            "dwadaaaaaa",
            "Screen: Count the places, put forward and screen.",
        ),
        (course(*DERIVED, nominees=8, counted=4, meetings=3), "ddddddddaa", "List: Draw up the list."),
        (
            course(*DERIVED, nominees=8, counted=4, meetings=3, inspections_open=6, marks_open=6),
            "ddddddaaaa",
            "Inspect: Inspections missing: 6, not complete: 0.",
        ),
        (course(*WHOLE, **COUNTS), "ddddddddda", "Approve the list: Submit the list for approval."),
        (course(*WHOLE, **{**COUNTS, "undecided": 3}), "ddddwdddda", "Screen: Undecided nominees: 3."),
        (
            course(*WHOLE, **{**COUNTS, "undecided": 3, "submitted": 1}),
            "ddddwddddw",
            "Approve the list: The list waits for being approved.",
        ),
        (
            course(*WHOLE, **{**COUNTS, "submitted": 1, "approved": 1, "objections_open": 1}),
            "ddddddddddw",
            "Publish and admit: Objections open: 1, not admitted yet: 4.",
        ),
        (
            course(*WHOLE, **{**COUNTS, "submitted": 1, "approved": 1, "withdrawn": 1, "replaced": 1, "admitted": 4}),
            "ddddddddddd",
            "",
        ),
    ],
)
def test_each_stage_says_how_it_stands_and_the_next_what_is_missing(found: Course, said: str, next_one: str) -> None:
    assert states(found) == said
    assert follow(found) == next_one


def test_what_changed_later_makes_what_rests_on_it_out_of_date() -> None:
    votes_again = course(*[step for step in WHOLE if step is not Step.VOTES], Step.VOTES, **COUNTS)
    assert states(votes_again) == "ddsdsddds" + "a"
    assert follow(votes_again) == "Screen: Changed since: votes."
    marks_again = course(*[step for step in WHOLE if step is not Step.MARKS], Step.MARKS, **COUNTS)
    assert states(marks_again) == "ddddddddsa"
    assert follow(marks_again) == "List: Changed since: exam marks."


def test_a_campaign_from_before_the_steps_were_noted_is_no_fresh_one() -> None:
    assert states(course(**COUNTS)) == "ddddddddda"
    assert "units and the roster" not in follow(course(**COUNTS))


@pytest.mark.parametrize(
    ("changes", "stage"),
    [
        ({"members_open": 2}, 1),
        ({"posts_unknown": 1}, 2),
        ({"undecided": 1}, 4),
        ({"exceptions_open": 1}, 5),
        ({"inspections_open": 1}, 6),
        ({"inspections_incomplete": 1}, 6),
        ({"marks_open": 1}, 7),
        ({"corrections_open": 1}, 7),
        ({"ties_open": 2}, 8),
    ],
)
def test_what_waits_is_counted_at_its_stage(changes: dict[str, int], stage: int) -> None:
    found = stages(course(*WHOLE, **{**COUNTS, **changes}))[stage]
    assert (found.state, found.waiting) == (State.OPEN, sum(changes.values()))
    assert found.blocks is not None


def said(found: Course, *may: Permission, duties: Duties = NO_DUTIES, unsettled: Unsettled = SETTLED) -> list[str]:
    """Say the own work list."""
    every = tasks(found, duties, unsettled, may.__contains__)
    return [f"{task.waiting} {word(task.word, 'en')}" for task in every if task.own]


def test_a_fresh_campaign_asks_for_the_roster_first_and_only_for_it() -> None:
    everything = tuple(Permission)
    assert said(course(), *everything) == ["1 first of all: import the units and the roster"]
    assert said(course(Step.ROSTER, Step.MEMBERS), *everything) == ["1 import of the votes to come"]
    ready = course(*PREPARED, meetings=3)
    assert said(ready, *everything) == ["1 screening to be made"]
    assert said(course(), *everything, unsettled=Unsettled(1, 2)) == [
        "1 imports waiting for being confirmed",
        "2 imports refused",
    ]


def test_the_work_list_is_ordered_by_urgency() -> None:
    counts = {
        **COUNTS, "undecided": 1, "members_open": 2, "exceptions_unproposed": 3, "exceptions_open": 7,
        "removals_open": 2, "inspections_open": 4, "marks_open": 6, "mark_conflicts": 1, "corrections_open": 1,
        "ties_open": 2, "posts_unknown": 1, "marks_once": 2, "inspections_incomplete": 1,
    }  # fmt: skip
    duties = Duties(removals=1, signatures=4, corrections=1, approvals=0)
    found = course(*WHOLE, Step.RETENTION, **counts)
    assert said(found, *Permission, duties=duties, unsettled=Unsettled(1, 0)) == [
        "4 exceptions waiting for signatures",
        "1 removals waiting for a second person",
        "1 corrections of marks waiting for a second person",
        "1 inputs changed since the screening: screen again",
        "1 imports waiting for being confirmed",
        "1 marks keyed unequally",
        "2 nominees tied at the last place",
        "1 undecided verdicts",
        "2 members without a decision",
        "1 units and classes whose posts are not known",
        "3 exceptions to be proposed",
        "4 inspections missing",
        "1 inspections not complete",
        "2 marks keyed by one clerk only",
        "3 exam marks missing",
    ]


def test_what_i_may_not_confirm_waits_for_others() -> None:
    found = course(*WHOLE, **{**COUNTS, "removals_open": 3, "exceptions_open": 5, "exceptions_unproposed": 1})
    mine = Duties(removals=2, signatures=3, corrections=0, approvals=0)
    for may, removals in ((frozenset({Permission.CONFIRM_REMOVALS}), {True: 2, False: 1}), (frozenset(), {False: 3})):
        every = tasks(found, mine, SETTLED, may.__contains__)
        assert {task.own: task.waiting for task in every if "removals" in word(task.word, "en")} == removals
        signatures = {task.own: task.waiting for task in every if "signatures" in word(task.word, "en")}
        assert signatures == {False: 4}


def test_once_the_list_is_submitted_only_its_approval_is_left() -> None:
    found = course(*WHOLE, **{**COUNTS, "undecided": 3, "ties_open": 2, "submitted": 1})
    waiting = Duties(removals=0, signatures=0, corrections=0, approvals=1)
    assert said(found, *Permission, duties=waiting) == ["1 list waiting for approval"]
    own = tasks(found, NO_DUTIES, SETTLED, frozenset(Permission).__contains__)
    assert [(task.waiting, task.own) for task in own] == [(1, False)]
    assert all(step.blocked is not None and not step.due for step in derived(found))


@pytest.mark.parametrize(
    ("found", "blocked"),
    [
        (course(), "Import the units and the roster first. / Screen everybody first."),
        (course(*PREPARED), " / Screen everybody first."),
        (course(*DERIVED, nominees=8), " / "),
        (course(*DERIVED, Step.VOTES, nominees=8), " / The screening is out of date: screen again first."),
    ],
)
def test_what_keeps_a_step_from_being_made_is_said_at_its_button(found: Course, blocked: str) -> None:
    assert " / ".join(word(step.blocked, "en") if step.blocked else "" for step in derived(found)) == blocked


def wills(found: Course) -> Collection[str]:
    return [" ".join(word(line, "en") for line in step.will) for step in derived(found)]


def test_the_confirmation_says_with_counts_what_will_be_done() -> None:
    screening, drawing = wills(course(*WHOLE, **{**COUNTS, "undecided": 1, "marks_open": 2, "exceptions_open": 3}))
    assert "2 units" in screening
    assert "3 units and classes" in screening
    assert "4 listed" in screening
    assert "5 eligible and 1 exceptional" in drawing
    assert all(f": {count}." in drawing for count in (1, 2, 3))
    first, _ = wills(course(*PREPARED, units=2, meetings=3))
    assert "given up" not in first
