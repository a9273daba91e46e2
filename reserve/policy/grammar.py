"""Reading the conditions of a plan: TOML tables into the nodes of ``conditions``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Self, TypeAlias

from reserve.policy import fields
from reserve.policy.comparisons import comparison
from reserve.policy.conditions import (
    ALWAYS,
    AllOf,
    AnyOf,
    ByFact,
    ByReading,
    Condition,
    Fact,
    IfThen,
    Negation,
    Use,
)  # fmt: skip
from reserve.policy.fields import Spot, Table
from reserve.policy.problems import suggestion
from reserve.policy.vocabulary import FACTS, Kind
from reserve.text import message

# Keys from the top of the file down to a condition; nobody can read a plan that goes deeper.
DEEPEST: Final = 40


@dataclass(frozen=True, slots=True)
class Names:
    """What the entries of one plan can refer to; a reading with its options."""

    readings: Mapping[str, tuple[str, ...]]
    definitions: tuple[str, ...]
    criteria: tuple[str, ...]

    @classmethod
    def of(cls, data: Mapping[str, object]) -> Self:
        """Gather the names from raw TOML data, however damaged it is elsewhere."""
        readings = {}
        for entry in _tables(data.get("reading")):
            options = entry.get("options")
            readings[str(entry.get("id"))] = tuple(sorted(options)) if isinstance(options, dict) else ()
        return cls(readings, _ids(data.get("definition")), _ids(data.get("criterion")))


def _tables(value: object) -> list[dict[str, object]]:
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def _ids(value: object) -> tuple[str, ...]:
    return tuple(name for entry in _tables(value) if isinstance(name := entry.get("id"), str))


def demanded(table: Table, key: str, names: Names) -> Condition:
    """Read the condition under a key that must be given."""
    if not table.has(key):
        table.missing(key)
        return ALWAYS
    return condition(table.values[key], table.spot.below(key), names)


def condition(value: object, spot: Spot, names: Names) -> Condition:
    """Read one condition with everything below it; mistakes go to the spot's report."""
    if len(spot.path) > DEEPEST:
        spot.wrong(message("conditions are nested too deeply"), message("give the inner ones a [[definition]]"))
        return ALWAYS
    table = Table(value, spot)
    found = [key for key in _NODES if key in table.values]
    if len(found) == 1:
        node = _NODES[found[0]](table, names)
        table.close()
        return node
    if found:
        table.spot.wrong(
            message("one condition cannot hold {keys} at once", keys=found),
            message("put each into a table of its own, joined by all = [ … ] or any = [ … ]"),
        )
    elif table.usable:
        near = (suggestion(key, _KEYS) for key in table.values)
        table.spot.wrong(
            message("this is no condition: none of {keys} is in it", keys=_KEYS),
            next((advice for advice in near if advice), None),
        )
    return ALWAYS


def _parts(key: str, table: Table, names: Names) -> tuple[Condition, ...]:
    if table.values[key] == []:
        table.spot.below(key).wrong(message("there is no condition in it"))
    return tuple(condition(value, spot, names) for value, spot in table.elements(key))


def _if_then(table: Table, names: Names) -> Condition:
    when, then = demanded(table, "if", names), demanded(table, "then", names)
    return IfThen(when, then, demanded(table, "else", names) if table.has("else") else ALWAYS)


def _by_fact(table: Table, names: Names) -> Condition:
    choices = [name for name, vocabulary in FACTS.items() if vocabulary.kind is Kind.CHOICE]
    fact = table.need("by", fields.one_of(choices, message("fact with a choice of values")), "")
    return ByFact(Fact(fact), _options(table, FACTS[fact].values if fact else None, names))


def _by_reading(table: Table, names: Names) -> Condition:
    reading = table.need("by_reading", fields.one_of(list(names.readings), message("reading")), "")
    wanted = names.readings.get(reading)
    options = _options(table, wanted, names)
    for option in wanted or ():
        if option not in dict(options):
            table.spot.below("options").wrong(message("no condition for the option {option}", option=option))
    return ByReading(reading, options)


def _options(table: Table, order: tuple[str, ...] | None, names: Names) -> tuple[tuple[str, Condition], ...]:
    """Read the branches in the order of the vocabulary, or of letters: that in the file means nothing.

    Without an order (nobody knows what the options belong to) every branch is read, for its own mistakes.
    """
    options = table.table("options")
    if options.usable and not options.values:
        options.spot.wrong(message("there is no condition in it"))
    keys = tuple(options.values) if order is None else order
    result = tuple((key, demanded(options, key, names)) for key in keys if options.has(key))
    options.close()
    return result


def _use(table: Table, names: Names) -> Condition:
    return Use(table.need("use", fields.one_of(names.definitions, message("definition")), ""))


_Node: TypeAlias = Callable[[Table, Names], Condition]
_NODES: Final[Mapping[str, _Node]] = {
    "fact": lambda table, _: comparison(table),
    "all": lambda table, names: AllOf(_parts("all", table, names)),
    "any": lambda table, names: AnyOf(_parts("any", table, names)),
    "not": lambda table, names: Negation(demanded(table, "not", names)),
    "if": _if_then,
    "by": _by_fact,
    "by_reading": _by_reading,
    "use": _use,
}
_KEYS: Final = tuple(_NODES)
