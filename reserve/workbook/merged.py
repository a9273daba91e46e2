"""Merged cells among the data: one value that seems to stand in several rows or columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from reserve.text import message
from reserve.workbook.cells import Problem, Raw, shown
from reserve.workbook.grids import Area, Grid
from reserve.workbook.headers import Header

Place = tuple[int, int]


def unmerge(grid: Grid, numbers: Iterable[int], places: Mapping[int, bool]) -> dict[Place, Raw]:
    """Return what stands in each merged data cell: (row, column), counted from 0 → content.

    ``numbers`` are the data rows; ``places`` the columns that are read → whether a cell merged over several rows
    holds for all of them. Elsewhere a merged cell is a problem: whose value it is would be guessed.
    """
    rows = set(numbers)
    content: dict[Place, Raw] = {}
    for area in grid.merged:
        (top, left), (bottom, right) = area
        covered = [
            (row, place)
            for row in range(top, min(bottom, len(grid.rows) - 1) + 1)
            if row in rows
            for place in places
            if left <= place <= right
        ]
        if covered and covered != [(top, left)]:
            content.update(_content(grid, area, covered, places))
    return content


def merged_header(grid: Grid, header: Header, place: int) -> bool:
    """Say whether the header in column ``place`` is merged over several columns."""
    return any(
        top <= header.row <= bottom and left <= place <= right and left != right
        for (top, left), (bottom, right) in grid.merged
    )


def _content(grid: Grid, area: Area, covered: Iterable[Place], places: Mapping[int, bool]) -> dict[Place, Raw]:
    (top, left), (_, right) = area
    value = grid.rows[top][left]
    problem = Problem(message("merged cells: write the value into each row"), shown=shown(value))
    return {cell: value if left == right and places[cell[1]] else problem for cell in covered}
