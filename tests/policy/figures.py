"""Every figure of a plan, and the plan with one of them moved a step either way."""

import copy
import datetime as dt
import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from reserve.policy.vocabulary import FACTS, Kind

PERCENT = re.compile(r"([0-9.]+)%")
RATIO = re.compile(r"([0-9]+)/([0-9]+)")
DECIMAL = re.compile(r"([0-9]+)\.([0-9]{1,2})")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# Texts for people to read: a figure in them decides nothing.
PROSE = {"clause", "wording", "document", "question", "reason", "title", "id", "name", "chosen_by", "options", "column"}
LADDERS = [one.values for one in FACTS.values() if one.kind is Kind.LEVEL]


class Mutant(NamedTuple):
    """A plan with one figure changed: its key as the plan's check would name it, and what became of it."""

    key: str
    change: str
    data: dict[str, Any]


def mutants(data: Mapping[str, Any]) -> Iterator[Mutant]:
    """Yield the plan with each number, date, share and level moved a step down and up."""
    for path, value in _leaves(data, ()):
        for moved in _moved(value):
            changed: Any = copy.deepcopy(dict(data))
            inner = changed
            for part in path[:-1]:
                inner = inner[part]
            inner[path[-1]] = moved
            yield Mutant(_key(data, path), f"{value} → {moved}", changed)


def _leaves(value: object, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], object]]:
    if isinstance(value, Mapping):
        for key, part in value.items():
            # The options of a reading are sentences, those of a condition are conditions.
            if key not in PROSE or (key == "options" and not all(isinstance(one, str) for one in part.values())):
                yield from _leaves(part, (*path, key))
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from _leaves(part, (*path, index))
    else:
        yield path, value


def _moved(value: object) -> Iterator[object]:
    if isinstance(value, bool) or not isinstance(value, int | str | dt.date):
        return
    if isinstance(value, int):
        yield from (value - 1, value + 1)
    elif isinstance(value, dt.date):
        yield from (value - dt.timedelta(days=1), value + dt.timedelta(days=1))
    elif found := PERCENT.fullmatch(value):
        yield from (f"{float(Fraction(found[1]) + step):g}%" for step in (-1, 1))
    elif found := RATIO.fullmatch(value):
        yield from (f"{int(found[1]) + step}/{found[2]}" for step in (-1, 1))
    elif found := DECIMAL.fullmatch(value):
        cents = int(found[1]) * 100 + int(found[2].ljust(2, "0"))
        yield from (f"{one // 100}.{one % 100:02d}" for one in (cents - 1, cents + 1))
    elif DAY.fullmatch(value):
        yield from ((dt.date.fromisoformat(value) + dt.timedelta(days=step)).isoformat() for step in (-1, 1))
    else:
        for ladder in LADDERS:
            if value in ladder and value != "none":
                place = ladder.index(value)
                yield from ladder[place - 1 : place]
                yield from ladder[place + 1 : place + 2]
                return


def _key(data: object, path: tuple[str | int, ...]) -> str:
    text = ""
    for part in path:
        data = data[part]  # type: ignore[index]  # the path was walked in this very data
        if isinstance(part, int):
            named = isinstance(data, dict) and (data.get("id") or data.get("criterion"))
            text += f"[{named or part + 1}]"
        else:
            text += f".{part}" if text else part
    return text
