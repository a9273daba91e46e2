"""The exam's pages: how marks stand, correcting one, and keying by the grid's requests and by the plain form."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from reserve.accounts.model import Role
from reserve.audit.model import Actor, ActorKind
from reserve.eligibility.tables import ScreeningRecord, StandingWord
from reserve.exam import actions, queries
from reserve.exam.model import MarkStatus
from reserve.exam.queries import Mark
from reserve.nominee import queries as nominee
from tests.cycle.town import EASTERN, ORDINARY, SECOND, TOO_OLD, YOUNG, campaign
from tests.edge.service import COOKIE, HOST, Service, sign_in, statements
from tests.web.desks import Client, fresh, send, signed_in, token

pytestmark = pytest.mark.usefixtures("quick_hashes")

TAKEN, ABSENT = MarkStatus.TAKEN, MarkStatus.ABSENT
ONE, TWO = (Actor(name, ActorKind.PERSON) for name in ("someone", "another"))
EXAM, KEYING = "/cycles/1/exam", "/cycles/1/exam/keying"


@contextmanager
def examining(url: str, folder: Path) -> Iterator[Service]:
    """A service over the town before the exam, without inspections."""
    with fresh(url, folder) as running:
        with running.database.writing() as session:
            assert campaign(session, "exceptions") == 1
        yield running


@pytest.fixture
def desk(sqlite_url: str, tmp_path: Path) -> Iterator[Service]:
    with examining(sqlite_url, tmp_path) as running:
        yield running


@pytest.fixture
def either(database_url: str, tmp_path: Path) -> Iterator[Service]:
    """The same on each backend in turn, for the tests that see every query."""
    with examining(database_url, tmp_path) as running:
        yield running


def key(desk: Service, clerk: Actor, *papers: tuple[int, int | None]) -> None:
    with desk.database.writing() as session:
        for person, mark in papers:
            actions.key_mark(session, clerk, 1, person, ABSENT if mark is None else TAKEN, mark)


@contextmanager
def several(desk: Service, *roles: Role) -> Iterator[Sequence[Callable[[], Client]]]:
    """Sign somebody in for each role; each function makes the one browser that person's."""
    with desk.client() as client:

        def enter(role: Role) -> str:
            client.cookies.clear()
            return sign_in(client, desk.person(role))

        def become(secret: str) -> Client:
            client.cookies.clear()
            client.cookies.set(COOKIE, secret)
            return client

        yield [partial(become, enter(role)) for role in roles]


def mark(desk: Service, person: int) -> Mark | None:
    with desk.database.reading() as session:
        return queries.mark(session, 1, person)


def save(client: Client, *typed: tuple[int, str], **headers: str) -> Any:  # noqa: ANN401 - httpx's answer
    sent = {"rows": [{"person": person, "text": text} for person, text in typed]}
    said = {"origin": HOST, "x-form-token": token(client), **headers}
    return client.post(f"{KEYING}/save", json=sent, headers=said)


def cells(answer: Any) -> dict[int, tuple[str, str, str]]:  # noqa: ANN401 - httpx's answer
    assert answer.status_code == 200, answer.text
    return {one["person"]: (one["text"], one["state"], one.get("fault", "")) for one in answer.json()["rows"]}


def shown(text: str) -> list[str]:
    return re.findall(rf'<a href="{EXAM}/(\d+)"', text)


# ---- The exam's page ----


def test_the_table_counts_and_filters_what_was_keyed(either: Service) -> None:
    key(either, ONE, (ORDINARY, 6000), (SECOND, 7000), (YOUNG, None))
    key(either, TWO, (ORDINARY, 6000), (SECOND, 7100), (YOUNG, None))
    with signed_in(either, Role.AUDITOR) as client:
        text = client.get(EXAM).text
        figures = dict(re.findall(r"<dt>([^<]+)</dt><dd>(?:<a [^>]*>)?(\d+)", text))
        assert figures == {
            "To sit the exam": "5",
            "Keyed once": "0",
            "Keyed differently": "1",
            "Marks that stand": "2",
            "Absent": "1",
            "Made void": "0",
            "Passed": "1",
        }
        assert "Pass line: 60 of 100 marks (clause 三.3)" in text
        found = {state: shown(client.get(f"{EXAM}?state={state}").text) for state in ("missing", "differing", "passed")}
        assert found == {"missing": ["7", "8"], "differing": ["2"], "passed": ["1"]}
        assert shown(client.get(f"{EXAM}?state=not_passed").text) == shown(client.get(f"{EXAM}?state=absent").text)
        assert shown(client.get(f"{EXAM}?search=P00003").text) == ["3"]
        assert "Nobody matches" in client.get(f"{EXAM}?state=void").text
        assert client.get(f"{EXAM}?state=x").status_code == 400
        assert client.get(f"{EXAM}/{TOO_OLD}").status_code == 404


def test_what_a_clerk_keyed_is_shown_to_nobody_before_the_mark_stands(desk: Service) -> None:
    key(desk, ONE, (SECOND, 7317))
    key(desk, TWO, (SECOND, 7318))
    with signed_in(desk, Role.SECTION_HEAD) as client:
        for path in (EXAM, f"{EXAM}/{SECOND}"):
            assert not re.search(r"73\.1[78]", client.get(path).text)
        assert "read differently" in client.get(f"{EXAM}/{SECOND}").text
    with signed_in(desk, Role.SCORE_CLERK) as client:
        for path in (f"{KEYING}/rows", f"{KEYING}?plain=1"):
            text = client.get(path).text
            assert "7317" not in text.replace(".", "")
        assert cells(client.get(f"{KEYING}/rows"))[SECOND][1] == "taken"
        assert cells(save(client, (SECOND, "73.17")))[SECOND] == ("", "taken", "Two other clerks key this paper.")


def test_the_page_takes_as_many_queries_for_one_row_as_for_fifty(campaign: Service) -> None:
    with campaign.client() as client:
        sign_in(client, campaign.person(Role.SECTION_HEAD))
        somebody = shown(client.get(EXAM).text)[0]
        taken = []
        for search in (somebody, ""):
            with statements() as sent:
                text = client.get(f"{EXAM}?search={search}").text
            taken.append(
                (len(shown(text)), sum(not one.lower().startswith(("begin", "set ", "show ")) for one in sent))
            )
    assert taken == [(1, 7), (50, 7)]


def test_the_table_is_sorted_by_mark_and_its_figures_lead_to_their_rows(campaign: Service) -> None:
    with campaign.client() as client:
        sign_in(client, campaign.person(Role.SECTION_HEAD))
        text = client.get(f"{EXAM}?sort=mark&descending=1").text
        marks = [float(found) for found in re.findall(r'data-head="Exam mark">([0-9.]+)<', text)]
        assert len(marks) == 50
        assert marks == sorted(marks, reverse=True)
        assert 'aria-sort="descending"' in text
        rising = client.get(f"{EXAM}?sort=mark").text
        lowest = [float(found) for found in re.findall(r'data-head="Exam mark">([0-9.]+)<', rising)]
        assert lowest == sorted(lowest)
        assert lowest[0] < marks[-1]
        passed = re.search(r'<dd><a href="([^"]+state=passed[^"]*)">(\d+)</a>', text)
        assert passed is not None
        assert f"of {passed[2]}<" in client.get(passed[1].replace("&amp;", "&")).text
        assert client.get(f"{EXAM}?sort=secret").status_code == 400


def test_a_mark_without_a_right_to_sit_the_exam_is_counted_apart(desk: Service) -> None:
    key(desk, ONE, (ORDINARY, 6000))
    key(desk, TWO, (ORDINARY, 6000))
    with desk.database.writing() as session:
        here = ScreeningRecord.nominee_id.in_(nominee.of_cycle(1, ORDINARY))
        session.execute(sa.update(ScreeningRecord).where(here).values(standing=StandingWord.INELIGIBLE))
    with signed_in(desk) as client:
        assert "1 marks belong to people who may not sit the exam" in client.get(EXAM).text


# ---- Corrections ----


def test_a_correction_goes_through_two_persons_and_its_history_stays(desk: Service) -> None:
    key(desk, ONE, (ORDINARY, 5900))
    key(desk, TWO, (ORDINARY, 5900))
    here = f"{EXAM}/{ORDINARY}"
    with several(desk, Role.SECTION_HEAD, Role.SECTION_HEAD) as (officer, head):
        wrong = send(officer(), f"{here}/propose", {"mark": "69.123", "reason": "漏加一题"})
        assert wrong.status_code == 422
        assert 'value="69.123"' in wrong.text
        assert "漏加一题" in wrong.text
        assert "at most two decimals" in wrong.text
        twice = [
            send(officer(), f"{here}/propose", {"mark": "69", "reason": "漏加一题"}, form_id="f") for _ in range(2)
        ]
        assert {one.headers["location"] for one in twice} == {f"{here}?done=correction_proposed"}
        assert mark(desk, ORDINARY) == Mark(TAKEN, 5900, passed=False)
        assert shown(officer().get(f"{EXAM}?state=correction").text) == ["1"]
        own = officer().get(here).text
        assert "somebody else has to confirm it" in own
        assert f"{here}/confirm" not in own
        assert send(officer(), f"{here}/confirm", {"correction": "1"}).status_code == 422
        empty = send(head(), f"{here}/refuse", {"correction": "1", "remark": ""})
        assert empty.status_code == 422
        assert "Say why the correction is refused." in empty.text
        assert send(head(), f"{here}/confirm", {"correction": "1"}).status_code == 303
        assert mark(desk, ORDINARY) == Mark(TAKEN, 6900, passed=True)
        assert send(head(), f"{here}/confirm", {"correction": "1"}).status_code == 422
        text = head().get(here).text
        assert "59.00" in text
        assert "69.00" in text
        assert "confirmed" in text
        send(head(), f"{here}/propose", {"mark": "缺考", "reason": "同名"})
        assert send(head(), f"{here}/withdraw", {"correction": "2"}).status_code == 303
        assert mark(desk, ORDINARY) == Mark(TAKEN, 6900, passed=True)


# ---- Keying ----


def test_two_clerks_key_by_the_requests_of_the_grid(either: Service) -> None:
    with several(either, Role.SCORE_CLERK, Role.SCORE_CLERK) as (one, two):
        first = cells(save(one(), (SECOND, "７８．５"), (ORDINARY, "q"), (YOUNG, "101"), (TOO_OLD, "60")))
        assert first[ORDINARY] == ("absent", "saved", "")
        assert first[SECOND] == ("78.50", "saved", "")
        assert first[YOUNG] == ("", "open", "a mark lies between 0 and 100")
        assert "does not sit the exam" in first[TOO_OLD][2]
        second = cells(save(two(), (ORDINARY, "缺考"), (SECOND, "78.6")))
        assert second == {ORDINARY: ("absent", "agreed", ""), SECOND: ("78.60", "differs", "")}
        grid = one().get(f"{KEYING}/rows").json()
        assert [row["person"] for row in grid["rows"]] == [ORDINARY, SECOND, YOUNG, EASTERN, 8]
        assert {row["number"] for row in grid["rows"]} >= {"P00001", "P00007"}
        assert cells(one().get(f"{KEYING}/rows?brief=1")) == {
            ORDINARY: ("absent", "agreed", ""),
            SECOND: ("78.50", "differs", ""),
        }
        assert cells(save(two(), (SECOND, "")))[SECOND] == ("", "open", "")
        assert cells(save(two(), (SECOND, "78.5")))[SECOND] == ("78.50", "agreed", "")
        # Undoing what stands is refused, and the answer says how it stands.
        assert cells(save(two(), (SECOND, "78.6")))[SECOND][:2] == ("78.50", "agreed")
        assert mark(either, SECOND) == Mark(TAKEN, 7850, passed=True)
        assert one().get(f"{KEYING}/rows").json()["who"] != two().get(f"{KEYING}/rows").json()["who"]


def test_the_grid_is_only_for_clerks_and_only_from_its_page(desk: Service) -> None:
    with signed_in(desk, Role.OFFICER) as client:
        for path in (KEYING, f"{KEYING}/rows"):
            assert client.get(path).status_code == 403
        assert save(client, (ORDINARY, "60")).status_code == 403
    with signed_in(desk, Role.SCORE_CLERK) as client:
        assert save(client, (ORDINARY, "60"), **{"x-form-token": "of another session"}).status_code == 403
        assert save(client, (ORDINARY, "60"), origin="http://elsewhere").status_code == 403
        assert save(client, *((number, "60") for number in range(1, 202))).status_code == 422
        assert client.get("/cycles/9/exam/keying/rows").status_code == 404
        assert client.get(EXAM).status_code == 403
        page = client.get(KEYING).text
        assert re.search(r'<script src="/static/tabulator.min.js\?\w+" nonce=', page)
        assert "exam/keying?plain=1" in page
    with desk.database.reading() as session:
        assert queries.entries(session, 1, ORDINARY) == []


def test_without_script_a_form_takes_all_or_nothing(desk: Service) -> None:
    with signed_in(desk, Role.SCORE_CLERK) as client:
        fields = {f"mark-{ORDINARY}": "78.5", f"mark-{SECOND}": "x", f"mark-{YOUNG}": "", "page": "1"}
        wrong = send(client, KEYING, fields)
        assert wrong.status_code == 422
        assert "P00002: not a mark" in wrong.text
        assert 'value="78.5"' in wrong.text
        assert 'value="x"' in wrong.text
        right = send(client, KEYING, {**fields, f"mark-{SECOND}": "w"})
        assert right.headers["location"] == f"{KEYING}?plain=1&page=1&done=saved"
        text = client.get(right.headers["location"]).text
        assert "Keyed by you 2 of 5" in text
        assert 'value="78.50"' in text
        # What was not touched is not keyed again; what was emptied is taken back.
        send(client, KEYING, {f"mark-{ORDINARY}": "78.50", f"mark-{SECOND}": ""})
        assert "Keyed by you 1 of 5" in client.get(f"{KEYING}?plain=1").text
