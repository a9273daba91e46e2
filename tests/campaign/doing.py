"""The steps of a stored campaign over the town, one transaction each, and what stands afterwards."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve.audit.model import Actor, ActorKind
from reserve.audit.queries import entries
from reserve.campaign import deriving, taking_in
from reserve.campaign.deriving import Derived, DrawnList
from reserve.campaign.difference import Difference, FileDifference
from reserve.campaign.whole import carry_out
from reserve.cycle.actions import open_cycle
from reserve.cycle.model import Step
from reserve.cycle.queries import steps
from reserve.db import Base, Database
from reserve.eligibility import queries as eligibility
from reserve.exam import queries as exam
from reserve.intake import County
from reserve.listing import queries as listing
from reserve.listing.model import Seat, TieDecision
from reserve.nominee import queries as nominee
from reserve.nominee.queries import Nominee
from reserve.roster.model import PlaceClass
from reserve.workbook.findings import Finding
from tests.cycle.town import ACTOR, EASTERN, KEYS, REMOVED, SEED, TOWN, tie

T = TypeVar("T")
Who = tuple[int, PlaceClass]


def opened(database: Database) -> int:
    return _write(database, lambda session: open_cycle(session, ACTOR, SEED))


def whole(database: Database, county: County = TOWN) -> int:
    """Everything at one go."""
    with database.writing() as session:
        cycle_id, _ = carry_out(session, ACTOR, county, SEED, None, KEYS, lambda _: None)
    return cycle_id


def _write(database: Database, act: Callable[[Session], T]) -> T:
    with database.writing() as session:
        return act(session)


def read(database: Database, ask: Callable[[Session], T]) -> T:
    with database.reading() as session:
        return ask(session)


def take(database: Database, cycle_id: int, county: County, files: Collection[str] = taking_in.FILES) -> None:
    with database.writing() as session:
        numbered = taking_in.renumbered(session, KEYS, county)
        taking_in.take(session, ACTOR, cycle_id, numbered, files, KEYS)


def waiting(
    database: Database, cycle_id: int, county: County, files: Collection[str] = taking_in.WAITS
) -> tuple[Finding, ...]:
    with database.writing() as session:
        numbered = taking_in.renumbered(session, KEYS, county)
        return taking_in.apply_waiting(session, ACTOR, cycle_id, numbered, files, KEYS)


def screen(database: Database, cycle_id: int) -> Derived:
    return _write(database, lambda session: deriving.screen(session, ACTOR, cycle_id, KEYS))


def draw(database: Database, cycle_id: int) -> DrawnList:
    return _write(database, lambda session: deriving.draw(session, ACTOR, cycle_id, KEYS))


def difference(
    database: Database, cycle_id: int, county: County, files: Collection[str] = taking_in.FILES
) -> Difference:
    with database.reading() as session:
        numbered = taking_in.renumbered(session, KEYS, county)
        return taking_in.difference(session, KEYS, cycle_id, numbered, files)


def of_file(database: Database, cycle_id: int, county: County, file: str) -> FileDifference:
    (found,) = difference(database, cycle_id, county, {file}).files
    return found


def nominees(database: Database, cycle_id: int) -> Mapping[Who, Nominee]:
    found = read(database, lambda session: nominee.nominees(session, cycle_id))
    return {(one.person, one.place_class): one for one in found.values()}


def standings(database: Database, cycle_id: int) -> Mapping[Who, str]:
    screened = read(database, lambda session: eligibility.screenings(session, cycle_id))
    return {who: screened[one.id].standing.value for who, one in nominees(database, cycle_id).items()}


def seats(database: Database, cycle_id: int) -> Mapping[Who, Seat | None]:
    listed = read(database, lambda session: listing.listed(session, cycle_id))
    return {who: listed[one.id].seat for who, one in nominees(database, cycle_id).items() if one.id in listed}


def marks(database: Database, cycle_id: int) -> Mapping[int, int | None]:
    found = read(database, lambda session: exam.marks(session, cycle_id))
    return {person: one.hundredths for person, one in found.items()}


def taken(database: Database, cycle_id: int) -> Mapping[Step, int]:
    return {step: one.sequence for step, one in read(database, lambda session: steps(session, cycle_id)).items()}


def told(database: Database, tag: str) -> list[str]:
    """The subjects of the journal's entries of one kind."""
    return read(database, lambda session: [one.subject for one in entries(session) if one.tag == tag])


def everything(database: Database) -> dict[str, list[str]]:
    """Every row of every table; what is sealed or timed differs from one time to the next and is left out."""
    with database.reading() as session:
        return {
            table.name: sorted(
                str([row[column.name] for column in table.columns if not _varies(column)])
                for row in session.execute(sa.select(table)).mappings()
            )
            for table in Base.metadata.sorted_tables
        }


def _varies(column: sa.Column[object]) -> bool:
    return isinstance(column.type, sa.LargeBinary)


def person_changed(county: County, number: int, **changes: object) -> County:
    people = tuple(replace(one, **changes) if one.number == number else one for one in county.people)  # type: ignore[arg-type] # any field
    return replace(county, people=people)


def without(county: County, number: int) -> County:
    return replace(county, people=tuple(one for one in county.people if one.number != number))


TIED = replace(TOWN, ties=(tie(EASTERN), tie(REMOVED, TieDecision.LEAVE_OUT)))
CLERKS = [Actor(name, ActorKind.PERSON) for name in ("clerk1", "clerk2")]


def ready(database: Database, county: County = TIED) -> int:
    """Everything taken in, screened and applied; no list yet."""
    cycle_id = opened(database)
    take(database, cycle_id, county)
    screen(database, cycle_id)
    waiting(database, cycle_id, county)
    return cycle_id
