"""Keeping screenings: a new one takes the place of the old one, which stays on record if they differ (rule 15)."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple, TypedDict

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve import clock
from reserve.eligibility.tables import ScreeningRecord, SupersededRecord
from reserve.nominee import queries as nominee
from reserve.nominee.queries import Nominee
from reserve.personal import Keys, seal, unseal


class Screening(TypedDict):
    """A screening before it is sealed: ``facts`` are canonical JSON."""

    nominee_id: int
    standing: str
    boundary: bool
    verdicts: list[dict[str, Any]]
    exception: dict[str, Any] | None
    facts: str


class _Kept(NamedTuple):
    """A screening as it is stored, its parts still text: most are compared and left alone."""

    nominee_id: int
    standing: str
    boundary: bool
    verdicts: str
    exception: str | None
    facts: bytes


def keep(session: Session, keys: Keys, cycle_id: int, screenings: Sequence[Screening]) -> set[int]:
    """Store the screenings of a cycle and return the ids of the nominees whose screening is another one or new.

    Where only the cells moved in which the facts stand, the new cells are kept and nothing is superseded. Side effects:
    ``screening`` and ``screening_superseded`` rows. Raises ``IntegrityError`` when a list rests on one that changes.
    """
    before = _stored(session, cycle_id)
    fresh, renewed, changed = [], [], set()
    for one in screenings:
        old = before.get(one["nominee_id"])
        if old is None:
            fresh.append(one)
            continue
        was, now = _texts(old, unseal(keys, facts_place(old.nominee_id), old.facts)), _texts_of(one)
        if was != now:
            renewed.append(one)
            if _without_cells(was) != _without_cells(now):
                changed.add(old.nominee_id)
    _supersede(session, cycle_id, [old for old in before.values() if old.nominee_id in changed])
    if renewed:
        session.execute(sa.update(ScreeningRecord), [_sealed(one, keys) for one in renewed])
    if fresh:
        session.execute(sa.insert(ScreeningRecord), [_sealed(one, keys) for one in fresh])
    return changed | {one["nominee_id"] for one in fresh}


def drop(session: Session, cycle_id: int, nominee_ids: Collection[int]) -> None:
    """Supersede screenings by none: the nominees are to go. Side effects: ``screening`` rows go, on record."""
    _supersede(session, cycle_id, [old for old in _stored(session, cycle_id).values() if old.nominee_id in nominee_ids])
    session.execute(sa.delete(ScreeningRecord).where(ScreeningRecord.nominee_id.in_(nominee_ids)))


def _supersede(session: Session, cycle_id: int, screenings: Sequence[_Kept]) -> None:
    if screenings:
        nominees = nominee.nominees(session, cycle_id)
        rows = [_superseded(cycle_id, nominees[one.nominee_id], one) for one in screenings]
        session.execute(sa.insert(SupersededRecord), rows)


def _stored(session: Session, cycle_id: int) -> Mapping[int, _Kept]:
    table = ScreeningRecord.__table__
    columns = (
        table.c.nominee_id,
        sa.type_coerce(table.c.standing, sa.Text),
        table.c.boundary,
        sa.type_coerce(table.c.verdicts, sa.Text),
        sa.type_coerce(table.c.exception, sa.Text),
        table.c.facts,
    )
    wanted = sa.select(*columns).where(table.c.nominee_id.in_(nominee.of_cycle(cycle_id))).order_by(table.c.nominee_id)
    return {row[0]: _Kept(*row) for row in session.execute(wanted)}


def facts_place(nominee_id: int) -> str:
    """Return the place for which the facts of a screening are sealed."""
    return f"screening.facts.{nominee_id}"


def _sealed(one: Screening, keys: Keys) -> dict[str, object]:
    return {**one, "facts": seal(keys, facts_place(one["nominee_id"]), one["facts"])}


def _superseded(cycle_id: int, one: Nominee, old: _Kept) -> dict[str, object]:
    return {
        **old._asdict(),
        "verdicts": json.loads(old.verdicts),
        "exception": None if old.exception is None else json.loads(old.exception),
        "cycle_id": cycle_id,
        "person_number": one.person,
        "place_class": one.place_class,
        "superseded_at": clock.now(),
    }


_Texts = tuple[str, bool, str, str, str]
"""Standing, boundary, and as JSON the verdicts, the exception and the facts."""


def _texts(old: _Kept, facts: str) -> _Texts:
    return old.standing, old.boundary, old.verdicts, old.exception or "null", facts


def _texts_of(one: Screening) -> _Texts:
    # Quicker than the text that will be stored, and the same; were it not, the parts would be compared in full.
    verdicts, exception = (
        msgspec.json.encode(part, order="sorted").decode() for part in (one["verdicts"], one["exception"])
    )
    return one["standing"], one["boundary"], verdicts, exception, one["facts"]


def _without_cells(texts: _Texts) -> object:
    """Return a screening without the cells in which its facts stood."""
    standing, boundary, *rest = texts
    verdicts, exception, facts = map(json.loads, rest)
    for one in (*verdicts, *(exception["conditions"] if exception else ())):
        del one["cells"]
    del facts["person"]["origin"]
    return standing, boundary, verdicts, exception, facts
