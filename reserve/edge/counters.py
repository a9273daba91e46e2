"""Which failures an attempt is delayed by: those of the name, of the machine, and of both together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from reserve.personal import Keys, lookup_hash

_FREE_FROM_ONE_SOURCE: Final = 3
_FREE_OF_A_SOURCE: Final = 10
_FREE_OF_A_NAME: Final = 20


def counters(keys: Keys, name: str, source: str) -> Mapping[str, int]:
    """Return the counters of an attempt, with the failures that each has free before it delays.

    The name has more of them than the machine: else anybody could keep somebody else out.
    """
    free = {
        f"{name}\0{source}": _FREE_FROM_ONE_SOURCE,
        f"\0{source}": _FREE_OF_A_SOURCE,
        f"{name}\0": _FREE_OF_A_NAME,
    }
    return {lookup_hash(keys, "sign_in_delay.lookup", text): number for text, number in free.items()}
