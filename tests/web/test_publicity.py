"""The page of publicity and admission, from the notice to the pool."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from reserve.accounts.model import Role
from reserve.audit.model import Actor, ActorKind
from reserve.listing import actions
from reserve.listing.model import TieDecision
from reserve.pool import queries as pool
from reserve.publicity import queries
from tests.accounts.accounts import Person
from tests.cycle.town import EASTERN, REMOVED, SECOND, TOWN, tie
from tests.edge.service import Service
from tests.web.desks import send, signed_in
from tests.web.towns import related, tags, town

pytestmark = pytest.mark.usefixtures("quick_hashes")

HERE = "/cycles/1/publicity"
COUNTY = replace(TOWN, ties=(tie(EASTERN), tie(REMOVED, TieDecision.LEAVE_OUT)))
BEFORE = dt.date(2026, 7, 3)


class Days:
    """The clock of the office, put to a day by the test."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.monkeypatch = monkeypatch

    def today(self, text: str) -> None:
        """Only what is counted in days: sessions and codes keep their own time."""
        found = dt.date.fromisoformat(f"2026-{text}")
        self.monkeypatch.setattr("reserve.clock.today", lambda: found)


@pytest.fixture
def days(monkeypatch: pytest.MonkeyPatch) -> Days:
    made = Days(monkeypatch)
    made.today("07-06")
    return made


@pytest.fixture
def desk(sqlite_url: str, tmp_path: Path) -> Iterator[Service]:
    with town(sqlite_url, tmp_path, COUNTY) as running:
        yield running


def approve(desk: Service) -> None:
    with desk.database.writing() as session:
        one, other = (Actor(name, ActorKind.PERSON) for name in ("one", "other"))
        actions.submit_list(session, one, 1, signed_by="one", open_meant=True)
        decision = {"decision_number": "县委〔2026〕31号", "meeting": "常委会"}
        actions.approve_list(session, other, 1, signed_by="other", decided_on=BEFORE, **decision)


def ids(desk: Service) -> dict[int, int]:
    with desk.database.reading() as session:
        return {one.person: one.nominee_id for one in queries.standing(session, 1, BEFORE).entrants}


def test_nothing_waits_before_the_approval(desk: Service) -> None:
    with signed_in(desk) as client:
        text = client.get(HERE).text
        assert "The list is not approved yet." in text
        assert "/cycles/1/publicity" in client.get("/cycles/1/work").text
        answer = send(client, f"{HERE}/notices", {"first_day": "2026-07-06"})
    assert answer.status_code == 422


def test_from_the_notice_to_the_pool(desk: Service, days: Days) -> None:
    approve(desk)
    known = ids(desk)
    chief = desk.person(Role.SECTION_HEAD)
    with signed_in(desk) as officer, signed_in(desk, person=chief) as head:
        assert "on no notice yet" in officer.get("/cycles/1/work").text
        assert send(officer, f"{HERE}/notices", {"first_day": "2026-07-01"}).status_code == 422
        for _ in range(2):
            answer = send(officer, f"{HERE}/notices", {"first_day": "2026-07-06"}, form_id="once")
            assert answer.headers["location"] == f"{HERE}?done=notice_opened"
        notice = officer.get(f"{HERE}/notices/1").text
        assert "2026.07.06 to 2026.07.10, 5 working days" in notice
        assert notice.count("under the exception") == 1
        assert "P0000" not in re.sub(r"<title>.*?</title>", "", notice)
        assert officer.get(f"{HERE}/notices/9").status_code == 404
        objection = {"about": str(known[SECOND]), "received_on": "2026-07-06", "summary": "反映有经商行为"}
        wrong = send(officer, f"{HERE}/objections", {**objection, "channel": ""})
        assert wrong.status_code == 422
        assert "反映有经商行为</textarea>" in wrong.text
        assert send(officer, f"{HERE}/objections", {**objection, "channel": "visit"}).status_code == 303
        assert "stands still, 5 working days left" in officer.get(HERE).text
        assert "Decide on it" not in officer.get(HERE).text
        days.today("07-13")
        assert "objections to be looked into" in head.get("/cycles/1/work").text
        everybody = {f"admit-{number}": "yes" for number in known.values()}
        decision = {"decision_number": "县组〔2026〕9号", "decided_on": "2026-07-13"}
        refused = send(head, f"{HERE}/admission", {**everybody, **decision, "code": chief.code(steps=1)})
        assert refused.status_code == 422
        assert "P00002: an objection is still open." in refused.text
        assert "县组〔2026〕9号" in refused.text
        answer = send(head, f"{HERE}/objections/1", {"upheld": "no", "investigation": "核查", "grounds": "不实"})
        assert answer.headers["location"] == f"{HERE}?done=objection_not_upheld"
        rest = {f"admit-{known[number]}": "yes" for number in known if number != SECOND}
        assert send(head, f"{HERE}/admission", {**rest, **decision}).headers["location"] == f"{HERE}?done=admitted"
        assert "admitted on 2026.07.13" in head.get(f"{HERE}?stage=admitted").text
        assert head.get(f"{HERE}?stage=nothing").status_code == 400
    with desk.database.reading() as session:
        assert {one.person for one in pool.present(session).values()} >= set(known) - {SECOND}
    assert tags(desk, "P00003")[-1] == "pool.admit"


def test_the_next_by_rank_is_recorded_by_the_approver(desk: Service, days: Days) -> None:
    approve(desk)
    known = ids(desk)
    days.today("07-06")
    with signed_in(desk) as officer:
        send(officer, f"{HERE}/notices", {"first_day": "2026-07-06"})
        objection = {"about": "", "received_on": "2026-07-06", "channel": "letter", "summary": "反映多人"}
        assert send(officer, f"{HERE}/objections", objection).status_code == 303
    said = {"upheld": "yes", "investigation": "核查", "grounds": "查证属实"}
    with signed_in(desk, Role.SECTION_HEAD) as head:
        assert "Choose who leaves the list." in send(head, f"{HERE}/objections/1", said).text
        leaving = {f"leave-{known[EASTERN]}": "yes"}
        answer = send(head, f"{HERE}/objections/1", {**said, **leaving})
        assert answer.headers["location"] == f"{HERE}?done=objection_upheld"
        assert send(head, f"{HERE}/objections/1", {**said, "leave-x": "yes"}).status_code == 400
    days.today("07-30")
    leader = desk.person(Role.APPROVER)
    with signed_in(desk, person=leader) as approver:
        text = approver.get(HERE).text
        assert "Proposed, the next by rank:" in text
        chosen = re.search(r'name="nominee" value="(\d+)" checked', text)
        assert chosen is not None
        fields = {"withdrawn": str(known[EASTERN]), "nominee": chosen[1], "meeting": "常委会"}
        decision = {"decision_number": "县委〔2026〕40号", "decided_on": "2026-07-30", "code": leader.code(steps=1)}
        answer = send(approver, f"{HERE}/replacement", {**fields, **decision})
        assert answer.headers["location"] == f"{HERE}?done=replaced"
        assert "came in for" in approver.get(HERE).text
    assert tags(desk, "P00008")[-1] == "publicity.replace"


def test_a_relative_takes_nothing_in_and_an_auditor_sees_no_form(desk: Service, days: Days) -> None:
    approve(desk)
    days.today("07-06")
    relative: Person = related(desk, Role.OFFICER, SECOND)
    with signed_in(desk, person=relative) as client:
        answer = send(client, f"{HERE}/notices", {"first_day": "2026-07-06"})
        assert answer.status_code == 422
        assert "relative of yours" in answer.text
    with signed_in(desk, Role.AUDITOR) as client:
        assert '<form method="post" action="/cycles' not in client.get(HERE).text
        assert send(client, f"{HERE}/notices", {"first_day": "2026-07-06"}).status_code == 403
