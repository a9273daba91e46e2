"""The work list: what must be done now, by this visitor and by others, the most urgent first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

from reserve.campaign.unsettled import Unsettled
from reserve.cycle.model import Step
from reserve.edge.roles import Permission
from reserve.reports.duties import Duties
from reserve.reports.progress import Course, Progress, changed_since, drawn, screened
from reserve.text import Message, message

May: TypeAlias = Callable[[Permission], bool]


class Task(NamedTuple):
    """One line of the work list: how many wait, for what, and where they are; ``own``: this visitor can act on it."""

    waiting: int
    word: Message
    advice: Message
    path: str
    own: bool


class Duty(NamedTuple):
    """A task before anybody looks at it: whoever may act on it has it on the own list, for all others it is theirs."""

    waiting: int
    word: Message
    advice: Message
    path: str
    permission: Permission


def tasks(course: Course, duties: Duties, unsettled: Unsettled, may: May) -> Sequence[Task]:
    """Return everything that must be done now, the most urgent first; nothing that is done already."""
    found = [*_second(course.progress, duties, may)]
    every = [*_anew(course), *_imports(course, unsettled)]
    if not course.progress.submitted:
        every += [*_decide(course), *_complete(course), *_hand_over(course)]
    found += [Task(*duty[:-1], may(duty.permission)) for duty in every]
    return [task for task in found if task.waiting]


def for_roles(requests: int) -> Sequence[Task]:
    """Return the work list of whoever grants roles."""
    word, advice = message("roles asked for"), message("Somebody else than whoever asked grants or refuses them.")
    return [Task(requests, word, advice, "/users", own=True)] if requests else []


def _second(counts: Progress, duties: Duties, may: May) -> Iterator[Task]:
    """Yield what was proposed and needs another person: somebody stands still until then."""
    every = (
        Duty(
            duties.approvals,
            message("list waiting for approval"),
            message("Look through it, then record the committee's decision, or send it back."),
            "list/approval",
            Permission.APPROVE_LIST,
        ),
        Duty(
            duties.signatures,
            message("exceptions waiting for signatures"),
            message("Whoever neither proposed nor signed them reads reason and evidence, then approves or sends back."),
            "exceptions?show=waiting",
            Permission.APPROVE_EXCEPTIONS,
        ),
        Duty(
            duties.removals,
            message("removals waiting for a second person"),
            message("None takes effect before somebody else than the proposer confirms it."),
            "members?decision=mine",
            Permission.CONFIRM_REMOVALS,
        ),
        Duty(
            duties.corrections,
            message("corrections of marks waiting for a second person"),
            message("The mark stands until somebody else than the proposer confirms the correction."),
            "exam?state=correction",
            Permission.CONFIRM_CORRECTIONS,
        ),
    )
    totals = (
        (counts.submitted - counts.approved, "list/approval"),
        (counts.exceptions_open - counts.exceptions_unproposed, "exceptions?show=proposed"),
        (counts.removals_open, "members?decision=proposed"),
        (counts.corrections_open, "exam?state=correction"),
    )
    for duty, (total, path) in zip(every, totals, strict=True):
        mine = duty.waiting if may(duty.permission) else 0
        yield Task(mine, duty.word, duty.advice, duty.path, own=True)
        yield Task(total - mine, duty.word, duty.advice, path, own=False)


def _anew(course: Course) -> Iterator[Duty]:
    """Yield what was derived and no longer fits what it rests on."""
    late = len(changed_since(course.steps, Step.SCREENING))
    yield Duty(
        late,
        message("inputs changed since the screening: screen again"),
        message("Places, nominees and verdicts are out of date until then."),
        "steps",
        Permission.SCREEN,
    )
    yield Duty(
        0 if late else len(changed_since(course.steps, Step.LIST)),
        message("inputs changed since the list was drawn up: draw it up again"),
        message("The list does not yet show what was decided or keyed since."),
        "steps",
        Permission.DRAW_LIST,
    )


def _imports(course: Course, unsettled: Unsettled) -> Iterator[Duty]:
    roster = Step.ROSTER in course.steps or screened(course)
    yield Duty(
        unsettled.proposed,
        message("imports waiting for being confirmed"),
        message("Nothing of them is stored yet. Look at the difference, then confirm or cancel."),
        "imports",
        Permission.IMPORT,
    )
    yield Duty(
        unsettled.refused,
        message("imports refused"),
        message("Put right what is marked in the files and send them again."),
        "imports",
        Permission.IMPORT,
    )
    yield Duty(
        int(not roster and not unsettled.proposed),
        message("first of all: import the units and the roster"),
        message("Then the present members and the votes follow, in one go or one after the other."),
        "imports",
        Permission.IMPORT,
    )
    yield Duty(
        int(roster and not course.progress.meetings and not unsettled.proposed),
        message("import of the votes to come"),
        message("Whoever was named in a meeting or in talks is put forward and screened."),
        "imports",
        Permission.IMPORT,
    )
    ready = roster and course.progress.meetings and not screened(course)
    yield Duty(
        int(bool(ready)),
        message("screening to be made"),
        message("Units, roster and votes are in: count the places, put forward and screen."),
        "steps",
        Permission.SCREEN,
    )


def _decide(course: Course) -> Iterator[Duty]:
    """Yield what only a human can settle."""
    counts = course.progress
    yield Duty(
        counts.mark_conflicts,
        message("marks keyed unequally"),
        message("Two clerks read different marks from one paper; one of them corrects the own entry."),
        "exam?state=differing",
        Permission.KEY_MARKS,
    )
    yield Duty(
        counts.ties_open,
        message("nominees tied at the last place"),
        message("Votes and marks leave them level; the place stays open until somebody decides."),
        "ties",
        Permission.SETTLE_TIES,
    )
    yield Duty(
        counts.undecided,
        message("undecided verdicts"),
        message("A fact is missing or not exact. The verdict sheet names the column that would settle it."),
        "undecided",
        Permission.SCREEN,
    )
    yield Duty(
        counts.members_open,
        message("members without a decision"),
        message("Each present member is kept, removed or deferred, with grounds."),
        "members?decision=none",
        Permission.DECIDE_MEMBERS,
    )
    yield Duty(
        counts.posts_unknown,
        message("units and classes whose posts are not known"),
        message("Without approved posts there are no places."),
        "places?posts=unknown",
        Permission.ADJUST_PLACES,
    )
    yield Duty(
        counts.exceptions_unproposed,
        message("exceptions to be proposed"),
        message("A proposer and two approvers, three different persons, are needed before listing."),
        "exceptions?show=unproposed",
        Permission.PROPOSE_EXCEPTIONS,
    )


def _complete(course: Course) -> Iterator[Duty]:
    """Yield what is still to be collected."""
    counts = course.progress
    yield Duty(
        counts.inspections_open,
        message("inspections missing"),
        message("Whoever may sit the exam is inspected by two persons first."),
        "inspections?state=missing",
        Permission.INSPECT,
    )
    yield Duty(
        counts.inspections_incomplete,
        message("inspections not complete"),
        message("The conclusion, the second inspector or the statement on integrity is missing."),
        "inspections?state=incomplete",
        Permission.INSPECT,
    )
    yield Duty(
        counts.marks_once,
        message("marks keyed by one clerk only"),
        message("A mark stands when a second clerk has keyed the same."),
        "exam?state=once",
        Permission.KEY_MARKS,
    )
    yield Duty(
        counts.marks_open - counts.marks_once - counts.mark_conflicts,
        message("exam marks missing"),
        message("Whoever may sit the exam needs a mark, or the word absent or void."),
        "exam?state=missing",
        Permission.KEY_MARKS,
    )


def _hand_over(course: Course) -> Iterator[Duty]:
    fresh = not changed_since(course.steps, Step.SCREENING) and not changed_since(course.steps, Step.LIST)
    yield Duty(
        int(screened(course) and not drawn(course)),
        message("list to be drawn up"),
        message("It can be drawn up as often as wanted until it is submitted."),
        "steps",
        Permission.DRAW_LIST,
    )
    yield Duty(
        int(drawn(course) and fresh),
        message("list to be submitted for approval"),
        message("Look through it first; afterwards nothing it rests on can be changed."),
        "list/approval",
        Permission.DRAW_LIST,
    )
