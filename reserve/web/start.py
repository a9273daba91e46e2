"""The front page, the campaigns, the work list, and the page about the program."""

from __future__ import annotations

from typing import Any, Final

from litestar import Request, Response, get
from litestar.params import FromPath
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER
from sqlalchemy.orm import Session

from reserve import clock
from reserve.campaign.unsettled import unsettled
from reserve.cycle import queries as cycle
from reserve.edge.after_approval import after_approval
from reserve.edge.providers import TheDatabase, TheLanguage, TheVisitor
from reserve.edge.roles import Permission
from reserve.edge.tasks import for_roles, tasks
from reserve.edge.visitor import Visitor
from reserve.reports import duties, publicity
from reserve.reports.campaigns import campaigns
from reserve.text import message
from reserve.web.derived import derived
from reserve.web.desk import context, desk
from reserve.web.render import page

Asked = Request[Any, Any, Any]


_FIRST: Final = (
    (Permission.VIEW_WORK, "work"),
    (Permission.KEY_MARKS, "exam/keying"),
    (Permission.INSPECT, "inspections"),
    (Permission.VIEW_MEMBERS, "members"),
    (Permission.VIEW_CYCLES, "/cycles"),
    (Permission.VIEW_JOURNAL, "/journal"),
    (Permission.VIEW_ACCOUNTS, "/users"),
)
"""Where somebody begins, by what he or she is here for; without a slash in front a page of the campaign."""


def first_page(visitor: Visitor, cycle_id: int | None) -> str | None:
    """Return where a visitor begins, in a campaign when there is one; None when no role leads anywhere."""
    for permission, path in _FIRST:
        if visitor.may(permission) and (cycle_id is not None or path.startswith("/")):
            return path if path.startswith("/") else f"/cycles/{cycle_id}/{path}"
    return None


@get("/", permission=Permission.OWN, sync_to_thread=True)
def front(request: Asked, database: TheDatabase, visitor: TheVisitor, lang: TheLanguage) -> Response[Any]:
    """Go to the page of the newest campaign where the visitor begins; show what waits for whoever grants roles."""
    with database.reading() as session:
        found = cycle.cycles(session)
        waiting = _role_requests(session, visitor)
        around = desk(session, visitor, "")
    address = first_page(visitor, found[0].id if found else None)
    if waiting:
        return page(request, lang, "empty.html", context(around, message("Welcome"), tasks=for_roles(waiting)))
    # Whoever has no role yet is told so by the page of the own account.
    return Redirect(address or "/me", status_code=HTTP_303_SEE_OTHER)


def _role_requests(session: Session, visitor: Visitor) -> int:
    person = visitor.person
    return duties.role_requests(session, person.name) if person and visitor.may(Permission.GRANT_ROLES) else 0


@get("/cycles", permission=Permission.VIEW_CYCLES, sync_to_thread=True)
def cycles(request: Asked, database: TheDatabase, visitor: TheVisitor, lang: TheLanguage) -> Response[str]:
    """List the campaigns, the newest first, with how far each has come."""
    with database.reading() as session:
        found = campaigns(session)
        around = desk(session, visitor, "cycles", found[0].id if found else None)
    inside = {row.id: first_page(visitor, row.id) for row in found}
    shown = context(around, message("Campaigns"), cycles=found, inside=inside)
    return page(request, lang, "cycles.html", shown)


@get("/cycles/{cycle_id:int}/work", permission=Permission.VIEW_WORK, sync_to_thread=True)
def work(
    request: Asked, database: TheDatabase, visitor: TheVisitor, lang: TheLanguage, cycle_id: FromPath[int]
) -> Response[str]:
    """Show what must be done now: by the visitor, and by others."""
    name = "" if visitor.person is None else visitor.person.name
    with database.reading() as session:
        around = desk(session, visitor, "work", cycle_id)
        assert around.course is not None  # noqa: S101 - the desk of somebody who may see the work list has it
        mine = duties.duties(session, cycle_id, name)
        waiting = [*tasks(around.course, mine, unsettled(session, cycle_id), visitor.may)]
        if around.course.progress.approved and around.cycle is not None:
            allowed = visitor.units(Permission.VIEW_LIST)
            whole = publicity.whole(session, around.cycle, clock.today(), allowed)
            waiting += after_approval(whole, name, visitor.may)
    anew = [step for step in derived(around.course) if step.due and visitor.may(step.permission)]
    shown = context(around, message("Work list"), tasks=waiting, derived=anew)
    return page(request, lang, "work.html", shown)
