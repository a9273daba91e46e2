"""The workbook: sheets, print layout, text that stays text, and what it says when there is nothing or errors."""

import re
import subprocess
import sys
import time
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from reserve.reports.spreadsheet import workbook, write_result
from tests.reports import outcomes
from tests.reports.outcomes import Plain, finding, member, nominee, outcome_of, papers, places, taken, unit

SHEETS_EN = ["screening", "undecided", "exceptions", "members", "places", "exam", "list", "findings"]
SHEETS_ZH = ["审查", "待查", "破格", "在库后备", "名额", "考试", "名单", "问题"]
HEADER = 3
DATA = HEADER + 1
A4 = 9


def opened(outcome: Plain, lang: str = "en") -> Workbook:
    return load_workbook(BytesIO(workbook(outcome, lang)))


def sheet_of(outcome: Plain, name: str) -> Worksheet:
    sheet = opened(outcome)[name]
    assert isinstance(sheet, Worksheet)
    return sheet


def table(sheet: Worksheet) -> list[dict[str, Any]]:
    rows = list(sheet.iter_rows(min_row=HEADER, values_only=True))
    return [dict(zip([str(name) for name in rows[0]], row, strict=True)) for row in rows[1:]]


@pytest.fixture(scope="module")
def county() -> Workbook:
    return opened(outcomes.county(60))


@pytest.mark.parametrize(("lang", "names"), [("en", SHEETS_EN), ("zh_CN", SHEETS_ZH)])
@pytest.mark.parametrize("size", [0, 3, 60])
def test_the_sheets_stand_in_the_order_of_the_campaign(lang: str, names: list[str], size: int) -> None:
    assert opened(outcomes.county(size), lang).sheetnames == names


def test_nothing_in_the_chinese_workbook_is_left_in_english() -> None:
    texts = {
        cell.value
        for sheet in opened(outcomes.county(60), "zh_CN").worksheets
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str)
    }
    assert "后备干部建议名单" in texts
    words = {word for text in texts for word in re.findall("[A-Za-z]{2,}", text)}
    assert words == {"roster", "xlsx"}


def margins(sheet: Worksheet) -> list[str | None]:
    parts = [sheet.oddHeader and sheet.oddHeader.left, sheet.oddHeader and sheet.oddHeader.right]
    return [part.text if part else None for part in [*parts, sheet.oddFooter and sheet.oddFooter.center]]


def test_every_sheet_is_made_for_printing(county: Workbook) -> None:
    for sheet in county.worksheets:
        assert sheet.page_setup.paperSize == A4
        assert sheet.sheet_properties.pageSetUpPr
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        # One page wide is the default and not written.
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 9_999)
        assert sheet.print_title_rows == f"${HEADER}:${HEADER}"
        assert str(sheet.print_area).endswith(f"${sheet.max_row}")
        assert margins(sheet) == ["Plan seed-county (3f2a3f2a3f2a)", "As of 2026.06.30", "Page &P of &N"]
        assert str(sheet.freeze_panes).endswith(str(DATA))
        assert str(sheet.auto_filter.ref).startswith(f"A{HEADER}:")


def test_places_exam_and_list_stand_upright_the_rest_lies(county: Workbook) -> None:
    upright = [sheet.title for sheet in county.worksheets if sheet.page_setup.orientation != "landscape"]
    assert upright == ["places", "exam", "list"]


def test_numbers_are_numbers_at_the_right_and_text_is_wrapped(county: Workbook) -> None:
    for sheet in county.worksheets:
        for row in sheet.iter_rows(min_row=DATA):
            for cell in row:
                if isinstance(cell.value, (int, float)):
                    assert cell.alignment.horizontal == "right"
                elif cell.value is not None:
                    assert cell.alignment.wrap_text
                assert cell.border.left.style == "thin"


def test_rows_are_as_high_as_their_text_needs() -> None:
    long = "工作实绩突出，群众公认。" * 20
    sheet = sheet_of(outcome_of(nominees=[nominee(1), nominee(2, why=long)]), "screening")
    assert sheet.row_dimensions[DATA + 1].height > 3 * sheet.row_dimensions[DATA].height


@pytest.mark.parametrize("outcome", [outcomes.county(60), outcomes.refused(), outcome_of()])
def test_rows_have_heights_that_no_program_rounds(outcome: Plain) -> None:
    for sheet in opened(outcome).worksheets:
        heights = [sheet.row_dimensions[row].height for row in range(1, sheet.max_row + 1)]
        assert all(height and height % 3 == 0 for height in heights)


def test_a_screened_nominee_in_words() -> None:
    people = [nominee(1, boundary=True), nominee(2, outcome="exceptional", reserved=True, exam=taken("59.99"))]
    first, second = table(sheet_of(outcome_of(nominees=people), "screening"))
    assert first["Outcome"] == "eligible"
    assert first["Age reading"] == "boundary"
    assert first["Age\n三.3"] == "meets"
    assert first["Share"] == 0.55
    assert (first["Exam mark"], first["On the list"]) == ("not recorded", None)
    assert second["Time in rank\n一般规定"] == "waived"
    assert (second["Exam mark"], second["On the list"]) == (59.99, "place reserved")


def test_outcomes_have_a_colour_and_a_word() -> None:
    kinds = ["eligible", "exceptional", "undecided", "ineligible"]
    sheet = sheet_of(outcome_of(nominees=[nominee(at, outcome=kind) for at, kind in enumerate(kinds)]), "screening")
    cells = [sheet.cell(row, 5) for row in range(DATA, DATA + len(kinds))]
    assert [cell.value for cell in cells] == ["eligible", "exceptional", "undecided", "not eligible"]
    assert len({cell.fill.start_color.rgb for cell in cells}) == len(kinds)


def test_the_totals_stand_below_the_places_and_outside_the_filter() -> None:
    units = [
        unit("青石镇", places(posts=2, places=4, open=4, listed=1)),
        unit("柳河乡", places(posts=None, adjustment=-1)),
    ]
    sheet = sheet_of(outcome_of(units=units), "places")
    lines = table(sheet)
    assert [line["Unit"] for line in lines[-3:]] == ["Total"] * 3
    assert [line["Left over"] for line in lines[-3:]] == [3, 0, 3]
    assert lines[2]["Posts"] == "not known"
    assert sheet.auto_filter.ref == f"A{HEADER}:L{DATA + 3}"


def test_the_list_marks_exceptions_and_open_places() -> None:
    people = [
        nominee(1, outcome="exceptional", listed=True, exam=taken("80.00")),
        nominee(2, listed=True, exam=taken("70.00")),
    ]
    units = [unit("县委办公室", places(open=1), places(open=4, listed=2))]
    lines = table(sheet_of(outcome_of(units=units, nominees=people), "list"))
    assert [line["Name"] for line in lines] == ["nobody", "王小明", "王小明"]
    assert [line["Place"] for line in lines] == [None, "listed under the exception", "listed"]
    assert [line["Left over"] for line in lines] == [1, 2, None]


def test_an_exception_is_told_with_its_papers() -> None:
    one = nominee(1, outcome="exceptional", listed=True)
    (line,) = table(sheet_of(outcome_of(nominees=[one], exceptions=[papers(one)]), "exceptions"))
    assert line["Waived"].startswith("Time in rank: second-class clerk or above held on or before 2024.12.30; instead")
    assert line["Conditions of the exception"].splitlines()[0] == "Under 30: meets (1997.03)"
    assert line["Approved by"] == "李书记\n赵部长"


def test_members_show_grounds_and_remarks_one_to_a_line() -> None:
    one = member(1, decision="remove", grounds=["甲", "乙"], flags=["over_age", "own_flag"])
    (line,) = table(sheet_of(outcome_of(members=[one]), "members"))
    assert (line["Grounds"], line["Remarks"]) == ("甲\n乙", "over the age limit\nown_flag")


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_text_that_looks_like_a_formula_stays_text(sign: str) -> None:
    text = f'{sign}HYPERLINK("x")'
    one = nominee(1, outcome="exceptional", name=text, unit=text, why=text, listed=True)
    ledger = papers(one) | {"reason": text, "evidence": text, "proposed_by": text, "approved_by": [text]}
    outcome = outcome_of(
        units=[unit(text, places(open=1))],
        nominees=[one],
        members=[member(2, name=text, unit=text, grounds=[text], flags=[text])],
        exceptions=[ledger],
        findings=[finding(file=text, sheet=text, cell=text, value=text, message=text)],
    )
    content = workbook(outcome, "en")
    with zipfile.ZipFile(BytesIO(content)) as package:
        for name in package.namelist():
            if name.startswith("xl/worksheets/"):
                assert b"<f>" not in package.read(name)
                assert b"<hyperlink" not in package.read(name)
    found = [
        cell
        for sheet in load_workbook(BytesIO(content)).worksheets
        for row in sheet.iter_rows(min_row=DATA)
        for cell in row
        if isinstance(cell.value, str) and "HYPERLINK" in cell.value
    ]
    assert len(found) >= 15
    assert {cell.data_type for cell in found} == {"s"}
    assert all(cell.quotePrefix for cell in found)


def test_addresses_are_no_links() -> None:
    sheet = sheet_of(outcome_of(nominees=[nominee(1, why="http://example.org/x")]), "screening")
    assert [cell.hyperlink for row in sheet.iter_rows(min_row=DATA) for cell in row if cell.hyperlink] == []


def test_a_sheet_without_rows_says_so_in_one_line() -> None:
    for sheet in opened(outcome_of()).worksheets:
        assert sheet.max_row == DATA
        assert str(sheet.cell(DATA, 1).value).endswith(".")
        assert sheet.auto_filter.ref is None


def test_a_refused_import_has_only_its_findings_and_says_so_first() -> None:
    book = opened(outcomes.refused())
    assert book.sheetnames == ["findings"]
    sheet = book["findings"]
    assert str(sheet["A2"].value) == (
        "Nothing was taken in: 2 errors have to be corrected first. There are also 1 warnings."
    )
    assert [sheet.cell(row, 1).value for row in range(DATA, DATA + 3)] == ["error", "error", "warning"]


def test_a_refused_import_without_a_date_is_written_too() -> None:
    sheet = sheet_of(outcomes.refused() | {"as_of": None}, "findings")
    assert margins(sheet)[1] == "As of not set"


def test_warnings_alone_do_not_hide_the_result() -> None:
    book = opened(outcome_of(findings=[finding()]))
    assert book.sheetnames == SHEETS_EN
    assert book["findings"]["A2"].value == "0 errors, 1 warnings"


def test_a_long_value_of_a_finding_is_cut_and_a_long_text_is_not() -> None:
    sheet = sheet_of(outcome_of(findings=[finding(value="长" * 5000, message="字" * 40_000)]), "findings")
    (line,) = table(sheet)
    assert line["Value"] == "长" * 200 + "…"
    assert len(line["What was found"]) == 32_767


def test_an_ampersand_in_the_plan_is_no_command_of_the_page() -> None:
    book = opened(outcome_of(policy={"id": "a&Pb", "digest": "0" * 64}))
    assert margins(book.worksheets[0])[0] == "Plan a&&Pb (000000000000)"


def test_the_same_outcome_gives_the_same_bytes(tmp_path: Path) -> None:
    outcome = outcomes.county(60)
    write_result(outcome, tmp_path / "one.xlsx", "zh_CN")
    write_result(outcome, tmp_path / "two.xlsx", "zh_CN")
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


def test_a_file_that_cannot_be_written_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="nowhere"):
        write_result(outcome_of(), tmp_path / "nowhere" / "result.xlsx", "en")


def test_a_county_is_written_in_two_seconds() -> None:
    outcome = outcomes.county(1_200)
    spent = []
    for _ in range(3):
        start = time.process_time()
        workbook(outcome, "zh_CN")
        spent.append(time.process_time() - start)
    assert min(spent) < 2


def test_pandas_is_imported_only_when_a_workbook_is_written() -> None:
    program = (
        "import sys, reserve.reports.spreadsheet; sys.exit('pandas' in sys.modules or 'xlsxwriter' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
