"""Attacks on sessions and forms: what a stranger, another site or a planted cookie can try."""

import secrets

import pytest
import sqlalchemy as sa

from reserve.accounts.bearer import form_token, stored
from reserve.accounts.model import Role
from reserve.accounts.tables import DelayRecord
from reserve.audit import queries as journal
from reserve.audit.tags import Tag
from tests.accounts.accounts import PASSWORD
from tests.edge.service import COOKIE, HOST, Service, sign_in

pytestmark = pytest.mark.usefixtures("quick_hashes")


def test_a_planted_session_id_is_neither_honoured_nor_taken_over_at_sign_in(campaign: Service) -> None:
    planted = secrets.token_urlsafe(32)
    with campaign.client() as client:
        client.cookies.set(COOKIE, planted)
        assert client.get("/cycles/1/work", follow_redirects=False).status_code == 303
        client.cookies.clear()
        person = campaign.person()
        answer = client.post(
            "/sign-in",
            data={"name": person.name, "password": PASSWORD, "code": person.code()},
            headers={"origin": HOST, "cookie": f"{COOKIE}={planted}"},
            follow_redirects=False,
        )
    assert answer.status_code == 303
    assert answer.cookies[COOKIE] != planted
    with campaign.client() as stranger:
        stranger.cookies.set(COOKIE, planted)
        assert stranger.get("/cycles/1/work", follow_redirects=False).status_code == 303


def test_the_hash_from_the_database_opens_nothing(campaign: Service) -> None:
    with campaign.client() as client:
        secret = sign_in(client, campaign.person())
    with campaign.client() as thief:
        thief.cookies.set(COOKIE, stored(secret))
        assert thief.get("/cycles/1/work", follow_redirects=False).status_code == 303


def test_the_cookie_is_kept_from_scripts_and_other_sites(campaign: Service) -> None:
    with campaign.client() as client:
        person = campaign.person()
        fields = {"name": person.name, "password": PASSWORD, "code": person.code()}
        answer = client.post("/sign-in", data=fields, headers={"origin": HOST}, follow_redirects=False)
    said = answer.headers["set-cookie"].lower()
    assert "httponly" in said
    assert "samesite=strict" in said
    assert "path=/" in said
    assert "domain" not in said


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://localhost:9999"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "cross-site", "origin": HOST},
        {"sec-fetch-site": "none"},
    ],
)
@pytest.mark.parametrize("path", ["/sign-in", "/sign-out"])
def test_a_form_from_elsewhere_is_refused(campaign: Service, headers: dict[str, str], path: str) -> None:
    with campaign.client() as client:
        secret = sign_in(client, campaign.person())
        answer = client.post(path, data={"form_token": form_token(secret)}, headers=headers, follow_redirects=False)
        assert answer.status_code == 403
        assert client.get("/cycles/1/work").status_code == 200


def test_a_form_needs_the_token_of_its_own_session(campaign: Service) -> None:
    with campaign.client() as other:
        foreign = sign_in(other, campaign.person())
    with campaign.client() as client:
        secret = sign_in(client, campaign.person())
        for token in ("", "x", form_token(foreign), form_token(stored(secret)), stored(secret)):
            answer = client.post("/sign-out", data={"form_token": token}, headers={"origin": HOST})
            assert answer.status_code == 403
        assert client.post("/sign-out", headers={"origin": HOST}).status_code == 403
        good = client.post(
            "/sign-out", data={"form_token": form_token(secret)}, headers={"origin": HOST}, follow_redirects=False
        )
        assert good.status_code == 303
        client.cookies.set(COOKIE, secret)
        assert client.get("/cycles/1/work", follow_redirects=False).status_code == 303


def test_the_interface_asks_for_the_token_of_a_session_too(campaign: Service) -> None:
    with campaign.client() as client:
        secret = sign_in(client, campaign.person())
        body, origin = {"text": "format = 1"}, {"origin": HOST}
        assert client.post("/api/v1/policies/check", json=body, headers=origin).status_code == 403
        with_token = {**origin, "x-form-token": form_token(secret)}
        assert client.post("/api/v1/policies/check", json=body, headers=with_token).status_code == 200


def test_a_host_that_somebody_points_at_this_machine_is_not_served(campaign: Service) -> None:
    with campaign.client() as client:
        assert client.get("/sign-in", headers={"host": "rebound.example"}).status_code == 400
        assert client.get("/sign-in", headers={"host": "127.0.0.1:8000"}).status_code == 200


def test_bad_sign_ins_answer_alike_and_then_delay_alike(campaign: Service) -> None:
    person = campaign.person()
    cases = {
        "password": {"name": person.name, "password": "wrong", "code": person.code()},
        "code": {"name": campaign.person().name, "password": PASSWORD, "code": "000000"},
        "name": {"name": "nobodyknown", "password": PASSWORD, "code": person.code()},
    }
    texts = set()
    with campaign.client() as client:
        for fields in cases.values():
            answer = client.post("/sign-in", data=fields, headers={"origin": HOST})
            assert answer.status_code == 422
            texts.add(answer.text.replace(fields["name"], "NAME"))
            assert COOKIE not in client.cookies
        delays = set()
        for name in ("nobodyknown", person.name):
            fields = {"name": name, "password": "wrong", "code": "1"}
            statuses = [client.post("/sign-in", data=fields, headers={"origin": HOST}).status_code for _ in range(5)]
            delays.add(tuple(statuses))
        good = {"name": campaign.person().name, "password": PASSWORD, "code": "0"}
        client.post("/sign-in", data=good, headers={"origin": HOST})
    assert len(texts) == 1
    assert len(delays) == 1
    assert 429 in delays.pop()


@pytest.fixture(autouse=True)
def _each_attempt_counts_for_itself(campaign: Service) -> None:
    """Forget failures of other tests: they all come from one machine."""
    with campaign.database.writing() as session:
        session.execute(sa.delete(DelayRecord))


def test_a_body_that_is_too_large_is_refused(campaign: Service) -> None:
    with campaign.client() as client:
        answer = client.post("/sign-in", data={"name": "x" * 1_500_000}, headers={"origin": HOST})
    assert answer.status_code == 413


def test_denials_are_recorded(campaign: Service) -> None:
    person = campaign.person(Role.MARKER)
    with campaign.client() as client:
        sign_in(client, person)
        assert client.get("/cycles/1/nominees").status_code == 403
    with campaign.database.reading() as session:
        (last,) = journal.latest(session, actor=person.name, limit=1)
    assert (last.tag, last.details) == (Tag.ACCOUNTS_DENY, {"act": "view_nominees"})


def test_tokens_work_on_the_interface_only_and_within_their_scopes(campaign: Service) -> None:
    header = campaign.token("view_cycles")
    with campaign.client() as client:
        assert client.get("/api/v1/cycles", headers=header).status_code == 200
        assert client.get("/api/v1/journal", headers=header).status_code == 403
        assert client.get("/cycles", headers=header, follow_redirects=False).status_code == 303
        assert client.get("/api/v1/cycles", headers={"authorization": "Bearer x"}).status_code == 401
        assert client.get("/api/v1/cycles", headers={"authorization": "Basic eDp5"}).status_code == 401


@pytest.mark.parametrize("path", ["/sign-in", "/nothing", "/api/v1/health", "/api/v1/nothing"])
def test_every_answer_has_the_headers(campaign: Service, path: str) -> None:
    with campaign.client() as client:
        headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"


def test_nonces_are_new_each_time(campaign: Service) -> None:
    with campaign.client() as client:
        sign_in(client, campaign.person())
        first, second = (client.get("/cycles").headers["content-security-policy"] for _ in range(2))
    assert "nonce-" in first
    assert first != second
