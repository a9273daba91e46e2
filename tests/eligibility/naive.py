"""Rule 2 for one person at a time, word for word: what the screening of columns is compared with.

Shares only the plain data of a policy with the program; leaf tests are judged by ``tests.policy.naive``, day by day.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from reserve.policy.conditions import (
    Adjusted,
    AllOf,
    AnyOf,
    ByFact,
    ByReading,
    Condition,
    Fact,
    IfThen,
    Negation,
    Operator,
    Relaxation,
    Test,
    Use,
)
from reserve.policy.model import Criterion, ExceptionRule, Policy
from reserve.policy.vocabulary import FACTS
from tests.policy.naive import FAILS, MEETS, UNKNOWN, Day, Possible, judge, moved

Person = Mapping[Fact, Possible]
WORST_FIRST = ("ineligible", "undecided", "exceptional", "eligible")
NO_RELAXATION = Relaxation()


@dataclass(frozen=True)
class Judged:
    """How one person stands: the word, and the outcome of each criterion in force."""

    standing: str
    verdicts: tuple[int, ...]
    boundary: bool


def judged(policy: Policy, person: Person, day: Day) -> Judged:
    """Judge one person under the chosen readings; at the boundary when another age reading gives another standing."""
    standing, verdicts = _stands(policy, person, day, policy.chosen)
    others = {_stands(policy, person, day, readings)[0] for readings in age_readings(policy)}
    return Judged(standing, tuple(verdicts.values()), others != {standing})


def age_readings(policy: Policy) -> list[Mapping[str, str]]:
    """Every combination of the offered age readings; the other readings as they were chosen."""
    marked = [reading for reading in policy.readings if reading.boundary]
    combinations = product(*(reading.options for reading in marked))
    return [
        {**policy.chosen, **dict(zip((reading.id for reading in marked), options, strict=True))}
        for options in combinations
    ]


def _stands(policy: Policy, person: Person, day: Day, readings: Mapping[str, str]) -> tuple[str, dict[str, int]]:
    context = Context(policy, person, day, readings)
    criteria = in_force(policy.criteria, readings)
    verdicts = {criterion.id: context.says(criterion.require) for criterion in criteria}
    outcomes = [outcome(verdicts, {}, [])]
    for rule in policy.exceptions:
        conditions = [context.says(condition.require) for condition in in_force(rule.conditions, readings)]
        outcomes.append(outcome(verdicts, _weaker(rule, criteria, context), conditions))
    # Several exceptions: whoever is admitted by one of them is admitted.
    return max(outcomes, key=WORST_FIRST.index), verdicts


def in_force(entries: Sequence[Criterion], readings: Mapping[str, str]) -> list[Criterion]:
    return [entry for entry in entries if entry.only_if is None or readings[entry.only_if[0]] == entry.only_if[1]]


def _weaker(rule: ExceptionRule, criteria: Sequence[Criterion], context: "Context") -> dict[str, int]:
    asked = {criterion.id: criterion.require for criterion in criteria}
    return {
        waiver.criterion: context.says(asked[waiver.criterion], waiver.by)
        for waiver in rule.waives
        if waiver.criterion in asked
    }


def outcome(verdicts: Mapping[str, int], weaker: Mapping[str, int], conditions: Sequence[int]) -> str:
    """Rule 2, in its order. ``weaker`` has an entry for each criterion that the exception touches."""
    failed = [name for name, verdict in verdicts.items() if verdict == FAILS]
    if any(name not in weaker or weaker[name] == FAILS for name in failed):
        return "ineligible"
    if failed and FAILS in conditions:
        return "ineligible"
    if UNKNOWN in verdicts.values():
        return "undecided"
    if failed and (UNKNOWN in conditions or any(weaker[name] == UNKNOWN for name in failed)):
        return "undecided"
    return "exceptional" if failed else "eligible"


@dataclass(frozen=True)
class Context:
    """One person on one day under one choice of readings."""

    policy: Policy
    person: Person
    day: Day
    readings: Mapping[str, str]

    def says(self, node: Condition, by: Relaxation = NO_RELAXATION) -> int:  # noqa: C901 - one case a node
        """Judge a condition, lowered by what an exception lets be missed."""
        if by.entirely:
            return MEETS
        if by.require is not None:
            return max(self.says(node), self.says(by.require))
        match node:
            case Test():
                return judge(lowered(node, by), self.person, self.day)
            case Adjusted(test, changes):
                # What is asked of this person, and then lowered.
                moves = {0}
                for when, step in changes:
                    holds, further = self.says(when), {one + step for one in moves}
                    moves = further if holds == MEETS else moves if holds == FAILS else moves | further
                return agreed([self.says(moved(test, step), by) for step in moves])
            case AllOf(parts):
                return min((self.says(part, by) for part in parts), default=MEETS)
            case AnyOf(parts):
                return max((self.says(part, by) for part in parts), default=FAILS)
            case Negation(part):
                # What must not hold is not lowered: that would ask for more.
                return 2 - self.says(part)
            case IfThen(when, then, otherwise):
                applies = self.says(when)
                branches = [part for of, part in ((MEETS, then), (FAILS, otherwise)) if applies in (of, UNKNOWN)]
                return agreed([self.says(part, by) for part in branches])
            case ByFact(fact, options):
                values = self.person[fact] or FACTS[fact.name].values
                return agreed([self.says(dict(options).get(str(value), AllOf(())), by) for value in values])
            case ByReading(reading, ways):
                return self.says(dict(ways)[self.readings[reading]], by)
            case Use(name):
                return self.says(self.policy.named[name], by)


def agreed(outcomes: Sequence[int]) -> int:
    return outcomes[0] if len(set(outcomes)) == 1 else UNKNOWN


def lowered(test: Test, by: Relaxation) -> Test:
    """The same test with a lower demand, where an exception can lower it at all."""
    fact, bound = test.fact, test.bound
    if test.operator is Operator.AT_LEAST and isinstance(bound, str):
        bound = steps_down(FACTS[fact.name].values, bound, by.steps)
    elif test.operator is Operator.MONTHS_AT_LEAST and isinstance(bound, int):
        bound = max(0, math.ceil(bound * by.months) - by.less)
        if fact.name == "rank_held":
            level = steps_down(FACTS["rank"].values, fact.argument("level"), by.steps)
            others = [argument for argument in fact.arguments if argument[0] != "level"]
            fact = Fact("rank_held", (("level", level), *others))
    elif test.operator in (Operator.NOT_TURNED, Operator.NOT_PAST_BIRTHDAY) and isinstance(bound, int):
        bound += by.years
    elif test.operator is Operator.AT_LEAST and FACTS[fact.name].in_months and isinstance(bound, int):
        bound = max(0, math.ceil(bound * by.months) - by.less)
        fact = with_lower_levels(fact, by.steps)
    elif FACTS[fact.name].kind == "ratio" and test.operator is Operator.AT_LEAST and by.share is not None:
        assert isinstance(bound, Fraction)
        bound = min(bound, by.share)
    return Test(fact, test.operator, bound)


def with_lower_levels(fact: Fact, steps: int) -> Fact:
    if fact.name != "rank_time":
        return fact
    levels = fact.argument("levels").split("+")
    ladder = list(FACTS["rank"].values)
    for _ in range(steps):
        place = ladder.index(levels[0])
        levels = levels if place == 0 else [ladder[place - 1], *levels]
    others = [argument for argument in fact.arguments if argument[0] != "levels"]
    return Fact("rank_time", (("levels", "+".join(levels)), *others))


def steps_down(values: Sequence[str], value: str, steps: int) -> str:
    return values[max(0, values.index(value) - steps)]
