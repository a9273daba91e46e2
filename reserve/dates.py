"""Dates as cadre files hold them (often only a month) and the calendar arithmetic of ages and periods.

Everything here is pure. A cutoff turns a question about years or months into one comparison of days.
"""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from dataclasses import dataclass
from typing import Self

FEBRUARY_29TH = (2, 29)


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A month, or a day: the file often knows no more than 1980.11."""

    year: int
    month: int
    day: int | None = None

    def __post_init__(self) -> None:
        """Raise ``ValueError`` for a date that no calendar has."""
        dt.date(self.year, self.month, 1 if self.day is None else self.day)

    @classmethod
    def of(cls, day: dt.date) -> Self:
        """Return the full date."""
        return cls(day.year, day.month, day.day)

    @classmethod
    def from_iso(cls, text: str) -> Self:
        """Read ``1980-11`` or ``1980-11-03``; raises ``ValueError`` for anything else."""
        parts = [int(part) for part in text.split("-")]
        if len(parts) not in {2, 3}:
            raise ValueError(text)
        return cls(*parts)

    @property
    def first(self) -> dt.date:
        """The first day it can mean."""
        return dt.date(self.year, self.month, self.day or 1)

    @property
    def last(self) -> dt.date:
        """The last day it can mean."""
        return dt.date(self.year, self.month, self.day or monthrange(self.year, self.month)[1])

    def iso(self) -> str:
        """Return ``1980-11`` or ``1980-11-03``."""
        return f"{self.year:04d}-{self.month:02d}" + ("" if self.day is None else f"-{self.day:02d}")

    def __str__(self) -> str:
        """Return it as the office writes it: ``1980.11`` or ``1980.11.03``."""
        return self.iso().replace("-", ".")


def birthday(birth: dt.date, age: int, *, leap_on: tuple[int, int] = (3, 1)) -> dt.date:
    """Return the day on which somebody turns ``age``.

    ``leap_on`` is the (month, day) on which those born on 29 February have it in common years (domain rule 5).
    """
    try:
        return birth.replace(year=birth.year + age)
    except ValueError:
        return dt.date(birth.year + age, *leap_on)


def youngest_to_have_turned(age: int, on: dt.date, *, leap_on: tuple[int, int] = (3, 1)) -> dt.date:
    """Return the latest birth date whose ``age``-th birthday is on or before ``on``.

    Everybody born later has not turned ``age`` yet, so "has turned" is one comparison. The birthday never
    falls earlier for a later birth, which is what makes a single cutoff enough.
    """
    year = on.year - age
    try:
        candidate = on.replace(year=year)
    except ValueError:
        # ``on`` is 29 February and the year of birth has none.
        candidate = dt.date(year, 2, 28)
    leap = _leap_day(year)
    if leap is not None and candidate < leap and birthday(leap, age, leap_on=leap_on) <= on:
        return leap
    return candidate


def _leap_day(year: int) -> dt.date | None:
    try:
        return dt.date(year, *FEBRUARY_29TH)
    except ValueError:
        return None


def latest_start(months: int, on: dt.date) -> dt.date:
    """Return the latest day from which ``months`` calendar months are completed on ``on``.

    A month ends on the day of the same number, or on its last day where there is none (Civil Code, article 202).
    """
    index = on.year * 12 + on.month - 1 - months
    year, month = divmod(index, 12)
    last = monthrange(year, month + 1)[1]
    ends_its_month = on.day == monthrange(on.year, on.month)[1]
    return dt.date(year, month + 1, last if ends_its_month else min(on.day, last))


def completed_months(since: dt.date, on: dt.date) -> int:
    """Return the calendar months completed between two days; 0 when ``since`` lies after ``on``."""
    if since > on:
        return 0
    months = (on.year - since.year) * 12 + on.month - since.month
    reached = on.day >= since.day or on.day == monthrange(on.year, on.month)[1]
    return months if reached else months - 1


def months_later(since: dt.date, months: int) -> dt.date:
    """Return the first day on which ``months`` months from ``since`` are completed (Civil Code, article 202)."""
    year, month = divmod(since.year * 12 + since.month - 1 + months, 12)
    return dt.date(year, month + 1, min(since.day, monthrange(year, month + 1)[1]))
