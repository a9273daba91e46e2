"""Discipline: in effect, ended, ending in the month of the as-of date, unknown, none."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from reserve.dates import PartialDate
from reserve.sample.cases.desk import DEPUTY, Desk

_ROWS: Final = (
    (
        "discipline-in-effect",
        "党内警告",
        "2026-02-01",
        "2026-08-01",
        "ineligible",
        "in effect on the as-of date",
    ),
    ("discipline-ended", "政务记过", "2024-03", "2025-03", "eligible", "ended long before the as-of date"),
    (
        "discipline-ends-today",
        "党内警告",
        "2025-12-30",
        "2026-06-30",
        "ineligible",
        "the last day is the as-of date",
    ),
    (
        "discipline-ended-yesterday",
        "党内警告",
        "2025-12-29",
        "2026-06-29",
        "eligible",
        "ended one day before",
    ),
    (
        "discipline-ends-this-month",
        "党内警告",
        "2025-12",
        "2026-06",
        "undecided",
        "the day in June would decide",
    ),
    ("discipline-begins-later", "诫勉", "2026-07-05", "2027-01-05", "eligible", "not in effect yet"),
    ("discipline-without-dates", "政务警告", "", "", "undecided", "a sanction without its period"),
    ("discipline-doubtful", "不详", "", "", "undecided", "the file says that it is not known"),
    ("discipline-blank", "", "", "", "undecided", "blank is unknown unless the import says otherwise"),
    ("discipline-none", "无", "", "", "eligible", "无 meets"),
)


def add(desk: Desk) -> None:
    """Add one unit with the ways a sanction can stand in a file."""
    ballot = desk.ballot(desk.organ(deputy=4), "deputy")
    for place, (slug, kind, begins, ends, outcome, expect) in enumerate(_ROWS):
        like = replace(
            DEPUTY,
            discipline=kind,
            discipline_from=PartialDate.from_iso(begins) if begins else None,
            discipline_to=PartialDate.from_iso(ends) if ends else None,
        )
        ballot.case(slug, expect, like, 48 - 3 * place, outcome=outcome)
