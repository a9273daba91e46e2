"""Opening a workbook: every sheet as rows of raw cells, whatever state the file is in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from reserve.workbook.cells import Problem, Raw
from reserve.workbook.package import Unreadable, damaged, inspect

Area = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet. Rows and columns count from 0; ``merged`` holds areas as (first cell, last cell).

    ``spoiled``: cells whose content cannot be used, with the reason.
    """

    name: str
    rows: Sequence[Sequence[Raw]]
    merged: Sequence[Area] = ()
    spoiled: Mapping[tuple[int, int], Problem] = field(default_factory=dict)
    hidden: bool = False


Reader = Callable[[Path], list[Grid]]
"""What reads all worksheets of a workbook, or raises ``Unreadable``."""


def read_grids(path: Path, *, formulas: bool = True) -> list[Grid]:
    """Read all worksheets of a workbook. ``formulas``: their stored results are taken; else such cells are spoiled.

    Raises ``Unreadable`` for anything that is no readable .xlsx workbook; no other error leaves this function.
    """
    package = inspect(path, formulas=formulas)
    try:
        with CalamineWorkbook.from_path(path) as workbook:
            return [
                _grid(workbook, meta.name, package.spoiled.get(meta.name, {}), meta.visible)
                for meta in workbook.sheets_metadata
                if meta.typ is SheetTypeEnum.WorkSheet
            ]
    except CalamineError as error:
        raise Unreadable(damaged()) from error
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:
        # The reader is compiled code: where it breaks down it raises a PanicException, which is no Exception.
        raise Unreadable(damaged()) from error


def _grid(
    workbook: CalamineWorkbook, name: str, spoiled: Mapping[tuple[int, int], Problem], visible: SheetVisibleEnum
) -> Grid:
    sheet = workbook.get_sheet_by_name(name)
    return Grid(
        name=name,
        rows=sheet.to_python(skip_empty_area=False),
        merged=sheet.merged_cell_ranges or (),
        spoiled=spoiled,
        hidden=visible is not SheetVisibleEnum.Visible,
    )
