"""A journal of eight entries, and who wrote it."""

from collections.abc import Iterator

import pytest

from reserve.audit.model import Actor, ActorKind, Head
from reserve.audit.record import Event, record, record_many
from reserve.audit.tags import Tag
from reserve.db import Database

WRITER = Actor("组织部 甲", ActorKind.PERSON)


@pytest.fixture
def journal(database: Database) -> Database:
    """The database, its journal holding entries 1 to 8."""
    write_eight(database)
    return database


def write_eight(database: Database) -> Head:
    with database.writing() as session:
        record(session, WRITER, Tag.CYCLE_OPEN, "cycle/1", {"policy": "seed-county", "as_of": "2026-06-30"})
        return record_many(
            session,
            WRITER,
            [
                Event(Tag.RETENTION_DECIDE, f"member/{n}", {"决定": "保留", "n": n, "of": [None, True]})
                for n in range(7)
            ],
        )


@pytest.fixture
def sqlite_journal(sqlite_url: str) -> Iterator[Database]:
    """The same on SQLite only, for what reads the file."""
    database = Database(sqlite_url)
    write_eight(database)
    yield database
    database.dispose()
