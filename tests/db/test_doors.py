"""The two doors: what is written is whole or not there, what is read cannot write, writers queue."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, suppress

import psycopg
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError, InvalidRequestError, PendingRollbackError
from sqlalchemy.orm import Session

from reserve.db import CommitInDoubt, Database
from reserve.errors import Conflict

ADD = sa.text("INSERT INTO note (id) VALUES (:id)")


@pytest.fixture
def notes(database: Database) -> Database:
    with database.writing() as session:
        session.execute(sa.text("CREATE TABLE note (id INTEGER PRIMARY KEY)"))
    return database


@pytest.fixture
def impatient(notes: Database) -> Iterator[Database]:
    other = Database(notes.url.render_as_string(hide_password=False), lock_seconds=0.1)
    yield other
    other.dispose()


def ids(database: Database) -> list[int]:
    with database.reading() as session:
        return list(session.scalars(sa.text("SELECT id FROM note ORDER BY id")))


def add(session: Session, *numbers: int) -> None:
    for number in numbers:
        session.execute(ADD, {"id": number})


def add_and_break_off(session: Session) -> None:
    add(session, 1)
    raise KeyError


def add_and_swallow_a_failure(session: Session) -> None:
    add(session, 1)
    with suppress(IntegrityError):
        add(session, 1)


def add_and_commit(session: Session) -> None:
    add(session, 1)
    session.commit()


def test_what_is_written_is_there_afterwards(notes: Database) -> None:
    with notes.writing() as session:
        add(session, 1)
    assert ids(notes) == [1]


def test_an_exception_leaves_nothing(notes: Database) -> None:
    with pytest.raises(KeyError), notes.writing() as session:
        add_and_break_off(session)
    assert ids(notes) == []


def test_a_failed_statement_leaves_nothing_even_when_it_is_swallowed(notes: Database) -> None:
    with pytest.raises(PendingRollbackError), notes.writing() as session:
        add_and_swallow_a_failure(session)
    assert ids(notes) == []


def test_a_failure_inside_a_savepoint_can_be_survived(notes: Database) -> None:
    with notes.writing() as session:
        add(session, 1)
        with suppress(IntegrityError), session.begin_nested():
            add(session, 2, 1)
    assert ids(notes) == [1]


def test_a_failure_does_not_stick_to_the_connection(notes: Database) -> None:
    with pytest.raises(IntegrityError), notes.writing() as session:
        add(session, 1, 1)
    with notes.writing() as session:
        add(session, 2)
    assert ids(notes) == [2]


def test_an_action_cannot_commit(notes: Database) -> None:
    with pytest.raises(RuntimeError, match="never commits"), notes.writing() as session:
        add_and_commit(session)
    assert ids(notes) == []


@pytest.mark.parametrize("failing", [False, True])
def test_a_session_is_of_no_use_after_its_door_has_closed(notes: Database, *, failing: bool) -> None:
    with suppress(KeyError), notes.writing() as session:
        if failing:
            raise KeyError
    with pytest.raises(InvalidRequestError):
        add(session, 1)


def test_the_reading_door_refuses_to_write(notes: Database) -> None:
    with notes.reading() as session, pytest.raises(DBAPIError, match=r"(?i)readonly|read-only"):
        add(session, 1)
    assert ids(notes) == []


def test_a_reader_sees_one_state_from_beginning_to_end(notes: Database) -> None:
    count = sa.text("SELECT count(*) FROM note")
    with notes.reading() as reader:
        before = reader.scalar(count)
        with notes.writing() as writer:
            add(writer, 1)
        assert reader.scalar(count) == before
    assert ids(notes) == [1]


def test_a_writer_that_waits_too_long_is_told_so(notes: Database, impatient: Database) -> None:
    lock = sa.text("DELETE FROM note WHERE id = 1")
    with notes.writing() as session:
        add(session, 1)
    with notes.writing() as first:
        first.execute(lock)
        with pytest.raises(Conflict), impatient.writing() as second:
            second.execute(lock)


def test_counting_then_inserting_never_overfills_on_sqlite(sqlite_url: str) -> None:
    places, writers = 3, 8
    with Database(sqlite_url).writing() as session:
        session.execute(sa.text("CREATE TABLE note (id INTEGER PRIMARY KEY)"))
    database, start = Database(sqlite_url), threading.Barrier(writers)

    def take() -> None:
        start.wait()
        with database.writing() as session:
            taken = session.scalar(sa.text("SELECT count(*) FROM note")) or 0
            if taken < places:
                add(session, taken + 1)

    run(take, writers)
    assert ids(database) == [1, 2, 3]
    database.dispose()


def test_the_same_by_the_drivers_own_transactions_overfills(sqlite_url: str) -> None:
    """Positive control: this is what the door is there for."""
    path, places = sqlite_url.removeprefix("sqlite:///"), 1
    with closing(sqlite3.connect(path)) as one, closing(sqlite3.connect(path)) as other:
        one.execute("CREATE TABLE note (id INTEGER PRIMARY KEY)")
        counted = [each.execute("SELECT count(*) FROM note").fetchone()[0] for each in (one, other)]
        for taken, each in zip(counted, (one, other), strict=True):
            if taken < places:
                each.execute("INSERT INTO note DEFAULT VALUES")
                each.commit()
        assert one.execute("SELECT count(*) FROM note").fetchone() == (2,)


def test_the_second_writer_waits_for_the_first_on_sqlite(sqlite_url: str) -> None:
    database, order = Database(sqlite_url), []
    inside, may_end = threading.Event(), threading.Event()

    def slow() -> None:
        with database.writing():
            inside.set()
            may_end.wait()
            order.append("first")

    def quick() -> None:
        inside.wait()
        threading.Timer(0.2, may_end.set).start()
        with database.writing():
            order.append("second")

    threads = [threading.Thread(target=work) for work in (slow, quick)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert order == ["first", "second"]
    database.dispose()


def test_sqlite_is_set_up_to_keep_what_it_acknowledged(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    with database.writing() as session:
        found = {
            name: session.scalar(sa.text(f"PRAGMA {name}")) for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    with database.reading() as session:
        assert session.scalar(sa.text("PRAGMA query_only")) == 1
    database.dispose()


@pytest.mark.postgres
def test_a_commit_with_a_warning_is_not_acknowledged(postgres_url: str) -> None:
    # What a server says when it is told to stop while it waits for its standby, said by a deferred trigger.
    warn = """
        CREATE TABLE note (id INTEGER PRIMARY KEY);
        CREATE FUNCTION warn() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE WARNING 'canceling wait for synchronous replication'; RETURN NULL; END $$;
        CREATE CONSTRAINT TRIGGER late AFTER INSERT ON note DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION warn();
    """
    with psycopg.connect(postgres_url.replace("+psycopg", "")) as connection:
        connection.execute(warn)
    database = Database(postgres_url)
    with pytest.raises(CommitInDoubt), database.writing() as session:
        add(session, 1)
    assert ids(database) == [1]
    database.dispose()


@pytest.mark.parametrize(
    "url", ["sqlite://", "sqlite:///:memory:", "sqlite:///file:x?mode=memory&uri=true", "mysql://h/d"]
)
def test_other_databases_are_refused(url: str) -> None:
    with pytest.raises(ValueError, match="SQLite"):
        Database(url)


def run(work: object, times: int) -> None:
    threads = [threading.Thread(target=work) for _ in range(times)]  # type: ignore[arg-type]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
