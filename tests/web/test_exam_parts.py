"""The pages of an exam of several parts: each part keyed and corrected by itself, the mark shown as it came about."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from reserve.accounts.model import Role
from reserve.exam import actions, queries
from reserve.exam.model import MarkStatus
from tests.cycle.town import ACTOR, ORDINARY, SECOND
from tests.edge.service import HOST, Service
from tests.exam.test_parts import part, plan, started, whole
from tests.policy.exams import FORESTRY
from tests.web.desks import fresh, send, signed_in, token
from tests.web.test_exam import EXAM, KEYING

pytestmark = pytest.mark.usefixtures("quick_hashes")


@pytest.fixture
def desk(sqlite_url: str, tmp_path: Path) -> Iterator[Service]:
    """A service over the town before an exam of three papers."""
    with fresh(sqlite_url, tmp_path) as running:
        with running.database.writing() as session:
            assert started(session, plan(FORESTRY)) == 1
            rows = [*whole(ORDINARY, 7_000, 6_000, 8_000), part(SECOND, "public", 5_900)]
            actions.record_marks(session, ACTOR, 1, rows)
        yield running


def test_the_table_is_that_of_one_part_with_the_mark_of_all(desk: Service) -> None:
    with signed_in(desk, Role.SECTION_HEAD) as client:
        text = client.get(EXAM).text
        assert 'href="/cycles/1/exam?part=professional"' in text
        assert "70.00" in text
        assert "74.40" in text
        assert "60.00" in client.get(f"{EXAM}?part=professional").text
        assert client.get(f"{EXAM}?part=written").status_code == 404


def test_a_sheet_explains_the_mark_and_corrects_one_part(desk: Service) -> None:
    with signed_in(desk, Role.OFFICER) as client:
        text = client.get(f"{EXAM}/{ORDINARY}?part=interview").text
        for said in ("How the mark came about", "笔试", "66.00", "74.40", "40%", "rounded half up"):
            assert said in text
        fields = {"part": "interview", "mark": "90", "reason": "录错"}
        sent = send(client, f"{EXAM}/{ORDINARY}/propose", fields)
        assert sent.status_code == 303, sent.text
        assert "part=interview" in sent.headers["location"]
        assert "No mark yet: 专业科目, 面试." in client.get(f"{EXAM}/{SECOND}").text
    with desk.database.reading() as session:
        (made,) = queries.corrections(session, 1, ORDINARY)
    assert (made.part, made.new.hundredths) == ("interview", 9_000)


def test_the_grid_keys_the_part_that_is_chosen(desk: Service) -> None:
    with signed_in(desk, Role.SCORE_CLERK) as client:
        page = client.get(f"{KEYING}?part=interview").text
        assert 'data-save="/cycles/1/exam/keying/save?part=interview"' in page
        rows = {one["person"]: one for one in client.get(f"{KEYING}/rows?part=interview").json()["rows"]}
        assert (rows[ORDINARY]["state"], rows[SECOND]["state"]) == ("stands", "open")
        said = {"origin": HOST, "x-form-token": token(client)}
        sent = {"rows": [{"person": SECOND, "text": "88"}]}
        answer = client.post(f"{KEYING}/save?part=interview", json=sent, headers=said)
        assert [one["state"] for one in answer.json()["rows"]] == ["saved"]
        assert "面试" in client.get(f"{KEYING}?plain=1&part=interview").text
    with desk.database.reading() as session:
        (entry,) = queries.entries(session, 1, SECOND, "interview")
    assert (entry.paper.status, entry.paper.hundredths) == (MarkStatus.TAKEN, 8_800)
