"""The one thread that reads imports, so that no request waits for a workbook."""

from __future__ import annotations

import logging
import secrets
import traceback
from collections.abc import Callable
from threading import Event, Lock, Thread
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve.audit import queries as journal
from reserve.audit.model import Actor, ActorKind
from reserve.campaign import imports, proposing, reading, sent, taking_in
from reserve.campaign.model import ImportState
from reserve.campaign.tables import ImportRecord, WorkbookRecord
from reserve.cycle.model import Step
from reserve.cycle.queries import steps
from reserve.db import Database
from reserve.errors import Conflict, ReserveError
from reserve.personal import Keys
from reserve.workbook.confined import Confined, Limits

_LOG: Final = logging.getLogger("reserve.campaign")
_STOP_SECONDS: Final = 10.0
_TRIES: Final = 5


class _Given(Exception):
    """The reading is not wanted any more."""


class Worker:
    """Reads whatever was sent, the oldest first; what a stop or a crash interrupts is read after the next start.

    ``start``, ``stop`` and ``wake`` may be called from any thread, and again.
    """

    def __init__(self, database: Database, keys: Keys, limits: Limits | None = None) -> None:
        self._database = database
        self._keys = keys
        self._limits = limits or Limits()
        self._guard = Lock()
        self._wanted = Event()
        self._stopping = Event()
        self._thread: Thread | None = None
        self._reader: Confined | None = None

    def start(self) -> None:
        """Begin, with what was left lying. Side effects: a thread; the folders of killed processes go."""
        with self._guard:
            if self._thread is not None:
                return
            self._stopping.clear()
            self._wanted.set()
            self._thread = Thread(target=self._run, name="imports", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End, in the middle of a workbook if need be; it is read again after the next start."""
        with self._guard:
            thread, self._thread = self._thread, None
            self._stopping.set()
            self._wanted.set()
            reader = self._reader
            if reader is not None:
                reader.stop()
            if thread is not None:
                thread.join(_STOP_SECONDS)

    def wake(self) -> None:
        """Say that there is something to read."""
        self._wanted.set()

    def work(self) -> None:
        """Read everything that waits, in this thread. Side effects: those of ``proposing``."""
        while not self._stopping.is_set():
            with self._database.reading() as session:
                waiting = _next(session)
            if waiting is None:
                return
            self._one(*waiting)

    def _run(self) -> None:
        try:
            reading.sweep()
            self._apply_left()
        except Exception as error:  # noqa: BLE001 - the thread must live
            _logged(error)
        while not self._stopping.is_set():
            self._wanted.wait()
            self._wanted.clear()
            try:
                self.work()
            except Exception as error:  # noqa: BLE001 - the thread must live; what waits is read when next woken
                _logged(error)

    def _one(self, cycle_id: int, import_id: int) -> None:
        try:
            self._read(cycle_id, import_id)
        except _Given:
            return
        except Exception as error:  # noqa: BLE001 - whatever broke down, the officer is told, with a number
            if self._stopping.is_set():
                return
            incident = _logged(error)
            self._write(lambda session: proposing.fail(session, import_id, incident))

    def _read(self, cycle_id: int, import_id: int) -> None:
        with self._database.reading() as session:
            proposal = sent.folder(session, self._keys, cycle_id, sent.sources_proposed(session, cycle_id, import_id))
        with Confined(self._limits) as reader:
            self._reader = reader
            try:
                folder = reading.read(proposal, reader, lambda *said: self._tell(import_id, *said))
            finally:
                self._reader = None
        # Files that were given up in the middle look like damaged ones.
        self._go_on()
        with self._database.reading() as session:
            base = journal.head(session).sequence
            came = proposing.concluded(session, self._keys, cycle_id, import_id, folder)
        self._write(lambda session: proposing.propose(session, self._keys, import_id, came, base))

    def _tell(self, import_id: int, done: int, of: int, file: str) -> None:
        self._go_on()
        wanted = True

        def note(session: Session) -> None:
            nonlocal wanted
            still = sa.update(ImportRecord).where(
                ImportRecord.id == import_id, ImportRecord.state == ImportState.READING
            )
            said = {"done": done, "of": of, "file": file}
            wanted = session.execute(still.values(progress=said).returning(ImportRecord.id)).first() is not None

        self._write(note)
        if not wanted:
            raise _Given

    def _go_on(self) -> None:
        if self._stopping.is_set():
            raise _Given

    def _write(self, act: Callable[[Session], None]) -> None:
        """Write in a transaction of its own; others who write at the moment are waited for."""
        for left in reversed(range(_TRIES)):
            try:
                with self._database.writing() as session:
                    act(session)
            except Conflict:
                if not left or self._stopping.is_set():
                    raise
            else:
                return

    def _apply_left(self) -> None:
        """Apply the workbooks that a crash between a screening and this left waiting, in the name of who saved them."""
        with self._database.reading() as session:
            left = _left(session)
        for cycle_id, name in left:
            try:
                imports.apply_waiting(self._database, self._keys, Actor(name, ActorKind.PERSON), cycle_id)
            except ReserveError as error:
                # Submitted, or outdated: whoever screens next applies them.
                _LOG.info("workbooks of cycle %s wait on: %s", cycle_id, type(error).__qualname__)


def _next(session: Session) -> tuple[int, int] | None:
    """Return cycle and number of the import that has waited longest. One query."""
    wanted = sa.select(ImportRecord.cycle_id, ImportRecord.id).where(ImportRecord.state == ImportState.READING)
    row = session.execute(wanted.order_by(ImportRecord.id).limit(1)).one_or_none()
    return None if row is None else (row.cycle_id, row.id)


def _left(session: Session) -> list[tuple[int, str]]:
    """Return the cycles that were screened and have a workbook that was not applied, and who saved it."""
    wanted = (
        sa.select(ImportRecord.cycle_id, sa.func.max(ImportRecord.settled_by).label("name"))
        .join(WorkbookRecord, WorkbookRecord.import_id == ImportRecord.id)
        .where(
            ImportRecord.state == ImportState.SAVED,
            WorkbookRecord.applied_at.is_(None),
            WorkbookRecord.file.in_(taking_in.WAITS),
        )
        .group_by(ImportRecord.cycle_id)
    )
    rows = session.execute(wanted).all()
    return [(row.cycle_id, row.name) for row in rows if Step.SCREENING in steps(session, row.cycle_id)]


def _logged(error: Exception) -> str:
    """Log where an error arose, under a new number; not its text, which may quote a cell."""
    incident = secrets.token_hex(5)
    frames = "".join(traceback.format_tb(error.__traceback__))
    _LOG.error("incident %s: %s\n%s", incident, type(error).__qualname__, frames)
    return incident
