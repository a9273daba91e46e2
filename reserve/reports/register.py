"""The register of the pool as of any day, and everything on record about one of its members."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any, Final

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve.cycle.tables import CycleRecord
from reserve.dates import PartialDate
from reserve.errors import NotFound
from reserve.personal import Keys
from reserve.pool import queries as pool
from reserve.pool.model import Leaving
from reserve.pool.queries import Exit, TierSet
from reserve.pool.tables import MemberRecord
from reserve.reports.remembered import remembered
from reserve.retention.model import Decision, RemovalOutcome
from reserve.retention.tables import RemovalRecord, RetentionRecord
from reserve.roster import pinyin
from reserve.roster import queries as roster
from reserve.roster.model import Person, PlaceClass, Sex, Tier, UnitKind, person_id
from reserve.text import message

PAGE: Final = 50


class Shown(StrEnum):
    """Who is shown: members on the day, or those who had left by then."""

    PRESENT = "present"
    LEFT = "left"


class TierChoice(StrEnum):
    """A tier, or none."""

    NEAR = "near"
    MIDDLE = "middle"
    FAR = "far"
    NONE = "none"


class Filters(msgspec.Struct, frozen=True, kw_only=True):
    """Which members are wanted. ``tier`` "none": those without one. ``search``: as in the table of members."""

    shown: Shown = Shown.PRESENT
    unit: int | None = None
    place_class: PlaceClass | None = None
    tier: TierChoice | None = None
    sex: Sex | None = None
    search: str = ""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One stay in the pool as it stood on a day.

    ``tier_from_file``: nothing was decided, and the roster's column says so. ``left``: how the member had left by then,
    on ``left_on`` by the word of ``left_by``; REVIEW also while the list of the removal's cycle is not approved yet.
    """

    id: int
    person: int
    name: str
    unit_id: int
    unit: str
    unit_kind: UnitKind | None
    place_class: PlaceClass
    since: PartialDate | None
    ground: str
    term_until: dt.date | None
    tier: Tier | None
    tier_from_file: bool
    facts: Person
    left: Leaving | None
    left_on: dt.date | None
    left_ground: str
    left_by: str

    @property
    def person_id(self) -> str:
        """The person's number as it is shown."""
        return person_id(self.person)


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """Some of the entries; how many there are, and how many of each tab."""

    rows: Sequence[Entry]
    total: int
    counts: Mapping[Shown, int]


class Occasion(StrEnum):
    """What an event in a member's history was."""

    CAME = "came"
    TIER = "tier"
    DECIDED = "decided"
    PROPOSED = "proposed"
    LEFT = "left"


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """One thing on record; ``code``: of the decision, tier, exit, or outcome of a proposal. ``cycle_id`` None: none."""

    occasion: Occasion
    on: PartialDate | None
    code: str
    grounds: tuple[str, ...]
    by: str
    cycle_id: int | None = None
    until: dt.date | None = None


class Stay(msgspec.Struct, frozen=True, kw_only=True):
    """One stay with everything on record of it, the newest first."""

    entry: Entry
    events: tuple[Event, ...]


class History(msgspec.Struct, frozen=True, kw_only=True):
    """Everything on record about the person of one stay: this one, then the others.

    ``tier_id``: of the decision on the tier in effect, 0 for none; ``exit``: what stands, None while the stay goes on.
    """

    entry: Entry
    stays: tuple[Stay, ...]
    tier_id: int
    exit: Exit | None


def register(session: Session, keys: Keys, on: dt.date, units: Collection[int] | None = None) -> Sequence[Entry]:
    """Return every stay that had begun by a day, by unit, class and person; those that were a mistake are left out.

    A fixed number of queries, one while the journal stands still.
    """
    every = remembered(session, ("register", on), lambda: tuple(_entries(session, keys, on)))
    return every if units is None else [one for one in every if one.unit_id in units]


def present_on(session: Session, keys: Keys, on: dt.date, units: Collection[int] | None = None) -> list[Entry]:
    """Return those who were members on a day; as ``register``."""
    return [one for one in register(session, keys, on, units) if one.left is None]


def page(entries: Sequence[Entry], filters: Filters, *, offset: int = 0, limit: int | None = PAGE) -> Page:
    """Return those of the filters, and how many there are of each tab. Pure."""
    found = [one for one in entries if _wanted(filters, one)]
    rows = [one for one in found if (one.left is None) is (filters.shown is Shown.PRESENT)]
    counts = Counter(Shown.PRESENT if one.left is None else Shown.LEFT for one in found)
    end = None if limit is None else offset + limit
    return Page(rows=rows[offset:end], total=len(rows), counts={tab: counts[tab] for tab in Shown})


def _wanted(filters: Filters, one: Entry) -> bool:
    if filters.unit not in {None, one.unit_id} or filters.place_class not in {None, one.place_class}:
        return False
    if filters.sex not in {None, one.facts.sex}:
        return False
    if filters.tier is not None and filters.tier != (one.tier or TierChoice.NONE):
        return False
    if not filters.search:
        return True
    digits = filters.search.upper().removeprefix("P")
    if digits.isascii() and digits.isdecimal():
        return str(one.person) == digits.lstrip("0")
    letters = pinyin.latin(filters.search)
    return filters.search in one.name or bool(letters and pinyin.matches(one.name, letters))


class _Read(msgspec.Struct, frozen=True):
    """Everything that entries are made of, by member id."""

    people: Mapping[int, Person]
    units: Mapping[int, roster.UnitRow]
    exits: Mapping[int, Sequence[Exit]]
    tiers: Mapping[int, Sequence[TierSet]]
    decisions: Mapping[int, Sequence[Any]]


def _read(session: Session, keys: Keys, rows: Sequence[Any]) -> _Read:
    ids = {row.id for row in rows}
    table = RetentionRecord.__table__
    decisions: dict[int, list[Any]] = {}
    for row in session.execute(sa.select(table).order_by(table.c.id)):
        if row.member_id in ids:
            decisions.setdefault(row.member_id, []).append(row)
    people = roster.people(session, keys, {row.person_number for row in rows})
    return _Read(people, roster.units(session), pool.exits(session), pool.tiers(session), decisions)


def _entries(session: Session, keys: Keys, on: dt.date) -> Iterator[Entry]:
    table = MemberRecord.__table__
    rows = [row for row in session.execute(sa.select(table).where(~table.c.withdrawn)) if _begun(row, on)]
    read = _read(session, keys, rows)
    entries = [_entry(read, row, on) for row in rows]
    yield from sorted(entries, key=lambda one: (one.unit, one.place_class, one.person, one.id))


def _begun(row: Any, on: dt.date) -> bool:  # noqa: ANN401 - a row of SQLAlchemy Core
    """Whoever came on a day that nobody knows was there always; of a month that is known, from its first day on."""
    return row.since is None or row.since.first <= on


def _entry(read: _Read, row: Any, on: dt.date) -> Entry:  # noqa: ANN401 - a row of SQLAlchemy Core
    facts, unit = read.people[row.person_number], read.units[row.unit_id]
    decided = [one for one in read.tiers.get(row.id, ()) if one.decided_on <= on]
    tier = decided[-1].tier if decided else facts.more.tier
    until = next((one.term_until for one in reversed(decided) if one.term_until is not None), row.term_until)
    left, left_on, ground, by = _left(read, row, on)
    return Entry(
        id=row.id,
        person=row.person_number,
        name=facts.name,
        unit_id=unit.id,
        unit=unit.name,
        unit_kind=unit.kind,
        place_class=row.place_class,
        since=row.since,
        ground=row.ground,
        term_until=until,
        tier=tier,
        tier_from_file=not decided and tier is not None,
        facts=facts,
        left=left,
        left_on=left_on,
        left_ground=ground,
        left_by=by,
    )


def _left(read: _Read, row: Any, on: dt.date) -> tuple[Leaving | None, dt.date | None, str, str]:  # noqa: ANN401 - as above
    """Return how somebody had left by a day: by what is recorded, or by a removal in effect."""
    if row.released_on is not None and row.released_on <= on:
        told = read.exits.get(row.id, ())
        if told and told[-1].kind is not Leaving.TAKEN_BACK:
            return told[-1].kind, told[-1].left_on, told[-1].ground, told[-1].decided_by
        return Leaving.REVIEW, row.released_on, "", ""
    decided = [one for one in read.decisions.get(row.id, ()) if one.decided_on <= on]
    if row.released_on is None and decided and decided[-1].decision is Decision.REMOVE:
        last = decided[-1]
        return Leaving.REVIEW, last.decided_on, "；".join(last.grounds), last.decided_by
    return None, None, "", ""


def history(session: Session, keys: Keys, member_id: int, on: dt.date, units: Collection[int] | None = None) -> History:
    """Return everything on record about the person of one stay. A fixed number of queries.

    Raises ``NotFound``, also for another unit's.
    """
    table = MemberRecord.__table__
    person = sa.select(table.c.person_number).where(table.c.id == member_id).scalar_subquery()
    wanted = sa.select(table).where(table.c.person_number == person, ~table.c.withdrawn)
    rows = list(session.execute(wanted.order_by(table.c.id.desc())))
    if not any(row.id == member_id and (units is None or row.unit_id in units) for row in rows):
        raise NotFound(message("There is no such member of the pool."))
    read, proposed = _read(session, keys, rows), _proposed(session, {row.id for row in rows})
    rows.sort(key=lambda row: row.id != member_id)
    # Of somebody who comes later than the day, the page still says what is on record.
    stays = tuple(
        Stay(entry=_entry(read, row, on), events=tuple(_events(read, row, proposed.get(row.id, ())))) for row in rows
    )
    tiers, left = read.tiers.get(member_id, ()), read.exits.get(member_id, ())
    stands = left[-1] if left and left[-1].kind is not Leaving.TAKEN_BACK else None
    return History(entry=stays[0].entry, stays=stays, tier_id=tiers[-1].id if tiers else 0, exit=stands)


def _proposed(session: Session, ids: Collection[int]) -> Mapping[int, list[Any]]:
    table = RemovalRecord.__table__
    found: dict[int, list[Any]] = {}
    for row in session.execute(sa.select(table).where(table.c.member_id.in_(ids)).order_by(table.c.id)):
        found.setdefault(row.member_id, []).append(row)
    return found


def _events(read: _Read, row: Any, proposed: Sequence[Any]) -> Iterator[Event]:  # noqa: ANN401 - as above
    found = [
        Event(
            occasion=Occasion.LEFT,
            on=PartialDate.of(one.recorded_at.date() if one.kind is Leaving.TAKEN_BACK else one.left_on),
            code=one.kind.value,
            grounds=(one.ground,),
            by=one.decided_by,
        )
        for one in read.exits.get(row.id, ())
    ]
    found += [
        Event(
            occasion=Occasion.DECIDED,
            on=PartialDate.of(one.decided_on),
            code=one.decision.value,
            grounds=tuple(one.grounds),
            by=one.decided_by,
            cycle_id=one.cycle_id,
        )
        for one in read.decisions.get(row.id, ())
    ]
    found += [
        Event(
            occasion=Occasion.PROPOSED,
            on=PartialDate.of(one.proposed_on),
            code="waiting" if one.outcome is None else RemovalOutcome(one.outcome).value,
            grounds=tuple(one.grounds),
            by=one.proposed_by,
            cycle_id=one.cycle_id,
        )
        for one in proposed
    ]
    found += [
        Event(
            occasion=Occasion.TIER,
            on=PartialDate.of(one.decided_on),
            code=one.tier.value if one.tier is not None else "none",
            grounds=(one.ground,),
            by=one.decided_by,
            until=one.term_until,
        )
        for one in read.tiers.get(row.id, ())
    ]
    yield from sorted(found, key=lambda event: "" if event.on is None else event.on.iso(), reverse=True)
    came = (row.ground,) if row.ground else ()
    yield Event(
        occasion=Occasion.CAME,
        on=row.since,
        code=row.place_class.value,
        grounds=came,
        by="",
        cycle_id=row.admitted_in,
        until=row.term_until,
    )


def cycle_days(session: Session) -> list[tuple[int, dt.date]]:
    """Return the cycles with their as-of dates, the newest first. One query."""
    table = CycleRecord.__table__
    return [
        (row.id, row.as_of) for row in session.execute(sa.select(table.c.id, table.c.as_of).order_by(table.c.id.desc()))
    ]
