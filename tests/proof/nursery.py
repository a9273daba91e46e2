"""Where servers that die come from, and one of them."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Final

from tests.proof.progress import ROOT
from tests.proof.standing import as_line

_PATIENCE: Final = 60.0
_TICK: Final = 0.01


class Nursery:
    """Where servers come from; all of them are gone with it."""

    def __init__(self, folder: Path, url: str, key_file: Path) -> None:
        self.folder, self._numbers = folder, count(1)
        environment = {"RESERVE_DATABASE": url, "RESERVE_KEY_FILE": str(key_file), "RESERVE_LANGUAGE": "en"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.proof.mortal"],
            cwd=ROOT,
            env={**os.environ, **environment, "OPENBLAS_NUM_THREADS": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def begin(self) -> None:
        """Let it put the application together: the database is there now."""
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()

    def close(self) -> None:
        """End every server."""
        self._process.communicate(timeout=_PATIENCE)

    @contextmanager
    def server(self, *, kill_at: int = 0, fault: str = "") -> Iterator["Server"]:
        """Yield a server that answers; it is killed at the end, if it was not before."""
        told = self.folder / f"told-{next(self._numbers)}"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        order = {"port": port, "told": str(told), "kill_at": kill_at, "fault": fault}
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(as_line(order))
        self._process.stdin.flush()
        server = Server(int(self._process.stdout.readline()), f"http://127.0.0.1:{port}", told)
        try:
            server.wait(port)
            yield server
        finally:
            server.kill()


@dataclass(frozen=True)
class Server:
    """A process that serves."""

    pid: int
    address: str
    told: Path

    def wait(self, port: int) -> None:
        """Wait until it answers."""
        deadline = time.monotonic() + _PATIENCE
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
            except OSError:
                if self.dead or time.monotonic() > deadline:
                    raise AssertionError(self.said) from None
                time.sleep(_TICK)
            else:
                return

    @property
    def said(self) -> str:
        """What it printed."""
        return Path(f"{self.told}.log").read_text("utf-8")[-2000:]

    @property
    def dead(self) -> bool:
        """Whether it is gone; who made it has seen that, too."""
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return True
        return False

    @property
    def writes(self) -> Sequence[str]:
        """Its writes and commits so far."""
        return self.told.read_text("utf-8").splitlines()

    def kill(self) -> None:
        """End it as a power cut would."""
        deadline = time.monotonic() + _PATIENCE
        while not self.dead and time.monotonic() < deadline:
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
            time.sleep(_TICK / 5)
