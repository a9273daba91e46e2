"""Reading units and persons."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Any, Final, TypeVar

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve.dates import PartialDate
from reserve.personal import Keys, unseal
from reserve.roster.model import Discipline, Education, Further, Person, Probation, Rank, UnitKind
from reserve.roster.tables import PersonRecord, SheetRecord, UnitRecord
from reserve.workbook.model import Origin


class UnitRow(msgspec.Struct, frozen=True):
    """A unit as stored."""

    id: int
    name: str
    kind: UnitKind | None
    chief_posts: int | None
    deputy_posts: int | None
    chief_adjustment: int
    deputy_adjustment: int
    adjustment_reason: str
    present: bool
    """Whether the unit is in the newest units workbook."""


def units(session: Session) -> Mapping[int, UnitRow]:
    """Return every unit by its id, in the order of names; also those that are no longer there.

    One query; in a session that only reads, however often it is asked.
    """
    table = UnitRecord.__table__
    columns = [table.c[name] for name in UnitRow.__struct_fields__]

    def read() -> Mapping[int, UnitRow]:
        return {row.id: UnitRow(*row) for row in session.execute(sa.select(*columns).order_by(table.c.name))}

    return _once(session, "units", read)


_Value = TypeVar("_Value")


def _once(session: Session, name: str, read: Callable[[], _Value]) -> _Value:
    """Read once in a session that only reads: it sees the same all the time, and many ask for the same small tables."""
    if not session.info.get("reading"):
        return read()
    if name not in session.info:
        session.info[name] = read()
    found: _Value = session.info[name]
    return found


def _sheets(session: Session) -> Mapping[int, Any]:
    return _once(session, "sheets", lambda: {row.id: row for row in session.execute(sa.select(SheetRecord.__table__))})


def people(session: Session, keys: Keys, numbers: Collection[int] | None = None) -> Mapping[int, Person]:
    """Return every person by number, discipline opened; ID numbers stay sealed (``id_number`` is None).

    ``numbers``: only these persons.
    """
    table = PersonRecord.__table__
    unit_names = {row.id: row.name for row in units(session).values()}
    sheets = _sheets(session)
    wanted = sa.select(table).order_by(table.c.number)
    rows = session.execute(wanted if numbers is None else wanted.where(table.c.number.in_(numbers)))
    return {row.number: _person(row, unit_names[row.unit_id], sheets[row.sheet_id], keys) for row in rows}


def names(session: Session, numbers: Collection[int] | None = None) -> Mapping[int, str]:
    """Return person number → name; ``numbers``: only these persons."""
    wanted = sa.select(PersonRecord.number, PersonRecord.name)
    rows = session.execute(wanted if numbers is None else wanted.where(PersonRecord.number.in_(numbers)))
    return {row.number: row.name for row in rows}


class Identity(msgspec.Struct, frozen=True):
    """What somebody is known by from one roster to the next; ``lookup`` is the keyed hash of the ID number."""

    number: int
    lookup: str | None
    name: str
    unit: str
    birth: PartialDate | None


def identities(session: Session) -> list[Identity]:
    """Return how everybody is known, by number; also those who are no longer there. One query."""
    person, unit = PersonRecord.__table__, UnitRecord.__table__
    wanted = (
        sa.select(person.c.number, person.c.id_lookup, person.c.name, unit.c.name, person.c.birth)
        .join(unit, unit.c.id == person.c.unit_id)
        .order_by(person.c.number)
    )
    return [Identity(*row) for row in session.execute(wanted)]


class Stored(msgspec.Struct, frozen=True):
    """A person with the ID number opened; ``present``: in the newest roster. For comparing, never for showing."""

    person: Person
    present: bool


def stored(session: Session, keys: Keys) -> Mapping[int, Stored]:
    """Return everybody by number, ID numbers and discipline opened. Three queries."""
    table = PersonRecord.__table__
    unit_names = {row.id: row.name for row in units(session).values()}
    sheets = _sheets(session)
    found = {}
    for row in session.execute(sa.select(table).order_by(table.c.number)):
        person = _person(row, unit_names[row.unit_id], sheets[row.sheet_id], keys)
        if row.id_number is not None:
            opened = unseal(keys, f"person.id_number.{row.number}", row.id_number)
            person = replace(person, id_number=opened)
        found[row.number] = Stored(person, row.present)
    return found


def in_roster(session: Session) -> Mapping[int, int]:
    """Return person number → unit id of everybody in the newest roster whose unit is there too. One query."""
    person, unit = PersonRecord.__table__, UnitRecord.__table__
    wanted = sa.select(person.c.number, person.c.unit_id).join(unit, unit.c.id == person.c.unit_id)
    return {row.number: row.unit_id for row in session.execute(wanted.where(person.c.present, unit.c.present))}


class Sealed(msgspec.Struct, frozen=True):
    """What is masked of one person: read only to be shown masked, or to somebody who said why."""

    id_number: str | None
    discipline: Discipline

    @property
    def id_ending(self) -> str:
        """The last four characters of the ID number; blank when it is not known."""
        return "" if self.id_number is None else self.id_number[-_SHOWN:]


_SHOWN: Final = 4


def sealed(session: Session, keys: Keys, number: int) -> Sealed | None:
    """Return the masked values of one person, opened; None for nobody. One query."""
    table = PersonRecord.__table__
    wanted = sa.select(table.c.id_number, table.c.discipline).where(table.c.number == number)
    row = session.execute(wanted).one_or_none()
    if row is None:
        return None
    opened = None if row.id_number is None else unseal(keys, f"person.id_number.{number}", row.id_number)
    return Sealed(opened, _discipline(number, row.discipline, keys))


def unknown_discipline(session: Session, keys: Keys) -> set[int]:
    """Return of whom it is not known whether there is a sanction, by number; opens everybody's. One query."""
    table = PersonRecord.__table__
    rows = session.execute(sa.select(table.c.number, table.c.discipline))
    return {row.number for row in rows if _discipline(row.number, row.discipline, keys).state == "unknown"}


def _person(row: Any, unit: str, sheet: Any, keys: Keys) -> Person:  # noqa: ANN401 - rows of SQLAlchemy Core
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
        discipline=_discipline(row.number, row.discipline, keys),
        further=msgspec.UNSET if row.further is None else _further(row.number, row.further, keys),
    )


def _discipline(number: int, sealed_text: bytes, keys: Keys) -> Discipline:
    return msgspec.convert(json.loads(unseal(keys, f"person.discipline.{number}", sealed_text)), Discipline)


def _further(number: int, sealed_text: bytes, keys: Keys) -> Further:
    return msgspec.json.decode(unseal(keys, f"person.further.{number}", sealed_text), type=Further)
