"""Reading units and persons."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve.dates import PartialDate
from reserve.personal import Keys, unseal
from reserve.roster.model import Discipline, Education, Person, Probation, Rank, UnitKind
from reserve.roster.tables import PersonRecord, SheetRecord, UnitRecord
from reserve.workbook.model import Origin


class UnitRow(msgspec.Struct, frozen=True):
    """A unit as stored."""

    id: int
    name: str
    kind: UnitKind | None
    chief_posts: int | None
    deputy_posts: int | None


def units(session: Session) -> Mapping[int, UnitRow]:
    """Return every unit by its id, in the order of names."""
    table = UnitRecord.__table__
    rows = session.execute(sa.select(table).order_by(table.c.name))
    return {row.id: UnitRow(row.id, row.name, row.kind, row.chief_posts, row.deputy_posts) for row in rows}


def people(session: Session, keys: Keys, numbers: Collection[int] | None = None) -> Mapping[int, Person]:
    """Return every person by number, discipline opened; ID numbers stay sealed (``id_number`` is None).

    ``numbers``: only these persons.
    """
    table = PersonRecord.__table__
    unit_names = {row.id: row.name for row in units(session).values()}
    sheets = {row.id: row for row in session.execute(sa.select(SheetRecord.__table__))}
    wanted = sa.select(table).order_by(table.c.number)
    rows = session.execute(wanted if numbers is None else wanted.where(table.c.number.in_(numbers)))
    return {row.number: _person(row, unit_names[row.unit_id], sheets[row.sheet_id], keys) for row in rows}


def names(session: Session) -> Mapping[int, str]:
    """Return person number → name."""
    rows = session.execute(sa.select(PersonRecord.number, PersonRecord.name))
    return {row.number: row.name for row in rows}


def _person(row: Any, unit: str, sheet: Any, keys: Keys) -> Person:  # noqa: ANN401 - rows of SQLAlchemy Core
    discipline = json.loads(unseal(keys, f"person.discipline.{row.number}", row.discipline))
    return Person(
        origin=Origin(sheet.file, sheet.sheet, row.sheet_row, sheet.columns),
        number=row.number,
        name=row.name,
        id_number=None,
        sex=row.sex,
        birth=row.birth,
        unit=unit,
        post=row.post,
        status=row.status,
        full_time=msgspec.convert(row.full_time, Education),
        in_service=msgspec.convert(row.in_service, Education),
        unspecified=msgspec.convert(row.unspecified, Education),
        rank=row.rank,
        rank_since=row.rank_since,
        earlier_ranks=msgspec.convert(row.earlier_ranks, tuple[tuple[Rank, PartialDate], ...]),
        work_since=row.work_since,
        politics=row.politics,
        probation=msgspec.convert(row.probation, Probation),
        discipline=msgspec.convert(discipline, Discipline),
    )
