"""What the database itself refuses: rows are tried in a savepoint and taken back, and the law they break is named."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Session

from reserve.db import Base

Row = Mapping[str, Any]
Table = type[DeclarativeBase]


def broken_law(session: Session, table: Table, row: Row) -> str | None:
    """Try to insert a row; return the name of the constraint that refuses it, None when it goes in.

    SQLite names no foreign key, only that one is broken: then ``fk``.
    """
    attempt = session.begin_nested()
    try:
        session.execute(sa.insert(table).values(**row))
    except IntegrityError as error:
        return _name(error)
    finally:
        attempt.rollback()
    return None


def keeps(session: Session, table: Table, legal: Row, changes: Row, law: str) -> None:
    """Assert that the legal row goes in, and that with these changes just this law refuses it."""
    assert broken_law(session, table, legal) is None
    found = broken_law(session, table, {**legal, **changes})
    assert found == law or (found == "fk" and law.startswith("fk_")), found


def _name(error: IntegrityError) -> str:
    diagnosis = getattr(error.orig, "diag", None)
    if diagnosis is not None:
        return str(diagnosis.constraint_name or f"null {diagnosis.table_name}.{diagnosis.column_name}")
    kind, _, what = str(error.orig).partition(" constraint failed")
    what = what.removeprefix(": ")
    match kind:
        case "FOREIGN KEY":
            return "fk"
        case "NOT NULL":
            return f"null {what}"
        case "UNIQUE" if what.startswith("index "):
            return what.removeprefix("index ").strip("'")
        case "UNIQUE":
            return _unique(what.split(", "))
    return what


def _unique(columns: list[str]) -> str:
    """The name of the key on these columns."""
    table = Base.metadata.tables[columns[0].partition(".")[0]]
    wanted = [column.partition(".")[2] for column in columns]
    keys = [
        (str(key.name), [column.name for column in key.columns])
        for key in [*table.constraints, *table.indexes]
        if isinstance(key, sa.UniqueConstraint | sa.PrimaryKeyConstraint | sa.Index)
    ]
    return next(name for name, names in keys if names == wanted)


def counts(session: Session) -> dict[str, int]:
    """How many rows each table holds, and where the journal ends."""
    found = {
        table.name: session.scalar(sa.select(sa.func.count()).select_from(table)) or 0
        for table in Base.metadata.sorted_tables
    }
    head = session.execute(sa.text("SELECT sequence FROM journal_head")).scalar_one()
    return {**found, "journal's end": head}
