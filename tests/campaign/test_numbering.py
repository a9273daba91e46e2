"""People keep their numbers from one roster to the next."""

from dataclasses import replace

import pytest

from reserve.campaign.numbering import renumbered
from reserve.db import Database
from reserve.intake import County
from reserve.roster.model import Person
from reserve.text import message
from reserve.workbook.findings import Finding, Level
from tests.campaign import doing
from tests.cycle.town import (
    EAST,
    FOREST,
    KEYS,
    ORDINARY,
    SECOND,
    TOWN,
    decision,
    inspected,
    mark,
    member,
    papers,
    tally,
    tie,
)
from tests.roster.builders import date, person

ID, OLD_ID, OTHER_ID = "990101198011032313", "990101801103231", "990101199607010013"


def now(database: Database, *people: Person, **rows: object) -> County:
    """The county with its people numbered from 1, as a reader gives them, and then as the database knows them."""
    counted = tuple(replace(one, number=number) for number, one in enumerate(people, start=1))
    county = replace(County(people=counted), **rows)  # type: ignore[arg-type] # any field
    return doing.read(database, lambda session: renumbered(session, KEYS, county))


def numbers(database: Database, *people: Person) -> list[int]:
    return [one.number for one in now(database, *people).people]


def stored(database: Database, *people: Person) -> None:
    cycle_id = doing.opened(database)
    doing.take(database, cycle_id, replace(TOWN, people=people), {"units.xlsx", "roster.xlsx"})


def test_an_empty_database_leaves_every_number_as_it_is(database: Database) -> None:
    assert doing.read(database, lambda session: renumbered(session, KEYS, TOWN)) is TOWN


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # By the ID number, whatever else changed.
        (person(1, id_number=ID), person(1, id_number=ID, name="乙", unit=EAST, birth=None)),
        (person(1, id_number=OLD_ID), person(1, id_number=ID, name="乙")),
        (person(1, id_number=ID), person(1, id_number=OLD_ID, name="乙")),
        # By unit, name and birth: an ID number that was added, left out, or put right.
        (person(1), person(1, id_number=ID)),
        (person(1, id_number=ID), person(1)),
        (person(1, id_number=ID), person(1, id_number=OTHER_ID)),
        # By unit and name: a birth that was put right.
        (person(1), person(1, birth=date("1990-01-01"), post="局长")),
        (person(1, birth=None), person(1)),
        (person(1, id_number=ID), person(1, birth=None)),
    ],
)
def test_somebody_is_found_again(sqlite_url: str, before: Person, after: Person) -> None:
    database = Database(sqlite_url)
    stored(database, before, person(2))
    assert numbers(database, replace(person(3), name="新"), after) == [3, 1]
    database.dispose()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # Another unit or another name, and no ID number that says who it is.
        (person(1), person(1, unit=EAST)),
        (person(1), person(1, name="乙")),
        # Two ID numbers and two births are two people.
        (person(1, id_number=ID), person(1, id_number=OTHER_ID, birth=date("1996-07-01"))),
    ],
)
def test_somebody_else_gets_a_number_of_his_own(sqlite_url: str, before: Person, after: Person) -> None:
    database = Database(sqlite_url)
    stored(database, before)
    assert numbers(database, after) == [2]
    database.dispose()


def test_namesakes_are_told_apart_by_their_id_numbers_only(database: Database) -> None:
    stored(database, person(1, id_number=ID), person(2, name="甲1", id_number=OTHER_ID))
    first, second = person(1, name="甲1", id_number=OTHER_ID), person(2, name="甲1", id_number=ID)
    assert numbers(database, first, second) == [2, 1]
    # Both are called so and were born on that day: nobody can say which of them is meant.
    assert numbers(database, person(1)) == [3]


def test_new_people_follow_in_the_order_of_their_content(database: Database) -> None:
    stored(database, person(1), person(7))
    fresh = [person(number, name=name) for number, name in enumerate(("丙", "甲7", "丁"), start=1)]
    assert numbers(database, *fresh) == [8, 7, 9]


def test_whatever_names_a_person_follows(database: Database) -> None:
    stored(database, person(5, name="甲1"), person(6, name="甲2"))
    found = now(
        database,
        person(ORDINARY),
        person(SECOND),
        members=(member(1),),
        decisions=(decision(2),),
        tallies=(tally(1, 9), tally(None, 3)),
        marks=(mark(2),),
        inspections=(inspected(1),),
        exceptions=(papers(2),),
        ties=(tie(1),),
        findings=(
            Finding(Level.WARNING, "roster.xlsx", "", "", "", message("x"), 2),
            Finding(Level.WARNING, "roster.xlsx", "", "", "", message("x")),
        ),
    )
    assert [one.number for one in found.people] == [5, 6]
    assert (found.members[0].person, found.decisions[0].person, found.marks[0].person) == (5, 6, 6)
    assert (found.exceptions[0].person, found.ties[0].person) == (6, 5)
    assert [one.person for one in found.tallies] == [5, None]
    assert [one.person for one in found.findings] == [6, None]
    assert found.inspections is not None
    assert [one.person for one in found.inspections] == [5]
    assert now(database, person(1)).inspections is None


def test_somebody_who_left_and_comes_back_has_the_old_number(database: Database) -> None:
    stored(database, person(1), person(2))
    doing.take(database, 1, replace(TOWN, people=(person(1),)), {"roster.xlsx"})
    assert numbers(database, replace(person(1), unit=FOREST), person(2)) == [1, 2]
