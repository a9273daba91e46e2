"""Every page over a whole county: its content, its filters, how many queries it takes."""

import re

import pytest

from reserve.accounts.model import Role
from reserve.reports.result import Plain, result
from tests.edge.service import Service, sign_in, statements

pytestmark = pytest.mark.usefixtures("quick_hashes")
PAGES = [
    "/cycles",
    "/cycles/1/work",
    "/cycles/1/nominees",
    "/cycles/1/nominees/1",
    "/cycles/1/exceptions",
    "/cycles/1/members",
    "/cycles/1/places",
    "/cycles/1/list",
    "/journal",
    "/about",
    "/about/interface",
]
# Statements other than BEGIN; PostgreSQL needs none for it.
MOST_QUERIES = {"/cycles/1/list": 11, "/cycles/1/exceptions": 12}


@pytest.fixture
def whole(campaign: Service) -> Plain:
    with campaign.database.reading() as session:
        return result(session, 1, campaign.keys, (), "en")


def counted(sent: list[str]) -> int:
    return sum(not text.lower().startswith(("begin", "set ", "show ")) for text in sent)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_whole_and_loads_nothing_from_elsewhere(campaign: Service, path: str) -> None:
    with campaign.client() as client:
        sign_in(client, campaign.person(Role.SECTION_HEAD))
        answer = client.get(path)
    assert answer.status_code == 200
    assert answer.text.rstrip().endswith("</html>")
    assert not re.search(r"""(src|href|action)=["']?(https?:)?//""", answer.text)
    assert not re.search(r" on\w+=| style=|<style", answer.text)
    assert len(re.findall("<h1", answer.text)) == 1


@pytest.mark.parametrize(("path", "most"), MOST_QUERIES.items())
@pytest.mark.parametrize("search", ["P00020", ""])
def test_a_page_takes_as_many_queries_for_one_row_as_for_fifty(
    campaign: Service, path: str, most: int, search: str
) -> None:
    with campaign.client() as client:
        sign_in(client, campaign.person(Role.SECTION_HEAD))
        with statements() as sent:
            assert client.get(f"{path}?search={search}&standing=").status_code == 200
    assert counted(sent) <= most


def test_the_verdict_sheet_names_clause_value_cell_and_what_would_change_it(campaign: Service, whole: Plain) -> None:
    undecided = next(one for one in whole["nominees"] if one["outcome"] == "undecided")
    with campaign.client() as client:
        sign_in(client, campaign.person())
        table = client.get(f"/cycles/1/nominees?search={undecided['person_id']}&class={undecided['class']}").text
        (address,) = re.findall(r'href="(/cycles/1/nominees/\d+)[?"]', table)
        text = client.get(address).text
    for verdict in undecided["verdicts"]:
        assert verdict["clause"] in text
    assert "roster.xlsx" in text
    assert "Fill in exactly" in text
    title = re.search("<title>(.*?)</title>", text)
    assert title is not None
    assert undecided["name"] not in title[1]


def test_the_exceptions_audit_shows_everybody_and_filters_by_approval(campaign: Service, whole: Plain) -> None:
    with campaign.client() as client:
        sign_in(client, campaign.person(Role.AUDITOR))
        every, no, yes = (
            len(set(re.findall(r'href="/cycles/1/exceptions/(\d+)"', client.get(f"/cycles/1/exceptions{query}").text)))
            for query in ("", "?approved=no", "?approved=yes")
        )
    assert every == len(whole["exceptions"]) == no + yes
    assert no > 0
    assert yes > 0


@pytest.mark.parametrize(
    "query",
    ["outcome=x", "unit=x", "unit=-1", "unit=" + "9" * 30, "class=x", "boundary=x", "page=0", "sort=x", "exam=x"],
)
def test_a_filter_that_is_none_is_said_to_be_none(campaign: Service, query: str) -> None:
    with campaign.client() as client:
        sign_in(client, campaign.person())
        answer = client.get(f"/cycles/1/nominees?{query}")
    assert answer.status_code == 400
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    "search", ["<script>alert(1)</script>", "'; DROP TABLE nominee; --", "%", "_", "\\", "{{7*7}}"]
)
def test_a_search_is_only_text(campaign: Service, search: str) -> None:
    with campaign.client() as client:
        sign_in(client, campaign.person())
        answer = client.get("/cycles/1/nominees", params={"search": search})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    assert "Nobody matches these filters." in answer.text


def test_pages_of_the_table_follow_each_other(campaign: Service, whole: Plain) -> None:
    seen: list[str] = []
    with campaign.client() as client:
        sign_in(client, campaign.person())
        address: str | None = "/cycles/1/nominees?sort=votes&descending=1"
        while address:
            text = client.get(address).text
            seen += re.findall(r'href="/cycles/1/nominees/(\d+)[?"]', text)
            after = re.search(r'rel="next" href="([^"]+)"', text)
            address = after[1].replace("&amp;", "&") if after else None
    assert len(seen) == len(set(seen)) == len(whole["nominees"])


def test_the_menu_holds_only_what_the_roles_allow(campaign: Service) -> None:
    with campaign.client() as client:
        sign_in(client, campaign.person(Role.UNIT_LIAISON, 1))
        text = client.get("/").text
        assert "/cycles/1/members" in text
        assert "/cycles/1/nominees" not in text
        assert "/journal" not in text


def test_files_are_kept_until_they_change_and_no_other_file_is_served(campaign: Service) -> None:
    with campaign.client() as client:
        kept = client.get("/static/desk.css")
        assert "immutable" in kept.headers["cache-control"]
        for name in ("nothing.css", "..%2Fpages.py", "%2e%2e/pages.py"):
            assert client.get(f"/static/{name}").status_code == 404
