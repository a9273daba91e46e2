"""Reads the ``required`` of a result back: ``birth>=1980-07-01`` is a condition again and can be put in words.

The text is that of ``policy.canonical``. What is not a plain demand (ifs, branches) stays as it is written.
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cache
from typing import Final, TypeAlias

from reserve.dates import PartialDate
from reserve.policy.conditions import AllOf, AnyOf, Bound, Condition, Fact, Negation, Operator, Test
from reserve.policy.conditions import facts as facts_in
from reserve.policy.vocabulary import FACTS, Kind, Vocabulary

Joined: TypeAlias = type[AllOf] | type[AnyOf]

_TEST: Final = re.compile(
    r"(?P<fact>\w+(?:\([^()]*\))?)(?: in (?P<values>[\w|]+)|(?P<sign>>=|<=)(?P<bound>[^\s()]+(?:\([^()]*\))?))"
)
_FACT: Final = re.compile(r"(?P<name>\w+)(?:\((?P<arguments>[^()]*)\))?")
_SIGNS: Final = {">=": Operator.AT_LEAST, "<=": Operator.AT_MOST}
_SIDES: Final = {">=": Operator.ON_OR_AFTER, "<=": Operator.ON_OR_BEFORE}
_JOINTS: Final[dict[str, Joined]] = {" and ": AllOf, " or ": AnyOf}


@cache
def demand(text: str) -> Condition | None:
    """Return the condition that the text stands for, or None when it is not a plain demand.

    Days stand in it as the office writes them (1980.07.01): it is meant to be worded, not to be evaluated.
    """
    try:
        return _Reader(text).whole()
    except (KeyError, ValueError):
        return None


def facts_of(text: str) -> tuple[Fact, ...]:
    """Return the facts that a demand asks for, in the order of the text; none when it is not a plain demand."""
    condition = demand(text)
    return () if condition is None else tuple(dict.fromkeys(facts_in(condition)))


class _Reader:
    """One text being read from left to right; raises ``ValueError`` or ``KeyError`` for what it does not know."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def whole(self) -> Condition:
        condition = self.joined()
        if self.at != len(self.text):
            raise ValueError(self.text)
        return condition

    def joined(self) -> Condition:
        parts = [self.part()]
        joints: set[Joined] = set()
        while (joint := self.joint()) is not None:
            joints.add(joint)
            parts.append(self.part())
        if not joints:
            return parts[0]
        # Two kinds of joints on one level are never written: the writer puts brackets.
        (join,) = joints
        return join(tuple(parts))

    def joint(self) -> Joined | None:
        return next((join for word, join in _JOINTS.items() if self.comes(word)), None)

    def part(self) -> Condition:
        if self.comes("not ("):
            return Negation(self.bracketed())
        if self.comes("("):
            return self.bracketed()
        if self.comes("always"):
            return AllOf(())
        return AnyOf(()) if self.comes("never") else self.test()

    def bracketed(self) -> Condition:
        condition = self.joined()
        if not self.comes(")"):
            raise ValueError(self.text)
        return condition

    def comes(self, word: str) -> bool:
        """Tell whether a word comes next, and step over it."""
        found = self.text.startswith(word, self.at)
        self.at += len(word) if found else 0
        return found

    def test(self) -> Condition:
        found = _TEST.match(self.text, self.at)
        if found is None:
            raise ValueError(self.text)
        self.at = found.end()
        fact = _fact(found["fact"])
        vocabulary = FACTS[fact.name]
        if found["values"] is not None:
            return Test(fact, Operator.ONE_OF, _values(vocabulary, found["values"]))
        if vocabulary.kind is Kind.DATE:
            return Test(fact, _SIDES[found["sign"]], str(PartialDate.from_iso(found["bound"])))
        return Test(fact, _SIGNS[found["sign"]], _bound(vocabulary, found["bound"]))


def _fact(text: str) -> Fact:
    found = _FACT.fullmatch(text)
    if found is None or found["name"] not in FACTS:
        raise ValueError(text)
    given = found["arguments"].split(",") if found["arguments"] else []
    arguments = tuple((name, value) for name, _, value in (argument.partition("=") for argument in given))
    return Fact(found["name"], arguments)


def _values(vocabulary: Vocabulary, text: str) -> frozenset[str]:
    values = frozenset(text.split("|"))
    if not values <= set(vocabulary.values):
        raise ValueError(text)
    return values


def _bound(vocabulary: Vocabulary, text: str) -> Bound:
    if vocabulary.kind is Kind.RATIO:
        return Fraction(text)
    if text in vocabulary.values:
        return text
    return int(text) if text.isdecimal() else _fact(text)
