"""The one guard before every route: who asks, from where, and do the roles allow it?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from litestar import Litestar, Request
from litestar.concurrency import sync_to_thread
from litestar.connection import ASGIConnection
from litestar.exceptions import ClientException, NotAuthorizedException, PermissionDeniedException
from litestar.handlers import BaseRouteHandler
from litestar.routes import HTTPRoute

from reserve import clock
from reserve.accounts import entering, queries
from reserve.accounts.bearer import same
from reserve.db import Database
from reserve.edge.roles import Permission
from reserve.edge.site import Site
from reserve.edge.visitor import NOBODY, Visitor

FORM_FIELD: Final = "form_token"
HEADER: Final = "x-form-token"
NOT_TYPED: Final = frozenset({FORM_FIELD, "form_id", "code", "password", "new_password", "again"})
"""Fields that are never shown again: secrets, and what nobody typed."""
OWN_PASSWORD: Final = "own password"  # noqa: S105 - why a request is refused
"""The detail of a refusal: whoever still has the password that somebody else made up chooses another one first."""
_READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_NOTED_EVERY: Final = dt.timedelta(seconds=60)
_BEARER: Final = "bearer "

Connection = ASGIConnection[Any, Any, Any, Any]


@dataclass(frozen=True, slots=True)
class Guard:
    """Called by Litestar before every handler; what it finds out stands in ``connection.state.visitor``."""

    database: Database
    site: Site

    async def __call__(self, connection: Connection, handler: BaseRouteHandler) -> None:
        """Let a request pass, or raise 400, 401 or 403; a denial of somebody known is recorded.

        Raises ``LookupError`` for a route without a permission: it must not answer at all.
        """
        permission = permission_of(handler)
        if not self.site.serves(connection.headers.get("host", "")):
            raise ClientException("host")
        visitor = await sync_to_thread(self._identify, connection, handler)
        connection.state.visitor = visitor
        if connection.scope.get("method") not in _READING:
            await self._refuse_foreign(connection, visitor)
        if visitor.temporary and permission not in {Permission.OPEN, Permission.OWN}:
            raise PermissionDeniedException(OWN_PASSWORD)
        if visitor.may(permission):
            return
        if not visitor.known:
            await _keep_typed(connection)
            raise NotAuthorizedException("sign in")
        await sync_to_thread(self._note, visitor, permission, handler)
        raise PermissionDeniedException(permission.value)

    def _identify(self, connection: Connection, handler: BaseRouteHandler) -> Visitor:
        said = connection.headers.get("authorization", "")
        if said:
            token = said[len(_BEARER) :].strip() if said.lower().startswith(_BEARER) else ""
            if not handler.opt.get("machines"):
                return NOBODY
            with self.database.reading() as session:
                return Visitor(machine=queries.machine(session, token, clock.now()))
        secret = connection.cookies.get(self.site.cookie_name, "")
        if not secret:
            return NOBODY
        now = clock.now()
        with self.database.reading() as session:
            person = queries.principal(session, secret, now)
        if person is None:
            return NOBODY
        if now - person.last_seen_at >= _NOTED_EVERY:
            with self.database.writing() as session:
                entering.keep_alive(session, secret)
        return Visitor(person=person, secret=secret, source=connection.client.host if connection.client else "")

    async def _refuse_foreign(self, connection: Connection, visitor: Visitor) -> None:
        """Raise 403 unless the request comes from a page of ours and, within a session, carries its token.

        A token of a machine is sent by nobody unasked, so it needs neither.
        """
        if visitor.machine is not None:
            return
        if not self._from_here(connection):
            raise PermissionDeniedException("origin")
        if visitor.person is None:
            return
        given = connection.headers.get(HEADER)
        if given is None and isinstance(connection, Request):
            form = await connection.form()
            given = form.get(FORM_FIELD)
        if not isinstance(given, str) or not same(given, visitor.form_token):
            await _keep_typed(connection)
            raise PermissionDeniedException("form token")

    def _from_here(self, connection: Connection) -> bool:
        """Tell whether the browser says that a page of ours sent this; every browser says one of the two."""
        site, origin = connection.headers.get("sec-fetch-site"), connection.headers.get("origin")
        if site is not None and site != "same-origin":
            return False
        if origin is not None:
            return origin == self.site.origin(connection.headers.get("host", ""))
        return site == "same-origin"

    def _note(self, visitor: Visitor, permission: Permission, handler: BaseRouteHandler) -> None:
        actor = visitor.actor
        if actor is None:
            return
        with self.database.writing() as session:
            entering.note_denial(session, actor, permission.value, f"route {min(_paths(handler))}")


async def _keep_typed(connection: Connection) -> None:
    """Keep what was typed into a form of ours that cannot be taken, so that the page which says so can show it."""
    kind = connection.headers.get("content-type", "")
    if not isinstance(connection, Request) or not kind.startswith("application/x-www-form-urlencoded"):
        return
    form = await connection.form()
    connection.state.typed = [
        value
        for name, value in form.multi_items()
        if isinstance(value, str) and value.strip() and name not in NOT_TYPED
    ]


def _paths(handler: BaseRouteHandler) -> Iterable[str]:
    return handler.paths or {"/"}


def permission_of(handler: BaseRouteHandler) -> Permission:
    """Return what a route asks for; raises ``LookupError`` when it names nothing."""
    if getattr(handler, "http_methods", None) == {"OPTIONS"}:
        return Permission.OPEN  # Litestar's own: names the methods of a path, nothing else
    permission = handler.opt.get("permission")
    if isinstance(permission, Permission):
        return permission
    raise LookupError(f"the route {sorted(_paths(handler))} names no permission")


def permissions(app: Litestar) -> dict[str, Permission]:
    """Return what each operation of the interface asks for, by its id."""
    return {
        str(handler.operation_id): permission_of(handler)
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for handler in route.route_handlers
        if handler.operation_id
    }


def refuse_unguarded(app: Litestar) -> None:
    """Raise ``LookupError`` when any route of an application names no permission: it must not start."""
    for route in app.routes:
        handlers = route.route_handlers if isinstance(route, HTTPRoute) else [route.route_handler]
        for handler in handlers:
            permission_of(handler)
