"""Both sides in turn, medians, and a table of ratios; a machine that drifts slows both sides alike."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from statistics import median

ROUNDS = 9


def in_turn(sides: Mapping[str, Callable[[], object]], rounds: int = ROUNDS) -> dict[str, float]:
    """Return the median seconds of each side, run A B C A B C …, after one round that is not counted."""
    seconds: dict[str, list[float]] = {name: [] for name in sides}
    for number in range(rounds + 1):
        for name, side in sides.items():
            gc.collect()
            start = time.perf_counter()
            side()
            if number:
                seconds[name].append(time.perf_counter() - start)
    return {name: median(taken) for name, taken in seconds.items()}


@dataclass(slots=True)
class Table:
    """Collects rows and says of each whether its target was reached."""

    rows: list[tuple[str, ...]] = field(default_factory=list)
    missed: int = 0

    def compare(
        self,
        job: str,
        seconds: Mapping[str, float],
        ours: str,
        other: str,
        *,
        at_most: float | None = None,
        at_least: float | None = None,
        or_else: tuple[str, bool] = ("", False),
    ) -> None:
        """Add a row: ``ours`` in units of ``other``; ``at_least`` asks how many times faster ours is.

        ``or_else``: another target that is as good, and whether it was reached.
        """
        ratio = seconds[ours] / seconds[other]
        if at_most is not None:
            reached, shown, target = ratio <= at_most, f"{ratio:.2f} ×", f"≤ {at_most:g} ×"
        else:
            assert at_least is not None
            reached, shown, target = 1 / ratio >= at_least, f"{1 / ratio:.0f} × faster", f"≥ {at_least:g} ×"
        other_target, other_reached = or_else
        target = f"{target} or {other_target}" if other_target else target
        sides = f"{ours} {_shown(seconds[ours])}", f"{other} {_shown(seconds[other])}"
        self._add(job, *sides, shown, target, reached or other_reached)

    def tell(self, job: str, seconds: Mapping[str, float], ours: str, other: str) -> None:
        """Add a row for which nobody asked a figure."""
        sides = f"{ours} {_shown(seconds[ours])}", f"{other} {_shown(seconds[other])}"
        self.rows.append((job, *sides, f"{seconds[ours] / seconds[other]:.2f} ×", "", ""))

    def limit(self, job: str, figure: float, unit: str, at_most: float) -> None:
        """Add a row for a figure with a bound of its own."""
        self._add(job, f"{figure:.0f} {unit}", "", "", f"≤ {at_most:g} {unit}", figure <= at_most)

    def _add(self, job: str, ours: str, other: str, ratio: str, target: str, reached: bool) -> None:  # noqa: FBT001
        self.missed += not reached
        self.rows.append((job, ours, other, ratio, target, "yes" if reached else "NO"))

    def __str__(self) -> str:
        head = ("job", "ours", "other", "ratio", "target", "reached")
        table = [head, tuple("-" * 3 for _ in head), *self.rows]
        return "\n".join("| " + " | ".join(row) + " |" for row in table)


def _shown(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms" if seconds < 1 else f"{seconds:.2f} s"
