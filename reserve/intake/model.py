"""All that a county's folder holds, as rows and findings."""

from __future__ import annotations

from dataclasses import dataclass

from reserve.eligibility.model import ExceptionRow
from reserve.exam.model import MarkRow
from reserve.inspection.model import InspectionRow
from reserve.listing.model import TieRow
from reserve.pool.model import MemberRow
from reserve.recommendation.model import Meeting, Tally
from reserve.retention.model import DecisionRow
from reserve.roster.model import Person, Unit
from reserve.workbook.findings import Finding, blocking


@dataclass(frozen=True, slots=True)
class County:
    """The rows of every workbook, each sorted by content, and all findings.

    ``decisions`` has one row for each member: that of ``decisions.xlsx`` where there is an effective one, else that
    of ``members.xlsx``. ``inspections`` is None when the county has no such workbook, which is not the same as an
    empty one. When ``blocked``, the rows are incomplete and must not be stored.
    """

    units: tuple[Unit, ...] = ()
    people: tuple[Person, ...] = ()
    members: tuple[MemberRow, ...] = ()
    decisions: tuple[DecisionRow, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    tallies: tuple[Tally, ...] = ()
    marks: tuple[MarkRow, ...] = ()
    inspections: tuple[InspectionRow, ...] | None = None
    exceptions: tuple[ExceptionRow, ...] = ()
    ties: tuple[TieRow, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def blocked(self) -> bool:
        """Whether any finding is an error: then nothing of the import is stored (domain rule 14)."""
        return blocking(self.findings)
