"""The interface gives what ``reserve run`` gives, in parts, with filters and pages."""

import pytest

from reserve.accounts.model import Role
from reserve.reports.result import Plain, result
from tests.edge.service import Service, sign_in

pytestmark = pytest.mark.usefixtures("quick_hashes")
SCOPES = ["view_cycles", "view_work", "view_nominees", "view_exceptions", "view_members", "view_places"]


@pytest.fixture
def whole(campaign: Service) -> Plain:
    with campaign.database.reading() as session:
        return result(session, 1, campaign.keys, (), "en")


def test_all_pages_of_nominees_together_are_the_result(campaign: Service, whole: Plain) -> None:
    header = campaign.token(*SCOPES)
    found: list[Plain] = []
    with campaign.client() as client:
        while True:
            answer = client.get(f"/api/v1/cycles/1/nominees?limit=200&offset={len(found)}", headers=header)
            page = answer.json()
            found += page["nominees"]
            if not page["nominees"]:
                break
    assert page["total"] == len(found) == len(whole["nominees"])
    assert len({(one["person_id"], one["class"]) for one in found}) == len(found)
    by_person = {(one["person_id"], one["class"]): one for one in found}
    for one in whole["nominees"]:
        row = by_person[one["person_id"], one["class"]]
        for name in ("name", "unit", "outcome", "boundary", "exam", "listed", "reserved", "why"):
            assert row[name] == one[name]
        assert row["verdicts"] == {verdict["criterion"]: verdict["outcome"] for verdict in one["verdicts"]}
        assert row["votes"] == {name: one["votes"][name] for name in ("votes", "valid", "share", "rank")}


@pytest.mark.parametrize(
    ("query", "holds"),
    [
        ("outcome=undecided", lambda one: one["outcome"] == "undecided"),
        ("class=chief", lambda one: one["class"] == "chief"),
        ("boundary=true", lambda one: one["boundary"]),
        ("standing=listed", lambda one: one["listed"]),
        ("standing=reserved", lambda one: one["reserved"]),
        ("standing=not_listed", lambda one: not one["listed"] and not one["reserved"]),
        ("standing=tied", lambda one: one["why"].startswith("Tie") and "decided for others" not in one["why"]),
        ("exam=missing", lambda one: one["outcome"] in {"eligible", "exceptional"} and one["exam"] is None),
        ("exam=passed", lambda one: one["exam"] is not None and one["exam"]["passed"]),
        ("exam=not_passed", lambda one: one["exam"] is not None and not one["exam"]["passed"]),
        ("search=P00020", lambda one: one["person_id"] == "P00020"),
        ("search=德", lambda one: "德" in one["name"]),
        ("search=%25", lambda one: "%" in one["name"]),
        ("outcome=eligible&class=deputy", lambda one: one["outcome"] == "eligible" and one["class"] == "deputy"),
    ],
)
def test_a_filter_shows_exactly_those_that_match(campaign: Service, whole: Plain, query: str, holds: object) -> None:
    assert callable(holds)
    with campaign.client() as client:
        page = client.get(f"/api/v1/cycles/1/nominees?limit=500&{query}", headers=campaign.token(*SCOPES)).json()
    wanted = {(one["person_id"], one["class"]) for one in whole["nominees"] if holds(one)}
    assert {(one["person_id"], one["class"]) for one in page["nominees"]} == wanted
    assert page["total"] == len(wanted)


@pytest.mark.parametrize(("sort", "key"), [("votes", lambda one: one["votes"]["votes"]), ("name", None)])
def test_sorting_goes_both_ways(campaign: Service, sort: str, key: object) -> None:
    with campaign.client() as client:
        path = f"/api/v1/cycles/1/nominees?limit=500&sort={sort}"
        up, down = (
            client.get(f"{path}&descending={way}", headers=campaign.token(*SCOPES)).json()["nominees"]
            for way in ("false", "true")
        )
    assert {one["id"] for one in up} == {one["id"] for one in down}
    if callable(key):
        assert [key(one) for one in up] == sorted(key(one) for one in up)
        assert [key(one) for one in down] == sorted((key(one) for one in down), reverse=True)


def test_sheets_and_the_ledger_say_what_the_result_says(campaign: Service, whole: Plain) -> None:
    with campaign.client() as client:
        header = campaign.token(*SCOPES)
        ledger = client.get("/api/v1/cycles/1/exceptions", headers=header).json()
        first = ledger[0]["nominee"]
        sheet = client.get(f"/api/v1/cycles/1/nominees/{first['id']}", headers=header).json()
        missing = client.get("/api/v1/cycles/1/nominees/999999", headers=header)
    assert sheet == ledger[0]
    assert missing.status_code == 404
    told = {(one["person_id"], one["class"]): one for one in whole["exceptions"]}
    assert len(ledger) == len(told)
    for entry in ledger:
        one = told[entry["nominee"]["person_id"], entry["nominee"]["class"]]
        shown = [{name: waived[name] for name in ("criterion", "required_instead")} for waived in entry["waived"]]
        assert shown == one["waived"]
        papers = entry["papers"]
        approved = [name for name, day in papers["approvals"] if day is not None] if papers else []
        assert approved == one["approved_by"]


def test_units_and_members_say_what_the_result_says(campaign: Service, whole: Plain) -> None:
    with campaign.client() as client:
        header = campaign.token(*SCOPES)
        units = client.get("/api/v1/cycles/1/units", headers=header).json()
        members = client.get("/api/v1/cycles/1/members?limit=500", headers=header).json()["members"]
    for row in units:
        (unit,) = [one for one in whole["units"] if one["unit"] == row["unit"]]
        assert {name: row[name] for name in unit[row["class"]]} == unit[row["class"]]
    told = {one["person_id"]: one for one in whole["members"]}
    assert {row["person_id"] for row in members} == set(told)
    for row in members:
        for name in ("name", "unit", "class", "decision", "grounds", "flags"):
            assert row[name] == told[row["person_id"]][name]


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/cycles/1/nominees?outcome=nonsense",
        "/api/v1/cycles/1/nominees?limit=0",
        "/api/v1/cycles/1/nominees?limit=100000",
        "/api/v1/cycles/1/nominees?offset=-1",
        "/api/v1/cycles/99999999999999999999/nominees",
        "/api/v1/journal?tag=nonsense",
    ],
)
def test_what_cannot_be_read_is_a_problem_and_no_trace(campaign: Service, path: str) -> None:
    with campaign.client() as client:
        sign_in(client, campaign.person(Role.AUDITOR))
        answer = client.get(path)
    assert answer.status_code in {400, 404}
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert set(answer.json()) >= {"status", "title", "detail", "instance"}
    assert "Traceback" not in answer.text


def test_the_journal_goes_back_page_by_page(campaign: Service) -> None:
    with campaign.client() as client:
        header = campaign.token("view_journal")
        head = client.get("/api/v1/journal/head", headers=header).json()
        first = client.get("/api/v1/journal?limit=5", headers=header).json()
        second = client.get(f"/api/v1/journal?limit=5&before={first[-1]['sequence']}", headers=header).json()
    assert first[0]["hash"] == head["hash"]
    numbers = [entry["sequence"] for entry in first + second]
    assert numbers == list(range(head["sequence"], head["sequence"] - 10, -1))
    assert first[-1]["previous"] == second[0]["hash"]


def test_plans_are_listed_and_checked(campaign: Service) -> None:
    with campaign.client() as client:
        header = campaign.token("view_policies")
        plans = client.get("/api/v1/policies", headers=header).json()
        good = client.post("/api/v1/policies/check", headers=header, json={"text": plans[0]["text"]}).json()
        bad = client.post("/api/v1/policies/check", headers=header, json={"text": "format = "}).json()
        unknown = client.post("/api/v1/policies/check", headers=header, json={"text": "", "more": 1})
    assert {plan["id"] for plan in plans} >= {"seed-county", "seed-literal"}
    assert good["usable"]
    assert not bad["usable"]
    assert bad["problems"][0]["line"] == 1
    assert unknown.status_code == 400


def test_the_document_names_every_operation_once_and_every_field(campaign: Service) -> None:
    with campaign.client() as client:
        document = client.get("/api/openapi.json").json()
    operations = [operation for path in document["paths"].values() for operation in path.values()]
    ids = [operation["operationId"] for operation in operations]
    assert sorted(ids) == sorted(
        [
            "adjustPlaces",
            "approveException",
            "approveList",
            "cancelImport",
            "checkPolicy",
            "clearMark",
            "confirmCorrection",
            "confirmRemoval",
            "decideMember",
            "drawList",
            "exportResult",
            "getAccount",
            "getException",
            "getHealth",
            "getImport",
            "getInspection",
            "getJournalHead",
            "getKeying",
            "getList",
            "getListStanding",
            "getMark",
            "getMember",
            "getPerson",
            "getPlan",
            "getProgress",
            "getUnit",
            "getVerdictSheet",
            "keyMark",
            "listAccounts",
            "listCycles",
            "listExceptions",
            "listImports",
            "listInspections",
            "listJournal",
            "listMarks",
            "listMembers",
            "listNominees",
            "listPersons",
            "listPolicies",
            "listRankings",
            "listRights",
            "listSteps",
            "listTies",
            "listUndecided",
            "listUnitPlaces",
            "listVotes",
            "listWork",
            "openCycle",
            "proposeCorrection",
            "proposeException",
            "proposeRemoval",
            "recordInspection",
            "refuseCorrection",
            "refuseRemoval",
            "saveImport",
            "screenNominees",
            "sendBackException",
            "sendBackList",
            "sendWorkbooks",
            "settleTie",
            "submitList",
            "undoImport",
            "withdrawException",
            "withdrawRemoval",
        ]
    )
    for operation in operations:
        assert operation["description"]
    named = [name for name, schema in document["components"]["schemas"].items() if schema["type"] == "object"]
    assert named
    for name in named:
        for key, schema in document["components"]["schemas"][name]["properties"].items():
            assert schema, (name, key)
