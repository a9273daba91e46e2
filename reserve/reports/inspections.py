"""The inspections a page at a time: everybody who may come on the list, and what the inspection came to."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Any, Final

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve.dates import PartialDate
from reserve.errors import NotFound
from reserve.exam.tables import MarkRecord
from reserve.inspection import queries as inspection
from reserve.inspection.model import Outcome
from reserve.inspection.queries import Inspection
from reserve.inspection.tables import InspectionRecord
from reserve.reports.exam import Source, conditions, sitting
from reserve.roster.model import person_id
from reserve.roster.tables import PersonRecord, UnitRecord
from reserve.text import message

PAGE: Final = 50

_I: Any = InspectionRecord.__table__
_M: Any = MarkRecord.__table__
_P: Any = PersonRecord.__table__
_U: Any = UnitRecord.__table__


class State(StrEnum):
    """What the inspection came to, as the table is filtered by it; MISSING: not recorded."""

    MISSING = "missing"
    INCOMPLETE = Outcome.INCOMPLETE.value
    POSITIVE = Outcome.POSITIVE.value
    NEGATIVE = Outcome.NEGATIVE.value


class Filters(msgspec.Struct, frozen=True, kw_only=True):
    """Which rows are wanted; every filter that is given must hold. ``search``: part of a name, or a number."""

    state: State | None = None
    unit: int | None = None
    search: str = ""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One person with the inspection that counts; ``outcome`` None: not recorded."""

    person: int
    name: str
    unit_id: int
    unit: str
    outcome: Outcome | None
    veto: bool
    inspectors: tuple[str, ...]
    inspected_on: PartialDate | None
    marked: bool

    @property
    def person_id(self) -> str:
        """The number as it is shown."""
        return person_id(self.person)

    @property
    def state(self) -> State:
        """What it came to."""
        return State.MISSING if self.outcome is None else State(self.outcome.value)


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """Some of the rows, and how many of each state whatever the state asked for."""

    rows: tuple[Row, ...]
    total: int
    states: Mapping[State, int]


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """Everything about one person's inspection, the latest record first."""

    row: Row
    history: tuple[Inspection, ...]


def page(
    session: Session,
    cycle_id: int,
    filters: Filters,
    *,
    units: Collection[int] | None = None,
    offset: int = 0,
    limit: int = PAGE,
) -> Page:
    """Return one page of those who may come on the list, in the order of units and numbers. Two queries."""
    source = sitting(cycle_id)
    limits = conditions(source, filters.unit, filters.search, units)
    counted = sa.select(source.outcome, sa.func.count()).select_from(source.joined).where(*limits)
    counts = session.execute(counted.group_by(source.outcome))
    states = dict.fromkeys(State, 0) | {State(outcome or "missing"): count for outcome, count in counts}
    if filters.state is not None:
        chosen = None if filters.state is State.MISSING else Outcome(filters.state.value)
        limits.append(source.outcome.is_(None) if chosen is None else source.outcome == chosen)
    rows = session.execute(
        _selected(source).where(*limits).order_by(source.unit, source.person).offset(offset).limit(limit)
    )
    return Page(
        rows=tuple(_row(row) for row in rows),
        total=sum(states.values()) if filters.state is None else states[filters.state],
        states=states,
    )


def sheet(session: Session, cycle_id: int, person: int, units: Collection[int] | None = None) -> Sheet:
    """Return everything about one person's inspection. Two queries.

    Raises ``NotFound`` for somebody who has no chance of the list, or is of another unit than those.
    """
    source = sitting(cycle_id, person)
    limits = conditions(source, None, "", units)
    row = session.execute(_selected(source).where(*limits)).one_or_none()
    if row is None:
        raise NotFound(message("{person} is not an eligible or exceptional nominee.", person=person_id(person)))
    return Sheet(row=_row(row), history=tuple(inspection.history(session, cycle_id, person)))


def _selected(source: Source) -> sa.Select[Any]:
    return sa.select(
        source.person.label("person"),
        _P.c.name,
        source.unit.label("unit_id"),
        _U.c.name.label("unit"),
        source.outcome.label("outcome"),
        _I.c.veto,
        _I.c.inspectors,
        _I.c.inspected_on,
        _M.c.status.label("marked"),
    ).select_from(source.joined.outerjoin(_I, _I.c.id == source.record))


def _row(row: sa.Row[Any]) -> Row:
    return Row(
        person=row.person,
        name=row.name,
        unit_id=row.unit_id,
        unit=row.unit,
        outcome=row.outcome,
        veto=bool(row.veto),
        inspectors=tuple(row.inspectors or ()),
        inspected_on=row.inspected_on,
        marked=row.marked is not None,
    )
