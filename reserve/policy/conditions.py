"""What a plan can demand: a small algebra of tests on facts, joined by all, any, not, if and by.

Nodes are plain data. ``evaluate`` gives them meaning on columns, ``describe`` in words.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from math import ceil
from typing import Final, TypeAlias

from reserve.dates import months_later
from reserve.policy.vocabulary import FACTS, Vocabulary


@dataclass(frozen=True, slots=True, order=True)
class Fact:
    """A fact by name, with its arguments, e.g. ``rank_held(level=clerk_1)``; ``own``: what the plan says it is."""

    name: str
    arguments: tuple[tuple[str, str], ...] = ()
    own: Vocabulary | None = field(default=None, compare=False, repr=False)

    @property
    def vocabulary(self) -> Vocabulary:
        """Its kind and values."""
        return FACTS[self.name] if self.own is None else self.own

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
class Adjusted:
    """A test whose bound moves for those of whom a condition holds; several that hold add up.

    By months, years, steps or whatever the bound counts; a day moves by months.
    """

    test: Test
    changes: tuple[tuple[Condition, int], ...]


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


Condition: TypeAlias = Test | Adjusted | AllOf | AnyOf | Negation | IfThen | ByFact | ByReading | Use

ALWAYS = AllOf(())


@dataclass(frozen=True, slots=True)
class Relaxation:
    """By how much an exception lets a criterion be missed; ``require`` replaces it outright.

    ``months`` is the part of a period that is left, from which ``less`` months are taken off.
    """

    steps: int = 0
    months: Fraction = Fraction(1)
    less: int = 0
    years: int = 0
    share: Fraction | None = None
    require: Condition | None = None
    entirely: bool = False


_NOTHING_OFF: Final = Relaxation()


def children(node: Condition) -> tuple[Condition, ...]:
    """Return the conditions directly below a node."""
    match node:
        case AllOf(parts) | AnyOf(parts):
            return parts
        case Negation(part):
            return (part,)
        case Adjusted(test, changes):
            return (test, *(when for when, _ in changes))
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
        case Adjusted(test, changes):
            changed = change(test)
            node = Adjusted(
                changed if isinstance(changed, Test) else test,
                tuple((rewrite(when, change), by) for when, by in changes),
            )
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


def spelled_out(node: Condition) -> Condition:
    """Return the same condition with ifs in the place of adjustments."""

    def change(part: Condition) -> Condition:
        return _ifs(part.test, part.changes) if isinstance(part, Adjusted) else part

    return rewrite(node, change)


def _ifs(test: Test, changes: Sequence[tuple[Condition, int]], by: int = 0) -> Condition:
    if not changes:
        return moved(test, by)
    (when, step), *others = changes
    return IfThen(when, _ifs(test, others, by + step), _ifs(test, others, by))


def moved(test: Test, by: int) -> Test:
    """Return a test whose bound is moved, never below nothing and never beyond the last level."""
    match test.bound:
        case int(number):
            return replace(test, bound=max(0, number + by))
        case str(day) if test.operator in {Operator.ON_OR_AFTER, Operator.ON_OR_BEFORE}:
            return replace(test, bound=months_later(dt.date.fromisoformat(day), by).isoformat())
        case str(value):
            values = test.fact.vocabulary.values
            return replace(test, bound=values[min(max(0, values.index(value) + by), len(values) - 1)])
    message = f"a bound that cannot move: {test!r}"
    raise TypeError(message)


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
    return node if by == _NOTHING_OFF else _lowered(node, by)


def _lowered(node: Condition, by: Relaxation) -> Condition:
    """Lower what is demanded; under a negation, and in the ``when`` of an if, lowering would demand more."""
    match node:
        case Test():
            return _relaxed(node, by)
        case Adjusted():
            return _lowered(spelled_out(node), by)
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
            return replace(test, bound=_steps_down(fact.vocabulary.values, value, by.steps))
        case Test(Fact("rank_held") as fact, Operator.MONTHS_AT_LEAST, int(months)):
            lowered = dict(fact.arguments) | {
                "level": _steps_down(FACTS["rank"].values, fact.argument("level"), by.steps)
            }
            return Test(Fact(fact.name, tuple(sorted(lowered.items()))), test.operator, _shortened(months, by))
        case Test(fact, Operator.AT_LEAST, int(months)) if fact.vocabulary.in_months:
            return replace(test, fact=_more_levels(fact, by.steps), bound=_shortened(months, by))
        case Test(_, Operator.MONTHS_AT_LEAST, int(months)):
            return replace(test, bound=_shortened(months, by))
        case Test(_, Operator.NOT_TURNED | Operator.NOT_PAST_BIRTHDAY, int(years)):
            return replace(test, bound=years + by.years)
        case Test(_, Operator.AT_LEAST, Fraction() as share) if by.share is not None:
            return replace(test, bound=min(share, by.share))
    return test


def _shortened(months: int, by: Relaxation) -> int:
    return max(0, ceil(months * by.months) - by.less)


def _more_levels(fact: Fact, steps: int) -> Fact:
    """Let time at so many lower ranks count too."""
    levels = fact.argument("levels")
    if not levels or not steps:
        return fact
    given, ladder = levels.split("+"), FACTS["rank"].values
    lowest = min(map(ladder.index, given))
    counted = [level for step, level in enumerate(ladder) if level in given or max(0, lowest - steps) <= step < lowest]
    return Fact(fact.name, tuple(sorted((dict(fact.arguments) | {"levels": "+".join(counted)}).items())))


def _steps_down(values: Sequence[str], value: str, steps: int) -> str:
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
