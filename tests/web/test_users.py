"""Users and roles as pages: secrets shown once, two administrators for a right, and everybody's own account."""

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import httpx
import pytest
import sqlalchemy as sa
from litestar import Litestar
from litestar.testing import TestClient

from reserve import clock
from reserve.accounts import actions, granting, queries, totp
from reserve.accounts.bearer import form_token
from reserve.accounts.model import Grant, Role
from reserve.accounts.tables import AccountRecord, DelayRecord, RelationRecord, SessionRecord
from reserve.audit import queries as journal
from reserve.audit.tags import Tag
from reserve.db import Database
from tests.accounts.accounts import ACTOR, PASSWORD, Person
from tests.edge.service import COOKIE, HOST, Service, service, sign_in

pytestmark = pytest.mark.usefixtures("quick_hashes")


@pytest.fixture
def office(sqlite_url: str, tmp_path: Path) -> Iterator[Service]:
    """A service without any campaign yet; the actions behind are tested on both backends."""
    with service(sqlite_url, tmp_path / "office.keys") as running:
        yield running


@pytest.fixture
def client(office: Service) -> Iterator[TestClient[Litestar]]:
    """One browser engine for all: who is signed in is said with every request."""
    with office.client() as opened:
        yield opened


class Desk:
    """Somebody signed in who looks at pages and fills in forms."""

    def __init__(self, client: TestClient[Litestar], person: Person, password: str) -> None:
        self.client, self.person, self.steps = client, person, 0
        self.secret = sign_in(client, person, password=password)
        client.cookies.clear()

    def code(self) -> str:
        """The next code that was not used yet."""
        self.steps += 1
        return self.person.code(steps=self.steps)

    def get(self, path: str) -> httpx.Response:
        return self.client.get(path, headers={"cookie": f"{COOKIE}={self.secret}"}, follow_redirects=False)

    def send(self, path: str, **fields: str) -> httpx.Response:
        data = {"form_token": form_token(self.secret), **fields}
        headers = {"origin": HOST, "cookie": f"{COOKIE}={self.secret}"}
        return self.client.post(path, data=data, headers=headers, follow_redirects=False)


class Seat(Protocol):
    """Seats somebody, or somebody new with a role."""

    def __call__(self, who: Role | Person, password: str = PASSWORD) -> Desk: ...


@pytest.fixture
def desk(office: Service, client: TestClient[Litestar]) -> Seat:
    def seat(who: Role | Person, password: str = PASSWORD) -> Desk:
        return Desk(client, who if isinstance(who, Person) else office.person(who), password)

    return seat


def account_id(office: Service, name: str) -> int:
    with office.database.reading() as session:
        found = queries.account(session, name)
    assert found is not None
    return found.id


def grants(office: Service, name: str) -> tuple[Grant, ...]:
    with office.database.reading() as session:
        found = queries.account(session, name)
    assert found is not None
    return found.grants


def tags(office: Service) -> list[str]:
    with office.database.reading() as session:
        return [entry.tag for entry in journal.entries(session)]


NEW = {"name": "li.wei", "display_name": "李伟", "family": "business", "form_id": "one"}


def shown(text: str) -> tuple[str, str]:
    """The password and the secret on the page that shows them."""
    found = re.findall(r'<dd class="secret">([^<]+)</dd>', text)
    assert len(found) == 3, text
    return found[1], found[2].replace(" ", "")


def test_a_new_account_has_no_role_and_its_secrets_are_shown_exactly_once(office: Service, desk: Seat) -> None:
    admin = desk(Role.SYSTEM_ADMIN)
    answer = admin.send("/users", **NEW)
    assert answer.status_code == 200
    password, secret = shown(answer.text)
    assert answer.text.count("<svg") == 1
    assert totp.uri(secret, "li.wei").replace("&", "&amp;") in answer.text
    assert not re.search(" style=|<script(?! src=)", answer.text)
    assert answer.headers["cache-control"] == "no-store"
    again = admin.send("/users", **NEW)
    assert again.status_code == 303
    page = admin.get(again.headers["location"])
    assert "shown once" in page.text
    for path in ("/users", f"/users/{account_id(office, 'li.wei')}", "/me", "/about"):
        text = admin.get(path).text
        assert password not in text
        assert secret not in text
    assert grants(office, "li.wei") == ()
    with office.database.reading() as session:
        entries = str([entry.details for entry in journal.entries(session)])
    assert password not in entries
    assert secret not in entries


def test_whoever_comes_in_with_a_password_made_by_somebody_else_chooses_another_one_first(
    office: Service, desk: Seat
) -> None:
    admin = desk(Role.SYSTEM_ADMIN)
    password, secret = shown(admin.send("/users", **NEW).text)
    with office.database.writing() as session:
        granting.grant_role(session, ACTOR, "li.wei", Role.SECTION_HEAD)
    somebody = desk(Person("li.wei", secret), password)
    for path in ("/cycles", "/journal", "/about"):
        answer = somebody.get(path)
        assert (answer.status_code, answer.headers.get("location")) == (303, "/me")
    assert somebody.get("/api/v1/cycles").json()["type"] == "own-password"
    assert "made up your password" in somebody.get("/me").text
    assert change(somebody, password=password).status_code == 303
    assert somebody.get("/cycles").status_code == 200


def test_an_account_without_roles_can_sign_in_and_is_told_to_wait(office: Service, desk: Seat) -> None:
    with office.database.writing() as session:
        made = actions.create_account(session, ACTOR, office.keys, name="li.wei", display_name="", password=PASSWORD)
    somebody = desk(Person(made.name, made.totp_secret))
    text = somebody.get("/me").text
    assert "has no role yet" in text
    assert somebody.get("/").headers["location"] == "/me"
    assert somebody.get("/users").status_code == 403


def test_a_role_is_asked_for_by_one_administrator_and_granted_by_another(office: Service, desk: Seat) -> None:
    system = desk(Role.SYSTEM_ADMIN)
    system.send("/users", **NEW)
    address = f"/users/{account_id(office, 'li.wei')}"
    asked = system.send(f"{address}/requests", role="officer")
    assert asked.status_code == 303
    assert system.send(f"{address}/requests/1/grant", code=system.code()).status_code == 403
    security = desk(Role.SECURITY_ADMIN)
    assert "Roles that are asked for" in security.get("/users").text
    refused = security.send(f"{address}/requests/1/grant")
    assert refused.status_code == 422
    assert "Give the code" in refused.text
    assert grants(office, "li.wei") == ()
    granted = security.send(f"{address}/requests/1/grant", code=security.code())
    assert granted.status_code == 303
    assert grants(office, "li.wei") == (Grant(Role.OFFICER),)
    # Within ten minutes no other code is asked for.
    assert security.send(f"{address}/roles/3/revoke").status_code == 303
    assert security.send("/users", **NEW).status_code == 403
    assert grants(office, "li.wei") == ()
    assert tags(office)[-1] == Tag.ACCOUNTS_DENY
    assert {Tag.ACCOUNTS_REQUEST_ROLE, Tag.ACCOUNTS_GRANT, Tag.ACCOUNTS_REVOKE} <= set(tags(office))


def test_a_second_factor_is_good_for_ten_minutes(office: Service, desk: Seat) -> None:
    officer = office.person()
    address = f"/users/{account_id(office, officer.name)}"
    admin = desk(Role.SYSTEM_ADMIN)
    assert admin.send(f"{address}/reset", what="password", code=admin.code()).status_code == 200
    for minutes, status in ((9, 200), (11, 422)):
        given = sa.update(SessionRecord).values(stepped_up_at=clock.now() - dt.timedelta(minutes=minutes))
        with office.database.writing() as session:
            session.execute(given)
        assert admin.send(f"{address}/reset", what="password").status_code == status


def test_a_request_belongs_to_its_account(office: Service, desk: Seat) -> None:
    system = desk(Role.SYSTEM_ADMIN)
    system.send("/users", **NEW)
    address = f"/users/{account_id(office, 'li.wei')}"
    system.send(f"{address}/requests", role="officer")
    security = desk(Role.SECURITY_ADMIN)
    wrong = security.send("/users/1/requests/1/grant", code=security.code())
    assert wrong.status_code == 404
    for path in ("/users/99", "/users/" + "9" * 30):
        assert security.get(path).status_code == 404
    assert security.send(f"{address}/roles/{'9' * 30}/revoke").status_code == 404
    assert security.send(f"{address}/relations/{'9' * 30}/end").status_code == 404


def test_an_account_is_shut_opened_and_reset_and_its_sessions_end(office: Service, desk: Seat) -> None:
    officer = office.person()
    address = f"/users/{account_id(office, officer.name)}"
    somebody = desk(officer)
    admin = desk(Role.SYSTEM_ADMIN)
    assert somebody.get("/me").status_code == 200
    assert admin.send(f"{address}/disable").status_code == 303
    assert somebody.get("/me").status_code == 303
    assert "shut" in admin.get(address).text
    assert admin.send(f"{address}/enable").status_code == 303
    assert admin.send(f"{address}/enable").status_code == 422
    answer = admin.send(f"{address}/reset", what="both", code=admin.code())
    assert answer.status_code == 200
    password, secret = shown(answer.text)
    assert desk(Person(officer.name, secret), password).get("/me").status_code == 200


def test_nobody_changes_the_own_account_and_the_last_administrator_stays(office: Service, desk: Seat) -> None:
    admin = desk(Role.SYSTEM_ADMIN)
    security = desk(Role.SECURITY_ADMIN)
    own = account_id(office, admin.person.name)
    answer = admin.send(f"/users/{own}/disable")
    assert answer.status_code == 422
    assert "your own account" in answer.text
    (row,) = _grant_ids(office, own)
    revoked = security.send(f"/users/{own}/roles/{row}/revoke", code=security.code())
    assert revoked.status_code == 422
    assert "is the last one" in revoked.text
    assert grants(office, admin.person.name) == (Grant(Role.SYSTEM_ADMIN),)


def _grant_ids(office: Service, number: int) -> list[int]:
    with office.database.reading() as session:
        return [row.id for row in queries.grants(session, number)]


@pytest.mark.parametrize(
    ("path", "fields", "said"),
    [
        ("/users", {"name": "!", "family": "business"}, "A name has 2 to 32 letters"),
        ("/users", {"name": "li.wei", "family": "x"}, "Choose what the account is for."),
        ("/users", {"name": "li.wei", "family": "audit", "display_name": "x" * 50}, "at most 40 characters"),
        ("/users/1/requests", {"role": "x"}, "Choose a role."),
        ("/users/1/requests", {"role": "unit_liaison", "unit": "1"}, "Choose a unit."),
        ("/users/1/requests", {"role": "unit_liaison"}, "needs its unit"),
    ],
)
def test_what_can_not_be_taken_is_said_and_nothing_typed_is_lost(
    office: Service, desk: Seat, path: str, fields: dict[str, str], said: str
) -> None:
    office.person()
    admin = desk(Role.SYSTEM_ADMIN)
    answer = admin.send(path, **fields)
    assert answer.status_code == 422
    assert said in answer.text
    if "name" in fields:
        assert f'value="{fields["name"]}"' in answer.text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"person": "7th", "relation": "self"}, "looks like P00042"),
        ({"person": "P00042", "relation": "x"}, "Choose what they are"),
        ({"person": "P00042", "relation": "self"}, "nobody with this number"),
    ],
)
def test_a_relation_needs_somebody_of_the_roster(
    office: Service, desk: Seat, fields: dict[str, str], said: str
) -> None:
    officer = office.person()
    security = desk(Role.SECURITY_ADMIN)
    answer = security.send(f"/users/{account_id(office, officer.name)}/relations", **fields)
    assert answer.status_code == 422
    assert said in answer.text
    with office.database.reading() as session:
        assert session.execute(sa.select(RelationRecord.id)).all() == []


def change(somebody: Desk, **changed: str) -> httpx.Response:
    fields = {"password": PASSWORD, "new_password": "vQ3-kuaile-mTz8w", "again": "vQ3-kuaile-mTz8w"}
    return somebody.send("/me/password", **{**fields, "code": somebody.code(), "form_id": "f", **changed})


def test_the_own_password_is_changed_once_and_other_browsers_are_signed_out(office: Service, desk: Seat) -> None:
    person = office.person()
    other = desk(person)
    with office.database.writing() as session:
        session.execute(sa.update(AccountRecord).values(totp_last_step=0))
    somebody = desk(person)
    assert change(somebody, code="000000").status_code == 422
    assert change(somebody, password="wrong").status_code == 422  # noqa: S106 - refused
    _forget(office.database)
    for wrong, said in (
        ({"again": "x"}, "The two passwords differ."),
        ({"new_password": "short", "again": "short"}, "at least 12"),
        ({"new_password": PASSWORD, "again": PASSWORD}, "have already"),
    ):
        answer = change(somebody, **wrong)
        assert answer.status_code == 422
        assert said in answer.text
        assert PASSWORD not in answer.text
    somebody.steps = 0
    first = change(somebody)
    again = change(somebody)
    assert first.status_code == again.status_code == 303
    late = change(somebody, new_password="another-vQ3-mTz8w", again="another-vQ3-mTz8w")  # noqa: S106 - refused
    assert late.status_code == 422
    assert "sent before with other contents" in late.text
    assert "The password is changed" in somebody.get(again.headers["location"]).text
    assert tags(office).count(Tag.ACCOUNTS_CHANGE_PASSWORD) == 1
    assert somebody.get("/me").status_code == 200
    assert other.get("/me").status_code == 303


def _forget(database: Database) -> None:
    with database.writing() as session:
        session.execute(sa.delete(DelayRecord))


def test_signing_out_everywhere_ends_this_session_too(desk: Seat) -> None:
    somebody = desk(Role.OFFICER)
    answer = somebody.send("/me/sessions/end")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    assert somebody.get("/me").status_code == 303


def test_wrong_codes_within_a_session_delay_it_like_a_sign_in(office: Service, desk: Seat) -> None:
    officer = office.person()
    address = f"/users/{account_id(office, officer.name)}"
    admin = desk(Role.SYSTEM_ADMIN)
    texts = [admin.send(f"{address}/reset", what="password", code="000000").text for _ in range(6)]
    assert "The code is not right" in texts[0]
    assert "Try again in" in texts[-1]
    # Also the right code has to wait now.
    assert "Try again in" in admin.send(f"{address}/reset", what="password", code=admin.code()).text
    assert Tag.ACCOUNTS_RESET not in tags(office)


def test_the_account_pages_keep_to_those_who_may_see_them(desk: Seat) -> None:
    for role, may in ((Role.AUDIT_ADMIN, True), (Role.SECTION_HEAD, False), (Role.AUDITOR, False)):
        somebody = desk(role)
        assert (somebody.get("/users").status_code == 200) is may
        text = somebody.get("/users/1").text
        assert '<form method="post" action="/users' not in text
