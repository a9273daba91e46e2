"""The votes on pages: figures, why a vote gives no result, and every name with its rank."""

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import product
from pathlib import Path

import pytest

from reserve.accounts.model import Role
from reserve.policy.structure import LargeUnit
from reserve.recommendation.rules import gives_result
from reserve.reports.votes import Meeting, second_round, why_no_result
from reserve.roster import queries as roster
from reserve.roster.model import PlaceClass
from tests.cycle.town import CHIEF, EAST, FOREST, KEPT, ORDINARY, SEED, TOWN, meeting, tally
from tests.edge.service import Service, statements
from tests.web.desks import Client, signed_in
from tests.web.towns import COUNTY, copied, town

pytestmark = pytest.mark.usefixtures("quick_hashes")
ALL = "/cycles/1/votes"
TWO_THIRDS = Fraction(2, 3)


@pytest.fixture(scope="module")
def desk(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("votes")
    # The chief vote of the forest was declared void, the east held none for chiefs, and its deputies' has no count.
    county = replace(
        COUNTY,
        meetings=(meeting(), meeting(place_class=CHIEF, void=True), meeting(EAST, returned=None)),
    )
    with town(copied(sqlite_template, folder), folder, county) as running:
        yield running


def units(desk: Service) -> dict[str, int]:
    with desk.database.reading() as session:
        return {one.name: one.id for one in roster.units(session).values()}


def rows(client: Client, query: str = "") -> list[list[str]]:
    """The cells of every row as text."""
    body = client.get(f"{ALL}{query}").text.partition("<tbody>")[2].partition("</tbody>")[0]
    return [
        [re.sub("<[^>]+>", "", cell).strip() for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)]
        for row in re.findall(r"<tr.*?</tr>", body, re.DOTALL)
    ]


def test_every_vote_stands_there_with_its_figures_or_why_it_gives_no_result(desk: Service) -> None:
    with signed_in(desk, Role.ASSESSOR) as client:
        found = {(row[0], row[2]): row[3:] for row in rows(client)}
        assert "1 votes give a result, 2 give none, 1 were not held." in client.get(ALL).text
    assert found == {
        (FOREST, "chief"): [
            *("40", "36", "36", "36", "1"),
            "gives no result declared void",
            "The vote was declared void.",
        ],
        (FOREST, "deputy"): ["40", "36", "36", "36", "7", "gives a result", ""],
        (EAST, "chief"): ["", "", "", "", "", "not held", ""],
        (EAST, "deputy"): [
            *("40", "36", "not known", "36", "3"),
            "gives no result",
            "Not all counts of the meeting are known.",
        ],
    }


def test_votes_are_filtered_by_unit_class_kind_and_result(desk: Service) -> None:
    with signed_in(desk) as client:
        assert {row[0] for row in rows(client, f"?search={EAST}")} == {EAST}
        assert {row[2] for row in rows(client, "?class=chief")} == {"chief"}
        assert len(rows(client, "?result=no")) == 2
        assert len(rows(client, "?result=not_held")) == 1
        assert rows(client, "?kind=township") == []
        for query in ("class=x", "kind=x", "result=x"):
            assert client.get(f"{ALL}?{query}").status_code == 400


def test_a_ranking_names_everybody_also_members_and_those_from_elsewhere(desk: Service) -> None:
    with signed_in(desk) as client:
        text = client.get(f"{ALL}/{units(desk)[FOREST]}").text
    deputies = text.partition('<h2 id="deputy">')[2]
    ranks = re.findall(r'data-head="Rank">(\d+)</td>\s*<th[^>]*>(?:<a[^>]*>)?([^<]+)<', deputies)
    # 29, 28, 27, 26, 25, 25, 24 votes: whoever comes after the two who share a rank is seventh.
    assert ranks == [
        ("1", "甲1"),
        ("2", "甲2"),
        ("3", "甲3"),
        ("4", "甲4"),
        ("5", "甲None "),
        ("5", "甲5"),
        ("7", "甲6"),
    ]
    assert "not of this unit" in deputies
    assert re.search(r'甲4</a>.*?<a href="/cycles/1/members/\d+">present member</a>（deputy）', deputies, re.DOTALL)
    assert "80.56%" in deputies
    assert f'href="/cycles/1/roster/{ORDINARY}"' in deputies
    assert f'href="/cycles/1/roster/{KEPT}"' in deputies
    chiefs = text.partition('<h2 id="chief">')[2].partition('<h2 id="deputy">')[0]
    assert "The vote was declared void." in chiefs
    assert re.search(r'data-head="Rank">—</td>', chiefs)
    assert "%" not in chiefs


def test_what_is_not_there_is_not_found_and_without_votes_the_page_says_so(
    desk: Service, sqlite_template: Path, tmp_path: Path
) -> None:
    with signed_in(desk) as client:
        for unit in ("99", "9" * 30):
            assert client.get(f"{ALL}/{unit}").status_code == 404
    with signed_in(desk, Role.SCORE_CLERK) as client:
        assert client.get(ALL).status_code == 403
    folder = tmp_path / "without"
    folder.mkdir()
    without = replace(COUNTY, meetings=(), tallies=(), marks=(), exceptions=())
    with town(copied(sqlite_template, folder), folder, without) as empty, signed_in(empty) as client:
        assert "No votes are there yet." in client.get(ALL).text
        assert "No vote was held for this class." in client.get(f"{ALL}/1").text


@pytest.mark.parametrize("void", [False, True])
def test_a_vote_gives_no_result_just_when_a_reason_is_told(void: bool) -> None:  # noqa: FBT001 - a case
    counts = [None, 0, 3, 9]
    for due, present, returned, valid in product(counts, repeat=4):
        why = why_no_result(due, present, returned, valid, void=void, attendance=TWO_THIRDS)
        decides = gives_result(due, present, returned, valid, void=void, attendance=TWO_THIRDS)
        assert (why is None) is decides
    few = why_no_result(9, 5, 5, 5, void=False, attendance=TWO_THIRDS)
    assert few is not None
    assert few.params == {"share": "2/3"}
    large = why_no_result(9, 8, 8, 8, void=False, attendance=TWO_THIRDS, large=LargeUnit(8, 9))
    assert large is not None
    assert large.params == {"count": 9}


@pytest.mark.parametrize(("best", "proposed"), [(3, False), (2, True)])
def test_a_second_round_is_proposed_where_even_the_best_share_is_low(best: int, proposed: bool) -> None:  # noqa: FBT001 - a case
    held = Meeting(
        unit_id=1, unit="林业局", kind=None, place_class=PlaceClass.CHIEF, due=10, present=10, returned=10, valid=10,
        void=False, names=2, why=None, base=10,
    )  # fmt: skip
    rules = replace(SEED.recommendation, second_round_below=Fraction(3, 10))
    assert (second_round(held, [1, best], rules) is not None) is proposed
    assert second_round(held, [1, best], SEED.recommendation) is None
    assert second_round(held, [], rules) is None


def test_the_pages_take_as_many_queries_for_one_name_as_for_many(desk: Service) -> None:
    def counted(client: Client, path: str) -> int:
        with statements() as sent:
            assert client.get(path).status_code == 200
        return sum(not text.lower().startswith(("begin", "pragma")) for text in sent)

    assert len([one for one in TOWN.tallies if one.unit == FOREST]) > len([tally(1, 1)])
    with signed_in(desk) as client:
        client.get(ALL)
        several = [counted(client, f"{ALL}/{unit}") for unit in units(desk).values()]
        assert several[0] == several[1] <= 12
        assert counted(client, ALL) <= 8
