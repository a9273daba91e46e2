"""Rank and months in it: to the day, by the month, missing, unrecorded, probation left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from reserve.dates import PartialDate
from reserve.sample.cases.desk import CHIEF, DEPUTY, Desk
from reserve.sample.model import Cadre

_JOINED: Final = replace(
    DEPUTY, birth=PartialDate(1992, 3, 8), work_since=PartialDate(2019, 7), rank_since=PartialDate(2020, 8)
)
_DEPUTIES: Final[tuple[tuple[str, Mapping[str, object], str, str], ...]] = (
    (
        "rank-36-months",
        {"rank_since": PartialDate(2023, 6, 30)},
        "eligible",
        "36 months completed on the as-of date",
    ),
    (
        "rank-36-months-less-a-day",
        {"rank_since": PartialDate(2023, 7, 1)},
        "ineligible",
        "one day short of 36 months",
    ),
    (
        "rank-36-months-by-month",
        {"rank_since": PartialDate(2023, 6)},
        "eligible",
        "36 months on every day of that month",
    ),
    ("rank-missing", {"rank": None, "rank_since": None}, "undecided", "no rank in the file"),
    ("rank-since-missing", {"rank_since": None}, "undecided", "no date of the rank"),
    (
        "rank-off-the-ladder",
        {"rank": None, "rank_text": "专技十级", "status": "institution"},
        "undecided",
        "a specialist grade stands on no common ladder",
    ),
    (
        "rank-too-low",
        {"rank": "clerk_2"},
        "ineligible",
        "below first-class clerk, and no exception for this age",
    ),
    (
        "probation-left-out",
        {"rank_since": PartialDate(2023, 3, 1), "probation": PartialDate(2024, 3, 1)},
        "ineligible",
        "39 months with, 27 without the probation",
    ),
    (
        "probation-over-36-months",
        {"rank_since": PartialDate(2022, 7, 1), "probation": PartialDate(2023, 6, 30)},
        "eligible",
        "36 months to the day since the probation was over",
    ),
    ("probation-blank", {"probation": ""}, "undecided", "nobody knows when probation was over"),
)
_SENIOR: Final = replace(CHIEF, rank="chief_section", rank_since=PartialDate(2025, 9), earlier=())
_CHIEFS: Final = (
    (
        "rank-24-months",
        replace(CHIEF, rank_since=PartialDate(2024, 6, 30)),
        "eligible",
        "24 months completed on the as-of date",
    ),
    (
        "rank-24-months-less-a-day",
        replace(CHIEF, rank_since=PartialDate(2024, 7, 1)),
        "ineligible",
        "one day short of 24 months",
    ),
    (
        "rank-24-months-by-month",
        replace(CHIEF, rank_since=PartialDate(2024, 6)),
        "eligible",
        "24 months on every day of that month",
    ),
    (
        "rank-above-unrecorded",
        _SENIOR,
        "undecided",
        "present rank above the asked one, no record of when that was reached",
    ),
    (
        "rank-above-recorded",
        replace(_SENIOR, earlier=(("clerk_1", PartialDate(2010, 7)), ("deputy_section", PartialDate(2018, 5)))),
        "eligible",
        "the earlier rank counts although the present one is ten months old",
    ),
    (
        "rank-since-missing-short-service",
        replace(CHIEF, work_since=PartialDate(2025, 8), rank_since=None, earlier=()),
        "ineligible",
        "no date of the rank, but the whole service is shorter than 24 months",
    ),
)


def add(desk: Desk) -> None:
    """Add one unit with deputies and chiefs round the months in rank."""
    unit = desk.organ(deputy=4)
    deputies = desk.ballot(unit, "deputy")
    for place, (slug, changes, outcome, expect) in enumerate(_DEPUTIES):
        deputies.case(slug, expect, _changed(changes), 48 - 3 * place, outcome=outcome)
    chiefs = desk.ballot(unit, "chief")
    for place, (slug, like, outcome, expect) in enumerate(_CHIEFS):
        chiefs.case(slug, expect, like, 45 - 4 * place, outcome=outcome)


def _changed(changes: Mapping[str, object]) -> Cadre:
    cadre = replace(_JOINED)
    for key, value in changes.items():
        setattr(cadre, key, value)
    return cadre
