"""Recording: in the caller's transaction, dense, one chain however many write at once."""

import datetime as dt
import threading
import time
from collections.abc import Mapping
from contextlib import suppress

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError

from reserve.audit.model import Actor, ActorKind, Head
from reserve.audit.queries import entries, head
from reserve.audit.record import Event, record, record_many
from reserve.audit.tags import GRAMMAR, Tag
from reserve.audit.verify import verify
from reserve.db import Database
from reserve.errors import Conflict
from tests.audit.conftest import WRITER

MOMENT = dt.datetime(2026, 6, 30, 1, 2, 3, tzinfo=dt.UTC)


def test_an_entry_comes_back_as_it_was_recorded(database: Database) -> None:
    with database.writing() as session:
        end = record(session, WRITER, Tag.ROSTER_IMPORT, "roster", {"persons": 3000}, at=MOMENT)
    with database.reading() as session:
        (entry,) = entries(session)
        assert head(session) == end == Head(1, entry.hash)
    assert (entry.at, entry.actor, entry.actor_kind) == (MOMENT, "组织部 甲", ActorKind.PERSON)
    assert (entry.tag, entry.subject, entry.details) == ("roster.import", "roster", {"persons": 3000})
    assert entry.previous == "0" * 64


def test_the_moment_is_the_present_one_unless_given(database: Database) -> None:
    before = dt.datetime.now(dt.UTC)
    with database.writing() as session:
        record(session, WRITER, Tag.ROSTER_IMPORT, "roster")
    with database.reading() as session:
        (entry,) = entries(session)
    assert before <= entry.at <= dt.datetime.now(dt.UTC)


@pytest.mark.parametrize("one_by_one", [True, False])
def test_recording_one_by_one_or_together_makes_the_same_chain(database: Database, *, one_by_one: bool) -> None:
    events = [Event(Tag.POOL_KEEP, f"member/{n}", {"n": n}) for n in range(5)]
    with database.writing() as session:
        if one_by_one:
            for event in events:
                record(session, WRITER, *event, at=MOMENT)
        else:
            record_many(session, WRITER, events, at=MOMENT)
    with database.reading() as session:
        assert head(session).hash == "a91802f2207bb2f56874509a176d491c8248f426292d8d711867f46665c65231"


def test_recording_nothing_changes_nothing(journal: Database) -> None:
    with journal.writing() as session:
        assert record_many(session, WRITER, []).sequence == 8


def test_a_rolled_back_change_leaves_no_entry(journal: Database) -> None:
    with suppress(KeyError), journal.writing() as session:
        record(session, WRITER, Tag.POOL_ADMIT, "person/1")
        raise KeyError
    with journal.reading() as session:
        assert head(session).sequence == 8
        assert verify(session).ok


@pytest.mark.parametrize("details", [{"mark": 59.99}, {"on": MOMENT}, {"a": {1, 2}}])
def test_details_that_are_not_plain_are_refused(database: Database, details: Mapping[str, object]) -> None:
    with pytest.raises(TypeError), database.writing() as session:
        record(session, WRITER, Tag.EXAM_RECORD, "person/1", details)


def test_a_moment_without_a_time_zone_is_refused(database: Database) -> None:
    with pytest.raises(ValueError, match="time zone"), database.writing() as session:
        record(session, WRITER, Tag.EXAM_RECORD, "person/1", at=MOMENT.replace(tzinfo=None))


def test_an_actor_has_a_name() -> None:
    with pytest.raises(ValueError, match="name"):
        Actor(" ", ActorKind.SYSTEM)


@pytest.mark.parametrize("tag", Tag)
def test_every_tag_follows_the_grammar(tag: Tag) -> None:
    assert GRAMMAR.fullmatch(tag)
    assert tag.name == tag.value.replace(".", "_").upper()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal SET actor = 'nobody' WHERE sequence = 3",
        "DELETE FROM journal WHERE sequence = 8",
        "DELETE FROM journal_head",
        "UPDATE journal_head SET sequence = 3",
        f"UPDATE journal_head SET hash = '{'a' * 64}'",  # noqa: S608 - one figure
    ],
)
def test_the_database_refuses_to_change_what_was_recorded(journal: Database, statement: str) -> None:
    with pytest.raises(DBAPIError, match=r"append-only|only grows"), journal.writing() as session:
        session.execute(sa.text(statement))
    with journal.reading() as session:
        assert verify(session).ok


@pytest.mark.postgres
@pytest.mark.parametrize("table", ["journal", "journal_head"])
def test_postgresql_refuses_to_empty_the_journal(postgres_url: str, table: str) -> None:
    database = Database(postgres_url)
    with pytest.raises(DBAPIError, match=r"append-only|only grows"), database.writing() as session:
        session.execute(sa.text(f"TRUNCATE {table}"))
    database.dispose()


def test_a_second_successor_of_one_entry_is_refused(journal: Database) -> None:
    columns = "at, actor, actor_kind, tag, subject, details, format, previous, hash"
    fork = f"INSERT INTO journal SELECT 99, {columns} FROM journal WHERE sequence = 4"  # noqa: S608 - fixed names
    with pytest.raises(IntegrityError), journal.writing() as session:
        session.execute(sa.text(fork))


def test_writers_at_once_keep_one_dense_chain(database: Database) -> None:
    writers, rounds = 6, 10
    start = threading.Barrier(writers)
    stored: list[str] = []

    def write(name: int) -> None:
        start.wait()
        for turn in range(rounds):
            subject = f"{name}/{turn}"
            with suppress(Conflict, KeyError), database.writing() as session:
                record(session, WRITER, Tag.POOL_KEEP, subject)
                if turn % 5 == 4:
                    raise KeyError  # some change their minds
                record_many(session, WRITER, [Event(Tag.POOL_KEEP, subject, {}), Event(Tag.POOL_KEEP, subject, {})])
            if turn % 5 != 4:
                stored.extend([subject] * 3)

    threads = [threading.Thread(target=write, args=(name,)) for name in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as session:
        verdict = verify(session)
        assert (verdict.ok, verdict.entries) == (True, writers * (rounds - rounds // 5) * 3)
        assert sorted(entry.subject for entry in entries(session)) == sorted(stored)


def test_four_thousand_entries_take_less_than_a_second(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    verdicts = [{"criterion": "age", "outcome": "meets", "value": "1980-11"}] * 6
    start = time.process_time()
    with database.writing() as session:
        record_many(
            session,
            WRITER,
            (
                Event(Tag.ELIGIBILITY_SCREEN, f"person/{n}", {"outcome": "eligible", "verdicts": verdicts})
                for n in range(4000)
            ),
        )
    assert time.process_time() - start < 1
    database.dispose()
