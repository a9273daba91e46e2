"""The workbooks of a county's folder, which of them must be there, and the tables each holds."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Final

from reserve.eligibility.sheet import EXCEPTIONS
from reserve.exam.sheet import MARKS
from reserve.inspection.sheet import INSPECTIONS
from reserve.listing.sheet import DECISIONS
from reserve.pool.sheet import COLUMNS as POOL_COLUMNS
from reserve.recommendation.sheet import MEETINGS, TALLIES
from reserve.retention.sheet import COLUMNS as RETENTION_COLUMNS
from reserve.roster.columns import ROSTER, UNITS
from reserve.workbook.findings import Finding, Level
from reserve.workbook.grids import Grid, Reader, read_grids
from reserve.workbook.headers import Table
from reserve.workbook.package import Unreadable
from reserve.workbook.rows import Rows
from reserve.workbook.tables import read_table

MEMBERS: Final = Table("members.xlsx", "在库后备", (*POOL_COLUMNS, *RETENTION_COLUMNS), keys=("name", "unit"))
TABLES: Final[tuple[Table, ...]] = (
    UNITS,
    ROSTER,
    MEMBERS,
    MEETINGS,
    TALLIES,
    MARKS,
    INSPECTIONS,
    EXCEPTIONS,
    DECISIONS,
)
FILES: Final = tuple(dict.fromkeys(table.file for table in TABLES))
OPTIONAL_FILES: Final = frozenset({INSPECTIONS.file, EXCEPTIONS.file, DECISIONS.file})


class Folder:
    """A county's folder; keeps the findings about whole files."""

    def __init__(self, path: Path, reader: Reader = read_grids, expected: Collection[str] | None = None) -> None:
        """``reader`` opens the workbooks; ``expected`` must be there, by default those of a whole county."""
        self.path = path
        self._reader = reader
        self._expected = _needed(path, frozenset(FILES) - OPTIONAL_FILES if expected is None else frozenset(expected))
        self.findings: list[Finding] = []

    def read(self, *tables: Table) -> list[Rows] | None:
        """Read the tables of one workbook; None when it cannot be read or an optional one is not there."""
        file = tables[0].file
        path = self.path / file
        if file not in self._expected and not path.exists():
            return None
        try:
            grids = self._reader(path)
        except Unreadable as error:
            self.findings.append(Finding(Level.ERROR, file, "", "", "", error.reason))
            return None
        return [_read(grids, table) for table in tables]


def _needed(folder: Path, expected: frozenset[str]) -> frozenset[str]:
    """Return the expected workbooks with those on which the ones that are there, or should be, rest."""
    read = expected | {file for file in FILES if (folder / file).exists()}
    if read - {UNITS.file, ROSTER.file}:
        read |= {ROSTER.file}
    return expected | (read & {ROSTER.file}) | ({UNITS.file} if read else set())


def _read(grids: list[Grid], table: Table) -> Rows:
    return read_table(grids, table)
