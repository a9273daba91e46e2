"""Who may stand: every criterion for everybody, the exception, and whether the reading of an age decides.

One function serves one person and a million: it works on columns, block by block so that a block's columns stay
in the processor's cache, and gives numbers. Words are made afterwards, for the rows that somebody looks at.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cached_property, reduce
from itertools import product
from typing import Final

import numpy as np
from numpy.typing import NDArray

from reserve.eligibility.judging import Program, Rows
from reserve.policy.conditions import Condition, Fact, facts, relax, resolve
from reserve.policy.evaluate import Calendar, Codes, Columns, Outcome, Outcomes, compiled, row_count
from reserve.policy.model import Criterion, ExceptionRule, Policy
from reserve.policy.vocabulary import CATEGORY

# The outcomes of a block and one of its columns stay in a second-level cache of 1 MiB.
BLOCK: Final = 131_072


class Standing(IntEnum):
    """Where a nominee stands after screening, worst first (rule 2)."""

    INELIGIBLE = 0
    UNDECIDED = 1
    EXCEPTIONAL = 2
    ELIGIBLE = 3

    @property
    def word(self) -> str:
        """The name used in results and in the database."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class ExceptionPlan:
    """One exception with its conditions resolved; ``touches`` maps a criterion's index to its weaker form."""

    id: str
    conditions: tuple[tuple[Criterion, Condition], ...]
    touches: Mapping[int, Condition]


@dataclass(frozen=True, slots=True)
class Plan:
    """A policy under one choice of readings: what is asked, resolved and ready to be compiled."""

    calendar: Calendar
    criteria: tuple[tuple[Criterion, Condition], ...]
    exceptions: tuple[ExceptionPlan, ...]
    categories: tuple[Condition, ...] = ()
    """Who belongs to each category, in the order of the fact's values."""
    others: tuple[Plan, ...] = ()
    """The same plan under every other combination of the offered readings of ages (rule 5)."""

    def facts(self) -> frozenset[Fact]:
        """Every fact that the plan asks for, under any reading of an age."""
        return frozenset(
            fact for plan in (self, *self.others) for condition in plan.conditions() for fact in facts(condition)
        )

    def placed(self, columns: Columns) -> Columns:
        """Return columns in which everybody who chose no category stands in the only one he or she belongs to."""
        place = next((fact for fact in columns if fact.name == CATEGORY), None)
        if place is None or not self.categories:
            return columns
        chosen = columns[place]
        assert isinstance(chosen, Codes)  # noqa: S101 - a category is a choice
        belongs = np.array([compiled(condition, self.calendar)(columns) for condition in self.categories])
        # Known when one is met and no other can be.
        only = (belongs == Outcome.MEETS).any(axis=0) & ((belongs != Outcome.FAILS).sum(axis=0) == 1)
        found = np.where(only, belongs.argmax(axis=0) + 1, 0).astype(np.uint8)
        return {**columns, place: Codes(np.where(chosen.codes == 0, found, chosen.codes))}

    def shape(self) -> tuple[object, ...]:
        """Which entries are asked and touched, whatever they ask."""
        exceptions = [
            (rule.id, tuple(condition.id for condition, _ in rule.conditions), tuple(rule.touches))
            for rule in self.exceptions
        ]
        return tuple(criterion.id for criterion, _ in self.criteria), tuple(exceptions), self.categories

    def conditions(self) -> Iterator[Condition]:
        """Every condition of the plan: categories, criteria, exceptions' conditions, weaker forms."""
        yield from self.categories
        yield from (condition for _, condition in self.criteria)
        for exception in self.exceptions:
            yield from (condition for _, condition in exception.conditions)
            yield from exception.touches.values()


@dataclass(frozen=True, slots=True)
class ExceptionColumns:
    """How one exception stands for everybody: conditions uint8 (m, n), weaker forms by criterion index uint8 (n)."""

    id: str
    conditions: Outcomes
    weaker: Mapping[int, Outcomes]


@dataclass(frozen=True)
class Screening:
    """n nominees × k criteria.

    ``columns`` are those that were given, with everybody in his or her category.
    ``outcomes`` is uint8 (k, n), one row a criterion, so that a criterion's column is contiguous;
    ``standing`` uint8 (n) of ``Standing``; ``admitted_by`` int8 (n), index of the exception that decides, −1 none;
    ``boundary`` bool (n): another offered reading of an age would give another standing.
    """

    plan: Plan
    columns: Columns
    outcomes: Outcomes
    standing: Outcomes
    admitted_by: NDArray[np.int8]
    boundary: NDArray[np.bool_]

    @cached_property
    def exceptions(self) -> tuple[ExceptionColumns, ...]:
        """How every exception stands for everybody; worked out when somebody looks, since few are touched by one."""
        calendar = self.plan.calendar
        return tuple(
            ExceptionColumns(
                exception.id,
                np.array(
                    [compiled(condition, calendar)(self.columns) for _, condition in exception.conditions], np.uint8
                ).reshape(-1, len(self.standing)),
                {index: compiled(weaker, calendar)(self.columns) for index, weaker in exception.touches.items()},
            )
            for exception in self.plan.exceptions
        )


def planned(policy: Policy, as_of: dt.date) -> Plan:
    """Return what the policy asks on a date under its chosen readings, and what the other readings of ages would ask.

    Raises ``KeyError`` naming a reading that is undecided.
    """
    return replace(
        _read_as(policy, as_of, policy.chosen),
        others=tuple(_read_as(policy, as_of, readings) for readings in _other_readings(policy)),
    )


def _other_readings(policy: Policy) -> Iterator[Mapping[str, str]]:
    boundary = [reading for reading in policy.readings if reading.boundary]
    chosen = tuple(reading.chosen for reading in boundary)
    for options in product(*(reading.options for reading in boundary)):
        if options != chosen:
            yield {**policy.chosen, **dict(zip((reading.id for reading in boundary), options, strict=True))}


def _read_as(policy: Policy, as_of: dt.date, readings: Mapping[str, str]) -> Plan:
    def active(entries: Sequence[Criterion]) -> tuple[tuple[Criterion, Condition], ...]:
        return tuple(
            (entry, resolve(entry.require, readings, policy.named))
            for entry in entries
            if entry.only_if is None or readings[entry.only_if[0]] == entry.only_if[1]
        )

    def touched(rule: ExceptionRule) -> dict[int, Condition]:
        waived = {waiver.criterion: waiver.by for waiver in rule.waives}
        return {
            index: resolve(relax(condition, waived[criterion.id]), readings, policy.named)
            for index, (criterion, condition) in enumerate(criteria)
            if criterion.id in waived
        }

    criteria = active(policy.criteria)
    # By their names: of two exceptions that would both admit somebody one is named, and the order of the file is none.
    rules = sorted(policy.exceptions, key=lambda rule: rule.id)
    exceptions = tuple(ExceptionPlan(rule.id, active(rule.conditions), touched(rule)) for rule in rules)
    categories = sorted(policy.categories, key=lambda one: one.id)
    whens = tuple(resolve(one.when, readings, policy.named) for one in categories)
    return Plan(Calendar(as_of, policy.leap_birthday), criteria, exceptions, whens)


def screen(columns: Columns, policy: Policy, as_of: dt.date) -> Screening:
    """Judge n nominees given as columns (facts of ``Plan.facts``, n rows each) under a policy on a date.

    The criteria are judged for everybody, a block of rows at a time on every processor; the exceptions, and the other
    readings of an age, only for the few whom they concern. Raises ``KeyError`` for an undecided reading or a fact that
    the columns lack. Rules 1–8.
    """
    plan = planned(policy, as_of)
    alike = [other for other in plan.others if other.shape() == plan.shape()]
    screening = _screened(columns, plan, alike)
    for other in plan.others:
        if other not in alike:
            # The reading switches an entry on or off, so that there is nothing to compare but the outcome.
            np.logical_or(
                screening.boundary,
                _screened(columns, other, ()).standing != screening.standing,
                out=screening.boundary,
            )
    return screening


def _screened(columns: Columns, plan: Plan, others: Sequence[Plan]) -> Screening:
    columns = plan.placed(columns)
    n = row_count(columns)
    program = Program.of(plan)
    programs = [Program.of(other) for other in others]
    screening = Screening(
        plan,
        columns,
        np.empty((len(program.rules), n), np.uint8),
        np.empty(n, np.uint8),
        np.full(n, -1, np.int8),
        np.zeros(n, np.bool_),
    )
    _judge_few(screening, program, programs, *_judge_all(screening, _Sweep(program, programs)))
    return screening


def _judge_all(screening: Screening, sweep: _Sweep) -> tuple[Rows, list[Rows]]:
    """Judge the criteria for everybody; return whom exceptions and whom each other reading may concern."""
    n = len(screening.standing)
    processors = os.cpu_count() or 1
    # As many blocks for each processor, so that none waits for another's last one; one at least, even for nobody.
    count = max(-(-n // BLOCK), 1)
    count += -count % processors if count > 1 else 0
    blocks = [slice(n * number // count, n * (number + 1) // count) for number in range(count)]
    if count == 1:
        found = [sweep.block(screening, blocks[0])]
    else:
        # numpy lets go of the interpreter's lock, and blocks share nothing, so every processor takes its part.
        with ThreadPoolExecutor(processors) as pool:
            found = list(pool.map(lambda rows: sweep.block(screening, rows), blocks))
    concerned, *otherwise = (np.concatenate(rows) for rows in zip(*found, strict=True))
    return concerned, otherwise


def _judge_few(
    screening: Screening, program: Program, others: Sequence[Program], concerned: Rows, otherwise: Sequence[Rows]
) -> None:
    """Let the exceptions speak, then judge anew those to whom another reading of an age may make a difference."""
    columns, outcomes, standing = screening.columns, screening.outcomes, screening.standing
    screening.admitted_by[concerned] = program.admit(columns, concerned, outcomes, concerned, standing)
    for other, by_criteria in zip(others, otherwise, strict=True):
        by_exceptions = concerned[program.excepts_otherwise(other, columns, concerned)]
        people = np.union1d(by_criteria, by_exceptions) if len(by_exceptions) else by_criteria
        if len(people):
            screening.boundary[people] |= other.standing_of(columns, people, program, outcomes) != standing[people]


class _Sweep:
    """What is asked of everybody: the criteria, and what other readings and exceptions ask of the same facts.

    The latter two are asked while the facts lie in the cache. What exceptions ask here only leaves out those whom none
    of them can help.
    """

    def __init__(self, program: Program, others: Sequence[Program]) -> None:
        indices = range(len(program.rules))
        self.rules = [rule for _, rule in program.rules]
        self.ways = [
            {
                index: rule
                for index, ((usual, _), (asked, rule)) in enumerate(zip(program.rules, other.rules, strict=True))
                if asked != usual
            }
            for other in others
        ]
        read = {index for ways in self.ways for index in ways}
        self.fixed = [index for index in indices if index not in program.touched | read]
        self.read = sorted(read - program.touched)
        self.touched = sorted(program.touched)
        self.hints = program.hints(others)

    def block(self, screening: Screening, rows: slice) -> list[Rows]:
        """Fill in for some rows the outcomes, how these people stand without exceptions, and the boundary.

        Returns the rows of which exceptions have to be asked: those who fail nothing but what one touches; then, for
        each other reading, those who fail something touched and for whom it changes a criterion.
        """
        columns = {fact: column.part(rows) for fact, column in screening.columns.items()}
        outcomes, standing = list(screening.outcomes[:, rows]), screening.standing[rows]
        otherwise, hope = self._criteria(columns, outcomes, len(standing))
        nothing = np.full(len(standing), Outcome.MEETS, np.uint8)
        fixed = reduce(np.minimum, [outcomes[index] for index in self.fixed] or [nothing])

        def summed_up(other: Mapping[int, Outcomes]) -> tuple[Outcomes, Outcomes]:
            firm = reduce(np.minimum, [other.get(index, outcomes[index]) for index in self.read], fixed)
            return firm, reduce(np.minimum, [other.get(index, outcomes[index]) for index in self.touched] or [nothing])

        firm, touched = summed_up({})
        worst = np.minimum(firm, touched)
        # Meets everything → eligible (3); unknown stays undecided (1), failed ineligible (0).
        np.add(worst, np.equal(worst, Outcome.MEETS).view(np.uint8), out=standing)
        # Firmer than twice as much as the touched ones: these fail (0), and nothing else does.
        asked = [np.minimum(firm, hope) > touched + touched]
        for other in otherwise:
            firm_then, touched_then = summed_up(other)
            if not other:
                asked.append(np.zeros(len(standing), np.bool_))
                continue
            changed = reduce(np.logical_or, [outcome != outcomes[index] for index, outcome in other.items()])
            exceptional = np.minimum(changed.view(np.uint8), hope) > np.minimum(touched, touched_then)
            screening.boundary[rows] |= (np.minimum(firm_then, touched_then) != worst) > exceptional
            asked.append(exceptional)
        return [np.flatnonzero(mask) + rows.start for mask in asked]

    def _criteria(
        self, columns: Columns, outcomes: Sequence[Outcomes], n: int
    ) -> tuple[list[dict[int, Outcomes]], Outcomes]:
        """Fill in the outcomes; return what other readings change of them, and 0 for those whom no exception helps."""
        others: list[dict[int, Outcomes]] = [{} for _ in self.ways]
        hopes: dict[int, Outcomes] = {}
        for index, rule in enumerate(self.rules):
            rule(columns, outcomes[index])
            for other, ways in zip(others, self.ways, strict=True):
                if index in ways:
                    other[index] = ways[index](columns)
            for number, hint in self.hints.get(index, ()):
                hope = hint(columns)
                hopes[number] = np.minimum(hope, hopes.get(number, hope))
        return others, reduce(np.maximum, hopes.values() or [np.full(n, Outcome.MEETS, np.uint8)])


def shown_outcomes(screening: Screening, row: int) -> list[Outcome]:
    """Return one nominee's outcome by criterion; a failure shows as waived only if he or she is exceptional."""
    exceptional = screening.standing[row] == Standing.EXCEPTIONAL
    return [
        Outcome.WAIVED if exceptional and value == Outcome.FAILS else Outcome(int(value))
        for value in screening.outcomes[:, row]
    ]
