"""Reading what a plan says about votes, places, structure targets, publicity, approval and term."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from fractions import Fraction
from typing import Final, TypeVar

from reserve.policy import fields
from reserve.policy.conditions import AllOf, AnyOf, Condition, Fact, Operator, Test, facts
from reserve.policy.entries import entries, name, source
from reserve.policy.fields import Table, Unfit
from reserve.policy.grammar import Names, demanded
from reserve.policy.model import UNSAID, Criterion, Policy, Quota, Recommendation
from reserve.policy.structure import (
    Amount,
    Approval,
    Counted,
    Denominator,
    LargeUnit,
    Publicity,
    QuotaKind,
    Target,
    Term,
    Threshold,
)
from reserve.policy.vocabulary import FACTS
from reserve.text import Message, message

CLASSES: Final = FACTS["class"].values
PER_POST_AT_MOST: Final = 20
ADJUSTED_AT_MOST: Final = 20
PEOPLE_AT_MOST: Final = 100_000
DAYS_AT_MOST: Final = 60
MONTHS_AT_MOST: Final = 600
APPROVERS: Final = ("county_committee", "standing_committee", "party_group", "organization_department")
TIERS: Final = ("near", "middle", "far")
SHOWN: Final = ("name", "sex", "birth", "unit", "post", "education", "class", "exception")
# Facts of one campaign and one class, which members of the pool who stay in it do not have.
_OF_A_VOTE: Final = ("class", "votes", "vote_share", "vote_rank", "places", "incompetent_share")

_USUAL_PER_POST: Final = {"chief": 2, "deputy": 1}

E = TypeVar("E", bound=StrEnum)


def recommendation(table: Table, names: Names) -> Recommendation:
    """Read ``[recommendation]``.

    A plan without one takes two thirds of those due, as the rules on selection have it.
    """
    if not table.usable:
        return Recommendation(Fraction(2, 3), "", None, None, UNSAID)
    thresholds = entries(table, "threshold", lambda one: _threshold(one, names))
    minimum_share = table.may("minimum_share", fields.share, None)
    if thresholds and not table.has("minimum_share"):
        table.spot.below("threshold").wrong(
            message("a threshold for some people, but none for the others"),
            message('write minimum_share = "30%", from which the thresholds differ'),
        )
    result = Recommendation(
        attendance=table.need("attendance", fields.share, Fraction(0)),
        many=table.may("many", fields.one_of(names.definitions, message("definition")), ""),
        minimum_share=minimum_share,
        remark_below=table.may("remark_below", fields.share, None),
        source=source(table),
        denominator=_word(table, "denominator", Denominator.VALID, message("denominator")),
        thresholds=thresholds,
        large_unit=_large_unit(table.table("large_unit")) if table.has("large_unit") else None,
        talks=table.may("talks", _talks, None),
        valid_months=table.may("valid_months", fields.whole(1, MONTHS_AT_MOST), 12),
        second_round_below=table.may("second_round_below", fields.share, None),
    )
    table.close()
    return result


def _word(table: Table, key: str, default: E, kind: Message) -> E:
    return type(default)(table.may(key, fields.one_of(list(type(default)), kind), default.value))


def _threshold(table: Table, names: Names) -> Threshold:
    return Threshold(
        name(table), source(table), demanded(table, "when", names), table.need("share", fields.share, Fraction(0))
    )


def _large_unit(table: Table) -> LargeUnit:
    result = LargeUnit(
        table.need("over", fields.whole(0, PEOPLE_AT_MOST), 0),
        table.need("present_at_least", fields.whole(1, PEOPLE_AT_MOST), 1),
    )
    table.close()
    return result


def _talks(value: object) -> Fraction | None:
    return None if value == "apart" else fields.share(value)


def with_minimum_share(policy: Policy) -> Policy:
    """Make a minimum share of the votes a criterion like any other: judged, explained and listed with them (rule 8).

    The smallest share that applies to somebody is the one that counts.
    """
    votes = policy.recommendation
    if votes.minimum_share is None:
        return policy
    demand: Condition = _share(votes.minimum_share)
    if votes.thresholds:
        smaller = (AllOf((one.when, _share(one.share))) for one in sorted(votes.thresholds, key=lambda one: one.id))
        demand = AnyOf((demand, *smaller))
    return replace(policy, criteria=(*policy.criteria, Criterion("minimum_share", votes.source, demand)))


def _share(share: Fraction) -> Test:
    return Test(Fact("vote_share"), Operator.AT_LEAST, share)


def quota(table: Table) -> Quota:
    """Read ``[quota]``: places for each post in every class, county-wide totals, and how they may be moved.

    A plan without one, or with totals alone, has two places for a chief post and one for a deputy post, as most do.
    """
    if not table.usable:
        return Quota(_USUAL_PER_POST, UNSAID)
    per_post = dict(_USUAL_PER_POST)
    if table.has("per_post") or "totals" not in table.values:
        posts = table.table("per_post")
        per_post = {one: posts.need(one, fields.whole(0, PER_POST_AT_MOST), 0) for one in CLASSES}
        posts.close()
    totals = table.table("totals", needed=False)
    limits = {one: totals.need(one, fields.whole(0, PEOPLE_AT_MOST), 0) for one in CLASSES if totals.has(one)}
    totals.close()
    result = Quota(
        per_post,
        source(table),
        limits,
        _word(table, "kind", QuotaKind.CEILING, message("kind of number")),
        table.may("vacancies_only", fields.truth, default=False),
        table.may("transfers", fields.truth, default=True),
        table.may("adjusted_at_most", fields.whole(0, ADJUSTED_AT_MOST), ADJUSTED_AT_MOST),
    )
    table.close()
    return result


def target(table: Table, names: Names) -> Target:
    """Read a ``[[target]]``."""
    who = demanded(table, "who", names)
    for fact in sorted({one.name for one in facts(who)} & set(_OF_A_VOTE)):
        table.spot.below("who").wrong(
            message("a target cannot ask for {fact}: members who stay have none", fact=fact),
            message('for one class write class = "chief" beside who'),
        )
    result = Target(
        id=name(table),
        source=source(table),
        who=who,
        place_class=table.may("class", fields.one_of(CLASSES, message("class")), None),
        counted=_word(table, "of", Counted.POOL, message("whole")),
        least=table.may("at_least", amount, None),
        most=table.may("at_most", amount, None),
        tolerance=table.may("tolerance", fields.share, Fraction(0)),
        binding=table.may("binding", fields.truth, default=False),
    )
    _bounds(table, result)
    return result


def _bounds(table: Table, read: Target) -> None:
    if not table.has("at_least") and not table.has("at_most"):
        table.spot.wrong(message("a target needs at_least or at_most"))
    if read.least is None or read.most is None:
        return
    if isinstance(read.least, int) is not isinstance(read.most, int):
        table.spot.below("at_most").wrong(message("at_least and at_most are to be both shares or both numbers"))
    elif read.least > read.most:
        table.spot.below("at_most").wrong(message("at_most is below at_least"))


def amount(value: object) -> Amount:
    """Read a share such as ``"25%"``, or a number of people."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise Unfit(fields.wrong_type(value, message('a share such as "25%", or a number of people')))
    return fields.whole(0, PEOPLE_AT_MOST)(value) if isinstance(value, int) else fields.share(value)


def publicity(table: Table) -> Publicity:
    """Read ``[publicity]``; what is left out is as the law on selection has it: the own unit, five working days."""
    if not table.usable:
        return Publicity()
    usual = Publicity()
    result = Publicity(
        _word(table, "mode", usual.mode, message("way of publishing")),
        table.may("days", fields.whole(1, DAYS_AT_MOST), usual.days),
        table.may("after", fields.one_of(("inspection", "approval"), message("stage")), usual.after),
        table.words("show", SHOWN, message("field")) if table.has("show") else usual.show,
        source(table),
        table.may("refill", fields.truth, usual.refill),
    )
    table.close()
    return result


def approval(table: Table) -> Approval:
    """Read ``[approval]``."""
    if not table.usable:
        return Approval()
    result = Approval(table.need("by", fields.one_of(APPROVERS, message("body that decides")), ""), source(table))
    table.close()
    return result


def term(table: Table) -> Term:
    """Read ``[term]``."""
    if not table.usable:
        return Term()
    result = Term(
        table.may("months", fields.whole(1, MONTHS_AT_MOST), None),
        table.may("review_months", fields.whole(1, MONTHS_AT_MOST), 12),
        table.words("tiers", TIERS, message("tier")),
        source(table),
    )
    table.close()
    return result
