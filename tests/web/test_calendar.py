"""The page of the working days."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from reserve.accounts.model import Role
from tests.edge.service import Service
from tests.web.desks import fresh, send, signed_in
from tests.web.towns import tags

pytestmark = pytest.mark.usefixtures("quick_hashes")


@pytest.fixture
def office(sqlite_url: str, tmp_path: Path) -> Iterator[Service]:
    with fresh(sqlite_url, tmp_path) as running:
        yield running


def test_the_office_enters_days_and_a_year(office: Service) -> None:
    days = {"first": "2030-02-02", "last": "2030-02-08", "works": "no", "reason": "国办发明电〔2029〕7号"}
    with signed_in(office) as client:
        text = client.get("/calendar").text
        assert "The office decided nothing about single days." in text
        answer = send(client, "/calendar/days", {**days, "reason": " "})
        assert answer.status_code == 422
        assert "Say which paper says so." in answer.text
        assert 'value="2030-02-02"' in answer.text
        assert send(client, "/calendar/year", {"year": "2030", "source": "x"}).status_code == 422
        for _ in range(2):
            answer = send(client, "/calendar/days", days, form_id="once")
            assert answer.headers["location"] == "/calendar?done=days_set"
        assert len(re.findall(r'<th scope="row">2030\.02\.\d\d</th>', client.get("/calendar").text)) == 7
        answer = send(client, "/calendar/year", {"year": "2030", "source": "国办发明电〔2029〕7号"})
        assert answer.headers["location"] == "/calendar?done=year_confirmed"
        assert "2030 was entered whole" in client.get("/calendar").text
    assert tags(office, "calendar") == ["publicity.set_days", "publicity.confirm_year"]


def test_whoever_only_reads_sees_no_form(office: Service) -> None:
    with signed_in(office, Role.AUDITOR) as client:
        assert "/calendar/days" not in client.get("/calendar").text
        assert send(client, "/calendar/days", {}).status_code == 403
