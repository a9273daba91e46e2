"""What is made anew at a click, the screening and the list: what it would do now, and what it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from reserve.campaign.anew import Came
from reserve.cycle.model import Step
from reserve.cycle.queries import Taken
from reserve.edge.roles import Permission
from reserve.reports.progress import Course, changed_since, drawn, screened
from reserve.text import Message, message


class Derived(NamedTuple):
    """A step that is made anew: what it would do now, what changed since the last time, and what came of it then."""

    key: str
    permission: Permission
    word: Message
    button: Message
    made: Taken | None
    changed: Sequence[tuple[Step, Taken]]
    will: Sequence[Message]
    blocked: Message | None
    came: Came | None

    stale: bool

    @property
    def due(self) -> bool:
        """Whether it can be made now, and never was, or no longer fits what it rests on."""
        return self.blocked is None and (self.made is None or bool(self.changed))


def derived(course: Course, came: tuple[Came | None, Came | None] = (None, None)) -> Sequence[Derived]:
    """Return the two steps that can be made anew: the screening, and the list."""
    late, late_list = changed_since(course.steps, Step.SCREENING), changed_since(course.steps, Step.LIST)
    return (
        Derived(
            "screen",
            Permission.SCREEN,
            message("Places, nominees and screening"),
            message("Count places, put forward and screen"),
            course.steps.get(Step.SCREENING),
            late,
            tuple(_screening(course)),
            _submitted(course) or _unprepared(course),
            came[0],
            bool(late),
        ),
        Derived(
            "draw",
            Permission.DRAW_LIST,
            message("Proposed list"),
            message("Draw up the list"),
            course.steps.get(Step.LIST),
            late_list,
            tuple(_drawing(course)),
            _submitted(course) or _unscreened(course),
            came[1],
            bool(late or late_list),
        ),
    )


def _submitted(course: Course) -> Message | None:
    if course.progress.submitted:
        return message("The list of this campaign was submitted for approval; send it back first to change anything.")
    return None


def _unprepared(course: Course) -> Message | None:
    if Step.ROSTER in course.steps or screened(course):
        return None
    return message("Import the units and the roster first.")


def _unscreened(course: Course) -> Message | None:
    if not screened(course):
        return message("Screen everybody first.")
    if changed_since(course.steps, Step.SCREENING):
        return message("The screening is out of date: screen again first.")
    return None


def _screening(course: Course) -> Iterator[Message]:
    counts = course.progress
    yield message(
        "The places of {units} units are counted, {members} present members are put on theirs, everybody named in the "
        "votes of {meetings} units and classes is put forward and checked against every criterion.",
        units=counts.units,
        members=counts.members,
        meetings=counts.meetings,
    )
    if screened(course):
        yield message("Verdicts that are replaced are kept. Exceptions whose ground is gone are closed, and said so.")
    if drawn(course):
        yield message(
            "The list as it is, with {listed} listed and {reserved} places reserved, is given up: draw it up again.",
            listed=counts.listed,
            reserved=counts.reserved,
        )


def _drawing(course: Course) -> Iterator[Message]:
    counts = course.progress
    yield message(
        "{eligible} eligible and {exceptional} exceptional nominees are put in the plan's order within {open} open "
        "places; {marks} marks are there.",
        eligible=counts.eligible,
        exceptional=counts.exceptional,
        open=counts.open_places,
        marks=counts.marks,
    )
    if counts.undecided:
        yield message("Undecided nominees, who cannot be listed: {count}.", count=counts.undecided)
    if counts.marks_open:
        yield message("Candidates without a mark, who cannot be listed: {count}.", count=counts.marks_open)
    if counts.exceptions_open:
        yield message(
            "Exceptions not approved, whose places are reserved and not filled: {count}.", count=counts.exceptions_open
        )
