"""What surrounds every page: who is signed in, the menu that the roles leave, and the stage bar of the cycle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from sqlalchemy.orm import Session

from reserve import clock
from reserve.cycle import queries as cycle
from reserve.cycle.queries import Cycle
from reserve.edge.roles import Permission
from reserve.edge.visitor import Visitor
from reserve.reports.progress import Course, Progress, course
from reserve.reports.remembered import remembered
from reserve.text import Message, message
from reserve.web.stages import Stage, following, stages


class Entry(NamedTuple):
    """One line of the menu; ``path`` follows the cycle's address unless it begins with a slash."""

    key: str
    word: Message
    path: str
    permission: Permission


class Desk(NamedTuple):
    """Everything that the layout shows."""

    name: str
    form_token: str
    needs_code: bool
    rights: frozenset[str]
    cycle: Cycle | None
    menu: Sequence[tuple[Message, Sequence[Entry]]]
    here: str
    course: Course | None
    stages: Sequence[Stage]
    next: Stage | None

    @property
    def progress(self) -> Progress | None:
        """The counts of the cycle, for whoever may see its work list."""
        return None if self.course is None else self.course.progress

    def may(self, permission: str) -> bool:
        """Tell whether the visitor may do something, by the permission's word; pages leave out what is not."""
        return permission in self.rights

    def address(self, path: str) -> str:
        """Return where a page of the cycle lies."""
        if path.startswith("/") or self.cycle is None:
            return path if path.startswith("/") else "/"
        return f"/cycles/{self.cycle.id}/{path}"


MENU: Final[Sequence[tuple[Message, Sequence[Entry]]]] = (
    (
        message("Today"),
        (
            Entry("work", message("Work list"), "work", Permission.VIEW_WORK),
            Entry("steps", message("Steps and results"), "steps", Permission.VIEW_WORK),
        ),
    ),
    (
        message("Preparing"),
        (
            Entry("plan", message("Plan"), "plan", Permission.VIEW_POLICIES),
            Entry("imports", message("Imports"), "imports", Permission.VIEW_IMPORTS),
            Entry("roster", message("Roster"), "roster", Permission.VIEW_ROSTER),
        ),
    ),
    (
        message("Pool and places"),
        (
            Entry("register", message("Register of the pool"), "register", Permission.VIEW_MEMBERS),
            Entry("members", message("Present members"), "members", Permission.VIEW_MEMBERS),
            Entry("places", message("Units and places"), "places", Permission.VIEW_PLACES),
        ),
    ),
    (
        message("Screening"),
        (
            Entry("votes", message("Votes"), "votes", Permission.VIEW_VOTES),
            Entry("nominees", message("Screening table"), "nominees", Permission.VIEW_NOMINEES),
            Entry("undecided", message("Undecided"), "undecided", Permission.VIEW_NOMINEES),
            Entry("exceptions", message("Exceptions audit"), "exceptions", Permission.VIEW_EXCEPTIONS),
        ),
    ),
    (
        message("Inspection and exam"),
        (
            Entry("inspections", message("Inspections"), "inspections", Permission.VIEW_INSPECTIONS),
            Entry("exam", message("Exam and marks"), "exam", Permission.VIEW_EXAM),
            Entry("keying", message("Key marks"), "exam/keying", Permission.KEY_MARKS),
        ),
    ),
    (
        message("Listing"),
        (
            Entry("list", message("Proposed list"), "list", Permission.VIEW_LIST),
            Entry("fairness", message("Fairness report"), "fairness", Permission.VIEW_LIST),
            Entry("publicity", message("Publicity and admission"), "publicity", Permission.VIEW_LIST),
            Entry("calendar", message("Working days"), "/calendar", Permission.VIEW_LIST),
        ),
    ),
    (
        message("Records"),
        (
            Entry("journal", message("Journal"), "/journal", Permission.VIEW_JOURNAL),
            Entry("ledger", message("Ledger of exceptions"), "/exceptions", Permission.VIEW_EXCEPTIONS),
            Entry("cycles", message("Campaigns"), "/cycles", Permission.VIEW_CYCLES),
            Entry("users", message("Users and roles"), "/users", Permission.VIEW_ACCOUNTS),
            Entry("about", message("About"), "/about", Permission.VIEW_RIGHTS),
            Entry("interface", message("Interface"), "/about/interface", Permission.VIEW_RIGHTS),
        ),
    ),
)


def desk(session: Session, visitor: Visitor, here: str, cycle_id: int | None = None) -> Desk:
    """Return what surrounds a page: with a cycle two queries, two more when something was recorded since the last page.

    Raises ``NotFound`` for the cycle.
    """
    campaign = None if cycle_id is None else _campaign(session, cycle_id)
    found = course(session, campaign.id) if campaign and visitor.may(Permission.VIEW_WORK) else None
    bar = () if found is None else remembered(session, ("stages", cycle_id), lambda: stages(found))
    return Desk(
        name="" if visitor.person is None else visitor.person.display_name,
        form_token=visitor.form_token,
        needs_code=not visitor.recently_confirmed(clock.now()),
        rights=visitor.rights,
        cycle=campaign,
        menu=_menu(visitor.rights, campaign is not None),
        here=here,
        course=found,
        stages=bar,
        next=following(bar) if bar else None,
    )


def desk_at_large(session: Session, visitor: Visitor, here: str) -> Desk:
    """Return what surrounds a page that belongs to no cycle: the menu leads into the newest. Three queries."""
    found = cycle.cycles(session)
    return desk(session, visitor, here, found[0].id if found else None)


def _campaign(session: Session, cycle_id: int) -> Cycle:
    return remembered(session, ("cycle", cycle_id), lambda: cycle.cycle(session, cycle_id))


@lru_cache(maxsize=256)
def _menu(rights: frozenset[str], in_cycle: bool) -> Sequence[tuple[Message, Sequence[Entry]]]:  # noqa: FBT001 - a fact
    found = []
    for title, entries in MENU:
        open_to = [entry for entry in entries if entry.permission in rights and (in_cycle or entry.path[0] == "/")]
        if open_to:
            found.append((title, open_to))
    return found


def context(desk: Desk, title: Message, **more: object) -> Mapping[str, object]:
    """Return the context of a page that the layout surrounds."""
    return {"desk": desk, "title": title, **more}
