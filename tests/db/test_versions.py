"""Migrations: they build what is declared, all or nothing, and a program meets only its own version."""

import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy.exc import DBAPIError

from reserve.db import Base, Database, append_only, check_version, migrating, upgrade
from reserve.errors import Refused
from tools import migrations


def test_the_migrations_build_what_the_tables_declare_on_sqlite() -> None:
    assert migrations.check() == []


@pytest.mark.postgres
def test_the_migrations_build_what_the_tables_declare_on_postgresql(postgres_url: str) -> None:
    assert migrations.check(postgres_url) == []


def test_the_comparison_notices_a_table_a_check_and_a_trigger_that_are_missing(tmp_path: Path) -> None:
    """Positive control: without it an empty comparison would look like agreement."""
    extra = sa.Table(
        "extra",
        Base.metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.CheckConstraint("id > 0", name="positive"),
        info={"append_only": True},
    )
    try:
        found = migrations.differences(f"sqlite:///{tmp_path / 'a.db'}", f"sqlite:///{tmp_path / 'b.db'}")
    finally:
        Base.metadata.remove(extra)
    assert any("ck_extra_positive" in line for line in found)
    assert any("extra: column" in line for line in found)
    assert any("extra_no_update" in line for line in found)


def test_upgrading_twice_changes_nothing(bare_url: str) -> None:
    upgrade(bare_url)
    upgrade(bare_url)
    database = Database(bare_url)
    check_version(database)
    database.dispose()


def test_a_database_of_another_version_is_refused(bare_url: str) -> None:
    database = Database(bare_url)
    with pytest.raises(Refused):
        check_version(database)
    database.dispose()


def upgrade_and_break_off(config: Config) -> None:
    command.upgrade(config, "head")
    raise KeyError


def test_an_upgrade_that_breaks_off_leaves_nothing(bare_url: str) -> None:
    with pytest.raises(KeyError), migrating(bare_url) as config:
        upgrade_and_break_off(config)
    engine = sa.create_engine(bare_url)
    assert sa.inspect(engine).get_table_names() == []
    engine.dispose()


def test_an_upgrade_makes_the_folder_of_a_sqlite_file(tmp_path: Path) -> None:
    upgrade(f"sqlite:///{tmp_path}/new/deep/reserve.db")
    assert (tmp_path / "new/deep/reserve.db").is_file()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger SET word = 'b'",
        "DELETE FROM ledger",
        "TRUNCATE ledger",
        "INSERT OR REPLACE INTO ledger VALUES (1, 'b')",
        "UPDATE OR REPLACE ledger SET word = 'b'",
    ],
)
def test_an_append_only_table_refuses_every_change(database: Database, statement: str) -> None:
    sqlite = database.url.get_backend_name() == "sqlite"
    if ("OR REPLACE" in statement and not sqlite) or ("TRUNCATE" in statement and sqlite):
        pytest.skip("not a statement of this database")
    with database.writing() as session:
        session.execute(sa.text("CREATE TABLE ledger (id INTEGER PRIMARY KEY, word TEXT)"))
        for text in append_only("ledger", session.get_bind().dialect.name):
            session.execute(sa.text(text))
        session.execute(sa.text("INSERT INTO ledger VALUES (1, 'a')"))
    with pytest.raises(DBAPIError, match="ledger is append-only"), database.writing() as session:
        session.execute(sa.text(statement))
    with database.reading() as session:
        assert session.execute(sa.text("SELECT * FROM ledger")).one() == (1, "a")


def test_a_migrated_sqlite_file_is_in_wal_mode(tmp_path: Path) -> None:
    path = tmp_path / "reserve.db"
    upgrade(f"sqlite:///{path}")
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()
