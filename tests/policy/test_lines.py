"""Every key of a TOML text is found on its line."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from reserve.policy.lines import KeyPath, line_of, lines_of
from reserve.policy.load import shipped

TRICKY = '''# a comment with a = "key" in it
title = "a # b [c] {d}"   # and more
"quoted key" = 1
'literal.key' = 2
a.b . "c d" = 3
"esc\\u0061ped" = 4
day = 2026-06-30 07:00:00
text = """
x = 1 # no key
[[no]] ""quoted"" \\""" still in it
"""
raw = \'\'\'
y = 2\'\'\'
list = [ # comment, with ] and ,
  1,
  { a = 1, b = { c = "}" } },
  [ [], ["]"] ],
]
[table]
k = 1
[table.below]
k = 2
[[entry]]
id = "one"
[entry.options]
x = {}
[[entry.part]]
id = "inner"
[[entry]]
id = "two"
[[entry.part]]
id = "first of two"
[[entry.part]]
id = "second of two"
[ entry . "odd" ]
k = ""
'''


def paths(data: object, path: KeyPath = ()) -> Iterator[KeyPath]:
    """Yield the place of everything in parsed TOML."""
    if path:
        yield path
    below = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in below:
        yield from paths(value, (*path, key))


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("title",), 2),
        (("quoted key",), 3),
        (("literal.key",), 4),
        (("a", "b", "c d"), 5),
        (("a", "b"), 5),
        (("escaped",), 6),
        (("day",), 7),
        (("text",), 8),
        (("raw",), 12),
        (("list",), 14),
        (("list", 0), 15),
        (("list", 1, "b", "c"), 16),
        (("list", 2, 1, 0), 17),
        (("table",), 19),
        (("table", "k"), 20),
        (("table", "below", "k"), 22),
        (("entry",), 23),
        (("entry", 0, "id"), 24),
        (("entry", 0, "options"), 25),
        (("entry", 0, "options", "x"), 26),
        (("entry", 0, "part", 0, "id"), 28),
        (("entry", 1), 29),
        (("entry", 1, "part", 1, "id"), 34),
        (("entry", 1, "odd", "k"), 36),
    ],
)
def test_a_key_is_found(path: KeyPath, line: int) -> None:
    assert lines_of(TRICKY)[path] == line


@pytest.mark.parametrize("text", [TRICKY, *(path.read_text("utf-8") for path in shipped())])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_nothing_is_left_out_and_nothing_made_up(text: str, newline: str) -> None:
    text = text.replace("\n", newline)
    assert set(lines_of(text)) == set(paths(tomllib.loads(text)))


@pytest.mark.parametrize("plan", shipped(), ids=lambda path: path.stem)
def test_each_key_of_a_shipped_plan_stands_on_the_line_named(plan: Path) -> None:
    rows = plan.read_text("utf-8").splitlines()
    for path, line in lines_of("\n".join(rows)).items():
        if isinstance(path[-1], str):
            assert path[-1] in rows[line - 1]


def test_what_is_not_there_has_the_line_of_its_nearest_ancestor() -> None:
    lines = lines_of(TRICKY)
    assert line_of(lines, ("entry", 1, "part", 1, "missing", "below")) == 33
    assert line_of(lines, ("missing",)) == 1
    assert line_of(lines, ()) == 1


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment", "a = 1", "[a]", "[[a]]"])
def test_short_texts_are_read(text: str) -> None:
    assert set(lines_of(text)) == set(paths(tomllib.loads(text)))
