"""Criteria, flags and figures that nobody can meet, that everybody meets, or that have no effect."""

from __future__ import annotations

from typing import Final

from reserve.policy.conditions import ALWAYS, ByFact, Condition, Fact, Operator, Test, walk
from reserve.policy.lines import KeyPath
from reserve.policy.lint import Plan, in_force
from reserve.policy.model import UNSAID, Criterion
from reserve.policy.regions import implied, impossible
from reserve.policy.vocabulary import CATEGORY, FACTS
from reserve.policy.wording import answer_word, value_word
from reserve.text import Message, message

_CLASS: Final = Fact("class")


def impossible_or_empty(plan: Plan) -> None:
    """Find criteria that nobody, nobody of one class, or everybody meets, and those not in force."""
    for path, criterion in plan.criteria():
        if not any(in_force(criterion, world) for world in plan.worlds):
            plan.hint(
                (*path, "only_if"),
                message("{id} is not in force under the chosen readings", id=criterion.id),
            )
        elif _impossible(plan, criterion):
            plan.report.add(
                (*path, "require"),
                message("nobody can meet {id}", id=criterion.id),
                message("its parts contradict each other, or what they demand does not exist"),
            )
        else:
            _impossible_for_a_class(plan, path, criterion)
            _met_by_everybody(plan, path, criterion)
    for path, condition in plan.conditions():
        _met_by_everybody(plan, path, condition)


def _impossible(plan: Plan, criterion: Criterion, *conditions: Condition) -> bool:
    """Tell whether nobody can meet a criterion, or nobody of those who meet some other conditions."""
    return plan.always(
        criterion,
        lambda world: impossible([*conditions, plan.settled(criterion.require, world)], plan.calendar),
    )


def _impossible_for_a_class(plan: Plan, path: KeyPath, criterion: Criterion) -> None:
    for value in FACTS[_CLASS.name].values:
        if _impossible(plan, criterion, Test(_CLASS, Operator.ONE_OF, frozenset([value]))):
            plan.warn(
                (*path, "require"),
                message("nobody can meet {id} as {value}", id=criterion.id, value=value_word("class", value)),
            )


def _met_by_everybody(plan: Plan, path: KeyPath, criterion: Criterion) -> None:
    if plan.always(criterion, lambda world: implied([plan.settled(criterion.require, world)], ALWAYS, plan.calendar)):
        plan.warn(
            (*path, "require"),
            message("everybody meets {id} for whom the facts are known", id=criterion.id),
            message("it only makes people undecided whose facts are missing; take it out or correct the figure"),
        )


def contradicting_each_other(plan: Plan) -> None:
    """Find criteria each of which can be met, but not all at once."""
    if any(_impossible(plan, criterion) for _, criterion in plan.criteria()):
        return
    claims = [
        impossible(
            [plan.settled(one.require, world) for one in plan.policy.criteria if in_force(one, world)],
            plan.calendar,
        )
        for world in plan.worlds
    ]
    if all(claims):
        plan.report.add(("criterion",), message("the criteria contradict each other: nobody can meet them all"))


def pointless_flags(plan: Plan) -> None:
    """Find flags that are never shown, or for everybody."""
    for index, flag in enumerate(plan.policy.flags):
        path: KeyPath = ("flag", index, "when")
        whens = [plan.settled(flag.when, world) for world in plan.worlds]
        if all(impossible([when], plan.calendar) for when in whens):
            plan.warn(path, message("{id} can never be shown", id=flag.id))
        elif all(implied([when], ALWAYS, plan.calendar) for when in whens):
            plan.warn(path, message("{id} is shown for everybody", id=flag.id))


def values_without_a_demand(plan: Plan) -> None:
    """Hint at the values of a choice for which a condition has no option."""
    for path, condition in plan.demands():
        for node in walk(condition):
            if isinstance(node, ByFact) and (silent := _silent(node)):
                plan.hint(
                    path,
                    message("nothing is demanded for {values}", values=silent),
                    message("if that is meant, no change is needed; otherwise add an option"),
                )


def _silent(node: ByFact) -> list[Message]:
    if node.fact.name == CATEGORY:
        # A criterion names the categories of which it is asked.
        return []
    values = [value for value in node.fact.vocabulary.values if value not in dict(node.options)]
    return [answer_word(node.fact, value) for value in values]


def figures(plan: Plan) -> None:
    """Find figures without effect in the sections."""
    rules = plan.policy.recommendation
    if rules.minimum_share is not None and rules.remark_below is not None and rules.minimum_share >= rules.remark_below:
        plan.hint(
            ("recommendation", "remark_below"),
            message("the remark is never shown: nobody below minimum_share is put forward"),
        )
    if not rules.attendance:
        plan.hint(("recommendation", "attendance"), message("a vote counts however few attend"))
    if not any(plan.policy.quota.per_post.values()):
        plan.warn(("quota", "per_post"), message("there are no places in any class"))


def unsaid_sections(plan: Plan) -> None:
    """Hint at the sections of which the plan says nothing, so that a default holds."""
    policy = plan.policy
    sections = (
        ("recommendation", policy.recommendation.source),
        ("quota", policy.quota.source),
        ("listing", policy.listing.source),
    )
    for name, source in sections:
        if source == UNSAID:
            plan.hint((), message("the plan has no [{name}]: the default holds, as describe says", name=name))


LINTS: Final = (
    impossible_or_empty,
    contradicting_each_other,
    pointless_flags,
    values_without_a_demand,
    figures,
    unsaid_sections,
)
