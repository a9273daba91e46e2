"""The same plan written by hand for one person at a time: what a program without columns does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from reserve.dates import latest_start, youngest_to_have_turned
from reserve.policy.conditions import Fact
from reserve.policy.evaluate import Codes, Column, Interval

FAILS, UNKNOWN, MEETS = 0, 1, 2
Row = dict[str, Any]


def rows_of(columns: Mapping[Fact, Column]) -> list[Row]:
    """Return one dictionary a person: (low, high) for dates, levels and counts, a code for choices."""
    lists: dict[str, list[Any]] = {}
    for fact, column in columns.items():
        if isinstance(column, Codes):
            lists[str(fact)] = column.codes.tolist()
        elif isinstance(column, Interval):
            lists[str(fact)] = list(zip(column.low.tolist(), column.high.tolist(), strict=True))
    return [dict(zip(lists, values, strict=True)) for values in zip(*lists.values(), strict=True)]


def judge_one(person: Row, as_of: dt.date) -> tuple[str, list[int], bool]:
    """Return outcome, outcome by criterion, and whether the other reading of the age would change the outcome."""
    turned_46 = youngest_to_have_turned(46, as_of).toordinal()
    past_45 = youngest_to_have_turned(45, as_of - dt.timedelta(days=1)).toordinal()
    outcome, criteria = _under(person, as_of, turned_46 + 1)
    other, _ = _under(person, as_of, past_45 + 1)
    return outcome, criteria, outcome != other


def _under(person: Row, as_of: dt.date, born_from: int) -> tuple[str, list[int]]:
    criteria = [
        _at_least(person["birth"], born_from),
        _at_least(person["education"], 3),
        _one_of(person["status"], (1, 2, 3)),
        _one_of(person["discipline_in_effect"], (1,)),
        _one_of(person["politics"], (1,)),
        _at_least(person["rank"], 2),
        _at_most(person["rank_held(level=clerk_1)"], latest_start(36, as_of).toordinal()),
        _at_most(person["work_since"], latest_start(60, as_of).toordinal()),
    ]
    conditions = [
        _at_least(person["birth"], youngest_to_have_turned(30, as_of).toordinal() + 1),
        _at_least(person["education(forms=full_time+in_service)"], 5),
        _at_most(person["vote_rank"], 3),
    ]
    weaker = {
        6: _at_most(person["rank_held(level=clerk_1)"], latest_start(18, as_of).toordinal()),
        7: _at_most(person["work_since"], latest_start(30, as_of).toordinal()),
    }
    failed = [number for number, value in enumerate(criteria) if value == FAILS]
    if any(number not in weaker or weaker[number] == FAILS for number in failed):
        return "ineligible", criteria
    if failed and FAILS in conditions:
        return "ineligible", criteria
    open_still = UNKNOWN in criteria or any(weaker[number] == UNKNOWN for number in failed)
    if open_still or (failed and UNKNOWN in conditions):
        return "undecided", criteria
    return ("exceptional" if failed else "eligible"), criteria


def _at_least(value: tuple[int, int], limit: int) -> int:
    return MEETS if value[0] >= limit else FAILS if value[1] < limit else UNKNOWN


def _at_most(value: tuple[int, int], limit: int) -> int:
    return MEETS if value[1] <= limit else FAILS if value[0] > limit else UNKNOWN


def _one_of(code: int, wanted: tuple[int, ...]) -> int:
    return UNKNOWN if code == 0 else MEETS if code in wanted else FAILS
