"""Readings that are open or decide nothing, and what the plan leaves to be said elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from reserve.policy.conditions import ByReading, Condition, Use, tests, walk
from reserve.policy.lines import KeyPath
from reserve.policy.lint import Plan
from reserve.text import message


def undecided(plan: Plan) -> None:
    """Warn of every reading that nobody has chosen yet."""
    for index, reading in enumerate(plan.policy.readings):
        if reading.chosen is None:
            plan.warn(
                ("reading", index, "chosen"),
                message("the reading {id} is undecided: a cycle cannot start", id=reading.id),
                message(
                    "write chosen, chosen_by, chosen_on and reason; options: {options}",
                    options=list(reading.options),
                ),
            )


def deciding_nothing(plan: Plan) -> None:
    """Warn of readings on which nothing depends, or which mark an age boundary without deciding an age."""
    deciding = {reading for reading, _ in _decided(plan)} | _switches(plan)
    ages = {reading for reading, node in _decided(plan) if _asks_age(plan, node)}
    for index, reading in enumerate(plan.policy.readings):
        path: KeyPath = ("reading", index)
        if reading.id not in deciding:
            plan.warn(
                (*path, "id"),
                message("nothing depends on the reading {id}", id=reading.id),
                message("use it by by_reading or only_if, or take it out"),
            )
        elif reading.boundary and reading.id not in ages:
            plan.warn(
                (*path, "boundary"),
                message("the reading {id} marks a boundary of age, but decides no age", id=reading.id),
                message("take boundary out"),
            )
        elif reading.id in ages and not reading.boundary:
            plan.hint(
                (*path, "boundary"),
                message(
                    "the reading {id} decides an age, but does not mark the people at the boundary",
                    id=reading.id,
                ),
                message("write boundary = true"),
            )


def _decided(plan: Plan) -> Iterator[tuple[str, ByReading]]:
    for _, condition in plan.demands():
        for node in walk(condition):
            if isinstance(node, ByReading):
                yield node.reading, node


def _switches(plan: Plan) -> set[str]:
    entries = (*plan.criteria(), *plan.conditions())
    return {criterion.only_if[0] for _, criterion in entries if criterion.only_if is not None}


def _asks_age(plan: Plan, node: Condition) -> bool:
    if any(test.fact.name == "birth" for test in tests(node)):
        return True
    named = plan.policy.named
    return any(_asks_age(plan, named[part.definition]) for part in walk(node) if isinstance(part, Use))


def unused_definitions(plan: Plan) -> None:
    """Warn of definitions that no entry uses, directly or through another one."""
    named = plan.policy.named
    ahead = [condition for path, condition in plan.demands() if path[0] != "definition"]
    ahead += [Use(one) for one in (plan.policy.recommendation.many,) if one]
    used: set[str] = set()
    while ahead:
        for node in walk(ahead.pop()):
            if isinstance(node, Use) and node.definition not in used:
                used.add(node.definition)
                ahead.append(named[node.definition])
    for index, definition in enumerate(plan.policy.definitions):
        if definition.id not in used:
            plan.warn(
                ("definition", index, "id"),
                message("the definition {id} is never used", id=definition.id),
                message("use it in a condition, or take it out"),
            )


def left_out(plan: Plan) -> None:
    """Hint at what a plan usually says."""
    policy, given = plan.policy, plan.report.data
    if policy.as_of is None:
        plan.hint(
            ("as_of",),
            message("the plan names no as-of date; it has to be given for every run"),
            message("write as_of = 2026-06-30 or another day"),
        )
    asks_age = any(_asks_age(plan, condition) for _, condition in plan.demands())
    if asks_age and "leap_birthday" not in given:
        plan.hint(
            ("leap_birthday",),
            message("the plan does not say when those born on 29 February have their birthday; 1 March is taken"),
            message('write leap_birthday = "03-01" or "02-28"'),
        )
    if not policy.flags:
        plan.hint(
            ("flag",),
            message("the plan names no ground to look again at present members"),
            message("write one [[flag]] for each ground"),
        )


LINTS: Final = (undecided, deciding_nothing, unused_definitions, left_out)
