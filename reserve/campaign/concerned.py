"""Whom workbooks decide something about: recusal is asked for all of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from reserve.campaign.difference import Difference, FileDifference
from reserve.eligibility.sheet import EXCEPTIONS
from reserve.exam.sheet import MARKS
from reserve.inspection.sheet import INSPECTIONS
from reserve.intake import County
from reserve.intake.files import MEMBERS
from reserve.listing.sheet import DECISIONS
from reserve.roster.columns import ROSTER

_DECIDING: Final = frozenset({MEMBERS.file, INSPECTIONS.file, EXCEPTIONS.file, MARKS.file, DECISIONS.file})


def concerned(difference: Difference, county: County) -> set[int]:
    """Return the numbers of the persons whose standing an import would change.

    Being new in the roster decides nothing; whoever works in an office stands in its county's roster.
    """
    persons: set[int] = set()
    for one in difference.files:
        deciding = one.file in _DECIDING
        persons.update(
            row.person
            for row in one.rows
            if row.person is not None and (deciding or (one.file == ROSTER.file and row.kind != "new"))
        )
        if deciding and one.total > len(one.rows):
            persons |= _everybody(county, one)
    return persons


def _everybody(county: County, one: FileDifference) -> set[int]:
    rows: Mapping[str, Iterable[Any]] = {
        MEMBERS.file: county.members,
        INSPECTIONS.file: county.inspections or (),
        EXCEPTIONS.file: county.exceptions,
        MARKS.file: county.marks,
        DECISIONS.file: (*county.ties, *county.decisions),
    }
    return {row.person for row in rows[one.file]}
