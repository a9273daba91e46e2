"""Deciding about members and adjusting places on the pages: by whom, twice, too late, and what is kept."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from reserve.accounts.model import Relation, Role
from reserve.db import Database
from reserve.retention import queries as retention
from reserve.retention.model import Decision
from reserve.roster import queries as roster
from reserve.web import forms
from tests.cycle.town import EAST, FOREST, KEPT, REMOVED, SECOND, TOWN, member
from tests.edge.service import Service, sign_in, statements
from tests.roster.builders import person
from tests.web.desks import Client, send, signed_in
from tests.web.towns import COUNTY, copied, members, related, submit_list, tags, town

pytestmark = pytest.mark.usefixtures("quick_hashes")
ALL = "/cycles/1/members"


@pytest.fixture
def desk(sqlite_url: str, tmp_path: Path) -> Iterator[Service]:
    with town(sqlite_url, tmp_path) as running:
        yield running


def decisions(database: Database) -> dict[int, Decision]:
    with database.reading() as session:
        return {one.member.person: one.decision for one in retention.reviewed(session, 1).values()}


def shown(client: Client, query: str = "") -> list[str]:
    """The numbers of the members that a page lists."""
    return re.findall(r'<td class="cell">(P\d{5})</td>', client.get(f"{ALL}{query}").text)


def proposal(client: Client, address: str) -> str:
    found = re.search(r'name="proposal" value="(\d+)"', client.get(address).text)
    assert found is not None
    return found[1]


def test_members_are_found_by_decision_unit_class_remark_name_number_and_sound(desk: Service) -> None:
    everybody = ["P00002", "P00004", "P00008"]
    with signed_in(desk) as client:
        assert sorted(shown(client)) == everybody
        assert sorted(shown(client, "?decision=none")) == everybody
        assert shown(client, "?decision=keep") == []
        assert shown(client, "?flagged=yes") == ["P00004"]
        assert shown(client, "?search=P00008") == ["P00008"]
        assert shown(client, "?search=8") == ["P00008"]
        assert shown(client, "?search=甲2") == ["P00002"]
        assert sorted(shown(client, "?search=jia")) == everybody
        assert shown(client, "?search=qian") == []
        assert shown(client, "?class=chief") == []
        assert len(shown(client, "?unit=1")) + len(shown(client, "?unit=2")) == 3
        assert shown(client, "?sort=number&descending=1") == everybody[::-1]
        assert shown(client, "?sort=incompetent&descending=1")[0] == "P00004"


def test_a_filter_that_is_none_is_said_to_be_none(desk: Service) -> None:
    with signed_in(desk) as client:
        for query in ("decision=x", "unit=x", "class=x", "flagged=x", "sort=x", "page=0"):
            assert client.get(f"{ALL}?{query}").status_code == 400, query
        for query in ("posts=x", "kind=x"):
            assert client.get(f"/cycles/1/places?{query}").status_code == 400, query


def test_ticked_members_are_named_then_kept_each_on_record(desk: Service) -> None:
    ids = members(desk)
    ticks = {f"member-{ids[number]}": "yes" for number in (KEPT, SECOND)}
    with signed_in(desk) as client:
        asked = client.get(f"{ALL}/keep", params=ticks).text
        assert "Keep or defer these 2 members" in asked
        assert "甲4" in asked
        assert "over a third graded incompetent" in asked
        answers = [send(client, f"{ALL}/keep", {**ticks, "grounds": "研究同意"}, form_id="once") for _ in range(2)]
        assert {answer.headers["location"] for answer in answers} == {f"{ALL}?decision=none&done=members_kept"}
        assert shown(client, "?decision=none") == ["P00008"]
        assert "left out" in client.get(f"{ALL}/keep", params=ticks).text
        late = send(client, f"{ALL}/keep", {**ticks, "grounds": "再次"}, form_id="another")
        assert late.status_code == 422
    assert tags(desk, "P00004").count("retention.decide") == 1
    assert decisions(desk.database) == {SECOND: Decision.KEEP, KEPT: Decision.KEEP, REMOVED: Decision.NONE}


def test_nobody_ticked_keeps_nobody(desk: Service) -> None:
    with signed_in(desk) as client:
        assert "Nobody is ticked." in client.get(f"{ALL}/keep").text
        assert send(client, f"{ALL}/keep").status_code == 422
        assert client.get(f"{ALL}/keep?member-x=yes").status_code == 400


def test_one_member_is_kept_or_deferred_and_what_was_typed_is_not_lost(desk: Service) -> None:
    address = f"{ALL}/{members(desk)[KEPT]}"
    with signed_in(desk) as client:
        typed = {"form": "decision", "decision": "defer", "grounds": "  ", "seen": "0"}
        refused = send(client, f"{address}/decision", typed)
        assert refused.status_code == 422
        assert "Say on what grounds" in refused.text
        assert re.search(r'value="defer" checked', refused.text)
        done = send(client, f"{address}/decision", {**typed, "grounds": "有反映\n待核实"})
        assert done.headers["location"] == f"{address}?done=member_decided"
        text = client.get(done.headers["location"]).text
        assert "The decision is recorded." in text
        assert "待核实" in text
        assert "Next member without a decision" in text
    assert decisions(desk.database)[KEPT] is Decision.DEFER


def test_a_decision_is_sent_once_however_often_it_is_clicked_and_not_over_one_not_seen(desk: Service) -> None:
    address = f"{ALL}/{members(desk)[KEPT]}"
    typed = {"form": "decision", "decision": "keep", "grounds": "一致同意", "seen": "0"}
    with signed_in(desk) as client:
        for _ in range(2):
            assert send(client, f"{address}/decision", typed, form_id="once").status_code == 303
        late = send(client, f"{address}/decision", typed, form_id="another")
        assert late.status_code == 422
        assert "meanwhile" in late.text
        assert "一致同意" in late.text
    assert tags(desk, "P00004").count("retention.decide") == 1


def test_a_removal_takes_two_persons_and_both_are_on_the_page(desk: Service) -> None:
    address = f"{ALL}/{members(desk)[KEPT]}"
    typed = {"form": "removal", "flag-incompetent_over_third": "yes", "grounds": "群众基础差"}
    head = desk.person(Role.SECTION_HEAD)
    with signed_in(desk, person=head) as client:
        assert "民主测评不称职得票超过三分之一" in client.get(address).text
        for _ in range(2):
            assert send(client, f"{address}/removal", typed, form_id="once").status_code == 303
        text = client.get(address).text
        assert "You proposed it" in text
        assert f'action="{address}/removal/confirm"' not in text
        own = send(client, f"{address}/removal/confirm", {"form": "confirm", "proposal": proposal(client, address)})
        assert own.status_code == 422
        assert "another person has to confirm it" in own.text
        assert decisions(desk.database)[KEPT] is Decision.NONE
        assert "P00004" in shown(client, "?decision=proposed")
        assert shown(client, "?decision=mine") == []
    with signed_in(desk, Role.APPROVER) as client:
        assert shown(client, "?decision=mine") == ["P00004"]
        text = client.get(address).text
        assert "甲4 (P00004) leaves the pool" in text
        known = {"form": "confirm", "proposal": proposal(client, address)}
        for _ in range(2):
            answer = send(client, f"{address}/removal/confirm", known, form_id="once")
            assert answer.headers["location"] == f"{address}?done=removal_confirmed"
        after = client.get(address).text
        assert "superseded" not in after
        assert head.name in after
        late = send(client, f"{address}/removal/confirm", known, form_id="another")
        assert late.status_code == 422
        assert "settled already" in late.text
    assert decisions(desk.database)[KEPT] is Decision.REMOVE
    assert tags(desk, "P00004").count("retention.decide") == 1
    with desk.database.reading() as session:
        (decided,) = retention.decisions(session, 1, members(desk)[KEPT])
    assert decided.grounds == ("民主测评不称职得票超过三分之一，提请研究（三.3）", "群众基础差")


def test_a_removal_needs_a_ground_and_ticks_only_what_the_facts_bear_out(desk: Service) -> None:
    ids = members(desk)
    with signed_in(desk) as client:
        for number in (KEPT, SECOND):
            typed = {"form": "removal", "flag-over_age": "yes", "grounds": " "}
            refused = send(client, f"{ALL}/{ids[number]}/removal", typed)
            assert refused.status_code == 422
            assert '<details class="confirm " open>' in refused.text
    assert "retention.propose_removal" not in tags(desk, "P00004") + tags(desk, "P00002")


def test_a_removal_is_refused_with_a_remark_or_withdrawn(desk: Service) -> None:
    ids = members(desk)
    address = f"{ALL}/{ids[KEPT]}"
    officer = desk.person(Role.OFFICER)
    with signed_in(desk, person=officer) as client:
        send(client, f"{address}/removal", {"form": "removal", "grounds": "群众基础差"})
        known = {"proposal": proposal(client, address)}
    with signed_in(desk, Role.SECTION_HEAD) as client:
        blank = send(client, f"{address}/removal/refuse", {**known, "form": "refuse", "remark": " "})
        assert blank.status_code == 422
        assert "Say why the removal is refused." in blank.text
        other = send(client, f"{address}/removal/withdraw", {**known, "form": "withdraw"})
        assert other.status_code == 422
        assert send(client, f"{address}/removal/refuse", {**known, "remark": "依据不足"}).status_code == 303
        assert "依据不足" in client.get(address).text
    with desk.client() as client:
        sign_in(client, officer, steps=1)
        send(client, f"{address}/removal", {"form": "removal", "grounds": "另有依据"})
        again = {"proposal": proposal(client, address)}
        assert send(client, f"{address}/removal/withdraw", again).headers["location"].endswith("removal_withdrawn")
    assert decisions(desk.database)[KEPT] is Decision.NONE
    assert tags(desk, "P00004")[-4:] == [
        "retention.propose_removal",
        "retention.refuse_removal",
        "retention.propose_removal",
        "retention.withdraw_removal",
    ]


def test_who_has_no_right_to_it_is_refused_and_sees_no_form(desk: Service) -> None:
    address = f"{ALL}/{members(desk)[KEPT]}"
    shut = {
        Role.OFFICER: ("removal/confirm", "removal/refuse"),
        Role.APPROVER: ("decision", "removal", "removal/withdraw"),
        Role.AUDITOR: ("decision", "removal/confirm"),
        Role.ASSESSOR: ("decision", "removal"),
    }
    for role, paths in shut.items():
        with signed_in(desk, role) as client:
            text = client.get(address).text
            for path in paths:
                assert f'action="{address}/{path}"' not in text
                answer = send(client, f"{address}/{path}", {"decision": "keep", "proposal": "1"})
                assert answer.status_code == 403, (role, path)
    assert decisions(desk.database)[KEPT] is Decision.NONE


def test_a_liaison_reads_the_own_unit_and_changes_nothing(desk: Service) -> None:
    ids = members(desk)
    with desk.database.reading() as session:
        units = {one.name: one.id for one in roster.units(session).values()}
    account = desk.person(Role.UNIT_LIAISON, units[FOREST])
    with signed_in(desk, person=account) as client:
        assert sorted(shown(client)) == ["P00002", "P00004"]
        assert "Tick" not in client.get(ALL).text
        assert client.get(f"{ALL}/{ids[KEPT]}").status_code == 200
        assert client.get(f"{ALL}/{ids[REMOVED]}").status_code == 404
        assert client.get(f"/cycles/1/places/{units[FOREST]}").status_code == 200
        card = client.get(f"/cycles/1/places/{units[FOREST]}").text
        assert "Put forward" not in card
        assert "Adjust the places" not in card
        assert client.get(f"/cycles/1/places/{units[EAST]}").status_code == 404
        assert EAST not in client.get("/cycles/1/places").text
        assert send(client, f"{ALL}/{ids[KEPT]}/decision", {"decision": "keep"}).status_code == 403
        assert client.get(f"{ALL}/keep").status_code == 403


@pytest.mark.parametrize("relation", Relation)
def test_whoever_is_related_sees_why_and_cannot_decide(desk: Service, relation: Relation) -> None:
    address = f"{ALL}/{members(desk)[KEPT]}"
    with signed_in(desk) as client:
        send(client, f"{address}/removal", {"grounds": "群众基础差"})
    with signed_in(desk, person=related(desk, Role.SECTION_HEAD, KEPT, relation)) as client:
        text = client.get(address).text
        assert "somebody else has to decide" in text
        assert f"{address}/removal/confirm" not in text
        assert shown(client, "?decision=mine") == []
        open_id = "1"
        answer = send(client, f"{address}/removal/confirm", {"form": "confirm", "proposal": open_id})
        assert answer.status_code == 422
        assert "somebody else has to do it" in answer.text
    assert decisions(desk.database)[KEPT] is Decision.NONE


def test_after_submission_the_pages_say_so_and_nothing_changes(desk: Service) -> None:
    ids = members(desk)
    submit_list(desk)
    with signed_in(desk) as client:
        assert "Tick" not in client.get(ALL).text
        assert "no decision can be changed" in client.get(f"{ALL}/{ids[KEPT]}").text
        assert "no place can be adjusted" in client.get("/cycles/1/places/1").text
        for path, fields in (
            (f"{ALL}/{ids[KEPT]}/decision", {"decision": "keep", "seen": "0"}),
            (f"{ALL}/{ids[KEPT]}/removal", {"grounds": "x"}),
            (f"{ALL}/keep", {f"member-{ids[KEPT]}": "yes"}),
            ("/cycles/1/places/1/adjust", {"class": "chief", "adjustment": "+1", "reason": "x"}),
        ):
            answer = send(client, path, fields)
            assert answer.status_code == 422
            assert "submitted for approval" in answer.text
    assert set(decisions(desk.database).values()) == {Decision.NONE}


def test_what_is_not_there_is_not_found(desk: Service) -> None:
    ids = members(desk)
    huge = "9" * 30
    with signed_in(desk, Role.SECTION_HEAD) as client:
        for path in (f"{ALL}/99", f"{ALL}/{huge}", "/cycles/1/places/99", f"/cycles/1/places/{huge}"):
            assert client.get(path).status_code == 404, path
        for path in (
            f"{ALL}/99/decision",
            f"{ALL}/99/removal",
            f"/cycles/7/members/{ids[KEPT]}/decision",
            "/cycles/1/places/99/adjust",
        ):
            fields = {"decision": "keep", "grounds": "x", "class": "chief", "adjustment": "1", "reason": "x"}
            assert send(client, path, fields).status_code == 404, path
        send(client, f"{ALL}/{ids[SECOND]}/removal", {"grounds": "群众基础差"})
        other = {"proposal": proposal(client, f"{ALL}/{ids[SECOND]}")}
        for known in ({"proposal": "99"}, other, {}):
            for act in ("confirm", "refuse", "withdraw"):
                assert send(client, f"{ALL}/{ids[KEPT]}/removal/{act}", known).status_code == 404


def test_names_stand_in_no_title_and_no_address(desk: Service) -> None:
    ids = members(desk)
    with signed_in(desk) as client:
        for path in (ALL, f"{ALL}/{ids[KEPT]}", f"{ALL}/keep?member-{ids[KEPT]}=yes", "/cycles/1/places/1"):
            text = client.get(path).text
            title = re.search("<title>(.*?)</title>", text)
            assert title is not None
            assert "甲" not in title[1]
            assert not re.search('href="[^"]*(甲|%E7%94%B2)', text)


def units(desk: Service) -> dict[str, int]:
    with desk.database.reading() as session:
        return {one.name: one.id for one in roster.units(session).values()}


def test_places_are_adjusted_with_a_reason_from_the_next_screening_on(desk: Service) -> None:
    card = f"/cycles/1/places/{units(desk)[FOREST]}"
    typed = {"class": "deputy", "adjustment": "＋２", "reason": "机构改革"}
    with signed_in(desk) as client:
        said = f"{card}?done=places_adjusted"
        for _ in range(2):
            assert send(client, f"{card}/adjust", typed, form_id="once").headers["location"] == said
        text = client.get(said).text
        assert "It takes effect at the next screening." in text
        assert "From the next screening on: 3 posts, adjustment +2, 5 places." in text
        assert "With the decisions of now, 3 would be open." in text
        assert text.count("机构改革") == 2
        table = client.get("/cycles/1/places").text
        assert "1 rows changed since the count" in table
        assert "next: +2" in table
        send(client, "/cycles/1/screen")
        after = client.get("/cycles/1/places").text
        assert "rows changed since the count" not in after
        assert re.search(r"\+2<span class=\"hint line\">机构改革（person\d+ \d{4}\.\d\d\.\d\d）", after)
    assert tags(desk, FOREST).count("quota.adjust") == 1


NO_ADJUSTMENTS = (
    ("deputy", "eins", "机构改革", "A whole number with its sign"),
    ("deputy", "", "机构改革", "A whole number with its sign"),
    ("other", "1", "机构改革", "Choose the class."),
    ("deputy", "999", "机构改革", "A whole number from"),
    ("deputy", "-4", "机构改革", "only 3 places to take away"),
    ("deputy", "1", "  ", "Give the reason"),
)


def test_what_is_no_adjustment_is_said_and_what_was_typed_stays(desk: Service) -> None:
    card = f"/cycles/1/places/{units(desk)[FOREST]}"
    with signed_in(desk) as client:
        for place_class, adjustment, reason, said in NO_ADJUSTMENTS:
            typed = {"class": place_class, "adjustment": adjustment, "reason": reason}
            answer = send(client, f"{card}/adjust", typed)
            assert answer.status_code == 422, typed
            assert said in answer.text, typed
            assert f'value="{adjustment}"' in answer.text
            assert reason in answer.text
    assert "quota.adjust" not in tags(desk, FOREST)


def test_only_officers_adjust_places(desk: Service) -> None:
    card = f"/cycles/1/places/{units(desk)[FOREST]}"
    for role in (Role.APPROVER, Role.AUDITOR, Role.ASSESSOR):
        with signed_in(desk, role) as client:
            assert "Adjust the places" not in client.get(card).text
            typed = {"class": "deputy", "adjustment": "1", "reason": "机构改革"}
            assert send(client, f"{card}/adjust", typed).status_code == 403


def test_every_number_of_the_places_leads_to_as_many_rows(desk: Service) -> None:
    with signed_in(desk) as client:
        send(client, f"{ALL}/{members(desk)[KEPT]}/decision", {"decision": "keep", "seen": "0"})
        text = client.get("/cycles/1/places").text
        links = re.findall(r'<td class="number"[^>]*><a href="(/cycles/1/(?:members|nominees)[^"]+)">(\d+)</a>', text)
        assert {path.partition("?")[0] for path, _ in links} == {ALL, "/cycles/1/nominees"}
        for path, count in links:
            body = client.get(path.replace("&amp;", "&")).text.partition("<tbody>")[2]
            assert len(re.findall(r"<tr[ >]", body)) == int(count), path


def test_a_removal_opens_a_place_at_the_next_screening_and_the_pages_say_so(desk: Service) -> None:
    ids, card = members(desk), f"/cycles/1/places/{units(desk)[FOREST]}"
    with signed_in(desk) as client:
        assert "would be open" not in client.get(card).text
        send(client, f"{ALL}/{ids[KEPT]}/removal", {"grounds": "群众基础差"})
        assert "would be open" not in client.get(card).text
        known = {"proposal": proposal(client, f"{ALL}/{ids[KEPT]}")}
    with signed_in(desk, Role.APPROVER) as client:
        send(client, f"{ALL}/{ids[KEPT]}/removal/confirm", known)
        assert "With the decisions of now, 2 would be open." in client.get(card).text
        assert "next: 2" in client.get("/cycles/1/places").text


def test_before_the_count_the_page_says_what_it_would_give(sqlite_url: str, tmp_path: Path) -> None:
    with town(sqlite_url, tmp_path, replace(COUNTY, meetings=(), tallies=(), marks=(), exceptions=())) as desk:
        with desk.database.writing() as session:
            for table in ("listing", "listing_reason", "place", "quota"):
                session.connection().exec_driver_sql(f"DELETE FROM {table}")  # noqa: S608 - names of this test
        with signed_in(desk) as client:
            text = client.get("/cycles/1/places").text
            assert "The places were not counted yet" in text
            row = re.search(rf"<tr>\s*<th[^>]*><a[^>]*>{FOREST}.*?</tr>", text, re.DOTALL)
            assert row is not None
            # Three posts, two members without a decision: one place would be open.
            figures = re.findall(r'data-head="(Places|Without decision|Open)">(?:<a[^>]*>)?(\d+)', row[0])
            assert figures == [("Places", "3"), ("Without decision", "2"), ("Open", "1")]
            assert "The places were not counted yet" in client.get(f"/cycles/1/places/{units(desk)[FOREST]}").text


def counted(client: Client, path: str) -> int:
    client.get(path)
    with statements() as sent:
        assert client.get(path).status_code == 200
    return sum(not text.lower().startswith(("begin", "set ", "show ", "pragma", "savepoint")) for text in sent)


def queries_of(url: str, folder: Path, size: int) -> dict[str, int]:
    """How many queries each page takes over a county with so many members, all of one unit."""
    numbers = range(101, 101 + size)
    county = replace(
        TOWN,
        people=(*TOWN.people, *(person(number) for number in numbers)),
        members=tuple(member(number) for number in numbers),
        decisions=(),
    )
    with town(url, folder, county) as desk, signed_in(desk) as client:
        ids = members(desk)
        ticks = "&".join(f"member-{number}=yes" for number in ids.values())
        client.get(ALL)
        paths = {
            "members": ALL,
            "keep": f"{ALL}/keep?{ticks}",
            "member": f"{ALL}/{max(ids.values())}",
            "places": "/cycles/1/places",
            "unit": f"/cycles/1/places/{units(desk)[FOREST]}",
        }
        return {name: counted(client, path) for name, path in paths.items()}


def test_the_pages_take_as_many_queries_for_one_member_as_for_many(sqlite_template: Path, tmp_path: Path) -> None:
    found = []
    for size in (1, 3, 60):
        folder = tmp_path / str(size)
        folder.mkdir()
        found.append(queries_of(copied(sqlite_template, folder), folder, size))
    assert found[0] == found[1] == found[2]
    most = {"members": 8, "keep": 8, "member": 12, "places": 8, "unit": 12}
    assert {name: count for name, count in found[0].items() if count > most[name]} == {}


def test_a_form_of_these_pages_carries_a_number_of_its_own(desk: Service) -> None:
    address = f"{ALL}/{members(desk)[KEPT]}"
    with signed_in(desk, Role.SECTION_HEAD) as client:
        for path in (address, f"{ALL}/keep?member-{members(desk)[KEPT]}=yes", "/cycles/1/places/1"):
            sent = re.findall(r"<form method=\"post\".*?</form>", client.get(path).text, re.DOTALL)
            assert [form for form in sent if f'name="{forms.FORM_ID}"' not in form and "sign-out" not in form] == []


def test_several_are_deferred_each_on_the_own_grounds_and_nobody_is_removed_so(desk: Service) -> None:
    ids = members(desk)
    ticks = {f"member-{ids[number]}": "yes" for number in (KEPT, SECOND)}
    own = {f"grounds-{ids[KEPT]}": "有反映待核实"}
    with signed_in(desk) as client:
        for decision in ("remove", "none", "x"):
            assert send(client, f"{ALL}/keep", {**ticks, "decision": decision, "grounds": "x"}).status_code == 422
        missing = send(client, f"{ALL}/keep", {**ticks, **own, "decision": "defer"})
        assert missing.status_code == 422
        assert "有反映待核实" in missing.text
        whole = {**ticks, **own, f"grounds-{ids[SECOND]}": "借调在外", "decision": "defer", "grounds": "研究同意"}
        assert send(client, f"{ALL}/keep", whole).headers["location"].endswith("members_deferred")
    with desk.database.reading() as session:
        found = {one.member.person: one.grounds for one in retention.reviewed(session, 1).values()}
    assert found[KEPT] == ("研究同意", "有反映待核实")
    assert found[SECOND] == ("研究同意", "借调在外")
    assert decisions(desk.database) == {SECOND: Decision.DEFER, KEPT: Decision.DEFER, REMOVED: Decision.NONE}


def test_an_appeal_is_a_new_decision_that_says_so(desk: Service) -> None:
    address = f"{ALL}/{members(desk)[KEPT]}"
    with signed_in(desk) as client:
        send(client, f"{address}/decision", {"decision": "defer", "grounds": "有反映", "seen": "0"})
        seen = re.search(r'name="seen" value="(\d+)"', client.get(address).text)
        assert seen is not None
        typed = {"form": "decision", "decision": "keep", "occasion": "appeal", "seen": seen[1]}
        assert send(client, f"{address}/decision", typed).status_code == 422
        assert send(client, f"{address}/decision", {**typed, "grounds": "查无实据"}).status_code == 303
        text = client.get(address).text
        assert "Appeal: 查无实据" in text
        assert "superseded" in text
    assert decisions(desk.database)[KEPT] is Decision.KEEP
    assert tags(desk, "P00004").count("retention.decide") == 2


def test_one_sheet_shows_the_evidence_on_everybody_and_what_the_plan_proposes(desk: Service) -> None:
    with signed_in(desk) as client:
        text = client.get(f"{ALL}/evidence").text
        assert "3 members on" in text
        assert "3 without a decision" in text
        assert "民主测评不称职得票超过三分之一" in text
        assert "40.00%" in text
        assert f'href="{ALL}/evidence"' in client.get(ALL).text
        assert "3 of the members shown have no decision yet" in client.get(ALL).text
