"""A service over the town at the desk: its members without decisions, everything derived once."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from reserve import clock
from reserve.accounts.model import Relation, Role
from reserve.accounts.tables import RelationRecord
from reserve.audit.model import Entry, Head
from reserve.audit.queries import entries
from reserve.campaign.whole import carry_out
from reserve.cycle import steps
from reserve.cycle.model import Step
from reserve.intake import County
from reserve.retention import queries as retention
from tests.accounts.accounts import ACTOR, Person
from tests.cycle.town import EAST, KEPT, REMOVED, SECOND, SEED, TOWN, member
from tests.edge.service import Service
from tests.web.desks import fresh

GRADED_BADLY: Final = replace(member(KEPT), shares=(3000, 2000, 1000, 4000))
COUNTY: Final = replace(TOWN, members=(GRADED_BADLY, member(SECOND), member(REMOVED, EAST)), decisions=())


@contextmanager
def town(url: str, folder: Path, county: County = COUNTY) -> Iterator[Service]:
    """Yield a service over a county that was carried out to the end."""
    with fresh(url, folder) as running:
        with running.database.writing() as session:
            carry_out(session, ACTOR, county, SEED, None, running.keys, lambda _: None)
        yield running


def copied(template: Path, folder: Path) -> str:
    """Return the address of a new database with all tables; for fixtures that serve a whole module."""
    file = folder / "town.sqlite3"
    shutil.copyfile(template, file)
    return f"sqlite:///{file}"


def recorded(desk: Service, tag: str) -> list[Entry]:
    """Return the journal's entries of one act, in order."""
    with desk.database.reading() as session:
        return [one for one in entries(session) if one.tag == tag]


def members(desk: Service) -> dict[int, int]:
    """Return member ids by person number."""
    with desk.database.reading() as session:
        return {one.member.person: number for number, one in retention.reviewed(session, 1).items()}


def tags(desk: Service, subject: str) -> list[str]:
    """Return what the journal tells of somebody or something, in order."""
    with desk.database.reading() as session:
        return [one.tag for one in entries(session, subject=subject)]


def submit_list(desk: Service) -> None:
    """Note that the list lies before the committee."""
    with desk.database.writing() as session:
        steps.take(session, ACTOR, 1, Step.APPROVAL, Head(10_000, "0" * 64))


def related(desk: Service, role: Role, person: int, relation: Relation = Relation.RELATIVE) -> Person:
    """Return an account whose holder is, or is a relative of, somebody in the roster."""
    account = desk.person(role)
    with desk.database.writing() as session:
        found = session.execute(sa.text("SELECT id FROM user_account WHERE name = :name"), {"name": account.name})
        session.execute(
            sa.insert(RelationRecord).values(
                account_id=found.scalar_one(),
                person_number=person,
                relation=relation,
                declared_by="security",
                declared_at=clock.now(),
            )
        )
    return account
