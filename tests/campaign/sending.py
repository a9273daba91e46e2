"""Workbooks sent, read, saved and undone over the tiny county, as an officer does it."""

import ast
import tempfile
from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from reserve.audit.model import Actor, ActorKind
from reserve.campaign import imports, sent, undoing
from reserve.campaign.outcome import Outcome
from reserve.campaign.sent import Import
from reserve.campaign.worker import Worker
from reserve.cycle.actions import open_cycle
from reserve.db import Base, Database
from reserve.intake.recognise import Sent
from reserve.workbook.confined import Limits
from tests.cycle.town import KEYS, SEED
from tests.intake.county import Files, county, write

OFFICER: Final = Actor("officer", ActorKind.PERSON)
ITS_OWN: Final = frozenset({"journal", "journal_head", "import_batch", "import_workbook", "sheet"})
"""Tables that tell of the imports themselves."""


def opened(database: Database) -> int:
    with database.writing() as session:
        return open_cycle(session, OFFICER, SEED)


def workbooks(files: Files, only: Collection[str] = ()) -> dict[str, Sent]:
    """The files of a county as they are sent."""
    return {name: Sent(name, _written(name, repr(sheets))) for name, sheets in files.items() if name in (only or files)}


@cache
def _written(name: str, sheets: str) -> bytes:
    """Write a workbook once: most tests send the same."""
    with tempfile.TemporaryDirectory() as folder:
        write({name: ast.literal_eval(sheets)}, Path(folder))
        return (Path(folder) / name).read_bytes()


def send(
    database: Database, cycle_id: int, files: Mapping[str, Sent], *, blank: Collection[str] = (), read: bool = True
) -> int:
    with database.writing() as session:
        number = imports.send(session, OFFICER, KEYS, cycle_id, files, blank_means_none=blank)
    if read:
        work(database)
    return number


def work(database: Database, limits: Limits | None = None) -> None:
    Worker(database, KEYS, limits).work()


def save(database: Database, cycle_id: int, number: int, reason: str = "", actor: Actor = OFFICER) -> bool:
    folder = imports.folder_to_save(database, KEYS, cycle_id, number)
    with database.writing() as session:
        return imports.save(session, actor, KEYS, cycle_id, number, folder, reason=reason)


def undo(database: Database, cycle_id: int, number: int, reason: str = "填错了") -> None:
    folders = undoing.folders_to_undo(database, KEYS, cycle_id, number)
    with database.writing() as session:
        undoing.undo(session, OFFICER, KEYS, cycle_id, number, folders, reason=reason)


def taken_in(database: Database, cycle_id: int, files: Files | None = None, only: Collection[str] = ()) -> int:
    """Send, read and save."""
    number = send(database, cycle_id, workbooks(files or county(), only))
    assert save(database, cycle_id, number, reason="更正")
    return number


def one(database: Database, cycle_id: int, number: int) -> Import:
    with database.reading() as session:
        return sent.one(session, cycle_id, number)


def outcome(database: Database, number: int) -> Outcome:
    with database.reading() as session:
        found = sent.outcome_of(session, KEYS, number)
    assert found is not None
    return found


def contents(database: Database, without: Collection[str] = ITS_OWN) -> dict[str, list[str]]:
    """Every row of every table but those; what is sealed, timed or only numbered is left out."""
    with database.reading() as session:
        return {
            table.name: sorted(
                str([row[column.name] for column in table.columns if not _varies(column)])
                for row in session.execute(sa.select(table)).mappings()
            )
            for table in Base.metadata.sorted_tables
            if table.name not in without
        }


def _varies(column: sa.Column[object]) -> bool:
    kind = type(column.type).__name__
    return kind in {"LargeBinary", "Moment"} or column.name in {"id", "sequence", "sheet_id"}
