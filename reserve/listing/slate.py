"""Who gets the open places of one unit and class, and who does not, and why (rule 11). Pure.

Nothing is decided by the order in which candidates come: those who are level share one fate unless a human decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby

from reserve.listing.model import TieDecision


class Position(StrEnum):
    """Where a candidate ends up."""

    SEATED = "seated"
    BEYOND = "beyond"
    TIED = "tied"
    LEFT_OUT = "left_out"


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who passed every gate. ``key`` is what the policy orders by, highest first."""

    id: int
    key: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Level:
    """People who are level at the last place, and how many places are left for them."""

    ids: tuple[int, ...]
    places: int


@dataclass(frozen=True, slots=True)
class Slate:
    """Position and rank of each candidate.

    ``ties`` are those at the last place, ``tied`` their people, also of ties that were settled; ``refused`` those of
    them whom more decisions wanted to list than there are places.
    """

    positions: Mapping[int, Position]
    ranks: Mapping[int, int]
    ties: tuple[Level, ...] = ()
    refused: frozenset[int] = frozenset()

    @property
    def tied(self) -> frozenset[int]:
        """Everybody who is or was level with others at the last place."""
        return frozenset(number for tie in self.ties for number in tie.ids)


@dataclass(slots=True)
class _Draw:
    left: int
    decisions: Mapping[int, TieDecision]
    positions: dict[int, Position] = field(default_factory=dict)
    ties: list[Level] = field(default_factory=list)
    refused: set[int] = field(default_factory=set)

    def place(self, ids: Iterable[int], position: Position) -> None:
        self.positions.update(dict.fromkeys(ids, position))


def draw(candidates: Iterable[Candidate], places: int, decisions: Mapping[int, TieDecision]) -> Slate:
    """Fill ``places`` from the highest key down; a tie at the last place waits for ``decisions`` about its members.

    Places over which a tie is undecided stay open, and nobody below takes them.
    """
    groups = list(_levels(candidates))
    state = _Draw(places, decisions)
    ranks: dict[int, int] = {}
    for level in groups:
        ranks |= dict.fromkeys(level, len(ranks) + 1)
        if state.left == 0:
            state.place(level, Position.BEYOND)
        elif len(level) <= state.left:
            state.place(level, Position.SEATED)
            state.left -= len(level)
        else:
            _settle(state, level)
    return Slate(state.positions, ranks, tuple(state.ties), frozenset(state.refused))


def _levels(candidates: Iterable[Candidate]) -> Iterator[list[int]]:
    ordered = sorted(candidates, key=lambda candidate: candidate.key, reverse=True)
    for _, group in groupby(ordered, key=lambda candidate: candidate.key):
        yield sorted(candidate.id for candidate in group)


def _settle(state: _Draw, tied: Sequence[int]) -> None:
    """Apply what a human decided about people level at the last place."""
    state.ties.append(Level(tuple(tied), state.left))
    chosen = [person for person in tied if state.decisions.get(person) is TieDecision.LIST]
    if len(chosen) > state.left:
        state.refused.update(chosen)
        state.place(tied, Position.TIED)
        state.left = 0
        return
    state.left -= len(chosen)
    state.place(chosen, Position.SEATED)
    state.place((person for person in tied if state.decisions.get(person) is TieDecision.LEAVE_OUT), Position.LEFT_OUT)
    waiting = [person for person in tied if person not in state.decisions]
    # Once every place is given, the tie is settled: whoever is left of it stands below.
    state.place(waiting, Position.TIED if state.left else Position.LEFT_OUT)
    if waiting:
        state.left = 0
