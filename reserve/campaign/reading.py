"""Reading the workbooks of an import: in a limited child process, in a folder that nobody else can look into."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import gettempdir, mkdtemp
from threading import BoundedSemaphore
from typing import Final, NamedTuple

from reserve import clock
from reserve.campaign.sent import Proposal
from reserve.intake import County, read_county
from reserve.workbook.confined import Confined
from reserve.workbook.grids import Grid

PREFIX: Final = "reserve-import-"
_LOCK: Final = ".lock"
_ABANDONED_SECONDS: Final = 3600
# Each may take two gigabytes.
_AT_ONCE: Final = BoundedSemaphore(2)

Tell = Callable[[int, int, str], None]
"""Called before each workbook: how many are done, of how many, and which is next. May raise to give up."""


class Folder(NamedTuple):
    """A folder that was read: of which import each workbook was, and what they say."""

    sources: Mapping[str, int]
    county: County


def read(proposal: Proposal, reader: Confined | None = None, tell: Tell | None = None) -> Folder:
    """Read a proposed folder; errors of the files are findings. Blocks for a second or more.

    ``reader``: a child that is open already. Side effects: a private folder under the system's temporary one, and a
    child process; both are gone afterwards. Raises what ``tell`` raises.
    """
    with _AT_ONCE, laid_out(proposal.contents) as folder:
        if reader is not None:
            return _read(proposal, folder, reader, tell)
        with Confined() as own:
            return _read(proposal, folder, own, tell)


def _read(proposal: Proposal, folder: Path, reader: Confined, tell: Tell | None) -> Folder:
    done = 0

    def grids(path: Path) -> list[Grid]:
        nonlocal done
        if tell is not None:
            tell(done, len(proposal.contents), path.name)
        done += 1
        return reader.read(path)

    expected = frozenset(proposal.contents)
    county = read_county(
        folder, proposal.blank_means_none, expected, reader=grids, parts=proposal.parts, policy=proposal.policy
    )
    return Folder(proposal.sources, county)


@contextmanager
def laid_out(contents: Mapping[str, bytes]) -> Iterator[Path]:
    """Yield a folder that holds the workbooks, for this user only; it goes at the end.

    Side effects: the workbooks lie on the disk in clear meanwhile; ``sweep`` takes away what a crash left behind.
    """
    folder = Path(mkdtemp(prefix=PREFIX))
    try:
        with (folder / "lock").open("wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            # Under this name only now that it is held: another process may be sweeping.
            (folder / "lock").rename(folder / _LOCK)
            for file, content in contents.items():
                (folder / file).write_bytes(content)
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sweep() -> None:
    """Take away the folders of processes that were killed; those still in use are locked."""
    for folder in Path(gettempdir()).glob(f"{PREFIX}*"):
        if _abandoned(folder):
            shutil.rmtree(folder, ignore_errors=True)


def _abandoned(folder: Path) -> bool:
    try:
        with (folder / _LOCK).open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
    except FileNotFoundError:
        # About to take the lock, or killed before.
        return _age(folder) > _ABANDONED_SECONDS
    except OSError:
        # In use, or somebody else's.
        return False


def _age(folder: Path) -> float:
    try:
        return clock.now().timestamp() - folder.stat().st_mtime
    except OSError:
        return 0.0
