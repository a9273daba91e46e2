"""What to tell an officer when a text is not TOML at all; the parser speaks English and to programmers."""

from __future__ import annotations

import re
from typing import Final

from reserve.text import Message, message

_WHERE: Final = re.compile(r"(.*) \(at (?:line (\d+), column \d+|end of document)\)", re.DOTALL)
# The beginning of what the parser says, and what that means to somebody who writes a plan.
_MEANING: Final = (
    ("Cannot overwrite a value", message("this key was given before")),
    ("Duplicate inline table key", message("this key was given before")),
    ("Cannot declare", message("this table was given before")),
    ("Cannot redefine", message("this table was given before")),
    ("Cannot mutate", message("this table was given before")),
    ("Invalid date", message("there is no such day")),
    ("Invalid value", message("the value is missing, or a text is not in quotation marks")),
    ("Unterminated string", message("the closing quotation mark is missing")),
    ("Illegal character", message("the closing quotation mark is missing, or there is an invisible character")),
    ("Unclosed array", message("the closing bracket ] or a comma is missing")),
    ("Unclosed inline table", message("the closing brace or a comma is missing")),
    ("Expected '='", message("the equals sign after the key is missing")),
    ("Expected ']", message("the closing bracket of the heading is missing")),
    ("Expected newline", message("something stands behind the value that does not belong there")),
    ("Invalid initial character", message("a key begins with a letter or digit")),
    ("Invalid statement", message("a line begins with a key or a [heading]")),
    ("Unescaped", message("a backslash in a text is written twice")),
)


def said(error: str, text: str) -> tuple[Message, int]:
    """Return what is wrong and where, from what the parser says: "Invalid value (at line 3, column 5)"."""
    found = _WHERE.fullmatch(error)
    detail = found[1] if found else error
    line = int(found[2]) if found and found[2] else text.rstrip().count("\n") + 1
    for beginning, meaning in _MEANING:
        if detail.startswith(beginning):
            return message("this is not TOML: {detail}", detail=meaning), line
    return message("this is not TOML: {detail}", detail=detail), line
