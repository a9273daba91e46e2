"""Bringing a database up to date, and telling whether it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from reserve.db.doors import Database, sqlite_engine
from reserve.errors import Refused
from reserve.text import message

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS: Final = Path(__file__).parent.parent.parent / "migrations"
_UPGRADE_LOCK: Final = 0x7265736572766500  # "reserve": the advisory lock of PostgreSQL held by one upgrade


def append_only(table: str, dialect: str) -> tuple[str, ...]:
    """Return the statements that make a table refuse UPDATE, DELETE and (PostgreSQL) TRUNCATE.

    For migrations: ``for text in append_only("journal", op.get_bind().dialect.name): op.execute(text)``.
    Mark the table ``info={"append_only": True}``: ``tools.migrations check`` then looks for the triggers.
    A batch alteration on SQLite copies the table and loses them, so it must end with these statements again.
    """
    refusal = f"{table} is append-only"
    if dialect == "sqlite":
        return tuple(
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{refusal}'); END"
            for verb in ("UPDATE", "DELETE")
        )
    return (
        f"""CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '{refusal}' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
        *(
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()"
            for verb in ("UPDATE", "DELETE", "TRUNCATE")
        ),
    )


def upgrade(url: str) -> None:
    """Bring a database to the newest version, in one transaction; creates a SQLite file and its folder.

    Two upgrades at once wait for each other. Raises what the database says when a step fails; nothing is
    changed then. Imports ``migrations/env.py`` and with it every stage's tables.
    """
    from alembic import command  # noqa: PLC0415 - a sixth of a second that only this needs

    with migrating(url) as config:
        command.upgrade(config, "head")


@contextmanager
def migrating(url: str) -> Iterator[Config]:
    """Yield Alembic's configuration, bound to one transaction that is committed at the end."""
    target = sa.make_url(url)
    sqlite = target.get_backend_name() == "sqlite"
    if sqlite:
        Path(str(target.database)).parent.mkdir(parents=True, exist_ok=True)
        # Foreign keys stay off: a batch alteration drops the old table, which would take the children along.
        engine = sqlite_engine(target, 60.0, "BEGIN IMMEDIATE", ("journal_mode=WAL", "synchronous=FULL"))
    else:
        engine = sa.create_engine(target.set(drivername="postgresql+psycopg"))
    try:
        with engine.begin() as connection:
            if not sqlite:
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_UPGRADE_LOCK)))
            config = alembic_config()
            config.attributes["connection"] = connection
            yield config
            if sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                raise RuntimeError("the migration leaves rows whose parents are missing; nothing was changed")
    finally:
        engine.dispose()


def alembic_config() -> Config:
    """Return Alembic's configuration; there is no alembic.ini."""
    from alembic.config import Config  # noqa: PLC0415 - see upgrade()

    config = Config(attributes={})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def check_version(database: Database) -> None:
    """Raise ``Refused`` unless the database has exactly the version this program was made for."""
    from alembic.runtime.migration import MigrationContext  # noqa: PLC0415 - see upgrade()
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - see upgrade()

    needed = ScriptDirectory.from_config(alembic_config()).get_current_head()
    with database.reading() as session:
        found = MigrationContext.configure(session.connection()).get_current_revision()
    if found != needed:
        raise Refused(
            message(
                "The database is at version {found}, this program needs version {needed}: run the upgrade.",
                found=found or "-",
                needed=needed or "-",
            )
        )
