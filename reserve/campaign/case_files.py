"""The file of a plan's cases: which one belongs to a plan, and its rows whatever the form.

Reads files; writes nothing.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Final

from reserve.campaign.case_table import Book, Slip, read_cases
from reserve.policy.model import Policy
from reserve.text import message
from reserve.workbook.cells import Raw
from reserve.workbook.grids import read_grids
from reserve.workbook.package import Unreadable

FORMS: Final = ("tsv", "csv", "xlsx")
_DELIMITERS: Final = {".tsv": "\t", ".csv": ","}


def cases_of(plan: Path) -> list[Path]:
    """Return the files of cases that lie beside a plan: ``county.toml`` → ``county.cases.tsv``, .csv or .xlsx."""
    candidates = [plan.with_name(f"{plan.stem}.cases.{form}") for form in FORMS]
    return [path for path in candidates if path.is_file()]


def book(path: Path, policy: Policy) -> Book:
    """Return the cases in a file; what keeps it from being read at all is a slip as well."""
    try:
        rows = _rows(path)
    except Unreadable as unreadable:
        return Book((), (Slip(1, "", unreadable.reason),))
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        return Book((), (Slip(line, "", message("the file is not UTF-8 text")),))
    except OSError as error:
        return Book((), (Slip(1, "", message("the file cannot be read: {why}", why=error.strerror)),))
    except csv.Error as error:
        return Book((), (Slip(1, "", message("this is no table: {why}", why=str(error))),))
    return read_cases(rows, policy)


def _rows(path: Path) -> list[list[Raw]]:
    """Return the rows of a file; of a workbook, those of its first sheet that is not hidden."""
    if path.suffix not in _DELIMITERS:
        grids = [grid for grid in read_grids(path) if not grid.hidden]
        return [list(row) for row in grids[0].rows] if grids else []
    text = path.read_bytes().decode("utf-8-sig")
    rows: list[list[Raw]] = []
    for line in text.splitlines():
        rows += [list(row) for row in csv.reader([line], delimiter=_DELIMITERS[path.suffix])] or [[]]
    return rows
