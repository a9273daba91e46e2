"""An empty table of cases for a plan: a column for every fact it asks for, and what may stand in each."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from reserve.policy.conditions import Condition, Fact, facts, relax, resolve
from reserve.policy.model import Policy
from reserve.policy.vocabulary import Kind
from reserve.policy.wording import answer_word
from reserve.text import message, word

_WAYS_AT_MOST = 64


def facts_of(policy: Policy) -> list[Fact]:
    """Return every fact that a plan asks for, under any reading, wherever it asks; the class last."""
    found = {fact: None for condition in _conditions(policy) for fact in facts(condition)}
    return [*(fact for fact in found if fact.name != "class"), Fact("class")]


def _conditions(policy: Policy) -> Iterator[Condition]:
    for readings in _ways(policy):
        settled = {one.id: resolve(one.require, readings, policy.named) for one in policy.criteria}
        yield from settled.values()
        for rule in policy.exceptions:
            yield from (resolve(one.require, readings, policy.named) for one in rule.conditions)
            for waiver in rule.waives:
                yield resolve(relax(settled[waiver.criterion], waiver.by), readings, policy.named)
        yield from (resolve(one.when, readings, policy.named) for one in policy.categories)
        others = [flag.when for flag in policy.flags] + [target.who for target in policy.targets]
        others += [bonus.when for bonus in policy.exam.bonuses]
        yield from (resolve(one, readings, policy.named) for one in others)


def _ways(policy: Policy) -> Iterator[dict[str, str]]:
    ids = [reading.id for reading in policy.readings]
    for number, options in enumerate(product(*(reading.options for reading in policy.readings))):
        if number < _WAYS_AT_MOST:
            yield dict(zip(ids, options, strict=True))


def template(policy: Policy, lang: str) -> list[list[str]]:
    """Return the rows of an empty table for a plan: what may stand in each column as comments, then the header."""
    columns = facts_of(policy)
    notes = [[f"# {fact}", _note(fact, lang)] for fact in columns]
    notes += [[f"# reading:{reading.id}", "; ".join(reading.options)] for reading in policy.readings]
    readings = [f"reading:{reading.id}" for reading in policy.readings]
    expectations = ["expect", "expect_fails"]
    if policy.exceptions:
        expectations.append("expect_waived")
    if policy.flags:
        expectations.append("expect_flags")
    if policy.targets:
        expectations.append("expect_targets")
    return [*notes, ["case", "why", *readings, *(str(fact) for fact in columns), *expectations]]


def _note(fact: Fact, lang: str) -> str:
    vocabulary = fact.vocabulary
    match vocabulary.kind:
        case Kind.DATE:
            return word(message("a day or a month: 1980.06.30, 1980.06; never"), lang)
        case Kind.RATIO:
            return word(message("a share: 12/40, 30%"), lang)
        case Kind.CHOICE | Kind.LEVEL:
            words = [word(answer_word(fact, one), lang) for one in vocabulary.values]
            pairs = zip(vocabulary.values, words, strict=True)
            return "; ".join(f"{value} {office}" for value, office in pairs)
    return word(message("a whole number"), lang)
