"""The register on the pages: any day, history, exits and tiers, scope, export."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from reserve.accounts.model import Role
from reserve.roster import queries as roster
from tests.cycle.town import FOREST, KEPT, REMOVED, SECOND
from tests.edge.service import Service
from tests.web.desks import Client, send, signed_in
from tests.web.towns import members, recorded, related, submit_list, tags, town

pytestmark = pytest.mark.usefixtures("quick_hashes")
ALL = "/cycles/1/register"
EXIT = {"form": "exit", "kind": "promoted", "left_on": "2026-06-01", "ground": "任县水利局副局长"}


@pytest.fixture
def desk(sqlite_url: str, tmp_path: Path) -> Iterator[Service]:
    with town(sqlite_url, tmp_path) as running:
        yield running


def shown(client: Client, query: str = "") -> list[str]:
    return sorted(re.findall(r'<td class="cell">(P\d{5})</td>', client.get(f"{ALL}{query}").text))


def test_the_register_is_filtered_and_stands_as_of_any_day(desk: Service) -> None:
    with signed_in(desk) as client:
        assert shown(client) == ["P00002", "P00004", "P00008"]
        assert shown(client, "?search=P00008") == ["P00008"]
        assert shown(client, "?search=jia&class=deputy") == ["P00002", "P00004", "P00008"]
        assert shown(client, "?class=chief") == []
        assert shown(client, "?tier=none") == ["P00002", "P00004", "P00008"]
        assert shown(client, "?tier=near") == []
        assert shown(client, "?on=2022-05-31") == []
        assert "Nobody was in the pool on this day." in client.get(f"{ALL}?on=2022-05-31").text
        assert "Nobody had left the pool by this day." in client.get(f"{ALL}?shown=left").text
        assert len(shown(client, "?unit=1")) + len(shown(client, "?unit=2")) == 3
        for query in ("on=x", "on=2026-02-30", "shown=x", "tier=x", "sex=x", "class=x", "unit=x"):
            assert client.get(f"{ALL}?{query}").status_code == 400, query


def test_an_exit_is_recorded_shown_and_taken_back(desk: Service) -> None:
    address = f"{ALL}/{members(desk)[KEPT]}"
    with signed_in(desk) as client:
        blank = send(client, f"{address}/exit", {**EXIT, "ground": " ", "left_on": "2026-13-01"})
        assert blank.status_code == 422
        assert "A day such as 2026-06-30." in blank.text
        for _ in range(2):
            answer = send(client, f"{address}/exit", EXIT, form_id="once")
            assert answer.headers["location"] == f"{address}?done=member_left"
        text = client.get(address).text
        assert "任县水利局副局长" in text
        assert "2026.06.01" in text
        assert shown(client) == ["P00002", "P00008"]
        assert shown(client, "?on=2026-05-31") == ["P00002", "P00004", "P00008"]
        assert shown(client, "?shown=left") == ["P00004"]
        assert "P00004" not in client.get("/cycles/1/members").text
        assert send(client, f"{address}/exit", EXIT).status_code == 404
        assert send(client, f"{address}/take-back", {"ground": "录入有误"}).status_code == 303
        assert "exit taken back" in client.get(address).text
        assert shown(client) == ["P00002", "P00004", "P00008"]
    assert tags(desk, "P00004")[-2:] == ["pool.release", "pool.take_back"]


def test_an_exit_frees_the_place_at_the_next_screening(desk: Service) -> None:
    with desk.database.reading() as session:
        unit = next(one.id for one in roster.units(session).values() if one.name == FOREST)
    with signed_in(desk) as client:
        before = client.get(f"/cycles/1/places/{unit}").text
        assert "would be open" not in before
        send(client, f"{ALL}/{members(desk)[KEPT]}/exit", EXIT)
        assert "With the decisions of now, 2 would be open." in client.get(f"/cycles/1/places/{unit}").text
        assert send(client, "/cycles/1/screen").status_code == 303
        assert "would be open" not in client.get(f"/cycles/1/places/{unit}").text


def test_after_the_submission_an_exit_is_recorded_and_the_campaign_stays_as_it_was(desk: Service) -> None:
    address = f"{ALL}/{members(desk)[KEPT]}"
    submit_list(desk)
    with signed_in(desk) as client:
        assert send(client, f"{address}/exit", {**EXIT, "kind": "died"}).status_code == 303
        assert shown(client) == ["P00002", "P00008"]
        assert "P00004" in client.get("/cycles/1/members").text


def test_a_tier_and_a_term_are_recorded_with_their_ground(desk: Service) -> None:
    address = f"{ALL}/{members(desk)[SECOND]}"
    typed = {"form": "tier", "tier": "near", "term_until": "2028-12-31", "ground": "条件成熟", "seen": "0"}
    with signed_in(desk) as client:
        assert send(client, f"{address}/tier", {**typed, "ground": ""}).status_code == 422
        assert send(client, f"{address}/tier", typed).status_code == 303
        text = client.get(address).text
        assert "tier: near term" in text
        assert "2028.12.31" in text
        assert shown(client, "?tier=near") == ["P00002"]
        late = send(client, f"{address}/tier", {**typed, "tier": "far"})
        assert late.status_code == 422
        assert "meanwhile" in late.text
    assert tags(desk, "P00002")[-1] == "pool.set_tier"


def test_rights_and_scope_hold(desk: Service) -> None:
    ids = members(desk)
    with desk.database.reading() as session:
        unit = next(one.id for one in roster.units(session).values() if one.name == FOREST)
    with signed_in(desk, person=desk.person(Role.UNIT_LIAISON, unit)) as client:
        assert shown(client) == ["P00002", "P00004"]
        assert client.get(f"{ALL}/{ids[REMOVED]}").status_code == 404
        assert "Record an exit" not in client.get(f"{ALL}/{ids[KEPT]}").text
        assert send(client, f"{ALL}/{ids[KEPT]}/exit", EXIT).status_code == 403
        assert client.get(f"{ALL}/99").status_code == 404
    with signed_in(desk, person=related(desk, Role.OFFICER, KEPT)) as client:
        assert "somebody else has to decide" in client.get(f"{ALL}/{ids[KEPT]}").text
        assert send(client, f"{ALL}/{ids[KEPT]}/exit", EXIT).status_code == 422


def test_the_export_holds_the_rows_and_is_recorded_without_names(desk: Service) -> None:
    officer = desk.person()
    with signed_in(desk, person=officer) as client:
        typed = {"on": "2026-06-30", "search": "甲4"}
        assert send(client, f"{ALL}/export", typed).status_code == 422
        answer = send(client, f"{ALL}/export", {**typed, "code": officer.code(steps=1)})
        assert answer.status_code == 200
        assert answer.content[:2] == b"PK"
    (entry,) = recorded(desk, "reports.export")
    assert entry.details["on"] == "2026-06-30"
    assert "甲" not in str(entry.details)


def test_names_stand_in_no_title_and_no_address(desk: Service) -> None:
    with signed_in(desk) as client:
        for path in (ALL, f"{ALL}/{members(desk)[KEPT]}"):
            text = client.get(path).text
            title = re.search("<title>(.*?)</title>", text)
            assert title is not None
            assert "甲" not in title[1]
            assert not re.search('href="[^"]*(甲|%E7%94%B2)', text)


def test_the_numbers_protect_a_small_pool_and_the_forecast_names_the_limit(desk: Service) -> None:
    with signed_in(desk) as client:
        assert "fewer than 5 members" in client.get(f"{ALL}/structure").text
        text = client.get(f"{ALL}/forecast?on=2026-06-30").text
        assert "not turned 46" in text
        assert FOREST in text
        assert "Nobody was in the pool on this day." in client.get(f"{ALL}/forecast?on=2020-01-01").text
        assert client.get(f"{ALL}/structure?on=x").status_code == 400
