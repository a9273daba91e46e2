"""The list of a whole cycle from where every nominee stands: chief lists first, then deputies (rule 11). Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from reserve.listing import reasons
from reserve.listing.model import Seat, Standpoint, TieDecision
from reserve.listing.slate import Candidate, Level, Position, Slate, draw
from reserve.roster.model import PlaceClass
from reserve.text import Message


@dataclass(slots=True)
class Drawn:
    """The list: seats and reasons by nominee id; ties by (person, class) that were used, or refused as too many.

    ``open_ties``: nominee ids that wait for a human decision. ``levels``: all who are level at a last place, also
    where that was decided.
    """

    seats: dict[int, Seat] = field(default_factory=dict)
    reasons: dict[int, Message] = field(default_factory=dict)
    settled: set[tuple[int, PlaceClass]] = field(default_factory=set)
    refused: set[tuple[int, PlaceClass]] = field(default_factory=set)
    open_ties: set[int] = field(default_factory=set)
    levels: list[Level] = field(default_factory=list)


def drawn_up(
    nominees: Sequence[Standpoint],
    open_places: Mapping[tuple[int, PlaceClass], int],
    ties: Mapping[tuple[int, PlaceClass], TieDecision],
    *,
    classes: Sequence[str],
    order: Sequence[str],
    pass_line: int,
    barred: Mapping[int, Message] | None = None,
) -> Drawn:
    """Draw up the list; ``open_places`` by unit id and class, ``ties`` by person number and class.

    ``barred``: who came through no further, by nominee id, where the plan names its own stages; by default the usual
    ones decide. ``classes`` and ``order`` are the policy's: which class comes first, and what decides within a unit.
    Does not depend on the order of ``nominees``.
    """
    result = Drawn()
    taken: set[int] = set()
    for place_class in map(PlaceClass, classes):
        units: dict[int, list[Standpoint]] = {}
        for nominee in nominees:
            if nominee.place_class is place_class:
                kept_out = reasons.barred(nominee, pass_line) if barred is None else barred.get(nominee.id)
                reason = kept_out or reasons.taken(nominee.person in taken)
                if reason is None:
                    units.setdefault(nominee.unit_id, []).append(nominee)
                else:
                    result.reasons[nominee.id] = reason
        for unit_id, candidates in units.items():
            _draw_unit(candidates, open_places.get((unit_id, place_class), 0), ties, order, result)
        taken |= {nominee.person for nominee in nominees if nominee.id in result.seats}
    return result


def _draw_unit(
    candidates: Sequence[Standpoint],
    places: int,
    ties: Mapping[tuple[int, PlaceClass], TieDecision],
    order: Sequence[str],
    result: Drawn,
) -> None:
    named = {(one.person, one.place_class): one.id for one in candidates}
    slate = draw(
        [Candidate(one.id, one.ordered_by(order)) for one in candidates],
        places,
        {number: ties[who] for who, number in named.items() if who in ties},
    )
    result.levels += slate.ties
    result.settled |= {who for who, number in named.items() if number in slate.tied and who in ties}
    result.refused |= {who for who, number in named.items() if number in slate.refused}
    for one in candidates:
        result.reasons[one.id] = reasons.placed(one, _placing(slate, one.id, places))
        if slate.positions[one.id] is Position.TIED:
            result.open_ties.add(one.id)
        if slate.positions[one.id] is Position.SEATED:
            waits = one.exceptional and not one.approved
            result.seats[one.id] = Seat.RESERVED if waits else Seat.LISTED


def _placing(slate: Slate, number: int, places: int) -> reasons.Placing:
    return reasons.Placing(slate.positions[number], slate.ranks[number], places, refused=bool(slate.refused))
