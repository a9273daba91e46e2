"""What a single cell can hold, and the parsers of free text and names.

A parser takes one raw cell that is not blank and returns its value, or a ``Problem``. Parsers are pure, so a
column is read by parsing each of its distinct values once.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from reserve.text import Message, message
from reserve.workbook.findings import Level


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """Why a cell could not be taken as it stands, and what stands in for it.

    ``instead`` is what the row gets (a warning may still mean something); ``shown`` is the cell's content where
    the raw value does not tell it.
    """

    message: Message
    level: Level = Level.ERROR
    instead: object = None
    shown: str = ""


Raw = str | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta | Problem
Parser = Callable[[Raw], object]

# Full-width letters, digits and punctuation → ASCII; every kind of blank → a space; invisible characters → nothing.
_WIDTH: Final = {0xFF01 + offset: 0x21 + offset for offset in range(0x5E)}
_BLANKS: Final = dict.fromkeys((0x3000, 0xA0, 0x2002, 0x2003, 0x2009, 0x202F, 0x09, 0x0A, 0x0D, 0x0B, 0x0C), " ")
_INVISIBLE: Final = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xAD), None)
_NARROW: Final = {**_WIDTH, **_BLANKS, **_INVISIBLE}
_TIDY: Final = {**_BLANKS, **_INVISIBLE}
_MIDDLE_DOTS: Final = {ord(dot): "·" for dot in "•・.‧∙⋅･"}
_CJK: Final = re.compile("[㐀-鿿豈-﫿\U00020000-\U000323af]")
_NOBODY: Final = frozenset({"无", "没有", "不详"})
_PLAIN_NAME: Final = re.compile("(?!没有|不详)[㐀-鿿]{2,}")
_SHOWN_AT_MOST: Final = 80


def has_cjk(text: str) -> bool:
    """Say whether ``text`` holds at least one Chinese character."""
    return _CJK.search(text) is not None


def narrow(text: str) -> str:
    """Return ``text`` with full-width characters narrowed and every run of blanks made one space, trimmed."""
    return " ".join(text.translate(_NARROW).split())


def squeeze(text: str) -> str:
    """Return ``text`` narrowed and without any blanks: the form in which words and headers are compared."""
    return "".join(text.translate(_NARROW).split())


def is_blank(raw: Raw) -> bool:
    """Say whether a cell holds nothing but blanks and invisible characters."""
    if not isinstance(raw, str):
        return False
    return not raw or (not raw[0].isalnum() and not raw.translate(_TIDY).strip())


def shown(raw: Raw) -> str:
    """Return a cell's content as a finding quotes it: one line, not too long."""
    if isinstance(raw, Problem):
        return raw.shown
    if isinstance(raw, bool):
        return str(raw).upper()
    if isinstance(raw, float):
        return number_text(raw)
    text = "".join(char if char.isprintable() else " " for char in str(raw))
    return text if len(text) <= _SHOWN_AT_MOST else text[: _SHOWN_AT_MOST - 1] + "…"


def number_text(raw: float) -> str:
    """Return a number as Excel shows it: whole numbers without a fraction."""
    return str(int(raw)) if isinstance(raw, int) or raw.is_integer() else repr(raw)


def worded(raw: Raw) -> str | Problem:
    """Return the text of a cell that should hold words or digits; a logical value, date or time is a problem."""
    if isinstance(raw, str):
        return raw
    if isinstance(raw, bool):
        return Problem(message("a logical value (TRUE or FALSE) stands where text is expected"))
    if isinstance(raw, (int, float)):
        return number_text(raw)
    if isinstance(raw, Problem):
        return raw
    return Problem(message("a date or a time stands where text is expected"))


def text(raw: Raw) -> str | Problem:
    """Read free text: blanks tidied, otherwise kept as written; a date is written out."""
    if isinstance(raw, dt.date):
        return f"{raw:%Y.%m.%d}"
    content = worded(raw)
    return content if isinstance(content, Problem) else " ".join(content.translate(_TIDY).split())


def person_name(raw: Raw) -> str | Problem:
    """Read a name: blanks inside a Chinese name go, the middle dot of a transcribed one is made ``·``."""
    if not isinstance(raw, str):
        return Problem(message("a name is expected"))
    if _PLAIN_NAME.fullmatch(raw):
        return raw
    name = " ".join(raw.translate(_TIDY).split())
    if name in _NOBODY or not any(char.isalpha() for char in name):
        return Problem(message("a name is expected"))
    return squeeze(name).translate(_MIDDLE_DOTS) if has_cjk(name) else name


def unit_name(raw: Raw) -> str | Problem:
    """Read a unit's name; blanks inside a Chinese name go."""
    content = worded(raw)
    if isinstance(content, Problem):
        return content
    name = " ".join(content.translate(_TIDY).split())
    return name.replace(" ", "") if has_cjk(name) else name


_PLAIN_NUMBER: Final = re.compile(r"[0-9]{17}[0-9X]")
_SCIENTIFIC: Final = re.compile(r"[0-9](\.[0-9]+)?[Ee]\+?[0-9]+")


def id_number(raw: Raw) -> str | Problem:
    """Read an ID number as identity text, digits narrowed and the check letter in capitals; not checked here."""
    if isinstance(raw, str) and _PLAIN_NUMBER.fullmatch(raw):
        return raw
    number = squeeze(raw).strip("'’‘`").upper() if isinstance(raw, str) else ""
    if not isinstance(raw, str) or _SCIENTIFIC.fullmatch(number):
        return Problem(
            message("the ID number is written as a number, digits are lost: format the cell as text and write it anew")
        )
    if not any(char.isdigit() for char in number):
        return Problem(message("this is no ID number; taken as missing"), Level.WARNING)
    return number


_BETWEEN_NAMES: Final = re.compile(r"[、，,；;/\n\r]+")


def names(raw: Raw) -> tuple[str, ...] | Problem:
    """Read several names, parted by 、，,；; or by blanks where every part has two characters or more."""
    if not isinstance(raw, str):
        return Problem(message("names are expected"))
    if squeeze(raw) in _NOBODY:
        return ()
    parts: list[str] = []
    for part in _BETWEEN_NAMES.split(raw):
        words = part.translate(_TIDY).split()
        parts.extend(words if all(len(word) > 1 for word in words) else [part])
    read = [person_name(part) for part in parts if not is_blank(part)]
    for one in read:
        if isinstance(one, Problem):
            return one
    return tuple(str(one) for one in read)


def sentences(raw: Raw) -> tuple[str, ...] | Problem:
    """Read several statements parted by ；; or line breaks."""
    content = worded(raw)
    if isinstance(content, Problem):
        return content
    parts = (" ".join(part.translate(_TIDY).split()) for part in re.split(r"[；;\n\r]+", content))
    return tuple(part for part in parts if part)
