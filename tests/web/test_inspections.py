"""The inspections' pages: who has one, recording, correcting, withdrawing."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from reserve.accounts.model import Role
from reserve.inspection import queries
from reserve.inspection.model import Outcome
from tests.cycle.town import ORDINARY, SECOND, TOO_OLD, YOUNG, campaign
from tests.edge.service import Service
from tests.web.desks import fresh, send, signed_in

pytestmark = pytest.mark.usefixtures("quick_hashes")

PAGE = "/cycles/1/inspections"


@contextmanager
def inspecting(url: str, folder: Path) -> Iterator[Service]:
    """A service over the town: two of five are inspected."""
    with fresh(url, folder) as running:
        with running.database.writing() as session:
            assert campaign(session, "inspection") == 1
        yield running


@pytest.fixture
def desk(sqlite_url: str, tmp_path: Path) -> Iterator[Service]:
    with inspecting(sqlite_url, tmp_path) as running:
        yield running


@pytest.fixture
def either(database_url: str, tmp_path: Path) -> Iterator[Service]:
    """The same on each backend in turn, for the test that sees every query."""
    with inspecting(database_url, tmp_path) as running:
        yield running


def outcomes(desk: Service) -> dict[int, Outcome]:
    with desk.database.reading() as session:
        return dict(queries.outcomes(session, 1))


def shown(text: str) -> list[str]:
    return re.findall(rf'<a href="{PAGE}/(\d+)"', text)


def test_the_list_tells_who_still_needs_an_inspection(either: Service) -> None:
    with signed_in(either, Role.ASSESSOR) as client:
        assert shown(client.get(PAGE).text) == ["1", "2", "3", "7", "8"]
        assert shown(client.get(f"{PAGE}?state=positive").text) == ["1", "2"]
        assert shown(client.get(f"{PAGE}?state=missing").text) == ["3", "7", "8"]
        assert shown(client.get(f"{PAGE}?search=甲3").text) == ["3"]
        assert "Nobody matches" in client.get(f"{PAGE}?state=negative").text
        assert client.get(f"{PAGE}?state=x").status_code == 400
        assert client.get(f"{PAGE}/{TOO_OLD}").status_code == 404
    with signed_in(either, Role.SECTION_HEAD) as client:
        text = client.get("/cycles/1/exam").text
        assert "3 of them have no passed inspection" in text
        assert "cannot be keyed" in client.get(f"/cycles/1/exam/{YOUNG}").text


def test_an_inspection_is_recorded_completed_and_withdrawn(desk: Service) -> None:
    here = f"{PAGE}/{YOUNG}"
    fields = {
        "seen": "0",
        "conclusion": "positive",
        "inspectors": "赵一 钱二",
        "inspected_on": "2026.6",
        "integrity": "",
    }
    with signed_in(desk, Role.ASSESSOR) as client:
        wrong = send(client, here, {**fields, "inspectors": "赵一、赵一", "integrity": "无问题"})
        assert wrong.status_code == 422
        assert 'value="赵一、赵一"' in wrong.text
        assert "must be different persons" in wrong.text
        unread = send(client, here, {**fields, "inspected_on": "上月"})
        assert "not a date" in unread.text
        first = send(client, here, fields)
        assert first.headers["location"] == f"{here}?done=inspection_incomplete"
        assert "Incomplete: the integrity statement is missing" in client.get(here).text
        stale = send(client, here, fields)
        assert stale.status_code == 422
        assert "meanwhile" in stale.text
        seen = re.search(r'name="seen" value="(\d+)"', client.get(here).text)
        assert seen is not None
        second = send(client, here, {**fields, "seen": seen[1], "integrity": "无问题"})
        assert second.headers["location"] == f"{here}?done=inspection_saved"
        assert outcomes(desk)[YOUNG] is Outcome.POSITIVE
        assert send(client, f"{here}/withdraw", {"withdrawal": ""}).status_code == 422
        assert send(client, f"{here}/withdraw", {"withdrawal": "录入有误"}).status_code == 303
        text = client.get(here).text
        assert text.count("无问题") == 2
        assert "录入有误" in text
    assert set(outcomes(desk)) == {ORDINARY, SECOND}


def test_a_veto_needs_its_reason_and_shows_it(desk: Service) -> None:
    here = f"{PAGE}/{ORDINARY}"
    with signed_in(desk, Role.OFFICER) as client:
        form = client.get(here).text
        seen = re.search(r'name="seen" value="(\d+)"', form)
        assert seen is not None
        assert 'value="赵一、钱二"' in form
        fields = {
            "seen": seen[1],
            "conclusion": "positive",
            "inspectors": "赵一、钱二",
            "integrity": "无问题",
            "veto": "yes",
        }
        assert "Say why it is vetoed." in send(client, here, fields).text
        assert send(client, here, {**fields, "reason": "群众举报查实"}).status_code == 303
        assert "Vetoed: 群众举报查实" in client.get(here).text
        assert send(client, here, {**fields, "conclusion": "perhaps"}).status_code == 400
        assert send(client, here, {**fields, "seen": "-1"}).status_code == 400
    assert outcomes(desk)[ORDINARY] is Outcome.NEGATIVE


def test_who_only_reads_gets_no_form(desk: Service) -> None:
    with signed_in(desk, Role.AUDITOR) as client:
        assert "<textarea" not in client.get(f"{PAGE}/{YOUNG}").text
        assert send(client, f"{PAGE}/{YOUNG}", {"seen": "0"}).status_code == 403
