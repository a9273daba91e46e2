"""What a replay found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from reserve.text import Message


class Part(StrEnum):
    """Which part of a cycle differs from what follows from its stored facts."""

    JOURNAL = "journal"
    POLICY = "policy"
    FACTS = "facts"
    VERDICT = "verdict"
    PLACES = "places"
    LIST = "list"
    SUBMISSION = "submission"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as it must be; ``subject`` is a person's number, a unit or the cycle."""

    part: Part
    subject: str
    reason: Message


@dataclass(frozen=True, slots=True)
class Replay:
    """A cycle worked out again: how much was compared, and every difference."""

    cycle: int
    policy: str
    screenings: int
    places: int
    seats: int
    entries: int
    differences: tuple[Difference, ...]
