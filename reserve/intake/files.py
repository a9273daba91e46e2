"""The workbooks of a county's folder, which of them must be there, and the tables each holds."""

from __future__ import annotations

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
from reserve.workbook.grids import Grid, read_grids
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
OPTIONAL_FILES: Final = frozenset({INSPECTIONS.file, EXCEPTIONS.file, DECISIONS.file})


class Folder:
    """A county's folder; keeps the findings about whole files."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.findings: list[Finding] = []

    def read(self, *tables: Table) -> list[Rows] | None:
        """Read the tables of one workbook; None when it cannot be read or an optional one is not there."""
        file = tables[0].file
        path = self.path / file
        if file in OPTIONAL_FILES and not path.exists():
            return None
        try:
            grids = read_grids(path)
        except Unreadable as error:
            self.findings.append(Finding(Level.ERROR, file, "", "", "", error.reason))
            return None
        return [_read(grids, table) for table in tables]


def _read(grids: list[Grid], table: Table) -> Rows:
    return read_table(grids, table)
