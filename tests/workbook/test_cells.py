import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reserve.workbook.cells import (
    Problem,
    Raw,
    id_number,
    is_blank,
    names,
    narrow,
    person_name,
    sentences,
    shown,
    squeeze,
    text,
    unit_name,
)
from reserve.workbook.findings import Level
from reserve.workbook.words import words

PLACES = words({"正职": 1, "副职": 2})


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        *(
            ("张三", "张三"),
            ("张  三", "张三"),
            (" 张　三 ", "张三"),
            ("张\xa0三\n", "张三"),
            ("\ufeff张三\u200b", "张三"),
        ),
        *(
            ("阿依·古丽", "阿依·古丽"),
            ("阿依•古丽", "阿依·古丽"),
            ("阿依.古丽", "阿依·古丽"),
            ("阿依・古丽", "阿依·古丽"),
        ),
        *(("阿依．古丽", "阿依·古丽"), ("John  Smith", "John Smith"), ("张三（大）", "张三(大)"), ("𠮷野", "𠮷野")),
    ],
)
def test_a_name_is_freed_of_blanks_and_its_dot_is_one_kind(raw: Raw, expected: str) -> None:
    assert person_name(raw) == expected


@pytest.mark.parametrize("raw", [12.0, True, dt.date(1980, 1, 1), "12", "无", "没有", "—"])
def test_what_is_no_name_is_a_problem(raw: Raw) -> None:
    assert isinstance(person_name(raw), Problem)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("99010119850214124x", "99010119850214124X"),
        ("９９０１０１１９８５０２１４１２４Ｘ", "99010119850214124X"),
        (" 990101 19850214 124X ", "99010119850214124X"),
        ("'99010119850214124X", "99010119850214124X"),
        ("990101850214124", "990101850214124"),
        ("12345", "12345"),
    ],
)
def test_an_id_number_is_kept_as_identity_text(raw: Raw, expected: str) -> None:
    assert id_number(raw) == expected


@pytest.mark.parametrize("raw", [9.9010119850214e17, 990101850214124, "9.90101E+17", True])
def test_an_id_number_written_as_a_number_is_an_error(raw: Raw) -> None:
    problem = id_number(raw)
    assert isinstance(problem, Problem)
    assert problem.level is Level.ERROR


@pytest.mark.parametrize("raw", ["无", "待补", "——"])
def test_words_in_place_of_an_id_number_are_a_missing_one(raw: Raw) -> None:
    problem = id_number(raw)
    assert isinstance(problem, Problem)
    assert (problem.level, problem.instead) == (Level.WARNING, None)


@pytest.mark.parametrize("raw", ["", " ", "　", "\xa0\n", "\u200b"])
def test_blanks_of_every_kind_are_blank(raw: Raw) -> None:
    assert is_blank(raw)


@pytest.mark.parametrize("raw", ["0", 0.0, False, "—", "无"])
def test_a_nought_and_a_dash_are_not_blank(raw: Raw) -> None:
    assert not is_blank(raw)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        *(
            (" 副局长（主持工作） ", "副局长（主持工作）"),
            ("某大学\n数学系", "某大学 数学系"),
            (12.0, "12"),
            (1.5, "1.5"),
        ),
        (dt.date(2026, 6, 1), "2026.06.01"),
    ],
)
def test_free_text_is_kept_as_written(raw: Raw, expected: str) -> None:
    assert text(raw) == expected


@pytest.mark.parametrize("raw", [True, dt.time(1, 2), dt.timedelta(hours=30)])
def test_logical_values_and_times_are_no_text(raw: Raw) -> None:
    assert isinstance(text(raw), Problem)
    assert isinstance(unit_name(raw), Problem)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        *(
            ("赵一、钱二", ("赵一", "钱二")),
            ("赵一，钱二;孙三；李四", ("赵一", "钱二", "孙三", "李四")),
            ("赵一 钱二", ("赵一", "钱二")),
        ),
        *(
            ("张  三", ("张三",)),
            ("张 三、李四", ("张三", "李四")),
            ("无", ()),
            ("赵一\n钱二", ("赵一", "钱二")),
            ("赵一、", ("赵一",)),
        ),
    ],
)
def test_several_names_in_one_cell_are_parted(raw: Raw, expected: tuple[str, ...]) -> None:
    assert names(raw) == expected


@pytest.mark.parametrize("raw", [1.0, "赵一、12", True])
def test_what_is_no_list_of_names_is_a_problem(raw: Raw) -> None:
    assert isinstance(names(raw), Problem)


def test_statements_are_parted_by_semicolons() -> None:
    assert sentences("年龄偏大；群众公认度低;\n本人申请 ") == ("年龄偏大", "群众公认度低", "本人申请")


@pytest.mark.parametrize(("raw", "expected"), [("正职", 1), (" 正 职 ", 1), ("副职\n", 2)])
def test_a_word_is_known_whatever_its_blanks(raw: Raw, expected: int) -> None:
    assert PLACES(raw) == expected


def test_an_unknown_word_names_what_would_be_accepted() -> None:
    problem = PLACES("主要领导")
    assert isinstance(problem, Problem)
    assert problem.message.params["accepted"] == ("正职", "副职")
    assert isinstance(PLACES(dt.date(2026, 6, 1)), Problem)


def test_a_cell_is_quoted_in_one_short_line() -> None:
    assert shown("甲\n乙\x00") == "甲 乙 "
    assert len(shown("长" * 1000)) < 100
    assert [shown(raw) for raw in (3.0, 2.5, True, dt.date(2026, 6, 1))] == ["3", "2.5", "TRUE", "2026-06-01"]


@given(st.text())
def test_folding_twice_is_folding_once(written: str) -> None:
    assert narrow(narrow(written)) == narrow(written)
    assert squeeze(squeeze(written)) == squeeze(written)


@given(st.text() | st.floats() | st.integers() | st.booleans() | st.dates() | st.times())
def test_no_cell_breaks_a_parser(raw: Raw) -> None:
    for parse in (person_name, unit_name, id_number, names, text, sentences, PLACES):
        parse(raw)
    assert isinstance(shown(raw), str)
