"""What stands in a database, read without the program; and databases to be copied, on SQLite and on PostgreSQL."""

import contextlib
import io
import json
import shutil
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, Final, Protocol

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from reserve.cli.main import main as reserve_main
from tests import postgres
from tools import verify_journal

Row = dict[str, Any]
Content = dict[str, list[str]]

_ACCESS: Final = frozenset({"web_session", "sign_in_delay"})
"""Tables of who is signed in: they change with the clock."""
_OF_THE_MOMENT: Final = frozenset({"hash", "previous", "totp_last_step", "progress"})
"""Columns that another moment makes others: the journal's hashes, the last code, how far a reading is."""


@dataclass(frozen=True)
class Standing:
    """Everything that stands in a database; ``lasting`` is what it means, the same whenever it was stored."""

    raw: Content
    lasting: Content

    def differences(self, other: "Standing") -> list[str]:
        """Name the tables in which something else stands there, with the number of rows."""
        names = sorted(self.lasting.keys() | other.lasting.keys())
        pairs = ((name, self.lasting.get(name, []), other.lasting.get(name, [])) for name in names)
        return [f"{name}: {len(mine)} rows, not {len(its)}" for name, mine, its in pairs if mine != its]


def standing(tables: dict[str, list[Row]]) -> Standing:
    """Put rows in order."""
    tables = {name: rows for name, rows in tables.items() if name not in _ACCESS}
    raw = {name: sorted(str({**row, "totp_last_step": ""}) for row in rows) for name, rows in tables.items()}
    return Standing(raw, {name: sorted(str(_lasting(row)) for row in rows) for name, rows in tables.items()})


def _lasting(row: Row) -> Row:
    return {name: _value(name, value) for name, value in row.items() if name not in _OF_THE_MOMENT}


def _value(name: str, value: Any) -> Any:  # noqa: ANN401 - as the driver gives it
    if isinstance(value, bytes) and value:
        return "sealed"
    return "then" if value is not None and (name == "at" or name.endswith("_at")) else value


class Store(Protocol):
    """One database that is served, and copies of it to go back to."""

    @property
    def url(self) -> str:
        """The address of the one that is served."""

    def keep(self) -> str:
        """Return the name of a new copy."""

    def take(self, name: str) -> None:
        """Put a copy in the place of the one that is served; nobody may serve it now."""

    def read(self) -> Standing:
        """Read everything in the one that is served."""

    def count_on(self) -> None:
        """Let the next row of each table have the next number: one that was rolled back may have used it up."""


class Files:
    """SQLite files in a folder."""

    def __init__(self, folder: Path) -> None:
        self.file, self._numbers = folder / "served.sqlite3", count(1)

    @property
    def url(self) -> str:
        """The file's address."""
        return f"sqlite:///{self.file}"

    def keep(self) -> str:
        """Copy the file with what its log holds."""
        copy = self.file.with_name(f"{next(self._numbers)}.sqlite3")
        with closing(sqlite3.connect(self.file)) as reading, closing(sqlite3.connect(copy)) as writing:
            reading.backup(writing)
        return str(copy)

    def take(self, name: str) -> None:
        """Copy a file back; the log of the one before must not be applied to it."""
        for path in self.file.parent.glob(f"{self.file.name}*"):
            path.unlink()
        shutil.copyfile(name, self.file)

    def read(self) -> Standing:
        """Read every table."""
        with closing(sqlite3.connect(self.file)) as connection:
            connection.row_factory = sqlite3.Row
            connection.execute("BEGIN")
            names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            rows = {one: connection.execute(f'SELECT * FROM "{one}"') for one in names}  # noqa: S608 - the names are its own
            return standing({one: [dict(row) for row in found] for one, found in rows.items()})

    def count_on(self) -> None:
        """Do nothing: SQLite takes the next number of those that are there."""


class Served:
    """A database of a PostgreSQL cluster."""

    def __init__(self, cluster: postgres.Cluster) -> None:
        self.cluster = cluster
        self.name = cluster.create()

    @property
    def url(self) -> str:
        """The database's address."""
        return self.cluster.url(self.name)

    def keep(self) -> str:
        """Copy the database; the server may need a moment to see that nobody uses it any more."""
        deadline = time.monotonic() + 10
        while True:
            try:
                return self.cluster.create(template=self.name)
            except psycopg.errors.ObjectInUse:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.02)

    def take(self, name: str) -> None:
        """Make the database anew, as a copy of that one."""
        self.cluster.drop(self.name)
        with self._connection("postgres", autocommit=True) as connection:
            made = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
            connection.execute(made.format(sql.Identifier(self.name), sql.Identifier(name)))

    def read(self) -> Standing:
        """Read every table."""
        with self._connection(self.name) as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            found = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
            every = sql.SQL("SELECT * FROM {}")
            names = [row["tablename"] for row in found]
            return standing({one: connection.execute(every.format(sql.Identifier(one))).fetchall() for one in names})

    def count_on(self) -> None:
        """Set every sequence back to the last row."""
        numbered = (
            "SELECT table_name FROM information_schema.columns"
            " WHERE column_name = 'id' AND column_default LIKE 'nextval%'"
        )
        back = sql.SQL("SELECT setval(pg_get_serial_sequence({}, 'id'), coalesce(max(id), 0) + 1, false) FROM {}")
        with self._connection(self.name) as connection:
            for row in connection.execute(numbered).fetchall():
                name = row["table_name"]
                connection.execute(back.format(sql.Literal(name), sql.Identifier(name)))

    def _connection(self, name: str, *, autocommit: bool = False) -> psycopg.Connection[Row]:
        folder = str(self.cluster.folder)
        return psycopg.connect(
            host=folder, user=postgres.SUPERUSER, dbname=name, autocommit=autocommit, row_factory=dict_row
        )


def journal_fault(store: Store, folder: Path) -> str:
    """Return what the second verifier says against the journal, "" when it is whole."""
    told, lines = io.StringIO(), io.StringIO()
    path = folder / "served.sqlite3"
    if not path.exists():
        with contextlib.redirect_stdout(lines):
            reserve_main(["audit", "export", store.url])
        path = folder / "journal.jsonl"
        path.write_text(lines.getvalue(), "utf-8")
    with contextlib.redirect_stdout(told), contextlib.redirect_stderr(told):
        status = verify_journal.main([str(path)])
    return told.getvalue().strip() if status else ""


@contextmanager
def stores(folder: Path, kind: str) -> Iterator[Store]:
    """Yield databases of a kind: ``sqlite`` or ``postgresql``."""
    if kind == "sqlite":
        yield Files(folder)
        return
    with postgres.cluster() as cluster:
        yield Served(cluster)


def readings(found: Standing) -> Sequence[str]:
    """Return the imports that are still being read."""
    return [row for row in found.raw.get("import_batch", []) if "'state': 'reading'" in row]


def as_line(order: dict[str, Any]) -> str:
    """Write an order as one line."""
    return json.dumps(order) + "\n"
