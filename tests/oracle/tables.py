"""From a workbook to rows: find the header row by its words, skip titles above and notes below."""

from pathlib import Path

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from tests.oracle.cells import Cell, fold, folded_text

Row = dict[str, Cell]
"""One line of a table: column key -> cell; a column that the file does not have is a blank cell."""

NOTE_WORDS = ("注", "说明", "备注", "填表", "合计", "总计", "制表")
HEADER_WITHIN = 15


def rows_of(path: Path, headers: dict[str, list[str]], must: list[str], keys: list[str]) -> list[Row]:
    """All data rows of all sheets of the workbook that have a header row with every column of `must`.

    headers: column key -> the header and its synonyms, the usual one first.
    keys: the columns that name what the row is about.
    """
    workbook = load_workbook(path, read_only=True, data_only=True)
    rows = []
    recognised = False
    for sheet in workbook.worksheets:
        sheet.reset_dimensions()
        grid: list[list[object]] = [list(line) for line in sheet.iter_rows(values_only=True)]
        found = find_header(grid, headers, must)
        if found is None:
            continue
        recognised = True
        header_line, columns = found
        for line in range(header_line + 1, len(grid)):
            place = f"{path.name} {sheet.title}!"
            row = row_of(grid[line], line + 1, headers, columns, place)
            if not is_note(grid[line], row, keys):
                rows.append(row)
    workbook.close()
    if not recognised:
        raise ValueError(f"{path.name}: no sheet has the headers {' '.join(headers[key][0] for key in must)}")
    return rows


def find_header(
    grid: list[list[object]], headers: dict[str, list[str]], must: list[str]
) -> tuple[int, dict[str, int]] | None:
    """The first line with all the headers of `must`, and where each known column stands; None without one."""
    for line in range(min(HEADER_WITHIN, len(grid))):
        words = [folded_text(Cell(value, "")) for value in grid[line]]
        columns = {}
        for key, synonyms in headers.items():
            for synonym in synonyms:
                if key not in columns and fold(synonym) in words:
                    columns[key] = words.index(fold(synonym))
        if all(key in columns for key in must):
            return line, columns
    return None


def row_of(line: list[object], number: int, headers: dict[str, list[str]], columns: dict[str, int], place: str) -> Row:
    """The line's cells by column key."""
    row = {}
    for key in headers:
        column = columns.get(key)
        if column is None:
            row[key] = Cell(None, f"{place}{number} (no column {key})")
        else:
            value = line[column] if column < len(line) else None
            row[key] = Cell(value, f"{place}{get_column_letter(column + 1)}{number}")
    return row


def is_note(line: list[object], row: Row, keys: list[str]) -> bool:
    """Whether the line is blank, a remark or a total instead of data."""
    filled = [text for text in (folded_text(Cell(value, "")) for value in line) if text != ""]
    if len(filled) <= 1:
        return True
    if filled[0].startswith(NOTE_WORDS):
        return True
    return all(folded_text(row[key]) == "" for key in keys)
