"""What has to be known of an .xlsx file before it may be opened, read from its raw parts.

The spreadsheet reader lays out every sheet as a full rectangle and shows a failed formula as a blank cell. So the
size of the rectangle is measured here first, and the cells whose content would get lost are listed.
"""

from __future__ import annotations

import html
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from reserve.text import Message, message
from reserve.workbook.cells import Problem, shown

LARGEST: Final = 1 << 29
MOST_CELLS: Final = 12_000_000
_ROWS_UNSEEN: Final = 99_999
_COLUMNS_UNSEEN: Final = 26

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_XML: Final = (".xml", ".rels", ".vml")
_DECLARATIONS: Final = tuple("<!DOCTYPE".encode(code) for code in ("ascii", "utf-16-le", "utf-16-be"))
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
# Begins with a plain letter, which is what makes the search fast.
_FAR_CELL: Final = re.compile(rb"r\s*=\s*[\"']\s*([A-Za-z]{2,}[0-9]*|[A-Za-z]?[0-9]{6,})\s*[\"']")
_ATTRIBUTE: Final = re.compile(r"([\w:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_CELL: Final = re.compile(
    rb"<c\s(?P<attributes>[^>]*?)>(?P<formula>\s*<f\b[^>]*?(?:/>|>[^<]*</f>))?\s*"
    rb"(?:<v\s*/>|<v>(?P<value>[^<]*)</v>)?\s*</c>"
)
_FORMULA: Final = re.compile(rb"<c\s(?P<attributes>[^>]*?)>\s*<f\b(?:[^>]*?/>|[^>]*>(?P<text>[^<]*)<)")


class Unreadable(Exception):
    """The file is not a workbook that can be read; ``reason`` says why."""

    def __init__(self, reason: Message) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Package:
    """What the raw parts tell: (row, column), counted from 0 → problem, for each sheet by name."""

    spoiled: Mapping[str, Mapping[tuple[int, int], Problem]]


def inspect(path: Path, *, formulas: bool = True) -> Package:
    """Look through the parts of a workbook. ``formulas``: the stored result of a formula is taken; else it is spoiled.

    Raises ``Unreadable`` when the file is missing, encrypted, no .xlsx, damaged, or larger than a county can be, or
    when one of its parts declares a document type.
    """
    try:
        with path.open("rb") as file:
            start = file.read(8)
        if start != start[:0] and not start.startswith(b"PK"):
            raise Unreadable(_foreign(path, start))
        with zipfile.ZipFile(path) as archive:
            return Package(_spoiled(archive, formulas))
    except FileNotFoundError:
        raise Unreadable(message("the file is missing")) from None
    except OSError as error:
        raise Unreadable(message("the file cannot be opened: {reason}", reason=error.strerror or "")) from error
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, NotImplementedError, RuntimeError) as error:
        raise Unreadable(damaged()) from error


def damaged() -> Message:
    """Return the reason for a file that breaks while it is read."""
    return message("the file is damaged or is no .xlsx workbook: open it in the spreadsheet program and save it anew")


def _foreign(path: Path, start: bytes) -> Message:
    if start != _OLE:
        return damaged()
    if _ENCRYPTED in path.read_bytes():
        return message("the workbook is protected by a password: save it without one")
    return message("this is an old .xls workbook: save it as .xlsx")


def _spoiled(
    archive: zipfile.ZipFile,
    formulas: bool,  # noqa: FBT001 - passed on from a keyword
) -> dict[str, dict[tuple[int, int], Problem]]:
    names = set(archive.namelist())
    if "xl/workbook.xml" not in names:
        raise Unreadable(damaged())
    if sum(part.file_size for part in archive.infolist()) > LARGEST:
        raise Unreadable(message("the workbook is too large to be a county's"))
    sheets = {part: name for name, part in _sheet_parts(archive)}
    spoiled = {}
    for part in sorted(part for part in names if part.lower().endswith(_XML)):
        # Reading a part to its end also compares its checksum, so damage inside texts is not taken for text.
        content = archive.read(part)
        if any(declaration in content for declaration in _DECLARATIONS):
            raise Unreadable(
                message("the workbook holds a document type declaration: no spreadsheet program writes one")
            )
        if part in sheets or "/worksheets/" in part:
            _refuse_huge(content)
        if part in sheets:
            spoiled[sheets[part]] = dict(_spoiled_cells(content))
            if not formulas:
                spoiled[sheets[part]].update(_formula_cells(content))
    return spoiled


def _sheet_parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Yield (sheet name, part); a workbook that words its table of contents unusually yields none."""
    try:
        relations = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
    except KeyError:
        return
    workbook = archive.read("xl/workbook.xml").decode("utf-8", "replace")
    targets = {}
    for tag in re.findall(r"<(?:\w+:)?Relationship\s([^>]*)>", relations):
        found = _attributes(tag)
        targets[found.get("Id", "")] = found.get("Target", "")
    for tag in re.findall(r"<(?:\w+:)?sheet\s([^>]*)>", workbook):
        found = _attributes(tag)
        target = targets.get(found.get("r:id", ""), "")
        part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
        yield found.get("name", ""), part


def _attributes(tag: str) -> dict[str, str]:
    return {name: html.unescape(first or second) for name, first, second in _ATTRIBUTE.findall(tag)}


def _refuse_huge(content: bytes) -> None:
    # Only cells beyond Z or beyond row 99,999 are looked at: an ordinary sheet has few, and the search stays cheap.
    rows, columns = _ROWS_UNSEEN, _COLUMNS_UNSEEN
    # The character before tells the attribute r from one that only ends in it, such as header="AB1".
    far = {found[1] for found in _FAR_CELL.finditer(content) if content[found.start() - 1 : found.start()].isspace()}
    for reference in far:
        letters = reference.rstrip(b"0123456789")
        rows = max(rows, int(reference[len(letters) :] or b"0"))
        columns = max(columns, _column_number(letters))
    if rows * columns > MOST_CELLS:
        text = message("the sheet is too large: delete what stands far below or far to the right of the table")
        raise Unreadable(text)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _spoiled_cells(content: bytes) -> Iterator[tuple[tuple[int, int], Problem]]:
    """Yield the cells that hold a failed formula, or a formula whose result was never stored."""
    failed = b't="e"' in content
    if not failed and b"<f" not in content:
        return
    for found in _CELL.finditer(content):
        attributes = _attributes(found["attributes"].decode("ascii", "replace"))
        place = _place(attributes.get("r", ""))
        if place is None:
            continue
        kind = attributes.get("t")
        if kind == "e":
            value = (found["value"] or b"").decode("utf-8", "replace")
            yield place, Problem(message("the formula failed: put its value in its place"), shown=html.unescape(value))
        elif found["formula"] and not found["value"] and kind != "str":
            text = message("the formula has no stored result: open and save the file in the spreadsheet program")
            yield place, Problem(text)


def _formula_cells(content: bytes) -> Iterator[tuple[tuple[int, int], Problem]]:
    """Yield the cells that hold a formula, whatever its result."""
    if b"<f" not in content:
        return
    text = message("a formula stands here: put its value in its place")
    for found in _FORMULA.finditer(content):
        place = _place(_attributes(found["attributes"].decode("ascii", "replace")).get("r", ""))
        if place is not None:
            formula = html.unescape((found["text"] or b"").decode("utf-8", "replace"))
            yield place, Problem(text, shown=shown(f"={formula}"))


def _place(reference: str) -> tuple[int, int] | None:
    found = re.fullmatch(r"([A-Z]{1,3})([1-9]\d*)", reference)
    if found is None:
        return None
    return int(found[2]) - 1, _column_number(found[1].encode()) - 1
