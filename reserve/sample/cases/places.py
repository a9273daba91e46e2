"""Places: more candidates than places, blank posts, adjustments."""

from __future__ import annotations

from reserve.sample.cases.desk import CHIEF, DEPUTY, YOUNG, Desk


def add(desk: Desk) -> None:
    """Add a unit without posts and one with adjustments in both directions."""
    _blank_posts(desk)
    _adjusted(desk)


def _blank_posts(desk: Desk) -> None:
    unit = desk.organ(chief=1, deputy=None)
    ballot = desk.ballot(unit, "deputy")
    expect = "the approved posts are blank: nobody can be listed"
    ballot.case("posts-blank-ordinary", expect, DEPUTY, 40, outcome="eligible", listed=False, reserved=False)
    expect = "share above 30 %, but the rank's limit is unknown without posts"
    ballot.case("posts-blank-exception", expect, YOUNG, 30, outcome="undecided")
    expect = "share below 30 %: not many votes whatever the places are"
    ballot.case("posts-blank-low-share", expect, YOUNG, 10, outcome="ineligible")
    desk.ballot(unit, "chief").beside(CHIEF, 36, "70")


def _adjusted(desk: Desk) -> None:
    unit = desk.organ(deputy=2)
    unit.adjustments, unit.adjustment_reason = (-1, 1), "班子结构调整，正职后备减一名，副职后备增一名"
    chiefs = desk.ballot(unit, "chief")
    chiefs.case("adjustment-minus-first", "2 places less 1", CHIEF, 40, outcome="eligible", listed=True)
    expect = "second of two candidates where the adjustment leaves one place"
    chiefs.case("adjustment-minus-second", expect, CHIEF, 30, outcome="eligible", listed=False)
    deputies = desk.ballot(unit, "deputy")
    for place in range(2):
        deputies.beside(DEPUTY, 45 - place, "73")
    deputies.case("adjustment-plus", "third place by adjustment", DEPUTY, 30, outcome="eligible", listed=True)
    expect = "eligible and passed, but more candidates than places"
    deputies.case("over-subscribed", expect, DEPUTY, 22, outcome="eligible", listed=False, reserved=False)
