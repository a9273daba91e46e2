"""About the program: versions, the journal's head, and the one table that says which role may do what."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import sqlalchemy as sa
from litestar import Litestar, Request, Response, get
from litestar.routes import HTTPRoute

from reserve.accounts.model import Role
from reserve.audit import queries as journal
from reserve.edge.guard import permission_of
from reserve.edge.providers import TheDatabase, TheLanguage, TheVisitor
from reserve.edge.roles import RIGHTS, SCOPES, TABLE, Permission, Reach
from reserve.text import message
from reserve.web.desk import context, desk_at_large
from reserve.web.render import page

Asked = Request[Any, Any, Any]


class Version(NamedTuple):
    """A part of the program and its version."""

    part: str
    version: str


class Right(NamedTuple):
    """A permission: which roles have it and how far, and the addresses that ask for it."""

    permission: Permission
    reach: Mapping[Role, Reach]
    for_machines: bool
    routes: Iterable[str]


@get("/about", permission=Permission.VIEW_RIGHTS, sync_to_thread=True)
def about(request: Asked, database: TheDatabase, visitor: TheVisitor, lang: TheLanguage) -> Response[str]:
    """Show versions, the journal's head, and which role may do what, at which addresses."""
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
    shown = context(around, message("About"), head=head, parts=parts, rights=rights(request.app), roles=list(Role))
    return page(request, lang, "about.html", shown)


def rights(app: Litestar) -> list[Right]:
    """Return the whole table, a row a permission, with the routes of the application as they are guarded."""
    routes: dict[Permission, list[str]] = {}
    for route in app.routes:
        if isinstance(route, HTTPRoute):
            for handler in route.route_handlers:
                said = [f"{method} {route.path_format}" for method in sorted(handler.http_methods - {"OPTIONS"})]
                routes.setdefault(permission_of(handler), []).extend(said)
    return [
        Right(
            permission,
            {role: held[permission] for role, held in TABLE.items() if permission in held},
            permission in SCOPES,
            sorted(routes.get(permission, ())),
        )
        for permission in RIGHTS
    ]
