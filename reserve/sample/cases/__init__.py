"""The hard cases: each module puts its own into units with hand-written vote tables."""

from __future__ import annotations

from reserve.sample.cases import (
    age,
    discipline,
    education,
    exam,
    exceptions,
    identity,
    meetings,
    members,
    places,
    rank,
    shares,
    ties,
)
from reserve.sample.cases.desk import CHIEF, DEPUTY, Desk
from reserve.sample.model import CLASSES


def add_all(desk: Desk) -> None:
    """Put every hard case into the county of ``desk``."""
    for module in (
        age,
        education,
        rank,
        discipline,
        exceptions,
        shares,
        ties,
        meetings,
        members,
        places,
        exam,
        identity,
    ):
        module.add(desk)
    _fill_silent(desk)


def _fill_silent(desk: Desk) -> None:
    """Let the units of cases vote in the other class too, save where the silence is the case."""
    county = desk.county
    heard = {(row.unit, row.place_class) for row in county.meetings}
    heard |= {(row.who.unit, row.place_class) for row in county.tallies}
    heard |= {(case.unit, case.place_class) for case in county.cases if case.place_class and not case.name}
    for unit in county.units:
        for place_class in CLASSES:
            if (unit.name, place_class) not in heard:
                ballot = desk.ballot(unit, place_class)
                like = CHIEF if place_class == "chief" else DEPUTY
                for place in range(2):
                    ballot.beside(like, 41 - 6 * place, f"{81 - 7 * place}")
