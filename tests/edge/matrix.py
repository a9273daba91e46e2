"""Role × route × object, executed: what is asked of every route as every role, and what each must answer.

``routes.txt`` says which right every route asks for, and is read by a human whenever it changes: a route whose right
was swapped by mistake differs from it. ``python -m tests.edge.matrix`` writes it anew.
"""

from __future__ import annotations

import re
import secrets
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

import httpx
import sqlalchemy as sa
from litestar import Litestar
from litestar.routes import HTTPRoute
from litestar.testing import TestClient

from reserve import clock
from reserve.accounts.bearer import form_token, stored
from reserve.accounts.model import Role
from reserve.accounts.tables import AccountRecord, SessionRecord
from reserve.edge.guard import HEADER, permission_of
from reserve.edge.roles import TABLE, Permission, Reach
from tests.edge.service import COOKIE, HOST, Service

PINNED: Final = Path(__file__).with_name("routes.txt")
_PARAMETER: Final = re.compile(r"\{(\w+):(\w+)\}")
_WORDS: Final = {"name": "desk.css", "path": "x", "file": "roster.xlsx"}
# What ends the own session stands last, so that it disturbs nothing.
_LAST: Final = ("/sign-out", "/me/")


class Route(NamedTuple):
    """A method and path, and the right it asks for."""

    method: str
    path: str
    permission: Permission

    @property
    def parameters(self) -> set[str]:
        return {name for name, _ in _PARAMETER.findall(self.path)}

    def address(self, objects: Mapping[str, int]) -> str:
        """The path with its parameters filled in by name: those that nobody knows are 1, or x."""

        def value(found: re.Match[str]) -> str:
            name, kind = found.groups()
            return str(objects.get(name, 1)) if kind == "int" else _WORDS.get(name, "x")

        return _PARAMETER.sub(value, self.path)


def declared(app: Litestar) -> list[Route]:
    """Every route of the application, with the right its handler names."""
    found = [
        Route(method, route.path, permission_of(handler))
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for handler in route.route_handlers
        for method in handler.http_methods - {"OPTIONS"}
    ]
    return sorted(found, key=lambda route: (route.path.startswith(_LAST), route.path, route.method))


def pinned() -> dict[tuple[str, str], Permission]:
    lines = (line.split() for line in PINNED.read_text("utf-8").splitlines())
    return {(method, path): Permission(permission) for method, path, permission in lines}


def allowed(role: Role | None, permission: Permission) -> bool:
    if permission is Permission.OPEN:
        return True
    return role is not None and (permission is Permission.OWN or permission in TABLE[role])


@dataclass
class Caller:
    """Somebody with a role who asks for everything; a session that ended is opened again."""

    service: Service
    client: TestClient[Litestar]
    role: Role | None
    unit_id: int | None = None
    account_id: int = field(init=False, default=0)
    secret: str = field(init=False, default="")

    def __post_init__(self) -> None:
        if self.role is None:
            return
        person = self.service.person(self.role, self.unit_id)
        with self.service.database.reading() as session:
            wanted = sa.select(AccountRecord.id).where(AccountRecord.name == person.name)
            self.account_id = session.execute(wanted).scalar_one()
        self._enter()

    def _enter(self) -> None:
        """Open a session in which the second factor was just given: the matrix is about rights, not about codes."""
        self.secret, now = secrets.token_urlsafe(32), clock.now()
        row = {"created_at": now, "last_seen_at": now, "stepped_up_at": now}
        with self.service.database.writing() as session:
            there = sa.update(AccountRecord).where(AccountRecord.id == self.account_id)
            session.execute(there.values(disabled=False))
            session.add(SessionRecord(id_hash=stored(self.secret), account_id=self.account_id, **row))

    def ask(self, route: Route, objects: Mapping[str, int]) -> httpx.Response:
        answer = self._ask(route, objects)
        if self.role is not None and (answer.status_code == 401 or answer.headers.get("location") == "/sign-in"):
            if route.path not in {"/sign-out", "/me/sessions/end"}:
                self._enter()
                answer = self._ask(route, objects)
            else:
                self._enter()
        return answer

    def _ask(self, route: Route, objects: Mapping[str, int]) -> httpx.Response:
        headers = {"origin": HOST}
        if self.role is not None:
            headers |= {"cookie": f"{COOKIE}={self.secret}", HEADER: form_token(self.secret)}
        sent = None
        if route.method != "GET":
            of_programs = route.path.startswith("/api/") or route.path.endswith("/keying/save")
            headers["content-type"] = "application/json" if of_programs else "application/x-www-form-urlencoded"
            sent = "{}" if of_programs else f"form_id={secrets.token_urlsafe(8)}"
        return self.client.request(
            route.method, route.address(objects), headers=headers, follow_redirects=False, content=sent
        )


def shut(answer: httpx.Response, role: Role | None) -> bool:
    """Whether somebody was kept out."""
    to_sign_in = answer.status_code == 303 and answer.headers.get("location") == "/sign-in"
    return answer.status_code in {401, 403} or (role is None and to_sign_in)


def wrong_answers(
    caller: Caller, routes: list[Route], objects: Mapping[str, int], *, changing: bool = True
) -> Iterator[tuple[str, str, int]]:
    """Ask for every route and yield what was answered otherwise than ``routes.txt`` and the table of roles say.

    ``changing=False`` leaves out what the role may change: for a service that other tests read.
    """
    rights = pinned()
    for route in routes:
        permission = rights.get((route.method, route.path), route.permission)
        may = allowed(caller.role, permission)
        if may and route.method != "GET" and not changing:
            continue
        answer = caller.ask(route, objects)
        if shut(answer, caller.role) == may or answer.status_code >= 500:
            yield route.method, route.path, answer.status_code


def of_one_unit(routes: list[Route], role: Role) -> list[Route]:
    """The routes that a role may ask for on its own unit only."""
    return [route for route in routes if TABLE[role].get(route.permission) is Reach.OWN_UNIT]


def _write() -> None:
    from reserve.db import upgrade  # noqa: PLC0415 - for the command only
    from tests.edge.service import service  # noqa: PLC0415 - for the command only

    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/empty.sqlite3"
        upgrade(url)
        with service(url, Path(folder) / "empty.keys") as running:
            lines = sorted(f"{route.method} {route.path} {route.permission.value}" for route in declared(running.app))
    PINNED.write_text("\n".join(sorted(lines, key=lambda line: line.split()[1::-1])) + "\n", "utf-8")


if __name__ == "__main__":
    _write()
    sys.exit(0)
