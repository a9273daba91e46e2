"""From one cell to one plain value. What can't be read for certain raises ValueError (rule 14)."""

import datetime as dt
import re
from decimal import Decimal, InvalidOperation
from typing import NamedTuple, TypeVar

T = TypeVar("T")

Span = tuple[dt.date, dt.date]
"""A date as the file knows it: the first and the last day it may be (a month: its first and last day)."""


class Cell(NamedTuple):
    """A cell's raw value and where it stands ("roster.xlsx 干部名册!B7")."""

    value: object
    where: str


def fold(text: str) -> str:
    """Full-width characters become half-width, every kind of blank goes away."""
    folded = ""
    for character in text:
        code = ord(character)
        if 0xFF01 <= code <= 0xFF5E:
            folded += chr(code - 0xFF01 + 0x21)
        elif not character.isspace() and character not in "\u200b\ufeff":
            folded += character
    return folded


def text_of(cell: Cell) -> str:
    """The cell as text with the blanks at both ends cut off; "" for a blank cell."""
    if cell.value is None:
        return ""
    if isinstance(cell.value, float) and cell.value.is_integer():
        return str(int(cell.value))
    return str(cell.value).strip(" \t\r\n\u3000\xa0\u200b\ufeff")


def folded_text(cell: Cell) -> str:
    """The cell as folded text; "" for a blank cell."""
    return fold(text_of(cell))


def unreadable(cell: Cell, accepted: str) -> ValueError:
    """The error for a cell that can't be read."""
    return ValueError(f"{cell.where}: {cell.value!r} can't be read; accepted: {accepted}")


def word_of(cell: Cell, words: dict[str, T]) -> T | None:
    """What the cell's word stands for; None for a blank cell."""
    text = folded_text(cell)
    if text == "":
        return None
    if text not in words:
        raise unreadable(cell, " ".join(words))
    return words[text]


def is_chinese(text: str) -> bool:
    """Whether the text has at least one Chinese character."""
    return any("\u3400" <= c <= "\u9fff" or "\U00020000" <= c <= "\U0003ffff" for c in text)


def name_of(cell: Cell) -> str:
    """A person's name: no inner blanks when it is Chinese, one kind of middle dot."""
    return clean_name(text_of(cell))


def clean_name(text: str) -> str:
    """The name without inner blanks when it is Chinese, with one kind of middle dot."""
    if not is_chinese(text):
        return " ".join(text.split())
    name = fold(text)
    for dot in "•.・･":
        name = name.replace(dot, "·")
    return name


def id_number_of(cell: Cell) -> str:
    """An ID number as text, "" when blank. One stored as a number has lost digits."""
    if isinstance(cell.value, (int, float)):
        raise unreadable(cell, "the number as text")
    return folded_text(cell).upper()


def names_of(cell: Cell) -> list[str]:
    """Several names in one cell.

    A blank separates names only where every part has two characters: "张  三" is one name.
    """
    names = []
    for piece in re.split("[、，,；;\n]", text_of(cell)):
        parts = piece.split()
        if all(len(part) >= 2 for part in parts):
            names += [clean_name(part) for part in parts]
        else:
            names.append(clean_name(piece))
    return names


def whole_of(cell: Cell) -> int | None:
    """A whole number, None when blank."""
    number = number_of(cell)
    if number is None:
        return None
    if number != int(number):
        raise unreadable(cell, "a whole number")
    return int(number)


def number_of(cell: Cell) -> Decimal | None:
    """A number, or one written as text (full-width, signed, with a % that is dropped); None when blank."""
    text = folded_text(cell).replace("\u2212", "-").removesuffix("%")
    if text == "":
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        raise unreadable(cell, "a number") from None


def span_of(cell: Cell) -> Span | None:
    """A date: a day, or a month known only as a month. None when blank."""
    value = cell.value
    if isinstance(value, dt.datetime):
        return day_span(cell, value.year, value.month, value.day)
    if isinstance(value, dt.date):
        return day_span(cell, value.year, value.month, value.day)
    text = folded_text(cell)
    if text == "":
        return None
    if isinstance(value, float) and not value.is_integer() and re.fullmatch(r"\d{4}\.\d", text):
        raise unreadable(cell, "as text: is it month 1 or month 10?")
    month = re.fullmatch(r"(\d{4})[.\-/年](\d{1,2})月?", text) or re.fullmatch(r"(\d{4})(\d{2})", text)
    if month:
        return month_span(cell, int(month[1]), int(month[2]))
    day = re.fullmatch(r"(\d{4})[.\-/年](\d{1,2})[.\-/月](\d{1,2})日?", text) or re.fullmatch(
        r"(\d{4})(\d{2})(\d{2})", text
    )
    if day:
        return day_span(cell, int(day[1]), int(day[2]), int(day[3]))
    raise unreadable(cell, "1980.11 1980.11.03 1980-11-03 19801103")


def day_span(cell: Cell, year: int, month: int, day: int) -> Span:
    """A full date: its only possible day, twice."""
    check_year(cell, year)
    try:
        known = dt.date(year, month, day)
    except ValueError:
        raise unreadable(cell, "a day that exists") from None
    return (known, known)


def month_span(cell: Cell, year: int, month: int) -> Span:
    """A month: its first and its last day."""
    check_year(cell, year)
    if not 1 <= month <= 12:
        raise unreadable(cell, "a month from 1 to 12")
    first = dt.date(year, month, 1)
    return (first, last_day_of_month(first))


def last_day_of_month(day: dt.date) -> dt.date:
    """The last day of the month the day is in."""
    if day.month == 12:
        return dt.date(day.year, 12, 31)
    return dt.date(day.year, day.month + 1, 1) - dt.timedelta(days=1)


def check_year(cell: Cell, year: int) -> None:
    """Years outside 1900 to 2099 are slips of the pen."""
    if not 1900 <= year <= 2099:
        raise unreadable(cell, "a year from 1900 to 2099")


def day_of(cell: Cell) -> dt.date | None:
    """A full day, None when blank; a month alone is not enough here."""
    span = span_of(cell)
    if span is None:
        return None
    if span[0] != span[1]:
        raise unreadable(cell, "a full day")
    return span[0]


def iso(span: Span | None) -> str:
    """The date as "1980-11-03", a month as "1980-11", "" when missing."""
    if span is None:
        return ""
    if span[0] == span[1]:
        return span[0].isoformat()
    return span[0].isoformat()[:7]
