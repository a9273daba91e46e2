"""The same workbooks with their rows and columns in another order; titles and notes stay where they are."""

import datetime as dt
import random
from pathlib import Path

from openpyxl import load_workbook

from tests.intake.county import Cell, Table, write_book

FEWEST_HEADERS = 3


def shuffle_county(county: Path, into: Path, seed: int) -> Path:
    """Write every workbook of ``county`` anew into the folder ``into``."""
    rng = random.Random(seed)
    into.mkdir()
    for path in sorted(county.glob("*.xlsx")):
        book = load_workbook(path)
        sheets = {}
        for sheet in book:
            table = [[plain(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
            sheets[sheet.title] = shuffled(table, rng)
        write_book(sheets, into / path.name)
    return into


def plain(cell: object) -> Cell:
    assert cell is None or isinstance(cell, str | int | float | dt.date)
    return cell


def shuffled(table: Table, rng: random.Random) -> Table:
    top = next((number for number, row in enumerate(table) if filled(row) >= FEWEST_HEADERS), None)
    if top is None:
        return table
    rest = table[top + 1 :]
    # A note fills one cell; every other row below the header is data.
    body, notes = [row for row in rest if filled(row) > 1], [row for row in rest if filled(row) <= 1]
    rng.shuffle(body)
    order = list(range(len(table[top])))
    rng.shuffle(order)
    moved = [[row[place] for place in order] for row in [table[top], *body]]
    return [*table[:top], *moved, *notes]


def filled(row: list[Cell]) -> int:
    return sum(cell is not None for cell in row)
