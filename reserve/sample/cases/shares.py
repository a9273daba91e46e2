"""Many votes: exactly 30 %, just below, ties at the last place, outsiders in the rank."""

from __future__ import annotations

from reserve.sample.cases.desk import CHIEF, DEPUTY, YOUNG, Desk
from reserve.sample.model import Case, Named, Tally


def add(desk: Desk) -> None:
    """Add one unit round the share and one round the rank."""
    _share(desk)
    _rank(desk)


def _share(desk: Desk) -> None:
    unit = desk.township(deputy=6)
    chiefs = desk.ballot(unit, "chief", (46, 43, 42, 40))
    chiefs.beside(CHIEF, 30)
    chiefs.beside(CHIEF, 25, "66")
    exact = chiefs.case(
        "share-30-exactly", "12 of 40 is 30 %: many votes", YOUNG, 12, outcome="exceptional", listed=True
    )
    desk.approve(exact, "chief")
    deputies = desk.ballot(unit, "deputy", (110, 102, 99, 97))
    deputies.beside(DEPUTY, 71, "81")
    below = "29 of 97 is 29.9 %, which only rounding makes 30 %"
    deputies.case("share-just-below", below, YOUNG, 29, outcome="ineligible")
    expect = "below 30 % is only a remark for an ordinary candidate"
    deputies.case("share-low-ordinary", expect, DEPUTY, 9, "61.5", outcome="eligible", listed=True)


def _rank(desk: Desk) -> None:
    unit = desk.organ(deputy=3)
    deputies = desk.ballot(unit, "deputy", (68, 64, 61, 60))
    deputies.beside(DEPUTY, 50, "83.5")
    deputies.beside(DEPUTY, 45, "77")
    expect = "two share rank 3 of 3 places: both have many votes; the exam mark settles the last place"
    first = deputies.case("rank-tie-at-places", expect, YOUNG, 30, "80", outcome="exceptional", listed=True)
    desk.approve(first, "deputy")
    second = deputies.case(
        "rank-tie-at-places-lower-mark", expect, YOUNG, 30, "70", outcome="exceptional", listed=False
    )
    desk.approve(second, "deputy")
    expect = "41.7 % but rank 5 of 3 places: not many votes"
    deputies.case("rank-below-places", expect, YOUNG, 25, outcome="ineligible")
    _outsider(desk)


def _outsider(desk: Desk) -> None:
    unit = desk.organ(deputy=3)
    home = desk.organ(deputy=3)
    outsider = desk.cadre(home, CHIEF)
    chiefs = desk.ballot(unit, "chief")
    # Somebody of another unit: counted in the rank, but no nominee here.
    desk.county.tallies.append(Tally(Named(outsider.name, unit.name), "chief", 40))
    expect = "named by a unit that is not his own: a warning, no nominee there"
    facts: dict[str, str | bool] = {"nominee": False}
    desk.county.cases.append(Case("outsider-in-votes", outsider.name, unit.name, "chief", expect, facts))
    chiefs.beside(CHIEF, 35, "71.5")
    expect = "rank 3 of 2 places because the outsider's votes count in the rank"
    chiefs.case("rank-pushed-by-outsider", expect, YOUNG, 30, outcome="ineligible")
    same = desk.ballot(home, "chief")
    expect = "his own unit named him too: only these votes make him a nominee"
    same.vote(outsider, 33)
    desk.case("outsider-at-home", outsider, "chief", expect, outcome="eligible", listed=True)
