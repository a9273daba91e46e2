"""What the pages show can be read through the interface, in the same figures and within the same bounds."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from reserve.accounts.model import Role
from reserve.edge.roles import RIGHTS, SCOPES, TABLE
from reserve.pool.tables import MemberRecord
from reserve.reports.result import Plain, result
from reserve.roster.tables import PersonRecord
from tests.edge.service import Service, sign_in, statements

pytestmark = pytest.mark.usefixtures("quick_hashes")
Get = Callable[..., Any]
PLACE = "/api/v1/cycles/1"


@pytest.fixture(scope="module")
def whole(campaign: Service) -> Plain:
    with campaign.database.reading() as session:
        return result(session, 1, campaign.keys, (), "en")


@pytest.fixture
def get(campaign: Service) -> Get:
    header = campaign.token(*(scope.value for scope in SCOPES))

    def ask(path: str, status: int = 200) -> Any:  # noqa: ANN401 - JSON
        with campaign.client() as client:
            answer = client.get(f"{PLACE}{path}", headers=header)
        assert answer.status_code == status, answer.text
        return answer.json()

    return ask


def test_the_roster_is_read_a_page_at_a_time_and_masked(campaign: Service, get: Get) -> None:
    first, rest = get("/persons?limit=3"), get("/persons?limit=500&offset=3")
    with campaign.database.reading() as session:
        everybody = session.scalar(sa.select(sa.func.count()).where(PersonRecord.present))
    assert first["total"] == everybody
    seen = [one["number"] for one in first["persons"] + rest["persons"]]
    assert len(set(seen)) == len(seen) == min(everybody or 0, 503)
    blank = get("/persons?missing=birth&limit=500")
    assert blank["total"] > 0
    assert all("birth" in one["missing"] and one["birth"] is None for one in blank["persons"])
    sheet = get(f"/persons/{first['persons'][0]['number']}")
    facts = {fact["key"]: fact for fact in sheet["facts"]}
    assert sheet["name"] == first["persons"][0]["name"]
    assert facts["id_number"]["masked"]
    assert facts["id_number"]["said"][0].startswith("****")
    assert get("/persons/99999", 404)["status"] == 404


def test_members_come_with_what_a_decision_rests_on(campaign: Service, get: Get, whole: Plain) -> None:
    page = get("/members?limit=500")
    told = {one["person_id"]: one for one in whole["members"]}
    assert page["total"] == len(told)
    kept = get("/members?decision=keep&limit=1")
    assert kept["total"] == page["counts"]["keep"] == sum(one["decision"] == "keep" for one in told.values())
    sheets = [get(f"/members/{one['id']}") for one in kept["members"]]
    assert [sheet["member"] for sheet in sheets] == kept["members"]
    assert all(sheet["decisions"][0]["decision"] == "keep" for sheet in sheets)
    with campaign.database.reading() as session:
        highest = session.scalar(sa.select(sa.func.max(MemberRecord.id))) or 0
    get(f"/members/{highest + 1}", 404)


def test_a_unit_has_its_places_and_members(get: Get) -> None:
    rows = get("/units")
    card = get(f"/units/{rows[0]['unit_id']}")
    assert card["places"] == [row for row in rows if row["unit_id"] == rows[0]["unit_id"]]
    of_unit = get(f"/members?unit={card['id']}&limit=500")["members"]
    assert [one["member"] for one in card["members"]] == of_unit
    get("/units/99999", 404)


def test_votes_are_the_figures_of_the_meetings_and_every_name(get: Get, whole: Plain) -> None:
    meetings = get("/votes")
    unit = next(one for one in meetings if one["names"])["unit_id"]
    rankings = get(f"/votes/{unit}")
    assert [one["meeting"] for one in rankings] == [one for one in meetings if one["unit_id"] == unit]
    for ranking in rankings:
        assert len(ranking["names"]) == ranking["meeting"]["names"]
    votes = {(one["person_id"], one["class"]): one["votes"]["votes"] for one in whole["nominees"]}
    named = [
        (name["person_id"], one["meeting"]["class"], name["votes"])
        for one in rankings
        for name in one["names"]
        if name["nominee_id"]
    ]
    assert named
    assert all(votes[person, place] == count for person, place, count in named)
    get("/votes/99999", 404)


def test_the_undecided_say_which_column_would_settle_them(get: Get, whole: Plain) -> None:
    page = get("/undecided?limit=500")
    wanted = {(one["person_id"], one["class"]) for one in whole["nominees"] if one["outcome"] == "undecided"}
    assert {(one["person_id"], one["class"]) for one in page["nominees"]} == wanted
    assert page["total"] == len(wanted) == sum(unit["cases"] for unit in page["units"])
    assert all(question["word"] and question["file"] for one in page["nominees"] for question in one["questions"])
    assert len(get("/undecided?limit=2&offset=1")["nominees"]) == 2


def test_an_exception_names_its_signatures_and_what_is_lacking(get: Get) -> None:
    ledger = get("/exceptions")
    cases = [get(f"/nominees/{sheet['nominee']['id']}/exception") for sheet in ledger[:6]]
    assert [case["sheet"] for case in cases] == ledger[:6]
    for case in cases:
        papers = case["sheet"]["papers"]
        assert (case["state"] == "approved") == bool(papers and papers["complete"])
        assert bool(case["lacks"]) == bool(papers and not papers["complete"])


def test_inspections_are_counted_and_filtered_by_what_they_came_to(get: Get) -> None:
    page = get("/inspections?limit=500")
    assert page["total"] == len(page["persons"]) == sum(page["states"].values())
    some = get("/inspections?state=positive&limit=500")
    assert some["total"] == page["states"]["positive"]
    assert all(one["state"] == "positive" for one in some["persons"])
    sheet = get(f"/persons/{some['persons'][0]['number']}/inspection")
    assert sheet["person"] == some["persons"][0]
    assert sheet["history"][0]["outcome"] == "positive"
    get("/persons/99999/inspection", 404)


def test_marks_come_with_the_pass_line(get: Get, whole: Plain) -> None:
    page = get("/marks?limit=500")
    assert page["sitting"] == page["total"] == len(page["persons"])
    told = {one["person_id"]: one["exam"] for one in whole["nominees"] if one["exam"]}
    standing = {one["person_id"]: one["mark"] for one in page["persons"] if one["mark"]}
    assert standing
    assert all(told[person]["score"] == mark["score"] for person, mark in standing.items())
    passed = get("/marks?state=passed&limit=500")["persons"]
    assert all(float(one["mark"]["score"]) >= float(page["pass_line"]) for one in passed)
    sheet = get(f"/persons/{passed[0]['number']}/mark")
    assert sheet["person"] == passed[0]
    assert sheet["corrections"] == []
    get("/persons/99999/mark", 404)
    get("/keying", 403)


def test_a_clerk_sees_the_own_entries_only(campaign: Service) -> None:
    with campaign.client() as client:
        sign_in(client, campaign.person(Role.SCORE_CLERK))
        grid = client.get(f"{PLACE}/keying").json()
    assert grid["papers"]
    assert grid["keyed"] == 0
    assert all(paper["score"] is None for paper in grid["papers"])


def test_the_list_says_for_everybody_why(get: Get, whole: Plain) -> None:
    page = get("/list?limit=500")
    rows = [row["nominee"] for slate in page["slates"] for row in slate["rows"]]
    told = {(one["person_id"], one["class"]): one["why"] for one in whole["nominees"]}
    assert page["total"] == len(told)
    assert len(rows) == min(page["total"], 500)
    assert all(told[row["person_id"], row["class"]] == row["why"] for row in rows)
    listed = get("/list?standing=listed&limit=500")
    standing = get("/list/standing")
    assert listed["total"] == standing["listed"] == sum(one["listed"] for one in whole["nominees"])
    assert standing["submission"] is None
    assert len(standing["digest"]) == 64
    for slate in listed["slates"]:
        assert slate["left"] == slate["open"] - slate["listed"] - slate["reserved"]


def test_ties_come_with_their_people_and_decisions(get: Get) -> None:
    found, standing = get("/ties"), get("/list/standing")
    open_ones = [tie for tie in found["ties"] if tie["open"]]
    assert sum(len(tie["nominees"]) for tie in open_ones) == standing["tied"]
    for tie in found["ties"]:
        assert {one["class"] for one in tie["nominees"]} == {tie["class"]}
        assert set(tie["chosen"]) <= {one["id"] for one in tie["nominees"]}


def test_work_steps_plan_and_imports_are_told(get: Get) -> None:
    progress, work = get("/progress")["counts"], get("/work")
    assert [one["waiting"] for one in work if one["page"] == "undecided"] == [progress["undecided"]]
    assert all(one["task"] and one["advice"] for one in work)
    assert {one["step"] for one in get("/steps")} >= {"screening", "list"}
    assert "seed-county" in get("/plan")["text"]
    assert get("/imports")["imports"] == []


def test_rights_are_the_one_table(campaign: Service) -> None:
    with campaign.client() as client:
        sign_in(client, campaign.person(Role.SECURITY_ADMIN))
        rights = {one["permission"]: one for one in client.get("/api/v1/rights").json()}
        accounts = client.get("/api/v1/accounts").json()
        sheet = client.get(f"/api/v1/accounts/{accounts[0]['id']}").json()
        missing = client.get("/api/v1/accounts/999999")
    assert set(rights) == {right.value for right in RIGHTS}
    for role, held in TABLE.items():
        assert {name: one["roles"][role] for name, one in rights.items() if role in one["roles"]} == held
    assert sheet["account"] == accounts[0]
    assert not {"password_hash", "totp_secret"} & set(sheet["account"])
    assert missing.status_code == 404


def test_a_liaison_reads_the_own_unit_only(campaign: Service, get: Get) -> None:
    units = sorted({row["unit_id"] for row in get("/units")})
    own, other = units[0], units[1]
    foreign = get(f"/persons?unit={other}&limit=1")["persons"][0]["number"]
    with campaign.client() as client:
        sign_in(client, campaign.person(Role.UNIT_LIAISON, own))
        rows = client.get(f"{PLACE}/persons?limit=500").json()
        card = client.get(f"{PLACE}/units/{own}").json()
        mine = client.get(f"{PLACE}/persons/{rows['persons'][0]['number']}").json()
        shut = [
            client.get(f"{PLACE}{path}").status_code
            for path in (f"/units/{other}", f"/persons/{foreign}", "/votes", "/undecided", "/list", "/work")
        ]
    assert rows["total"] == get(f"/persons?unit={own}&limit=1")["total"]
    assert {one["unit_id"] for one in card["places"]} == {own}
    assert mine["unit_id"] == own
    assert mine["nominations"] == mine["earlier"] == []
    assert shut == [404, 404, 403, 403, 403, 403]


def test_who_may_not_read_the_screening_is_not_told_outcomes(campaign: Service, get: Get) -> None:
    unit = next(one for one in get("/votes") if one["names"])["unit_id"]
    assert any(name["outcome"] for one in get(f"/votes/{unit}") for name in one["names"])
    with campaign.client() as client:
        sign_in(client, campaign.person(Role.ASSESSOR))
        hidden = client.get(f"{PLACE}/votes/{unit}").json()
    assert all(name["outcome"] is None for one in hidden for name in one["names"])


@pytest.mark.parametrize(
    "path", ["persons", "members", "undecided", "inspections", "marks", "list", "nominees", "imports"]
)
def test_the_number_of_queries_does_not_grow_with_the_rows(campaign: Service, path: str) -> None:
    counts = []
    with campaign.client() as client:
        for limit in (1, 1, 100):  # the first also sees what the service asks when it starts
            # A token is an entry of the journal: what was remembered is forgotten, and both are asked from anew.
            header = campaign.token(*(scope.value for scope in SCOPES))
            with statements() as sent:
                assert client.get(f"{PLACE}/{path}?limit={limit}", headers=header).status_code == 200
            counts.append(len(sent))
    assert counts[1] == counts[2]
