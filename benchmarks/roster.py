"""Reading and checking a roster of 100,000 rows, against python-calamine reading the same file and nothing else.

Each side runs in a process of its own, in turn, so that its peak memory is its own.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from random import Random
from statistics import median

import xlsxwriter
from python_calamine import CalamineWorkbook

from benchmarks.timing import Table
from reserve.intake import read_county
from reserve.sample.names import with_check_digit

ROWS = 100_000
UNITS = 200
ROUNDS = 3
HEADER = (
    "姓名", "身份证号", "性别", "出生年月", "单位", "职务", "身份", "全日制学历", "全日制学位",
    "全日制毕业院校", "在职学历", "在职学位", "在职毕业院校", "职级",
    "任职级时间", "曾任职级", "参加工作时间", "政治面貌", "试用期", "处分",
)  # fmt: skip


def run(table: Table) -> None:
    """Write the workbooks once, and read them by both sides in turn."""
    with tempfile.TemporaryDirectory() as folder:
        _write(Path(folder))
        calamine, ours = [], []
        for _ in range(ROUNDS):
            calamine.append(_measured("calamine", folder))
            ours.append(_measured("reserve", folder))
    seconds = {
        "read and check": median(figures["seconds"] for figures in ours),
        "calamine": median(figures["seconds"] for figures in calamine),
    }
    table.compare(
        f"read and check a roster, {ROWS:,} × {len(HEADER)}", seconds, "read and check", "calamine", at_most=3
    )
    table.limit("the same, peak memory", max(figures["megabytes"] for figures in ours), "MB", 600)


def _measured(side: str, folder: str) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.roster", side, folder]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - this very program
    return dict(json.loads(done.stdout))


def _read(side: str, folder: Path) -> dict[str, float]:
    start = time.perf_counter()
    if side == "calamine":
        rows = len(CalamineWorkbook.from_path(str(folder / "roster.xlsx")).get_sheet_by_index(0).to_python()) - 1
    else:
        rows = len(read_county(folder).people)
    seconds = time.perf_counter() - start
    assert rows == ROWS, f"{side} read {rows} rows"
    return {"seconds": seconds, "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def _write(folder: Path) -> None:
    """Write a roster of distinct people, and its units; the other workbooks are missing, which costs nothing."""
    rng = Random(1)
    units = [f"第{number}单位" for number in range(1, UNITS + 1)]
    book = xlsxwriter.Workbook(str(folder / "units.xlsx"))
    sheet = book.add_worksheet("单位")
    sheet.write_row(0, 0, ("单位名称", "单位类别", "正职职数", "副职职数"))
    for row, unit in enumerate(units, start=1):
        sheet.write_row(row, 0, (unit, "县直", 1, 3))
    book.close()
    book = xlsxwriter.Workbook(str(folder / "roster.xlsx"), {"constant_memory": True})
    sheet = book.add_worksheet("干部名册")
    sheet.write_row(0, 0, HEADER)
    for row in range(1, ROWS + 1):
        sheet.write_row(row, 0, _person(row, rng, units))
    book.close()


def _person(row: int, rng: Random, units: list[str]) -> tuple[str, ...]:
    name = "".join(chr(0x4E00 + rng.randrange(5000)) for _ in range(3))
    year, month, day = rng.randint(1966, 2003), rng.randint(1, 12), rng.randint(1, 28)
    sequence = 2 * (row % 500) + 1
    number = with_check_digit(f"99{row // 500 % 10000:04d}{year}{month:02d}{day:02d}{sequence:03d}")
    return (
        name, number, "男", f"{year}.{month:02d}", rng.choice(units), "科员", "公务员", "大学本科", "学士",
        "某大学", rng.choice(("无", "研究生")), "无", "无", rng.choice(("一级科员", "副科级")),
        f"{rng.randint(2010, 2024)}.07",
        "", f"{rng.randint(1990, 2010)}年8月", "中共党员", "无", "无",
    )  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(_read(sys.argv[1], Path(sys.argv[2]))))
