"""A million invented people as columns: mostly known, some known only to the month, some not known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import numpy as np

from reserve.eligibility.rules import Plan
from reserve.policy.conditions import Fact
from reserve.policy.evaluate import HIGHEST, LOWEST, Codes, Column, Interval
from reserve.policy.vocabulary import FACTS, Kind

MISSING = 0.01
MONTH_ONLY = 0.3
# First and last year of the dates of each fact, and how often a choice takes its first, most usual, values.
YEARS = {"birth": (1966, 2004), "work_since": (1988, 2025), "rank_held": (2004, 2025)}
USUAL = 0.85


def people(count: int, plan: Plan, seed: int = 1) -> Mapping[Fact, Column]:
    """Return ``count`` rows for each fact of the plan, of a make-up that a county's cadres could have.

    About a quarter meet everything; 30 % of dates are known to the month only, 1 % of facts not at all.
    """
    rng = np.random.default_rng(seed)
    return {fact: _column(fact, count, rng) for fact in sorted(plan.facts())}


def _column(fact: Fact, count: int, rng: np.random.Generator) -> Column:
    vocabulary = FACTS[fact.name]
    if vocabulary.kind is Kind.CHOICE:
        codes = rng.integers(1, len(vocabulary.values) + 1, count, dtype=np.uint8)
        codes[rng.random(count) < USUAL] = 1
        codes[rng.random(count) < MISSING] = 0
        return Codes(codes)
    if vocabulary.kind is Kind.DATE:
        first, last = (dt.date(year, 1, 1).toordinal() for year in YEARS[fact.name])
        low = rng.integers(first, last, count, dtype=np.int32)
        high = low + np.where(rng.random(count) < MONTH_ONLY, 29, 0).astype(np.int32)
    else:
        top = len(vocabulary.values) or 12
        low = np.maximum(rng.integers(0, top, count, dtype=np.int32), rng.integers(0, top, count, dtype=np.int32))
        high = low.copy()
    missing = rng.random(count) < MISSING
    low[missing], high[missing] = LOWEST, HIGHEST
    return Interval(low, high)
