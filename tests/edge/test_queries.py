"""How many statements an answer takes does not hang on how many rows there are: every page, every list of programs."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any, Final

import pytest
import sqlalchemy as sa
from litestar import Litestar, get
from litestar.di import Provide
from litestar.params import FromPath
from litestar.testing import TestClient

from reserve.accounts import passwords
from reserve.accounts.model import Role
from reserve.campaign import imports
from reserve.campaign.whole import carry_out
from reserve.campaign.worker import Worker
from reserve.cycle.actions import keep_policy
from reserve.db import Database
from reserve.edge.providers import TheDatabase
from reserve.intake import County
from reserve.recommendation.model import Tally
from reserve.roster.tables import UnitRecord
from reserve.workbook.confined import Confined
from reserve.workbook.grids import read_grids
from tests.accounts.accounts import ACTOR, QUICK
from tests.campaign import sending
from tests.cycle.town import DEPUTY, SEED, decision, inspected, mark, meeting, member, origin, papers, tie
from tests.edge.matrix import Caller, declared
from tests.edge.service import Service, service, statements
from tests.intake import county as intake
from tests.intake.county import Files
from tests.roster.builders import person, unit, young

ROWS: Final = (1, 3, 50)
MOST: Final = 8
"""Of a list, while the journal stands still: what was read before is remembered (``reports.remembered``)."""
MOST_OF_ONE: Final = 12
"""Of a page about one person, unit or campaign, which brings together what all stages know."""
OF_ONE: Final = ("/list/approval", "/publicity", "/cycles/new")
ROLES: Final = (Role.SECTION_HEAD, Role.SCORE_CLERK, Role.SYSTEM_ADMIN)
"""Together they may see every page."""

Counts = Mapping[int, int]
"""Number of rows → number of statements."""


def county(rows: int) -> County:
    """So many units, each with a member kept, one undecided on, and three nominees: fit, excepted, a fact missing."""
    units = [f"第{at:03}局" for at in range(rows)]

    def numbered(kind: int) -> list[tuple[int, str]]:
        return [(kind * rows + at, name) for at, name in enumerate(units, start=1)]

    kept, undecided, fit, excepted, blank = (numbered(kind) for kind in range(5))
    return County(
        units=tuple(unit(name, 1, 4) for name in units),
        people=(
            *(person(number, unit=name) for number, name in (*kept, *undecided, *fit)),
            *(young(number, unit=name) for number, name in excepted),
            *(person(number, unit=name, birth=None) for number, name in blank),
        ),
        members=tuple(member(number, name) for number, name in (*kept, *undecided)),
        decisions=tuple(decision(number) for number, _ in kept),
        meetings=tuple(meeting(name) for name in units),
        tallies=tuple(
            Tally(origin("votes.xlsx"), name, DEPUTY, number, f"甲{number}", 20)
            for number, name in (*fit, *excepted, *blank)
        ),
        marks=tuple(mark(number) for number, _ in (*fit, *excepted)),
        inspections=tuple(inspected(number) for number, _ in fit),
        exceptions=tuple(papers(number) for number, _ in excepted),
        ties=tuple(tie(number) for number, _ in fit),
    )


def books(rows: int) -> Files:
    """A units workbook that brings so many new units."""
    header, line, *_ = intake.county()["units.xlsx"]["单位"]
    return {"units.xlsx": {"单位": [header, *([f"新{at:03}局", *line[1:]] for at in range(rows))]}}


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Mapping[int, Service]]:
    """A service a number of rows: of that many of everything, imports and accounts included."""
    with ExitStack() as stack, pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_HASHER", QUICK)
        patch.setattr(Confined, "read", lambda _, path: read_grids(path, formulas=False))
        found = {}
        for rows in ROWS:
            folder = tmp_path_factory.mktemp(f"rows{rows}")
            shutil.copyfile(sqlite_template, folder / "county.sqlite3")
            desk = stack.enter_context(service(f"sqlite:///{folder / 'county.sqlite3'}", folder / "keys"))
            with desk.database.writing() as session:
                carry_out(session, ACTOR, county(rows), SEED, None, desk.keys, lambda _: None)
                for _ in range(min(rows, 6)):
                    imports.send(session, ACTOR, desk.keys, 1, sending.workbooks(books(rows)))
                keep_policy(session, ACTOR, SEED)
            Worker(desk.database, desk.keys, None).work()
            for _ in range(rows - 1):
                desk.person()
            found[rows] = desk
        yield found


def things(rows: int) -> Mapping[str, int]:
    """What the routes of one thing are about: the first of each; of the persons, one who sits the exam."""
    fit = 2 * rows + 1
    return {
        **dict.fromkeys(("cycle_id", "import_id", "nominee_id", "member_id", "unit_id"), 1),
        "person": fit,
        "number": fit,
        "version_id": 1,
        "plan_id": 2,
    }


def taken(ask: Callable[[], Any]) -> int:
    """Return how many statements the second answer takes, without those that open a transaction."""
    ask()
    with statements() as sent:
        answer = ask()
    assert answer.status_code == 200, (answer.url, answer.status_code)
    return sum(not text.lower().startswith(("begin", "set ", "show ")) for text in sent)


def counted(desks: Mapping[int, Service], role: Role) -> Mapping[str, Counts]:
    """Ask for everything that a role may see, at each number of rows."""
    found: dict[str, dict[int, int]] = {}
    for rows, desk in desks.items():
        with desk.client() as client:
            caller = Caller(desk, client, role)
            objects = {"account_id": caller.account_id, **things(rows)}
            for route in declared(desk.app):
                if route.method != "GET" or caller.ask(route, objects).status_code != 200:
                    continue
                found.setdefault(route.path, {})[rows] = taken(partial(caller.ask, route, objects))
    return found


def most(path: str) -> int:
    """How many statements a route may take."""
    about = path.removeprefix("/api/v1").removeprefix("/cycles/{cycle_id:int}")
    return MOST_OF_ONE if "{" in about or path.endswith(OF_ONE) else MOST


def faults(found: Mapping[str, Counts]) -> list[str]:
    """Name what takes more statements for more rows, or too many."""
    return [
        f"{path}: {dict(counts)}"
        for path, counts in found.items()
        if len(set(counts.values())) > 1 or max(counts.values()) > most(path)
    ]


@pytest.mark.parametrize("role", ROLES)
def test_statements_do_not_grow_with_the_rows(desks: Mapping[int, Service], role: Role) -> None:
    found = counted(desks, role)
    assert faults(found) == []
    assert all(set(counts) == set(ROWS) for counts in found.values())


def test_the_roles_see_every_page_together(desks: Mapping[int, Service]) -> None:
    """A list that nobody here may open, or that stays shut for want of a row, would be measured by nobody."""
    asked: dict[str, set[int]] = {}
    objects = {"account_id": 1, **things(3)}
    with desks[3].client() as client:
        for role in ROLES:
            caller = Caller(desks[3], client, role)
            for route in declared(desks[3].app):
                if route.method == "GET":
                    asked.setdefault(route.path, set()).add(caller.ask(route, objects).status_code)
    lead_elsewhere = {"/", "/sign-in", "/api/{path:str}"}
    not_there = {path for path in asked if path.endswith(("/marked/{file:str}", "/notices/{notice_id:int}"))}
    assert {path for path, seen in asked.items() if 200 not in seen} <= lead_elsewhere | not_there


def test_a_query_a_row_is_caught(desks: Mapping[int, Service]) -> None:
    """The positive control: a handler that reads the name of each unit by itself."""

    @get("/cycles/{cycle_id:int}/slow", sync_to_thread=True)
    def slow(database: TheDatabase, cycle_id: FromPath[int]) -> list[str]:
        assert cycle_id == 1
        with database.reading() as session:
            ids = session.scalars(sa.select(UnitRecord.id)).all()
            return [session.execute(sa.select(UnitRecord.name).where(UnitRecord.id == one)).scalar_one() for one in ids]

    def measured(database: Database) -> int:
        app = Litestar([slow], dependencies={"database": Provide(lambda: database, sync_to_thread=False)})
        with TestClient(app, base_url="http://localhost.local") as client:
            return taken(lambda: client.get("/cycles/1/slow"))

    path = "/cycles/{cycle_id:int}/slow"
    found = {path: {rows: measured(desk.database) for rows, desk in desks.items()}}
    assert found[path] == {1: 2, 3: 4, 50: 51}
    assert len(faults(found)) == 1
