"""What a plan can demand: a small algebra of tests on facts, joined by all, any, not, if and by.

Nodes are plain data. ``evaluate`` gives them meaning on columns, ``describe`` in words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from math import ceil
from typing import TypeAlias

from reserve.policy.vocabulary import FACTS


@dataclass(frozen=True, slots=True, order=True)
class Fact:
    """A fact by name, with its arguments, e.g. ``rank_held(level=clerk_1)``."""

    name: str
    arguments: tuple[tuple[str, str], ...] = ()

    def argument(self, name: str, default: str = "") -> str:
        """Return one argument; a list argument is joined by ``+`` in the order of the vocabulary."""
        return dict(self.arguments).get(name, default)

    def __str__(self) -> str:
        given = ",".join(f"{name}={value}" for name, value in self.arguments)
        return f"{self.name}({given})" if given else self.name


class Operator(StrEnum):
    """How a fact is compared; the TOML keys of a test."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    ONE_OF = "in"
    NOT_TURNED = "not_turned"
    NOT_PAST_BIRTHDAY = "not_past_birthday"
    ON_OR_AFTER = "on_or_after"
    ON_OR_BEFORE = "on_or_before"
    MONTHS_AT_LEAST = "months_at_least"


Bound: TypeAlias = int | str | Fraction | frozenset[str] | Fact


@dataclass(frozen=True, slots=True)
class Test:
    """One comparison: whole years for ages, months for periods, a level's or choice's value, an ISO date."""

    __test__ = False  # not a test case, whatever pytest makes of the name

    fact: Fact
    operator: Operator
    bound: Bound


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part must hold."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One part is enough."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Negation:
    """The part must not hold."""

    part: Condition


@dataclass(frozen=True, slots=True)
class IfThen:
    """``then`` is asked of those for whom ``when`` holds, ``otherwise`` (by default nothing) of others."""

    when: Condition
    then: Condition
    otherwise: Condition


@dataclass(frozen=True, slots=True)
class ByFact:
    """A different demand for each value of a choice, such as the class voted for."""

    fact: Fact
    options: tuple[tuple[str, Condition], ...]


@dataclass(frozen=True, slots=True)
class ByReading:
    """A different meaning for each way in which the clause can be read."""

    reading: str
    options: tuple[tuple[str, Condition], ...]


@dataclass(frozen=True, slots=True)
class Use:
    """A condition defined once under a name."""

    definition: str


Condition: TypeAlias = Test | AllOf | AnyOf | Negation | IfThen | ByFact | ByReading | Use

ALWAYS = AllOf(())


@dataclass(frozen=True, slots=True)
class Relaxation:
    """By how much an exception lets a criterion be missed; ``require`` replaces it outright."""

    steps: int = 0
    months: Fraction = Fraction(1)
    years: int = 0
    share: Fraction | None = None
    require: Condition | None = None
    entirely: bool = False


def children(node: Condition) -> tuple[Condition, ...]:
    """Return the conditions directly below a node."""
    match node:
        case AllOf(parts) | AnyOf(parts):
            return parts
        case Negation(part):
            return (part,)
        case IfThen(when, then, otherwise):
            return (when, then, otherwise)
        case ByFact(_, options) | ByReading(_, options):
            return tuple(part for _, part in options)
    return ()


def walk(node: Condition) -> Iterator[Condition]:
    """Yield a node and everything below it."""
    yield node
    for part in children(node):
        yield from walk(part)


def rewrite(node: Condition, change: Callable[[Condition], Condition]) -> Condition:
    """Return the tree with ``change`` applied to every node, leaves first."""
    match node:
        case AllOf(parts) | AnyOf(parts):
            node = replace(node, parts=tuple(rewrite(part, change) for part in parts))
        case Negation(part):
            node = Negation(rewrite(part, change))
        case IfThen(when, then, otherwise):
            node = IfThen(*(rewrite(part, change) for part in (when, then, otherwise)))
        case ByFact(_, options) | ByReading(_, options):
            node = replace(node, options=tuple((name, rewrite(part, change)) for name, part in options))
    return change(node)


def resolve(node: Condition, readings: Mapping[str, str], definitions: Mapping[str, Condition]) -> Condition:
    """Return the tree with every reading decided and every definition put in its place.

    Raises ``KeyError`` for an undecided reading, an option that does not exist or an unknown definition.
    """

    def change(part: Condition) -> Condition:
        match part:
            case ByReading(reading, options):
                return dict(options)[readings[reading]]
            case Use(definition):
                return resolve(definitions[definition], readings, definitions)
        return part

    return rewrite(node, change)


def for_choice(node: Condition, fact: str, value: str) -> Condition:
    """Return what a condition asks of those whose choice, such as ``class``, has one value."""

    def change(part: Condition) -> Condition:
        match part:
            case ByFact(Fact(name), options) if name == fact:
                return dict(options).get(value, ALWAYS)
        return part

    return rewrite(node, change)


def relax(node: Condition, by: Relaxation) -> Condition:
    """Return the weaker condition that stands in for ``node`` under an exception.

    Expects a resolved tree. Only demands of the form "at least" or "not older than" are lowered, so the
    result is never harder to meet than the original (rule 3).
    """
    if by.entirely:
        return ALWAYS
    if by.require is not None:
        return AnyOf((node, by.require))
    return _lowered(node, by)


def _lowered(node: Condition, by: Relaxation) -> Condition:
    """Lower what is demanded; under a negation, and in the ``when`` of an if, lowering would demand more."""
    match node:
        case Test():
            return _relaxed(node, by)
        case AllOf(parts):
            return AllOf(tuple(_lowered(part, by) for part in parts))
        case AnyOf(parts):
            return AnyOf(tuple(_lowered(part, by) for part in parts))
        case IfThen(when, then, otherwise):
            return IfThen(when, _lowered(then, by), _lowered(otherwise, by))
        case ByFact(_, options) | ByReading(_, options):
            return replace(node, options=tuple((name, _lowered(part, by)) for name, part in options))
    return node


def _relaxed(test: Test, by: Relaxation) -> Test:
    match test:
        case Test(fact, Operator.AT_LEAST, str(value)):
            return replace(test, bound=_steps_down(fact.name, value, by.steps))
        case Test(Fact("rank_held") as fact, Operator.MONTHS_AT_LEAST, int(months)):
            lowered = dict(fact.arguments) | {"level": _steps_down("rank", fact.argument("level"), by.steps)}
            return Test(Fact(fact.name, tuple(sorted(lowered.items()))), test.operator, ceil(months * by.months))
        case Test(_, Operator.MONTHS_AT_LEAST, int(months)):
            return replace(test, bound=ceil(months * by.months))
        case Test(_, Operator.NOT_TURNED | Operator.NOT_PAST_BIRTHDAY, int(years)):
            return replace(test, bound=years + by.years)
        case Test(_, Operator.AT_LEAST, Fraction() as share) if by.share is not None:
            return replace(test, bound=min(share, by.share))
    return test


def _steps_down(fact: str, value: str, steps: int) -> str:
    values = FACTS[fact].values
    return values[max(0, values.index(value) - steps)]


def tests(node: Condition) -> Iterator[Test]:
    """Yield every test in a tree."""
    for part in walk(node):
        if isinstance(part, Test):
            yield part


def facts(node: Condition) -> Iterator[Fact]:
    """Yield every fact a tree asks for, those it compares with included."""
    for part in walk(node):
        match part:
            case Test(fact, _, bound):
                yield fact
                if isinstance(bound, Fact):
                    yield bound
            case ByFact(fact, _):
                yield fact
