"""Ties at the last place: unsettled, settled by the mark, by a decision, or by leaving everybody out."""

from __future__ import annotations

from reserve.sample.cases.desk import CHIEF, DEPUTY, Ballot, Desk
from reserve.sample.model import Cadre


def add(desk: Desk) -> None:
    """Add three units, each with a tie for deputies and one for chiefs."""
    first = desk.organ(deputy=3)
    _unsettled(desk.ballot(first, "deputy"))
    _by_mark(desk.ballot(first, "chief"))
    second = desk.organ(deputy=3)
    _decided(desk.ballot(second, "deputy"))
    _all_left_out(desk.ballot(second, "chief"))
    third = desk.organ(deputy=3)
    _without_reason(desk.ballot(third, "deputy"))
    _both_fit(desk.ballot(third, "chief"))


def _leaders(ballot: Ballot, like: Cadre, number: int) -> None:
    for place in range(number):
        ballot.beside(like, 45 - 3 * place, "82")


def _tied(ballot: Ballot, slugs: tuple[str, str], expect: str, *, listed: tuple[bool, bool]) -> list[Cadre]:
    like = CHIEF if ballot.place_class == "chief" else DEPUTY
    pairs = zip(slugs, listed, strict=True)
    return [
        ballot.case(slug, expect, like, 30, "75", outcome="eligible", listed=is_listed) for slug, is_listed in pairs
    ]


def _unsettled(ballot: Ballot) -> None:
    _leaders(ballot, DEPUTY, 2)
    expect = "same votes and mark at the last place: none of the tied is listed"
    _tied(ballot, ("tie-unsettled-1", "tie-unsettled-2"), expect, listed=(False, False))
    expect = "stands below an unsettled tie: nobody below takes the place"
    ballot.case("below-unsettled-tie", expect, DEPUTY, 20, outcome="eligible", listed=False)


def _by_mark(ballot: Ballot) -> None:
    _leaders(ballot, CHIEF, 1)
    expect = "same votes, the higher mark takes the last place"
    ballot.case("tie-by-mark-1", expect, CHIEF, 30, "75.5", outcome="eligible", listed=True)
    ballot.case("tie-by-mark-2", expect, CHIEF, 30, "75.0", outcome="eligible", listed=False)


def _decided(ballot: Ballot) -> None:
    _leaders(ballot, DEPUTY, 2)
    expect = "a decision on record settles the tie"
    chosen, other = _tied(ballot, ("tie-decided-1", "tie-decided-2"), expect, listed=(True, False))
    ballot.desk.decide_tie(chosen, "deputy", "列入")
    ballot.desk.decide_tie(other, "deputy", "不列入")
    ballot.case(
        "below-decided-tie",
        "below a settled tie, no place left",
        DEPUTY,
        20,
        outcome="eligible",
        listed=False,
    )


def _all_left_out(ballot: Ballot) -> None:
    _leaders(ballot, CHIEF, 1)
    for cadre in _tied(ballot, ("tie-left-out-1", "tie-left-out-2"), "both tied are left out", listed=(False, False)):
        ballot.desk.decide_tie(cadre, "chief", "不列入")
    expect = "everybody tied above is left out: the next below takes the place"
    ballot.case("below-left-out-tie", expect, CHIEF, 20, outcome="eligible", listed=True)


def _without_reason(ballot: Ballot) -> None:
    _leaders(ballot, DEPUTY, 2)
    expect = "the decision about the tie names no reason: a warning, the tie stays"
    chosen, _ = _tied(ballot, ("tie-decision-void-1", "tie-decision-void-2"), expect, listed=(False, False))
    ballot.desk.decide_tie(chosen, "deputy", "列入", reason="")


def _both_fit(ballot: Ballot) -> None:
    expect = "same votes and mark, but there are places for both"
    _tied(ballot, ("tie-both-fit-1", "tie-both-fit-2"), expect, listed=(True, True))
