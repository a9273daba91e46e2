"""The list's pages: who is on it and why, ties settled, paper, and its way through the committee."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from reserve import clock
from reserve.accounts.granting import grant_role
from reserve.accounts.model import Role
from reserve.audit.model import Actor, ActorKind
from reserve.audit.record import record
from reserve.audit.tags import Tag
from reserve.cycle import steps
from reserve.cycle.model import Step
from reserve.exam import actions as exam
from reserve.listing import actions, queries
from reserve.listing.model import Seat
from reserve.nominee import queries as nominee
from reserve.reports.result import Plain, result
from tests.accounts.accounts import ACTOR, Person
from tests.cycle.town import DEPUTY, EASTERN, REMOVED, SECOND, TOWN, YOUNG, mark
from tests.cycle.town import campaign as campaign_of
from tests.edge.service import Service, statements
from tests.web.desks import Answer, Client, fresh, send, signed_in
from tests.web.towns import related, tags, town

pytestmark = pytest.mark.usefixtures("quick_hashes")

HERE = "/cycles/1/list"
TIES = "/cycles/1/ties"
REASON = "基层工作经历更长，群众基础好"


@pytest.fixture
def desk(sqlite_url: str, tmp_path: Path) -> Iterator[Service]:
    """A service over the town, carried out: three are listed, two are level for one place."""
    with town(sqlite_url, tmp_path, TOWN) as running:
        yield running


def seated(desk: Service) -> set[int]:
    with desk.database.reading() as session:
        known = nominee.nominees(session, 1)
        found = queries.listed(session, 1)
    return {known[number].person for number, one in found.items() if one.seat is Seat.LISTED}


def ids(desk: Service, *persons: int) -> list[int]:
    with desk.database.reading() as session:
        known = {(one.person, one.place_class): one.id for one in nominee.nominees(session, 1).values()}
    return [known[person, DEPUTY] for person in persons]


def numbers(text: str) -> list[str]:
    """The person numbers of the rows, in order."""
    return re.findall(r'<td class="cell">(P\d+)</td>', text)


def submitted(desk: Service, by: str = "officer") -> None:
    with desk.database.writing() as session:
        actions.submit_list(session, Actor(by, ActorKind.PERSON), 1, signed_by=by, open_meant=True)


# ---- the list ------------------------------------------------------------------------------------------


def test_the_list_names_in_order_who_is_on_it_and_why_others_are_not(desk: Service) -> None:
    with signed_in(desk, Role.AUDITOR) as client:
        text = client.get(HERE).text
        assert numbers(text) == ["P00001", "P00002", "P00003"]
        assert "Listed: 28 votes, mark 80.00, rank 1 for 2 open places." in text
        assert re.findall(r'<tr class="slate">', text) == ['<tr class="slate">'] * 2
        assert "2 open places: 2 listed, 0 reserved, 0 left" in text
        assert numbers(client.get(f"{HERE}?standing=tied").text) == ["P00007", "P00008"]
        everybody = client.get(f"{HERE}?standing=all").text
        assert len(numbers(everybody)) == 9
        assert "Not eligible: " in everybody
        assert numbers(client.get(f"{HERE}?class=chief").text) == ["P00001"]
        assert len(numbers(client.get(f"{HERE}?standing=not_listed&class=deputy&unit=1").text)) >= 3
        for query in ("standing=x", "unit=x", "class=x", "page=0"):
            assert client.get(f"{HERE}?{query}").status_code == 400
        title = re.search("<title>(.*?)</title>", text)
    assert title is not None
    assert "甲" not in title[1]


def test_the_list_is_the_result_s_in_the_result_s_order(campaign: Service) -> None:
    with campaign.database.reading() as session:
        whole: Plain = result(session, 1, campaign.keys, (), "en")
    with signed_in(campaign, Role.AUDITOR) as client:
        found: list[str] = []
        address: str | None = HERE
        while address:
            text = client.get(address).text
            found += numbers(text)
            after = re.search(r'rel="next" href="([^"]+)"', text)
            address = after[1].replace("&amp;", "&") if after else None
        paper = numbers(client.get(f"{HERE}/paper").text)
    listed = [one for one in whole["nominees"] if one["listed"]]
    assert sorted(found) == sorted(one["person_id"] for one in listed)
    assert set(found) < set(paper)
    by_place: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for one in listed:
        by_place.setdefault((one["unit"], one["class"]), []).append((one["votes"]["votes"], one["person_id"]))
    for several in by_place.values():
        order = [found.index(number) for _, number in sorted(several, key=lambda pair: -pair[0])]
        levels = len({votes for votes, _ in several}) == len(several)
        assert not levels or order == sorted(order)


def test_a_list_that_is_not_drawn_says_what_is_missing_before(sqlite_url: str, tmp_path: Path) -> None:
    with fresh(sqlite_url, tmp_path) as desk:
        with desk.database.writing() as session:
            campaign_of(session, "recommendation")
        with signed_in(desk) as client:
            text = client.get(HERE).text
            assert "The list is not drawn up yet." in text
            assert "Count the places, put forward and screen." in text
            assert client.get(TIES).status_code == 200
            assert "The list was not drawn up yet." in client.get(f"{HERE}/approval").text
            assert client.get(f"{HERE}/paper").status_code == 200


def test_a_list_that_is_out_of_date_says_what_changed(desk: Service) -> None:
    with desk.database.writing() as session:
        steps.take(session, ACTOR, 1, Step.MARKS, record(session, ACTOR, Tag.EXAM_RECORD, "P00001", {}))
    with signed_in(desk) as client:
        for path in (HERE, f"{HERE}/approval", f"{HERE}/paper"):
            text = client.get(path).text
            assert "This list is out of date" in text
            assert "exam marks" in text
        assert "draw it up again first" in client.get(TIES).text
        assert "Submit for approval" not in client.get(f"{HERE}/approval").text


def test_the_paper_has_everybody_listed_the_places_left_and_room_to_sign(desk: Service) -> None:
    with signed_in(desk, Role.AUDITOR) as client:
        text = client.get(f"{HERE}/paper").text
    assert numbers(text) == ["P00001", "P00002", "P00003"]
    assert "Draft, not submitted" in text
    assert "东河乡 · deputy" in text
    assert "1 open places: 0 listed, 0 reserved, 1 left" in text
    assert "under the exception" in text
    for word in ("Drawn up by", "Checked by", "Approved by", "Seal and date"):
        assert word in text
    assert re.search(r"<tfoot>.*Fingerprint of the list [0-9a-f]{16} · Journal entry \d+: [0-9a-f]{32}", text)


# ---- ties ----------------------------------------------------------------------------------------------


def settle(client: Client, desk: Service, *listed: int, **fields: str) -> Answer:
    tied = "-".join(str(number) for number in ids(desk, EASTERN, REMOVED))
    chosen = {f"list-{number}": "yes" for number in ids(desk, *listed)}
    return send(client, TIES, {"tied": tied, "reason": REASON, **chosen, **fields})


def test_a_tie_is_settled_drawn_again_and_corrected(desk: Service) -> None:
    with signed_in(desk) as client:
        text = client.get(TIES).text
        assert "2 people are level; 1 places are left for them." in text
        assert text.count('type="checkbox"') == 2
        assert f'href="{TIES}"' in client.get(f"{HERE}?standing=tied").text
        assert settle(client, desk, EASTERN).headers["location"] == f"{TIES}?done=tie_settled"
        assert EASTERN not in seated(desk)
        text = client.get(TIES).text
        assert "Draw up the list again" in text
        assert "decided: listed" in text
        assert send(client, "/cycles/1/draw").status_code == 303
        assert EASTERN in seated(desk)
        assert settle(client, desk, REMOVED, reason="重新核对档案后更正").status_code == 303
        assert send(client, "/cycles/1/draw").status_code == 303
        assert (EASTERN in seated(desk), REMOVED in seated(desk)) == (False, True)
        text = client.get(TIES).text
    assert text.count(REASON) == 2
    assert tags(desk, "P00007").count("listing.settle_tie") == 2


def test_too_many_for_the_places_are_refused_and_nothing_typed_is_lost(desk: Service) -> None:
    with signed_in(desk) as client:
        answer = settle(client, desk, EASTERN, REMOVED)
        assert answer.status_code == 422
        assert "2 are chosen, but 1 places are left." in answer.text
        assert f"{REASON}</textarea>" in answer.text
        assert answer.text.count(" checked>") == 2
        assert settle(client, desk, EASTERN, reason=" ").status_code == 422
        assert settle(client, desk).status_code == 422
        assert "changed meanwhile" in settle(client, desk, EASTERN, tied="1-2").text
        assert "changed meanwhile" in send(client, TIES, {"reason": "x"}).text
        assert settle(client, desk, EASTERN, tied="1-x").status_code == 400
    assert tags(desk, "P00007").count("listing.settle_tie") == 0


def test_a_tie_sent_twice_is_settled_once_and_only_by_those_who_may(desk: Service) -> None:
    with signed_in(desk) as client:
        for _ in range(2):
            tied = "-".join(str(number) for number in ids(desk, EASTERN, REMOVED))
            fields = {"tied": tied, "reason": REASON, f"list-{ids(desk, EASTERN)[0]}": "yes"}
            assert send(client, TIES, fields, form_id="once").status_code == 303
    assert tags(desk, "P00007").count("listing.settle_tie") == 1
    with signed_in(desk, Role.AUDITOR) as client:
        text = client.get(TIES).text
        assert 'type="checkbox"' not in text
        assert settle(client, desk, EASTERN).status_code == 403
    with signed_in(desk, Role.OFFICER, related(desk, Role.OFFICER, EASTERN)) as client:
        assert "relative of yours" in settle(client, desk, REMOVED).text


# ---- the committee -------------------------------------------------------------------------------------

DECISION = {"decision_number": "县委〔2026〕31号", "meeting": "县委常委会第18次会议"}


def decided(client: Client, person: Person, **fields: str) -> Answer:
    seen = re.search(r'name="seen" value="(\w+)"', client.get(f"{HERE}/approval").text)
    day = {"decided_on": clock.today().isoformat(), "seen": seen[1] if seen else ""}
    return send(client, f"{HERE}/approval", {**DECISION, **day, "code": person.code(steps=1), **fields})


def test_a_list_is_submitted_approved_and_final(desk: Service) -> None:
    with signed_in(desk) as client:
        text = client.get(f"{HERE}/approval").text
        seen = re.search(r'name="seen" value="(\w{64})"', text)
        assert seen is not None
        assert "6 places stay open; 2 people wait for a tie to be settled." in text
        answer = send(client, f"{HERE}/submission", {"seen": seen[1]})
        assert answer.status_code == 422
        assert "say that this is meant" in answer.text
        answer = send(client, f"{HERE}/submission", {"seen": seen[1], "open_meant": "yes"}, form_id="s")
        assert answer.headers["location"] == f"{HERE}/approval?done=list_submitted"
        again = send(client, f"{HERE}/submission", {"seen": seen[1], "open_meant": "yes"}, form_id="s")
        assert again.headers["location"] == answer.headers["location"]
        assert "Submitted for approval by" in client.get(HERE).text
        assert "nothing can be changed here until it is sent back" in client.get(TIES).text
        assert send(client, f"{HERE}/approval", DECISION).status_code == 403
        assert send(client, f"{HERE}/return", {"return_reason": "x"}).status_code == 403
    approver = desk.person(Role.APPROVER)
    with signed_in(desk, Role.APPROVER, approver) as client:
        answer = decided(client, approver, code="")
        assert answer.status_code == 422
        assert "Give the code" in answer.text
        assert 'value="县委〔2026〕31号"' in answer.text
        answer = decided(client, approver)
        assert answer.headers["location"] == f"{HERE}/approval?done=list_approved"
        text = client.get(HERE).text
        assert "Approved and final: 县委〔2026〕31号, 县委常委会第18次会议" in text
        assert "List of reserve cadres" in text
        assert "decision 县委〔2026〕31号" in client.get(f"{HERE}/paper").text
        assert "final" in send(client, f"{HERE}/return", {"return_reason": "太晚"}).text
    with signed_in(desk) as client:
        assert send(client, "/cycles/1/draw").status_code == 422
    assert tags(desk, "cycle 1").count("listing.submit") == 1
    assert all(tags(desk, number)[-1] == "listing.approve" for number in ("P00001", "P00002", "P00003"))


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"decided_on": "2999-01-01"}, "lies in the future"),
        ({"decided_on": "上周五"}, "Write the day as"),
        ({"decided_on": ""}, "Give the day"),
        ({"decision_number": " "}, "Give the number"),
        ({"seen": "0" * 64}, "not the one that was submitted"),
    ],
)
def test_what_is_wrong_with_a_decision_is_said_and_nothing_typed_is_lost(
    desk: Service, fields: dict[str, str], why: str
) -> None:
    submitted(desk)
    approver = desk.person(Role.APPROVER)
    with signed_in(desk, Role.APPROVER, approver) as client:
        answer = decided(client, approver, **fields)
    assert answer.status_code == 422
    assert why in answer.text
    assert 'value="县委常委会第18次会议"' in answer.text


def test_whoever_submitted_cannot_approve_though_both_roles_are_held(desk: Service) -> None:
    both = desk.person(Role.OFFICER)
    with desk.database.writing() as session:
        grant_role(session, ACTOR, both.name, Role.APPROVER)
    submitted(desk, both.name)
    with signed_in(desk, Role.OFFICER, both) as client:
        text = client.get(f"{HERE}/approval").text
        assert "somebody else has to record the approval" in text
        assert "decision_number" not in text
        assert "You submitted this list yourself" in decided(client, both).text


def test_a_relative_of_somebody_listed_does_not_approve(desk: Service) -> None:
    submitted(desk)
    approver = related(desk, Role.APPROVER, YOUNG)
    with signed_in(desk, Role.APPROVER, approver) as client:
        assert "relative of yours" in decided(client, approver).text


def test_a_list_sent_back_is_worked_on_again(desk: Service) -> None:
    submitted(desk)
    with signed_in(desk, Role.APPROVER) as client:
        assert "Say why" in send(client, f"{HERE}/return", {"return_reason": " "}).text
        answer = send(client, f"{HERE}/return", {"return_reason": "请核对"})
        assert answer.headers["location"] == f"{HERE}/approval?done=list_sent_back"
        assert "No list waits" in send(client, f"{HERE}/return", {"return_reason": "请核对"}).text
    with signed_in(desk) as client:
        assert send(client, "/cycles/1/draw").status_code == 303
    assert tags(desk, "cycle 1")[-1:] != ["listing.submit"]


def test_reserved_places_are_said_to_be_meant(sqlite_url: str, tmp_path: Path) -> None:
    with fresh(sqlite_url, tmp_path) as desk:
        with desk.database.writing() as session:
            campaign_of(session, "listing", replace(TOWN, exceptions=()))
        with signed_in(desk) as client:
            assert "1 places stay reserved" in client.get(f"{HERE}/approval").text
            refused = send(client, f"{HERE}/submission")
            assert refused.status_code == 422
            assert "1 places are reserved" in refused.text
            assert send(client, f"{HERE}/submission", {"open_meant": "yes"}).status_code == 303


# ---- how many queries ----------------------------------------------------------------------------------


def queries_of(desk: Service, path: str) -> int:
    with signed_in(desk, Role.SECTION_HEAD) as client:
        client.get(path)
        with statements() as sent:
            assert client.get(path).status_code == 200
    return sum(not text.lower().startswith(("begin", "set ", "show ")) for text in sent)


@pytest.mark.parametrize(
    ("path", "most"),
    [(HERE, 9), (f"{HERE}?standing=all", 9), (f"{HERE}/paper", 12), (TIES, 24), (f"{HERE}/approval", 13)],
)
def test_queries_do_not_grow_with_the_list(desk: Service, campaign: Service, path: str, most: int) -> None:
    one = queries_of(desk, f"{path}{'&' if '?' in path else '?'}class=chief")
    three, many = queries_of(desk, path), queries_of(campaign, path)
    assert one == three == many <= most


def test_a_changed_mark_is_not_hidden_by_what_was_remembered(desk: Service) -> None:
    with signed_in(desk) as client:
        before = numbers(client.get(f"{HERE}?class=deputy").text)
        assert before == ["P00002", "P00003"]
        with desk.database.writing() as session:
            marks = [mark(SECOND, 5000) if one.person == SECOND else one for one in TOWN.marks]
            exam.record_marks(session, ACTOR, 1, marks)
            actions.draw_list(session, ACTOR, 1)
        assert numbers(client.get(f"{HERE}?class=deputy").text) == ["P00003"]
