"""Servers that die at their n-th write: ``python -m tests.proof.mortal`` makes one for each line that it is given.

Each is a process of its own that runs ``reserve serve`` on its own database. Nothing of this is in the program: before
it is started, SQLAlchemy is told to count every statement that writes and every commit, and to kill the process there.
What every server does alike is done once, before the first; a server is a fork of that.
"""

import contextlib
import json
import os
import signal
import sys
from collections.abc import Callable, Mapping
from itertools import count
from pathlib import Path
from threading import Lock
from types import FrameType
from typing import Any, Final, NoReturn
from unittest.mock import patch

import sqlalchemy as sa
import uvicorn
from sqlalchemy import event
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.orm import Session

from reserve.accounts import passwords
from reserve.app import create_app
from reserve.audit.record import record_many
from reserve.cli.main import main as reserve_main
from reserve.db import Database
from reserve.settings import Settings

WRITES: Final = ("INSERT", "UPDATE", "DELETE")
COMMITTED: Final = "after COMMIT"
_IMPORTED: Final = (uvicorn,)
"""Imported before the first fork, as it takes long."""


def watch(told: Path, kill_at: int) -> None:
    """Note each write of this process in a file, and kill it at one of them (0: at none)."""
    file = os.open(told, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    numbers, guard = count(1), Lock()

    def point(what: str) -> None:
        with guard:
            number = next(numbers)
            os.write(file, f"{what}\n".encode())
            if number == kill_at:
                os.kill(os.getpid(), signal.SIGKILL)

    def before(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        words = statement.split(None, 3)
        if words[0].upper() in WRITES:
            point(f"before {' '.join(words[:3])}")

    committing: Callable[..., None] = DefaultDialect.do_commit

    def commit(dialect: DefaultDialect, connection: Any) -> None:  # noqa: ANN401 - the driver's
        point("before COMMIT")
        committing(dialect, connection)
        point(COMMITTED)

    event.listen(sa.Engine, "before_cursor_execute", before)
    DefaultDialect.do_commit = commit  # type: ignore[method-assign] # there is no event after a commit


# ---- faults that the proof must find ---------------------------------------------------------------------


def _commit_in_the_middle() -> None:
    """Store a decision on a member before its entry in the journal, in a transaction of its own."""

    def recording(session: Session, *words: Any) -> Any:  # noqa: ANN401 - whatever it takes and gives
        session.flush()
        Session.commit(session)
        return record_many(session, *words)

    patch("reserve.retention.actions.record_many", recording).start()


def _forms_are_forgotten() -> None:
    """Act on a form as often as it is sent."""
    patch("reserve.web.forms.begin_form", lambda *_: None).start()
    patch("reserve.web.forms.end_form", lambda *_: None).start()


FAULTS: Final[Mapping[str, Callable[[], None]]] = {
    "an act commits in the middle": _commit_in_the_middle,
    "a form is acted on as often as it is sent": _forms_are_forgotten,
}


# ---- one server a line -----------------------------------------------------------------------------------


def serve(order: Mapping[str, Any]) -> NoReturn:
    """Become a server: ``port``, ``told``, ``kill_at``, ``fault`` (may be blank)."""
    log = os.open(f"{order['told']}.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for stream, target in ((nothing, 0), (log, 1), (log, 2)):
        os.dup2(stream, target)
    watch(Path(order["told"]), order["kill_at"])
    if order["fault"]:
        FAULTS[order["fault"]]()
    status = 1
    try:
        status = reserve_main(["--quiet", "serve", "--plain", "--port", str(order["port"])])
    finally:
        os._exit(status)


def put_together() -> None:
    """Make the application that every server serves, over the database of the environment.

    It opens its connections when it starts to serve; those that looked at the version are closed here.
    """
    passwords.warm_up()
    opened: list[Database] = []

    def database(url: str) -> Database:
        opened.append(Database(url))
        return opened[-1]

    with patch("reserve.app.Database", database):
        app = create_app(Settings.from_environment())
    for one in opened:
        one.dispose()
    patch("reserve.app.create_app", lambda *_, **__: app).start()


def main() -> None:
    """Make servers until the input ends; then none of them is left. The first line says that the database is there."""
    if not sys.stdin.readline():
        return
    put_together()
    children: set[int] = set()

    def reap(_number: int, _frame: FrameType | None) -> None:
        for child in list(children):
            if os.waitpid(child, os.WNOHANG)[0]:
                children.discard(child)

    signal.signal(signal.SIGCHLD, reap)
    for line in sys.stdin:
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
        child = os.fork()
        if child == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
            serve(json.loads(line))
        children.add(child)
        print(child, flush=True)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
    for child in children:
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)


if __name__ == "__main__":
    main()
