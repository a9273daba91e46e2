"""Two counties for looking at the pages: a tiny one with three of everything, and a large one."""

import datetime as dt
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Final

from benchmarks.served import crowded
from reserve.accounts.model import Role
from reserve.campaign import imports
from reserve.campaign.whole import carry_out
from reserve.campaign.worker import Worker
from reserve.db import Database, upgrade
from reserve.exam.model import MarkRow, MarkStatus
from reserve.intake import County, read_county
from reserve.personal import Keys
from reserve.retention.model import Decision, DecisionRow
from reserve.sample import write_county
from tests.accounts.accounts import ACTOR, add_person
from tests.campaign import sending
from tests.cycle.town import SEED
from tests.edge import test_queries as rows_of
from tests.roster.builders import origin

PEOPLE: Final = 10_000
NOMINEES: Final = 3_000
MEMBERS: Final = 1_500
ACCOUNTS: Final = 60
IMPORTS: Final = 60
_MOST: Final = 0.8


def store(folder: Path, *, large: bool) -> Path:
    """Carry a county out in a new SQLite file of ``folder``, with imports and accounts, and return the file."""
    file = folder / "county.sqlite3"
    url = f"sqlite:///{file}"
    upgrade(url)
    keys = Keys.load(folder / "county.keys")
    county = _large(folder) if large else rows_of.county(3)
    database = Database(url)
    try:
        with database.writing() as session:
            carry_out(session, ACTOR, county, SEED, None, keys, lambda _: None)
        for at in range(IMPORTS if large else 3):
            with database.writing() as session:
                book = sending.workbooks(rows_of.books(900 if large and at == 0 else 3))
                imports.send(session, ACTOR, keys, 1, book)
        Worker(database, keys, None).work()
        for at in range(ACCOUNTS if large else 3):
            add_person(database, keys, f"account{at}", list(Role)[at % 3])
    finally:
        database.dispose()
    return file


def _large(folder: Path) -> County:
    """The sample county with the people copied, and many more members and nominees."""
    write_county(2026, folder / "county")
    county = read_county(folder / "county")
    rng = Random(PEOPLE)
    first = county.people
    copies = (first[at % len(first)] for at in range(len(first), PEOPLE))
    people = (*first, *(replace(one, number=at, id_number=None) for at, one in enumerate(copies, start=len(first) + 1)))
    county = replace(county, people=people)
    there = {one.person for one in county.members} | {one.person for one in county.tallies}
    pattern = county.members[0]
    fresh = [at for at in range(len(first) + 1, PEOPLE + 1) if at not in there][: MEMBERS - len(county.members)]
    members = [replace(pattern, person=at, unit=people[at - 1].unit) for at in fresh]
    made = [_decision(at, rng) for at in fresh]
    county = replace(county, members=(*county.members, *members), decisions=(*county.decisions, *made))
    return _with_papers(crowded(county, NOMINEES), rng)


def _with_papers(county: County, rng: Random) -> County:
    """Give most of those who are named a mark, and most a proposal of an exception: it counts where one is open."""
    known = {one.person for one in county.marks}
    proposed = {one.person for one in county.exceptions}
    named = sorted({one.person for one in county.tallies if one.person is not None})
    marks = [
        MarkRow(origin(at, "marks.xlsx"), at, MarkStatus.TAKEN, 100 * rng.randint(45, 98))
        for at in named
        if at not in known and rng.random() < _MOST
    ]
    papers = [replace(county.exceptions[0], person=at) for at in named if at not in proposed and rng.random() < _MOST]
    return replace(county, marks=(*county.marks, *marks), exceptions=(*county.exceptions, *papers))


def _decision(number: int, rng: Random) -> DecisionRow:
    made = rng.choice((Decision.NONE, Decision.KEEP, Decision.KEEP, Decision.DEFER))
    said = () if made is Decision.NONE else ("群众公认",)
    by, day = ("", None) if made is Decision.NONE else ("县委", dt.date(2026, 6, 20))
    return DecisionRow(origin(number, "members.xlsx"), number, made, said, by, day)
