"""Empty workbooks for an office to fill in: headers, drop-downs, text format where digits must not be lost."""

from __future__ import annotations

import io
from itertools import groupby
from pathlib import Path
from typing import Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from reserve.intake.files import OPTIONAL_FILES, TABLES
from reserve.text import DEFAULT_LANGUAGE, message, word
from reserve.workbook.headers import Column, Presence, Table

PREPARED_ROWS: Final = 5000
_LONGEST_LIST: Final = 255
_INSTRUCTIONS: Final = message("How to fill in")
_OBLIGATION: Final = {
    Presence.REQUIRED: message("required"),
    Presence.EXPECTED: message("needed for the screening; blank is an unknown fact"),
    Presence.OPTIONAL: message("optional"),
}


def write_templates(folder: Path, lang: str = DEFAULT_LANGUAGE) -> list[Path]:
    """Write an empty workbook of each kind into ``folder`` and return the paths of those written.

    Each has its sheets with headers and a sheet of instructions in ``lang``. Makes the folder when it is missing.
    A workbook that is already there may be filled in: it is left alone.
    """
    kinds = {file: list(tables) for file, tables in groupby(TABLES, key=lambda table: table.file)}
    folder.mkdir(parents=True, exist_ok=True)
    missing = {file: tables for file, tables in kinds.items() if not (folder / file).exists()}
    return [_write(folder / file, tables, lang) for file, tables in missing.items()]


def template(file: str, lang: str = DEFAULT_LANGUAGE) -> bytes:
    """Return one of the empty workbooks. Raises ``ValueError`` for a file that is none of a county's."""
    tables = [table for table in TABLES if table.file == file]
    if not tables:
        raise ValueError(file)
    content = io.BytesIO()
    _fill(xlsxwriter.Workbook(content, {"in_memory": True}), tables, lang)
    return content.getvalue()


def _write(path: Path, tables: list[Table], lang: str) -> Path:
    _fill(xlsxwriter.Workbook(path), tables, lang)
    return path


def _fill(workbook: Workbook, tables: list[Table], lang: str) -> None:
    with workbook as book:
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        for table in tables:
            _table(book, table)
        _instructions(book, book.add_worksheet(word(_INSTRUCTIONS, lang)), tables, wrapped, lang)


def _table(book: Workbook, table: Table) -> None:
    sheet = book.add_worksheet(table.sheet)
    as_text = book.add_format({"num_format": "@"})
    style = {"bold": True, "border": 1, "align": "center", "valign": "vcenter", "text_wrap": True}
    plain, required = book.add_format(style), book.add_format({**style, "bg_color": "#FFF2CC"})
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, 22 if column.as_text else 14, as_text if column.as_text else None)
        sheet.write_string(0, place, column.title, required if column.header is Presence.REQUIRED else plain)
        if column.choices and len(",".join(column.choices)) <= _LONGEST_LIST:
            # A hint, not a wall: the reader knows more words than the list shows.
            choices = {"validate": "list", "source": list(column.choices), "error_type": "warning"}
            sheet.data_validation(1, place, PREPARED_ROWS, place, choices)
    sheet.freeze_panes(1, 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _instructions(book: Workbook, sheet: Worksheet, tables: list[Table], wrapped: Format, lang: str) -> None:
    bold = book.add_format({"bold": True})
    sheet.set_column(0, 1, 18)
    sheet.set_column(2, 3, 60)
    row = 0
    optional = tables[0].file in OPTIONAL_FILES
    if optional:
        sheet.write_string(row, 0, word(message("This workbook may be left out."), lang))
        row += 2
    for table in tables:
        sheet.write_string(row, 0, word(message("Sheet {sheet}", sheet=table.sheet), lang), bold)
        heads = (
            message("Column"),
            message("Must it be filled in?"),
            message("What may stand in it"),
            message("Other headers that are understood"),
        )
        for place, head in enumerate(heads):
            sheet.write_string(row + 1, place, word(head, lang), bold)
        row += 2
        for column in table.columns:
            for place, cell in enumerate(_line(column)):
                sheet.write_string(row, place, word(cell, lang), wrapped)
            row += 1
        row += 1


def _line(column: Column[object]) -> tuple[object, ...]:
    return (column.title, _OBLIGATION[max(column.header, column.cell)], _content(column), column.headers[1:])


def _content(column: Column[object]) -> object:
    if column.hint is None or not column.choices:
        return column.hint or column.choices
    return message("{hint}: {words}", hint=column.hint, words=column.choices)
