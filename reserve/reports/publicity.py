"""An approved list on its way into the pool, with names: as the page shows it, and as a notice prints it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any, TypeAlias

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve.cycle.queries import Cycle
from reserve.dates import PartialDate
from reserve.publicity import following, queries
from reserve.publicity.model import Entrant, Notice, Objection, Stage, Withdrawal
from reserve.reports import verdicts
from reserve.reports.remembered import remembered
from reserve.reports.verdicts import Waived
from reserve.roster import queries as roster
from reserve.roster.model import EducationLevel, Sex, person_id
from reserve.roster.tables import PersonRecord

Units: TypeAlias = Collection[int] | None
_P = PersonRecord.__table__


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody on the list; ``waived``: what the exception waived, empty for everybody else."""

    entrant: Entrant
    person_id: str
    name: str
    unit: str
    post: str
    sex: Sex | None
    birth: PartialDate | None
    education: EducationLevel | None
    waived: tuple[Waived, ...]


class Next(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who comes next for a place."""

    id: int
    person_id: str
    name: str
    votes: int
    mark: int | None


class Vacancy(msgspec.Struct, frozen=True, kw_only=True):
    """A withdrawal, and who comes next for the place; ``nexts``: several are level, none: nobody passed."""

    line: Line
    withdrawal: Withdrawal
    replaced_by: Line | None
    nexts: tuple[Next, ...]


class Whole(msgspec.Struct, frozen=True, kw_only=True):
    """Everything of one approved list, by unit, class and person."""

    lines: tuple[Line, ...]
    notices: tuple[Notice, ...]
    objections: tuple[Objection, ...]
    vacancies: tuple[Vacancy, ...]

    def of(self, nominee_id: int | None) -> Line | None:
        """Return the line of a nominee."""
        return next((one for one in self.lines if one.entrant.nominee_id == nominee_id), None)

    def at(self, stage: Stage) -> tuple[Line, ...]:
        """Return who stands at one stage."""
        return tuple(one for one in self.lines if one.entrant.stage is stage)


def whole(session: Session, cycle: Cycle, today: dt.date, units: Units = None) -> Whole:
    """Return an approved list on its way; empty before. A fixed number of queries, few the next time."""
    allowed = None if units is None else frozenset(units)
    return remembered(session, ("publicity", cycle.id, today, allowed), lambda: _whole(session, cycle, today, allowed))


def _whole(session: Session, cycle: Cycle, today: dt.date, units: frozenset[int] | None) -> Whole:
    stands = queries.standing(session, cycle.id, today)
    if not stands.entrants:
        return Whole(lines=(), notices=(), objections=(), vacancies=())
    nexts = following.vacancies(session, cycle.id, stands) if cycle.policy.publicity.refill else {}
    numbers = {one.person for one in stands.entrants} | {one.person for several in nexts.values() for one in several}
    people = _people(session, numbers)
    names = {unit.id: unit.name for unit in roster.units(session).values()}
    waived: Mapping[int, tuple[Waived, ...]] = {}
    if any(one.exceptional for one in stands.entrants):
        waived = {sheet.row.id: sheet.waived for sheet in verdicts.ledger(session, cycle)}
    lines = {
        one.nominee_id: _line(one, people[one.person], names[one.unit_id], waived.get(one.nominee_id, ()))
        for one in stands.entrants
        if units is None or one.unit_id in units
    }
    vacancies = [
        Vacancy(
            line=lines[one.nominee_id],
            withdrawal=one,
            replaced_by=None if one.replaced_by is None else lines.get(one.replaced_by),
            nexts=tuple(
                Next(
                    id=each.id,
                    person_id=person_id(each.person),
                    name=people[each.person].name,
                    votes=each.votes,
                    mark=each.mark,
                )
                for each in nexts.get(one.nominee_id, ())
            ),
        )
        for one in stands.withdrawals.values()
        if one.nominee_id in lines
    ]
    ordered = sorted(lines.values(), key=lambda one: (one.unit, one.entrant.place_class, one.person_id))
    return Whole(
        lines=tuple(ordered),
        notices=stands.notices,
        objections=tuple(one for one in stands.objections if one.nominee_id is None or one.nominee_id in lines),
        vacancies=tuple(vacancies),
    )


def _people(session: Session, numbers: Collection[int]) -> Mapping[int, Any]:
    columns = (_P.c.number, _P.c.name, _P.c.post, _P.c.sex, _P.c.birth)
    levels = (_P.c.full_time, _P.c.in_service, _P.c.unspecified)
    return {row.number: row for row in session.execute(sa.select(*columns, *levels).where(_P.c.number.in_(numbers)))}


def _line(one: Entrant, person: Any, unit: str, waived: tuple[Waived, ...]) -> Line:  # noqa: ANN401 - a row of Core
    told = [record.get("level") for record in (person.full_time, person.in_service, person.unspecified)]
    levels = [EducationLevel(level) for level in told if level]
    return Line(
        entrant=one,
        person_id=person_id(one.person),
        name=person.name,
        unit=unit,
        post=person.post,
        sex=person.sex,
        birth=person.birth,
        education=max(levels, key=lambda level: level.level, default=None),
        waived=waived if one.exceptional else (),
    )
