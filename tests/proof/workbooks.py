"""Workbooks damaged in every way: a finding or a whole county, never an exception, never a part of a county.

What is taken for whole goes through a whole campaign, so that nothing readable can break a later stage either.
"""

import random
import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

import reserve.intake.model
from reserve.audit.model import Actor, ActorKind
from reserve.campaign.whole import carry_out
from reserve.db import Database, upgrade
from reserve.intake import County, read_county
from reserve.personal import Keys
from reserve.policy.load import load
from reserve.reports.result import result
from reserve.text import LANGUAGES, word
from reserve.workbook import grids
from reserve.workbook.grids import Grid, Reader
from reserve.workbook.package import Unreadable
from tests.intake.county import COUNTY, county, write
from tests.intake.test_damage import STRANGE, damaged
from tests.journeys.running import plan_file
from tests.proof.model import Findings, Proof

ACTOR = Actor("proof", ActorKind.SYSTEM)
SPOILERS = ("bytes", "text", "cells", "cells")


def look(first: int, count: int, folder: Path) -> Findings:
    """Spoil one workbook of a small county at a time; the number of the example is the seed of the damage."""
    found = Findings()
    clean = write(county(), folder / "clean")
    whole = read_county(clean, reader=_read)
    with _database(folder) as database:
        for number in range(first, first + count):
            spoilt = folder / "spoilt"
            shutil.copytree(clean, spoilt, dirs_exist_ok=True)
            rng = random.Random(number)
            how = rng.choice(SPOILERS)
            file = rng.choice(list(COUNTY))
            _SPOIL[how](spoilt / file, rng)
            found.figures["workbooks"] += 1
            try:
                kind = _taken(spoilt, whole, how, database)
            except Exception as error:  # noqa: BLE001 - that there is none of any sort is what is proved
                found.troubles.append(f"example {number} ({how} of {file}): {type(error).__name__}: {error}"[:300])
            else:
                found.figures[kind] += 1
    return found


def _taken(spoilt: Path, whole: County, how: str, database: Database) -> str:
    """Read a folder and say what became of it; raises for whatever must not happen."""
    read = read_county(spoilt, reader=_read)
    for finding in read.findings:
        for lang in LANGUAGES:
            if not word(finding.message, lang).strip():
                raise AssertionError("a finding that says nothing")
    if read.blocked:
        return "refused with findings"
    if read == whole:
        return "read as if undamaged"
    if how == "bytes":
        raise AssertionError("damaged bytes passed for another county")
    _campaign(database, read)
    return "read as another county and carried out"


class _TakeBack(Exception):
    """No error: ends a transaction that is not to be kept."""


def _campaign(database: Database, read: County) -> None:
    keys = Keys.ephemeral()
    try:
        with database.writing() as session:
            cycle, found = carry_out(session, ACTOR, read, _policy(), None, keys, lambda _: None)
            result(session, cycle, keys, (*read.findings, *found), "zh_CN")
            _take_back()
    except _TakeBack:
        pass


def _take_back() -> None:
    raise _TakeBack


@cache
def _policy() -> Any:  # noqa: ANN401 - read once
    return load(plan_file("seed-county"))


@contextmanager
def _database(folder: Path) -> Iterator[Database]:
    path = folder / "proof.sqlite3"
    path.unlink(missing_ok=True)
    upgrade(f"sqlite:///{path}")
    database = Database(f"sqlite:///{path}")
    yield database
    database.dispose()


def _spoil_bytes(path: Path, rng: random.Random) -> None:
    path.write_bytes(damaged(path.read_bytes(), rng))


def _spoil_text(path: Path, rng: random.Random) -> None:
    """Damage the text inside one part of the package, and pack it whole again."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = rng.choice(sorted(parts))
    parts[name] = damaged(parts[name], rng)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for each, content in parts.items():
            archive.writestr(each, content)


def _spoil_cells(path: Path, rng: random.Random) -> None:
    """Put strange values into some cells, and now and then repeat, drop or move a row or a column."""
    files = county()
    for _ in range(rng.randint(1, 5)):
        table = rng.choice(list(files[path.name].values()))
        row = rng.choice(table)
        match rng.choice(["cell", "cell", "cell", "copy", "again", "drop", "swap"]):
            case "cell":
                row[rng.randrange(len(row))] = rng.choice(STRANGE)
            case "copy":
                other = rng.choice(rng.choice(list(files[path.name].values())))
                row[rng.randrange(len(row))] = rng.choice(other)
            case "again":
                table.insert(rng.randrange(len(table) + 1), list(row))
            case "drop" if len(table) > 1:
                table.remove(row)
            case _:
                place = rng.randrange(len(row))
                row.insert(rng.randrange(len(row)), row.pop(place))
    write({path.name: files[path.name]}, path.parent)


_SPOIL: dict[str, Callable[[Path, random.Random], None]] = {
    "bytes": _spoil_bytes,
    "text": _spoil_text,
    "cells": _spoil_cells,
}


_READER: dict[str, Reader] = {"grids": grids.read_grids}


def _read(path: Path) -> list[Grid]:
    """Open a workbook with the reader that is on trial."""
    return _READER["grids"](path)


def controls(folder: Path) -> dict[str, bool]:
    """Let an exception out of the reader; then let errors pass."""

    def careless(path: Path) -> list[Grid]:
        try:
            return grids.read_grids(path)
        except Unreadable as error:
            raise ValueError(path.name) from error

    caught = {}
    with patch.dict(_READER, {"grids": careless}):
        caught["the reader raises on a damaged file"] = bool(look(0, 40, folder).troubles)
    with patch.object(reserve.intake.model, "blocking", lambda _: False):
        caught["errors do not block"] = bool(look(0, 40, folder).troubles)
    return caught


PROOF = Proof(
    "workbooks",
    "a damaged workbook is refused with findings or read whole; nothing raises, also not in a later stage",
    total=20_000,
    batch=100,
    look=look,
    controls=controls,
    sources=("reserve", "tests/intake/county.py", "tests/intake/test_damage.py", "tests/proof/workbooks.py"),
)
