"""Ages: the two limits to the day, months only, leap days, no birth at all."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from reserve.dates import PartialDate
from reserve.sample.cases.desk import DEPUTY, YOUNG, Desk

_FORTY_SIX: Final = (
    ("age-46-tomorrow", "1980-07-01", "eligible", True, "turns 46 on the day after the as-of date"),
    ("age-46-today", "1980-06-30", "ineligible", False, "turns 46 on the as-of date itself"),
    ("age-46-yesterday", "1980-06-29", "ineligible", False, "turned 46 on the day before the as-of date"),
    (
        "age-45-tomorrow",
        "1981-07-01",
        "eligible",
        False,
        "turns 45 tomorrow: within the limit under both readings",
    ),
    ("age-45-today", "1981-06-30", "eligible", False, "turns 45 today: within the limit under both readings"),
    (
        "age-45-yesterday",
        "1981-06-29",
        "eligible",
        True,
        "past the 45th birthday by one day: only the chosen reading admits",
    ),
    ("age-month-1980-06", "1980-06", "ineligible", False, "every day of the birth month has turned 46"),
    ("age-month-1980-07", "1980-07", "eligible", True, "no day of the birth month has turned 46"),
    (
        "age-month-1981-06",
        "1981-06",
        "eligible",
        True,
        "under the other reading the day of birth would decide",
    ),
    ("age-month-1981-07", "1981-07", "eligible", False, "within the limit under both readings on every day"),
    (
        "age-46-leap-day",
        "1980-02-29",
        "ineligible",
        False,
        "born on 29 February: the birthday of 2026 is 1 March",
    ),
)
_THIRTY: Final = (
    ("age-30-tomorrow", "1996-07-01", "exceptional", False, "turns 30 tomorrow: still under 30"),
    ("age-30-today", "1996-06-30", "ineligible", True, "turns 30 today: only the other reading admits"),
    ("age-30-yesterday", "1996-06-29", "ineligible", False, "turned 30 yesterday"),
    (
        "age-month-1996-06",
        "1996-06",
        "ineligible",
        True,
        "has turned 30 on every day; undecided under the other reading",
    ),
    ("age-month-1996-07", "1996-07", "exceptional", False, "under 30 on every day of the birth month"),
    ("age-30-leap-day", "1996-02-29", "ineligible", False, "born on 29 February: turned 30 on 1 March 2026"),
)


def add(desk: Desk) -> None:
    """Add one unit round the age limit and one round the exception's."""
    _round_forty_six(desk)
    _round_thirty(desk)


def _round_forty_six(desk: Desk) -> None:
    unit = desk.organ(deputy=5)
    ballot = desk.ballot(unit, "deputy", (66, 62, 61, 60))
    for place, (slug, birth, outcome, boundary, expect) in enumerate(_FORTY_SIX):
        like = replace(DEPUTY, birth=PartialDate.from_iso(birth), work_since=PartialDate(2003, 8))
        ballot.case(slug, expect, like, 52 - 2 * place, outcome=outcome, boundary=boundary)
    other = desk.ballot(unit, "chief")
    like = replace(DEPUTY, birth=None, rank="deputy_section", rank_since=PartialDate(2019, 5))
    expect = "no birth date in the file: age unknown although the ID number has one"
    other.case("birth-missing", expect, like, 30, outcome="undecided")
    nameless = desk.cadre(unit, like, with_id=False)
    other.vote(nameless, 24)
    desk.case("birth-and-id-missing", nameless, "chief", "neither birth date nor ID number", outcome="undecided")


def _round_thirty(desk: Desk) -> None:
    unit = desk.township(deputy=8)
    ballot = desk.ballot(unit, "deputy")
    for place, (slug, birth, outcome, boundary, expect) in enumerate(_THIRTY):
        like = replace(YOUNG, birth=PartialDate.from_iso(birth))
        cadre = ballot.case(slug, expect, like, 50 - 3 * place, outcome=outcome, boundary=boundary)
        if outcome == "exceptional":
            desk.approve(cadre, "deputy")
