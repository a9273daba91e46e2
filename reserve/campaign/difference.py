"""What taking in workbooks would change, file by file, in words that can be shown."""

from __future__ import annotations

from typing import Literal, TypeAlias

import msgspec

from reserve.text import Message

MOST_ROWS = 2_000
"""No more rows are kept for one file; the counts are exact all the same."""

Kind: TypeAlias = Literal["new", "changed", "gone", "conflict"]
Shown: TypeAlias = Message | str
Cells: TypeAlias = tuple[tuple[Shown, str, Shown], ...]
"""Column, before, after."""


class Change(msgspec.Struct, frozen=True):
    """One row that would be changed.

    ``conflict``: something else was decided or keyed here. A decision of the workbook would supersede it; a mark that
    was keyed here, or papers that were proposed here, stay as they are. ``subject``: a unit's name, or the number and
    name of a person. ``changes``: column, before, after; ID numbers and sanctions never in clear.
    """

    file: str
    kind: Kind
    person: int | None
    subject: str
    changes: Cells


class FileDifference(msgspec.Struct, frozen=True, kw_only=True):
    """How many rows of one file are new, changed, …; the rows that are not the same, the first ``MOST_ROWS`` of them.

    ``waits``: the file is applied only after a screening; the counts then tell how many rows it has, all of them new.
    """

    file: str
    new: int = 0
    changed: int = 0
    same: int = 0
    gone: int = 0
    conflicts: int = 0
    rows: tuple[Change, ...] = ()
    waits: bool = False

    @property
    def total(self) -> int:
        """How many rows would not stay as they are."""
        return self.new + self.changed + self.gone + self.conflicts


class Difference(msgspec.Struct, frozen=True):
    """What would change, in the order of the campaign. Plain enough for ``msgspec.json`` in both directions."""

    files: tuple[FileDifference, ...]

    @property
    def total(self) -> int:
        """How many rows would not stay as they are."""
        return sum(one.total for one in self.files)
