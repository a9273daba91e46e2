"""Votes, places, targets, publicity, approval and term in words, what holds by default included."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Final

from reserve.policy.model import Policy, Quota, Recommendation, Source
from reserve.policy.structure import Amount, Counted, Denominator, Mode, QuotaKind, Target
from reserve.policy.wording import share_word, value_word
from reserve.text import Message, message

_DENOMINATORS: Final[Mapping[Denominator, Message]] = {
    Denominator.VALID: message("valid ballots"),
    Denominator.RETURNED: message("returned ballots"),
    Denominator.PRESENT: message("people present"),
    Denominator.DUE: message("people due"),
}
_MODES: Final[Mapping[Mode, Message]] = {
    Mode.NONE: message("nothing is published"),
    Mode.UNIT: message("published in the person's own unit"),
    Mode.PUBLIC: message("published to everybody"),
}
_APPROVERS: Final[Mapping[str, Message]] = {
    "county_committee": message("the county Party committee"),
    "standing_committee": message("the standing committee of the county Party committee"),
    "party_group": message("the Party group"),
    "organization_department": message("the organization department"),
}
_SHOWN: Final[Mapping[str, Message]] = {
    "name": message("name"),
    "sex": message("sex"),
    "birth": message("date of birth"),
    "unit": message("unit"),
    "post": message("post"),
    "education": message("education"),
    "class": message("class"),
    "exception": message("what the exception waived"),
}
_TIERS: Final[Mapping[str, Message]] = {
    "near": message("usable soon"),
    "middle": message("to be trained"),
    "far": message("for later"),
}


def denominator_word(of: Denominator) -> Message:
    """Return what votes are divided by."""
    return _DENOMINATORS[of]


def approver_word(body: str) -> Message:
    """Return what the body is called that decides on the list."""
    return _APPROVERS[body]


def tier_word(tier: str) -> Message:
    """Return what a tier of the pool is called."""
    return _TIERS[tier]


def amount_word(amount: Amount) -> str:
    """Return a share or a number as the plan writes it."""
    return share_word(amount) if isinstance(amount, Fraction) else str(amount)


def counting(rules: Recommendation) -> Iterator[Message]:
    """Yield how votes are counted, beyond attendance and what many votes are."""
    yield message("the share of votes is taken of: {whole}", whole=denominator_word(rules.denominator))
    if rules.large_unit is not None:
        yield message(
            "in units with more than {over} people due, {present} present are enough",
            over=rules.large_unit.over,
            present=rules.large_unit.present_at_least,
        )
    if rules.talks is None:
        yield message("votes in talks are kept apart and never added")
    else:
        yield message("a vote in talks counts as {share} of one in the meeting", share=share_word(rules.talks))
    yield message("a vote may be used for {months} months", months=rules.valid_months)
    if rules.second_round_below is not None:
        yield message(
            "when the best share of a unit is below {share}, a second round is proposed",
            share=share_word(rules.second_round_below),
        )


def places(quota: Quota) -> Iterator[Message]:
    """Yield where the places come from, and how they may be moved."""
    for one, count in quota.per_post.items():
        yield message("{value}: {count} for each approved post", value=value_word("class", one), count=count)
    for one, total in quota.totals.items():
        yield message("{value}: {count} in the whole county", value=value_word("class", one), count=total)
    if quota.kind is QuotaKind.TARGET:
        yield message("the numbers are to be reached, and never passed")
    else:
        yield message("the numbers are the most there can be")
    if quota.vacancies_only:
        yield message("only places of members who left are filled again")
    if quota.transfers:
        yield message("places may be moved between units, with a reason")
    else:
        yield message("places may not be moved between units")
    yield message("a unit may be given up to {count} places more or fewer, with a reason", count=quota.adjusted_at_most)


def wanted(target: Target) -> Iterator[Message]:
    """Yield how many are wanted, of whom, and whether the list has to meet it."""
    if target.least is not None:
        yield message("at least {amount}", amount=amount_word(target.least))
    if target.most is not None:
        yield message("at most {amount}", amount=amount_word(target.most))
    if target.tolerance:
        yield message("tolerance {share}", share=share_word(target.tolerance))
    yield message("of: {whole}", whole=whole_word(target))
    if target.binding:
        yield message("binding: the list has to meet it where places and candidates allow")
    else:
        yield message("advisory: shown and proposed, never enforced")


def whole_word(target: Target) -> Message:
    """Return whom a target counts."""
    every = target.place_class is None
    if target.counted is Counted.POOL:
        if every:
            return message("the pool with everybody on the list")
        return message(
            "the pool with everybody on the list, {value}", value=value_word("class", target.place_class or "")
        )
    if every:
        return message("everybody on the list")
    return message("everybody on the list, {value}", value=value_word("class", target.place_class or ""))


def closing(policy: Policy) -> Iterator[tuple[int, Message]]:
    """Yield the lines of publicity, approval and term."""
    notice, term = policy.publicity, policy.term
    yield 0, message("Publicity")
    yield 1, _from(notice.source)
    yield 2, _MODES[notice.mode]
    if notice.mode is not Mode.NONE:
        after = message("the approval") if notice.after == "approval" else message("the inspection")
        yield 2, message("{days} working days, after {stage}", days=notice.days, stage=after)
        yield 2, message("shown: {fields}", fields=[_SHOWN[one] for one in notice.show])
    if not notice.refill:
        yield 2, message("the place of somebody withdrawn stays open")
    yield 0, message("Approval")
    yield 1, _from(policy.approval.source)
    yield 2, message("decided by {body}", body=approver_word(policy.approval.by))
    yield 0, message("Term")
    yield 1, _from(term.source)
    if term.months is None:
        yield 2, message("open-ended")
    else:
        yield 2, message("{months} months", months=term.months)
    yield 2, message("reviewed every {months} months", months=term.review_months)
    if term.tiers:
        yield 2, message("tiers: {tiers}", tiers=[tier_word(one) for one in term.tiers])


def _from(source: Source | None) -> Message:
    if source is None:
        return message("the plan says nothing of it; taken by default")
    return message(
        "{wording} [{clause}; {document}]", wording=source.wording, clause=source.clause, document=source.document
    )
