"""Reading a county's folder: all files in one pass, all findings together."""

from __future__ import annotations

import gc
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from reserve.eligibility.model import ExceptionRow
from reserve.eligibility.sheet import EXCEPTIONS, read_exceptions
from reserve.eligibility.sheet import PLACE_CLASS as EXCEPTION_CLASS
from reserve.exam.model import MarkRow
from reserve.exam.sheet import marks_table, read_marks, read_part_marks
from reserve.inspection.model import InspectionRow
from reserve.inspection.sheet import INSPECTIONS, read_inspections
from reserve.intake.files import MEMBERS, Folder
from reserve.intake.locate import ERRORS_EVERYWHERE, locate, locate_units, note_twice
from reserve.intake.model import County
from reserve.listing.model import TieRow
from reserve.listing.sheet import DECISIONS, read_superseding, read_ties
from reserve.policy.examining import ExamPart
from reserve.policy.model import Policy
from reserve.pool.model import MemberRow
from reserve.pool.sheet import read_members
from reserve.recommendation.model import Meeting, Tally
from reserve.recommendation.sheet import MEETINGS, TALLIES, read_meetings, read_tallies
from reserve.retention.model import DecisionRow
from reserve.retention.sheet import read_decisions
from reserve.roster.columns import UNITS, roster_table
from reserve.roster.matching import Directory, Miss
from reserve.roster.model import Person, Unit
from reserve.roster.own import OwnColumns, own_columns
from reserve.roster.sheet import BLANK_MEANS_NONE, read_people, read_units, unit_names
from reserve.text import message
from reserve.workbook.findings import Finding, Level, ordered
from reserve.workbook.grids import Reader, read_grids
from reserve.workbook.headers import Table
from reserve.workbook.person_columns import NAME, UNIT
from reserve.workbook.rows import Rows

_EVERY_MISS: Final = frozenset(Miss)
# A name that the unit does not have got votes all the same: it counts in the rank and is no nominee.
_VOTE_ERRORS: Final = _EVERY_MISS - {Miss.NOBODY}


def read_county(
    folder: Path,
    blank_means_none: frozenset[str] = frozenset(),
    expected: Collection[str] | None = None,
    *,
    reader: Reader = read_grids,
    parts: Sequence[ExamPart] = (),
    policy: Policy | None = None,
) -> County:
    """Read all workbooks of ``folder`` and everything that is wrong with them. ``reader`` opens them.

    ``policy``: the plan whose own columns of the roster are read too.

    ``expected``: the workbooks that must be there, by default those of a whole county; nothing is said of others that
    are not, but whoever names people needs the roster, and the roster the units.
    ``parts``: those of the plan's exam, each a column of the workbook of marks; none when there is one paper.
    ``blank_means_none`` ⊂ {"discipline", "probation", "in_service_education"}: in these columns a blank cell says
    无. Raises ``ValueError`` for any other name; whatever the files hold, they raise nothing. The rows do not
    depend on the order of rows and columns in the files, save their origins and the findings' cells.
    """
    if not blank_means_none <= BLANK_MEANS_NONE:
        raise ValueError(sorted(blank_means_none - BLANK_MEANS_NONE))
    with _collector_at_rest():
        return _Reading(Folder(folder, reader, expected), parts, own_columns(policy)).county(blank_means_none)


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Keep the cycle collector from walking millions of new cells again and again; reading makes no cycles."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


class _Reading:
    """One pass over a folder: what later files are compared with, and the findings so far."""

    def __init__(self, folder: Folder, parts: Sequence[ExamPart], own: OwnColumns) -> None:
        self.folder = folder
        self.parts = parts
        self.own = own
        self.findings: list[Finding] = folder.findings
        self.people: Sequence[Person] = ()
        self.units: dict[str, str] = {}
        self.directory: Directory | None = None

    def county(self, blank_means_none: frozenset[str]) -> County:
        units = self._units()
        self._people(blank_means_none)
        pool = self._members()
        members, decisions = pool or ([], [])
        meetings, tallies = self._votes()
        marks, inspections, exceptions = self._marks(), self._inspections(), self._exceptions()
        ties, superseding = self._decisions(None if pool is None else members)
        latest = {decision.person: decision for decision in (*decisions, *superseding)}
        return County(
            units=tuple(units),
            people=tuple(self.people),
            members=tuple(members),
            decisions=tuple(latest[person] for person in sorted(latest)),
            meetings=tuple(meetings),
            tallies=tuple(tallies),
            marks=tuple(marks),
            inspections=None if inspections is None else tuple(inspections),
            exceptions=tuple(exceptions),
            ties=tuple(ties),
            findings=ordered(self.findings),
        )

    def _units(self) -> list[Unit]:
        read = self.folder.read(UNITS)
        if read is None:
            return []
        [rows] = read
        units = read_units(rows)
        self.units = unit_names(units)
        if not len(rows) and not rows.findings:
            rows.note_table(message("the table has no rows"))
        self.findings.extend(rows.settle())
        return units

    def _people(self, blank_means_none: frozenset[str]) -> None:
        read = self.folder.read(roster_table(blank_means_none, self.own.values()))
        if read is None:
            return
        [rows] = read
        self.people, numbers = read_people(rows, self.units, blank_means_none, self.own)
        if not len(rows) and not rows.findings:
            rows.note_table(message("the table has no rows"))
        # Without a readable roster every row elsewhere would be about nobody: one finding says it all.
        self.directory = Directory(self.people) if self.people else None
        self.findings.extend(rows.settle(numbers))

    def _about(
        self, table: Table, errors: frozenset[Miss], unit_level: Level
    ) -> tuple[Rows, list[int | None], list[str | None]] | None:
        """Read one table of persons: its rows, the person and the unit that each is about."""
        read = self.folder.read(table)
        if read is None:
            return None
        [rows] = read
        return (rows, *self._located(rows, errors, unit_level))

    def _located(
        self, rows: Rows, errors: frozenset[Miss], unit_level: Level
    ) -> tuple[list[int | None], list[str | None]]:
        units = locate_units(rows, self.units, unit_level)
        if self.directory is None:
            return [None] * len(rows), units
        return locate(rows, self.directory, units, errors), units

    def _members(self) -> tuple[list[MemberRow], list[DecisionRow]] | None:
        read = self._about(MEMBERS, _EVERY_MISS, Level.ERROR)
        if read is None:
            return None
        rows, persons, units = read
        for row, person in enumerate(persons):
            unit = units[row]
            if person is not None and unit is not None and self.people[person - 1].unit != unit:
                rows.note(row, UNIT, message("in the roster this person belongs to another unit"))
        note_twice(rows, persons, message("this person is listed more than once"))
        members, decisions = read_members(rows, persons, units), read_decisions(rows, persons)
        self.findings.extend(rows.settle(persons))
        return members, decisions

    def _votes(self) -> tuple[list[Meeting], list[Tally]]:
        read = self.folder.read(MEETINGS, TALLIES)
        if read is None:
            return [], []
        meeting_rows, rows = read
        meetings = read_meetings(meeting_rows, locate_units(meeting_rows, self.units))
        persons, units = self._located(rows, _VOTE_ERRORS, Level.ERROR)
        for row, person in enumerate(persons):
            unit = units[row]
            if person is not None and unit is not None and self.people[person - 1].unit != unit:
                persons[row] = None
                text = message("nobody of this name is in the roster of the unit")
                rows.note(row, NAME, text, Level.WARNING)
        tallies = read_tallies(rows, units, persons, meetings)
        self.findings.extend((*meeting_rows.settle(), *rows.settle(persons)))
        return meetings, tallies

    def _marks(self) -> list[MarkRow]:
        read = self._about(marks_table(self.parts), ERRORS_EVERYWHERE, Level.WARNING)
        if read is None:
            return []
        rows, persons, _ = read
        note_twice(rows, persons, message("this person is listed more than once"))
        marks = read_part_marks(rows, persons, self.parts) if self.parts else read_marks(rows, persons)
        self.findings.extend(rows.settle(persons))
        return marks

    def _inspections(self) -> list[InspectionRow] | None:
        read = self._about(INSPECTIONS, ERRORS_EVERYWHERE, Level.WARNING)
        if read is None:
            return None
        rows, persons, _ = read
        note_twice(rows, persons, message("this person is listed more than once"))
        inspections = read_inspections(rows, persons)
        self.findings.extend(rows.settle(persons))
        return inspections

    def _exceptions(self) -> list[ExceptionRow]:
        read = self._about(EXCEPTIONS, ERRORS_EVERYWHERE, Level.WARNING)
        if read is None:
            return []
        rows, persons, _ = read
        classes = rows.of(EXCEPTION_CLASS)
        about = [None if person is None else (person, classes[row]) for row, person in enumerate(persons)]
        note_twice(rows, about, message("this person is listed more than once for one class"))
        exceptions = read_exceptions(rows, persons)
        self.findings.extend(rows.settle(persons))
        return exceptions

    def _decisions(self, members: Sequence[MemberRow] | None) -> tuple[list[TieRow], list[DecisionRow]]:
        read = self._about(DECISIONS, ERRORS_EVERYWHERE, Level.WARNING)
        if read is None:
            return [], []
        rows, persons, _ = read
        ties = read_ties(rows, persons)
        superseding = [] if members is None else read_superseding(rows, persons, members)
        self.findings.extend(rows.settle(persons))
        return ties, superseding
