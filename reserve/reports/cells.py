"""What stands in one cell of a sheet, and how columns make it from a row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal, TypeAlias

from reserve.text import Message

Row: TypeAlias = Mapping[str, Any]
Text: TypeAlias = Message | str
# A list within the list is one line, its words joined as the language joins them.
Line: TypeAlias = Text | Sequence[Text]
Content: TypeAlias = Text | Sequence[Line] | int | float | None

# Light enough to be white on a poor printer; the word in the cell says the same.
GREEN: Final = "#E8F3E2"
AMBER: Final = "#FFF1CC"
BLUE: Final = "#DFEAF5"
RED: Final = "#F9DFD5"
GREY: Final = "#EDEDED"

COUNT: Final = "0"
SIGNED: Final = "+0;-0;0"
MARK: Final = "0.00"
PERCENT: Final = "0.00%"


@dataclass(frozen=True, slots=True)
class Style:
    """How a cell looks. ``opens``: the first of its group, with a stronger rule above it."""

    align: Literal["left", "center", "right"] = "left"
    number: str = ""
    fill: str = ""
    bold: bool = False
    faint: bool = False
    opens: bool = False


LEFT: Final = Style()
CENTRED: Final = Style(align="center")


@dataclass(frozen=True, slots=True)
class Cell:
    """A text to be worded, several of them one to a line, a number, or nothing; and how it looks."""

    content: Content
    style: Style = LEFT

    @property
    def lines(self) -> Sequence[Line]:
        """The texts of the cell, one a line; a number or nothing has none."""
        match self.content:
            case None | int() | float():
                return ()
            case str() | Message():
                return (self.content,)
        return self.content


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet: its header, with what stands on a line below it, and its cell of a row.

    ``most`` is how wide it gets before its text is wrapped, in figures of the standard font; on a page with room to
    spare it gets wider.
    """

    header: Text
    cell: Callable[[Row], Cell]
    most: int = 20
    below: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet in order of printing: title, summary, header, rows, totals; ``nothing`` is said without rows.

    ``group``: the key of a row; where it changes, a stronger rule is drawn. ``alarm``: the summary must be seen.
    """

    name: Message
    title: Message
    summary: Message
    columns: Sequence[Column]
    rows: Sequence[Row]
    nothing: Message
    totals: Sequence[Row] = ()
    group: str = ""
    frozen: int = 0
    portrait: bool = False
    alarm: bool = False


def text(key: str) -> Callable[[Row], Cell]:
    """Return the cell of a text, at the left."""
    return lambda row: Cell(row[key])


def centred(key: str) -> Callable[[Row], Cell]:
    """Return the cell of a short text, in the middle."""
    return lambda row: Cell(row[key], CENTRED)


def number(key: str, form: str = COUNT) -> Callable[[Row], Cell]:
    """Return the cell of a number, at the right; blank where there is none."""
    style = Style(align="right", number=form)
    return lambda row: Cell(row[key], style)


def share(key: str) -> Callable[[Row], Cell]:
    """Return the cell of a share that is kept in hundredths of a percent."""
    style = Style(align="right", number=PERCENT)
    return lambda row: Cell(None if row[key] is None else row[key] / 10_000, style)


@dataclass(frozen=True, slots=True)
class Coded:
    """The cell of a code: its word in the middle, with the colour that belongs to it; a code without a word stays."""

    key: str
    words: Mapping[Any, Message]
    fills: Mapping[Any, str] = field(default_factory=dict)

    def __call__(self, row: Row) -> Cell:
        """Return the cell of a row."""
        code = row[self.key]
        unworded = code if isinstance(code, str) else None
        return Cell(self.words.get(code, unworded), Style(align="center", fill=self.fills.get(code, "")))


def several(key: str, worded: Callable[[str], Text]) -> Callable[[Row], Cell]:
    """Return the cell of several texts, one to a line."""
    return lambda row: Cell([worded(one) for one in row[key] or ()])


def mark(content: str | None, words: Mapping[str, Message]) -> Cell:
    """Return the cell of a mark: its number at the right, or the word for why there is none."""
    if content is None or content in words:
        return Cell(words.get(content or ""), CENTRED)
    return Cell(float(content), Style(align="right", number=MARK))
