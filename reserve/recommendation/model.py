"""The meetings that voted, and the votes each name got."""

from __future__ import annotations

from dataclasses import dataclass

from reserve.roster.model import PlaceClass
from reserve.workbook.model import Origin


@dataclass(frozen=True, slots=True)
class Meeting:
    """The vote of one unit for one class: people due and present, slips returned and valid; None = not told."""

    origin: Origin
    unit: str
    place_class: PlaceClass
    due: int | None
    present: int | None
    returned: int | None
    valid: int | None
    void: bool


@dataclass(frozen=True, slots=True)
class Tally:
    """The votes of one name; ``person`` is None when the name is not in that unit's roster."""

    origin: Origin
    unit: str
    place_class: PlaceClass
    person: int | None
    name: str
    votes: int
