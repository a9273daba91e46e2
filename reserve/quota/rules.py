"""Who of the members stands on which place of a unit (rule 9)."""

from __future__ import annotations

from collections.abc import Sequence


def occupants(count: int, members: Sequence[int]) -> list[int | None]:
    """Return who stands on each of ``count`` places: members first, then None for an open one.

    Members beyond the places stand on none: nobody is forced out, and nothing is open.
    """
    standing: list[int | None] = list(members[:count])
    return standing + [None] * (count - len(standing))
