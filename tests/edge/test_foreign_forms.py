"""Every route that changes something refuses what did not come from an own page of the same session."""

import secrets
from collections.abc import Iterator

import httpx
import pytest
from litestar import Litestar
from litestar.testing import TestClient

from reserve.accounts.bearer import form_token, stored
from reserve.accounts.model import Role
from reserve.audit import queries as journal
from reserve.edge.roles import TABLE, Permission
from tests.edge.matrix import Caller, Route, declared
from tests.edge.service import COOKIE, HOST, Service

pytestmark = pytest.mark.usefixtures("quick_hashes")
EVIL = "https://evil.example"


@pytest.fixture(scope="module")
def client(campaign: Service) -> Iterator[TestClient[Litestar]]:
    with campaign.client() as opened:
        yield opened


def role_for(permission: Permission) -> Role:
    """Somebody who may do it: only where the form comes from can be what is wrong."""
    return next((role for role, rights in TABLE.items() if permission in rights), Role.OFFICER)


def changing(service: Service) -> list[Route]:
    found = [
        route for route in declared(service.app) if route.method != "GET" and route.permission is not Permission.OPEN
    ]
    assert len(found) > 30
    return found


def send(client: TestClient[Litestar], route: Route, secret: str, **headers: str) -> httpx.Response:
    return client.request(
        route.method,
        route.address({}),
        headers={"cookie": f"{COOKIE}={secret}", "content-type": "application/x-www-form-urlencoded", **headers},
        content=f"form_id={secrets.token_urlsafe(8)}",
        follow_redirects=False,
    )


def test_no_route_takes_a_form_from_elsewhere_or_with_another_token(
    campaign: Service, client: TestClient[Litestar]
) -> None:
    callers = {
        role: Caller(campaign, client, role) for role in {role_for(one.permission) for one in changing(campaign)}
    }
    stranger = Caller(campaign, client, Role.OFFICER).secret
    with campaign.database.reading() as session:
        before = journal.head(session)
    for route in changing(campaign):
        own = callers[role_for(route.permission)].secret
        token = {"x-form-token": form_token(own)}
        cases: dict[str, dict[str, str]] = {
            "foreign origin": {**token, "origin": EVIL},
            "no origin": token,
            "a sibling site": {**token, "sec-fetch-site": "same-site"},
            "no token": {"origin": HOST},
            "a blank token": {"origin": HOST, "x-form-token": ""},
            "the token of somebody else": {"origin": HOST, "x-form-token": form_token(stranger)},
            "the stored hash": {"origin": HOST, "x-form-token": stored(own)},
        }
        for case, headers in cases.items():
            answer = send(client, route, own, **headers)
            assert answer.status_code == 403, (route, case, answer.status_code)
    with campaign.database.reading() as session:
        assert journal.head(session) == before


def test_no_route_knows_a_planted_session(campaign: Service, client: TestClient[Litestar]) -> None:
    planted = secrets.token_urlsafe(32)
    for route in changing(campaign):
        answer = send(client, route, planted, **{"origin": HOST, "x-form-token": form_token(planted)})
        assert answer.status_code == 401, route
        assert "set-cookie" not in answer.headers


def test_two_tabs_of_one_session_both_work_and_one_of_an_earlier_session_does_not(
    campaign: Service, client: TestClient[Litestar]
) -> None:
    (route,) = [one for one in changing(campaign) if one.path == "/me/sessions/end"]
    (page,) = [one for one in declared(campaign.app) if (one.method, one.path) == ("GET", "/me")]
    caller = Caller(campaign, client, Role.OFFICER)
    first, second = (caller.ask(page, {}).text for _ in range(2))
    token = form_token(caller.secret)
    assert token in first
    assert token in second
    old = caller.secret
    assert send(client, route, old, **{"origin": HOST, "x-form-token": token}).status_code == 303
    caller.ask(page, {})
    assert caller.secret != old
    late = send(client, route, caller.secret, **{"origin": HOST, "x-form-token": token})
    assert late.status_code == 403
    assert "Load the page again" in late.text


@pytest.mark.parametrize("case", ["session over", "another session", "another site"])
def test_a_form_that_can_not_be_taken_is_not_lost(campaign: Service, client: TestClient[Litestar], case: str) -> None:
    caller = Caller(campaign, client, Role.SECURITY_ADMIN)
    secret = secrets.token_urlsafe(32) if case == "session over" else caller.secret
    answer = client.post(
        "/users/1/relations",
        data={"person": "P00042 <b>", "relation": "", "password": "geheimgeheim", "form_token": "x", "form_id": "y"},
        headers={"cookie": f"{COOKIE}={secret}", "origin": EVIL if case == "another site" else HOST},
    )
    assert answer.status_code == (401 if case == "session over" else 403)
    # A foreign site must not make our pages say what it likes.
    assert ("P00042 &lt;b&gt;" in answer.text) is (case != "another site")
    assert "geheimgeheim" not in answer.text
