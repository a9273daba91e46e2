"""Conditions in words, for whoever has to meet them or to explain them."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import reduce

from reserve.policy.conditions import (
    ALWAYS,
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
    Test,
)
from reserve.policy.evaluate import Calendar, day_limit
from reserve.policy.vocabulary import YES_NO, Kind
from reserve.policy.wording import answer_word, fact_word, in_order, share_word
from reserve.text import Message, message


def requirement(condition: Condition, calendar: Calendar | None) -> Message:
    """Return a condition in words; with a calendar, ages and periods also as the day they come to."""
    match condition:
        case Test():
            words = _test(condition, calendar)
        case Adjusted():
            words = _adjusted(condition, calendar)
        case AllOf(parts):
            words = _all(_parts(parts, calendar))
        case AnyOf(parts):
            words = _any(_parts(parts, calendar))
        case Negation(part):
            words = message("not the case: {part}", part=requirement(part, calendar))
        case IfThen():
            words = _if_then(condition, calendar)
        case ByFact(fact, options):
            words = _options([(answer_word(fact, value), part) for value, part in options], calendar)
        case ByReading(_, options):
            words = _options([(message("the reading {option}", option=name), part) for name, part in options], calendar)
        case _:
            words = message("as defined under {definition}", definition=condition.definition)
    return words


def _parts(parts: Sequence[Condition], calendar: Calendar | None) -> list[Message]:
    if len(parts) == 1:
        return [requirement(parts[0], calendar)]
    words = [(part, requirement(part, calendar)) for part in parts]
    return [said if isinstance(part, Test) else message("({part})", part=said) for part, said in words]


def _all(parts: list[Message]) -> Message:
    if not parts:
        return message("nothing is asked")
    return reduce(lambda left, right: message("{left} and {right}", left=left, right=right), parts)


def _any(parts: list[Message]) -> Message:
    if not parts:
        return message("nothing is enough")
    return reduce(lambda left, right: message("{left} or {right}", left=left, right=right), parts)


def _if_then(node: IfThen, calendar: Calendar | None) -> Message:
    when, then = requirement(node.when, calendar), requirement(node.then, calendar)
    if node.otherwise == ALWAYS:
        return message("if {when}, then {then}", when=when, then=then)
    otherwise = requirement(node.otherwise, calendar)
    return message("if {when}, then {then}, otherwise {otherwise}", when=when, then=then, otherwise=otherwise)


def _options(options: list[tuple[Message, Condition]], calendar: Calendar | None) -> Message:
    said = [message("for {value}: {part}", value=value, part=requirement(part, calendar)) for value, part in options]
    return reduce(lambda left, right: message("{left}; {right}", left=left, right=right), said)


def _test(test: Test, calendar: Calendar | None) -> Message:
    match test.fact.vocabulary.kind, test:
        case _, Test(chosen, Operator.ONE_OF, frozenset() as values):
            return _one_of(chosen, in_order(chosen, values))
        case Kind.DATE, _:
            return _date(test, calendar)
        case Kind.LEVEL, _:
            fact, bound = fact_word(test.fact), _bound(test)
            if test.operator is Operator.AT_LEAST:
                return message("{fact}: {bound} or above", fact=fact, bound=bound)
            return message("{fact}: {bound} or below", fact=fact, bound=bound)
    fact, bound = fact_word(test.fact), _bound(test)
    if test.fact.vocabulary.in_months and isinstance(bound, int):
        if test.operator is Operator.AT_LEAST:
            return message("{fact}: {months} months or more", fact=fact, months=bound)
        return message("{fact}: {months} months at most", fact=fact, months=bound)
    if test.operator is Operator.AT_LEAST:
        return message("{fact} at least {bound}", fact=fact, bound=bound)
    return message("{fact} at most {bound}", fact=fact, bound=bound)


def _adjusted(node: Adjusted, calendar: Calendar | None) -> Message:
    """The demand as it stands, and in brackets for whom it moves by how much."""
    changes = [
        message("{who}: {amount}", who=requirement(when, None), amount=_amount(node.test, by))
        for when, by in node.changes
    ]
    joined = reduce(lambda left, right: message("{left}; {right}", left=left, right=right), changes)
    return message("{words} ({changes})", words=_test(node.test, calendar), changes=joined)


def _amount(test: Test, by: int) -> Message:
    vocabulary, many = test.fact.vocabulary, abs(by)
    if test.operator in {Operator.NOT_TURNED, Operator.NOT_PAST_BIRTHDAY}:
        return message("{many} years more", many=many) if by > 0 else message("{many} years less", many=many)
    if test.operator in {Operator.ON_OR_AFTER, Operator.ON_OR_BEFORE}:
        return message("{many} months later", many=many) if by > 0 else message("{many} months earlier", many=many)
    if vocabulary.in_months or test.operator is Operator.MONTHS_AT_LEAST:
        return message("{many} months more", many=many) if by > 0 else message("{many} months less", many=many)
    if vocabulary.kind is Kind.LEVEL:
        return message("{many} steps higher", many=many) if by > 0 else message("{many} steps lower", many=many)
    return message("{many} more", many=many) if by > 0 else message("{many} fewer", many=many)


def _one_of(fact: Fact, values: list[str]) -> Message:
    words = [answer_word(fact, value) for value in values]
    if len(words) > 1:
        return message("{fact}: one of {values}", fact=fact_word(fact), values=words)
    if fact.vocabulary.values == YES_NO:
        return words[0]
    return message("{fact}: {value}", fact=fact_word(fact), value=words[0])


def _bound(test: Test) -> object:
    match test.bound:
        case Fact() as other:
            return fact_word(other)
        case Fraction() as share:
            return share_word(share)
        case str(value):
            return answer_word(test.fact, value)
    return test.bound


def _date(test: Test, calendar: Calendar | None) -> Message:
    fact, bound = fact_word(test.fact), test.bound
    match test.operator:
        case Operator.ON_OR_AFTER:
            return message("{fact} on or after {day}", fact=fact, day=bound)
        case Operator.ON_OR_BEFORE:
            return message("{fact} on or before {day}", fact=fact, day=bound)
    if test.operator is Operator.NOT_TURNED:
        words = message("not yet {age} years old", age=bound)
    elif test.operator is Operator.NOT_PAST_BIRTHDAY:
        words = message("not past the birthday of {age}", age=bound)
    else:
        words = message("{fact} for {months} months", fact=fact, months=bound)
    if calendar is None:
        return words
    side, day = day_limit(test.operator, bound, calendar)
    if side is Operator.AT_MOST:
        return message("{words} (since {day} or earlier)", words=words, day=day.isoformat())
    return message("{words} (born on or after {day})", words=words, day=day.isoformat())
