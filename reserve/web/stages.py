"""The stages of a campaign: how each stands, and what is in the way of the next step."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Final, NamedTuple

from reserve.cycle.model import Step
from reserve.cycle.queries import Taken
from reserve.reports.progress import Course, changed_since, drawn, screened
from reserve.text import Message, message
from reserve.web.words import WORDS


class State(StrEnum):
    """How a stage stands."""

    AHEAD = "ahead"
    DONE = "done"
    OPEN = "waits"
    STALE = "stale"


class Stage(NamedTuple):
    """One stage; ``blocks`` says what is missing, ``waiting`` of how many. ``first``: nothing goes on without it.

    ``taken``: when anything of the stage last changed, and by whom.
    """

    word: Message
    path: str
    state: State
    waiting: int = 0
    blocks: Message | None = None
    first: bool = False
    taken: Taken | None = None


def stages(course: Course) -> Sequence[Stage]:
    """Return the stages of a campaign in their order."""
    found = [make(course)._replace(taken=_latest(course, steps)) for make, steps in _STAGES]
    return (*found, _publish(course)) if course.progress.approved else tuple(found)


def following(found: Sequence[Stage]) -> Stage | None:
    """Return the stage where to go on, None when all is done: first what everything else rests on, then in order."""
    last = found[-1]
    if last.state in {State.OPEN, State.DONE}:
        return last if last.state is State.OPEN else None
    missing = [stage for stage in found if stage.state is not State.DONE and stage.blocks is not None]
    return next((stage for stage in missing if stage.first), missing[0] if missing else None)


def _stale(course: Course, derived: Step) -> Message | None:
    """Return what changed since, None when nothing did."""
    late = changed_since(course.steps, derived)
    words = [WORDS["step"][step] for step, _ in late]
    return message("Changed since: {inputs}.", inputs=words) if words else None


def _stage(word: Message, path: str, waiting: int, blocks: Message) -> Stage:
    """Return a stage that was begun: open while something waits."""
    if waiting:
        return Stage(word, path, State.OPEN, waiting, blocks)
    return Stage(word, path, State.DONE)


def _prepare(course: Course) -> Stage:
    word = message("Prepare")
    if Step.ROSTER in course.steps or screened(course):
        return Stage(word, "imports", State.DONE)
    missing = message("Import the units and the roster.")
    return Stage(word, "imports", State.AHEAD, 0, missing, first=True)


def _review(course: Course) -> Stage:
    word, counts = message("Review the pool"), course.progress
    begun = counts.members or screened(course) or Step.MEMBERS in course.steps
    if not begun:
        return Stage(word, "imports", State.AHEAD, 0, message("Import the present members."), first=True)
    missing = message("Members without a decision: {count}.", count=counts.members_open)
    return _stage(word, "members?decision=none", counts.members_open, missing)


def _places(course: Course) -> Stage:
    word, counts = message("Places"), course.progress
    if not counts.counted:
        return Stage(word, "places", State.AHEAD, 0, message("The places are counted with the screening."))
    if (late := _stale(course, Step.SCREENING)) is not None:
        return Stage(word, "steps", State.STALE, 0, late)
    missing = message("Units and classes whose posts are not known: {count}.", count=counts.posts_unknown)
    return _stage(word, "places?posts=unknown" if counts.posts_unknown else "places", counts.posts_unknown, missing)


def _recommend(course: Course) -> Stage:
    word = message("Recommend")
    if not course.progress.meetings:
        return Stage(word, "imports", State.AHEAD, 0, message("Import the votes."), first=True)
    return Stage(word, "votes", State.DONE)


def _screen(course: Course) -> Stage:
    word, counts = message("Screen"), course.progress
    if not screened(course):
        missing = message("Count the places, put forward and screen.")
        return Stage(word, "steps", State.AHEAD, 0, missing, first=True)
    if (late := _stale(course, Step.SCREENING)) is not None:
        return Stage(word, "steps", State.STALE, 0, late, first=True)
    missing = message("Undecided nominees: {count}.", count=counts.undecided)
    return _stage(word, "undecided" if counts.undecided else "nominees", counts.undecided, missing)


def _exceptions(course: Course) -> Stage:
    word, counts = message("Approve exceptions"), course.progress
    if not screened(course):
        return Stage(word, "exceptions", State.AHEAD)
    missing = message("Exceptions not approved: {count}.", count=counts.exceptions_open)
    path = "exceptions?show=open" if counts.exceptions_open else "exceptions"
    return _stage(word, path, counts.exceptions_open, missing)


def _inspect(course: Course) -> Stage:
    word, counts = message("Inspect"), course.progress
    if not screened(course):
        return Stage(word, "inspections", State.AHEAD)
    missing = message(
        "Inspections missing: {missing}, not complete: {incomplete}.",
        missing=counts.inspections_open,
        incomplete=counts.inspections_incomplete,
    )
    if not counts.inspections and counts.inspections_open:
        return Stage(word, "inspections", State.AHEAD, 0, missing)
    return _stage(word, "inspections", counts.inspections_open + counts.inspections_incomplete, missing)


def _examine(course: Course) -> Stage:
    word, counts = message("Examine"), course.progress
    if not screened(course):
        return Stage(word, "exam", State.AHEAD)
    waiting = counts.marks_open + counts.corrections_open
    missing = message(
        "Marks missing: {missing}, keyed unequally: {conflicts}, corrections waiting: {corrections}.",
        missing=counts.marks_open,
        conflicts=counts.mark_conflicts,
        corrections=counts.corrections_open,
    )
    if not counts.marks and counts.marks_open:
        return Stage(word, "exam", State.AHEAD, 0, missing)
    return _stage(word, "exam", waiting, missing)


def _list(course: Course) -> Stage:
    word, counts = message("List"), course.progress
    if not drawn(course):
        return Stage(word, "steps", State.AHEAD, 0, message("Draw up the list."))
    if _stale(course, Step.SCREENING) is not None:
        return Stage(word, "steps", State.STALE, 0, message("The screening that it rests on is out of date."))
    if (late := _stale(course, Step.LIST)) is not None:
        return Stage(word, "steps", State.STALE, 0, late)
    missing = message("Nominees tied at the last place: {count}.", count=counts.ties_open)
    return _stage(word, "ties" if counts.ties_open else "list", counts.ties_open, missing)


def _approve(course: Course) -> Stage:
    word, counts = message("Approve the list"), course.progress
    if not counts.submitted:
        return Stage(word, "list/approval", State.AHEAD, 0, message("Submit the list for approval."))
    return _stage(
        word, "list/approval", counts.submitted - counts.approved, message("The list waits for being approved.")
    )


def _publish(course: Course) -> Stage:
    """After the approval: the notice, objections, and the entry into the pool."""
    counts = course.progress
    missing = message(
        "Objections open: {open}, not admitted yet: {left}.", open=counts.objections_open, left=counts.to_admit
    )
    return _stage(message("Publish and admit"), "publicity", max(counts.objections_open, counts.to_admit), missing)


def _latest(course: Course, steps: Iterable[Step]) -> Taken | None:
    taken = [course.steps[step] for step in steps if step in course.steps]
    return max(taken, key=lambda one: one.sequence, default=None)


_STAGES: Final = (
    (_prepare, (Step.ROSTER,)),
    (_review, (Step.MEMBERS, Step.RETENTION)),
    (_places, (Step.ADJUSTMENTS, Step.SCREENING)),
    (_recommend, (Step.VOTES,)),
    (_screen, (Step.SCREENING,)),
    (_exceptions, (Step.EXCEPTIONS,)),
    (_inspect, (Step.INSPECTIONS,)),
    (_examine, (Step.MARKS,)),
    (_list, (Step.TIES, Step.LIST)),
    (_approve, (Step.APPROVAL,)),
)
"""The stages in their order, each with the steps that change something in it."""
