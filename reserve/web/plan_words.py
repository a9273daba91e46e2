"""A plan in words for pages: its lines, what is to be said of it, and what is different in another version."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final, NamedTuple

from typing_extensions import override

from reserve.policy.check import check
from reserve.policy.describe import describe
from reserve.policy.difference import difference
from reserve.policy.model import Policy
from reserve.policy.problems import Level, Problem
from reserve.text import Message, message, word

LEVELS: Final = {
    Level.ERROR: message("Errors: the plan cannot be used"),
    Level.WARNING: message("Warnings: to be looked at before it is used"),
    Level.HINT: message("Hints: worth a second look"),
}


class Line(NamedTuple):
    """One line of a plan in words, and how deep it is indented."""

    depth: int
    text: str


class Difference(NamedTuple):
    """Lines of one part of a plan that went and that came; ``heading``: the part."""

    heading: str
    gone: Sequence[str]
    come: Sequence[str]


def in_words(policy: Policy, as_of: dt.date | None, lang: str) -> Sequence[Line]:
    """Return a plan as an officer reads it, with the days that its ages come to at the as-of date."""
    return _in_words(_Worded(policy), as_of, lang)


class _Worded:
    """A plan that is the same as any other of the same digest and text, so that its words can be kept."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self._key = (policy.digest, policy.text)

    @override
    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Worded) and self._key == other._key

    @override
    def __hash__(self) -> int:
        return hash(self._key)


@lru_cache(maxsize=64)
def _in_words(worded: _Worded, as_of: dt.date | None, lang: str) -> Sequence[Line]:
    lines = describe(replace(worded.policy, as_of=as_of), lang)
    return [Line((len(line) - len(line.lstrip(" "))) // 4, line.strip()) for line in lines]


@lru_cache(maxsize=32)
def findings(text: str, name: str) -> Sequence[Problem]:
    """Return everything that is to be said of a plan; worked out once, for pages that are looked at again."""
    return check(text, name)


def by_level(problems: Iterable[Problem]) -> Sequence[tuple[Message, Sequence[Problem]]]:
    """Return problems apart: errors, warnings and hints, each with its heading; what there is none of is left out."""
    found = list(problems)
    levels = [(LEVELS[level], [one for one in found if one.level is level]) for level in Level]
    return [(heading, some) for heading, some in levels if some]


def differences(before: Policy, after: Policy, lang: str) -> Sequence[Difference]:
    """Return what is different between two versions of a plan, in the words of the plan, under its headings."""
    return [
        Difference(
            " › ".join(word(one, lang) for one in change.where),
            [word(one, lang) for one in change.before],
            [word(one, lang) for one in change.after],
        )
        for change in difference(before, after)
    ]
