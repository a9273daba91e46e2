"""Reading the journal: every filter alone and together, in order, and exported without loss."""

import datetime as dt
import json

import pytest

from reserve.audit.fingerprint import fingerprint, matches
from reserve.audit.model import Actor, ActorKind
from reserve.audit.queries import entries, export_lines, head
from reserve.audit.record import record
from reserve.audit.tags import Tag
from reserve.db import Database

DAY = dt.datetime(2030, 1, 1, tzinfo=dt.UTC)


def sequences(database: Database, **filters: object) -> list[int]:
    with database.reading() as session:
        return [entry.sequence for entry in entries(session, **filters)]  # type: ignore[arg-type]


def test_filters_choose_entries(journal: Database) -> None:
    with journal.writing() as session:
        record(session, Actor("夜班", ActorKind.SYSTEM), Tag.CYCLE_CLOSE, "cycle/1", at=DAY)
    assert sequences(journal) == list(range(1, 10))
    assert sequences(journal, tag=Tag.CYCLE_OPEN) == [1]
    assert sequences(journal, subject="cycle/1") == [1, 9]
    assert sequences(journal, actor="夜班") == [9]
    assert sequences(journal, since=DAY) == [9]
    assert sequences(journal, until=DAY) == list(range(1, 9))
    assert sequences(journal, after=5, limit=2) == [6, 7]
    assert sequences(journal, subject="cycle/1", actor="夜班", tag=Tag.CYCLE_OPEN) == []


def test_an_export_holds_every_entry_and_the_head(journal: Database) -> None:
    with journal.reading() as session:
        *lines, last = [json.loads(line) for line in export_lines(session)]
        assert last == {"head": {"sequence": 8, "hash": head(session).hash}}
    assert [line["sequence"] for line in lines] == list(range(1, 9))
    assert lines[1]["details"] == {"决定": "保留", "n": 0, "of": [None, True]}


def test_a_fingerprint_matches_its_value_only() -> None:
    taken = fingerprint("990101198011030018")
    assert matches(taken, "990101198011030018")
    assert not matches(taken, "990101198011030019")
    assert "990101198011030018" not in taken


def test_two_fingerprints_of_one_value_do_not_show_it() -> None:
    assert fingerprint("张三") != fingerprint("张三")


def test_a_fingerprint_of_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="md5"):
        matches("md5:00:00", "张三")
