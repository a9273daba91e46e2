"""Reading the conditions of a plan: TOML tables into the nodes of ``conditions``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final, Self, TypeAlias

from reserve.policy import fields
from reserve.policy.comparisons import MONTHS_AT_MOST, comparison
from reserve.policy.conditions import (
    ALWAYS,
    Adjusted,
    AllOf,
    AnyOf,
    ByFact,
    ByReading,
    Condition,
    Fact,
    IfThen,
    Negation,
    Test,
    Use,
)  # fmt: skip
from reserve.policy.fields import Spot, Table, Unfit
from reserve.policy.problems import suggestion
from reserve.policy.vocabulary import CATEGORY, FACTS, OWN_KINDS, YES_NO, Kind, Vocabulary
from reserve.text import message

# Keys from the top of the file down to a condition; nobody can read a plan that goes deeper.
DEEPEST: Final = 40
CHANGES_AT_MOST: Final = 4


@dataclass(frozen=True, slots=True)
class Names:
    """What the entries of one plan can refer to; a reading with its options."""

    readings: Mapping[str, tuple[str, ...]]
    definitions: tuple[str, ...]
    criteria: tuple[str, ...]
    own: Mapping[str, Vocabulary] = field(default_factory=dict)
    """The facts that only this plan has, its categories among them."""

    @classmethod
    def of(cls, data: Mapping[str, object]) -> Self:
        """Gather the names from raw TOML data, however damaged it is elsewhere."""
        readings = {}
        for entry in _tables(data.get("reading")):
            options = entry.get("options")
            readings[str(entry.get("id"))] = tuple(sorted(options)) if isinstance(options, dict) else ()
        own = {
            str(entry["id"]): _own(entry)
            for entry in _tables(data.get("fact"))
            if isinstance(entry.get("id"), str) and entry["id"] not in FACTS
        }
        if categories := _tables(data.get("category")):
            called = {name: _text(entry, "name", "wording") for entry in categories if (name := _text(entry, "id"))}
            own[CATEGORY] = of_categories(called)
        return cls(readings, _ids(data.get("definition")), _ids(data.get("criterion")), own)


def of_categories(names: Mapping[str, str]) -> Vocabulary:
    """Return the fact that tells in which category somebody stands; ``names``: what each is called."""
    return Vocabulary(Kind.CHOICE, tuple(sorted(names)), needed_from=(CATEGORY,), words=names)


def _own(entry: Mapping[str, object]) -> Vocabulary:
    """Return what a fact of the plan's own is, as far as its entry tells; what is wrong there is reported there."""
    column = _text(entry, "column")
    called = {"needed_from": (column,), "name": _text(entry, "name", "column") or "?"}
    kind = OWN_KINDS.get(_text(entry, "kind"), Kind.CHOICE)
    if entry.get("kind") == "yes_no":
        return Vocabulary(kind, YES_NO, **called)  # type: ignore[arg-type] # the two are of different types
    values = entry.get("values")
    words = {key: str(word) for key, word in values.items()} if isinstance(values, dict) else {}
    order = entry.get("order")
    if kind is Kind.LEVEL:
        known = tuple(key for key in order if key in words) if isinstance(order, list) else ()
        return Vocabulary(kind, known, words=words, **called)  # type: ignore[arg-type] # as above
    return Vocabulary(kind, tuple(sorted(words)), words=words, **called)  # type: ignore[arg-type] # as above


def _text(entry: Mapping[str, object], *keys: str) -> str:
    """Return the text under the first key that has one."""
    return next((value for key in keys if isinstance(value := entry.get(key), str)), "")


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
    choices = [name for name, vocabulary in {**FACTS, **names.own}.items() if vocabulary.kind is Kind.CHOICE]
    name = table.need("by", fields.one_of(choices, message("fact with a choice of values")), "")
    fact = Fact(name, own=names.own.get(name))
    return ByFact(fact, _options(table, fact.vocabulary.values if name else None, names))


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


def _fact(table: Table, names: Names) -> Condition:
    changes = tuple(_change(value, spot, names) for value, spot in table.elements("adjust"))
    node = comparison(table, names.own)
    if not table.has("adjust"):
        return node
    spot = table.spot.below("adjust")
    if not changes:
        spot.wrong(message("there is no change in it"))
    if len(changes) > CHANGES_AT_MOST:
        spot.wrong(message("more than {most} changes cannot be overlooked", most=CHANGES_AT_MOST))
        return node
    if not isinstance(node, Test) or isinstance(node.bound, Fact | Fraction | frozenset):
        spot.wrong(
            message("there is no figure, level or day that could move, or more than one"),
            message("write one test with one bound; shares and choices are told apart by if"),
        )
        return node
    return Adjusted(node, changes) if changes else node


def _change(value: object, spot: Spot, names: Names) -> tuple[Condition, int]:
    table = Table(value, spot)
    when, by = demanded(table, "when", names), table.need("by", _not_nothing, 0)
    table.close()
    return when, by


def _not_nothing(value: object) -> int:
    number = fields.whole(-MONTHS_AT_MOST, MONTHS_AT_MOST)(value)
    if not number:
        raise Unfit(message("nothing moves by 0"), message("take the change out, or say by how much"))
    return number


def _use(table: Table, names: Names) -> Condition:
    return Use(table.need("use", fields.one_of(names.definitions, message("definition")), ""))


_Node: TypeAlias = Callable[[Table, Names], Condition]
_NODES: Final[Mapping[str, _Node]] = {
    "fact": _fact,
    "all": lambda table, names: AllOf(_parts("all", table, names)),
    "any": lambda table, names: AnyOf(_parts("any", table, names)),
    "not": lambda table, names: Negation(demanded(table, "not", names)),
    "if": _if_then,
    "by": _by_fact,
    "by_reading": _by_reading,
    "use": _use,
}
_KEYS: Final = tuple(_NODES)
