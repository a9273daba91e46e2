"""The two ways into a database: ``reading()``, which cannot write, and ``writing()``, all or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import OperationalError, PendingRollbackError
from sqlalchemy.orm import Session
from typing_extensions import override

from reserve.errors import Conflict, ReserveError
from reserve.text import message

_WRITERS_COLLIDED: Final = {"55P03", "40P01", "40001"}  # lock timeout, deadlock, serialisation failure
_SQLITE_BUSY: Final = {5, 6}  # SQLITE_BUSY, SQLITE_LOCKED (without their extensions)


class CommitInDoubt(ReserveError):
    """The server committed but said that a standby may not have it: never tell anybody "stored"."""


class _Transaction(Session):
    """A session that lives for one transaction and cannot end it itself."""

    @override
    def commit(self) -> None:
        """Raise: the opener of ``writing()`` commits, once, at the end."""
        raise RuntimeError("an action never commits: the caller's `with database.writing()` does")


class Database:
    """One database, seen through two doors. Thread-safe; sessions are not."""

    def __init__(self, url: str, *, lock_seconds: float = 10.0) -> None:
        """Prepare the connections; opens none. A writer waits ``lock_seconds`` for the other writers.

        Raises ``ValueError`` for another kind of database and for SQLite in memory (the doors would not see
        the same one).
        """
        self.url: Final = sa.make_url(url)
        kind = self.url.get_backend_name()
        if kind == "sqlite":
            self._reader, self._writer = _sqlite(self.url, lock_seconds)
        elif kind == "postgresql":
            self._reader, self._writer = _postgresql(self.url, lock_seconds)
        else:
            raise ValueError(f"neither SQLite nor PostgreSQL: {kind}")

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Yield a session that sees one unchanging state and cannot write (the database refuses)."""
        with _Transaction(self._reader, close_resets_only=False, info={"reading": True}) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Yield a session whose work is committed at the end, or not at all.

        Any exception rolls everything back, also one that came from a statement and was swallowed inside.
        Raises ``Conflict`` when other writers do not finish in time, ``PendingRollbackError`` for a swallowed
        failure, ``CommitInDoubt`` when a standby may have missed the commit. On SQLite writers come one by
        one.
        """
        with (
            _busy_is_conflict(),
            _Transaction(self._writer, close_resets_only=False, expire_on_commit=False) as session,
        ):
            info = session.connection().info
            yield session
            session.flush()
            if info.get("failed"):
                # PostgreSQL would answer COMMIT with a silent ROLLBACK, SQLite would keep the first half.
                raise PendingRollbackError("a statement of this transaction failed, so nothing of it is kept")
            info.get("warnings", []).clear()
            Session.commit(session)
            if info.get("warnings"):
                raise CommitInDoubt(message("Stored here, but the standby server did not confirm it."))

    def dispose(self) -> None:
        """Close all idle connections."""
        self._reader.dispose()
        self._writer.dispose()


@contextmanager
def _busy_is_conflict() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", None) in _WRITERS_COLLIDED or _sqlite_code(error) in _SQLITE_BUSY:
            raise Conflict(
                message("Somebody else is writing at this moment; nothing was changed, try again.")
            ) from error
        raise


def _sqlite_code(error: OperationalError) -> int:
    return getattr(error.orig, "sqlite_errorcode", 0) & 0xFF


def _sqlite(url: sa.URL, lock_seconds: float) -> tuple[sa.Engine, sa.Engine]:
    if url.database in {None, "", ":memory:"} or "mode" in url.query:
        raise ValueError("SQLite needs a file here, not a database in memory")
    # journal_mode belongs to the file, the rest to the connection. recursive_triggers lets the triggers of
    # append-only tables also see the deletion inside INSERT OR REPLACE.
    safe = ("foreign_keys=ON", "recursive_triggers=ON")
    reader = sqlite_engine(url, lock_seconds, "BEGIN", (*safe, "query_only=ON"))
    writer = sqlite_engine(url, lock_seconds, "BEGIN IMMEDIATE", ("journal_mode=WAL", "synchronous=FULL", *safe))
    _watch(writer)
    return reader, writer


def sqlite_engine(url: sa.URL, lock_seconds: float, begin: str, pragmas: tuple[str, ...]) -> sa.Engine:
    """Return connections to a SQLite file whose transactions all open with ``begin``."""
    engine = sa.create_engine(url, connect_args={"timeout": lock_seconds})

    @event.listens_for(engine, "connect")
    def _(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's
        # Otherwise Python's driver opens plain transactions itself, and counting then inserting over-fills.
        connection.isolation_level = None
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def _(connection: sa.Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _postgresql(url: sa.URL, lock_seconds: float) -> tuple[sa.Engine, sa.Engine]:
    engine = sa.create_engine(url.set(drivername="postgresql+psycopg"), pool_pre_ping=True)
    reader = engine.execution_options(postgresql_readonly=True, isolation_level="REPEATABLE READ")
    writer = engine.execution_options()
    milliseconds = max(1, round(lock_seconds * 1000))  # 0 would mean: wait for ever

    @event.listens_for(engine, "connect")
    def _(connection: Any, record: Any) -> None:  # noqa: ANN401 - the driver's
        warnings = record.info["warnings"] = []

        def keep(notice: Any) -> None:  # noqa: ANN401 - the driver's
            if notice.sqlstate == "01000":
                warnings.append(notice.message_primary)

        connection.add_notice_handler(keep)

    @event.listens_for(writer, "begin")
    def _(connection: sa.Connection) -> None:
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {milliseconds}")

    _watch(writer)
    return reader, writer


def _watch(engine: sa.Engine) -> None:
    """Mark a connection whose transaction holds a failed statement; going back to a savepoint heals it."""

    @event.listens_for(engine, "begin")
    def _(connection: sa.Connection) -> None:
        connection.info.pop("failed", None)

    @event.listens_for(engine, "handle_error")
    def _(context: ExceptionContext) -> None:
        if context.connection is not None and not context.is_disconnect:
            context.connection.info["failed"] = True

    @event.listens_for(engine, "rollback_savepoint")
    def _(connection: sa.Connection, _name: str, _context: None) -> None:
        connection.info.pop("failed", None)
