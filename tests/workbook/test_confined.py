"""A workbook can break the child that reads it, and nothing else."""

import datetime as dt
import random
import time
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from reserve.workbook import confined
from reserve.workbook.confined import Confined, Limits
from reserve.workbook.grids import read_grids
from reserve.workbook.package import Unreadable
from tests.intake.county import COUNTY, county, write, write_book
from tests.intake.test_damage import damaged, rezip

# Twenty-six columns down to the last row that is not refused at once: two cells that lay out as six million.
LAST_ROW = 220_000
ROOM = 250 << 20


@pytest.fixture
def bomb(tmp_path: Path) -> Path:
    """A workbook of a few kilobytes that takes a quarter of a gigabyte to lay out."""
    path = tmp_path / "bomb.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, 1)
        sheet.write(LAST_ROW - 1, 25, 1)
    assert path.stat().st_size < 10_000
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(county(), tmp_path / "county")


def reason(error: pytest.ExceptionInfo[Unreadable]) -> str:
    return error.value.reason.msgid


def test_a_small_file_that_unfolds_is_stopped_by_the_limit_and_the_next_one_is_read(bomb: Path, folder: Path) -> None:
    with Confined(Limits(memory=ROOM)) as reader:
        with pytest.raises(Unreadable) as stopped:
            reader.read(bomb)
        assert "more memory or time" in reason(stopped)
        assert reader.read(folder / "marks.xlsx") == read_grids(folder / "marks.xlsx")


def test_without_the_limit_the_same_file_unfolds(bomb: Path) -> None:
    with Confined(Limits(memory=None)) as reader:
        [grid] = reader.read(bomb)
    assert (len(grid.rows), len(grid.rows[0])) == (LAST_ROW, 26)


def test_a_workbook_that_takes_too_long_is_given_up(bomb: Path) -> None:
    started = time.monotonic()
    with Confined(Limits(seconds=0.01)) as reader, pytest.raises(Unreadable) as stopped:
        reader.read(bomb)
    assert "more memory or time" in reason(stopped)
    assert time.monotonic() - started < 2


def test_every_kind_of_cell_comes_through_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "kinds.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("种类")
        sheet.write_row(0, 0, ["字", 1, 1.5, True, ""])
        sheet.write_datetime(1, 0, dt.datetime(2026, 6, 30, 8, 30), book.add_format({"num_format": "yyyy-mm-dd hh:mm"}))  # noqa: DTZ001 - Excel knows none
        sheet.write_datetime(1, 1, dt.date(2026, 6, 30), book.add_format({"num_format": "yyyy-mm-dd"}))
        sheet.write_datetime(1, 2, dt.time(8, 30), book.add_format({"num_format": "hh:mm"}))
        sheet.write_number(1, 3, 1.25, book.add_format({"num_format": "[h]:mm"}))
        sheet.write_formula(2, 0, "=1/0", None, "#DIV/0!")
        sheet.merge_range(4, 0, 5, 1, "合并")
        book.add_worksheet("隐藏").hide()
    plainly = read_grids(path)
    with Confined(formulas=True) as reader:
        read = reader.read(path)
    kinds = {type(cell) for row in plainly[0].rows for cell in row}
    assert kinds > {str, float, bool}
    assert kinds & {dt.date, dt.datetime}
    assert [[list(map(type, row)) for row in grid.rows] for grid in read] == [
        [list(map(type, row)) for row in grid.rows] for grid in plainly
    ]
    for found, expected in zip(read, plainly, strict=True):
        assert (found.name, found.rows, list(found.merged), found.hidden) == (
            expected.name,
            expected.rows,
            list(expected.merged),
            expected.hidden,
        )
        assert {place: (one.message, one.shown) for place, one in found.spoiled.items()} == {
            place: (one.message, one.shown) for place, one in expected.spoiled.items()
        }


def test_ten_damaged_workbooks_give_a_reason_or_their_sheets(folder: Path) -> None:
    rng = random.Random(5)
    with Confined() as reader:
        for _ in range(10):
            name = rng.choice(list(COUNTY))
            whole = (folder / name).read_bytes()
            (folder / name).write_bytes(damaged(whole, rng))
            try:
                reader.read(folder / name)
            except Unreadable as error:
                assert error.reason.msgid  # noqa: PT017 - either outcome is right, any other exception is not
            (folder / name).write_bytes(whole)
        assert reader.read(folder / "units.xlsx")


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "docProps/core.xml", "[Content_Types].xml"])
@pytest.mark.parametrize("code", ["utf-8", "utf-16"])
def test_a_part_that_declares_a_document_type_is_refused(folder: Path, part: str, code: str) -> None:
    path = folder / "marks.xlsx"
    with zipfile.ZipFile(path) as archive:
        _, _, rest = archive.read(part).decode().partition("?>")
    declared = f"<?xml version='1.0' encoding='{code}'?><!DOCTYPE x [<!ENTITY a 'aaaaaaaa'>]>{rest}"
    rezip(path, part, declared.encode(code))
    with Confined() as reader, pytest.raises(Unreadable) as refused:
        reader.read(path)
    assert "document type" in reason(refused)


def test_formulas_are_spoiled_with_their_text_unless_they_are_taken(tmp_path: Path) -> None:
    path = tmp_path / "formulas.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_formula(0, 0, '=IF(1<2,"是","否")', None, "是")
        sheet.write_formula(1, 1, "=1+1", None, 2)
    with Confined() as reader:
        [strict] = reader.read(path)
    with Confined(formulas=True) as reader:
        [lenient] = reader.read(path)
    assert {place: one.shown for place, one in strict.spoiled.items()} == {(0, 0): '=IF(1<2,"是","否")', (1, 1): "=1+1"}
    assert lenient.spoiled == {}
    assert lenient.rows[1][1] == 2


def test_a_stopped_reader_starts_no_other_child(folder: Path) -> None:
    with Confined() as reader:
        reader.read(folder / "units.xlsx")
        reader.stop()
        for _ in range(2):
            with pytest.raises(Unreadable):
                reader.read(folder / "units.xlsx")


@pytest.mark.parametrize("answer", [b"", b"\xff", b"\x80", b"\x81\xa4type\xa4odd!"])
def test_an_answer_that_is_none_is_no_workbook(folder: Path, monkeypatch: pytest.MonkeyPatch, answer: bytes) -> None:
    monkeypatch.setattr(confined, "_receive", lambda _: answer)
    with Confined() as reader, pytest.raises(Unreadable):
        reader.read(folder / "units.xlsx")


def test_the_child_sees_nothing_of_our_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RESERVE_DATABASE", "postgresql://office:secret@db/reserve")
    assert not [name for name in confined._environment() if name.startswith("RESERVE")]


def test_files_that_are_no_workbooks_keep_their_reasons(tmp_path: Path) -> None:
    (tmp_path / "text.xlsx").write_text("name,unit\n")
    write_book({"空": []}, tmp_path / "folder.xlsx")
    with Confined() as reader:
        with pytest.raises(Unreadable) as missing:
            reader.read(tmp_path / "nothing.xlsx")
        with pytest.raises(Unreadable) as text:
            reader.read(tmp_path / "text.xlsx")
    assert "missing" in reason(missing)
    assert "damaged" in reason(text)
