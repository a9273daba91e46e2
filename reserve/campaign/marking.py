"""The user's own file, given back with what was found in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from reserve.campaign.reading import laid_out
from reserve.errors import Refused
from reserve.intake.files import TABLES
from reserve.text import message, word
from reserve.workbook.confined import Confined
from reserve.workbook.findings import Finding, Level
from reserve.workbook.grids import Grid
from reserve.workbook.headers import find_header
from reserve.workbook.marked import Mark, Marking
from reserve.workbook.package import Unreadable

_TITLE: Final = message("To check")
_WORDS: Final = (message("Error"), message("Warning"))


def marked(file: str, content: bytes, findings: Iterable[Finding], lang: str) -> bytes:
    """Return a workbook with the findings about it shown in its cells; once corrected it can be sent again.

    Side effects: those of ``laid_out`` and a child process meanwhile. Raises ``Refused`` for a workbook that cannot be
    opened or written again.
    """
    about = [one for one in findings if one.file == file]
    try:
        with laid_out({file: content}) as folder, Confined() as reader:
            marking = _marking(file, reader.read(folder / file), about, lang)
            return reader.marked(folder / file, marking)
    except Unreadable as error:
        text = message(
            "This workbook cannot be marked: {reason}. The list of findings says it all.", reason=error.reason
        )
        raise Refused(text) from error


def _marking(file: str, grids: Sequence[Grid], about: Iterable[Finding], lang: str) -> Marking:
    tables = [table for table in TABLES if table.file == file]
    headers = {}
    for grid in grids:
        found = [header for table in tables if (header := find_header(grid.rows, table)) is not None]
        if found and not grid.hidden:
            headers[grid.name] = found[0].row + 1
    return Marking(
        title=word(_TITLE, lang),
        words=(word(_WORDS[0], lang), word(_WORDS[1], lang)),
        headers=headers,
        marks=[Mark(one.sheet, one.cell, one.level is Level.ERROR, word(one.message, lang)) for one in about],
    )
