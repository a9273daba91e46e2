"""Every number of a plan, with its clause and what it says: what can be moved to see what would come of it.

Found in the text itself, wherever a number stands, so that a kind of rule that is new has its figures here too.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final, NamedTuple

from reserve.policy.conditions import Test
from reserve.policy.editing import Value, changed, chosen
from reserve.policy.fields import Spot
from reserve.policy.grammar import Names, condition
from reserve.policy.lines import KeyPath
from reserve.policy.load import Loaded, parse
from reserve.policy.model import Policy, Reading, Source
from reserve.policy.problems import Problem, Report
from reserve.policy.requirement import requirement
from reserve.policy.wording import value_word
from reserve.text import Message, message

_TEXTS: Final = frozenset(
    (
        *("id", "title", "clause", "wording", "document", "format", "as_of", "leap_birthday"),
        *("question", "reason", "chosen", "chosen_by", "chosen_on"),
    )
)
"""Keys under which a number is no figure of the plan, and their texts are no shares."""
_SHARE: Final = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?%|[0-9]{1,9}/[0-9]{1,9}")
_PERCENT: Final = re.compile(r"[0-9]{1,9}%")
_MARK: Final = re.compile(r"[0-9]{1,4}\.[0-9]{1,2}")
_MARKS: Final = frozenset({"full", "pass", "minimum"})
_WORDS: Final[Mapping[str, Message]] = {
    "attendance": message("a vote counts when so many of those due attend"),
    "minimum_share": message("nobody is put forward below"),
    "remark_below": message("a remark is shown below"),
    "second_round_below": message("a second round is held below"),
    "valid_months": message("months for which a vote is valid"),
    "over": message("a unit counts as large above so many people"),
    "present_at_least": message("people present in a large unit"),
    "talks": message("weight of the talks"),
    "share": message("share of the votes asked for"),
    "chief": message("chief reserve"),
    "deputy": message("deputy reserve"),
    "per_post": message("places for each approved post"),
    "totals": message("places of the county"),
    "adjusted_at_most": message("places by which the department may adjust"),
    "full": message("full mark"),
    "pass": message("pass line"),
    "weight": message("weight"),
    "minimum": message("minimum"),
    "steps": message("steps of rank less"),
    "months": message("months"),
    "years": message("years more"),
    "approvals": message("approvals needed"),
    "at_least": message("at least"),
    "at_most": message("at most"),
    "tolerance": message("tolerance"),
    "days": message("days"),
    "review_months": message("months between two reviews"),
}


class Kind(StrEnum):
    """How a figure is written and moved."""

    WHOLE = "whole"
    PERCENT = "percent"
    SHARE = "share"
    MARK = "mark"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Figure:
    """One number: where it stands in the text, its value as it is typed, and what it says.

    ``whose``: of whom it is asked, or under which reading; from outside to inside.
    """

    path: KeyPath
    kind: Kind
    value: str
    word: Message | str
    whose: tuple[Message | str, ...]

    @property
    def name(self) -> str:
        """The name of its control: the same for ever, as long as the entries of the plan are in this order."""
        return ".".join(str(part) for part in self.path)

    def read(self, typed: str) -> Value:
        """Return what somebody typed as the text has it. Raises ``ValueError`` for what is no figure of the kind."""
        text = typed.strip().replace("％", "%").replace("／", "/")
        match self.kind:
            case Kind.WHOLE:
                return int(text)
            case Kind.DAY:
                return dt.date.fromisoformat(text)
            case Kind.MARK:
                return int(text) if text.isdecimal() else _matching(_MARK, text)
            case Kind.PERCENT:
                return _matching(_PERCENT, f"{text.removesuffix('%')}%")
        return _matching(_SHARE, text)


@dataclass(frozen=True, slots=True)
class Group:
    """The figures of one entry or section, under its clause and wording."""

    source: Source
    figures: tuple[Figure, ...]


def _matching(pattern: re.Pattern[str], text: str) -> str:
    if pattern.fullmatch(text) is None:
        raise ValueError(text)
    return text


class Moved(NamedTuple):
    """A plan with some of its figures and readings moved, nothing else; None when it cannot be used so.

    ``wrong``: what is wrong with single controls, by name. ``changed``: the names of those that were moved.
    """

    policy: Policy | None
    problems: tuple[Problem, ...]
    wrong: Mapping[str, Message]
    changed: frozenset[str]


READING: Final = "reading:"
"""What the name of a reading's control begins with."""


def moved(policy: Policy, typed: Mapping[str, str], signed: Mapping[str, Value] | None = None) -> Moved:
    """Return a plan with what somebody typed for its figures and chose for its readings, by the names of the controls.

    ``signed``: ``chosen_by``, ``chosen_on`` and ``reason`` of the readings that are chosen otherwise. Names that the
    plan does not have are left alone.
    """
    values: dict[KeyPath, Value] = {}
    wrong: dict[str, Message] = {}
    names = set()
    for figure in (one for group in figures(policy) for one in group.figures):
        said = typed.get(figure.name, figure.value).strip()
        if said != figure.value:
            names.add(figure.name)
            try:
                values[figure.path] = figure.read(said)
            except ValueError:
                wrong[figure.name] = message("{found} cannot stand here.", found=said)
    text = changed(policy.text, values) if values else policy.text
    for number, reading in enumerate(policy.readings):
        option = typed.get(f"{READING}{reading.id}", "")
        if option in reading.options and option != reading.chosen:
            names.add(f"{READING}{reading.id}")
            text = chosen(text, number, {"chosen": option, **(signed or _unsigned(reading))})
    loaded = parse(text, policy.id) if names else Loaded(policy, ())
    return Moved(None if wrong else loaded.policy, loaded.problems, wrong, frozenset(names))


def _unsigned(reading: Reading) -> Mapping[str, Value]:
    """Return what stands in for who chose, when and why, as long as nobody chose."""
    return {} if reading.chosen is not None else {"chosen_by": "-", "chosen_on": dt.date.min, "reason": "-"}


def figures(policy: Policy) -> Sequence[Group]:
    """Return every number of a plan in the order of its text."""
    return _figures(policy.text)


@lru_cache(maxsize=8)
def _figures(text: str) -> Sequence[Group]:
    """Find the figures of a text once: the same plan is moved again and again. Raises ``ValueError`` for no plan."""
    policy = parse(text).policy
    if policy is None:
        raise ValueError(text)
    data = tomllib.loads(text)
    groups: list[Group] = []
    for source, figure in _Walk(policy, data).below(data, (), Source("", "", ""), ()):
        if groups and groups[-1].source == source:
            groups[-1] = replace(groups[-1], figures=(*groups[-1].figures, figure))
        else:
            groups.append(Group(source, (figure,)))
    return groups


class _Walk:
    """Goes down into a plan's tables, knowing what stands round each number."""

    def __init__(self, policy: Policy, data: Mapping[str, Any]) -> None:
        self.data = data
        self.readings = {one.id: one for one in policy.readings}
        self.criteria = {one.id: one.source.wording for one in policy.criteria}

    def below(
        self, value: object, path: KeyPath, source: Source, whose: tuple[Message | str, ...]
    ) -> Iterator[tuple[Source, Figure]]:
        if isinstance(value, dict):
            source = _source(value, source)
            for key, part in value.items():
                if key not in _TEXTS and not (path and path[0] == "reading"):
                    yield from self.below(part, (*path, key), source, (*whose, *self.about(value, key, path)))
        elif isinstance(value, list):
            for index, part in enumerate(value):
                yield from self.below(part, (*path, index), source, whose)
        elif (kind := _kind(value, path)) is not None:
            typed = value.isoformat() if isinstance(value, dt.date) else str(value)
            shown = typed.removesuffix("%") if kind is Kind.PERCENT else typed
            yield source, Figure(path, kind, shown, self.word(path), whose)

    def about(self, table: Mapping[str, Any], key: str, path: KeyPath) -> Iterator[Message | str]:
        """Yield what is said of whom, or of what, the part of a table under one of its keys is asked."""
        if isinstance(touched := table.get("criterion"), str) and "clause" not in table:
            yield self.criteria.get(touched, touched)
        round_it = self.at(path[:-1]) if path and path[-1] == "options" else {}
        if "by" in round_it:
            yield value_word(round_it["by"], key)
        elif "by_reading" in round_it:
            yield self.readings[round_it["by_reading"]].options[key]

    def word(self, path: KeyPath) -> Message | str:
        """Return what a number says: the whole demand it stands in, or the word of its key."""
        table = self.at(path[:-1])
        if isinstance(table, dict) and "fact" in table:
            demand = condition(table, Spot(Report(self.data, {})), Names.of(self.data))
            if isinstance(demand, Test):
                return requirement(demand, None)
        keys = [part for part in path if isinstance(part, str)]
        if keys[-2:] == ["waives", "months"]:
            return message("part of the months that is still asked")
        known = [_WORDS[key] for key in keys[-2:] if key in _WORDS]
        if keys[-1] not in _WORDS:
            return ".".join(keys)
        return known[0] if len(known) == 1 else message("{what}: {value}", what=known[0], value=known[1])

    def at(self, path: KeyPath) -> Any:  # noqa: ANN401 - what TOML holds
        found: Any = self.data
        for part in path:
            found = found[part]
        return found


def _source(table: Mapping[str, Any], around: Source) -> Source:
    if isinstance(table.get("clause"), str) and isinstance(table.get("wording"), str):
        return Source(table["clause"], table["wording"], str(table.get("document", around.document)))
    return around


def _kind(value: object, path: KeyPath) -> Kind | None:
    match value:
        case bool():
            return None
        case int():
            return Kind.MARK if path[-1] in _MARKS else Kind.WHOLE
        case dt.datetime() | dt.time():
            return None
        case dt.date():
            return Kind.DAY
        case str() if _PERCENT.fullmatch(value):
            return Kind.PERCENT
        case str() if _SHARE.fullmatch(value):
            return Kind.SHARE
        case str() if _MARK.fullmatch(value):
            return Kind.MARK
    return None
