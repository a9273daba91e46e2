"""Workbooks are opened in a child process that may take so much memory and time and no more.

A small file can unfold into gigabytes, and the reader is compiled code: here it can only break down alone. The child is
``python -I -m reserve.workbook.confined``: jobs come in on its input, answers go out on its output, as msgpack.
"""

from __future__ import annotations

import datetime as dt
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from typing import IO, Any, Final, Self

import msgspec

from reserve.text import Message, from_plain, message, plain
from reserve.workbook.cells import Problem, Raw
from reserve.workbook.findings import Level
from reserve.workbook.grids import Grid, read_grids
from reserve.workbook.marked import Marking, mark
from reserve.workbook.package import Unreadable, damaged

MOST_ANSWERED: Final = 1 << 29
_SIZE_BYTES: Final = 8
_MOST_WRITTEN: Final = 1 << 28
_PLAIN: Final = frozenset({str, float, int, bool})
_MICROSECOND: Final = dt.timedelta(microseconds=1)
_DAYS: Final[Mapping[str, Callable[[str], Raw]]] = {
    "date": dt.date.fromisoformat,
    "datetime": dt.datetime.fromisoformat,
    "time": dt.time.fromisoformat,
}


@dataclass(frozen=True, slots=True)
class Limits:
    """What the child may take: bytes of memory (None: all there is), seconds of computing, seconds a workbook."""

    memory: int | None = 2 << 30
    computing: int = 300
    seconds: float = 120.0


class _Read(msgspec.Struct, tag="read"):
    path: str
    formulas: bool


class _Mark(msgspec.Struct, tag="mark"):
    path: str
    marking: Marking


class _Sheet(msgspec.Struct, frozen=True):
    """A grid as it is sent: ``days`` holds the cells that msgpack has no word for, ``rows`` a blank in their place."""

    name: str
    rows: list[list[str | int | float | bool]]
    days: list[tuple[int, int, str, str | int]]
    merged: list[tuple[tuple[int, int], tuple[int, int]]]
    spoiled: list[tuple[int, int, Any, Level, str]]
    hidden: bool


class _Sheets(msgspec.Struct, tag="sheets"):
    sheets: list[_Sheet]


class _Marked(msgspec.Struct, tag="marked"):
    content: bytes


class _Failed(msgspec.Struct, tag="failed"):
    """``spent``: the child came to its limits, so that another one has to go on."""

    reason: Any
    spent: bool = False


_Job = _Read | _Mark
_Answer = _Sheets | _Marked | _Failed
_ANSWERS: Final[msgspec.msgpack.Decoder[_Answer]] = msgspec.msgpack.Decoder(_Answer)


class Confined:
    """Reads workbooks in one child, started when it is first needed and anew after it broke down.

    A context manager: the child ends with it. For one thread at a time, save ``stop``.
    """

    def __init__(self, limits: Limits = Limits(), *, formulas: bool = False) -> None:
        """``formulas``: the stored result of a formula is taken; else its cell is spoiled."""
        self._limits = limits
        self._formulas = formulas
        self._child: subprocess.Popen[bytes] | None = None
        self._stopped = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def read(self, path: Path) -> list[Grid]:
        """Return all worksheets of a workbook. Raises ``Unreadable``, also when the child came to its limits."""
        answer = self._ask(_Read(str(path.absolute()), self._formulas))
        if not isinstance(answer, _Sheets):
            raise Unreadable(damaged())
        try:
            return [_grid(sheet) for sheet in answer.sheets]
        except (ValueError, TypeError, IndexError, KeyError) as error:
            raise Unreadable(damaged()) from error

    def marked(self, path: Path, marking: Marking) -> bytes:
        """Return a workbook with its marks. Raises ``Unreadable`` when it cannot be marked."""
        answer = self._ask(_Mark(str(path.absolute()), marking))
        if not isinstance(answer, _Marked):
            raise Unreadable(damaged())
        return answer.content

    def stop(self) -> None:
        """End the child at once, and start no other; whoever waits for it gets ``Unreadable``. From any thread."""
        self._stopped = True
        child = self._child
        if child is not None:
            child.kill()

    def _ask(self, job: _Job) -> _Answer:
        child = self._start()
        timer = Timer(self._limits.seconds, child.kill)
        timer.daemon = True
        timer.start()
        try:
            assert child.stdin is not None  # noqa: S101 - it was started with both
            assert child.stdout is not None  # noqa: S101 - it was started with both
            _send(child.stdin, msgspec.msgpack.encode(job))
            content = _receive(child.stdout)
        except BrokenPipeError:
            content = None
        finally:
            timer.cancel()
        if content is None:
            self._end()
            raise Unreadable(_too_much())
        try:
            answer = _ANSWERS.decode(content)
        except msgspec.DecodeError as error:
            self._end()
            raise Unreadable(damaged()) from error
        if isinstance(answer, _Failed):
            if answer.spent:
                self._end()
            reason = from_plain(answer.reason)
            raise Unreadable(reason if isinstance(reason, Message) else damaged())
        return answer

    def _start(self) -> subprocess.Popen[bytes]:
        if self._stopped:
            raise Unreadable(message("the reading was stopped"))
        if self._child is None:
            limits = (str(self._limits.memory or 0), str(self._limits.computing))
            self._child = subprocess.Popen(  # noqa: S603 - this module, by the interpreter that runs already
                [sys.executable, "-I", "-m", "reserve.workbook.confined", *limits],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_environment(),
                cwd="/",
            )
        return self._child

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                _close(pipe)
        child.wait()


def _close(pipe: IO[bytes]) -> None:
    try:
        pipe.close()
    except BrokenPipeError:
        # What was not yet written to a child that is gone.
        return


def _environment() -> Mapping[str, str]:
    """Nothing of ours: neither addresses of databases nor keys; where temporary files go."""
    kept = {name: os.environ[name] for name in ("TMPDIR",) if name in os.environ}
    # A library that prepares for many cores would use up the address space before it begins.
    return {**kept, "LANG": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1"}


def _too_much() -> Message:
    return message("reading this workbook took more memory or time than a county's can need")


def _send(pipe: IO[bytes], content: bytes) -> None:
    pipe.write(len(content).to_bytes(_SIZE_BYTES, "big"))
    pipe.write(content)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> bytes | None:
    """Return what comes next; None at the end, or when it is larger than any answer may be."""
    size = int.from_bytes(pipe.read(_SIZE_BYTES).ljust(_SIZE_BYTES, b"\xff"), "big")
    if size > MOST_ANSWERED:
        return None
    content = pipe.read(size)
    return content if len(content) == size else None


def _grid(sheet: _Sheet) -> Grid:
    rows: list[list[Any]] = [*sheet.rows]
    for row, column, kind, said in sheet.days:
        rows[row][column] = said * _MICROSECOND if isinstance(said, int) else _DAYS[kind](said)
    spoiled = {}
    for row, column, said, level, shown in sheet.spoiled:
        reason = from_plain(said)
        if not isinstance(reason, Message):
            raise TypeError(said)
        spoiled[row, column] = Problem(reason, level, shown=shown)
    return Grid(sheet.name, rows, sheet.merged or (), spoiled, sheet.hidden)


def _sent(grid: Grid) -> _Sheet:
    rows: list[list[Any]] = [list(row) for row in grid.rows]
    days = []
    for number, row in enumerate(rows):
        if _PLAIN.issuperset(map(type, row)):
            continue
        for place, cell in enumerate(row):
            if type(cell) not in _PLAIN:
                days.append((number, place, *_said(cell)))
                row[place] = ""
    spoiled = [
        (*place, plain(problem.message), problem.level, problem.shown) for place, problem in grid.spoiled.items()
    ]
    return _Sheet(grid.name, rows, days, [*grid.merged], spoiled, grid.hidden)


def _said(cell: dt.date | dt.time | dt.timedelta) -> tuple[str, str | int]:
    if isinstance(cell, dt.timedelta):
        return "duration", cell // _MICROSECOND
    return type(cell).__name__, cell.isoformat()


def _answered(job: _Job, memory: int) -> _Answer:
    """Do one job in the child; whatever happens is an answer."""
    try:
        if isinstance(job, _Mark):
            return _Marked(mark(Path(job.path), job.marking))
        return _Sheets([_sent(grid) for grid in read_grids(Path(job.path), formulas=job.formulas)])
    except Unreadable as error:
        # Where memory runs out in compiled code, it breaks down as it does over a damaged file.
        return _spent() if memory and _most_taken() > memory // 2 else _Failed(plain(error.reason))
    except MemoryError:
        return _spent()
    except Exception:  # noqa: BLE001 - openpyxl raises anything; the parent needs a reason, not a trace
        return _Failed(plain(damaged()))


def _spent() -> _Failed:
    return _Failed(plain(_too_much()), spent=True)


def _most_taken() -> int:
    """Return the most address space that this process has had, in bytes; 0 where the system does not tell."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmPeak:")), 0)


def _serve(memory: int, computing: int) -> None:
    """Be the child: limit oneself, then answer jobs until there are no more."""
    if memory:
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (computing, computing))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_MOST_WRITTEN, _MOST_WRITTEN))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Whatever a library prints must not get between the answers.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    while (content := _receive(sys.stdin.buffer)) is not None:
        job = msgspec.msgpack.decode(content, type=_Job)
        try:
            encoded = msgspec.msgpack.encode(_answered(job, memory))
        except MemoryError:
            encoded = msgspec.msgpack.encode(_spent())
        _send(answers, encoded)


def _arguments(words: Sequence[str]) -> tuple[int, int]:
    memory, computing = (int(one) for one in words)
    return memory, computing


if __name__ == "__main__":
    _serve(*_arguments(sys.argv[1:]))
