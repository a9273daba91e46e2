"""One person of the roster: every fact with the cell it came from, what is missing, and the part in campaigns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Final

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve.cycle.queries import Cycle
from reserve.eligibility.tables import ScreeningRecord, StandingWord, SupersededRecord
from reserve.errors import NotFound
from reserve.nominee.tables import NomineeRecord
from reserve.personal import Keys
from reserve.policy.wording import value_word
from reserve.reports import members, nominees
from reserve.reports.members import MemberRow
from reserve.reports.nominees import Row
from reserve.reports.roster import Missing, missing
from reserve.reports.wording import column_words
from reserve.roster import queries as roster
from reserve.roster.model import Discipline, Education, Person, PlaceClass, Probation, person_id
from reserve.roster.tables import PersonRecord
from reserve.text import Message, message

Said = Message | str
_LARGEST: Final = 2**31 - 1
_NOBODY: Final = message("There is no such person in the roster.")


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """One fact of the roster: its column, what it says in words, and the cell; ``masked``: shown only on request."""

    key: str
    word: Said
    said: tuple[Said, ...]
    cell: str
    missing: bool = False
    masked: bool = False


class Earlier(msgspec.Struct, frozen=True, kw_only=True):
    """A screening that does not count now: replaced on a day, or of another campaign (None)."""

    cycle_id: int
    place_class: PlaceClass
    outcome: StandingWord
    superseded_at: dt.datetime | None


class PersonSheet(msgspec.Struct, frozen=True, kw_only=True):
    """Everything about one person that may be shown unasked; ``source`` names file, sheet and row."""

    number: int
    person_id: str
    name: str
    unit_id: int
    unit: str
    post: str
    present: bool
    source: str
    facts: tuple[Fact, ...]
    missing: tuple[Missing, ...]
    nominations: tuple[Row, ...]
    membership: MemberRow | None
    earlier: tuple[Earlier, ...]


def sheet(
    session: Session, cycle: Cycle, keys: Keys, number: int, *, units: Collection[int] | None = None
) -> PersonSheet:
    """Return the sheet of one person. A fixed number of queries; raises ``NotFound``, also for another unit's.

    Opens the ID number and the sanction; of the one only the ending leaves this function, of the other whether it
    is known.
    """
    if number > _LARGEST:
        raise NotFound(_NOBODY)
    table = PersonRecord.__table__
    held = session.execute(sa.select(table.c.unit_id, table.c.present).where(table.c.number == number)).one_or_none()
    sealed = roster.sealed(session, keys, number)
    if held is None or sealed is None or (units is not None and held.unit_id not in units):
        raise NotFound(_NOBODY)
    person = roster.people(session, keys, {number})[number]
    untold = missing(person, identified=sealed.id_number is not None)
    found = nominees.page(session, cycle, nominees.Filters(search=person_id(number)), units=units)
    return PersonSheet(
        number=number,
        person_id=person_id(number),
        name=person.name,
        unit_id=held.unit_id,
        unit=person.unit,
        post=person.post,
        present=held.present,
        source=f"{person.origin.file} {person.origin.sheet}!{person.origin.row}",
        facts=facts(person, sealed.id_ending, untold),
        missing=untold,
        nominations=found.rows,
        membership=_membership(session, cycle, keys, number, units),
        earlier=tuple(_earlier(session, cycle.id, number)),
    )


def facts(person: Person, id_ending: str, untold: Collection[Missing]) -> tuple[Fact, ...]:
    """Return the facts of somebody in the order of the roster workbook, masked values masked."""
    keys = list(_READ)
    said = {key: tuple(_READ[key](person)) for key in keys}
    said["id_number"] = (f"{_MASK * 14}{id_ending}",) if id_ending else ()
    said["discipline"] = () if Missing.DISCIPLINE in untold else (_MASK * 6,)
    return tuple(
        Fact(
            key=key,
            word=column_words([key])[0],
            said=said[key],
            cell=person.origin.cell(key),
            missing=key in untold,
            masked=key in _MASKED and bool(said[key]),
        )
        for key in keys
        if said[key] or key in untold
    )


_MASK: Final = "*"
_MASKED: Final = frozenset({"id_number", "discipline"})


def discipline_words(discipline: Discipline) -> tuple[Said, ...]:
    """Return a sanction in words, for somebody to whom it is revealed."""
    if discipline.state == "unknown":
        return (message("not known"),)
    if discipline.state == "none":
        return (message("no sanction"),)
    period = message(
        "{begins} to {ends}",
        begins="？" if discipline.begins is None else str(discipline.begins),
        ends="？" if discipline.ends is None else str(discipline.ends),
    )
    return (discipline.kind or message("a sanction that is not named"), period)


def _membership(
    session: Session, cycle: Cycle, keys: Keys, number: int, units: Collection[int] | None
) -> MemberRow | None:
    wanted = members.Filters(search=person_id(number))
    return next(iter(members.page(session, cycle, keys, wanted, account="", units=units).rows), None)


def _earlier(session: Session, cycle_id: int, number: int) -> Iterator[Earlier]:
    """Yield screenings that were replaced, and those of other campaigns, the newest campaign first. Two queries."""
    old, nominee, screening = SupersededRecord.__table__, NomineeRecord.__table__, ScreeningRecord.__table__
    elsewhere = (
        sa.select(nominee.c.cycle_id, nominee.c.place_class, screening.c.standing)
        .join(screening, screening.c.nominee_id == nominee.c.id)
        .where(nominee.c.person_number == number, nominee.c.cycle_id != cycle_id)
        .order_by(nominee.c.cycle_id.desc(), nominee.c.place_class)
    )
    replaced = sa.select(old.c.cycle_id, old.c.place_class, old.c.standing, old.c.superseded_at)
    for row in session.execute(replaced.where(old.c.person_number == number).order_by(old.c.id.desc())):
        yield Earlier(
            cycle_id=row.cycle_id, place_class=row.place_class, outcome=row.standing, superseded_at=row.superseded_at
        )
    for row in session.execute(elsewhere):
        yield Earlier(cycle_id=row.cycle_id, place_class=row.place_class, outcome=row.standing, superseded_at=None)


def _plain(value: object) -> Iterator[Said]:
    if value is not None and str(value):
        yield str(value)


def _coded(kind: str, value: str | None) -> Iterator[Said]:
    if value is not None:
        yield value_word(kind, value)


def _level(record: Education) -> Iterator[Said]:
    yield from _coded("education", record.level)
    if record.level is not None and record.party_school:
        yield value_word("forms", "party_school")


def _degree(record: Education) -> Iterator[Said]:
    if record.degree:
        yield _DEGREES.get(record.degree, record.degree)


_DEGREES: Final[Mapping[str, Message]] = {
    "none": message("no degree"),
    "bachelor": message("bachelor's degree"),
    "master": message("master's degree"),
    "doctor": message("doctor's degree"),
}


def _earlier_ranks(person: Person) -> Iterator[Said]:
    for rank, since in person.earlier_ranks:
        yield message("{rank} since {day}", rank=value_word("rank", rank.value), day=str(since))


def _probation(probation: Probation) -> Iterator[Said]:
    if probation.over_on is not None:
        yield message("over on {day}", day=str(probation.over_on))
    elif probation.known:
        yield message("in probation, the end not known") if probation.in_probation else message("none")


_READ: Final[Mapping[str, Callable[[Person], Iterable[Said]]]] = {
    "id_number": lambda _: (),
    "sex": lambda person: _coded("sex", person.sex),
    "birth": lambda person: _plain(person.birth),
    "unit": lambda person: _plain(person.unit),
    "post": lambda person: _plain(person.post),
    "status": lambda person: _coded("status", person.status),
    "full_time_education": lambda person: _level(person.full_time),
    "full_time_degree": lambda person: _degree(person.full_time),
    "full_time_school": lambda person: _plain(person.full_time.school),
    "full_time_date": lambda person: _plain(person.full_time.held_from),
    "in_service_education": lambda person: _level(person.in_service),
    "in_service_degree": lambda person: _degree(person.in_service),
    "in_service_school": lambda person: _plain(person.in_service.school),
    "in_service_date": lambda person: _plain(person.in_service.held_from),
    "education": lambda person: _level(person.unspecified),
    "degree": lambda person: _degree(person.unspecified),
    "education_date": lambda person: _plain(person.unspecified.held_from),
    "rank": lambda person: _coded("rank", person.rank),
    "rank_since": lambda person: _plain(person.rank_since),
    "earlier_ranks": _earlier_ranks,
    "work_since": lambda person: _plain(person.work_since),
    "party": lambda person: _coded("politics", person.politics),
    "probation": lambda person: _probation(person.probation),
    "discipline": lambda _: (),
}
"""How the columns of the roster workbook are read back, in their order; masked ones are left to ``facts``."""
