"""Reading dates as offices write them: a month or a day, in text, as a number or as an Excel date."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from reserve.dates import PartialDate
from reserve.text import message
from reserve.workbook.cells import Problem, Raw, number_text, squeeze

EARLIEST: Final = 1900
LATEST: Final = 2099

_PATTERNS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        r"([0-9]{4})(?P<mark>[./-])([0-9]{1,2})(?:(?P=mark)([0-9]{1,2}))?",
        r"([0-9]{4})年([0-9]{1,2})月(?:([0-9]{1,2})[日号]?)?",
        r"([0-9]{4})([0-9]{2})([0-9]{2})?",
    )
)
_MIDNIGHT: Final = re.compile(r"T?0?0:00(:00(\.0+)?)?$")
_DASHES: Final = {ord(dash): "-" for dash in "–—−‐"}


def partial_date(raw: Raw) -> PartialDate | Problem:
    """Read a month or a day.

    Never guesses: a year alone, two-digit years, the number 1980.1 (January or October?) and impossible days are
    problems.
    """
    if isinstance(raw, dt.date):
        return _checked(raw.year, raw.month, raw.day)
    if isinstance(raw, Problem):
        return raw
    if isinstance(raw, float) and not raw.is_integer():
        return _from_fraction(number_text(raw))
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        return _from_text(number_text(raw))
    if isinstance(raw, str):
        return _from_text(_MIDNIGHT.sub("", squeeze(raw.translate(_DASHES))))
    return _unreadable()


def full_day(raw: Raw) -> dt.date | Problem:
    """Read a date that must name its day."""
    read = partial_date(raw)
    if isinstance(read, Problem):
        return read
    if read.day is None:
        return Problem(message("the day is missing: write it in full, as 2026.06.15"))
    return read.first


def _from_text(content: str) -> PartialDate | Problem:
    for pattern in _PATTERNS:
        if found := pattern.fullmatch(content):
            numbers = [int(part) for part in found.groups() if part is not None and part.isdecimal()]
            return _checked(*numbers)
    if re.fullmatch(r"[0-9]{4}年?", content):
        return Problem(message("a year alone is not enough: write year and month, as 1980.11"))
    return _unreadable()


def _from_fraction(content: str) -> PartialDate | Problem:
    # Excel drops the last nought of 1980.10, so 1980.1 can mean January or October; 1980.20 is no month.
    if found := re.fullmatch(r"([0-9]{4})\.1", content):
        january, october = f"{found[1]}.01", f"{found[1]}.10"
        return Problem(message("ambiguous: write {january} or {october} as text", january=january, october=october))
    if found := re.fullmatch(r"([0-9]{4})\.([0-9]{1,2})", content):
        return _checked(int(found[1]), int(found[2]))
    return _unreadable()


def _checked(year: int, month: int, day: int | None = None) -> PartialDate | Problem:
    if not EARLIEST <= year <= LATEST:
        return Problem(message("the year must lie between {earliest} and {latest}", earliest=EARLIEST, latest=LATEST))
    try:
        return PartialDate(year, month, day)
    except ValueError:
        return Problem(message("no calendar has this date"))


def _unreadable() -> Problem:
    return Problem(
        message("not a date; accepted: {accepted}", accepted=("1980.11", "1980年11月", "1980-11-03", "19801103"))
    )
