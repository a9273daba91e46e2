"""The whole program against the oracle, which shares no code with it: every person and every place."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.journeys.running import run
from tests.proof.counties import disagreements

SEEDS = range(1, 11)
SHEETS = 7


@pytest.mark.parametrize("seed", SEEDS)
def test_the_program_and_the_oracle_agree_under_both_plans(
    seed: int, county_of: Callable[[int], Path], tmp_path: Path
) -> None:
    found = disagreements(seed, county_of(seed), tmp_path)
    assert found.troubles == []
    assert found.figures["nominees judged"] > 800


def test_the_results_come_as_a_workbook_too(county_of: Callable[[int], Path], tmp_path: Path) -> None:
    ran = run(county_of(2), tmp_path)
    names = {row["name"] for row in ran.result["nominees"] if row["listed"]}
    with closing(load_workbook(ran.folder / "result.xlsx", read_only=True)) as book:
        assert len(book.sheetnames) >= SHEETS
        written = {cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row}
    assert names <= written
