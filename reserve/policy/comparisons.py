"""Reading the tests of a plan: ``{ fact = "rank_held", level = "clerk_1", months_at_least = 36 }``."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from reserve.policy import fields
from reserve.policy.conditions import ALWAYS, AllOf, Bound, Condition, Fact, Negation, Operator, Test
from reserve.policy.fields import Table
from reserve.policy.vocabulary import FACTS, Kind, Vocabulary
from reserve.text import Message, message

NONE: Final[Mapping[str, Vocabulary]] = {}
# Nobody in a roster is older, and no period is longer, than this.
YEARS_AT_MOST: Final = 120
MONTHS_AT_MOST: Final = 1200
# The dates of which "has not turned 46" can be asked; periods are asked of the others.
BIRTHS: Final = ("birth",)

# Two more spellings of "in": one value, and all values but these.
IS: Final = "is"
NOT_IN: Final = "not_in"
_WORDS: Final = (*(operator.value for operator in Operator), IS, NOT_IN)
_ACCEPTED: Final = {
    Kind.DATE: (Operator.ON_OR_AFTER, Operator.ON_OR_BEFORE, Operator.MONTHS_AT_LEAST),
    Kind.LEVEL: (Operator.AT_LEAST, Operator.AT_MOST),
    Kind.COUNT: (Operator.AT_LEAST, Operator.AT_MOST),
    Kind.RATIO: (Operator.AT_LEAST, Operator.AT_MOST),
    Kind.CHOICE: (Operator.ONE_OF, IS, NOT_IN),
}
_ACCEPTED_OF_BIRTH: Final = (
    Operator.NOT_TURNED, Operator.NOT_PAST_BIRTHDAY, Operator.ON_OR_AFTER, Operator.ON_OR_BEFORE,
)  # fmt: skip


def accepted(fact: Fact) -> tuple[str, ...]:
    """Return the words with which something can be asked of a fact, always in the same order."""
    return _ACCEPTED_OF_BIRTH if fact.name in BIRTHS else _ACCEPTED[fact.vocabulary.kind]


def comparison(table: Table, own: Mapping[str, Vocabulary] = NONE) -> Condition:
    """Read one test, or several of the same fact, which must then all hold; ``own``: the facts of this plan only."""
    name = table.need("fact", fields.one_of([*FACTS, *own], message("fact")), "")
    if not name:
        # Without the fact nobody can tell which keys are right; only those of no fact are wrong for sure.
        table.known += [*_WORDS, *(key for one in FACTS.values() for key in one.arguments)]
        return ALWAYS
    fact = fact_of(name, table, own)
    tests = tuple(_test(fact, key, table, own) for key in accepted(fact) if table.has(key))
    _refuse_other_words(fact, table)
    if not tests and table.values.keys() <= {"fact", "adjust", *fact.vocabulary.arguments}:
        table.spot.wrong(message("nothing is asked of {fact}", fact=name), _advice(fact))
    return tests[0] if len(tests) == 1 else AllOf(tests)


def fact_of(name: str, table: Table, own: Mapping[str, Vocabulary] = NONE) -> Fact:
    """Read the arguments of a fact; what is the default anyway is left out, so that equal facts are equal."""
    vocabulary = own.get(name) or FACTS[name]
    arguments = {}
    for argument, values in vocabulary.arguments.items():
        if isinstance(values, range):
            if table.has(argument) or argument in vocabulary.required:
                number = table.need(argument, fields.whole(values[0], values[-1]), values[0])
                arguments[argument] = str(number)
        elif argument in vocabulary.lists:
            given = table.words(argument, values, message("value"))
            if argument in vocabulary.required and not table.has(argument):
                table.missing(argument)
            if given and (argument in vocabulary.required or set(given) != set(values)):
                arguments[argument] = "+".join(value for value in values if value in given)
        elif table.has(argument) or argument in vocabulary.required:
            value = table.need(argument, fields.one_of(values, message("value")), values[0])
            if argument in vocabulary.required or value != values[0]:
                arguments[argument] = value
    return Fact(name, tuple(sorted(arguments.items())), own.get(name))


def _test(fact: Fact, key: str, table: Table, own: Mapping[str, Vocabulary]) -> Condition:
    bound = _bound(fact.vocabulary, key, table, own)
    if key == NOT_IN:
        return Negation(Test(fact, Operator.ONE_OF, bound))
    return Test(fact, Operator.ONE_OF if key == IS else Operator(key), bound)


def _bound(vocabulary: Vocabulary, key: str, table: Table, own: Mapping[str, Vocabulary]) -> Bound:
    match key:
        case Operator.ONE_OF | "not_in":
            return frozenset(table.words(key, vocabulary.values, message("value")))
        case "is":
            return frozenset([table.need(key, fields.one_of(vocabulary.values, message("value")), "")])
        case Operator.ON_OR_AFTER | Operator.ON_OR_BEFORE:
            return table.need(key, lambda value: fields.day(value).isoformat(), "")
        case Operator.NOT_TURNED | Operator.NOT_PAST_BIRTHDAY:
            return table.need(key, fields.whole(1, YEARS_AT_MOST), 0)
        case Operator.MONTHS_AT_LEAST:
            return table.need(key, fields.whole(1, MONTHS_AT_MOST), 0)
    return _limit(vocabulary, key, table, own)


def _limit(vocabulary: Vocabulary, key: str, table: Table, own: Mapping[str, Vocabulary]) -> Bound:
    """Read what a level, count or share is compared with: a value, or another fact of the same sort."""
    match vocabulary.kind:
        case Kind.RATIO:
            return table.need(key, fields.share, Fraction(0))
        case _ if isinstance(table.values[key], dict):
            return _other_fact(vocabulary, table.table(key), own)
        case Kind.LEVEL:
            return table.need(key, fields.one_of(vocabulary.values, message("value")), "")
    return table.need(key, fields.whole(0), 0)


def _other_fact(vocabulary: Vocabulary, table: Table, own: Mapping[str, Vocabulary]) -> Fact:
    alike = [
        name
        for name, other in {**FACTS, **own}.items()
        if (other.kind, other.values, other.in_months) == (vocabulary.kind, vocabulary.values, vocabulary.in_months)
    ]
    name = table.need("fact", fields.one_of(alike, message("fact to compare with")), "")
    fact = fact_of(name, table, own) if name else Fact("")
    if name:
        table.close()
    return fact


def _refuse_other_words(fact: Fact, table: Table) -> None:
    for key in table.values:
        if key in _WORDS and key not in accepted(fact):
            table.has(key)
            spot = table.spot.below(key)
            spot.wrong(message("{key} cannot be asked of {fact}", key=key, fact=fact.name), _advice(fact))


def _advice(fact: Fact) -> Message:
    return message("accepted here: {words}", words=list(accepted(fact)))
