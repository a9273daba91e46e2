"""Reading one TOML table strictly: every key asked for by name, every mistake reported, reading goes on.

A value that cannot be used is replaced by a blank of its type. That is safe because a plan with a single
mistake is never handed out.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, TypeAlias, TypeVar

from reserve.policy.lines import KeyPath
from reserve.policy.problems import Report, suggestion
from reserve.text import Message, message

T = TypeVar("T")
Read: TypeAlias = Callable[[object], T]

_IDENTIFIER: Final = re.compile(r"[a-z][a-z0-9_]*")
_PLAN_IDENTIFIER: Final = re.compile(r"[a-z][a-z0-9_-]*")
_PERCENT: Final = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,9})?)%")
_RATIO: Final = re.compile(r"([0-9]{1,9})/([0-9]{1,9})")
_MARK: Final = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,2})?")
# No age, period, number of posts or mark of a plan is larger; keeps the calendar within its range.
LARGEST: Final = 1_000_000


class Unfit(Exception):
    """A value that cannot be used here; carries what is wrong and what would be accepted."""

    def __init__(self, problem: Message, advice: Message | None = None) -> None:
        """Keep both messages."""
        super().__init__(problem, advice)
        self.problem = problem
        self.advice = advice


@dataclass(frozen=True, slots=True)
class Spot:
    """One place in the plan, to which problems are reported."""

    report: Report
    path: KeyPath = ()

    def below(self, part: str | int) -> Spot:
        """Return the place of a key or element in here."""
        return Spot(self.report, (*self.path, part))

    def wrong(self, problem: Message, advice: Message | None = None) -> None:
        """Report an error here."""
        self.report.add(self.path, problem, advice)

    def read(self, value: object, read: Read[T], blank: T) -> T:
        """Return what ``read`` makes of the value, or the blank after reporting why it cannot be used."""
        try:
            return read(value)
        except Unfit as unfit:
            self.wrong(unfit.problem, unfit.advice)
            return blank


class Table:
    """One table being read. Call ``close`` at the end: it reports the keys that nobody asked for."""

    def __init__(self, value: object, spot: Spot) -> None:
        """Take a TOML value; anything but a table is reported here and then treated as an empty one."""
        self.spot = spot
        self.usable = isinstance(value, dict)
        self.values: dict[str, object] = value if isinstance(value, dict) else {}
        self.known: list[str] = []
        if not self.usable:
            spot.wrong(wrong_type(value, message("a table")))

    def has(self, key: str) -> bool:
        """Tell whether a key is given; it counts as known from now on."""
        if key not in self.known:
            self.known.append(key)
        return key in self.values

    def need(self, key: str, read: Read[T], blank: T) -> T:
        """Read a key that must be given."""
        if not self.has(key):
            self.missing(key)
            return blank
        return self.may(key, read, blank)

    def may(self, key: str, read: Read[T], default: T) -> T:
        """Read a key that may be left out."""
        if not self.has(key):
            return default
        return self.spot.below(key).read(self.values[key], read, default)

    def missing(self, key: str) -> None:
        """Report a key that should be there; one report is enough for what is no table at all."""
        if self.usable:
            self.spot.below(key).wrong(message("missing: {key}", key=key))

    def table(self, key: str, *, needed: bool = True) -> Table:
        """Return a table in here, an empty one where there is none."""
        if self.has(key):
            return Table(self.values[key], self.spot.below(key))
        if needed:
            self.missing(key)
        empty = Table({}, self.spot.below(key))
        empty.usable = False
        return empty

    def elements(self, key: str) -> Iterator[tuple[object, Spot]]:
        """Yield the elements of a list in here with their places; nothing where there is none."""
        if not self.has(key):
            return
        value, spot = self.values[key], self.spot.below(key)
        if not isinstance(value, list):
            spot.wrong(wrong_type(value, message("a list")))
            return
        for index, element in enumerate(value):
            yield element, spot.below(index)

    def entries(self, key: str) -> Iterator[Table]:
        """Yield the tables of a list in here, such as every ``[[criterion]]``."""
        for value, spot in self.elements(key):
            yield Table(value, spot)

    def words(self, key: str, known: Sequence[str], kind: Message, *, least: int = 1) -> tuple[str, ...]:
        """Read a list of distinct words out of the known ones; what is wrong is reported and left out."""
        read = one_of(known, kind)
        result: list[str] = []
        if least and self.values.get(key) == []:
            self.spot.below(key).wrong(message("the list is empty"), suggestion("", known))
        for value, spot in self.elements(key):
            word = spot.read(value, read, "")
            if word in result:
                spot.wrong(message("{word} stands here twice", word=word))
            elif word:
                result.append(word)
        return tuple(result)

    def close(self) -> None:
        """Report every key that was never asked for."""
        for key in self.values:
            if key not in self.known:
                self.spot.below(key).wrong(message("unknown key: {key}", key=key), suggestion(key, self.known))


def wrong_type(value: object, expected: Message) -> Message:
    """Return the message for a value of the wrong type."""
    return message("expected {expected}, found {found}", expected=expected, found=shown(value))


def shown(value: object) -> object:
    """Return a value as the plan writes it; tables and lists by their kind only."""
    match value:
        case dict():
            return message("a table")
        case list():
            return message("a list")
        case bool():
            return str(value).lower()
        case str():
            return f'"{value}"'
        case int() if abs(value) > LARGEST**2:
            return message("a huge number")
    return value


def text(value: object) -> str:
    """Read a text that says something."""
    if not isinstance(value, str):
        raise Unfit(wrong_type(value, message("a text in quotation marks")))
    if not value.strip():
        raise Unfit(message("the text is empty"))
    return value.strip()


def identifier(value: object) -> str:
    """Read an id: small letters, digits and underscores."""
    return _matching(value, _IDENTIFIER)


def plan_identifier(value: object) -> str:
    """Read the id of a plan, which may hold hyphens, as file names do."""
    return _matching(value, _PLAN_IDENTIFIER)


def _matching(value: object, pattern: re.Pattern[str]) -> str:
    if not pattern.fullmatch(text(value)):
        raise Unfit(
            message("{found} cannot be an id", found=shown(value)),
            message("an id is made of small letters, digits and underscores and begins with a letter"),
        )
    return text(value)


def truth(value: object) -> bool:
    """Read true or false."""
    if not isinstance(value, bool):
        raise Unfit(wrong_type(value, message("true or false")))
    return value


def whole(least: int, most: int = LARGEST) -> Read[int]:
    """Return the reader of a whole number within limits."""

    def read(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise Unfit(wrong_type(value, message("a whole number")))
        if not least <= value <= most:
            raise Unfit(
                message("{found} is out of range", found=shown(value)),
                message("a whole number from {least} to {most}", least=least, most=most),
            )
        return value

    return read


def share(value: object) -> Fraction:
    """Read a share between nothing and the whole, written ``"30%"`` or ``"3/10"``; never a float."""
    expected = message('a share such as "30%" or "3/10"')
    if not isinstance(value, str):
        raise Unfit(wrong_type(value, expected))
    if percent := _PERCENT.fullmatch(value):
        result = Fraction(percent[1]) / 100
    elif (ratio := _RATIO.fullmatch(value)) and int(ratio[2]):
        result = Fraction(int(ratio[1]), int(ratio[2]))
    else:
        raise Unfit(wrong_type(value, expected))
    if result > 1:
        raise Unfit(message("{found} is more than the whole", found=shown(value)), expected)
    return result


def some_share(value: object) -> Fraction:
    """Read a share that leaves something and takes something: more than nothing, less than the whole."""
    result = share(value)
    if not 0 < result < 1:
        raise Unfit(message("{found} is out of range", found=shown(value)), message('a share such as "25%" or "1/4"'))
    return result


def mark(value: object) -> int:
    """Read a mark, ``60`` or ``"59.5"``, as hundredths."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST:
        value = str(value)
    if not isinstance(value, str) or not _MARK.fullmatch(value):
        raise Unfit(wrong_type(value, message('a mark such as 60 or "59.5"')))
    return int(Fraction(value) * 100)


def day(value: object) -> dt.date:
    """Read a day, written ``2026-06-30`` with or without quotation marks."""
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value
    try:
        if isinstance(value, str) and len(value) == len("2026-06-30"):
            return dt.date.fromisoformat(value)
    except ValueError:
        pass
    raise Unfit(wrong_type(value, message("a day such as 2026-06-30")))


def one_of(known: Sequence[str], kind: Message) -> Read[str]:
    """Return the reader of one word out of the known ones; ``kind`` says what the words are."""

    def read(value: object) -> str:
        if not isinstance(value, str):
            raise Unfit(wrong_type(value, kind), suggestion("", known))
        if value not in known:
            raise Unfit(message("unknown {kind}: {found}", kind=kind, found=shown(value)), suggestion(value, known))
        return value

    return read
