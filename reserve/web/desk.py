"""What surrounds every page: who is signed in, the menu that the roles leave, and the stage bar of the cycle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from sqlalchemy.orm import Session

from reserve.cycle import queries as cycle
from reserve.cycle.queries import Cycle
from reserve.edge.roles import Permission
from reserve.edge.visitor import Visitor
from reserve.reports.progress import Progress, progress
from reserve.text import Message, message


class Entry(NamedTuple):
    """One line of the menu; ``path`` follows the cycle's address unless it begins with a slash."""

    key: str
    word: Message
    path: str
    permission: Permission


class Stage(NamedTuple):
    """One stage of the campaign: whether it was begun, and what in it still waits for somebody."""

    word: Message
    begun: bool
    waiting: int
    path: str


class Desk(NamedTuple):
    """Everything that the layout shows."""

    name: str
    form_token: str
    cycle: Cycle | None
    menu: Sequence[tuple[Message, Sequence[Entry]]]
    here: str
    progress: Progress | None
    stages: Sequence[Stage]

    def address(self, path: str) -> str:
        """Return where a page of the cycle lies."""
        if path.startswith("/") or self.cycle is None:
            return path if path.startswith("/") else "/"
        return f"/cycles/{self.cycle.id}/{path}"


MENU: Final[Sequence[tuple[Message, Sequence[Entry]]]] = (
    (message("Today"), (Entry("work", message("Work list"), "work", Permission.VIEW_WORK),)),
    (
        message("Pool and places"),
        (
            Entry("members", message("Present members"), "members", Permission.VIEW_MEMBERS),
            Entry("places", message("Units and places"), "places", Permission.VIEW_PLACES),
        ),
    ),
    (
        message("Screening"),
        (
            Entry("nominees", message("Screening table"), "nominees", Permission.VIEW_NOMINEES),
            Entry("exceptions", message("Exceptions audit"), "exceptions", Permission.VIEW_EXCEPTIONS),
        ),
    ),
    (message("Listing"), (Entry("list", message("Proposed list"), "list", Permission.VIEW_LIST),)),
    (
        message("Records"),
        (
            Entry("journal", message("Journal"), "/journal", Permission.VIEW_JOURNAL),
            Entry("cycles", message("Campaigns"), "/cycles", Permission.VIEW_CYCLES),
            Entry("about", message("About"), "/about", Permission.VIEW_RIGHTS),
        ),
    ),
)


def desk(session: Session, visitor: Visitor, here: str, cycle_id: int | None = None) -> Desk:
    """Return what surrounds a page; two queries with a cycle. Raises ``NotFound`` for the cycle."""
    campaign = None if cycle_id is None else cycle.cycle(session, cycle_id)
    counts = progress(session, campaign.id) if campaign and visitor.may(Permission.VIEW_WORK) else None
    return Desk(
        name="" if visitor.person is None else visitor.person.display_name,
        form_token=visitor.form_token,
        cycle=campaign,
        menu=_menu(visitor, campaign is not None),
        here=here,
        progress=counts,
        stages=() if counts is None else stages(counts),
    )


def desk_at_large(session: Session, visitor: Visitor, here: str) -> Desk:
    """Return what surrounds a page that belongs to no cycle: the menu leads into the newest. Three queries."""
    found = cycle.cycles(session)
    return desk(session, visitor, here, found[0].id if found else None)


def _menu(visitor: Visitor, in_cycle: bool) -> Sequence[tuple[Message, Sequence[Entry]]]:  # noqa: FBT001 - a fact
    found = []
    for title, entries in MENU:
        open_to = [
            entry for entry in entries if visitor.may(entry.permission) and (in_cycle or entry.path.startswith("/"))
        ]
        if open_to:
            found.append((title, open_to))
    return found


def stages(counts: Progress) -> Sequence[Stage]:
    """Return the stages of a campaign in their order, each with what blocks it."""
    return (
        Stage(message("Prepare"), counts.people > 0, counts.posts_unknown, "places"),
        Stage(message("Recommend"), counts.meetings > 0, 0, "nominees?sort=votes&descending=1"),
        Stage(
            message("Review the pool"),
            counts.members > counts.members_open,
            counts.members_open,
            "members?decision=none",
        ),
        Stage(message("Screen"), counts.nominees > 0, counts.undecided, "nominees?outcome=undecided"),
        Stage(message("Approve exceptions"), counts.nominees > 0, counts.exceptions_open, "exceptions?approved=no"),
        Stage(message("Examine"), counts.marks > 0, counts.marks_open, "nominees?exam=missing"),
        Stage(message("List"), counts.drawn > 0, counts.ties_open, "list?standing=tied"),
    )


class Task(NamedTuple):
    """One line of the work list: how many wait, for what, and where they are."""

    waiting: int
    word: Message
    advice: Message
    path: str


def tasks(counts: Progress) -> Sequence[Task]:
    """Return what must be done now; nothing that is done already."""
    every = (
        Task(
            counts.undecided,
            message("undecided verdicts"),
            message("A fact is missing or not exact. The verdict sheet names the column that would settle it."),
            "nominees?outcome=undecided",
        ),
        Task(
            counts.members_open,
            message("members without a decision"),
            message("Each present member is kept, removed or deferred, with grounds."),
            "members?decision=none",
        ),
        Task(
            counts.exceptions_open,
            message("exceptions not approved"),
            message("A proposer and two approvers, three different persons, are needed before listing."),
            "exceptions?approved=no",
        ),
        Task(
            counts.marks_open,
            message("exam marks missing"),
            message("Whoever may sit the exam needs a mark, or the word absent or void."),
            "nominees?exam=missing",
        ),
        Task(
            counts.ties_open,
            message("nominees tied at the last place"),
            message("Votes and marks leave them level; the place stays open until somebody decides."),
            "list?standing=tied",
        ),
        Task(
            counts.boundary,
            message("outcomes that hang on how age is read"),
            message("Under another reading of the age clause they would come out differently."),
            "nominees?boundary=yes",
        ),
        Task(
            counts.posts_unknown,
            message("units and classes whose posts are not known"),
            message("Without approved posts there are no places."),
            "places?posts=unknown",
        ),
    )
    return [task for task in every if task.waiting]


def context(desk: Desk, title: Message, **more: object) -> Mapping[str, object]:
    """Return the context of a page that the layout surrounds."""
    return {"desk": desk, "title": title, **more}
