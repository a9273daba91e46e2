"""What is missing about the undecided: by unit, column by column, on the page and in the workbook for the unit."""

import re
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from reserve.accounts.model import Role
from reserve.cycle.queries import cycle
from reserve.reports.undecided import asked, page
from reserve.roster import queries as roster
from reserve.roster.model import Discipline, Probation
from tests.accounts.accounts import Person
from tests.cycle.town import EAST, FOREST, SEED, TOWN, meeting, tally
from tests.edge.service import Service, statements
from tests.roster.builders import person
from tests.web.desks import Client, send, signed_in
from tests.web.towns import COUNTY, copied, recorded, town

pytestmark = pytest.mark.usefixtures("quick_hashes")
ALL = "/cycles/1/undecided"
FORMULA = "=1+1"


@pytest.fixture(scope="module")
def desk(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("undecided")
    open_questions = (
        person(70, name=FORMULA, birth=None, discipline=Discipline()),
        person(71, unit=EAST, rank_since=None, probation=Probation()),
    )
    county = replace(
        COUNTY,
        people=(*TOWN.people, *open_questions),
        tallies=(*TOWN.tallies, tally(70, 20), tally(71, 20, EAST)),
    )
    with town(copied(sqlite_template, folder), folder, county) as running:
        yield running


def units(desk: Service) -> dict[str, int]:
    with desk.database.reading() as session:
        return {one.name: one.id for one in roster.units(session).values()}


def lines(text: str) -> list[tuple[str, str, str]]:
    """Return person, column and what it says of every line of the page."""
    found = []
    for row in re.findall(r'<tr class="(?:opens|more)">.*?</tr>', text, re.DOTALL):
        cells = [re.sub("<[^>]+>", "", cell).strip() for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)]
        found.append((cells[0].partition(" ")[0], cells[2], cells[3]))
    return found


def test_every_missing_column_is_named_with_what_it_says_and_where(desk: Service) -> None:
    with signed_in(desk) as client:
        text = client.get(ALL).text
        assert "3 undecided nominees of 2 units." in text
        found = lines(text)
        assert (FORMULA, "Birth", "blank") in found
        assert (FORMULA, "Discipline", "blank") in found
        assert ("甲6", "Birth", "blank") in found
        assert ("甲71", "In this rank since", "blank") in found
        assert ("甲71", "Probation", "blank") in found
        assert re.search(r"roster\.xlsx 干部名册!B\d+", text)
        assert text.index(EAST) < text.index(FOREST)
        of_unit = client.get(f"{ALL}?unit={units(desk)[EAST]}").text
        assert {name for name, _, _ in lines(of_unit)} == {"甲71"}
        assert client.get(f"{ALL}?unit=x").status_code == 400
        assert "Nobody of this unit is undecided." in client.get(f"{ALL}?unit=99").text


def test_when_something_changed_since_the_page_says_that_it_may_be_filled_in(desk: Service) -> None:
    with signed_in(desk) as client:
        assert "Something changed since the screening" not in client.get(ALL).text
        card = f"/cycles/1/places/{units(desk)[EAST]}"
        send(client, f"{card}/adjust", {"class": "chief", "adjustment": "1", "reason": "机构改革"})
        assert "Something changed since the screening" in client.get(ALL).text


def exported(desk: Service, fields: dict[str, str], someone: Person) -> Any:  # noqa: ANN401 - an answer
    with signed_in(desk, person=someone) as client:
        return send(client, f"{ALL}/export", {"code": someone.code(steps=1), **fields})


def test_the_workbook_for_units_holds_the_same_lines_as_text_and_its_export_is_on_record(desk: Service) -> None:
    officer = desk.person()
    answer = exported(desk, {"unit": ""}, officer)
    assert answer.status_code == 200
    with signed_in(desk) as client:
        expected = [(name, column) for name, column, _ in lines(client.get(ALL).text)]
    sheet = load_workbook(BytesIO(answer.content)).worksheets[0]
    cells = list(sheet.iter_rows(min_row=4))
    found = [(str(row[2].value).removeprefix("'"), row[4].value) for row in cells]
    assert sorted(found) == sorted(expected)
    assert not [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    entry = recorded(desk, "reports.export")[-1]
    assert (entry.actor, entry.details["page"], entry.details["unit"]) == (officer.name, "undecided", None)
    assert FORMULA not in str(entry.details)


def test_the_workbook_of_one_unit_holds_that_unit_only(desk: Service) -> None:
    answer = exported(desk, {"unit": str(units(desk)[EAST])}, desk.person())
    sheet = load_workbook(BytesIO(answer.content)).worksheets[0]
    assert {row[0].value for row in sheet.iter_rows(min_row=4)} == {EAST}
    assert "甲" not in answer.headers["content-disposition"]


def test_without_the_second_factor_or_the_right_nothing_is_handed_out(desk: Service) -> None:
    someone, before = desk.person(), recorded(desk, "reports.export")
    wrong = exported(desk, {"unit": "", "code": "000000"}, someone)
    assert wrong.status_code == 422
    assert "undecided nominees of" in wrong.text
    with signed_in(desk, Role.APPROVER) as client:
        assert f'action="{ALL}/export"' not in client.get(ALL).text
        assert send(client, f"{ALL}/export").status_code == 403
    with signed_in(desk, Role.ASSESSOR) as client:
        assert client.get(ALL).status_code == 403
    assert recorded(desk, "reports.export") == before


def test_a_count_of_a_meeting_that_is_there_is_not_asked_for_again(sqlite_url: str, tmp_path: Path) -> None:
    young_only = replace(
        COUNTY,
        people=tuple(one for one in TOWN.people if one.birth is not None),
        meetings=(meeting(returned=None), *TOWN.meetings[1:2], meeting(EAST)),
        tallies=tuple(one for one in TOWN.tallies if one.person in {1, 2, 3}),
        marks=(),
        exceptions=(),
    )
    with town(sqlite_url, tmp_path, young_only) as desk, signed_in(desk) as client:
        assert lines(client.get(ALL).text) == [("甲3", "Returned", "blank")]
        with desk.database.writing() as session:
            session.connection().exec_driver_sql("UPDATE meeting SET returned = 36, void = TRUE")
        assert lines(client.get(f"{ALL}?unit=1").text + client.get(f"{ALL}?unit=2").text) == [
            ("甲3", "Vote of the unit", "The vote was declared void.")
        ]


def test_nobody_undecided_and_nobody_screened_are_different_things(sqlite_url: str, tmp_path: Path) -> None:
    settled = replace(COUNTY, tallies=tuple(one for one in TOWN.tallies if one.person == 1), marks=(), exceptions=())
    with town(sqlite_url, tmp_path, settled) as desk, signed_in(desk) as client:
        assert "Nobody is undecided." in client.get(ALL).text
        with desk.database.writing() as session:
            for table in ("listing", "listing_reason", "screening"):
                session.connection().exec_driver_sql(f"DELETE FROM {table}")  # noqa: S608 - names of this test
        assert "Nobody was screened yet." in client.get(ALL).text


def test_conditions_are_asked_for_only_where_a_criterion_fails() -> None:
    def one(name: str, outcome: str, *needs: str, kind: str = "criterion") -> dict[str, Any]:
        return {kind: name, "outcome": outcome, "needs": list(needs)}

    votes = {"conditions": [one("many_votes", "unknown", "valid", kind="id")]}
    assert asked([one("age", "unknown", "birth")], votes) == {"birth": ["age"]}
    failed = [one("rank", "fails"), one("age", "unknown", "birth")]
    assert asked(failed, votes) == {"birth": ["age"], "valid": ["many_votes"]}
    # Only the weaker form of a failed criterion is open.
    weaker = [one("rank_months", "fails", "rank_since"), one("rank", "fails")]
    assert asked(weaker, {"conditions": []}) == {"rank_since": ["rank_months"]}
    both = [one("rank", "unknown", "rank"), one("rank_months", "unknown", "rank", "rank_since")]
    assert asked(both, None) == {"rank": ["rank", "rank_months"], "rank_since": ["rank_months"]}


def test_the_page_takes_as_many_queries_for_one_as_for_all(desk: Service) -> None:
    def counted(client: Client, path: str) -> int:
        client.get(path)  # what is remembered until the journal grows is remembered for each page by itself
        with statements() as sent:
            assert client.get(path).status_code == 200
        return sum(not text.lower().startswith(("begin", "pragma")) for text in sent)

    with signed_in(desk) as client:
        client.get(ALL)
        found = [
            counted(client, f"{ALL}{query}") for query in ("", *(f"?unit={unit}" for unit in units(desk).values()))
        ]
    assert found == [found[0]] * 3
    assert found[0] <= 16


def test_pages_follow_each_other_and_lose_nobody(campaign: Service) -> None:
    with campaign.database.reading() as session:
        whole = cycle(session, 1)
        every = page(session, whole, campaign.keys, limit=1000)
        parts = [page(session, whole, campaign.keys, offset=at, limit=10).cases for at in range(0, every.total, 10)]
    assert [case.nominee_id for part in parts for case in part] == [case.nominee_id for case in every.cases]
    assert len(every.cases) == every.total == sum(group.cases for group in every.groups)
    assert all(case.questions for case in every.cases)
    assert whole.policy.id == SEED.id
