"""A marked workbook shows what was found, and once corrected it is simply read again."""

import io
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.worksheet.table import Table as ExcelTable
from openpyxl.worksheet.worksheet import Worksheet

from reserve.intake import County, read_county
from reserve.text import word
from reserve.workbook.confined import Confined
from reserve.workbook.findings import Level
from reserve.workbook.marked import AUTHOR, Mark, Marking, mark
from reserve.workbook.package import Unreadable
from tests.intake.county import changed, write

FILE = "roster.xlsx"
SHEET = "干部名册"
TITLE = "查看"
RED, YELLOW = "00FFC7BF", "00FFEFA3"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A county whose roster has an unreadable rank and a birth that nobody wrote down."""
    files = changed(FILE, SHEET, "职级", "不知道", row=2)
    files[FILE][SHEET][1][3] = None
    return write(files, tmp_path / "county")


def marking_of(read: County, **headers: int) -> Marking:
    marks = [
        Mark(one.sheet, one.cell, one.level is Level.ERROR, word(one.message, "en"))
        for one in read.findings
        if one.file == FILE
    ]
    return Marking(TITLE, ("错误", "提示"), headers or {SHEET: 1}, marks)


def opened(content: bytes) -> Worksheet:
    sheet = openpyxl.load_workbook(io.BytesIO(content))[SHEET]
    assert isinstance(sheet, Worksheet)
    return sheet


def colour(sheet: Worksheet, cell: str) -> str | None:
    fill = sheet[cell].fill
    return str(fill.start_color.rgb) if fill.fill_type else None


def test_failing_cells_are_coloured_with_a_comment_and_a_last_column_filters_them(folder: Path) -> None:
    read = read_county(folder)
    sheet = opened(mark(folder / FILE, marking_of(read)))
    assert {one.cell: one.level for one in read.findings} == {"N3": Level.ERROR, "D2": Level.WARNING}
    assert (colour(sheet, "N3"), colour(sheet, "D2"), colour(sheet, "N2")) == (RED, YELLOW, None)
    assert sheet["N3"].comment.text.startswith("not a word known here")
    assert [sheet.cell(row, 22).value and str(sheet.cell(row, 22).value)[:2] for row in range(1, 6)] == [
        *(TITLE, "提示", "错误", None, None)
    ]
    assert sheet.auto_filter.ref == "A1:V5"


def test_a_marked_workbook_reads_as_it_did_and_once_corrected_without_complaint(folder: Path) -> None:
    before = read_county(folder)
    (folder / FILE).write_bytes(mark(folder / FILE, marking_of(before)))
    assert read_county(folder) == before
    book = openpyxl.load_workbook(folder / FILE)
    book[SHEET]["N3"], book[SHEET]["D2"] = "一级科员", "1980.11"
    book.save(folder / FILE)
    corrected = read_county(folder)
    assert corrected.findings == ()
    assert len(corrected.people) == 4


def test_a_second_round_takes_the_marks_of_the_first_away(folder: Path) -> None:
    (folder / FILE).write_bytes(mark(folder / FILE, marking_of(read_county(folder))))
    book = openpyxl.load_workbook(folder / FILE)
    book[SHEET]["N3"] = "一级科员"
    book[SHEET]["P4"] = "什么"
    book.save(folder / FILE)
    sheet = opened(mark(folder / FILE, marking_of(read_county(folder))))
    assert (colour(sheet, "N3"), colour(sheet, "P4")) == (None, RED)
    assert sheet["N3"].comment is None
    assert sheet.max_column == 22
    assert sheet["V3"].value is None
    assert str(sheet["V4"].value).startswith("错误")


def test_what_the_office_wrote_and_coloured_itself_stays(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / FILE)
    book[SHEET]["N3"].comment = Comment("问过本人", "张科")
    book[SHEET]["A3"].comment = Comment("重点", "张科")
    book[SHEET]["A3"].fill = PatternFill("solid", start_color="0000FF00")
    book.save(folder / FILE)
    for _ in range(2):
        (folder / FILE).write_bytes(mark(folder / FILE, marking_of(read_county(folder))))
    sheet = opened((folder / FILE).read_bytes())
    assert sheet["N3"].comment.author == AUTHOR
    assert sheet["N3"].comment.text.endswith("问过本人")
    assert sheet["N3"].comment.text.count("问过本人") == 1
    assert sheet["A3"].comment.text == "重点"
    assert colour(sheet, "A3") == "0000FF00"
    corrected = opened(mark(folder / FILE, Marking(TITLE, ("错误", "提示"), {SHEET: 1}, [])))
    assert corrected["N3"].comment.text == "问过本人"


def test_findings_about_a_file_and_cells_in_merged_areas_have_a_place(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / FILE)
    book[SHEET].merge_cells("F2:F3")
    book.save(folder / FILE)
    marks = [Mark("", "", error=True, text="whole"), Mark(SHEET, "F3", error=True, text="merged")]
    sheet = opened(mark(folder / FILE, Marking(TITLE, ("错误", "提示"), {SHEET: 1}, marks)))
    assert sheet["A1"].comment.text == "whole"
    assert sheet["F2"].comment.text == "merged"


def test_a_table_of_the_spreadsheet_program_keeps_its_own_filter(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / FILE)
    book[SHEET].add_table(ExcelTable(displayName="名册", ref="A1:U5"))
    book.save(folder / FILE)
    sheet = opened(mark(folder / FILE, marking_of(read_county(folder))))
    assert sheet.auto_filter.ref is None
    assert sheet["V1"].value == TITLE


def test_rows_below_a_title_are_marked_where_they_stand(tmp_path: Path) -> None:
    files = changed(FILE, SHEET, "职级", "不知道", row=2)
    files[FILE][SHEET].insert(0, ["云川县干部名册"])
    folder = write(files, tmp_path / "county")
    sheet = opened(mark(folder / FILE, marking_of(read_county(folder), **{SHEET: 2})))
    assert sheet["V2"].value == TITLE
    assert str(sheet["V4"].value).startswith("错误")


def test_marking_happens_in_the_child_and_a_file_it_cannot_take_is_a_reason(folder: Path) -> None:
    marking = marking_of(read_county(folder))
    with Confined() as reader:
        assert colour(opened(reader.marked(folder / FILE, marking)), "N3") == RED
        (folder / FILE).write_bytes(b"PK\x03\x04")
        with pytest.raises(Unreadable):
            reader.marked(folder / FILE, marking)
