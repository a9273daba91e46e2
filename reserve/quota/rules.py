"""Who of the members stands on which place of a unit (rule 9), and what an adjustment must be (rule 10)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from reserve.quota.model import Figures
from reserve.text import Message, message

MOST_ADJUSTED: Final = 20
LONGEST_REASON: Final = 300


def occupants(count: int, members: Sequence[int]) -> list[int | None]:
    """Return who stands on each of ``count`` places: members first, then None for an open one.

    Members beyond the places stand on none: nobody is forced out, and nothing is open.
    """
    standing: list[int | None] = list(members[:count])
    return standing + [None] * (count - len(standing))


def unfit(
    before: Figures, adjustment: int, reason: str, *, at_most: int = MOST_ADJUSTED, occupied: int = 0
) -> Mapping[str, Message]:
    """Return what is wrong with an adjustment by field, ``adjustment`` and ``reason``; nothing when it can be made.

    ``before``: the figures as they stand without it. ``at_most``: the limit of the plan. ``occupied``: members who
    stay; their places are never taken away.
    """
    wrong = {}
    entitled = None if before.posts is None else before.posts * before.per_post
    if abs(adjustment) > at_most:
        wrong["adjustment"] = message("A whole number from −{most} to +{most}.", most=at_most)
    elif entitled is not None and entitled + adjustment < 0:
        wrong["adjustment"] = message("The posts give only {places} places to take away.", places=entitled)
    elif entitled is not None and adjustment < before.adjustment and entitled + adjustment < occupied:
        wrong["adjustment"] = message(
            "{occupied} members stay on places of the unit: an occupied place is never taken away.", occupied=occupied
        )
    elif (adjustment, reason if adjustment else "") == (before.adjustment, before.reason):
        wrong["adjustment"] = message("This is the adjustment as it stands already.")
    if not reason:
        wrong["reason"] = message("Give the reason for the adjustment.")
    elif len(reason) > LONGEST_REASON:
        wrong["reason"] = message("At most {most} characters.", most=LONGEST_REASON)
    return wrong
