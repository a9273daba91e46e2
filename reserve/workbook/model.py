"""Where a row was read: the only thing about its spreadsheet that a row remembers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Origin:
    """File, sheet and row (counted from 1) of a record, and the letter of each recognised column.

    ``columns`` is one mapping shared by all rows of a sheet.
    """

    file: str
    sheet: str
    row: int
    columns: Mapping[str, str]

    def cell(self, key: str) -> str:
        """Return the cell of the column ``key``, as ``B7``; empty when the sheet has no such column."""
        letter = self.columns.get(key)
        return "" if letter is None else f"{letter}{self.row}"
