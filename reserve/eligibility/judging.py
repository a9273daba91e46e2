"""A plan compiled, and what its exceptions say of the few people of whom they have to be asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from reserve.policy.conditions import Condition, Fact, facts
from reserve.policy.evaluate import Calendar, Columns, Outcome, Outcomes, Rule, compiled

if TYPE_CHECKING:
    from reserve.eligibility.rules import ExceptionPlan, Plan

Rows: TypeAlias = NDArray[np.intp]
NOBODY: Final = np.empty(0, np.intp)


@dataclass(frozen=True)
class Program:
    """A plan compiled.

    ``rules`` and ``exceptions`` keep the resolved condition beside each compiled one, so that two readings of a plan
    can be compared; ``touched`` are the indices of the criteria that some exception touches.
    """

    rules: tuple[tuple[Condition, Rule], ...]
    exceptions: tuple[CompiledException, ...]
    touched: frozenset[int]

    @classmethod
    def of(cls, plan: Plan) -> Program:
        """Compile a plan."""
        exceptions = tuple(CompiledException.of(exception, plan) for exception in plan.exceptions)
        return cls(
            tuple((condition, compiled(condition, plan.calendar)) for _, condition in plan.criteria),
            exceptions,
            frozenset(index for exception in exceptions for index in exception.weaker),
        )

    def differs(self, other: Program, index: int) -> bool:
        """Tell whether another reading asks something else in a criterion."""
        return self.rules[index][0] != other.rules[index][0]

    def hints(self, others: Sequence[Program]) -> dict[int, list[tuple[int, Rule]]]:
        """Return the conditions that can be asked beside a criterion: by its index, with the exception's number.

        None at all, if there is an exception of which nothing can be known that way.
        """
        asked = [frozenset(facts(condition)) for condition, _ in self.rules]
        found: dict[int, list[tuple[int, Rule]]] = {}
        for number, exception in enumerate(self.exceptions):
            beside = [
                (index, part.rule)
                for part in exception.conditions
                if all(part.condition in other.exceptions[number] for other in others)
                for index in [next((index for index, known in enumerate(asked) if part.facts <= known), None)]
                if index is not None
            ]
            if exception.weaker and not beside:
                return {}
            for index, rule in beside:
                found.setdefault(index, []).append((number, rule))
        return found

    def admit(self, columns: Columns, rows: Rows, outcomes: Outcomes, at: Rows, standing: Outcomes) -> NDArray[np.int8]:
        """Let the exceptions speak for some rows; return which one decides for each, −1 for none.

        Their outcomes and standings are at the positions ``at`` of ``outcomes`` and ``standing``.
        """
        admitted = np.full(len(rows), -1, np.int8)
        for number, exception in enumerate(self.exceptions):
            positions, verdict = exception.judge(columns, rows, outcomes, at)
            places = at[positions]
            better = verdict > standing[places]
            standing[places[better]] = verdict[better]
            admitted[positions[better]] = number
        return admitted

    def excepts_otherwise(self, other: Program, columns: Columns, rows: Rows) -> NDArray[np.bool_]:
        """Mark the rows for which another reading changes a condition or a weaker form of an exception."""
        changed = np.zeros(len(rows), np.bool_)
        for mine, theirs in zip(self.exceptions, other.exceptions, strict=True):
            for first, second in zip(mine.all(), theirs.all(), strict=True):
                if first.condition != second.condition:
                    changed |= first.judge(columns, rows) != second.judge(columns, rows)
        return changed

    def standing_of(self, columns: Columns, rows: Rows, usual: Program, outcomes: Outcomes) -> Outcomes:
        """Return how chosen rows stand under this reading, judging anew only what it reads otherwise."""
        own = outcomes.take(rows, axis=1)
        for index, (condition, rule) in enumerate(self.rules):
            if usual.differs(self, index):
                own[index] = rule(_taken(columns, facts(condition), rows))
        worst = np.minimum.reduce(own, axis=0, initial=np.uint8(Outcome.MEETS))
        standing: Outcomes = worst + np.equal(worst, Outcome.MEETS).view(np.uint8)
        concerned = np.flatnonzero(worst == Outcome.FAILS)
        self.admit(columns, rows[concerned], own, concerned, standing)
        return standing


def _taken(columns: Columns, wanted: Iterable[Fact], rows: Rows) -> Columns:
    """Return chosen rows of the wanted facts; of any fact, if none is wanted, so that the rows can be counted."""
    return {fact: columns[fact].take(rows) for fact in dict.fromkeys(wanted) or list(columns)[:1]}


@dataclass(frozen=True, slots=True)
class Part:
    """One condition of an exception, and the facts it needs."""

    condition: Condition
    rule: Rule
    facts: frozenset[Fact]

    @classmethod
    def of(cls, condition: Condition, calendar: Calendar) -> Part:
        """Compile a condition."""
        return cls(condition, compiled(condition, calendar), frozenset(facts(condition)))

    def judge(self, columns: Columns, rows: Rows) -> Outcomes:
        """Judge some rows."""
        return self.rule(_taken(columns, self.facts, rows))


@dataclass(frozen=True, slots=True)
class CompiledException:
    """An exception compiled: its conditions, and the weaker form of each criterion it touches, by index."""

    conditions: tuple[Part, ...]
    weaker: Mapping[int, Part]

    @classmethod
    def of(cls, exception: ExceptionPlan, plan: Plan) -> CompiledException:
        """Compile an exception of a plan."""
        conditions = [Part.of(condition, plan.calendar) for _, condition in exception.conditions]
        known = {fact for _, condition in plan.criteria for fact in facts(condition)}
        return cls(
            # Those come last of which the criteria's facts have said already whom they leave out.
            tuple(sorted(conditions, key=lambda part: part.facts <= known)),
            {index: Part.of(condition, plan.calendar) for index, condition in exception.touches.items()},
        )

    def __contains__(self, condition: Condition) -> bool:
        return any(part.condition == condition for part in self.conditions)

    def all(self) -> list[Part]:
        """Every condition and weaker form, in a fixed order."""
        return [*self.conditions, *self.weaker.values()]

    def judge(self, columns: Columns, rows: Rows, outcomes: Outcomes, at: Rows) -> tuple[Rows, Outcomes]:
        """Judge people who each fail something (rule 2); return the positions in ``rows`` left, and how they stand.

        Ineligible, and left out of what is returned: the exception does not touch a failure, the weaker form fails
        too, or a condition fails. Undecided: any of these, or any criterion, is unknown. Exceptional: all are met.
        """
        if not self.weaker:
            return NOBODY, np.empty(0, np.uint8)
        field = _Field(rows)
        for condition in self.conditions:
            field.narrow(condition.judge(columns, field.rows))
        for index, outcome in enumerate(outcomes):
            effective = outcome[at[field.positions]]
            if index in self.weaker:
                # Only a failure is replaced: what is unknown stays unknown even if the weaker form is met.
                effective = np.where(effective == 0, self.weaker[index].judge(columns, field.rows), effective)
            field.narrow(effective)
        return field.positions, field.verdict


class _Field:
    """The people still in the running, fewer after each condition: most fail the first."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self.positions = np.arange(len(rows))
        self.verdict = np.full(len(rows), Outcome.MEETS, np.uint8)

    def narrow(self, outcome: Outcomes) -> None:
        """Drop those who fail, and remember the worst outcome of the others."""
        np.minimum(self.verdict, outcome, out=self.verdict)
        left = np.flatnonzero(self.verdict)
        if len(left) < len(self.rows):
            self.rows, self.positions, self.verdict = self.rows[left], self.positions[left], self.verdict[left]
