"""The same campaign on both databases, and what a kept database gives away."""

import json
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from reserve.audit.model import Actor, ActorKind
from reserve.campaign.whole import carry_out
from reserve.cli.main import main
from reserve.db import Database
from reserve.intake import County, read_county
from reserve.personal import Keys
from reserve.policy.load import load
from reserve.reports.result import result
from tests.intake.county import changed, write
from tests.journeys.running import plan_file, run

# A number may stand between other digits: every place where one could begin is looked at.
LIKE_AN_ID_NUMBER = re.compile(r"(?=(\d{17}[\dX]|\d{15}))")


def carried_out(url: str, county: County) -> dict[str, Any]:
    database, keys = Database(url), Keys.ephemeral()
    actor = Actor("journey", ActorKind.SYSTEM)
    with database.writing() as session:
        cycle, found = carry_out(session, actor, county, load(plan_file("seed-county")), None, keys, lambda _: None)
    with database.reading() as session:
        outcome = result(session, cycle, keys, (*county.findings, *found), "zh_CN")
    database.dispose()
    return outcome


@pytest.mark.postgres
def test_both_databases_give_the_same_result(
    county_of: Callable[[int], Path], sqlite_url: str, postgres_url: str
) -> None:
    county = read_county(county_of(1))
    on_sqlite, on_postgres = (carried_out(url, county) for url in (sqlite_url, postgres_url))
    assert on_sqlite["nominees"]
    assert json.dumps(on_sqlite) == json.dumps(on_postgres)


@pytest.fixture(scope="module")
def kept(county_of: Callable[[int], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of a whole campaign."""
    folder = tmp_path_factory.mktemp("kept")
    file = folder / "kept.sqlite3"
    assert run(county_of(6), folder / "out", "--keep", str(file)).status == 0
    return file


def journal_of(file: Path) -> str:
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        return "\n".join(row[0] for row in connection.execute("SELECT details FROM journal"))


def test_no_id_number_stands_in_the_file_in_clear(kept: Path, county_of: Callable[[int], Path]) -> None:
    people = read_county(county_of(6)).people
    numbers = {person.id_number for person in people if person.id_number}
    assert len(numbers) > 2000
    assert not numbers & set(LIKE_AN_ID_NUMBER.findall(journal_of(kept)))
    stored = bytes_of(kept)
    assert not numbers & set(LIKE_AN_ID_NUMBER.findall(stored.decode("latin-1").upper()))
    # Names are not sealed: were they not found, the search would be at fault.
    assert all(person.name.encode() in stored for person in people[:50])


def test_no_sanction_stands_in_the_file_in_clear(tmp_path: Path) -> None:
    files = changed("roster.xlsx", "干部名册", "处分", "金丝雀处分", row=4)
    kept = tmp_path / "kept.sqlite3"
    assert run(write(files, tmp_path / "county"), tmp_path / "out", "--keep", str(kept)).status == 0
    assert "金丝雀" not in journal_of(kept)
    stored = bytes_of(kept)
    for encoding in ("utf-8", "utf-16-le", "unicode-escape"):
        assert "金丝雀".encode(encoding) not in stored
    assert "古丽".encode() in stored


def bytes_of(kept: Path) -> bytes:
    """The database with whatever lies beside it, the key file left out."""
    return b"".join(path.read_bytes() for path in sorted(kept.parent.glob(f"{kept.name}*")))


def test_the_key_file_beside_it_is_for_the_owner_only(kept: Path) -> None:
    assert kept.with_suffix(".keys").stat().st_mode & 0o777 == 0o600


def test_the_journal_of_a_kept_database_is_whole(kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--lang", "en", "audit", "verify", str(kept)]) == 0
    assert "The journal is whole" in capsys.readouterr().out


def test_every_stage_has_written_into_the_journal(kept: Path) -> None:
    with closing(sqlite3.connect(f"file:{kept}?mode=ro", uri=True)) as connection:
        counts = dict(connection.execute("SELECT tag, count(*) FROM journal GROUP BY tag").fetchall())
        one_each = {
            "eligibility.screen": "SELECT count(*) FROM nominee",
            "eligibility.propose_exception": "SELECT count(*) FROM exception_request",
            "exam.record": "SELECT count(*) FROM mark",
            "inspection.record": "SELECT count(*) FROM inspection",
            "listing.draw": "SELECT count(*) FROM listing",
            "listing.settle_tie": "SELECT count(*) FROM tie_decision",
            "quota.count": "SELECT count(*) FROM unit",
            "recommendation.import": "SELECT count(*) FROM meeting",
            "retention.decide": "SELECT count(*) FROM retention",
        }
        stored = {tag: connection.execute(query).fetchone()[0] for tag, query in one_each.items()}
    once = {"cycle.open": 1, "pool.import": 1, "nominee.put_forward": 1, "roster.import": 2}
    assert counts == {**stored, **once}


def test_a_changed_entry_is_found(kept: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = tmp_path / "copy.sqlite3"
    with closing(sqlite3.connect(kept)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
        for (name,) in target.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            target.execute(f'DROP TRIGGER "{name}"')
        target.execute("UPDATE journal SET subject = 'P00001' WHERE sequence = 40")
        target.commit()
    assert main(["--lang", "en", "audit", "verify", str(copy)]) == 1
    assert "Entry 40 was changed" in capsys.readouterr().err


def test_a_database_that_is_there_already_is_left_alone(kept: Path, tmp_path: Path) -> None:
    before = kept.read_bytes()
    words = ["--quiet", "run", "--policy", str(plan_file("seed-county")), "--keep", str(kept)]
    county = tmp_path / "county"
    assert main(["sample", "--seed", "6", "--out", str(county)]) == 0
    assert main([*words, "--data", str(county), "--out", str(tmp_path / "out")]) == 1
    assert kept.read_bytes() == before
    assert not (tmp_path / "out").exists()
