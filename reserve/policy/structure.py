"""What a plan says about votes, places, structure targets, publicity and term beyond the figures every plan has.

All of it can be left out; what then holds stands here as the default.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from reserve.policy.conditions import Condition
    from reserve.policy.model import Source

Amount: TypeAlias = int | Fraction
"""A number of people, or a share of those who are counted."""


class Denominator(StrEnum):
    """What votes are divided by."""

    VALID = "valid"
    RETURNED = "returned"
    PRESENT = "present"
    DUE = "due"


class QuotaKind(StrEnum):
    """Whether a number of places is only the most there can be, or also what is to be reached."""

    CEILING = "ceiling"
    TARGET = "target"


class Counted(StrEnum):
    """Whom a target counts: the pool as it will be (members who stay, and the list), or the list alone."""

    POOL = "pool"
    LIST = "list"


class Mode(StrEnum):
    """Where a list is published."""

    NONE = "none"
    UNIT = "unit"
    PUBLIC = "public"


class Proposal(StrEnum):
    """What a flag proposes about a present member; a human decides (rule 16)."""

    LOOK = "look"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class Threshold:
    """A smaller share of the votes that is enough for some people."""

    id: str
    source: Source
    when: Condition
    share: Fraction


@dataclass(frozen=True, slots=True)
class LargeUnit:
    """In units with more than ``over`` people due, so many present are enough, whatever their share."""

    over: int
    present_at_least: int


@dataclass(frozen=True, slots=True)
class Target:
    """How many of one group are wanted; ``least`` and ``most`` as the plan writes them, tolerance apart.

    ``binding``: the slate has to meet it where the places allow; otherwise it is only reported and proposed.
    """

    id: str
    source: Source
    who: Condition
    place_class: str | None
    counted: Counted
    least: Amount | None
    most: Amount | None
    tolerance: Fraction
    binding: bool

    @property
    def lower(self) -> Amount | None:
        """What must be reached, tolerance taken off: points of a share, parts of a number, which rounds up."""
        match self.least:
            case Fraction() as share:
                return max(Fraction(0), share - self.tolerance)
            case int(number):
                return ceil(number * (1 - self.tolerance))
        return None

    @property
    def upper(self) -> Amount | None:
        """What must not be passed, tolerance added; a number rounds down."""
        match self.most:
            case Fraction() as share:
                return min(Fraction(1), share + self.tolerance)
            case int(number):
                return floor(number * (1 + self.tolerance))
        return None


@dataclass(frozen=True, slots=True)
class Publicity:
    """The notice period: ``days`` are working days, begun after the approval or the inspection."""

    mode: Mode = Mode.UNIT
    days: int = 5
    after: str = "approval"
    show: tuple[str, ...] = ("name", "unit", "post", "class", "exception")
    source: Source | None = None
    refill: bool = True
    """Whether the next by rank may come in the place of somebody who is withdrawn."""


@dataclass(frozen=True, slots=True)
class Approval:
    """Who decides on the list."""

    by: str = "county_committee"
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """How long somebody stays in the pool (None: open-ended), how often he or she is reviewed, and the tiers."""

    months: int | None = None
    review_months: int = 12
    tiers: tuple[str, ...] = ()
    source: Source | None = None
