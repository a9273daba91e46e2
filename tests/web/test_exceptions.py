"""The exceptions' pages: the audit with its filters and workbook, and one exception from proposal to approval."""

import re
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from reserve.accounts.granting import grant_role
from reserve.accounts.model import Role
from reserve.audit.model import Actor, ActorKind
from reserve.audit.queries import entries
from reserve.audit.tags import Tag
from reserve.db import Database
from reserve.eligibility import actions, queries
from reserve.nominee import queries as nominee
from reserve.reports.result import Plain, result
from tests.accounts.accounts import ACTOR, Person
from tests.cycle.town import DEPUTY, SECOND, TOWN, YOUNG, mark, papers, tally
from tests.cycle.town import campaign as campaign_of
from tests.edge.service import HOST, Service, statements
from tests.roster.builders import young
from tests.web.desks import Answer, Client, fresh, send, signed_in, token
from tests.web.towns import related, submit_list, tags

pytestmark = pytest.mark.usefixtures("quick_hashes")

AUDIT = "/cycles/1/exceptions"
SAID = {"reason": "抗洪抢险中带头担当，群众公认", "evidence": "县委表彰决定〔2026〕3号"}


@pytest.fixture
def desk(sqlite_url: str, tmp_path: Path) -> Iterator[Service]:
    """A service over the town: one stands under the exception, nobody has proposed it."""
    with fresh(sqlite_url, tmp_path) as running:
        with running.database.writing() as session:
            campaign_of(session, "listing", replace(TOWN, exceptions=()))
        yield running


def number(database: Database, person: int = YOUNG) -> int:
    with database.reading() as session:
        known = {(one.person, one.place_class): one.id for one in nominee.nominees(session, 1).values()}
    return known[person, DEPUTY]


def complete(desk: Service) -> bool | None:
    with desk.database.reading() as session:
        found = queries.proposal(session, number(desk.database))
    return None if found is None else found.complete


def proposed(desk: Service, by: Person | None = None) -> str:
    """Let somebody have proposed the exception; return its address."""
    who = Actor(by.name if by else "officer", ActorKind.PERSON)
    with desk.database.writing() as session:
        actions.propose_exception(session, who, 1, number(desk.database), signed_by=who.name, **SAID)
    return f"{AUDIT}/{number(desk.database)}"


def approve(client: Client, person: Person, here: str, **fields: str) -> Answer:
    seen = re.search(r'name="seen" value="(\w+)"', client.get(here).text)
    said = {"seen": seen[1] if seen else "", "code": person.code(steps=1), **fields}
    return send(client, f"{here}/approval", said)


# ---- one exception -------------------------------------------------------------------------------------


def test_one_proposes_and_two_approve_each_on_the_own_page(desk: Service) -> None:
    here = f"{AUDIT}/{number(desk.database)}"
    with signed_in(desk) as client:
        assert here in client.get(f"{AUDIT}?show=waiting").text
        assert send(client, f"{here}/proposal", SAID).headers["location"] == f"{here}?done=exception_proposed"
        assert here not in client.get(f"{AUDIT}?show=waiting").text
    came = []
    for _ in range(2):
        approver = desk.person(Role.APPROVER)
        with signed_in(desk, Role.APPROVER, approver) as client:
            audit = client.get(f"{AUDIT}?show=waiting").text
            assert here in audit
            came.append(approve(client, approver, here).headers["location"])
            assert "Your word is given" in client.get(here).text or complete(desk)
            assert here not in client.get(f"{AUDIT}?show=waiting").text
    assert came == [f"{here}?done=exception_signed", f"{here}?done=exception_approved"]
    assert complete(desk)
    assert tags(desk, "P00003")[-3:] == [
        "eligibility.propose_exception",
        "eligibility.approve_exception",
        "eligibility.approve_exception",
    ]
    with signed_in(desk, Role.AUDITOR) as client:
        text = client.get(here).text
        assert SAID["reason"] in text
        assert "2 / 2" in text
        assert len(re.findall(r"journal \d+", text)) == 3
        assert '<form method="post" action="/cycles' not in text


def test_what_was_typed_is_not_lost_when_it_says_too_little(desk: Service) -> None:
    here = f"{AUDIT}/{number(desk.database)}"
    with signed_in(desk) as client:
        answer = send(client, f"{here}/proposal", {"reason": "太短了<b>", "evidence": "某某文件"})
    assert answer.status_code == 422
    assert "at least 10 characters" in answer.text
    assert "太短了&lt;b&gt;</textarea>" in answer.text
    assert "某某文件</textarea>" in answer.text
    assert complete(desk) is None


def test_approving_asks_for_the_second_factor(desk: Service) -> None:
    here = proposed(desk)
    approver = desk.person(Role.APPROVER)
    with signed_in(desk, Role.APPROVER, approver) as client:
        for code, why in (("", "Give the code"), ("000000", "not right")):
            answer = approve(client, approver, here, code=code)
            assert answer.status_code == 422
            assert why in answer.text
        assert tags(desk, "P00003")[-1] == "eligibility.propose_exception"
        assert approve(client, approver, here).status_code == 303


def test_the_same_person_neither_proposes_and_approves_nor_approves_twice(desk: Service) -> None:
    both = desk.person(Role.OFFICER)
    with desk.database.writing() as session:
        grant_role(session, ACTOR, both.name, Role.APPROVER)
    here = proposed(desk, both)
    with signed_in(desk, Role.OFFICER, both) as client:
        assert "Approve the exception" not in client.get(here).text
        answer = approve(client, both, here)
        assert answer.status_code == 422
        assert "You proposed this exception yourself" in answer.text
    approver = desk.person(Role.APPROVER)
    with signed_in(desk, Role.APPROVER, approver) as client:
        assert approve(client, approver, here).status_code == 303
        assert "You approved this exception already" in send(client, f"{here}/approval").text
    assert complete(desk) is False


def test_a_relative_is_shown_why_and_can_do_nothing(desk: Service) -> None:
    here = f"{AUDIT}/{number(desk.database)}"
    officer = related(desk, Role.OFFICER, YOUNG)
    with signed_in(desk, Role.OFFICER, officer) as client:
        text = client.get(here).text
        assert "somebody else has to do it" in text
        assert "/proposal" not in text
        assert "relative of yours" in send(client, f"{here}/proposal", SAID).text
        assert here not in client.get(f"{AUDIT}?show=waiting").text
    proposed(desk)
    approver = related(desk, Role.APPROVER, YOUNG)
    with signed_in(desk, Role.APPROVER, approver) as client:
        assert "relative of yours" in approve(client, approver, here).text
    assert complete(desk) is False


def test_a_form_sent_twice_is_done_once(desk: Service) -> None:
    here = f"{AUDIT}/{number(desk.database)}"
    with signed_in(desk) as client:
        first, second = (send(client, f"{here}/proposal", SAID, form_id="f1") for _ in range(2))
        assert first.headers["location"] == second.headers["location"]
    approver = desk.person(Role.APPROVER)
    with signed_in(desk, Role.APPROVER, approver) as client:
        said = {"code": approver.code(steps=1)}
        first, second = (send(client, f"{here}/approval", said, form_id="f2") for _ in range(2))
        assert (first.status_code, second.status_code) == (303, 303)
    assert tags(desk, "P00003").count("eligibility.approve_exception") == 1


def test_a_page_that_is_no_longer_true_approves_nothing(desk: Service) -> None:
    here = proposed(desk)
    approver = desk.person(Role.APPROVER)
    with signed_in(desk, Role.APPROVER, approver) as client:
        seen = re.search(r'name="seen" value="(\w{64})"', client.get(here).text)
        assert seen is not None
        with desk.database.writing() as session:
            nominee_id = int(here.rpartition("/")[2])
            actions.send_back_exception(session, ACTOR, 1, nominee_id, signed_by="乙", reason="重写")
            rewritten = {**SAID, "reason": "另一个理由，与原来的完全不同"}
            actions.propose_exception(session, ACTOR, 1, nominee_id, signed_by="甲", **rewritten)
        answer = approve(client, approver, here, seen=seen[1])
        assert answer.status_code == 422
        assert "not those that you were shown" in answer.text
        assert "另一个理由" in answer.text


def test_sent_back_and_withdrawn_papers_stay_in_sight(desk: Service) -> None:
    here = proposed(desk)
    with signed_in(desk, Role.APPROVER) as client:
        empty = send(client, f"{here}/return", {"send_back": " "})
        assert empty.status_code == 422
        assert "Say why it is sent back" in empty.text
        assert re.search(r"<details class=\"confirm \" open>\s*<summary class=\"button\">Send back", empty.text)
        assert send(client, f"{here}/return", {"send_back": "依据不足"}).headers["location"].endswith("sent_back")
    officer = desk.person()
    proposed(desk, officer)
    with signed_in(desk, Role.OFFICER, desk.person()) as client:
        assert f"{here}/withdrawal" not in client.get(here).text
        assert "can withdraw it" in send(client, f"{here}/withdrawal").text
    with signed_in(desk, Role.OFFICER, officer) as client:
        assert f"{here}/withdrawal" in client.get(here).text
        assert send(client, f"{here}/withdrawal").headers["location"].endswith("withdrawn")
        text = client.get(here).text
        assert text.count('<tr class="past">') == 2
        assert "依据不足" in text
        assert "2 earlier proposals" in client.get(AUDIT).text


def test_rights_are_kept_apart(desk: Service) -> None:
    here = proposed(desk)
    with signed_in(desk, Role.OFFICER) as client:
        assert send(client, f"{here}/approval").status_code == 403
        assert send(client, f"{here}/return", {"send_back": "x"}).status_code == 403
    with signed_in(desk, Role.APPROVER) as client:
        assert send(client, f"{here}/proposal", SAID).status_code == 403
        assert send(client, f"{AUDIT}/export").status_code == 403
    with signed_in(desk, Role.AUDITOR) as client:
        assert client.get(here).status_code == 200
        assert send(client, f"{here}/withdrawal").status_code == 403
    with signed_in(desk, Role.SCORE_CLERK) as client:
        assert client.get(AUDIT).status_code == 403
    assert complete(desk) is False


@pytest.mark.parametrize("path", ["/cycles/1/exceptions/999", "/cycles/2/exceptions/3"])
def test_an_exception_that_is_not_there_is_not_found(desk: Service, path: str) -> None:
    with signed_in(desk) as client:
        assert client.get(path).status_code == 404
        assert send(client, f"{path}/proposal", SAID).status_code == 404


def test_somebody_who_needs_no_exception_is_shown_without_acts(desk: Service) -> None:
    here = f"{AUDIT}/{number(desk.database, SECOND)}"
    with signed_in(desk) as client:
        text = client.get(here).text
        assert "does not stand under the exception now" in text
        assert "/proposal" not in text
        assert send(client, f"{here}/proposal", SAID).status_code == 422


def test_after_submission_the_page_says_so_and_offers_nothing(desk: Service) -> None:
    here = proposed(desk)
    submit_list(desk)
    with signed_in(desk, Role.APPROVER) as client:
        text = client.get(here).text
        assert "nothing can be changed here until it is sent back" in text
        assert "/approval" not in text.partition("On whose word")[2]
        assert send(client, f"{here}/return", {"send_back": "x"}).status_code == 422


# ---- the audit -----------------------------------------------------------------------------------------


@pytest.fixture
def whole(campaign: Service) -> Plain:
    with campaign.database.reading() as session:
        return result(session, 1, campaign.keys, (), "en")


def people(text: str) -> list[str]:
    """The person numbers of the rows, in order."""
    return re.findall(
        r'<tr>\s*<th scope="row"><a href="/cycles/1/exceptions/\d+">[^<]*</a> <span class="cell">(P\d+)', text
    )


def test_the_audit_shows_everybody_and_every_filter_its_own(campaign: Service, whole: Plain) -> None:
    found = {}
    with signed_in(campaign, Role.AUDITOR) as client:
        for show in ("", "open", "unproposed", "proposed", "approved", "listed", "waiting"):
            text = client.get(f"{AUDIT}?show={show}").text
            found[show] = people(text)
            (count,) = re.findall(r'aria-current="true">[^<]*<span class="count">(\d+)', text)
            assert int(count) == len(found[show])
        assert people(client.get(f"{AUDIT}?approved=no").text) == found["open"]
        assert people(client.get(f"{AUDIT}?approved=yes").text) == found["approved"]
    told = [one["person_id"] for one in whole["exceptions"]]
    assert sorted(found[""]) == sorted(told)
    assert sorted(found["open"]) == sorted(found["unproposed"] + found["proposed"])
    assert sorted(found[""]) == sorted(found["open"] + found["approved"])
    assert sorted(found["listed"]) == sorted(one["person_id"] for one in whole["exceptions"] if one["listed"])
    assert all(found[show] for show in ("open", "unproposed", "proposed", "approved", "listed"))
    assert found["waiting"] == []


def test_what_was_waived_each_condition_and_who_answers_for_it_stand_in_the_row(
    campaign: Service, whole: Plain
) -> None:
    told = next(one for one in whole["exceptions"] if one["listed"])
    with signed_in(campaign, Role.AUDITOR) as client:
        text = client.get(f"{AUDIT}?show=listed").text
    row = next(part for part in text.split("<tr>") if f'"cell">{told["person_id"]}<' in part)
    for word in (
        told["name"],
        told["unit"],
        told["proposed_by"],
        *told["approved_by"],
        told["reason"],
        told["evidence"],
    ):
        assert word in row
    for label in ("required:", "instead:", "there is:", "roster.xlsx", "from a workbook", "Listed under the exception"):
        assert label in row
    title = re.search("<title>(.*?)</title>", text)
    assert title is not None
    assert told["name"] not in title[1]


def test_the_audit_on_paper_has_the_end_of_the_journal_at_its_foot(campaign: Service) -> None:
    with signed_in(campaign, Role.AUDITOR) as client:
        text = client.get(AUDIT).text
    assert re.search(r"<tfoot><tr class=\"foot\"><td colspan=\"5\">Journal entry \d+: [0-9a-f]{64}", text)


@pytest.mark.parametrize("query", ["show=x", "approved=x"])
def test_a_filter_that_is_none_is_said_to_be_none(campaign: Service, query: str) -> None:
    with signed_in(campaign, Role.AUDITOR) as client:
        assert client.get(f"{AUDIT}?{query}").status_code == 400


def test_an_empty_filter_says_so(desk: Service) -> None:
    with signed_in(desk, Role.APPROVER) as client:
        assert "Nothing waits for you here." in client.get(f"{AUDIT}?show=waiting").text
        assert "Nobody matches these filters." in client.get(f"{AUDIT}?show=approved").text


def queries_of(desk: Service, path: str) -> int:
    with signed_in(desk, Role.SECTION_HEAD) as client:
        client.get(path)
        with statements() as sent:
            assert client.get(path).status_code == 200
    return sum(not text.lower().startswith(("begin", "set ", "show ")) for text in sent)


def test_queries_do_not_grow_with_the_exceptions(campaign: Service, tmp_path: Path, sqlite_template: Path) -> None:
    """One, three, and all of a whole county; the page of one takes no more."""
    counts = []
    for more in (0, 2):
        numbers = [10 + at for at in range(more)]
        county = replace(
            TOWN,
            people=(*TOWN.people, *(young(one) for one in numbers)),
            tallies=(*TOWN.tallies, *(tally(one, 27) for one in numbers)),
            marks=(*TOWN.marks, *(mark(one) for one in numbers)),
            exceptions=(papers(YOUNG), *(papers(one) for one in numbers)),
        )
        folder = tmp_path / str(more)
        folder.mkdir()
        path = folder / "town.sqlite3"
        path.write_bytes(sqlite_template.read_bytes())
        with fresh(f"sqlite:///{path}", folder) as small:
            with small.database.writing() as session:
                campaign_of(session, "listing", county)
            counts.append(queries_of(small, AUDIT))
            counts.append(queries_of(small, f"{AUDIT}/{number(small.database)}"))
    counts.append(queries_of(campaign, AUDIT))
    assert max(counts[::2]) <= 14
    assert len(set(counts[::2])) == 1
    assert counts[1] == counts[3] <= 14


# ---- the workbook --------------------------------------------------------------------------------------


def rows(content: bytes) -> list[list[object]]:
    (sheet,) = load_workbook(BytesIO(content)).worksheets
    return [list(row) for row in sheet.iter_rows(min_row=4, values_only=True)]


def test_the_workbook_holds_just_what_the_page_showed_and_is_on_record(desk: Service) -> None:
    with desk.database.writing() as session:
        sly = {"reason": "=HYPERLINK(1) 群众公认，实绩突出", "evidence": "+依据", "signed_by": "@甲"}
        actions.propose_exception(session, ACTOR, 1, number(desk.database), **sly)
    officer = desk.person()
    with signed_in(desk, Role.OFFICER, officer) as client:
        answer = send(client, f"{AUDIT}/export", {"show": "proposed", "code": ""})
        assert answer.status_code == 422
        assert "Give the code" in answer.text
        assert 'name="show" value="proposed"' in answer.text
        answer = send(client, f"{AUDIT}/export", {"show": "proposed", "code": officer.code(steps=1)})
        assert answer.status_code == 200
        nobody = send(client, f"{AUDIT}/export", {"show": "approved"})
    assert answer.headers["content-type"].startswith("application/vnd.openxmlformats")
    (row,) = rows(answer.content)
    assert row[:4] == ["P00003", "甲3", "县林业局", "deputy"]
    assert (row[6], row[7]) == ("=HYPERLINK(1) 群众公认，实绩突出", "+依据")
    assert str(row[8]).startswith("@甲, ")
    assert "required" in str(row[4])
    assert "roster.xlsx" in str(row[5])
    sheet = load_workbook(BytesIO(answer.content)).worksheets[0]
    assert sheet["G4"].data_type == "s"
    assert sheet["G4"].quotePrefix
    assert rows(nobody.content)[0][0] == "Nobody matches these filters."
    with desk.database.reading() as session:
        told = list(entries(session, tag=Tag.REPORTS_EXPORT))
    assert [(one.actor, one.subject, one.details["shown"]) for one in told] == [
        (officer.name, "cycle 1", "proposed"),
        (officer.name, "cycle 1", "approved"),
    ]


def test_the_workbook_has_as_many_rows_as_the_page(campaign: Service) -> None:
    auditor = campaign.person(Role.AUDITOR)
    with signed_in(campaign, Role.AUDITOR, auditor) as client:
        shown = people(client.get(f"{AUDIT}?show=open").text)
        code = {"code": auditor.code(steps=1)}
        data = {"form_token": token(client), "show": "open", **code}
        answer = client.post(f"{AUDIT}/export", data=data, headers={"origin": HOST})
    assert [row[0] for row in rows(answer.content)] == shown
