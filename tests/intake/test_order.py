"""The order of rows and columns carries no meaning."""

from collections.abc import Callable
from dataclasses import fields, replace
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from reserve.intake import County, read_county
from reserve.text import word
from reserve.workbook.model import Origin
from tests.intake.county import Files, county, write

NOWHERE = Origin("", "", 0, {})


def messy() -> Files:
    """The county with a finding of every sort, errors included."""
    files = county()
    roster = files["roster.xlsx"]["干部名册"]
    roster.append(["钱二", None, "男", None, "县林业局", None, "事业", "本科在读", *[None] * 13])
    roster.append(["钱二", None, "女", "1990.13", "县水利局", None, "公务员", "硕士", *[None] * 13])
    files["marks.xlsx"]["成绩"].append(["张三", None, "县林业局", 101, None])
    files["votes.xlsx"]["得票"].append(["东河乡", "正职", "无名氏", None, 3])
    files["votes.xlsx"]["得票"].append(["东河乡", "正职", "阿依·古丽", None, None])
    files["units.xlsx"]["单位"].append(["县财政局", "机关", None, 2, "-1", None, None])
    files["members.xlsx"]["在库后备"].append(
        ["李四", None, "县林业局", "副职", *[None] * 5, "调整出", None, "县委", "2026.06.01"]
    )
    return files


def shuffled(files: Files, seed: int) -> Files:
    rng = Random(seed)
    for sheets in files.values():
        for table in sheets.values():
            body = table[1:]
            rng.shuffle(body)
            order = list(range(len(table[0])))
            rng.shuffle(order)
            table[:] = [[row[place] for place in order] for row in [table[0], *body]]
    return files


def content(read: County) -> list[object]:
    """Everything but the places where it stood."""
    rows = [
        tuple(replace(row, origin=NOWHERE) for row in getattr(read, field.name) or ())
        for field in fields(read)
        if field.name != "findings"
    ]
    found = [(one.level, one.file, one.sheet, one.value, word(one.message, "en"), one.person) for one in read.findings]
    return [*rows, found]


@cache
def straight(make: Callable[[], Files]) -> list[object]:
    with TemporaryDirectory() as folder:
        return content(read_county(write(make(), Path(folder))))


@settings(max_examples=12)
@given(st.sampled_from([messy, county]), st.integers(0, 2**32))
def test_shuffled_rows_and_columns_are_the_same_county(make: Callable[[], Files], seed: int) -> None:
    with TemporaryDirectory() as folder:
        assert content(read_county(write(shuffled(make(), seed), Path(folder)))) == straight(make)


def test_the_messy_county_has_many_findings(tmp_path: Path) -> None:
    read = read_county(write(messy(), tmp_path))
    assert read.blocked
    assert len(read.findings) > 15
