"""Do the migrations build what the tables declare? ``python -m tools.migrations check [POSTGRESQL_URL]``.

Builds one empty database by the migrations and one from the declarations, on SQLite and, when a URL is given,
in two schemas of their own on that PostgreSQL server (removed again), and compares what the database itself
says about columns, keys, CHECKs and indexes. Append-only tables must have their triggers. Exit status: 0 equal,
1 not equal (the differences are printed), 2 wrong usage.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from reserve.db import Base, append_only, upgrade

_SCHEMAS = ("check_migrated", "check_declared")


def differences(migrated: str, declared: str) -> list[str]:
    """Fill two empty databases, each in its way, and return what tells them apart."""
    upgrade(migrated)  # also loads every stage's tables: migrations/env.py does
    engine = sa.create_engine(declared)
    Base.metadata.create_all(engine)
    engine.dispose()
    built, wanted = _facts(migrated), _facts(declared)
    return [
        *(f"only in the migrations: {fact}" for fact in sorted(built - wanted)),
        *(f"only declared:          {fact}" for fact in sorted(wanted - built)),
        *_missing_triggers(migrated),
    ]


def _facts(url: str) -> set[str]:
    """Return all the database says about its tables, one line a fact."""
    engine = sa.create_engine(url)
    inspector = sa.inspect(engine)
    facts = {
        f"{table}: {fact}"
        for table in inspector.get_table_names()
        if table != "alembic_version"
        for fact in _table_facts(inspector, table)
    }
    engine.dispose()
    return facts


def _table_facts(inspector: sa.Inspector, table: str) -> Iterator[str]:
    for column in inspector.get_columns(table):
        yield f"column {_line({**column, 'type': repr(column['type'])})}"
    yield f"primary key {_line(inspector.get_pk_constraint(table))}"
    for check in inspector.get_check_constraints(table):
        # Alembic and SQLAlchemy break the lines of SQL differently.
        yield f"check {check['name']}: {' '.join(check['sqltext'].split())}"
    for kind in ("foreign_keys", "unique_constraints", "indexes"):
        for item in getattr(inspector, f"get_{kind}")(table):
            yield f"{kind} {_line(item)}"


def _line(facts: Any) -> str:  # noqa: ANN401 - a TypedDict of SQLAlchemy, one of many
    parts = (f"{name}={f'({_line(value)})' if isinstance(value, dict) else value}" for name, value in facts.items())
    return ", ".join(sorted(parts))


def _missing_triggers(url: str) -> list[str]:
    engine = sa.create_engine(url)
    dialect = engine.dialect.name
    names = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
        "WHERE c.relnamespace = current_schema()::regnamespace",
    }
    with engine.connect() as connection:
        present = set(connection.scalars(sa.text(names[dialect])))
    engine.dispose()
    guarded = [table.name for table in Base.metadata.sorted_tables if table.info.get("append_only")]
    wanted = {
        statement.split()[2]
        for table in guarded
        for statement in append_only(table, dialect)
        if statement.startswith("CREATE TRIGGER")
    }
    return [f"missing trigger:        {name}" for name in sorted(wanted - present)]


@contextmanager
def _two_schemas(url: str) -> Iterator[tuple[str, str]]:
    target = sa.make_url(url).set(drivername="postgresql+psycopg")
    engine = sa.create_engine(target, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            for schema in _SCHEMAS:
                connection.exec_driver_sql(f"CREATE SCHEMA {schema}")
        migrated, declared = (
            target.update_query_dict({"options": f"-csearch_path={schema}"}).render_as_string(hide_password=False)
            for schema in _SCHEMAS
        )
        yield migrated, declared
    finally:
        with engine.connect() as connection:
            for schema in _SCHEMAS:
                connection.exec_driver_sql(f"DROP SCHEMA IF EXISTS {schema} CASCADE")
        engine.dispose()


def check(postgresql: str | None = None) -> list[str]:
    """Return all differences on SQLite and, given a URL, on PostgreSQL."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        found = [f"sqlite: {line}" for line in differences(f"sqlite:///{path}/a.db", f"sqlite:///{path}/b.db")]
    if postgresql:
        with _two_schemas(postgresql) as (migrated, declared):
            found += [f"postgresql: {line}" for line in differences(migrated, declared)]
    return found


def main(arguments: list[str]) -> int:
    """Run the check and print what it found."""
    if not arguments or arguments[0] != "check" or len(arguments) > 2:  # noqa: PLR2004 - the verb and a URL
        print(__doc__, file=sys.stderr)
        return 2
    found = check(*arguments[1:])
    print("\n".join(found) or "The migrations build what the tables declare.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
