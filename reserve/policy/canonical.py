"""Conditions as short text in no language, for records: ``birth>=1980-07-01``."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from reserve.policy.conditions import (
    Adjusted,
    AllOf,
    AnyOf,
    ByFact,
    ByReading,
    Condition,
    IfThen,
    Negation,
    Operator,
    Test,
    spelled_out,
)
from reserve.policy.evaluate import Calendar, day_limit
from reserve.policy.vocabulary import Kind
from reserve.policy.wording import in_order

_SIGNS: Final = {Operator.AT_LEAST: ">=", Operator.AT_MOST: "<="}


def canonical(condition: Condition, calendar: Calendar) -> str:
    """Return a condition as short text, ages and periods as the day they come to.

    Stands in results as ``required``; equal demands give equal text.
    """
    match condition:
        case Test():
            text = _test(condition, calendar)
        case Adjusted():
            text = canonical(spelled_out(condition), calendar)
        case AllOf(parts):
            text = " and ".join(_part(part, calendar, AnyOf) for part in parts) or "always"
        case AnyOf(parts):
            text = " or ".join(_part(part, calendar, AllOf) for part in parts) or "never"
        case Negation(part):
            text = f"not ({canonical(part, calendar)})"
        case IfThen(when, then, otherwise):
            branches = (canonical(part, calendar) for part in (when, then, otherwise))
            text = "if ({}) then ({}) else ({})".format(*branches)
        case ByFact(fact, options):
            text = _by(str(fact), options, calendar)
        case ByReading(reading, options):
            text = _by(reading, options, calendar)
        case _:
            text = condition.definition
    return text


def _by(name: str, options: tuple[tuple[str, Condition], ...], calendar: Calendar) -> str:
    return "; ".join(f"{name}={value}: {canonical(part, calendar)}" for value, part in options)


def _part(part: Condition, calendar: Calendar, other: type[AllOf | AnyOf]) -> str:
    """Put a part that its neighbours would tear apart in brackets."""
    text = canonical(part, calendar)
    torn = (isinstance(part, other) and len(part.parts) > 1) or isinstance(part, Adjusted | IfThen | ByFact | ByReading)
    return f"({text})" if torn else text


def _test(test: Test, calendar: Calendar) -> str:
    match test:
        case Test(fact, Operator.ONE_OF, frozenset() as values):
            return f"{fact} in {'|'.join(in_order(fact, values))}"
        case Test(fact, operator, bound) if fact.vocabulary.kind is Kind.DATE:
            side, day = day_limit(operator, bound, calendar)
            return f"{fact}{_SIGNS[side]}{day.isoformat()}"
        case Test(fact, operator, Fraction() as share):
            return f"{fact}{_SIGNS[operator]}{share.numerator}/{share.denominator}"
    return f"{test.fact}{_SIGNS[test.operator]}{test.bound}"
