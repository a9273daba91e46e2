"""What a slate is measured by: structure targets, changes against the plain slate, ranks and the policy's chain. Pure.

Everything is counted in whole people and whole numbers; the solver's answers are checked against it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil
from typing import TypeAlias

from reserve.roster.model import PlaceClass

Spot: TypeAlias = tuple[int, PlaceClass]
"""A unit id and a class."""


@dataclass(frozen=True, slots=True)
class Runner:
    """Somebody who passed every gate, in one unit and class.

    ``rank``: within them by the policy's chain. ``weights``: the links of the chain as figures that can be compared
    between units, highest first. ``seated``: has a place on the plain slate.
    """

    id: int
    person: int
    spot: Spot
    rank: int
    weights: tuple[int, ...]
    seated: bool


@dataclass(frozen=True, slots=True)
class Demand:
    """A structure target on one slate.

    ``sure`` belong to the group, ``maybe`` belong to it or might (a fact is missing), ``counted`` are those of whom a
    share is taken: runners by id. ``members_*``: as many of those who are counted whatever the slate is. Whoever
    might belong helps to reach no minimum and counts towards every maximum.
    """

    id: str
    lower: int | Fraction | None
    upper: int | Fraction | None
    binding: bool
    sure: frozenset[int]
    maybe: frozenset[int]
    counted: frozenset[int]
    members_sure: int = 0
    members_maybe: int = 0
    members: int = 0

    def standing(self, chosen: Collection[int]) -> Standing:
        """Return how a slate stands towards it."""
        ids = frozenset(chosen)
        sure, maybe = self.members_sure + len(ids & self.sure), self.members_maybe + len(ids & self.maybe)
        whole = self.members + len(ids & self.counted)
        return Standing(self.id, sure, maybe, whole, _least(self.lower, whole), _most(self.upper, whole))


@dataclass(frozen=True, slots=True)
class Standing:
    """How many belong to a group for sure and perhaps, of how many, and how many there have to be."""

    id: str
    sure: int
    maybe: int
    whole: int
    least: int | None
    most: int | None

    @property
    def short(self) -> int:
        """How many are missing."""
        return 0 if self.least is None else max(0, self.least - self.sure)

    @property
    def over(self) -> int:
        """How many are too many."""
        return 0 if self.most is None else max(0, self.maybe - self.most)

    @property
    def met(self) -> bool:
        """Whether as many are there as there have to be."""
        return not self.short and not self.over


def _least(amount: int | Fraction | None, whole: int) -> int | None:
    """A minimum share rounds up."""
    return ceil(amount * whole) if isinstance(amount, Fraction) else amount


def _most(amount: int | Fraction | None, whole: int) -> int | None:
    """A maximum share rounds down."""
    return amount * whole // 1 if isinstance(amount, Fraction) else amount


@dataclass(frozen=True, slots=True)
class Problem:
    """Everything that decides a slate: who runs, how many places there are, and what is wanted.

    ``places``: by unit and class, without those that wait for a tie to be settled. ``limits``: county-wide, by class.
    """

    runners: tuple[Runner, ...]
    places: Mapping[Spot, int]
    demands: tuple[Demand, ...] = ()
    limits: Mapping[PlaceClass, int] = field(default_factory=dict)

    @property
    def plain(self) -> frozenset[int]:
        """The slate without targets."""
        return frozenset(one.id for one in self.runners if one.seated)

    def allows(self, chosen: Collection[int], extra: Mapping[Spot, int] | None = None) -> bool:
        """Tell whether a slate keeps within the places, with nobody on it twice."""
        ids = set(chosen)
        on = [one for one in self.runners if one.id in ids]
        people, spots = Counter(one.person for one in on), Counter(one.spot for one in on)
        more = extra or {}
        return (
            len(on) == len(ids)
            and max(people.values(), default=0) <= 1
            and all(count <= self.places.get(spot, 0) + more.get(spot, 0) for spot, count in spots.items())
            and all(
                sum(one.spot[1] is place_class for one in on) <= limit for place_class, limit in self.limits.items()
            )
        )

    def measure(self, chosen: Collection[int]) -> tuple[int, ...]:
        """Return what a slate is judged by, the weightiest first; smaller is better.

        Missing people of binding targets; how many fewer than on the plain slate; missing people of advisory targets;
        people of the plain slate who leave, and others who come in; the sum of ranks; the links of the chain, summed
        and turned round.
        """
        ids, plain = frozenset(chosen), self.plain
        missing = {True: 0, False: 0}
        for demand in self.demands:
            stands = demand.standing(ids)
            missing[demand.binding] += stands.short + stands.over
        on = [one for one in self.runners if one.id in ids]
        links = len(self.runners[0].weights) if self.runners else 0
        return (
            missing[True],
            max(0, len(plain) - len(ids)),
            missing[False],
            len(plain - ids),
            len(ids - plain),
            sum(one.rank for one in on),
            *(-sum(one.weights[link] for one in on) for link in range(links)),
        )


@dataclass(frozen=True, slots=True)
class Proposal:
    """The slate with targets: who has a place, and who is level for ``open_places`` that a human has to give.

    ``extra``: places by unit and class that the county does not have and that would be needed. ``sole``: the chain
    settled which of several equally good slates it is; otherwise others come as near to the targets
    with as few changes, and this is one of them.
    """

    chosen: frozenset[int]
    level: frozenset[int]
    open_places: int
    measure: tuple[int, ...]
    extra: Mapping[Spot, int] = field(default_factory=dict)
    sole: bool = True
