"""A file's name on its way out: Chinese for browsers of today, letters for others, nothing that splits a header."""

import pytest

from reserve.web.exporting import XLSX, File, attachment


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("result-1.json", "attachment; filename=\"result-1.json\"; filename*=UTF-8''result-1.json"),
        (
            "台账 2026.xlsx",
            "attachment; filename=\"___2026.xlsx\"; filename*=UTF-8''%E5%8F%B0%E8%B4%A6%202026.xlsx",
        ),
        ('a"b\r\nx: y.xlsx', "attachment; filename=\"a_b__x__y.xlsx\"; filename*=UTF-8''a%22b%0D%0Ax%3A%20y.xlsx"),
    ],
)
def test_the_name_of_a_file_is_said_in_both_ways(name: str, said: str) -> None:
    answer = attachment(File(name, XLSX, b"content"))
    assert answer.headers["content-disposition"] == said
    assert answer.content == b"content"
