"""Exceptions that can waive nothing, admit nobody, or waive what their own conditions already secure."""

from __future__ import annotations

from typing import Final

from reserve.policy.conditions import ALWAYS, AllOf, Condition, Negation, relax
from reserve.policy.lines import KeyPath
from reserve.policy.lint import Plan, World, in_force
from reserve.policy.model import Criterion, ExceptionRule, Waiver
from reserve.policy.regions import implied, impossible
from reserve.text import Message, message


def exceptions(plan: Plan) -> None:
    """Find exceptions under which nobody can come, or that change nothing for those who do."""
    for path, rule in plan.exceptions():
        asked = [_asked(plan, rule, world) for world in plan.worlds]
        if all(impossible(one[:1], plan.calendar) for one in asked):
            plan.warn((*path, "condition"), message("nobody can meet all conditions of the exception {id}", id=rule.id))
        elif not all(impossible(one, plan.calendar) for one in asked):
            _waivers(plan, path, rule)
        elif not any(impossible(one[1:], plan.calendar) for one in asked):
            plan.warn(
                path,
                message("nobody can be admitted by the exception {id}", id=rule.id),
                message("its conditions contradict the criteria that it does not waive"),
            )


def _own(plan: Plan, rule: ExceptionRule, world: World) -> Condition:
    """Return what the exception asks for itself."""
    return AllOf(tuple(plan.settled(one.require, world) for one in rule.conditions if in_force(one, world)))


def _asked(plan: Plan, rule: ExceptionRule, world: World) -> list[Condition]:
    """Return all that somebody has to meet who comes under the exception; what it asks for itself first."""
    waivers = {waiver.criterion: waiver for waiver in rule.waives}
    asked = [_own(plan, rule, world)]
    for criterion in plan.policy.criteria:
        if in_force(criterion, world):
            waiver = waivers.get(criterion.id)
            demand = plan.settled(criterion.require, world)
            asked.append(demand if waiver is None else _relaxed(plan, demand, waiver, world))
    return asked


def _relaxed(plan: Plan, demand: Condition, waiver: Waiver, world: World) -> Condition:
    return plan.settled(relax(demand, waiver.by), world)


def _waivers(plan: Plan, path: KeyPath, rule: ExceptionRule) -> None:
    """Warn when nothing is waived at all, or else of every single waiver without effect."""
    idle = [(index, waiver, _idle(plan, rule, waiver)) for index, waiver in enumerate(rule.waives)]
    if all(why is not None for _, _, why in idle):
        plan.warn(
            path,
            message("the exception {id} can waive nothing: {why}", id=rule.id, why=[why for _, _, why in idle]),
            message("ask what the clause is meant to waive, and name these criteria with their amounts"),
        )
        return
    for index, waiver, why in idle:
        place = (*path, "waives", index)
        if why is not None:
            plan.warn(place, message("this waives nothing: {why}", why=why))
        else:
            _waived_whole(plan, place, waiver)


def _idle(plan: Plan, rule: ExceptionRule, waiver: Waiver) -> Message | None:
    """Return why a waiver has no effect, however the open readings are chosen; None when it may have one."""
    criterion = next(one for one in plan.policy.criteria if one.id == waiver.criterion)
    reasons = [_idle_in(plan, rule, waiver, criterion, world) for world in plan.worlds]
    return None if None in reasons else reasons[0]


def _idle_in(plan: Plan, rule: ExceptionRule, waiver: Waiver, criterion: Criterion, world: World) -> Message | None:
    if not in_force(criterion, world):
        return message("{id} is not in force under the chosen readings", id=criterion.id)
    demand = plan.settled(criterion.require, world)
    own, relaxed = _own(plan, rule, world), _relaxed(plan, demand, waiver, world)
    if implied([demand], relaxed, plan.calendar):
        return message("nothing in {id} is lowered by it", id=criterion.id)
    if implied([demand], own, plan.calendar):
        return message("whoever meets the conditions of the exception meets {id} anyway", id=criterion.id)
    if impossible([own, Negation(demand), relaxed], plan.calendar):
        return message("whoever meets the conditions and misses {id} misses what takes its place too", id=criterion.id)
    return None


def _waived_whole(plan: Plan, path: KeyPath, waiver: Waiver) -> None:
    if waiver.by.entirely:
        return
    criterion = next(one for one in plan.policy.criteria if one.id == waiver.criterion)
    if plan.always(
        criterion,
        lambda world: implied(
            [_relaxed(plan, plan.settled(criterion.require, world), waiver, world)], ALWAYS, plan.calendar
        ),
    ):
        plan.hint(
            path,
            message("nothing is left of {id}", id=criterion.id),
            message("write entirely = true if that is meant"),
        )


LINTS: Final = (exceptions,)
