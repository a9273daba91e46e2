"""A PostgreSQL cluster of the tests' own: in a temporary folder, reached by a socket there, gone afterwards.

Nothing of the machine's own PostgreSQL is touched, and no port is opened. As root the server runs as user
``postgres``, because it refuses to run as root.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Final

import psycopg
import sqlalchemy as sa
from psycopg import sql

SUPERUSER: Final = "reserve"
SERVER_USER: Final = "postgres"
START_SECONDS: Final = 60.0
MISSING: Final = "PostgreSQL is missing: `make test` installs it or says how, `make test-fast` does without."

# The server's life hangs on a pipe: when the tests end, however they end, the shell reads the end of its
# input, stops the server at once and clears the folder away. A killed test run leaves nothing behind.
_KEEPER: Final = """
"$0" -D "$1/data" "${@:2}" > "$1/log" 2>&1 < /dev/null &
read -r _
kill -QUIT $!
wait $!
rm -rf "$1"
"""
_SETTINGS: Final = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "100",
    "shared_buffers": "32MB",
    "timezone": "UTC",
}


class Unavailable(RuntimeError):
    """There is no PostgreSQL here, or it would not start; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running server; hands out databases."""

    folder: Path
    names: Iterator[int]

    def url(self, database: str) -> str:
        """Return the SQLAlchemy URL of one of its databases."""
        url = sa.URL.create(
            "postgresql+psycopg", username=SUPERUSER, database=database, query={"host": str(self.folder)}
        )
        return url.render_as_string(hide_password=False)

    def create(self, *, template: str = "template0") -> str:
        """Create a database, empty or as a copy of ``template``, and return its name."""
        name = f"test{next(self.names)}"
        self._command("CREATE DATABASE {} TEMPLATE {}", name, template)
        return name

    def drop(self, database: str) -> None:
        """Drop a database, also under connections that are still open."""
        self._command("DROP DATABASE {} WITH (FORCE)", database)

    def _command(self, text: str, *names: str) -> None:
        with _connect(self.folder, autocommit=True) as connection:
            connection.execute(sql.SQL(text).format(*map(sql.Identifier, names)))


def _connect(folder: Path, *, autocommit: bool = False) -> psycopg.Connection:
    return psycopg.connect(host=str(folder), user=SUPERUSER, dbname="postgres", autocommit=autocommit)


def programs() -> Path:
    """Return the folder of ``initdb`` and ``postgres``; raises ``Unavailable`` where there is none."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version, reverse=True)
    on_path = [Path(folder) for folder in os.environ.get("PATH", "").split(os.pathsep) if folder]
    for folder in [*debian, *on_path]:
        if all(shutil.which(name, path=folder) for name in ("initdb", "postgres")):
            return folder
    raise Unavailable(MISSING)


def _version(folder: Path) -> float:
    """Return 15.0 for .../15/bin: the newest comes first, and as text 9.6 would be newer than 15."""
    try:
        return float(folder.parent.name)
    except ValueError:
        return 0.0


@contextmanager
def cluster() -> Iterator[Cluster]:
    """Start a server in a new folder and stop it at the end.

    Raises ``Unavailable`` with the server's log when it does not start.
    """
    binaries = programs()
    folder = Path(tempfile.mkdtemp(prefix="reserve-pg-"))
    user = _server_user()
    if user is not None:
        shutil.chown(folder, user=user, group=pwd.getpwnam(user).pw_gid)
    try:
        _initdb(binaries / "initdb", folder, user)
        with _server(binaries / "postgres", folder, user) as server:
            _wait(server, folder)
            yield Cluster(folder, count(1))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _server_user() -> str | None:
    """Return the user to become, or None when already somebody the server accepts."""
    if os.geteuid() != 0:
        return None
    try:
        pwd.getpwnam(SERVER_USER)
    except KeyError:
        msg = f"PostgreSQL refuses to run as root, and there is no user {SERVER_USER} to run it."
        raise Unavailable(msg) from None
    return SERVER_USER


def _initdb(program: Path, folder: Path, user: str | None) -> None:
    arguments = ["--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", f"--username={SUPERUSER}"]
    done = subprocess.run(
        [program, "-D", folder / "data", *arguments],
        cwd=folder,
        user=user,
        group=user,
        extra_groups=None if user is None else [],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Unavailable(f"initdb failed: {done.stderr.strip()}")


@contextmanager
def _server(program: Path, folder: Path, user: str | None) -> Iterator[subprocess.Popen[bytes]]:
    settings = [part for name, value in _SETTINGS.items() for part in ("-c", f"{name}={value}")]
    server = subprocess.Popen(
        ["/bin/bash", "-c", _KEEPER, program, folder, "-k", folder, *settings],
        cwd=folder,
        user=user,
        group=user,
        extra_groups=None if user is None else [],
        stdin=subprocess.PIPE,
        # Ctrl-C is for the tests; the keeper hears of it through the pipe.
        start_new_session=True,
    )
    try:
        yield server
    finally:
        server.communicate()


def _wait(server: subprocess.Popen[bytes], folder: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            _connect(folder).close()
        except psycopg.OperationalError as error:
            if server.poll() is not None or time.monotonic() > deadline:
                log = folder / "log"
                told = log.read_text(errors="replace") if log.exists() else str(error)
                raise Unavailable(f"PostgreSQL did not start: {told.strip()}") from error
            time.sleep(0.05)
        else:
            return
