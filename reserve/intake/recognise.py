"""Which of a county's workbooks a file is: by its name, else by the headers of its sheets."""

from __future__ import annotations

import contextlib
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

from reserve.errors import Invalid
from reserve.intake.files import FILES, TABLES
from reserve.text import Message, message
from reserve.workbook.grids import Grid, Reader
from reserve.workbook.headers import Presence, Table, find_header
from reserve.workbook.package import Unreadable

MOST_BYTES: Final = 40_000_000
_MOST_PARTS: Final = 50
_ENDINGS: Final = frozenset({"xlsx", "xlsm", "xls", "et"})
_UTF8_NAMES: Final = 0x800
_KINDS: Final = {file: tuple(tables) for file, tables in groupby(TABLES, key=lambda table: table.file)}


class Sent(NamedTuple):
    """A file as it was sent, under the name that it was given."""

    name: str
    content: bytes


def sort_out(files: Sequence[Sent], reader: Reader) -> dict[str, Sent]:
    """Return which workbook of a county each file is; archives are unpacked. ``reader`` opens those of other names.

    Raises ``Invalid`` on the field ``files``: none was sent, one is no known workbook, or two are the same one.
    """
    unpacked = [part for file in files for part in _parts(file)]
    if not unpacked:
        raise _invalid(message("Choose at least one workbook."))
    found: dict[str, Sent] = {}
    for sent in unpacked:
        file = kind_by_name(sent.name) or _kind_by_headers(sent, reader)
        if file is None:
            text = message("{file} is none of the workbooks of a campaign: {accepted}.", file=sent.name, accepted=FILES)
            raise _invalid(text)
        if file in found:
            text = message(
                "{first} and {second} are both taken for {file}; send only one.", **_names(found, file, sent)
            )
            raise _invalid(text)
        found[file] = sent
    return {file: found[file] for file in FILES if file in found}


def _names(found: dict[str, Sent], file: str, sent: Sent) -> dict[str, str]:
    return {"first": found[file].name, "second": sent.name, "file": file}


def _invalid(text: Message) -> Invalid:
    return Invalid({"files": text})


def kind_by_name(name: str) -> str | None:
    """Return the workbook that a name tells: ``roster (2).xlsx`` and ``Roster_marked.xlsx`` are ``roster.xlsx``.

    So is ``roster.xls``: the reading will say what is wrong with it.
    """
    stem, _, ending = name.lower().rpartition(".")
    if ending not in _ENDINGS:
        return None
    return next((file for file in FILES if re.match(rf"{file.removesuffix('.xlsx')}(?![a-z])", stem)), None)


def kind_by_headers(grids: Sequence[Grid]) -> str | None:
    """Return the one workbook whose tables name more of the headers than any other's; None when in doubt."""
    scores = sorted(((_score(grids, tables), file) for file, tables in _KINDS.items()), reverse=True)
    (best, file), (second, _) = scores[:2]
    return file if best > second else None


def _score(grids: Sequence[Grid], tables: Sequence[Table]) -> int:
    """Return how many columns of these tables are there; 0 when a required one of each is missing."""
    score = 0
    for table in tables:
        headers = [find_header(grid.rows, table) for grid in grids if not grid.hidden]
        needed = {column.key for column in table.columns if column.header is Presence.REQUIRED}
        score += max((len(header.places) for header in headers if header and needed <= header.places.keys()), default=0)
    return score


def _kind_by_headers(sent: Sent, reader: Reader) -> str | None:
    with TemporaryDirectory(prefix="reserve-import-") as folder:
        path = Path(folder) / "workbook.xlsx"
        path.write_bytes(sent.content)
        try:
            return kind_by_headers(reader(path))
        except Unreadable:
            return None


def _parts(file: Sent) -> Iterator[Sent]:
    """Yield the workbooks in an archive, or the file itself; blank parts of a form are nothing."""
    if not file.name.lower().endswith(".zip"):
        if file.name and file.content:
            yield file
        return
    try:
        with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
            yield from _unpacked(archive, file.name)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        text = message("{file} cannot be unpacked: send the workbooks themselves.", file=file.name)
        raise _invalid(text) from error


def _unpacked(archive: zipfile.ZipFile, name: str) -> Iterator[Sent]:
    parts = [part for part in archive.infolist() if not part.is_dir() and part.filename.lower().endswith(".xlsx")]
    # A program for archives on another system puts its own notes beside each file.
    parts = [part for part in parts if not part.filename.startswith("__MACOSX/")]
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES:
        raise _invalid(message("{file} holds more than a county's workbooks can be.", file=name))
    for part in parts:
        with archive.open(part) as content:
            # What is said of its size need not be true.
            read = content.read(part.file_size + 1)
        if len(read) > part.file_size:
            raise _invalid(message("{file} holds more than a county's workbooks can be.", file=name))
        yield Sent(_plain_name(part), read)


def _plain_name(part: zipfile.ZipInfo) -> str:
    """Return the name without folders; archives made in China often hold names in GBK without saying so."""
    name = part.filename
    if not part.flag_bits & _UTF8_NAMES:
        with contextlib.suppress(UnicodeError):
            name = name.encode("cp437").decode("gb18030")
    return name.replace("\\", "/").rpartition("/")[2]
