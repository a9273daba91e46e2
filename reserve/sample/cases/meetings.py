"""Votes that do not count: no meeting, void, too few present, nothing valid, no counts."""

from __future__ import annotations

from typing import Final

from reserve.sample.cases.desk import CHIEF, DEPUTY, YOUNG, Desk

_UNKNOWN: Final = "so many votes is unknown and the exception undecided"


def add(desk: Desk) -> None:
    """Add three units with the ways a vote can go wrong, and one attended by exactly two thirds."""
    _none_held(desk)
    _void_and_thin(desk)
    _two_thirds_and_empty(desk)


def _none_held(desk: Desk) -> None:
    unit = desk.organ(deputy=4)
    chiefs = desk.ballot(unit, "chief", None)
    expect = "votes without a meeting row: share, rank and many are null; still an ordinary candidate"
    chiefs.case("no-meeting-ordinary", expect, CHIEF, 30, outcome="eligible", listed=True)
    chiefs.case("no-meeting-exception", f"no meeting row, {_UNKNOWN}", YOUNG, 25, outcome="undecided")
    desk.unit_case("unit-without-votes", unit, "deputy", "neither meeting nor votes: no nominees, every place open")


def _void_and_thin(desk: Desk) -> None:
    unit = desk.organ(deputy=4)
    void = desk.ballot(unit, "chief")
    desk.county.meetings[-1].void = True
    void.case("vote-void", "the vote is void: shown, but share and rank are null", CHIEF, 30, outcome="eligible")
    void.case("vote-void-exception", f"the vote is void, {_UNKNOWN}", YOUNG, 25, outcome="undecided")
    thin = desk.ballot(unit, "deputy", (60, 39, 39, 38))
    thin.case(
        "attendance-below-two-thirds",
        "39 of 60 present: the vote does not count",
        DEPUTY,
        28,
        outcome="eligible",
    )
    thin.case("attendance-exception", f"39 of 60 present, {_UNKNOWN}", YOUNG, 22, outcome="undecided")


def _two_thirds_and_empty(desk: Desk) -> None:
    unit = desk.organ(deputy=4)
    exact = desk.ballot(unit, "chief", (60, 40, 40, 38))
    expect = "40 of 60 present is exactly two thirds: the vote counts"
    cadre = exact.case("attendance-two-thirds", expect, YOUNG, 20, outcome="exceptional", listed=True)
    desk.approve(cadre, "chief")
    empty = desk.ballot(unit, "deputy", (60, 50, 6, 0))
    expect = "no valid ballot: named with 0 votes, no nominee"
    empty.case("nothing-valid", expect, DEPUTY, 0, mark=None, nominee=False)
    other = desk.organ(deputy=3)
    blank = desk.ballot(other, "deputy")
    desk.county.meetings[-1].returned = None
    blank.case(
        "counts-missing-exception",
        f"the returned ballots are blank, {_UNKNOWN}",
        YOUNG,
        30,
        outcome="undecided",
    )
    blank.case(
        "counts-missing-ordinary",
        "a warning about the counts; still a candidate",
        DEPUTY,
        25,
        outcome="eligible",
    )
    desk.ballot(other, "chief").beside(CHIEF, 31, "74")
