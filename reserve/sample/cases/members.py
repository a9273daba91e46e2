"""Present members: named again, named for the other class, decided on or not, more than places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from reserve.dates import PartialDate
from reserve.sample.cases.desk import CHIEF, DEPUTY, Ballot, Desk
from reserve.sample.model import Case, Decision, Member, Unit

_ENGLISH: Final = {"保留": "keep", "暂缓": "defer", "": "none"}
_DECIDED: Final[tuple[tuple[str, str, str, Mapping[str, object]], ...]] = (
    ("member-without-decision", "", "no decision yet: occupies a place", {}),
    ("member-deferred", "暂缓", "deferred: occupies a place", {}),
    (
        "removal-without-grounds",
        "调整出",
        "not effective, a warning, the place stays occupied",
        {"grounds": ""},
    ),
    ("removal-without-decider", "调整出", "names nobody who decided it: not effective", {"decided_by": ""}),
    (
        "member-incompetent",
        "保留",
        "more than a third voted incompetent: flagged, not removed",
        {"shares": (2000, 2500, 2100, 3400)},
    ),
)


def add(desk: Desk) -> None:
    """Add a unit with more members than places and a township with every kind of member."""
    _crowded(desk)
    unit = desk.township(deputy=9)
    ballot = desk.ballot(unit, "deputy")
    _named_again(desk, unit, ballot)
    _by_decision(desk, unit)
    _chief_member(desk, unit, ballot)


def _crowded(desk: Desk) -> None:
    unit = desk.organ(deputy=2)
    deputies = desk.ballot(unit, "deputy")
    for number in range(3):
        cadre = desk.cadre(unit, DEPUTY)
        desk.member(cadre, "deputy", "保留" if number else "")
        desk.case(
            f"more-members-than-places-{number + 1}",
            cadre,
            "deputy",
            "4 members on 2 places: nobody is forced out",
        )
    expect = "eligible and passed, but nothing is open"
    deputies.case("nothing-open", expect, DEPUTY, 35, outcome="eligible", listed=False)
    riser = desk.cadre(unit, replace(CHIEF, post="副主任"))
    desk.member(riser, "deputy")
    desk.ballot(unit, "chief").vote(riser, 41, "84")
    expect = "deputy member named for chief, passes and is listed; keeps the old place"
    desk.case("member-named-for-other-class", riser, "chief", expect, outcome="eligible", listed=True)


def _named_again(desk: Desk, unit: Unit, ballot: Ballot) -> None:
    same = desk.cadre(unit, DEPUTY)
    desk.member(same, "deputy")
    ballot.vote(same, 40, mark=None)
    desk.case(
        "member-named-again",
        same,
        "deputy",
        "member named for the same class: votes on the member's row, no nominee",
    )
    removed = desk.cadre(unit, DEPUTY)
    desk.member(removed, "deputy", "调整出")
    ballot.vote(removed, 38, "79")
    expect = "removed by decision and named again: a nominee like others"
    desk.case("removed-member-named-again", removed, "deputy", expect, outcome="eligible", listed=True)


def _by_decision(desk: Desk, unit: Unit) -> None:
    for slug, kind, expect, changes in _DECIDED:
        row = desk.member(desk.cadre(unit, DEPUTY), "deputy", kind, **changes)
        _record(desk, row, slug, expect, "none" if slug.startswith("removal") else _ENGLISH[kind])
    old = replace(DEPUTY, birth=PartialDate(1978, 4, 2), work_since=PartialDate(2000, 8))
    row = desk.member(desk.cadre(unit, old), "deputy")
    _record(desk, row, "member-over-age", "over the age limit: flagged, not removed", "keep")
    expect = "the row says keep, a later decision on record removes: the place is free"
    row = desk.member(desk.cadre(unit, DEPUTY), "deputy")
    _record(desk, row, "member-decision-superseded", expect, "remove")
    later, officer = PartialDate(2026, 6, 26), desk.names.unique()
    desk.county.decisions.append(Decision(row.who, "deputy", "去留", "调整出", "调任外县", officer, later))


def _record(desk: Desk, row: Member, slug: str, expect: str, decision: str) -> None:
    desk.county.cases.append(Case(slug, row.who.name, row.who.unit, "deputy", expect, {"decision": decision}))


def _chief_member(desk: Desk, unit: Unit, ballot: Ballot) -> None:
    cadre = desk.cadre(unit, CHIEF)
    desk.member(cadre, "chief")
    ballot.vote(cadre, 20, "58")
    expect = "chief member named for deputy: a nominee who did not pass, keeps the place"
    desk.case("chief-member-named-for-deputy", cadre, "deputy", expect, outcome="eligible", listed=False)
    desk.ballot(unit, "chief").beside(CHIEF, 38, "76")
