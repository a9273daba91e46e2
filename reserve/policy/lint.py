"""What every lint needs: the plan, where its keys stand, and the ways in which it may yet be read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, product
from typing import Final, Self, TypeAlias

from reserve.policy.conditions import Condition, resolve
from reserve.policy.evaluate import Calendar
from reserve.policy.lines import KeyPath
from reserve.policy.model import Criterion, ExceptionRule, Policy
from reserve.policy.problems import Level, Report
from reserve.text import Message

# Stands in for the as-of date of a plan without one; matters only where days and ages are compared.
SOME_DAY: Final = dt.date(2026, 6, 30)
WORLDS_AT_MOST: Final = 256

World: TypeAlias = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Plan:
    """A loaded plan under examination; ``worlds`` are the chosen readings with each choice of open ones."""

    policy: Policy
    report: Report
    calendar: Calendar
    worlds: tuple[World, ...]

    @classmethod
    def of(cls, policy: Policy, report: Report) -> Self:
        """Prepare a plan; of very many open readings not all combinations are looked at."""
        calendar = Calendar(policy.as_of or SOME_DAY, policy.leap_birthday)
        named = [reading.id for reading in policy.readings]
        options = [(reading.chosen,) if reading.chosen else tuple(reading.options) for reading in policy.readings]
        worlds = [dict(zip(named, choice, strict=True)) for choice in islice(product(*options), WORLDS_AT_MOST)]
        return cls(policy, report, calendar, tuple(worlds))

    def warn(self, path: KeyPath, text: Message, advice: Message | None = None) -> None:
        """Record a warning."""
        self.report.add(path, text, advice, Level.WARNING)

    def hint(self, path: KeyPath, text: Message, advice: Message | None = None) -> None:
        """Record a hint."""
        self.report.add(path, text, advice, Level.HINT)

    def settled(self, condition: Condition, world: World) -> Condition:
        """Return a condition as it is read in one world."""
        return resolve(condition, world, self.policy.named)

    def always(self, criterion: Criterion, claim: Callable[[World], bool]) -> bool:
        """Tell whether a claim holds in every world in which the criterion is in force (at least one)."""
        worlds = [world for world in self.worlds if in_force(criterion, world)]
        return bool(worlds) and all(claim(world) for world in worlds)

    def criteria(self) -> Iterator[tuple[KeyPath, Criterion]]:
        """Yield every criterion with its place."""
        for index, criterion in enumerate(self.policy.criteria):
            yield ("criterion", index), criterion

    def exceptions(self) -> Iterator[tuple[KeyPath, ExceptionRule]]:
        """Yield every exception with its place."""
        for index, rule in enumerate(self.policy.exceptions):
            yield ("exception", index), rule

    def conditions(self) -> Iterator[tuple[KeyPath, Criterion]]:
        """Yield every condition of every exception with its place."""
        for path, rule in self.exceptions():
            for index, condition in enumerate(rule.conditions):
                yield (*path, "condition", index), condition

    def demands(self) -> Iterator[tuple[KeyPath, Condition]]:
        """Yield every condition that an entry, waiver or definition holds, with its place."""
        for path, criterion in (*self.criteria(), *self.conditions()):
            yield (*path, "require"), criterion.require
        for index, definition in enumerate(self.policy.definitions):
            yield ("definition", index, "require"), definition.require
        for index, flag in enumerate(self.policy.flags):
            yield ("flag", index, "when"), flag.when
        for index, target in enumerate(self.policy.targets):
            yield ("target", index, "who"), target.who
        for index, threshold in enumerate(self.policy.recommendation.thresholds):
            yield ("recommendation", "threshold", index, "when"), threshold.when
        for index, bonus in enumerate(self.policy.exam.bonuses):
            yield ("exam", "bonus", index, "when"), bonus.when
        for path, rule in self.exceptions():
            for index, waiver in enumerate(rule.waives):
                if waiver.by.require is not None:
                    yield (*path, "waives", index, "require"), waiver.by.require


def in_force(criterion: Criterion, world: World) -> bool:
    """Tell whether a criterion is in force in a world."""
    return criterion.only_if is None or world[criterion.only_if[0]] == criterion.only_if[1]
