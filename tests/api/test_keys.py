"""The same request under the same key is done once; another request under it, and one that was refused, are not."""

import base64
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from httpx import Response

from reserve.accounts.bearer import form_token
from reserve.campaign import sent
from reserve.campaign.worker import Worker
from tests.campaign import sending
from tests.campaign.conftest import read_here
from tests.edge.service import COOKIE, HOST, Service, service, sign_in
from tests.intake.county import changed, county

__all__ = ["read_here"]

pytestmark = pytest.mark.usefixtures("quick_hashes", "read_here")

HERE = "/api/v1/cycles/1/imports"
ROSTER = "roster.xlsx"
Send = Callable[..., Response]


@pytest.fixture
def office(sqlite_url: str, tmp_path: Path) -> Iterator[Service]:
    """A service over a campaign into which nothing was taken in yet."""
    with service(sqlite_url, tmp_path / "keys") as running:
        sending.opened(running.database)
        yield running


@pytest.fixture
def post(office: Service) -> Iterator[Send]:
    """Send as an officer, or with a token."""
    with office.client() as client:
        secret = sign_in(client, office.person())
        client.cookies.clear()

        def post(path: str, body: object, key: str, token: Mapping[str, str] | None = None) -> Response:
            session = {"cookie": f"{COOKIE}={secret}", "origin": HOST, "x-form-token": form_token(secret)}
            headers = {**(token or session), "idempotency-key": key}
            return client.post(f"{HERE}{path}", json=body, headers=headers)

        yield post


def body(post_of: str = "", *only: str) -> dict[str, Any]:
    files = changed(ROSTER, "干部名册", "职务", post_of) if post_of else county()
    return {
        "files": [
            {"name": name, "content": base64.b64encode(one.content).decode()}
            for name, one in sending.workbooks(files, only).items()
        ]
    }


def number_of_imports(office: Service) -> int:
    with office.database.reading() as session:
        return sent.history(session, 1)[0]


def test_workbooks_sent_again_are_the_import_of_the_first_time(office: Service, post: Send) -> None:
    first, second = (post("", body(), "send") for _ in range(2))
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json()["id"] == second.json()["id"]
    assert number_of_imports(office) == 1
    other = post("", body("局长", ROSTER), "send")
    assert other.status_code == 409
    assert "sent before with other contents" in other.text
    assert number_of_imports(office) == 1
    assert post("", body("局长", ROSTER), "another").json()["id"] != first.json()["id"]


def test_so_it_is_for_other_systems_each_with_keys_of_its_own(office: Service, post: Send) -> None:
    one, other = office.token("import"), office.token("import")
    numbers = [post("", body("", ROSTER), "send", token).json()["id"] for token in (one, one, other)]
    assert numbers[0] == numbers[1] != numbers[2]


def test_a_key_is_of_one_operation(post: Send) -> None:
    number = post("", body(), "key").json()["id"]
    assert post(f"/{number}/cancel", {}, "key").status_code == 409
    assert post(f"/{number}/cancel", {}, "other").json() == {"repeated": False}
    assert post(f"/{number}/cancel", {}, "other").json() == {"repeated": True}


def test_saving_that_only_reads_again_does_not_use_its_key_up(office: Service, post: Send) -> None:
    work = Worker(office.database, office.keys).work
    whole = post("", body(), "whole").json()["id"]
    work()
    assert post(f"/{whole}/save", {}, "save").json() == {"repeated": False}
    mine, theirs = (post("", body(what, ROSTER), key).json()["id"] for what, key in (("局长", "one"), ("主任", "two")))
    work()
    assert post(f"/{theirs}/save", {}, "theirs").json() == {"repeated": False}
    assert post(f"/{mine}/save", {}, "mine").status_code == 409
    work()
    assert post(f"/{mine}/save", {}, "mine").json() == {"repeated": False}
    assert post(f"/{mine}/save", {}, "mine").json() == {"repeated": True}
    with office.database.reading() as session:
        assert sent.one(session, 1, mine).state.value == "saved"
