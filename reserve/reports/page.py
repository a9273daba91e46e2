"""Sheets on paper: A4, one page wide, header rows on every page, plan and date on every page, page numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import ceil
from typing import Any, Final

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from reserve.reports.cells import CENTRED, GREY, MARK, PERCENT, RED, Cell, Column, Content, Row, Sheet, Style
from reserve.text import Message, message, word

TITLE_ROW: Final = 0
SUMMARY_ROW: Final = 1
HEADER_ROW: Final = 2
_A4: Final = 9
_MARGINS: Final = {"left": 0.5, "right": 0.5, "top": 0.8, "bottom": 0.75}
# What fits across a page at full size, in figures of the standard font.
_ACROSS: Final = {True: 97, False: 145}
_LEAST_WIDTH: Final = 4.5
_FONTS: Final = {"zh_CN": "SimSun", "en": "Calibri"}
_SIZE: Final = 10
# A program that opens the file may take such a text for a formula once somebody edits the cell.
_RISKY: Final = ("=", "+", "-", "@", "\t", "\r")
_LONGEST_TEXT: Final = 32_767
_WIDE_FROM: Final = "\u2000"
_PADDING: Final = 2.0
# A Chinese header of up to so many characters stays on one line.
_UNBROKEN: Final = 3
# More than a sheet ever has. With "any number of pages" instead, LibreOffice prints an empty one after the last of
# some sheets.
_PAGES: Final = 9_999
# Multiples of 3 points are whole pixels, which no program has to round.
_LINE: Final = 15
_ROW_PADDING: Final = 3
_TALLEST: Final = 408
_TITLE: Final = 30
_SUMMARY: Final = 18
_ALARM: Final = 9
# Lines end between words, and before punctuation: they are not filled to the last figure.
_BREAKS: Final = 1.12
_ROUNDING: Final = 0.01
# How much wider the larger bold letters of an alarm are.
_LOUD: Final = 1.3

Shown = tuple[str | int | float | None, Style]


@dataclass(slots=True)
class Paper:
    """One workbook being printed on, in one language; ``head`` and ``date`` stand on every page."""

    workbook: Workbook
    lang: str
    head: Message
    date: Message
    formats: dict[tuple[Style, bool], Format] = field(default_factory=dict)

    def put(self, sheet: Sheet) -> None:
        """Write one sheet at the end of the workbook."""
        worksheet = self.workbook.add_worksheet(self.worded(sheet.name))
        body = [self._shown(sheet, row, before) for before, row in _with_the_one_before(sheet.rows)]
        totals = [[self._total(column, row) for column in sheet.columns] for row in sheet.totals]
        widths = self._widths(sheet, body + totals)
        for at, width in enumerate(widths):
            worksheet.set_column(at, at, width)
        self._heading(worksheet, sheet, widths)
        for number, cells in enumerate(body + totals, start=HEADER_ROW + 1):
            worksheet.set_row(number, _height(cells, widths))
            for at, (content, style) in enumerate(cells):
                self._write(worksheet, number, at, content, style)
        last = len(sheet.columns) - 1
        if not body:
            style = Style(align="center", faint=True)
            worksheet.merge_range(HEADER_ROW + 1, 0, HEADER_ROW + 1, last, "", self.format(style))
            worksheet.set_row(HEADER_ROW + 1, _LINE + _ROW_PADDING)
            self._write(worksheet, HEADER_ROW + 1, 0, self.worded(sheet.nothing), style)
        else:
            worksheet.autofilter(HEADER_ROW, 0, HEADER_ROW + len(body), last)
        worksheet.freeze_panes(HEADER_ROW + 1, sheet.frozen)
        worksheet.print_area(0, 0, HEADER_ROW + max(1, len(body) + len(totals)), last)
        self._page(worksheet, sheet)

    def worded(self, content: Content) -> str:
        """Return a text, or several, one to a line, in the language of the paper."""
        return "\n".join(word(line, self.lang) for line in Cell(content).lines)

    def format(self, style: Style, *, risky: bool = False) -> Format:
        """Return the workbook's format of a style, made once."""
        if (style, risky) not in self.formats:
            self.formats[style, risky] = self.workbook.add_format(_properties(style, risky=risky))
        return self.formats[style, risky]

    def _shown(self, sheet: Sheet, row: Row, before: Row | None) -> list[Shown]:
        opens = bool(sheet.group) and before is not None and row[sheet.group] != before[sheet.group]
        return [self._cell(column.cell(row), opens=opens) for column in sheet.columns]

    def _total(self, column: Column, row: Row) -> Shown:
        content, style = self._cell(column.cell(row), opens=False)
        return content, replace(style, bold=True, fill=GREY)

    def _cell(self, cell: Cell, *, opens: bool) -> Shown:
        style = replace(cell.style, opens=True) if opens else cell.style
        if cell.content is None or isinstance(cell.content, (int, float, str)):
            return cell.content, style
        return self.worded(cell.content), style

    def _write(self, worksheet: Worksheet, row: int, at: int, content: str | float | None, style: Style) -> None:
        if content is None or content == "":
            worksheet.write_blank(row, at, None, self.format(style))
        elif isinstance(content, str):
            risky = content.startswith(_RISKY)
            worksheet.write_string(row, at, content[:_LONGEST_TEXT], self.format(style, risky=risky))
        else:
            worksheet.write_number(row, at, content, self.format(style))

    def _heading(self, worksheet: Worksheet, sheet: Sheet, widths: Sequence[float]) -> None:
        last = len(sheet.columns) - 1
        title = self.workbook.add_format({"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"})
        summary = self.workbook.add_format(
            {"align": "left", "valign": "vcenter", "text_wrap": True}
            | ({"bold": True, "bg_color": RED, "font_size": 12, "border": 1} if sheet.alarm else {})
        )
        worksheet.merge_range(TITLE_ROW, 0, TITLE_ROW, last, self.worded(sheet.title), title)
        worksheet.merge_range(SUMMARY_ROW, 0, SUMMARY_ROW, last, self.worded(sheet.summary), summary)
        lines = _broken(self.worded(sheet.summary), sum(widths) / (_LOUD if sheet.alarm else 1))
        worksheet.set_row(TITLE_ROW, _TITLE)
        worksheet.set_row(SUMMARY_ROW, lines * _SUMMARY + (_ALARM if sheet.alarm else 0))
        style = Style(align="center", fill=GREY, bold=True)
        headers: list[Shown] = [
            (_fitted(self._header(column), width - _PADDING), style)
            for column, width in zip(sheet.columns, widths, strict=True)
        ]
        worksheet.set_row(HEADER_ROW, _height(headers, widths))
        for at, (header, _) in enumerate(headers):
            self._write(worksheet, HEADER_ROW, at, header, style)

    def _header(self, column: Column) -> str:
        header = self.worded(column.header)
        return f"{header}\n{column.below}" if column.below else header

    def _widths(self, sheet: Sheet, body: Sequence[Sequence[Shown]]) -> list[float]:
        headers = [_header_width(self._header(column)) for column in sheet.columns]
        wanted = [max((_width(*cells[at]) for cells in body), default=0.0) for at in range(len(headers))]
        widths = [
            max(_LEAST_WIDTH, header, min(wish, column.most))
            for header, wish, column in zip(headers, wanted, sheet.columns, strict=True)
        ]
        room = _ACROSS[sheet.portrait] - sum(widths)
        missing = [max(0.0, wish - width) for wish, width in zip(wanted, widths, strict=True)]
        part = min(1.0, max(0.0, room) / (sum(missing) or 1.0))
        return [width + more * part for width, more in zip(widths, missing, strict=True)]

    def _page(self, worksheet: Worksheet, sheet: Sheet) -> None:
        if not sheet.portrait:
            worksheet.set_landscape()
        worksheet.set_paper(_A4)
        worksheet.set_margins(**_MARGINS)
        worksheet.fit_to_pages(1, _PAGES)
        worksheet.center_horizontally()
        worksheet.repeat_rows(HEADER_ROW)
        head, date, title = (self._printed(text) for text in (self.head, self.date, sheet.title))
        page = word(message("Page {page} of {pages}", page="&P", pages="&N"), self.lang)
        worksheet.set_header(f"&L{head}&R{date}")
        worksheet.set_footer(f"&L{title}&C{page}")

    def _printed(self, text: Message) -> str:
        """Return a text for the page's margin, where & is a sign of command."""
        return word(text, self.lang).replace("&", "&&")


def options(lang: str) -> Mapping[str, Any]:
    """Return how XlsxWriter is to make a workbook: text stays text, and nothing is left in temporary files."""
    return {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
        "default_format_properties": {"font_name": _FONTS[lang], "font_size": _SIZE},
    }


def _with_the_one_before(rows: Sequence[Row]) -> zip[tuple[Row | None, Row]]:
    return zip([None, *rows], rows, strict=False)


def _properties(style: Style, *, risky: bool) -> dict[str, Any]:
    properties: dict[str, Any] = {
        "align": style.align,
        "valign": "vcenter",
        "text_wrap": not style.number,
        "border": 1,
        "border_color": "#7F7F7F",
    }
    if style.opens:
        properties |= {"top": 2}
    if style.number:
        properties["num_format"] = style.number
    if style.fill:
        properties["bg_color"] = style.fill
    if style.bold:
        properties["bold"] = True
    if style.faint:
        properties["font_color"] = "#595959"
    if risky:
        properties["quote_prefix"] = True
    return properties


def _header_width(text: str) -> float:
    """The first line of a header may be broken once, or between words; what stands below it is not broken."""
    header, *below = text.split("\n")
    breaks = not header.isascii() and len(header) > _UNBROKEN
    whole = header[: ceil(len(header) / 2)] if breaks else header
    return max(map(_measure, [*whole.split(), *below]), default=0) + _PADDING


def _fitted(text: str, width: float) -> str:
    """Break a Chinese header that is too long in its middle, so that no single character is left over."""
    header, *below = text.split("\n")
    if not header.isascii() and _measure(header) > width + _ROUNDING:
        middle = ceil(len(header) / 2)
        header = f"{header[:middle]}\n{header[middle:]}"
    return "\n".join([header, *below])


def _width(content: str | float | None, style: Style) -> float:
    if content is None:
        return 0
    if isinstance(content, str):
        return max(map(_measure, content.split("\n"))) + _PADDING
    if style.number == PERCENT:
        return len(f"{content:.2%}") + _PADDING
    return len(f"{content:.2f}" if style.number == MARK else f"{content:d}") + _PADDING


def _height(cells: Sequence[Shown], widths: Sequence[float]) -> int:
    """Return the height of a row in points; set, because not every program finds it out when it opens the file."""
    lines = max(
        sum(_broken(line, width - _PADDING) for line in content.split("\n"))
        for (content, _), width in zip([*cells, ("", CENTRED)], [*widths, 1.0], strict=True)
        if isinstance(content, str)
    )
    return min(_TALLEST, lines * _LINE + _ROW_PADDING)


def _broken(line: str, width: float) -> int:
    """Return on how many lines a text comes to stand, rather one too many than text that is cut off."""
    measure = _measure(line)
    return 1 if measure <= width + _ROUNDING else ceil(measure * _BREAKS / width)


def _measure(line: str) -> int:
    """Return how wide a line is in figures; a Chinese character is as wide as two."""
    if line.isascii():
        return len(line)
    return len(line) + sum(character >= _WIDE_FROM for character in line)
