import pytest

from reserve.roster.columns import ROSTER, UNITS
from reserve.workbook.cells import Raw
from reserve.workbook.headers import find_header, fold


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        *(
            ("姓 名", "姓名"),
            ("出生\n年月", "出生年月"),
            ("身份证号　", "身份证号"),
            ("批准人１", "批准人1"),
            ("优秀（%）", "优秀"),
        ),
        *(("*姓名", "姓名"), ("姓名：", "姓名"), ("成绩(分)", "成绩"), ("单位*", "单位"), (12.0, ""), ("", "")),
    ],
)
def test_a_header_is_compared_without_blanks_width_and_units(written: Raw, folded: str) -> None:
    assert fold(written) == folded


def test_the_header_row_is_found_below_a_title_and_blank_rows() -> None:
    rows: list[list[Raw]] = [
        ["某县干部名册", "", ""],
        ["", "", ""],
        ["填报单位：组织部", "", ""],
        ["序号", "姓 名", "工作单位"],
    ]
    header = find_header(rows, ROSTER)
    assert header is not None
    assert (header.row, dict(header.places)) == (3, {"name": (1,), "unit": (2,)})


def test_the_row_with_the_most_headers_is_the_header_row() -> None:
    rows: list[list[Raw]] = [["姓名", "单位", ""], ["姓名", "单位", "出生年月"]]
    header = find_header(rows, ROSTER)
    assert header is not None
    assert header.row == 1


def test_a_header_below_the_fifteenth_row_is_not_looked_for() -> None:
    blank: list[Raw] = ["", ""]
    rows: list[list[Raw]] = [*[blank] * 15, ["姓名", "单位"]]
    assert find_header(rows, ROSTER) is None
    assert find_header(rows[1:], ROSTER) is not None


def test_one_word_alone_makes_no_header() -> None:
    assert find_header([["姓名", "附件"]], ROSTER) is None


@pytest.mark.parametrize("column", UNITS.columns + ROSTER.columns, ids=lambda column: column.key)
def test_every_synonym_is_its_own_column(column: object) -> None:
    table = UNITS if column in UNITS.columns else ROSTER
    for header in column.headers:  # type: ignore[attr-defined]
        assert table.known[fold(header)][0] is column


def test_the_proper_header_goes_before_a_synonym_and_equals_are_rivals() -> None:
    both = find_header([["姓名", "工作单位", "单位"]], ROSTER)
    assert both is not None
    assert both.places["unit"] == (2, 1)
    assert not both.rivals
    rivals = find_header([["姓名", "工作单位", "所在单位"]], ROSTER)
    assert rivals is not None
    assert rivals.rivals == {"unit"}
