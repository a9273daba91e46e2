"""Finding people by the Latin letters of their names."""

import pytest

from reserve.roster.pinyin import latin, matches, order


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("张晓明", "zxm"),
        ("张晓明", "zhangxm"),
        ("张晓明", "zhxm"),
        ("张晓明", "xiaoming"),
        ("张晓明", "z"),
        ("欧阳行", "oyx"),
        ("欧阳行", "oyh"),
        ("单小平", "sxp"),
        ("单小平", "shanxp"),
        ("仇英", "qy"),
        ("曾乐", "zl"),
        ("曾乐", "zy"),
        ("解缙", "xj"),
        ("查慎行", "zsx"),
        ("尉迟恭", "ycg"),
        ("万俟卨", "mq"),
        ("乐毅", "yy"),
        ("乐毅", "ly"),
        ("阿依娜·热合提", "aynrht"),
    ],
)
def test_letters_that_begin_the_syllables_of_a_name_find_it(name: str, letters: str) -> None:
    assert matches(name, letters)


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("张晓明", "zm"),
        ("张晓明", "hang"),
        ("张晓明", "zxmq"),
        ("单小平", "dxp"),
        ("仇英", "cy"),
        ("尉迟恭", "wcg"),
        ("解缙", "jj"),
    ],
)
def test_other_letters_do_not(name: str, letters: str) -> None:
    assert not matches(name, letters)


@pytest.mark.parametrize(
    ("typed", "letters"),
    [("ZXM", "zxm"), ("zhang xm", "zhangxm"), ("xi'an", "xian"), ("", ""), ("P00042", ""), ("张", ""), ("é", "")],
)
def test_a_search_is_for_pinyin_when_it_is_letters_only(typed: str, letters: str) -> None:
    assert latin(typed) == letters
    assert latin("a" * 25) == ""


def test_names_are_sorted_by_their_sound() -> None:
    assert sorted(["张伟", "单于", "王芳", "王安", "安宁", "曾乐"], key=order) == [
        "安宁",
        "单于",
        "王安",
        "王芳",
        "曾乐",
        "张伟",
    ]
