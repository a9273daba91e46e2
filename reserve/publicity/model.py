"""Working days, the clock of a notice, objections, and how far people on an approved list have come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from reserve.policy.structure import Mode
from reserve.roster.model import PlaceClass
from reserve.text import Message


@dataclass(frozen=True, slots=True)
class Calendar:
    """What the office itself said about days, beside the official calendar.

    ``days``: whether a day is worked, as last decided; it goes before the official calendar. ``years``: those whose
    days the office entered whole, because the official calendar in the program does not reach them.
    """

    days: Mapping[dt.date, bool] = field(default_factory=dict)
    years: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Pause:
    """Days on which a clock stands still: both named days are part of it; ``until`` None: it still does."""

    since: dt.date
    until: dt.date | None


@dataclass(frozen=True, slots=True)
class Clock:
    """How a notice stands: its first day, its last one (None while it stands still), and working days left.

    ``left`` counts the present day as long as it is one of them.
    """

    first: dt.date
    last: dt.date | None
    left: int
    over: bool

    @property
    def stopped(self) -> bool:
        """Whether an objection holds it."""
        return self.last is None


@dataclass(frozen=True, slots=True)
class Span:
    """Neighbouring days that are all worked, or all off; ``odd``: one of them is not as its weekday has it."""

    first: dt.date
    last: dt.date
    works: bool
    odd: bool


@dataclass(frozen=True, slots=True)
class OfficeDay:
    """One decision of the office about one day."""

    day: dt.date
    works: bool
    reason: str
    decided_by: str
    decided_at: dt.datetime


@dataclass(frozen=True, slots=True)
class OfficeYear:
    """The office's word that it entered a year whole; ``source``: the paper that it is taken from."""

    year: int
    source: str
    confirmed_by: str
    confirmed_at: dt.datetime


class Channel(StrEnum):
    """How an objection came in."""

    LETTER = "letter"
    VISIT = "visit"
    PHONE = "phone"
    ONLINE = "online"
    OFFICE = "office"
    """The office itself came upon something."""


class AdmissibleStanding(StrEnum):
    """The only standings with which anybody can be admitted."""

    ELIGIBLE = "eligible"
    EXCEPTIONAL = "exceptional"


class Stage(StrEnum):
    """How far somebody on an approved list has come."""

    UNPUBLISHED = "unpublished"
    RUNNING = "running"
    STOPPED = "stopped"
    OVER = "over"
    """Nothing is in the way of the admission any more."""
    UNKNOWN = "unknown"
    """The calendar does not reach."""
    ADMITTED = "admitted"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A notice that was put up; ``last_day`` of whom nobody objects to, None when the calendar does not reach it."""

    id: int
    mode: Mode
    days: int
    first_day: dt.date
    last_day: dt.date | None
    shown: tuple[str, ...]
    opened_by: str
    opened_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """An objection, and what was decided on it; ``nominee_id`` None: about the whole list, ``upheld`` None: open."""

    id: int
    nominee_id: int | None
    received_on: dt.date
    channel: Channel
    summary: str
    taken_by: str
    taken_account: str
    taken_at: dt.datetime
    upheld: bool | None
    investigation: str | None
    grounds: str | None
    decided_by: str | None
    decided_on: dt.date | None

    @property
    def open(self) -> bool:
        """Whether nobody decided on it yet."""
        return self.upheld is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """Somebody taken off the list; ``replaced_by``: the nominee whom the committee put in the place."""

    nominee_id: int
    objection_id: int
    grounds: str
    withdrawn_by: str
    withdrawn_account: str
    withdrawn_at: dt.datetime
    replaced_by: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entrant:
    """Somebody on an approved list on the way into the pool.

    ``trouble``: why the clock cannot be told. ``withdrawn_id``: in whose place. ``place_id``: which open place of the
    unit and class is held for him or her.
    """

    nominee_id: int
    person: int
    unit_id: int
    place_class: PlaceClass
    place_id: int
    exceptional: bool
    withdrawn_id: int | None
    notice_id: int | None
    clock: Clock | None
    trouble: Message | None
    objections: tuple[int, ...]
    stage: Stage
    admitted_on: dt.date | None
