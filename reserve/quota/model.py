"""Where a number of places comes from, and how it stands."""

from __future__ import annotations

from dataclasses import dataclass

from reserve.roster.model import PlaceClass


@dataclass(frozen=True, slots=True)
class Figures:
    """The sum behind the places of one unit and class; ``posts`` None are not known."""

    unit_id: int
    place_class: PlaceClass
    posts: int | None
    per_post: int
    adjustment: int
    reason: str

    @property
    def places(self) -> int:
        """Places before members are subtracted: posts × ratio ± adjustment, never below 0 (rule 10).

        Posts that are not known give none.
        """
        return 0 if self.posts is None else max(0, self.posts * self.per_post + self.adjustment)


@dataclass(frozen=True, slots=True)
class Card:
    """How the places of one unit and class stand: members by their decision, and what is open."""

    figures: Figures
    kept: int
    deferred: int
    undecided: int
    open_places: tuple[int, ...]
    """Ids of the open places, in their order."""
