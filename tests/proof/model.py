"""What a proof is: numbered examples, figures of what was looked at, and a planted fault that it must find."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(slots=True)
class Findings:
    """What was looked at, by name and number, and what was not as it must be."""

    figures: Counter[str] = field(default_factory=Counter)
    troubles: list[str] = field(default_factory=list)

    def add(self, other: "Findings") -> None:
        """Take the findings of more examples in."""
        self.figures.update(other.figures)
        self.troubles.extend(other.troubles)


@dataclass(frozen=True, slots=True)
class Proof:
    """One claim. ``look`` tries the examples ``first`` to ``first + count - 1``, always the same ones.

    ``controls`` are faults planted one by one into the program; ``look`` must find each of them. ``sources`` are the
    files and folders that the proof is about: when one of them changes, it starts anew.
    """

    name: str
    claim: str
    total: int
    batch: int
    look: Callable[[int, int, Path], Findings]
    controls: Callable[[Path], dict[str, bool]]
    sources: tuple[str, ...]
