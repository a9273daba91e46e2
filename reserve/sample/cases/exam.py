"""Exam and inspection: the pass line, marks that are missing or not wanted, conclusions that block."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from reserve.dates import PartialDate
from reserve.sample.cases.desk import CHIEF, DEPUTY, Desk
from reserve.sample.model import Case, Mark, Named

_MARKS: Final[tuple[tuple[str, str | None, bool, str], ...]] = (
    ("mark-60.00", "60.00", True, "60.00 passes"),
    ("mark-59.99", "59.99", False, "59.99 does not pass"),
    ("mark-none", None, False, "no row in the marks: no mark yet"),
    ("mark-blank", "", False, "a row with a blank mark: no mark yet"),
    ("mark-absent", "缺考", False, "absent: not passed"),
    ("mark-void", "违纪", False, "void: not passed"),
    ("mark-100", "100", True, "the highest mark"),
    ("mark-0", "0", False, "0 is a mark, not a blank"),
)


def add(desk: Desk) -> None:
    """Add a unit for the marks and one for the inspections."""
    unit = desk.township(deputy=8)
    ballot = desk.ballot(unit, "deputy")
    for place, (slug, mark, listed, expect) in enumerate(_MARKS):
        ballot.case(slug, expect, DEPUTY, 50 - 3 * place, mark, outcome="eligible", listed=listed)
    old = replace(DEPUTY, birth=PartialDate(1976, 2, 11), work_since=PartialDate(1999, 8))
    expect = "a mark of somebody ineligible: a warning, ignored"
    ballot.case("mark-of-ineligible", expect, old, 20, "88", outcome="ineligible", listed=False)
    stranger = desk.names.unique()
    desk.county.marks.append(Mark(Named(stranger, unit.name), "71"))
    desk.county.cases.append(_unknown(stranger, unit.name))
    _inspections(desk)


def _unknown(name: str, unit: str) -> Case:
    return Case("mark-of-unknown-name", name, unit, "", "a mark of a name that the roster does not have: a warning")


def _inspections(desk: Desk) -> None:
    unit = desk.organ(deputy=5)
    ballot = desk.ballot(unit, "deputy")
    good = ballot.case("inspection-positive", "two inspectors agree", DEPUTY, 44, outcome="eligible", listed=True)
    desk.inspect(good)
    bad = ballot.case("inspection-negative", "negative conclusion blocks", DEPUTY, 41, outcome="eligible", listed=False)
    desk.inspect(bad, conclusion="不合格")
    vetoed = ballot.case("inspection-veto", "positive but vetoed", DEPUTY, 38, outcome="eligible", listed=False)
    desk.inspect(vetoed, veto="是", integrity="廉政意见未通过")
    blank = ballot.case(
        "inspection-blank", "conclusion missing: does not block", DEPUTY, 35, outcome="eligible", listed=True
    )
    desk.inspect(blank, conclusion="")
    ballot.case("inspection-not-recorded", "no row: does not block", DEPUTY, 32, outcome="eligible", listed=True)
    desk.ballot(unit, "chief").beside(CHIEF, 29, "72.5")
