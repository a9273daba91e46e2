"""What was read is kept as long as the journal stands still, and no longer."""

import pytest

from reserve.audit.model import Actor, ActorKind
from reserve.audit.record import record
from reserve.audit.tags import Tag
from reserve.db import Database
from reserve.reports import remembered as module
from reserve.reports.remembered import remembered

ACTOR = Actor("tests", ActorKind.SYSTEM)


@pytest.fixture
def made() -> list[int]:
    return []


def ask(database: Database, made: list[int], key: str = "a") -> int:
    def make() -> int:
        made.append(len(made))
        return made[-1]

    with database.reading() as session:
        return remembered(session, key, make)


def tell(database: Database) -> None:
    with database.writing() as session:
        record(session, ACTOR, Tag.ACCOUNTS_LOGOUT, "account a")


def test_a_value_is_made_once_for_each_key_and_state_of_the_journal(database: Database, made: list[int]) -> None:
    assert [ask(database, made), ask(database, made), ask(database, made, "b"), ask(database, made)] == [0, 0, 1, 0]
    tell(database)
    assert [ask(database, made), ask(database, made)] == [2, 2]


def test_a_session_that_began_before_a_change_is_neither_given_nor_gives_what_came_after(
    database: Database, made: list[int]
) -> None:
    with database.reading() as early:
        assert remembered(early, "a", lambda: "before") == "before"
        tell(database)
        assert ask(database, made) == 0
        assert remembered(early, "a", lambda: "still before") == "still before"
    assert ask(database, made) == 0


def test_a_session_that_writes_remembers_nothing(database: Database, made: list[int]) -> None:
    with database.writing() as session:
        assert remembered(session, "a", lambda: "not recorded yet") == "not recorded yet"
    assert ask(database, made) == 0


def test_two_databases_share_nothing(database: Database, sqlite_url: str, made: list[int]) -> None:
    other = Database(sqlite_url)
    assert [ask(database, made), ask(other, made)] == [0, 1]
    other.dispose()


def test_what_fails_is_not_remembered(database: Database, made: list[int]) -> None:
    with database.reading() as session, pytest.raises(ZeroDivisionError):
        remembered(session, "a", lambda: 1 // 0)
    assert ask(database, made) == 0


def test_only_so_much_is_kept(database: Database, made: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 2)
    assert [ask(database, made, key) for key in "abacab"] == [0, 1, 0, 2, 0, 3]
