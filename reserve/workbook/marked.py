"""A workbook given back as it was sent, with what was found in it: failing cells coloured, a comment on each."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

import msgspec

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell
    from openpyxl.styles import PatternFill
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

AUTHOR: Final = "reserve"
_COLOURS: Final = {True: "00FFC7BF", False: "00FFEFA3"}
_RULE: Final = "\n――――\n"
_LINES: Final = 24
_POINTS_A_LINE: Final = 18
_FILTER_WIDTH: Final = 60


class Mark(msgspec.Struct, frozen=True):
    """One thing to show; ``cell`` is empty when it concerns a whole sheet or the whole file."""

    sheet: str
    cell: str
    error: bool
    text: str


class Marking(msgspec.Struct, frozen=True):
    """All that is to be shown. ``title`` heads the filter column: no header that any table knows.

    ``headers``: the header row, counted from 1, of each sheet that was recognised. ``words`` say error and warning.
    """

    title: str
    words: tuple[str, str]
    headers: Mapping[str, int]
    marks: Sequence[Mark]


def mark(path: Path, marking: Marking) -> bytes:
    """Return the workbook with its marks: red and yellow cells, comments, and a last column to filter by.

    Marks of an earlier round are taken away first. The content of no cell under a known header changes. Raises what
    openpyxl raises for a workbook that it cannot read: to be called where that does no harm.
    """
    # Four tenths of a second that reading a workbook does not need.
    from openpyxl import load_workbook  # noqa: PLC0415

    book = load_workbook(path)
    found: dict[str, list[Mark]] = defaultdict(list)
    for one in marking.marks:
        found[_sheet_of(book, marking, one)].append(one)
    for name in book.sheetnames:
        sheet = book[name]
        # A chart that fills a sheet of its own has no cells.
        if hasattr(sheet, "iter_rows"):
            _mark_sheet(sheet, marking, found[name])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _sheet_of(book: Workbook, marking: Marking, one: Mark) -> str:
    """Return the sheet that shows a mark: one about the whole file stands on the first that was recognised."""
    if one.sheet in book.sheetnames:
        return one.sheet
    return next((name for name in book.sheetnames if name in marking.headers), book.sheetnames[0])


def _mark_sheet(sheet: Worksheet, marking: Marking, marks: Sequence[Mark]) -> None:
    _clean(sheet)
    header = marking.headers.get(sheet.title, 0)
    rows: dict[int, list[Mark]] = defaultdict(list)
    cells: dict[str, list[Mark]] = defaultdict(list)
    for one in marks:
        cells[one.cell or "A1"].append(one)
    for place, here in cells.items():
        cell = _shown_cell(sheet, place)
        cell.fill = _fill(any(one.error for one in here))
        _comment(cell, [one.text for one in here])
        rows[cell.row].extend(here)
    if header and marks:
        _filter_column(sheet, marking, header, rows)


def _clean(sheet: Worksheet) -> None:
    """Take away the comments and colours of an earlier round."""
    from openpyxl.comments import Comment  # noqa: PLC0415 - see mark()
    from openpyxl.styles import PatternFill  # noqa: PLC0415 - see mark()

    ours = set(_COLOURS.values())
    for row in sheet.iter_rows():
        for cell in row:
            if cell.has_style and cell.fill.fill_type == "solid" and cell.fill.start_color.rgb in ours:
                cell.fill = PatternFill()
            comment = cell.comment
            if comment is not None and comment.author == AUTHOR:
                _, _, theirs = (comment.text or "").partition(_RULE)
                cell.comment = None
                if theirs:
                    cell.comment = Comment(theirs, "")


def _shown_cell(sheet: Worksheet, place: str) -> Cell:
    """Return a cell; of merged ones the first, which alone can bear a comment."""
    for area in sheet.merged_cells.ranges:
        if place in area:
            return cast("Cell", sheet.cell(area.min_row, area.min_col))
    found: Cell = sheet[place]
    return found


def _fill(error: bool) -> PatternFill:  # noqa: FBT001 - the key of the colours
    from openpyxl.styles import PatternFill  # noqa: PLC0415 - see mark()

    return PatternFill("solid", start_color=_COLOURS[error], end_color=_COLOURS[error])


def _comment(cell: Cell, texts: Sequence[str]) -> None:
    """Put a comment on a cell; what the office wrote there itself stays below."""
    from openpyxl.comments import Comment  # noqa: PLC0415 - see mark()

    theirs = "" if cell.comment is None else cell.comment.text or ""
    text = "\n".join(dict.fromkeys(texts)) + (_RULE + theirs if theirs else "")
    lines = min(_LINES, 2 + text.count("\n") + len(text) // 20)
    cell.comment = Comment(text, AUTHOR, height=lines * _POINTS_A_LINE, width=320)


def _filter_column(sheet: Worksheet, marking: Marking, header: int, rows: Mapping[int, Sequence[Mark]]) -> None:
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 - see mark()

    place = _filter_place(sheet, marking.title, header)
    sheet.cell(header, place).value = marking.title
    sheet.column_dimensions[get_column_letter(place)].width = _FILTER_WIDTH
    for number in range(header + 1, sheet.max_row + 1):
        marks = rows.get(number, ())
        cell = sheet.cell(number, place)
        cell.value = "；".join(dict.fromkeys(f"{marking.words[not one.error]}：{one.text}" for one in marks)) or None
        if marks:
            cell.data_type = "s"
            sheet.row_dimensions[number].hidden = False
    # A table of the spreadsheet program has a filter of its own; a second one across it is taken for damage.
    if not sheet.tables:
        sheet.auto_filter.ref = f"A{header}:{get_column_letter(place)}{sheet.max_row}"
        sheet.auto_filter.filterColumn = []


def _filter_place(sheet: Worksheet, title: str, header: int) -> int:
    """Return the column of an earlier round, else the one after the last that holds anything."""
    last = 0
    for row in sheet.iter_rows(min_row=header):
        for cell in row:
            if cell.value is None:
                continue
            if cell.row == header and cell.value == title:
                return int(cell.column)
            last = max(last, int(cell.column))
    return last + 1
