"""From data frames to plain rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd


def rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a frame with None for every missing value, tuples left as they are."""
    plain = frame.astype(object).where(frame.notna(), None)
    return [dict(zip(plain.columns, row, strict=True)) for row in plain.itertuples(index=False, name=None)]


def counted(column: pd.Series[Any], codes: Iterable[str]) -> dict[str, int]:
    """Return how often each code stands in a column."""
    counts = column.value_counts()
    return {code: int(counts.get(code, 0)) for code in codes}
