"""An invented county: workbooks as offices really have them, with every hard case in them by name."""

from __future__ import annotations

from pathlib import Path
from random import Random

from reserve.sample.county import build
from reserve.sample.sheets import Sheets
from reserve.sample.write import Layout, write_cases

__all__ = ["write_county"]


def write_county(seed: int, out: Path) -> None:
    """Write the eight workbooks and ``cases.json`` of the county of ``seed`` into ``out``.

    The same seed gives the same bytes. Makes the folder where it is missing, overwrites
    files of these names.
    """
    out.mkdir(parents=True, exist_ok=True)
    county = build(seed)
    rng = Random(f"spelling {seed}")
    layout = Layout(rng)
    for name, tables in Sheets(rng, county).files().items():
        layout.workbook(out / name, tables)
    write_cases(out / "cases.json", county.cases)
