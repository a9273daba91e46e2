"""Counting working days. Pure: the present day, the office's own days and every pause are given."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Final

from reserve.errors import Refused
from reserve.publicity.model import Calendar, Clock, Notice, Objection, Pause, Span, Stage
from reserve.text import Message, message

_SATURDAY: Final = 5


def official(day: dt.date) -> bool | None:
    """Return whether the official calendar has a day as worked; None for a year that it does not reach."""
    import chinese_calendar  # noqa: PLC0415 - thousands of days, wanted only where days are counted

    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None


def works(calendar: Calendar, day: dt.date) -> bool:
    """Return whether a day is worked: as the office said last, else as the official calendar has it.

    In a year that the office entered whole, days that it did not name are worked from Monday to Friday. Raises
    ``Refused`` for a year that nobody knows: a public holiday is never guessed.
    """
    said = calendar.days.get(day)
    if said is None:
        said = official(day)
    if said is None and day.year in calendar.years:
        said = day.weekday() < _SATURDAY
    if said is None:
        raise Refused(
            message(
                "The working days of {year} are not known: enter its public holidays and the weekends worked for them "
                "under “Working days”, then confirm that year.",
                year=day.year,
            )
        )
    return said


def clock(calendar: Calendar, first: dt.date, days: int, pauses: Sequence[Pause], today: dt.date) -> Clock:
    """Return how a notice of so many working days stands today.

    The first day counts when it is worked. A day within a pause does not, nor does the day on which the pause ends:
    the days that were left begin on the day after. Raises ``Refused`` when a year is not known.
    """
    day, counted, past = first, 0, 0
    while True:
        held = next((pause for pause in pauses if _within(pause, day)), None)
        if held is not None and held.until is None:
            return Clock(first, None, days - past, over=False)
        if held is None and works(calendar, day):
            counted += 1
            past += day < today
            if counted == days:
                return Clock(first, day, days - past, over=today > day)
        day += dt.timedelta(days=1)


def _within(pause: Pause, day: dt.date) -> bool:
    return pause.since <= day and (pause.until is None or day <= pause.until)


def special(calendar: Calendar, year: int) -> list[Span] | None:
    """Return the days of a year that are not as their weekday has it, neighbours together; None when not known.

    Weekdays off and weekends worked; a weekend within a holiday is part of it.
    """
    day, found = dt.date(year, 1, 1), list[Span]()
    while day.year == year:
        try:
            on = works(calendar, day)
        except Refused:
            return None
        usual = day.weekday() < _SATURDAY
        before = found[-1] if found else None
        if not (on and usual):
            if before is not None and before.works == on and (day - before.last).days == 1:
                found[-1] = Span(before.first, day, on, before.odd or on != usual)
            else:
                found.append(Span(day, day, on, on != usual))
        day += dt.timedelta(days=1)
    return [span for span in found if span.odd]


def told(
    calendar: Calendar, notice: Notice | None, objections: Iterable[Objection], today: dt.date
) -> tuple[Clock | None, Message | None]:
    """Return somebody's clock, and why it cannot be told; neither before a notice is put up.

    ``objections``: those about the person, and about everybody, whatever was decided on them.
    """
    if notice is None:
        return None, None
    pauses = [Pause(one.received_on, one.decided_on) for one in objections]
    try:
        return clock(calendar, notice.first_day, notice.days, pauses, today), None
    except Refused as error:
        return None, error.reasons[0]


def stage(
    clock: Clock | None, *, withdrawn: bool, admitted: bool, objected: bool, published: bool, wanted: bool
) -> Stage:
    """Return how far somebody has come; ``wanted``: whether the plan asks for a notice at all."""
    if withdrawn or admitted:
        return Stage.WITHDRAWN if withdrawn else Stage.ADMITTED
    if wanted and not published:
        return Stage.UNPUBLISHED
    if objected:
        return Stage.STOPPED
    if not wanted:
        return Stage.OVER
    if clock is None:
        return Stage.UNKNOWN
    return Stage.OVER if clock.over else Stage.RUNNING


def last_day(calendar: Calendar, first: dt.date, days: int) -> dt.date | None:
    """Return the last day of a notice that nothing stops; None when a year is not known."""
    try:
        return clock(calendar, first, days, (), first).last
    except Refused:
        return None
