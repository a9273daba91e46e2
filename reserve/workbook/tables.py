"""Reading one kind of table out of a workbook: its sheets recognised, its columns typed."""

from __future__ import annotations

import string
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Final

from reserve.text import Message, message
from reserve.workbook.cells import Problem, Raw, is_blank, shown
from reserve.workbook.findings import Finding, Level
from reserve.workbook.grids import Grid
from reserve.workbook.headers import Column, Header, Presence, Table, find_header
from reserve.workbook.merged import merged_header, unmerge
from reserve.workbook.model import Origin
from reserve.workbook.notes import data_rows
from reserve.workbook.rows import Rows

_LETTERS: Final = string.ascii_uppercase
_SAMPLE: Final = 1000


def read_table(grids: Iterable[Grid], table: Table) -> Rows:
    """Read every sheet whose header row is that of ``table``; several such sheets add up.

    A hidden one is left out with a warning: it may hold last year's list.
    """
    rows = Rows(table)
    recognised = False
    for grid in grids:
        header = find_header(grid.rows, table)
        if header is None:
            continue
        if grid.hidden:
            hidden = message("this hidden sheet is not read")
            rows.findings.append(Finding(Level.WARNING, table.file, grid.name, "", "", hidden))
            continue
        recognised = True
        rows.findings.extend(_check_header(table, grid, header))
        _read_sheet(rows, grid, header)
    if not recognised:
        titles = tuple(column.title for column in table.columns if column.header is Presence.REQUIRED)
        rows.note_table(message("no sheet has a header row with the columns {columns}", columns=titles))
    return rows


@cache
def letter(column: int) -> str:
    """Return the letters of a sheet column counted from 0: 0 → A, 27 → AB."""
    prefix, last = divmod(column, len(_LETTERS))
    return (letter(prefix - 1) if prefix else "") + _LETTERS[last]


def _check_header(table: Table, grid: Grid, header: Header) -> list[Finding]:
    found: list[Finding] = []

    def add(level: Level, place: int | None, text: Message) -> None:
        value = "" if place is None else shown(grid.rows[header.row][place])
        found.append(Finding(level, table.file, grid.name, f"{letter(place or 0)}{header.row + 1}", value, text))

    for column in table.columns:
        places = header.places.get(column.key, ())
        if not places:
            if column.header is not Presence.OPTIONAL:
                add(Level.ERROR if column.header is Presence.REQUIRED else Level.WARNING, None, _no_column(column))
            continue
        if column.key in header.rivals:
            add(Level.ERROR, places[1], message("two columns could be {column}: keep one", column=column.title))
        elif len(places) > 1:
            text = message("not read, because another column is headed {column}", column=column.title)
            add(Level.WARNING, places[1], text)
        if merged_header(grid, header, places[0]):
            text = message("the header is merged over several columns: give each column its own")
            add(Level.ERROR, places[0], text)
    return found


def _no_column(column: Column[object]) -> Message:
    if len(column.headers) == 1:
        return message("there is no column {column}", column=column.title)
    others = column.headers[1:]
    return message("there is no column {column} (also accepted: {accepted})", column=column.title, accepted=others)


def _read_sheet(rows: Rows, grid: Grid, header: Header) -> None:
    table = rows.table
    places = {key: choice[0] for key, choice in header.places.items()}
    keys = [places[key] for key in table.keys if key in places]
    body = _body(grid, header.row + 1)
    sideways = list(zip(*body, strict=True))
    by_place: dict[int, Sequence[Raw]] = {place: sideways[place] if body else () for place in places.values()}
    numbers = data_rows(body, by_place, keys)
    letters = {key: letter(place) for key, place in places.items()}
    first = header.row + 2
    rows.origins.extend(Origin(table.file, grid.name, first + number, letters) for number in numbers)
    rows.present.update(places)
    fills_down = {places[column.key]: column.fills_down for column in table.columns if column.key in places}
    merged = unmerge(grid, [header.row + 1 + number for number in numbers], fills_down) if grid.merged else {}
    for column in table.columns:
        place = places.get(column.key)
        if place is None:
            rows.append(column, [""] * len(numbers), [None] * len(numbers))
            continue
        raw = by_place[place]
        if len(numbers) < len(body):
            raw = [raw[number] for number in numbers]
        if merged:
            raw = [
                merged.get((header.row + 1 + number, place), cell) for number, cell in zip(numbers, raw, strict=True)
            ]
        rows.append(column, raw, _values(column, raw))


def _body(grid: Grid, start: int) -> Sequence[Sequence[Raw]]:
    """Return the rows from ``start`` on; cells that cannot be used stand there as problems."""
    body = [*grid.rows[start:]]
    for (row, place), problem in grid.spoiled.items():
        if start <= row < len(grid.rows) and place < len(grid.rows[row]):
            changed = [*body[row - start]]
            changed[place] = problem
            body[row - start] = changed
    return body


def _values(column: Column[object], raw: Sequence[Raw]) -> list[object]:
    """Parse each distinct cell once; a roster repeats its words a thousand times."""
    sample = raw[:_SAMPLE]
    # Names and numbers hardly repeat. A logical value equals a number and would be taken for it in a dictionary.
    if len(set(sample)) > _SAMPLE * 9 // 10 or bool in set(map(type, raw)):
        return [_parse(column, cell) for cell in raw]
    parsed: dict[Raw, object] = dict.fromkeys(raw)
    for cell in parsed:
        parsed[cell] = _parse(column, cell)
    return list(map(parsed.__getitem__, raw))


def _parse(column: Column[object], cell: Raw) -> object:
    if isinstance(cell, Problem):
        return cell
    if not is_blank(cell):
        return column.parse(cell)
    if column.cell is Presence.OPTIONAL:
        return None
    if column.cell is Presence.REQUIRED:
        return Problem(message("{column} must be filled in", column=column.title))
    return Problem(message("{column} is missing", column=column.title), Level.WARNING)
