"""The screening table: its order, columns, search, export and neighbours; how many queries it takes."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook

from reserve import clock
from reserve.accounts.model import Role
from reserve.audit import queries as journal
from reserve.audit.tags import Tag
from reserve.cycle import queries as cycle
from reserve.eligibility.tables import ScreeningRecord, SupersededRecord
from reserve.recommendation import queries as recommendation
from reserve.reports import nominees
from reserve.reports.nominees import Filters, Row, Sort
from reserve.reports.result import Plain, result
from reserve.roster import pinyin
from tests.edge.service import Service, sign_in, statements
from tests.web.desks import Client, send, signed_in
from tests.web.test_pages import counted
from tests.web.towns import town

pytestmark = pytest.mark.usefixtures("quick_hashes")
TABLE: Final = "/cycles/1/nominees"
# Cold: right after something was recorded, as a sign-in is. Warm: while the journal stands still.
QUERIES: Final = {TABLE: (8, 3), f"{TABLE}/1": (9, 5)}


@pytest.fixture
def desk(sqlite_url: str, tmp_path: Path) -> Iterator[Service]:
    with town(sqlite_url, tmp_path) as running:
        yield running


@pytest.fixture
def whole(campaign: Service) -> Plain:
    with campaign.database.reading() as session:
        return result(session, 1, campaign.keys, (), "en")


def rows_of(text: str) -> list[str]:
    return re.findall(rf'<th scope="row"><a href="{TABLE}/\d+[^"]*">([^<]+)</a>', text)


def every_row(client: Client, query: str = "") -> list[str]:
    """Turn all pages of a table."""
    found: list[str] = []
    address: str | None = f"{TABLE}?{query}"
    while address:
        text = client.get(address).text
        found += rows_of(text)
        after = re.search(r'rel="next" href="([^"]+)"', text)
        address = after[1].replace("&amp;", "&") if after else None
    return found


def filter_of(whole: Plain, number: int) -> str:
    """Return a filter that leaves so many rows."""
    if number == 1:
        people = Counter(one["person_id"] for one in whole["nominees"])
        return f"search={next(person for person, times in people.items() if times == 1)}"
    if number == nominees.PAGE:
        return ""
    letters = Counter(one["name"][0] for one in whole["nominees"])
    fitting = (letter for letter in letters if sum(letter in one["name"] for one in whole["nominees"]) == number)
    return f"search={next(fitting)}"


@pytest.mark.parametrize("path", QUERIES)
@pytest.mark.parametrize("number", [1, 3, nominees.PAGE])
def test_the_table_and_the_sheet_take_the_same_queries_whatever_the_rows(
    campaign: Service, whole: Plain, path: str, number: int
) -> None:
    query = filter_of(whole, number)
    with campaign.client() as client:
        sign_in(client, campaign.person(Role.SECTION_HEAD))
        taken, text = [], ""
        for _ in range(2):
            with statements() as sent:
                text = client.get(f"{path}?{query}").text
            taken.append(counted(sent))
        if path == TABLE:
            assert len(rows_of(text)) == number
    assert tuple(taken) == QUERIES[path]


KEYS: Final[Mapping[Sort, Callable[[Row], Any]]] = {
    Sort.NUMBER: lambda row: row.number,
    Sort.NAME: lambda row: pinyin.order(row.name),
    Sort.CLASS: lambda row: row.place_class,
    Sort.OUTCOME: lambda row: row.outcome,
    Sort.VOTES: lambda row: -1 if row.votes is None else row.votes.votes,
    Sort.SHARE: lambda row: None if row.votes is None else row.votes.share,
    Sort.RANK: lambda row: None if row.votes is None else row.votes.rank,
    Sort.MARK: lambda row: -1 if row.mark is None else row.mark,
    Sort.SEAT: lambda row: "~" if row.seat is None else row.seat.value,
}


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("sort", Sort)
def test_every_order_is_an_order_and_holds_everybody_once(campaign: Service, sort: Sort, *, descending: bool) -> None:
    with campaign.database.reading() as session:
        campaign_1 = cycle.cycle(session, 1)
        rows = list(nominees.each(session, campaign_1, Filters(sort=sort, descending=descending)))
        total = nominees.page(session, campaign_1, Filters()).total
    assert len({row.id for row in rows}) == len(rows) == total
    if sort is Sort.UNIT:  # by its name, as the database sorts names
        assert len({row.unit for row in rows}) == 1 + sum(one.unit != other.unit for one, other in pairwise(rows))
        return
    keys = [KEYS[sort](row) for row in rows]
    known = [key for key in keys if key is not None]
    # Who has no share or rank comes last, whichever way the others are sorted.
    assert None not in keys[: len(known)]
    assert known == sorted(known, reverse=descending)


def test_the_votes_of_a_row_are_those_of_the_votes_page(campaign: Service) -> None:
    with campaign.database.reading() as session:
        campaign_1 = cycle.cycle(session, 1)
        rules = campaign_1.policy.recommendation
        votes = recommendation.votes(session, 1, rules)
        rows = list(nominees.each(session, campaign_1, Filters()))
    assert any(row.votes is not None and row.votes.share is None for row in rows)
    for row in rows:
        assert row.votes == votes.get((row.number, row.place_class))


def test_people_are_found_by_name_number_and_pinyin(campaign: Service, whole: Plain) -> None:
    someone = whole["nominees"][0]
    first, *rest = (ways[0] for ways in pinyin.syllables(someone["name"]))
    searches = [
        someone["name"],
        someone["name"][1:],
        someone["person_id"],
        someone["person_id"][1:],
        first[0] + "".join(way[0] for way in rest),
        f"{first} {rest[0]}".upper(),
    ]
    with campaign.client() as client:
        sign_in(client, campaign.person())
        for search in searches:
            assert someone["name"] in every_row(client, f"search={search}"), search
        assert every_row(client, "search=zzzz") == []


def test_a_page_past_the_end_is_the_last(campaign: Service) -> None:
    with campaign.client() as client:
        sign_in(client, campaign.person())
        assert rows_of(client.get(f"{TABLE}?page=999").text)


def test_columns_are_chosen_and_remembered(campaign: Service) -> None:
    with campaign.client() as client:
        sign_in(client, campaign.person())
        usual = client.get(TABLE).text
        answer = client.get(
            f"{TABLE}?choose=1&columns=votes&columns=post&columns=nonsense&outcome=eligible", follow_redirects=False
        )
        assert (answer.status_code, answer.headers["location"]) == (303, f"{TABLE}?outcome=eligible")
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith("reserve-columns=name.post.votes;")
        assert "SameSite=strict" in cookie
        assert "HttpOnly" in cookie
        chosen = client.get(TABLE).text
        client.get(f"{TABLE}?choose=1")
        again = client.get(TABLE).text
    heads = [re.findall(r'<th scope="col"[^>]*>(?:<a [^>]*>)?([^<]+)', text) for text in (usual, chosen, again)]
    assert [head.strip() for head in heads[1]] == ["Name", "Post", "Votes"]
    assert heads[0] == heads[2]
    assert len(heads[0]) > 10


def test_the_export_holds_exactly_what_the_page_shows(campaign: Service) -> None:
    query = "outcome=eligible&sort=mark&descending=1&class=deputy"
    with campaign.client() as client:
        person = campaign.person(Role.AUDITOR)
        sign_in(client, person)
        client.get(f"{TABLE}?choose=1&columns=number&columns=votes&columns=criteria")
        names = every_row(client, query)
        fields = dict(part.split("=") for part in query.split("&"))
        refused = send(client, f"{TABLE}/export", fields)
        assert refused.status_code == 422
        assert rows_of(refused.text) == names[: nominees.PAGE]
        answer = send(client, f"{TABLE}/export", {**fields, "code": person.code(steps=1)})
    assert answer.status_code == 200
    sheet = load_workbook(BytesIO(answer.content)).worksheets[0]
    rows = list(sheet.iter_rows(min_row=3, values_only=True))
    at = rows[0].index("姓名" if "姓名" in rows[0] else "Name")
    assert [row[at] for row in rows[1:]] == names
    assert rows[0][0] == "Number"
    assert rows[0][-1] == "Votes"
    assert "Unit" not in rows[0]
    with campaign.database.reading() as session:
        (entry,) = journal.latest(session, tag=Tag.REPORTS_EXPORT, actor=person.name)
    assert entry.details["filters"] == fields
    assert entry.details["columns"] == ["criteria", "name", "number", "votes"]


def test_who_may_not_export_is_not_offered_it_and_refused(campaign: Service) -> None:
    with signed_in(campaign, Role.APPROVER) as client:
        assert "nominees/export" not in client.get(TABLE).text
        assert send(client, f"{TABLE}/export", {}).status_code == 403


def test_a_search_stays_out_of_the_journal(campaign: Service) -> None:
    with campaign.client() as client:
        person = campaign.person()
        sign_in(client, person)
        send(client, f"{TABLE}/export", {"search": "金丝雀", "code": person.code(steps=1)})
    with campaign.database.reading() as session:
        (entry,) = journal.latest(session, tag=Tag.REPORTS_EXPORT, actor=person.name)
    assert "金丝雀" not in str(entry.details)
    assert entry.details["searched"] is True


def test_sheets_lead_through_the_table_as_it_was_filtered(campaign: Service) -> None:
    query = "outcome=undecided&sort=votes"
    with campaign.client() as client:
        sign_in(client, campaign.person())
        text = client.get(f"{TABLE}?{query}").text
        ids = re.findall(rf'<th scope="row"><a href="{TABLE}/(\d+)\?', text)
        walked = []
        address: str | None = f"{TABLE}/{ids[0]}?{query}"
        assert 'rel="prev"' not in client.get(address or "").text
        while address:
            walked.append(re.findall(r"/(\d+)\?", address)[0])
            after = re.search(r'rel="next" href="([^"]+)"', client.get(address).text)
            address = after[1].replace("&amp;", "&") if after else None
    assert walked == ids


def test_a_sheet_outside_the_filters_has_no_neighbours(campaign: Service) -> None:
    with campaign.client() as client:
        sign_in(client, campaign.person())
        eligible = re.findall(rf"{TABLE}/(\d+)\?", client.get(f"{TABLE}?outcome=eligible").text)[0]
        text = client.get(f"{TABLE}/{eligible}?outcome=undecided").text
    assert 'rel="next"' not in text
    assert "in the table" not in text


def test_a_sheet_tells_of_earlier_screenings_and_what_changed(desk: Service) -> None:
    table, earlier = ScreeningRecord.__table__, SupersededRecord
    with desk.database.writing() as session:
        row = session.execute(sa.select(table).where(table.c.nominee_id == 1)).one()
        verdicts = [dict(verdict) for verdict in row.verdicts]
        age = next(verdict for verdict in verdicts if verdict["criterion"] == "age")
        age |= {"outcome": "unknown", "value": "1980-11"}
        found = session.execute(sa.text("SELECT person_number, place_class FROM nominee WHERE id = 1")).one()
        session.execute(
            sa.insert(earlier).values(
                cycle_id=1,
                person_number=found.person_number,
                place_class=found.place_class,
                nominee_id=1,
                standing="undecided",
                boundary=False,
                verdicts=verdicts,
                exception=row.exception,
                facts=row.facts,
                superseded_at=clock.now(),
            )
        )
    with signed_in(desk) as client:
        text = client.get(f"{TABLE}/1").text
        other = client.get(f"{TABLE}/2").text
    told = text.partition("Earlier screenings")[2]
    assert "undecided" in told
    assert "1980.11" in told
    assert told.count("→") == 1
    assert "This is the first screening" in other
