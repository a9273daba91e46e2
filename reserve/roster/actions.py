"""Bringing units and persons in, as often as their workbooks come."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Final

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve import clock
from reserve.audit.model import Actor, Head
from reserve.audit.record import record
from reserve.audit.tags import Tag
from reserve.db import canonical_json
from reserve.errors import Invalid, NotFound
from reserve.personal import Keys, lookup_hash, seal
from reserve.roster import queries
from reserve.roster.identity import identity
from reserve.roster.model import Discipline, Person, Unit, person_id
from reserve.roster.queries import Stored
from reserve.roster.tables import PersonRecord, SheetRecord, UnitRecord
from reserve.text import message
from reserve.workbook.model import Origin

_OF_UNIT = ("kind", "chief_posts", "deputy_posts", "chief_adjustment", "deputy_adjustment", "adjustment_reason")
_unit_content = attrgetter(*_OF_UNIT)
_person_content = attrgetter(*(name for name in Person.__dataclass_fields__ if name not in {"origin", "number"}))
_Sheets = Mapping[tuple[str, str], int]


def import_units(session: Session, actor: Actor, units: Sequence[Unit]) -> Head | None:
    """Make these the units of the county; one that is no longer among them stays, but is not present.

    Returns the journal's head, None when nothing was to be changed. Side effects: ``unit`` rows; one journal entry.
    Raises ``IntegrityError`` for an adjustment without a reason.
    """
    before = {row.name: row for row in queries.units(session).values()}
    fresh = [_unit_row(unit) for unit in units if unit.name not in before]
    changed = [
        {"id": old.id, **_unit_row(unit)}
        for unit in units
        if (old := before.get(unit.name)) is not None
        and not (old.present and _unit_content(old) == _unit_content(unit))
    ]
    named = {unit.name for unit in units}
    gone = [{"id": old.id, "present": False} for old in before.values() if old.present and old.name not in named]
    _write(session, UnitRecord, fresh, changed, gone)
    return _told(session, actor, "units", (len(units), fresh, changed, gone), first=not before)


def _unit_row(unit: Unit) -> dict[str, object]:
    return {"name": unit.name, **{name: getattr(unit, name) for name in _OF_UNIT}, "present": True}


def import_people(session: Session, actor: Actor, people: Sequence[Person], keys: Keys) -> Head | None:
    """Make these the roster, under their numbers; whoever is no longer in it stays, but is not present.

    Identity and discipline are sealed. Where a row now stands in its workbook is noted, but is no change. Returns the
    journal's head, None when nothing was to be changed. Side effects: ``person`` and ``sheet`` rows; one journal
    entry. Raises ``IntegrityError`` for an ID number that somebody else has, ``KeyError`` for a unit that is not there.
    """
    units = {row.name: row.id for row in queries.units(session).values()}
    before = queries.stored(session, keys)
    sheets = _sheets(session, (person.origin for person in people))
    fresh, changed, moved = [], [], []
    for person in people:
        old = before.get(person.number)
        if old is None:
            fresh.append(_row(person, units, sheets, keys))
        elif not same(old, person):
            changed.append(_row(person, units, sheets, keys))
        elif old.person.origin != person.origin:
            moved.append({"number": person.number, **_place(person, sheets)})
    named = {person.number for person in people}
    gone = [
        {"number": number, "present": False} for number, old in before.items() if old.present and number not in named
    ]
    _write(session, PersonRecord, fresh, changed, moved, gone)
    return _told(session, actor, "people", (len(people), fresh, changed, gone), first=not before)


def same(old: Stored, person: Person) -> bool:
    """Tell whether a person of the roster is stored just so; where the row stands does not matter."""
    return old.present and bool(_person_content(old.person) == _person_content(person))


def _write(
    session: Session,
    table: type[UnitRecord | PersonRecord],
    fresh: Sequence[Mapping[str, object]],
    *others: Sequence[Mapping[str, object]],
) -> None:
    """Insert rows, and update others by their key; each kind is one statement, run many times."""
    if fresh:
        session.execute(sa.insert(table), fresh)
    for rows in others:
        if rows:
            session.execute(sa.update(table), rows)


def _told(
    session: Session,
    actor: Actor,
    subject: str,
    counted: tuple[int, Collection[object], Collection[object], Collection[object]],
    *,
    first: bool,
) -> Head | None:
    total, fresh, changed, gone = counted
    if not (fresh or changed or gone):
        return None
    since = {} if first else {"new": len(fresh), "changed": len(changed), "gone": len(gone)}
    return record(session, actor, Tag.ROSTER_IMPORT, subject, {subject: total, **since})


def _sheets(session: Session, origins: Iterable[Origin]) -> _Sheets:
    """Return the ids of the sheets; one that looks as it did the last time keeps its row."""
    table = SheetRecord.__table__
    known = {
        (row.file, row.sheet, canonical_json(row.columns)): row.id
        for row in session.execute(
            sa.select(table.c.id, table.c.file, table.c.sheet, table.c.columns).order_by(table.c.id)
        )
    }
    found: dict[tuple[str, str], int] = {}
    for origin in origins:
        if (origin.file, origin.sheet) in found:
            continue
        columns = dict(origin.columns)
        number = known.get((origin.file, origin.sheet, canonical_json(columns)))
        if number is None:
            sheet = SheetRecord(file=origin.file, sheet=origin.sheet, columns=columns, imported_at=clock.now())
            session.add(sheet)
            session.flush()
            number = sheet.id
        found[origin.file, origin.sheet] = number
    return found


def _place(person: Person, sheets: _Sheets) -> dict[str, object]:
    return {"sheet_id": sheets[person.origin.file, person.origin.sheet], "sheet_row": person.origin.row}


def _row(person: Person, units: Mapping[str, int], sheets: _Sheets, keys: Keys) -> dict[str, object]:
    number, id_number = person.number, person.id_number
    return {
        "number": number,
        "name": person.name,
        "unit_id": units[person.unit],
        "post": person.post,
        "id_number": None if id_number is None else seal(keys, f"person.id_number.{number}", id_number),
        "id_lookup": None if id_number is None else lookup_hash(keys, "person.id_number", identity(id_number)),
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
        "further": None
        if isinstance(person.further, msgspec.UnsetType)
        else seal(keys, f"person.further.{number}", canonical_json(msgspec.to_builtins(person.further))),
        **_place(person, sheets),
        "present": True,
    }


MASKED: Final = ("id_number", "discipline")
SHORTEST_REASON: Final = 4
LONGEST_REASON: Final = 200


def reveal(
    session: Session, actor: Actor, keys: Keys, number: int, fields: Collection[str], *, reason: str
) -> Mapping[str, str | Discipline | None]:
    """Return masked values of one person to somebody who says why: ``id_number``, ``discipline``, or both.

    Side effects: one journal entry with the reason and the names of the fields, never their values; show them only
    after it is committed. Raises ``NotFound``, and ``Invalid`` for ``fields`` and ``reason``.
    """
    told = reason.strip()
    wrong = {}
    if not fields or not set(fields) <= set(MASKED):
        wrong["fields"] = message("Choose what is to be revealed.")
    if not SHORTEST_REASON <= len(told) <= LONGEST_REASON:
        wrong["reason"] = message(
            "Say for what it is needed, in {least} to {most} characters.", least=SHORTEST_REASON, most=LONGEST_REASON
        )
    found = queries.sealed(session, keys, number)
    if found is None:
        raise NotFound(message("There is no such person in the roster."))
    if wrong:
        raise Invalid(wrong)
    names = sorted(set(fields))
    record(session, actor, Tag.ROSTER_REVEAL, person_id(number), {"fields": names, "reason": told})
    return {name: getattr(found, name) for name in names}
