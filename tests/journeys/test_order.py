"""Nothing is decided by the order in which anything stands in a file, or by which run it is."""

import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.journeys.running import plan_file, run
from tests.journeys.shuffling import shuffle_county

ROOT = Path(__file__).parents[2]


def without_cells(result: dict[str, Any]) -> dict[str, Any]:
    findings = [{key: value for key, value in found.items() if key != "cell"} for found in result["findings"]]
    return {**result, "findings": findings}


@pytest.mark.usefixtures("no_workbook")
@pytest.mark.parametrize("seed", [3, 4])
def test_shuffled_rows_and_columns_change_only_the_cells_of_findings(
    seed: int, county_of: Callable[[int], Path], tmp_path: Path
) -> None:
    county = county_of(seed)
    shuffled = shuffle_county(county, tmp_path / "shuffled", seed)
    assert first_column(county / "roster.xlsx") != first_column(shuffled / "roster.xlsx")
    straight, moved = (run(data, tmp_path / f"out-{data.name}").result for data in (county, shuffled))
    assert straight["findings"] != moved["findings"]
    assert without_cells(straight) == without_cells(moved)


def first_column(path: Path) -> list[object]:
    with closing(load_workbook(path, read_only=True)) as book:
        return [row[0] for row in book.worksheets[0].iter_rows(values_only=True)]


def test_two_runs_are_the_same_to_the_byte(county_of: Callable[[int], Path], tmp_path: Path) -> None:
    """The second one runs as a program of its own, with another order of sets."""
    here = run(county_of(1), tmp_path / "here")
    words: list[str | Path] = [
        "--quiet",
        "run",
        "--policy",
        plan_file("seed-county"),
        "--data",
        county_of(1),
        "--out",
        tmp_path / "there",
    ]
    environment = {**os.environ, "PYTHONHASHSEED": "4711", "RESERVE_LANGUAGE": "zh_CN"}
    done = subprocess.run([sys.executable, "-m", "reserve.cli", *words], cwd=ROOT, env=environment, check=True)
    assert done.returncode == here.status == 0
    assert here.bytes == (tmp_path / "there" / "result.json").read_bytes()
