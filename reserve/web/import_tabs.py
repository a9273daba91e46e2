"""What the page of an import shows of its findings and changes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from reserve.campaign.difference import Change, FileDifference, Kind
from reserve.campaign.outcome import Outcome
from reserve.campaign.sent import Import
from reserve.workbook.findings import Finding

FINDINGS: Final = "findings"
_LONG_NUMBER: Final = re.compile(r"\d(?:[ -]?\d){7,}[ -]?[\dXx]")
_SHOWN: Final = 4
KINDS: Final[Sequence[Kind]] = ("new", "changed", "gone", "conflict")


def tabs(one: Import, outcome: Outcome | None) -> Mapping[str, int]:
    """Return what can be looked at, with counts: the findings, and the changes of each file."""
    if outcome is None:
        return {FINDINGS: 0}
    files = outcome.difference.files if outcome.difference else ()
    return {FINDINGS: one.errors + one.warnings, **{file.file: file.total for file in files}}


def chosen(one: Import, counts: Mapping[str, int], asked: str) -> str:
    """Return which tab is shown: the one asked for, else errors first, else the first file that changes something."""
    if asked in counts:
        return asked
    if one.errors:
        return FINDINGS
    return next((tab for tab, count in counts.items() if count and tab != FINDINGS), FINDINGS)


def file(outcome: Outcome | None, name: str) -> FileDifference | None:
    """Return what one file would change, None for the findings."""
    files = outcome.difference.files if outcome and outcome.difference else ()
    return next((one for one in files if one.file == name), None)


def rows(outcome: Outcome | None, said: Mapping[str, str]) -> Sequence[Finding | Change]:
    """Return the rows of the chosen tab that its filters leave."""
    if outcome is None:
        return ()
    of = file(outcome, said["show"])
    if of is not None:
        return [row for row in of.rows if said["kind"] in {"", row.kind}]
    return [
        one for one in outcome.findings if said["level"] in {"", one.level.value} and said["file"] in {"", one.file}
    ]


def sums(outcome: Outcome | None) -> Mapping[str, int] | None:
    """Return how many rows of all files would change, by kind; None without a difference."""
    if outcome is None or outcome.difference is None:
        return None
    files = outcome.difference.files
    return {
        "new": sum(one.new for one in files),
        "changed": sum(one.changed for one in files),
        "gone": sum(one.gone for one in files),
        "conflict": sum(one.conflicts for one in files),
        "same": sum(one.same for one in files),
    }


def masked(value: str) -> str:
    """Return what a cell holds with all but the last four characters of a long number hidden."""
    return _LONG_NUMBER.sub(lambda found: "****" + re.sub("[ -]", "", found[0])[-_SHOWN:], value)
