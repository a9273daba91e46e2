"""What votes add up to: whether a meeting gives a result, and who ranks where (rule 8)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from fractions import Fraction
from operator import attrgetter
from typing import Protocol

from reserve.policy.structure import Denominator, LargeUnit


class Counts(Protocol):
    """The counts of one meeting; None = not known."""

    @property
    def due(self) -> int | None:
        """People who should have come."""

    @property
    def present(self) -> int | None:
        """People who came."""

    @property
    def returned(self) -> int | None:
        """Ballots handed in."""

    @property
    def valid(self) -> int | None:
        """Ballots that count."""


def gives_result(
    due: int | None,
    present: int | None,
    returned: int | None,
    valid: int | None,
    *,
    void: bool,
    attendance: Fraction,
    large: LargeUnit | None = None,
) -> bool:
    """Tell whether shares and ranks may be taken from a meeting: all counts known, not void, enough people there.

    ``large``: units from some size on need a number of people instead of the share of attendance.
    """
    if void or due is None or present is None or returned is None or not valid:
        return False
    if large is not None and due > large.over:
        return present >= large.present_at_least
    return present * attendance.denominator >= due * attendance.numerator


def base(counts: Counts, of: Denominator) -> int | None:
    """Return what the votes of a meeting are divided by; None when it is not known."""
    found: int | None = attrgetter(of.value)(counts)
    return found


def ranks(votes: Sequence[int]) -> list[int]:
    """Return the rank of each name: most votes first, equal votes share a rank, the next rank skips (1, 1, 3)."""
    ascending = sorted(-count for count in votes)
    return [bisect_left(ascending, -count) + 1 for count in votes]


def share_shown(votes: int, valid: int) -> int:
    """Return votes ÷ valid in hundredths of a percent, rounded half up; for show, never compared."""
    return (votes * 20_000 + valid) // (2 * valid)
