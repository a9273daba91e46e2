"""Votes, places, targets and terms that contradict each other or have no effect."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from typing import Final

from reserve.policy.conditions import ALWAYS, Operator, tests
from reserve.policy.lines import KeyPath
from reserve.policy.lint import Plan, World, in_force
from reserve.policy.regions import implied, impossible
from reserve.policy.structure import Amount, Mode, QuotaKind, Target
from reserve.policy.wording import share_word, value_word
from reserve.text import message


def votes(plan: Plan) -> None:
    """Find thresholds without effect and attendance that no unit can reach."""
    rules = plan.policy.recommendation
    least = rules.minimum_share
    for index, threshold in enumerate(rules.thresholds):
        path: KeyPath = ("recommendation", "threshold", index)
        if least is not None and threshold.share >= least:
            plan.warn(
                (*path, "share"),
                message("{id} has no effect: minimum_share is enough for everybody", id=threshold.id),
                message("a threshold for some people is a smaller share than minimum_share"),
            )
        elif all(impossible([plan.settled(threshold.when, world)], plan.calendar) for world in plan.worlds):
            plan.warn((*path, "when"), message("nobody can come under {id}", id=threshold.id))
    many = _least_share(plan)
    if least is not None and many is not None and least > many:
        plan.warn(
            ("recommendation", "minimum_share"),
            message(
                "minimum_share is above the {share} at which votes count as many: many votes may still be too few",
                share=share_word(many),
            ),
        )
    large = rules.large_unit
    if large is not None and large.present_at_least > large.over + 1:
        plan.warn(
            ("recommendation", "large_unit", "present_at_least"),
            message(
                "a unit with {due} people due can never reach the attendance of {present}",
                due=large.over + 1,
                present=large.present_at_least,
            ),
        )


def _least_share(plan: Plan) -> Fraction | None:
    """Return the share that many votes ask for in every reading; None where they ask for none."""
    if not plan.policy.recommendation.many:
        return None
    many = plan.policy.named[plan.policy.recommendation.many]
    found = {
        one.bound
        for world in plan.worlds
        for one in tests(plan.settled(many, world))
        if one.fact.name == "vote_share" and one.operator is Operator.AT_LEAST and isinstance(one.bound, Fraction)
    }
    return min(found) if found else None


def totals(plan: Plan) -> None:
    """Find county-wide totals that no unit can fill, and moving places where none may be moved."""
    quota = plan.policy.quota
    for place_class, total in quota.totals.items():
        path: KeyPath = ("quota", "totals", place_class)
        if total and not quota.per_post[place_class]:
            plan.warn(
                path,
                message(
                    "no unit has a place for them: per_post is 0 for {value}", value=value_word("class", place_class)
                ),
                message("give per_post the most that one unit may have for a post; the total then limits the county"),
            )
    if quota.kind is QuotaKind.TARGET and not quota.totals:
        plan.hint(
            ("quota", "kind"), message("without totals, what is to be reached is what the posts of each unit give")
        )


def targets(plan: Plan) -> None:
    """Find targets that nobody can help to meet, that everybody meets, and that contradict places or each other."""
    for index, target in enumerate(plan.policy.targets):
        path: KeyPath = ("target", index)
        whos = [plan.settled(target.who, world) for world in plan.worlds]
        if all(impossible([who], plan.calendar) for who in whos):
            plan.report.add((*path, "who"), message("nobody can belong to {id}", id=target.id))
        elif all(implied([who], ALWAYS, plan.calendar) for who in whos):
            plan.warn((*path, "who"), message("everybody belongs to {id}", id=target.id))
        elif target.lower and all(_barred(plan, target, world) for world in plan.worlds):
            plan.warn(
                (*path, "who"),
                message("nobody who meets every criterion belongs to {id}: only members can", id=target.id),
            )
        _beyond_the_places(plan, path, target)
    for (first, one), (second, other) in combinations(enumerate(plan.policy.targets), 2):
        if _contradict(plan, one, other) or _contradict(plan, other, one):
            plan.report.add(
                ("target", max(first, second)),
                message("the targets {one} and {other} cannot both be met", one=one.id, other=other.id),
                message("lower one of them, or give one a tolerance"),
            )


def _barred(plan: Plan, target: Target, world: World) -> bool:
    asked = [plan.settled(one.require, world) for one in plan.policy.criteria if in_force(one, world)]
    return impossible([plan.settled(target.who, world), *asked], plan.calendar)


def _beyond_the_places(plan: Plan, path: KeyPath, target: Target) -> None:
    """A number of people above what the county has places for."""
    known = plan.policy.quota.totals
    wanted = [target.place_class] if target.place_class else list(plan.policy.quota.per_post)
    if not all(one in known or not plan.policy.quota.per_post[one] for one in wanted):
        return
    most = sum(known.get(one, 0) for one in wanted)
    if isinstance(target.lower, int) and target.lower > most:
        plan.report.add(
            (*path, "at_least"),
            message("{id} asks for {least} people, but there are {places} places", id=target.id, least=target.lower,
                    places=most),
        )  # fmt: skip
    elif isinstance(target.upper, int) and target.upper >= most:
        plan.hint(
            (*path, "at_most"),
            message("{id} has no effect: there are only {places} places", id=target.id, places=most),
        )


def _contradict(plan: Plan, one: Target, other: Target) -> bool:
    """Tell whether so many of ``one`` leave ``other`` unmet: they are part of it, or they exclude each other."""
    if (one.place_class, one.counted) != (other.place_class, other.counted) or one.lower is None:
        return False
    pairs = [(plan.settled(one.who, world), plan.settled(other.who, world)) for world in plan.worlds]
    if _above(one.lower, other.upper) and all(implied([b], a, plan.calendar) for a, b in pairs):
        return True
    apart = isinstance(one.lower, Fraction) and isinstance(other.lower, Fraction) and one.lower + other.lower > 1
    return apart and all(impossible([a, b], plan.calendar) for a, b in pairs)


def _above(lower: Amount, upper: Amount | None) -> bool:
    return upper is not None and isinstance(lower, int) is isinstance(upper, int) and lower > upper


def periods(plan: Plan) -> None:
    """Find a notice that is nowhere, and a review later than the end of the term."""
    notice, term = plan.policy.publicity, plan.policy.term
    given = plan.report.data.get("publicity")
    if notice.mode is Mode.NONE and isinstance(given, dict) and "days" in given:
        plan.hint(("publicity", "days"), message("the days have no effect: nothing is published"))
    if term.months is not None and term.review_months > term.months:
        plan.warn(
            ("term", "review_months"),
            message("the first review would come after the end of the term of {months} months", months=term.months),
        )


LINTS: Final = (votes, totals, targets, periods)
