"""A cycle is worked out again from its stored facts: nothing differs, and whatever was changed is named."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from reserve.cli import main
from reserve.db import Database, upgrade
from reserve.evidence.model import Part
from reserve.evidence.replaying import replay
from reserve.personal import Keys, seal, unseal
from tests.edge.service import Service, scratch_copy

Change = Callable[[sqlite3.Connection, Keys], None]


def test_a_campaign_that_was_run_has_no_difference(campaign: Service) -> None:
    with campaign.database.reading() as session:
        found = replay(session, campaign.keys, 1)
    assert found.differences == ()
    assert min(found.screenings, found.places, found.seats, found.entries) > 50


def facts(database: sqlite3.Connection, keys: Keys, change: Callable[[dict[str, dict[str, object]]], None]) -> None:
    """Change the facts of the first nominee as somebody could who has the keys."""
    nominee, sealed = database.execute("SELECT nominee_id, facts FROM screening ORDER BY nominee_id").fetchone()
    place = f"screening.facts.{nominee}"
    told = json.loads(unseal(keys, place, sealed))
    change(told)
    again = seal(keys, place, json.dumps(told, ensure_ascii=False))
    database.execute("UPDATE screening SET facts = ? WHERE nominee_id = ?", (again, nominee))


def a_byte_of_the_facts(database: sqlite3.Connection, _: Keys) -> None:
    nominee, sealed = database.execute("SELECT nominee_id, facts FROM screening ORDER BY nominee_id").fetchone()
    other = bytearray(sealed)
    other[40] ^= 1
    database.execute("UPDATE screening SET facts = ? WHERE nominee_id = ?", (bytes(other), nominee))


def a_fact_that_no_criterion_asks_for(database: sqlite3.Connection, keys: Keys) -> None:
    facts(database, keys, lambda told: told["person"].update(post="另一职务"))


def a_fact_that_a_criterion_asks_for(database: sqlite3.Connection, keys: Keys) -> None:
    facts(database, keys, lambda told: told["person"].update(birth={"year": 1950, "month": 1, "day": 1}))


def a_word_of_a_verdict(database: sqlite3.Connection, _: Keys) -> None:
    database.execute("UPDATE screening SET verdicts = replace(verdicts, 'meets', 'meetz')")


def a_bracket_of_a_verdict(database: sqlite3.Connection, _: Keys) -> None:
    database.execute("UPDATE screening SET verdicts = substr(verdicts, 2) WHERE nominee_id = 3")


def an_outcome(database: sqlite3.Connection, _: Keys) -> None:
    database.execute(
        "UPDATE screening SET standing = 'ineligible' WHERE nominee_id = "
        "(SELECT min(nominee_id) FROM screening WHERE standing = 'undecided')"
    )


def a_figure_of_the_plan(database: sqlite3.Connection, _: Keys) -> None:
    database.execute("UPDATE cycle SET policy_text = replace(policy_text, 'not_turned = 46', 'not_turned = 47')")


def a_comment_of_the_plan(database: sqlite3.Connection, _: Keys) -> None:
    database.execute("UPDATE cycle SET policy_text = policy_text || '# '")


def a_place(database: sqlite3.Connection, _: Keys) -> None:
    database.execute(
        "UPDATE quota SET adjustment = adjustment + 1, reason = 'x' WHERE rowid = (SELECT min(rowid) FROM quota)"
    )


def a_seat(database: sqlite3.Connection, _: Keys) -> None:
    database.execute("DELETE FROM listing WHERE nominee_id = (SELECT min(nominee_id) FROM listing)")


def a_reason(database: sqlite3.Connection, _: Keys) -> None:
    database.execute("UPDATE listing_reason SET msgid = msgid || '!' WHERE nominee_id = 1")


def an_entry(database: sqlite3.Connection, _: Keys) -> None:
    database.execute("UPDATE journal SET actor = 'nobody' WHERE sequence = 7")


@pytest.mark.parametrize(
    ("change", "part"),
    [
        (a_byte_of_the_facts, Part.FACTS),
        (a_fact_that_no_criterion_asks_for, Part.FACTS),
        (a_fact_that_a_criterion_asks_for, Part.VERDICT),
        (a_word_of_a_verdict, Part.VERDICT),
        (a_bracket_of_a_verdict, Part.VERDICT),
        (an_outcome, Part.VERDICT),
        (a_figure_of_the_plan, Part.POLICY),
        (a_comment_of_the_plan, Part.POLICY),
        (a_place, Part.PLACES),
        (a_seat, Part.LIST),
        (a_reason, Part.LIST),
        (an_entry, Part.JOURNAL),
    ],
    ids=lambda value: getattr(value, "__name__", str(value)),
)
@pytest.mark.parametrize("campaign", ["sqlite"], indirect=True)
def test_whatever_was_changed_is_named(campaign: Service, tmp_path: Path, change: Change, part: Part) -> None:
    with scratch_copy(campaign, tmp_path) as copy:
        file = copy.database.url.database
        assert file is not None
        with closing(sqlite3.connect(file)) as database:
            for (trigger,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                database.execute(f'DROP TRIGGER "{trigger}"')
            change(database, copy.keys)
            database.commit()
        with copy.database.reading() as session:
            found = replay(session, copy.keys, 1)
    assert part in {one.part for one in found.differences}


@pytest.mark.parametrize("campaign", ["sqlite"], indirect=True)
def test_the_command_names_the_difference(
    campaign: Service, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with scratch_copy(campaign, tmp_path) as copy:
        file = str(copy.database.url.database)
        stored = ["--database", file, "--keys", str(Path(file).with_suffix(".keys"))]
        assert main(["--lang", "en", "replay", *stored]) == 0
        assert "; 0 differences" in capsys.readouterr().out
        with closing(sqlite3.connect(file)) as database:
            a_place(database, copy.keys)
            database.commit()
        assert main(["--lang", "en", "replay", *stored, "--cycle", "1"]) == 1
        told = capsys.readouterr()
        assert "1 difference" in told.out
        assert "the sum gives" in told.err


def test_an_empty_database_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    url = f"sqlite:///{tmp_path / 'empty.sqlite3'}"
    upgrade(url)
    Database(url).dispose()
    stored = ["--database", str(tmp_path / "empty.sqlite3"), "--keys", str(tmp_path / "empty.keys")]
    assert main(["--lang", "en", "replay", *stored]) == 1
    assert "no cycle yet" in capsys.readouterr().err
