"""Bringing units and persons in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve import clock
from reserve.audit.model import Actor
from reserve.audit.record import record
from reserve.audit.tags import Tag
from reserve.db import canonical_json
from reserve.personal import Keys, lookup_hash, seal
from reserve.roster.model import Person, Unit
from reserve.roster.tables import PersonRecord, SheetRecord, UnitRecord
from reserve.workbook.model import Origin


def import_units(session: Session, actor: Actor, units: Sequence[Unit]) -> Mapping[str, int]:
    """Store new units and return unit name → id.

    Side effects: ``unit`` rows; one journal entry. Raises ``IntegrityError`` for a name that is there already.
    """
    session.execute(
        sa.insert(UnitRecord),
        [
            {"name": unit.name, "kind": unit.kind, "chief_posts": unit.chief_posts, "deputy_posts": unit.deputy_posts}
            for unit in units
        ],
    )
    record(session, actor, Tag.ROSTER_IMPORT, "units", {"units": len(units)})
    return {row.name: row.id for row in session.execute(sa.select(UnitRecord.id, UnitRecord.name))}


def import_people(session: Session, actor: Actor, people: Sequence[Person], keys: Keys) -> None:
    """Store new persons under their numbers, identity and discipline sealed.

    Side effects: ``person`` and ``sheet`` rows; one journal entry. Raises ``IntegrityError`` for a number or an
    ID number that is there already, ``KeyError`` for a unit that is not.
    """
    units = {row.name: row.id for row in session.execute(sa.select(UnitRecord.id, UnitRecord.name))}
    sheets = _import_sheets(session, {person.origin.file: person.origin for person in people}.values())
    session.execute(
        sa.insert(PersonRecord),
        [_row(person, units[person.unit], sheets[person.origin.file, person.origin.sheet], keys) for person in people],
    )
    record(session, actor, Tag.ROSTER_IMPORT, "people", {"people": len(people)})


def _import_sheets(session: Session, origins: Iterable[Origin]) -> Mapping[tuple[str, str], int]:
    sheets = [
        SheetRecord(file=origin.file, sheet=origin.sheet, columns=dict(origin.columns), imported_at=clock.now())
        for origin in origins
    ]
    session.add_all(sheets)
    session.flush()
    return {(sheet.file, sheet.sheet): sheet.id for sheet in sheets}


def _row(person: Person, unit_id: int, sheet_id: int, keys: Keys) -> dict[str, object]:
    number, id_number = person.number, person.id_number
    return {
        "number": number,
        "name": person.name,
        "unit_id": unit_id,
        "post": person.post,
        "id_number": None if id_number is None else seal(keys, f"person.id_number.{number}", id_number),
        "id_lookup": None if id_number is None else lookup_hash(keys, "person.id_number", id_number),
        "sex": person.sex,
        "birth": person.birth,
        "status": person.status,
        "politics": person.politics,
        "full_time": msgspec.to_builtins(person.full_time),
        "in_service": msgspec.to_builtins(person.in_service),
        "unspecified": msgspec.to_builtins(person.unspecified),
        "rank": person.rank,
        "rank_since": person.rank_since,
        "earlier_ranks": msgspec.to_builtins(person.earlier_ranks),
        "work_since": person.work_since,
        "probation": msgspec.to_builtins(person.probation),
        "discipline": seal(keys, f"person.discipline.{number}", canonical_json(msgspec.to_builtins(person.discipline))),
        "sheet_id": sheet_id,
        "sheet_row": person.origin.row,
    }
