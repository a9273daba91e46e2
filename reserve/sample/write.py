"""Writing a county's workbooks, in the layout of real ones: titles, notes, columns in any order."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from reserve.sample.headers import SEQUENCE
from reserve.sample.mess import Cell
from reserve.sample.model import Case

_CREATED: Final = dt.datetime(2026, 7, 1, 9, 0, tzinfo=dt.UTC).replace(tzinfo=None)
"""Fixed, so that the same county gives the same bytes; Excel knows no time zones."""
_DATE_FORMATS: Final = ("yyyy-mm-dd", "yyyy.mm.dd", 'yyyy"年"m"月"d"日"')
_NOTES: Final = (
    "注：本表由各单位填报，请核对后盖章。",
    "说明：时间截至2026年6月30日。",
    "填表人：　　　　　　审核人：",
    "制表日期：2026年7月",
)
_GUIDE: Final = ("填表说明", "一、日期按档案记载填写。", "二、没有的填“无”，不清楚的留空。")


@dataclass(slots=True)
class Table:
    """One sheet: its title, headers with synonyms, and rows by key."""

    sheet: str
    title: str
    headers: Mapping[str, tuple[str, ...]]
    rows: list[dict[str, Cell]] = field(default_factory=list)


class Layout:
    """Lays tables out on sheets, in the habits that ``rng`` draws for each."""

    def __init__(self, rng: Random) -> None:
        """Draw habits from ``rng``."""
        self._rng = rng

    def workbook(self, path: Path, tables: Sequence[Table]) -> None:
        """Write ``tables`` as the sheets of one workbook; overwrites ``path``."""
        book = xlsxwriter.Workbook(str(path), {"strings_to_numbers": False, "strings_to_formulas": False})
        book.set_properties({"created": _CREATED})
        formats = [book.add_format({"num_format": form}) for form in _DATE_FORMATS]
        heading = book.add_format({"bold": True, "align": "center", "text_wrap": True, "border": 1})
        for table in tables:
            self._sheet(book.add_worksheet(table.sheet), table, heading, self._rng.choice(formats))
        if self._rng.random() < 0.3:
            guide = book.add_worksheet(_GUIDE[0])
            guide.write_column(0, 0, _GUIDE)
        book.close()

    def _sheet(self, sheet: Worksheet, table: Table, heading: Format, dates: Format) -> None:
        columns = self._columns(table)
        top = self._title(sheet, table.title, len(columns), heading)
        for column, (key, synonyms) in enumerate(columns):
            sheet.write_string(top, column, self._header(key, synonyms), heading)
        sheet.set_column(0, len(columns) - 1, 14)
        for number, row in enumerate(table.rows, 1):
            for column, (key, _) in enumerate(columns):
                _write(sheet, top + number, column, number if key == SEQUENCE else row.get(key), dates)
        below = top + len(table.rows) + 1
        if self._rng.random() < 0.2:
            sheet.write_string(below, 0, f"合计：{len(table.rows)}")
            below += 1
        self._notes(sheet, below)

    def _columns(self, table: Table) -> list[tuple[str, tuple[str, ...]]]:
        columns = list(table.headers.items())
        if self._rng.random() < 0.6:
            self._rng.shuffle(columns)
        if self._rng.random() < 0.6:
            columns.insert(0, (SEQUENCE, (SEQUENCE,)))
        return columns

    def _title(self, sheet: Worksheet, title: str, width: int, heading: Format) -> int:
        """Write no, one or two rows above the header and return the header's row."""
        rows = self._rng.choice((0, 1, 1, 2))
        if rows:
            sheet.merge_range(0, 0, 0, width - 1, title, heading)
        if rows == 2:
            sheet.merge_range(1, 0, 1, width - 1, "填报单位（盖章）：云川县委组织部　　　　2026年6月30日")
        return rows

    def _header(self, key: str, synonyms: tuple[str, ...]) -> str:
        header = self._rng.choice(synonyms) if self._rng.random() < 0.6 else synonyms[0]
        luck = self._rng.random()
        if len(header) == 2 and luck < 0.15 and key != SEQUENCE:
            return f"{header[0]}  {header[1]}"
        if len(header) > 4 and luck < 0.15:
            return f"{header[:2]}\n{header[2:]}"
        return header

    def _notes(self, sheet: Worksheet, row: int) -> None:
        for note in self._rng.sample(_NOTES, self._rng.choice((0, 0, 1, 2))):
            row += self._rng.choice((0, 1))
            sheet.write_string(row, 0, note)
            row += 1


def _write(sheet: Worksheet, row: int, column: int, cell: Cell, dates: Format) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, dt.date):
        sheet.write_datetime(row, column, cell, dates)
    elif isinstance(cell, str):
        sheet.write_string(row, column, cell)
    else:
        sheet.write_number(row, column, cell)


def write_cases(path: Path, cases: Sequence[Case]) -> None:
    """Write ``cases`` as JSON, by slug; overwrites ``path``."""
    rows = [
        {
            "case": case.slug,
            "name": case.name,
            "unit": case.unit,
            "class": case.place_class,
            "expect": case.expect,
            **case.facts,
        }
        for case in sorted(cases, key=lambda case: case.slug)
    ]
    path.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
