"""What votes add up to: whether a meeting gives a result, and who ranks where (rule 8)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from fractions import Fraction


def gives_result(
    due: int | None, present: int | None, returned: int | None, valid: int | None, *, void: bool, attendance: Fraction
) -> bool:
    """Tell whether shares and ranks may be taken from a meeting: all counts known, not void, enough people there."""
    if void or due is None or present is None or returned is None or not valid:
        return False
    return present * attendance.denominator >= due * attendance.numerator


def ranks(votes: Sequence[int]) -> list[int]:
    """Return the rank of each name: most votes first, equal votes share a rank, the next rank skips (1, 1, 3)."""
    ascending = sorted(-count for count in votes)
    return [bisect_left(ascending, -count) + 1 for count in votes]


def share_shown(votes: int, valid: int) -> int:
    """Return votes ÷ valid in hundredths of a percent, rounded half up; for show, never compared."""
    return (votes * 20_000 + valid) // (2 * valid)
