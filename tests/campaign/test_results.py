"""A campaign taken step by step gives the result of ``reserve run``, to the byte, whatever the way there."""

from collections.abc import Callable
from pathlib import Path

import pytest

import reserve.cli.run
from reserve.audit.verify import verify
from reserve.campaign import results
from reserve.campaign.taking_in import FILES, WAITS
from reserve.db import Database
from reserve.errors import NotFound, Refused
from reserve.intake import County, read_county
from reserve.reports.result import as_text
from tests.campaign import doing
from tests.cycle.town import KEYS, TOWN
from tests.journeys.running import run
from tests.proof.over_http import both

Way = Callable[[Database, int, County], None]


def at_once(database: Database, cycle_id: int, county: County) -> None:
    doing.take(database, cycle_id, county)
    doing.screen(database, cycle_id)
    doing.waiting(database, cycle_id, county)


def file_by_file(database: Database, cycle_id: int, county: County) -> None:
    for file in FILES:
        doing.take(database, cycle_id, county, {file})
    doing.screen(database, cycle_id)
    doing.waiting(database, cycle_id, county)


def waiting_files_afterwards(database: Database, cycle_id: int, county: County) -> None:
    doing.take(database, cycle_id, county, set(FILES) - WAITS)
    doing.screen(database, cycle_id)
    for file in ("marks.xlsx", "decisions.xlsx", "exceptions.xlsx", "inspections.xlsx"):
        doing.take(database, cycle_id, county, {file})
    # The decisions on members came after the screening.
    doing.screen(database, cycle_id)
    doing.waiting(database, cycle_id, county)


def screened_too_early(database: Database, cycle_id: int, county: County) -> None:
    """Nominees come and go: the members who stay are known only at the end."""
    doing.take(database, cycle_id, county, {"units.xlsx", "roster.xlsx", "votes.xlsx", *WAITS} - {"decisions.xlsx"})
    doing.screen(database, cycle_id)
    doing.waiting(database, cycle_id, county, {"exceptions.xlsx", "marks.xlsx"})
    doing.draw(database, cycle_id)
    doing.take(database, cycle_id, county, {"members.xlsx", "inspections.xlsx", "decisions.xlsx"})
    doing.screen(database, cycle_id)
    doing.waiting(database, cycle_id, county)


def everything_twice(database: Database, cycle_id: int, county: County) -> None:
    for _ in range(2):
        at_once(database, cycle_id, county)
        doing.draw(database, cycle_id)


WAYS: list[Way] = [at_once, file_by_file, waiting_files_afterwards, screened_too_early, everything_twice]
OF_SEED: dict[int, Way] = {1: at_once, 2: waiting_files_afterwards, 4: screened_too_early, 5: file_by_file}


def as_stored(database: Database, county: County, way: Way) -> bytes:
    cycle_id = doing.opened(database)
    way(database, cycle_id, county)
    doing.draw(database, cycle_id)
    with database.reading() as session:
        assert verify(session).ok
        return as_text(results.result(session, cycle_id, KEYS, "zh_CN")).encode()


@pytest.fixture
def both_read_once(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], County]:
    """Let the command have the rows that were read already, and leave result.xlsx out."""

    def read(folder: Path) -> County:
        county = read_county(folder)
        monkeypatch.setattr(reserve.cli.run, "read_county", lambda *_, **__: county)
        monkeypatch.setattr(reserve.cli.run, "write_result", lambda *_: None)
        return county

    return read


@pytest.mark.parametrize(("seed", "way"), list(OF_SEED.items()))
def test_step_by_step_gives_the_bytes_of_reserve_run(
    seed: int,
    way: Way,
    county_of: Callable[[int], Path],
    both_read_once: Callable[[Path], County],
    sqlite_url: str,
    tmp_path: Path,
) -> None:
    county = both_read_once(county_of(seed))
    database = Database(sqlite_url)
    stored = as_stored(database, county, way)
    database.dispose()
    assert stored == run(county_of(seed), tmp_path / "out").bytes


@pytest.mark.usefixtures("quick_hashes", "read_here")
def test_so_does_the_service_over_http(county_of: Callable[[int], Path], sqlite_url: str, tmp_path: Path) -> None:
    over_http, ran = both(county_of(3), tmp_path, sqlite_url)
    assert over_http == ran


@pytest.mark.postgres
def test_so_it_does_on_postgresql(
    county_of: Callable[[int], Path],
    both_read_once: Callable[[Path], County],
    postgres_url: str,
    tmp_path: Path,
) -> None:
    county = both_read_once(county_of(1))
    database = Database(postgres_url)
    stored = as_stored(database, county, at_once)
    database.dispose()
    assert stored == run(county_of(1), tmp_path / "out").bytes


@pytest.mark.parametrize("way", WAYS)
def test_every_way_gives_one_result_in_the_town(database: Database, way: Way) -> None:
    cycle_id = doing.whole(database)
    expected = doing.read(database, lambda session: results.result(session, cycle_id, KEYS, "en"))
    again = doing.opened(database)
    way(database, again, TOWN)
    doing.draw(database, again)
    assert doing.read(database, lambda session: results.result(session, again, KEYS, "en")) == expected


def test_before_the_list_the_result_says_who_stands_where(database: Database) -> None:
    cycle_id = doing.opened(database)
    doing.take(database, cycle_id, TOWN)
    with pytest.raises(Refused, match="not screened"):
        doing.read(database, lambda session: results.result(session, cycle_id, KEYS, "en"))
    doing.screen(database, cycle_id)
    found = doing.read(database, lambda session: results.result(session, cycle_id, KEYS, "en"))
    assert {row["why"] for row in found["nominees"]} == {""}
    assert len(found["nominees"]) == 9
    with pytest.raises(NotFound):
        doing.read(database, lambda session: results.result(session, cycle_id + 1, KEYS, "en"))
