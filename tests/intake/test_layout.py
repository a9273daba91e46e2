"""Workbooks as offices lay them out: titles, notes, merged cells, several and hidden sheets."""

from pathlib import Path

import openpyxl
import pytest

from reserve.intake import County, read_county
from reserve.text import word
from reserve.workbook.findings import Level
from tests.intake.county import county, write

FILE = "roster.xlsx"


def said(read: County) -> list[tuple[str, str, str]]:
    return [(one.level.value, one.cell, word(one.message, "en")) for one in read.findings]


def test_titles_above_and_notes_below_the_table_change_nothing(folder: Path) -> None:
    plain = read_county(folder)
    book = openpyxl.load_workbook(folder / FILE)
    sheet = book.active
    assert sheet is not None
    sheet.insert_rows(1, 3)
    sheet["A1"] = "某县干部名册"
    sheet.merge_cells("A1:U1")
    sheet["A2"] = "填报单位：县委组织部"
    sheet["A9"] = "注：本表由组织部填报"
    sheet.merge_cells("A9:U9")
    sheet["A10"], sheet["F10"], sheet["K10"] = "填表人：赵一", "审核人：钱二", "2026.06.30"
    sheet["A11"], sheet["B11"] = "合计", "4人"
    book.save(folder / FILE)
    read = read_county(folder)
    assert read.findings == ()
    assert [person.name for person in read.people] == [person.name for person in plain.people]


def test_a_unit_merged_over_several_rows_holds_for_all_of_them(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / FILE)
    sheet = book.active
    assert sheet is not None
    sheet.merge_cells("E2:E3")
    book.save(folder / FILE)
    assert read_county(folder).findings == ()
    assert [person.unit for person in read_county(folder).people] == ["东河乡", "东河乡", "县林业局", "县林业局"]


@pytest.mark.parametrize("area", ["G2:G3", "H2:I2"])
def test_any_other_merged_cell_is_an_error_because_it_would_be_guessed_whose_it_is(folder: Path, area: str) -> None:
    book = openpyxl.load_workbook(folder / FILE)
    sheet = book.active
    assert sheet is not None
    sheet.merge_cells(area)
    book.save(folder / FILE)
    assert [(level, text.split(":")[0]) for level, _, text in said(read_county(folder))] == [
        ("error", "merged cells")
    ] * 2


def test_a_header_over_two_columns_is_an_error(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / FILE)
    sheet = book.active
    assert sheet is not None
    sheet.merge_cells("H1:I1")
    book.save(folder / FILE)
    assert ("error", "H1", "the header is merged over several columns: give each column its own") in said(
        read_county(folder)
    )


def test_several_sheets_with_the_header_add_up(folder: Path) -> None:
    files = county()
    rows = files[FILE]["干部名册"]
    files[FILE] = {"林业局": rows[:3], "说明": [["先读这里"]], "东河乡": [rows[0], *rows[3:]]}
    read = read_county(write(files, folder))
    assert read.findings == ()
    assert [person.origin.sheet for person in read.people] == ["东河乡", "东河乡", "林业局", "林业局"]


def test_a_hidden_sheet_is_left_out_and_said(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / FILE)
    old = book.copy_worksheet(book["干部名册"])
    old.sheet_state = "hidden"
    book.save(folder / FILE)
    read = read_county(folder)
    assert said(read) == [("warning", "", "this hidden sheet is not read")]
    assert len(read.people) == 4


@pytest.mark.parametrize(("other", "level"), [("工作单位", "warning"), ("单位", "error")])
def test_two_columns_for_one_fact_are_said(folder: Path, other: str, level: str) -> None:
    files = county()
    for row in files[FILE]["干部名册"]:
        row.append("县水利局")
    files[FILE]["干部名册"][0][-1] = other
    read = read_county(write(files, folder))
    assert [(found[0], found[1]) for found in said(read)] == [(level, "V1")]
    assert len(read.people) == 4


def test_unknown_columns_do_not_matter(folder: Path) -> None:
    files = county()
    for number, row in enumerate(files[FILE]["干部名册"]):
        row.insert(0, number or "序号")
        row.append("同意" if number else "备注")
    assert read_county(write(files, folder)).findings == ()


def test_a_forgotten_name_is_reported_and_a_numbered_empty_row_is_not(folder: Path) -> None:
    files = county()
    rows = files[FILE]["干部名册"]
    for number, row in enumerate(rows):
        row.insert(0, number or "序号")
    rows.append([5, *[None] * 21])
    assert read_county(write(files, folder)).findings == ()
    rows[2][1] = rows[2][5] = None
    assert {("error", "B3"), ("error", "F3")} <= {found[:2] for found in said(read_county(write(files, folder)))}


def test_a_formula_without_a_stored_result_is_no_blank(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / FILE)
    sheet = book.active
    assert sheet is not None
    sheet["F2"] = '=CONCATENATE("副","局长")'
    book.save(folder / FILE)
    [(level, cell, text)] = said(read_county(folder))
    assert (level, cell) == ("error", "F2")
    assert "no stored result" in text


def test_a_failed_formula_is_quoted(folder: Path) -> None:
    files = county()
    files[FILE]["干部名册"][1][18] = "=1/0"
    [found] = read_county(write(files, folder)).findings
    assert (found.level, found.cell, found.value) == (Level.ERROR, "S2", "#N/A")
