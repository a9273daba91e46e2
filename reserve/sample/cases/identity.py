"""Who is who: ID numbers against the file, names that come twice, names that are spelled oddly."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Final

from reserve.sample.cases.desk import CHIEF, DEPUTY, GOOD_MARK, Ballot, Desk
from reserve.sample.model import Mark, Named, Tally
from reserve.sample.people import wrong_check_digit

_BORN: Final = dt.date(1984, 5, 12)


def add(desk: Desk) -> None:
    """Add a unit with doubtful ID numbers and two units that share a name."""
    _numbers(desk)
    _names(desk)


def _numbers(desk: Desk) -> None:
    issue = desk.ids.issue
    ballot = desk.ballot(desk.organ(deputy=5), "deputy")
    other = issue(dt.date(1985, 6, 12), "男")
    lower = issue(_BORN, "男")
    while not lower.endswith("X"):
        lower = issue(_BORN, "男")
    short = issue(_BORN, "男")
    rows = (
        ("id-birth-differs", other, "the file's birth date counts; a warning"),
        ("id-sex-differs", issue(_BORN, "女"), "the file's sex counts; a warning"),
        (
            "id-wrong-check-digit",
            wrong_check_digit(issue(_BORN, "男")),
            "a warning, the number still tells people apart",
        ),
        ("id-lower-case-x", lower.lower(), "x stands for X"),
        ("id-15-digits", short[:6] + short[8:17], "an old number of 15 digits"),
    )
    for place, (slug, number, expect) in enumerate(rows):
        ballot.case(slug, expect, replace(DEPUTY, id_number=number), 44 - 3 * place, outcome="eligible")
    bare = ballot.vote(desk.cadre(ballot.unit, DEPUTY, with_id=False), 27)
    desk.case("id-missing", bare, "deputy", "no ID number: name and unit tell", outcome="eligible")


def _names(desk: Desk) -> None:
    here, there = desk.organ(deputy=4), desk.organ(deputy=4)
    ballot, elsewhere = desk.ballot(here, "deputy"), desk.ballot(there, "deputy")
    shared = desk.names.unique()
    expect = "one name in two units: two persons, votes never added"
    for slug, where, votes in (("name-in-two-units-1", ballot, 40), ("name-in-two-units-2", elsewhere, 34)):
        where.case(slug, expect, replace(DEPUTY, name=shared), votes, outcome="eligible", listed=True)
    _same_name_in_unit(ballot)
    dotted = replace(DEPUTY, name=desk.names.minority())
    ballot.case("name-with-middle-dot", "the dot is kept, however it is typed", dotted, 22, outcome="eligible")
    short = replace(DEPUTY, name=desk.names.unique(length=2))
    elsewhere.case("name-of-two-characters", "spaces inside the name are spelling", short, 27, outcome="eligible")
    desk.ballot(there, "chief").beside(CHIEF, 28, "69.5")


def _same_name_in_unit(ballot: Ballot) -> None:
    desk, name = ballot.desk, ballot.desk.names.unique()
    for number, votes in ((1, 31), (2, 26)):
        cadre = desk.cadre(ballot.unit, replace(DEPUTY, name=name))
        named = Named(name, ballot.unit.name, cadre.id_number)
        desk.county.tallies.append(Tally(named, ballot.place_class, votes))
        desk.county.marks.append(Mark(named, GOOD_MARK))
        expect = "two persons of one name in one unit, told apart by ID number"
        slug = f"same-name-in-unit-{number}"
        desk.case(slug, cadre, "deputy", expect, outcome="eligible", id_number=cadre.id_number)
