"""Where everybody begins, and the work list: each line leads to what it counts, and to nothing forbidden."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from reserve.accounts import granting
from reserve.accounts.model import Role
from reserve.audit.model import Actor, ActorKind
from tests.edge.service import Service, sign_in, statements
from tests.web.desks import fresh, signed_in

pytestmark = pytest.mark.usefixtures("quick_hashes")


@pytest.fixture
def empty(sqlite_url: str, tmp_path: Path) -> Iterator[Service]:
    """A service without a campaign."""
    with fresh(sqlite_url, tmp_path) as running:
        yield running


@pytest.mark.parametrize(
    ("role", "begins"),
    [
        (Role.OFFICER, "/cycles/1/work"),
        (Role.AUDITOR, "/cycles/1/work"),
        (Role.ASSESSOR, "/cycles/1/inspections"),
        (Role.SCORE_CLERK, "/cycles/1/exam/keying"),
        (Role.MARKER, "/cycles"),
        (Role.UNIT_LIAISON, "/cycles/1/members"),
        (Role.SECURITY_ADMIN, "/users"),
        (Role.AUDIT_ADMIN, "/journal"),
    ],
)
def test_everybody_begins_where_the_own_work_is(campaign: Service, role: Role, begins: str) -> None:
    with campaign.client() as client:
        sign_in(client, campaign.person(role, 1 if role.of_one_unit else None))
        answer = client.get("/", follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, begins)
        assert client.get(begins).status_code == 200


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SCORE_CLERK, Role.UNIT_LIAISON, Role.AUDIT_ADMIN])
def test_without_a_campaign_everybody_begins_somewhere(empty: Service, role: Role) -> None:
    person = empty.person(Role.OFFICER if role.of_one_unit else role)
    with signed_in(empty, person=person) as client:
        answer = client.get("/")
    assert answer.status_code == 200
    assert answer.url.path == ("/journal" if role is Role.AUDIT_ADMIN else "/cycles")


def lines(text: str) -> list[tuple[str, int]]:
    """Return where each line of the work list leads, and how many it says are waiting there."""
    found = re.findall(r'<li><a href="([^"]+)"><strong class="count">(\d+)</strong>', text)
    return [(address.replace("&amp;", "&"), int(count)) for address, count in found]


@pytest.mark.parametrize("role", [Role.SECTION_HEAD, Role.AUDITOR])
def test_every_line_of_the_work_list_and_every_stage_leads_to_a_page_that_is_there(
    campaign: Service, role: Role
) -> None:
    with signed_in(campaign, role) as client:
        text = client.get("/cycles/1/work").text
        stages = re.findall(r'<li class="\w+">\s*<a href="([^"]+)">', text)
        assert len(stages) == 10
        assert len(lines(text)) >= 5
        for address in [*stages, *(address for address, _ in lines(text))]:
            assert client.get(address.replace("&amp;", "&")).status_code == 200, address


def rows(text: str) -> int:
    """Return of how many rows a page tells: by its pager, its chosen tab, or the rows themselves."""
    for told in (r'<nav class="pager".*?\d+ to \d+ of (\d+)', r'aria-current="true">[^<]*<span class="count">(\d+)'):
        if found := re.search(told, text, re.DOTALL):
            return int(found[1])
    return len(re.findall(r"<tr(?! class=\"sum\")", text.partition("<tbody>")[2]))


@pytest.mark.parametrize("role", [Role.OFFICER, Role.APPROVER])
def test_each_line_counts_what_the_page_behind_it_shows(campaign: Service, role: Role) -> None:
    with signed_in(campaign, role) as client:
        found = dict(lines(client.get("/cycles/1/work").text))
        # One act for the list; of ties each is a row of its own, of several people.
        for path in ("list/approval", "steps", "ties"):
            found.pop(f"/cycles/1/{path}", None)
        assert len(found) >= 6
        assert {address: rows(client.get(address).text) for address in found} == found


def test_own_tasks_come_first_and_what_is_for_others_apart(campaign: Service) -> None:
    own: dict[Role, set[str]] = {}
    for role in (Role.OFFICER, Role.APPROVER, Role.AUDITOR):
        with signed_in(campaign, role) as client:
            mine, _, others = client.get("/cycles/1/work").text.partition("Waiting for others")
        own[role] = {address.removeprefix("/cycles/1/") for address, _ in lines(mine)}
        assert lines(others)
    assert {"undecided", "members?decision=none", "inspections?state=missing"} <= own[Role.OFFICER]
    assert own[Role.APPROVER] == {"exceptions?show=waiting"}
    assert own[Role.AUDITOR] == set()


def test_the_work_list_takes_a_few_queries(campaign: Service) -> None:
    with signed_in(campaign) as client:
        client.get("/cycles/1/work")
        with statements() as sent:
            assert client.get("/cycles/1/work").status_code == 200
    assert sum(not one.lower().startswith(("begin", "set ", "show ")) for one in sent) <= 5


def test_roles_asked_for_are_what_the_security_administrator_sees_first(empty: Service) -> None:
    asker, holder = empty.person(Role.SYSTEM_ADMIN), empty.person(Role.OFFICER)
    with empty.database.writing() as session:
        granting.request_role(session, Actor(asker.name, ActorKind.PERSON), holder.name, Role.APPROVER)
    with signed_in(empty, Role.SECURITY_ADMIN) as client:
        text = client.get("/").text
        assert lines(text) == [("/users", 1)]
        assert "roles asked for" in text
