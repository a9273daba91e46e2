"""Working days, and the clock of one notice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field


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
