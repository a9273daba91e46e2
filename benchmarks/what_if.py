"""The what-if desk over 3,000 nominees: from a moved figure to the answer of the whole application."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from statistics import median, quantiles
from typing import Final

from benchmarks.pages import NOMINEES
from benchmarks.served import served
from benchmarks.timing import Table

ROUNDS: Final = 30
WITHIN: Final = 0.1
"""Seconds."""
PAGE: Final = "/cycles/1/plan/what-if"
AGE: Final = "definition.0.require.options.not_turned_46.not_turned"
# Another value each time, so that nothing is answered from what was asked before.
_MOVED: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "age": (AGE, tuple(str(age) for age in range(30, 46))),
    "share of the votes": ("definition.1.require.all.0.at_least", tuple(str(share) for share in range(5, 30))),
    "attendance": ("recommendation.attendance", tuple(f"{part}/100" for part in range(70, 100))),
    "places for each post": ("quota.per_post.chief", ("0", "1", "3", "4", "5", "6", "7", "8")),
    "pass line": ("exam.pass", tuple(str(mark) for mark in range(61, 90))),
    "reading": ("reading:general_rules", ("off",)),
}


def run(table: Table) -> None:
    """Measure each kind of figure; the target is the slowest kind's median."""
    with tempfile.TemporaryDirectory() as folder:
        seconds = asyncio.run(measured(Path(folder)))
    for name, taken in seconds.items():
        figures = {"what-if": median(taken), "target": WITHIN}
        told = f"what-if of {NOMINEES:,}, {name} moved (p95 {1000 * quantiles(taken, n=20)[-1]:.0f} ms)"
        table.compare(told, figures, "what-if", "target", at_most=1.0)


async def measured(folder: Path, rounds: int = ROUNDS) -> Mapping[str, list[float]]:
    """Return the seconds of every answer, by what was moved; the snapshot is held already."""
    seconds: dict[str, list[float]] = {name: [] for name in _MOVED}
    async with served(folder, NOMINEES) as site:
        await site.get(PAGE, f"{AGE}=40&part=effect")
        for number in range(rounds):
            for name, (figure, values) in _MOVED.items():
                value = values[number % len(values)]
                start = time.perf_counter()
                await site.get(PAGE, f"{figure}={value}&part=effect")
                seconds[name].append(time.perf_counter() - start)
    return seconds
