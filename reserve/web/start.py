"""The front page, the campaigns, the work list, and the page about the program."""

from __future__ import annotations

import platform
from typing import Any, NamedTuple

import sqlalchemy as sa
from litestar import Request, Response, get
from litestar.params import FromPath
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER

from reserve.audit import queries as journal
from reserve.cycle import queries as cycle
from reserve.edge.providers import TheDatabase, TheLanguage, TheVisitor
from reserve.edge.roles import SCOPES, TABLE, Permission
from reserve.text import message
from reserve.web.desk import MENU, context, desk, desk_at_large, tasks
from reserve.web.render import page

Asked = Request[Any, Any, Any]


@get("/", permission=Permission.OWN, sync_to_thread=True)
def front(request: Asked, database: TheDatabase, visitor: TheVisitor, lang: TheLanguage) -> Response[Any]:
    """Go to the first page of the newest cycle that the roles allow; say so when there is none."""
    entries = [entry for _, group in MENU for entry in group if visitor.may(entry.permission)]
    with database.reading() as session:
        found = cycle.cycles(session)
        if found and entries and not entries[0].path.startswith("/"):
            return Redirect(f"/cycles/{found[0].id}/{entries[0].path}", status_code=HTTP_303_SEE_OTHER)
        around = desk(session, visitor, "")
    return page(request, lang, "empty.html", context(around, message("Welcome"), cycles=found))


@get("/cycles", permission=Permission.VIEW_CYCLES, sync_to_thread=True)
def cycles(request: Asked, database: TheDatabase, visitor: TheVisitor, lang: TheLanguage) -> Response[str]:
    """List the campaigns, the newest first."""
    with database.reading() as session:
        found = cycle.cycles(session)
        around = desk(session, visitor, "cycles", found[0].id if found else None)
    return page(request, lang, "cycles.html", context(around, message("Campaigns"), cycles=found))


@get("/cycles/{cycle_id:int}/work", permission=Permission.VIEW_WORK, sync_to_thread=True)
def work(
    request: Asked, database: TheDatabase, visitor: TheVisitor, lang: TheLanguage, cycle_id: FromPath[int]
) -> Response[str]:
    """Show what must be done now."""
    with database.reading() as session:
        around = desk(session, visitor, "work", cycle_id)
    todo = () if around.progress is None else tasks(around.progress)
    return page(request, lang, "work.html", context(around, message("Work list"), tasks=todo))


class Version(NamedTuple):
    """A part of the program and its version."""

    part: str
    version: str


@get("/about", permission=Permission.VIEW_RIGHTS, sync_to_thread=True)
def about(request: Asked, database: TheDatabase, visitor: TheVisitor, lang: TheLanguage) -> Response[str]:
    """Show versions, the journal's head, and which role may do what."""
    with database.reading() as session:
        around = desk_at_large(session, visitor, "about")
        head = journal.head(session)
        dialect = session.get_bind().dialect
        server = ".".join(map(str, getattr(dialect, "server_version_info", None) or ()))
    parts = [
        Version("Python", platform.python_version()),
        Version("SQLAlchemy", sa.__version__),
        Version({"sqlite": "SQLite", "postgresql": "PostgreSQL"}[dialect.name], server),
    ]
    shown = context(around, message("About"), head=head, parts=parts, permissions=SCOPES, table=TABLE)
    return page(request, lang, "about.html", shown)
