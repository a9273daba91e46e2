"""Who comes through a funnel: the first so many of each group, and everybody level with the last of them. Pure."""

from __future__ import annotations

from math import ceil

import numpy as np
import numpy.typing as npt

from reserve.policy.examining import Funnel


def let_in(funnel: Funnel, places: int, people: int) -> int:
    """Return how many come through before ties: of ``people`` for ``places``; a ratio is rounded up, a loss down."""
    if funnel.ratio is not None:
        return ceil(funnel.ratio * places)
    if funnel.count is not None:
        return funnel.count
    assert funnel.drop is not None  # noqa: S101 - a plan gives one of the three
    return people - people * funnel.drop.numerator // funnel.drop.denominator


def ranks(groups: npt.NDArray[np.int64], keys: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return everybody's rank in the own group, highest key first, ties sharing the better one: 1, 1, 3."""
    order = np.lexsort((-keys, groups))
    ordered_groups, ordered_keys = groups[order], keys[order]
    at = np.arange(len(order), dtype=np.int64)
    fresh_group = np.ones(len(order), dtype=bool)
    fresh_group[1:] = ordered_groups[1:] != ordered_groups[:-1]
    fresh = fresh_group.copy()
    fresh[1:] |= ordered_keys[1:] != ordered_keys[:-1]
    start = np.maximum.accumulate(np.where(fresh_group, at, 0))
    level = np.maximum.accumulate(np.where(fresh, at, 0))
    result = np.empty(len(order), dtype=np.int64)
    result[order] = level - start + 1
    return result


def coming_through(
    groups: npt.NDArray[np.int64], keys: npt.NDArray[np.int64], limits: npt.NDArray[np.int64]
) -> npt.NDArray[np.bool_]:
    """Return who comes through: whose rank in the group is within the limit of that group (one limit a person)."""
    return ranks(groups, keys) <= limits
