"""The days on which something about a person turns, listed from the bare dates of the files.

Nothing is judged here: whoever has no such day cannot come out otherwise from one day to the next.
"""

import calendar
import datetime as dt
from collections.abc import Iterator
from typing import Any

AGES = (30, 46)
OTHER_AGES = (30, 45)
MONTHS_IN_RANK = (12, 18, 24, 36)
ONE_DAY = dt.timedelta(days=1)


def days_of_verdicts(person: dict[str, Any]) -> set[dt.date]:
    """Every day on which a criterion or a condition of the seed plans may change for the person."""
    days = {birthday(birth, age) for birth in person["birth"] or () for age in AGES}
    for record in (person["full_time"], person["in_service"], person["unspecified"]):
        days.update(record["held_from"] or ())
    days.update(day + ONE_DAY for day in person["discipline"].get("ends") or ())
    days.update(person["discipline"].get("begins") or ())
    days.update(day + ONE_DAY for day in person["discipline"].get("begins") or ())
    days.update(person["probation"].get("over_on") or ())
    return days | set(months_full(person))


def days_of_boundary(person: dict[str, Any]) -> set[dt.date]:
    """Every day on which the other reading of an age may change."""
    return {birthday(birth, age) + ONE_DAY for birth in person["birth"] or () for age in OTHER_AGES}


def months_full(person: dict[str, Any]) -> Iterator[dt.date]:
    """When the months in rank are full, counted from every date that may start them."""
    starts = [person["rank_since"], person["work_since"], person["probation"].get("over_on")]
    starts += [since for _, since in person["earlier_ranks"]]
    for since in starts:
        for day in since or ():
            for months in MONTHS_IN_RANK:
                yield months_later(day, months)


def birthday(birth: dt.date, age: int) -> dt.date:
    if (birth.month, birth.day) == (2, 29) and not calendar.isleap(birth.year + age):
        return dt.date(birth.year + age, 3, 1)
    return birth.replace(year=birth.year + age)


def months_later(day: dt.date, months: int) -> dt.date:
    """The day of the same number so many months later, or the last day of a month that is too short."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
