"""A service over a database of its own, for the tests of pages that change something, and its forms."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from litestar import Litestar
from litestar.testing import TestClient

from reserve.accounts.bearer import form_token
from reserve.accounts.model import Role
from tests.accounts.accounts import Person
from tests.edge.service import COOKIE, HOST, Service, service, sign_in

Client = TestClient[Litestar]
Answer = Any  # httpx's Response, which the test client does not export


@contextmanager
def signed_in(desk: Service, role: Role = Role.OFFICER, person: Person | None = None) -> Iterator[Client]:
    """Yield the browser of somebody with a role who has just signed in."""
    with desk.client() as client:
        sign_in(client, person or desk.person(role))
        yield client


@contextmanager
def fresh(url: str, folder: Path) -> Iterator[Service]:
    """Yield a service over a database without rows."""
    with service(url, folder / "desk.keys") as running:
        yield running


def token(client: Client) -> str:
    """Return what the forms of this session carry."""
    return form_token(client.cookies[COOKIE])


def send(
    client: Client,
    path: str,
    fields: Mapping[str, str] | None = None,
    *,
    form_id: str = "",
    files: Any = None,  # noqa: ANN401 - as httpx takes them
) -> Answer:
    """Send a form as the page of this session would; without following where it leads."""
    data = {"form_token": token(client), "form_id": form_id, **(fields or {})}
    return client.post(path, data=data, headers={"origin": HOST}, follow_redirects=False, files=files)
