"""Taking the derived steps at a click: what will be done, what came of it, what refuses it; and the results."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from reserve.accounts.model import Role
from reserve.audit import queries as journal
from reserve.audit.model import Actor
from reserve.audit.tags import Tag
from reserve.campaign import results, taking_in
from reserve.campaign.whole import carry_out
from reserve.cycle.actions import open_cycle
from reserve.cycle.model import Step
from reserve.cycle.queries import steps
from reserve.db import Database
from reserve.errors import Conflict
from reserve.intake import County
from reserve.personal import Keys
from reserve.reports.result import as_text
from reserve.sample import write_county
from reserve.text import message
from tests.accounts.accounts import ACTOR
from tests.cycle.town import SEED, TOWN, meeting
from tests.edge.service import Service, service, statements
from tests.journeys.running import run
from tests.web.desks import fresh, send, signed_in

pytestmark = pytest.mark.usefixtures("quick_hashes")
INPUTS = ("units.xlsx", "roster.xlsx", "members.xlsx", "votes.xlsx", "inspections.xlsx")


@contextmanager
def prepared(url: str, folder: Path) -> Iterator[Service]:
    """A service over the town, with everything taken in and nothing derived."""
    with fresh(url, folder) as running:
        with running.database.writing() as session:
            open_cycle(session, ACTOR, SEED)
        take(running, TOWN, *INPUTS)
        yield running


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[Service]:
    with prepared(database_url, tmp_path) as running:
        yield running


@pytest.fixture
def one_desk(sqlite_url: str, tmp_path: Path) -> Iterator[Service]:
    """For what the pages do whatever the database: one backend is enough."""
    with prepared(sqlite_url, tmp_path) as running:
        yield running


def take(desk: Service, county: County, *files: str) -> None:
    with desk.database.writing() as session:
        numbered = taking_in.renumbered(session, desk.keys, county)
        taking_in.take(session, ACTOR, 1, numbered, files, desk.keys)


def taken(database: Database) -> set[Step]:
    with database.reading() as session:
        return set(steps(session, 1))


def entries(database: Database, tag: Tag) -> int:
    with database.reading() as session:
        return len(journal.latest(session, tag=tag, limit=1000))


def figures(text: str) -> dict[str, list[str]]:
    """Return the table of outcomes of a page: before, after, change, by outcome."""
    rows = re.findall(r'<tr><th scope="row"><span class="badge \w+">([^<]+)</span></th>(.*?)</tr>', text)
    return {outcome: re.findall(r">([^<]+)</td>", cells) for outcome, cells in rows}


def test_a_screening_says_what_it_will_do_and_then_what_came_of_it(desk: Service) -> None:
    with signed_in(desk) as client:
        before = client.get("/cycles/1/steps").text
        assert "The places of 2 units are counted" in before
        assert "not made yet" in before
        answer = send(client, "/cycles/1/screen")
        assert (answer.status_code, answer.headers["location"]) == (303, "/cycles/1/steps?done=screened")
        after = client.get(answer.headers["location"]).text
    assert "Places counted, nominees put forward and screened." in after
    found = figures(after)
    assert sum(int(now) for _, now, _ in found.values()) > 0
    assert all(cells[0] == "0" for cells in found.values())
    assert taken(desk.database) >= {Step.SCREENING}


def test_what_changed_since_is_named_with_who_and_when_and_a_second_screening_shows_the_difference(
    desk: Service,
) -> None:
    with signed_in(desk) as client:
        send(client, "/cycles/1/screen")
        assert "Changed since" not in client.get("/cycles/1/steps").text
        fewer = replace(TOWN, tallies=TOWN.tallies[1:])
        take(desk, fewer, "votes.xlsx")
        stale = client.get("/cycles/1/steps").text
        assert re.search(r"<li>votes, on \d{4}\.\d\d\.\d\d \d\d:\d\d:\d\d by tests</li>", stale)
        work = client.get("/cycles/1/work").text
        assert "inputs changed since the screening: screen again" in work
        assert 'action="/cycles/1/screen"' in work
        assert 'action="/cycles/1/draw"' not in work
        send(client, "/cycles/1/screen")
        after = client.get("/cycles/1/steps").text
    assert "Nominees: 0 added" in after
    assert "1 no longer put forward" in after
    assert any(cells[2].startswith("-") for cells in figures(after).values())


def test_the_list_is_drawn_once_there_is_a_screening_and_refused_with_all_reasons_before(desk: Service) -> None:
    with signed_in(desk) as client:
        refused = send(client, "/cycles/1/draw")
        assert refused.status_code == 422
        assert "This campaign was not screened yet." in refused.text
        assert Step.LIST not in taken(desk.database)
        send(client, "/cycles/1/screen")
        drawn = send(client, "/cycles/1/draw")
        assert (drawn.status_code, drawn.headers["location"]) == (303, "/cycles/1/steps?done=drawn")
        text = client.get(drawn.headers["location"]).text
        assert "The list is drawn up." in text
        assert "nominees listed" in text
        take(desk, replace(TOWN, meetings=(meeting(due=41), *TOWN.meetings[1:])), "votes.xlsx")
        late = send(client, "/cycles/1/draw")
        assert late.status_code == 422
        assert "Changed since" in late.text


@pytest.mark.parametrize(("path", "tag"), [("screen", Tag.CAMPAIGN_SCREEN), ("draw", Tag.CAMPAIGN_DRAW)])
def test_a_second_click_does_nothing_again(one_desk: Service, path: str, tag: Tag) -> None:
    with signed_in(one_desk) as client:
        send(client, "/cycles/1/screen")
        before = entries(one_desk.database, tag)
        answers = [send(client, f"/cycles/1/{path}", form_id="once") for _ in range(2)]
        assert entries(one_desk.database, tag) == before + 1
        assert [answer.headers["location"] for answer in answers] == [answers[0].headers["location"]] * 2
        send(client, f"/cycles/1/{path}", form_id="twice")
        assert entries(one_desk.database, tag) == before + 2


def test_workbooks_that_waited_for_the_screening_are_applied_once_it_is_stored(
    one_desk: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    applied: list[tuple[str, int]] = []

    def apply_waiting(database: Database, _keys: Keys, actor: Actor, cycle_id: int) -> None:
        assert Step.SCREENING in taken(database)
        applied.append((actor.name, cycle_id))
        if len(applied) > 1:
            raise Conflict(message("Somebody else is writing at this moment; nothing was changed, try again."))

    monkeypatch.setattr("reserve.campaign.imports.apply_waiting", apply_waiting)
    person = one_desk.person()
    with signed_in(one_desk, person=person) as client:
        send(client, "/cycles/1/draw")
        assert applied == []
        assert send(client, "/cycles/1/screen").headers["location"].endswith("done=screened")
        assert applied == [(person.name, 1)]
        answer = send(client, "/cycles/1/screen")
        assert answer.headers["location"].endswith("done=screened_only")
        assert "the next screening tries again" in client.get(answer.headers["location"]).text


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.APPROVER])
def test_whoever_only_looks_has_no_button_and_is_refused(one_desk: Service, role: Role) -> None:
    with signed_in(one_desk, role) as client:
        text = client.get("/cycles/1/steps").text
        assert 'action="/cycles/1/screen"' not in text
        assert 'action="/cycles/1/draw"' not in text
        assert ("result.json" in text) is False
        assert send(client, "/cycles/1/screen").status_code == 403
        assert send(client, "/cycles/1/draw").status_code == 403
    assert Step.SCREENING not in taken(one_desk.database)


def test_another_campaign_is_not_there(one_desk: Service) -> None:
    with signed_in(one_desk) as client:
        for path in ("screen", "draw", "result.json", "result.xlsx"):
            assert send(client, f"/cycles/7/{path}").status_code == 404


@pytest.fixture
def whole(sqlite_url: str, tmp_path: Path) -> Iterator[Service]:
    """A service over the town, carried out to the end."""
    with fresh(sqlite_url, tmp_path) as running:
        with running.database.writing() as session:
            carry_out(session, ACTOR, TOWN, SEED, None, running.keys, lambda _: None)
        yield running


def expected(desk: Service) -> bytes:
    with desk.database.reading() as session:
        return as_text(results.result(session, 1, desk.keys, "en")).encode()


def test_results_are_handed_out_and_each_copy_is_on_record(whole: Service) -> None:
    person = whole.person(Role.AUDITOR)
    with signed_in(whole, person=person) as client:
        data = send(client, "/cycles/1/result.json", {"code": person.code(steps=1)})
        # The second factor counts for a short while.
        book = send(client, "/cycles/1/result.xlsx")
    assert data.content == expected(whole)
    assert json.loads(data.content)["policy"]["id"] == "seed-county"
    assert data.headers["content-disposition"] == (
        "attachment; filename=\"result-1.json\"; filename*=UTF-8''result-1.json"
    )
    assert "no-store" in data.headers["cache-control"]
    assert len(load_workbook(BytesIO(book.content)).sheetnames) >= 8
    with whole.database.reading() as session:
        found = journal.latest(session, tag=Tag.REPORTS_EXPORT)
    assert [entry.details["file"] for entry in found] == ["result-1.xlsx", "result-1.json"]
    assert {entry.actor for entry in found} == {person.name}
    assert {entry.subject for entry in found} == {"cycle 1"}
    assert found[1].details["bytes"] == len(data.content)


def test_the_result_is_that_of_reserve_run_byte_for_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reserve.cli.run.write_result", lambda *_: None)
    write_county(7, tmp_path / "county")
    kept = tmp_path / "kept.sqlite3"
    ran = run(tmp_path / "county", tmp_path, "--keep", str(kept), lang="en")
    assert ran.status == 0
    with service(f"sqlite:///{kept}", kept.with_suffix(".keys")) as running:
        person = running.person(Role.SECTION_HEAD)
        with signed_in(running, person=person) as client:
            sent = send(client, "/cycles/1/result.json", {"code": person.code(steps=1)})
    assert b'"findings": [\n' in sent.content
    assert sent.content == ran.bytes


def test_without_the_second_factor_nothing_leaves(whole: Service) -> None:
    person = whole.person()
    with signed_in(whole, person=person) as client:
        for code, said in (("", "Give the code that your authenticator shows now."), ("000000", "The code is not")):
            answer = send(client, "/cycles/1/result.json", {"code": code})
            assert answer.status_code == 422
            assert said in answer.text
            assert "content-disposition" not in answer.headers
        assert entries(whole.database, Tag.REPORTS_EXPORT) == 0
        assert send(client, "/cycles/1/result.json", {"code": person.code(steps=1)}).content == expected(whole)
    assert entries(whole.database, Tag.REPORTS_EXPORT) == 1


def test_before_a_screening_there_is_no_result_and_the_reason_is_said(one_desk: Service) -> None:
    person = one_desk.person()
    with signed_in(one_desk, person=person) as client:
        assert "There is a result once everybody was screened." in client.get("/cycles/1/steps").text
        answer = send(client, "/cycles/1/result.json", {"code": person.code(steps=1)})
    assert answer.status_code == 422
    assert "This campaign was not screened yet." in answer.text
    assert entries(one_desk.database, Tag.REPORTS_EXPORT) == 0


def test_the_page_takes_a_few_queries_however_often_the_steps_were_taken(whole: Service) -> None:
    with signed_in(whole, Role.SECTION_HEAD) as client:
        client.get("/cycles/1/steps")
        with statements() as sent:
            assert client.get("/cycles/1/steps").status_code == 200
    assert sum(not one.lower().startswith(("begin", "set ", "show ")) for one in sent) <= 4
