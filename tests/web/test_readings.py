"""Readings: decided one by one before a campaign is opened, chosen otherwise while it runs, and whom that affects."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from reserve import clock
from reserve.accounts.model import Role
from reserve.cycle import queries as cycle
from reserve.policy.load import parse
from tests.cycle.town import SEED
from tests.edge.service import Service
from tests.web.desks import fresh, send, signed_in
from tests.web.towns import recorded, town

pytestmark = pytest.mark.usefixtures("quick_hashes")
OPEN = re.sub(r"chosen = .*\nchosen_by.*\nchosen_on.*\nreason.*\n", "", SEED.text, count=1)
READINGS = "/cycles/1/plan/readings"


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[Service]:
    with town(database_url, tmp_path) as running:
        yield running


@pytest.fixture
def empty_desk(database_url: str, tmp_path: Path) -> Iterator[Service]:
    with fresh(database_url, tmp_path) as running:
        yield running


def test_an_open_reading_is_decided_here_and_then_the_campaign_opens(empty_desk: Service) -> None:
    officer = empty_desk.person()
    with signed_in(empty_desk, person=officer) as client:
        preview = send(client, "/cycles/new", {"plan": "own", "text": OPEN})
        assert "Keep the plan and decide its readings" in preview.text
        kept = send(client, "/plans", {"plan": "own", "text": OPEN})
        assert kept.headers["location"] == "/plans/1?done=plan_kept"
        page = client.get("/plans/1").text
        assert "No campaign can be opened with this plan" in page
        assert send(client, "/cycles/new", {"plan": "version-1", "step": "open"}).status_code == 422
        choice = {"reading": "age_45", "option": "not_past_45th_birthday", "reason": ""}
        unreasoned = send(client, "/plans/1/choose", choice)
        assert unreasoned.status_code == 422
        assert "Give the reason." in unreasoned.text
        assert 'value="not_past_45th_birthday" checked' in unreasoned.text
        answers = [send(client, "/plans/1/choose", {**choice, "reason": "从严"}, form_id="once") for _ in range(2)]
        assert [one.headers["location"] for one in answers] == ["/plans/2?done=reading_chosen"] * 2
        page = client.get("/plans/2").text
        assert "No campaign can be opened with this plan" not in page
        assert 'href="/cycles/new?plan=version-2"' in page
        assert "A later version was made of this one." in client.get("/plans/1").text
        assert 'value="version-2"' in client.get("/cycles/new?plan=version-2").text
        text = client.get("/plans/2/plan.toml").text
        opened = send(client, "/cycles/new", {"plan": "version-2", "step": "open"})
        assert opened.headers["location"] == "/cycles/1/work?done=opened"
        assert client.get("/plans/3").status_code == 404
    policy = parse(text).policy
    assert policy is not None
    reading = policy.readings[0]
    assert (reading.chosen, reading.reason, reading.chosen_on) == ("not_past_45th_birthday", "从严", clock.today())
    with empty_desk.database.reading() as session:
        assert cycle.cycle(session, 1).policy == policy
        assert cycle.version(session, 2).made_account == officer.name
        assert cycle.version(session, 2).made_by == reading.chosen_by


def test_a_running_campaign_shows_whom_each_choice_affects_and_choosing_otherwise_adopts_a_version(
    desk: Service,
) -> None:
    officer = desk.person()
    with signed_in(desk, person=officer) as client:
        text = client.get(READINGS).text
        for reading in SEED.readings:
            assert reading.question in text
            assert reading.reason in text
        part = text.partition("只按方案字面执行，破格不放宽任何条件")[2]
        assert "Whom it affects" in part
        assert re.search(r'href="/cycles/1/nominees/\d+"', part)
        choice = {"reading": "general_rules", "option": "off", "reason": "按字面", "code": officer.code(steps=1)}
        same = send(client, READINGS, {**choice, "option": "on"})
        assert same.status_code == 422
        assert "nothing in it is different" in same.text
        answer = send(client, READINGS, choice)
        assert answer.headers["location"] == "/cycles/1/plan/versions?done=version_adopted"
    (entry,) = recorded(desk, "cycle.adopt_policy")
    assert entry.details["reason"] == "按字面"
    with desk.database.reading() as session:
        policy = cycle.cycle(session, 1).policy
    assert policy.chosen["general_rules"] == "off"


def test_who_only_reads_sees_whom_a_choice_affects_and_chooses_nothing(desk: Service) -> None:
    with signed_in(desk, Role.AUDITOR) as client:
        text = client.get(READINGS).text
        assert "Whom it affects" in text
        assert "Choose and screen everybody anew" not in text
        assert send(client, READINGS, {"reading": "general_rules", "option": "off"}).status_code == 403
        assert send(client, "/plans", {"plan": "own", "text": OPEN}).status_code == 403
