"""One cell of a case: a fact's value by its vocabulary, in the plan's words or the office's.

A parser takes the trimmed text of a cell and raises ``Unfit`` with what is wrong and what would be accepted.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Final, TypeAlias, TypeVar

from reserve.campaign.cases import Known
from reserve.policy.conditions import Fact
from reserve.policy.evaluate import HIGHEST
from reserve.policy.fields import Unfit
from reserve.policy.problems import suggestion
from reserve.policy.vocabulary import YES_NO, Kind
from reserve.policy.wording import answer_word
from reserve.text import LANGUAGES, Message, message, word
from reserve.workbook.cells import Problem, squeeze
from reserve.workbook.dates import full_day, partial_date

T = TypeVar("T")
Read: TypeAlias = Callable[[str], T]

_SPAN: Final = re.compile(r"(.+?)\s*\.\.\s*(.+)")
_RATIO: Final = re.compile(r"([0-9]{1,9})\s*/\s*([0-9]{1,9})")
_PERCENT: Final = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,6})?)%")
_MARK: Final = re.compile(r"([0-9]{1,4})(?:\.([0-9]{1,2}))?")
_NEVER: Final = ("never", "从未")
_LIST: Final = re.compile(r"[,，、;；\s]+")
_NONE: Final = ("-", "无", "none")


def of_fact(fact: Fact) -> Read[Known]:
    """Return the reader of a fact's values: one value, or what it can be as ``low..high``."""
    kind = fact.vocabulary.kind
    if kind is Kind.CHOICE:
        return lambda text: (_code(fact, text) + 1,) * 2
    if kind is Kind.RATIO:
        return _share
    one: Read[Known] = {
        Kind.DATE: _date,
        Kind.LEVEL: lambda text: (_code(fact, text),) * 2,
    }.get(kind, lambda text: (whole(text),) * 2)

    def read(text: str) -> Known:
        if found := _SPAN.fullmatch(text):
            low, high = one(found[1]), one(found[2])
            if low[0] > high[1]:
                raise Unfit(message("the first value lies above the second"))
            return low[0], high[1]
        return one(text)

    return read


def _words(fact: Fact) -> dict[str, int]:
    """Return every spelling of a fact's values: the plan's word, and the office's in each language."""
    spellings: dict[str, int] = {}
    for code, value in enumerate(fact.vocabulary.values):
        spellings |= {value: code} | {squeeze(word(answer_word(fact, value), lang)): code for lang in LANGUAGES}
    if fact.vocabulary.values == YES_NO:
        spellings |= {"否": 0, "无": 0, "是": 1, "有": 1}
    return spellings


def _code(fact: Fact, text: str) -> int:
    spellings = _words(fact)
    if (code := spellings.get(text, spellings.get(squeeze(text)))) is None:
        raise Unfit(message("{found} is no value of {fact}", found=text, fact=fact.name), _accepted(fact, text))
    return code


def _accepted(fact: Fact, text: str) -> Message | None:
    values = fact.vocabulary.values
    return suggestion(text, values) or message("accepted here: {words}", words=values)


def _date(text: str) -> Known:
    if text in _NEVER:
        return HIGHEST, HIGHEST
    read = partial_date(text)
    if isinstance(read, Problem):
        raise Unfit(read.message)
    return read.first.toordinal(), read.last.toordinal()


def _share(text: str) -> Known:
    if found := _RATIO.fullmatch(text):
        numerator, denominator = int(found[1]), int(found[2])
    elif found := _PERCENT.fullmatch(text):
        numerator, denominator = (Fraction(found[1]) / 100).as_integer_ratio()
    else:
        raise Unfit(message("not a share; accepted: {accepted}", accepted=("12/40", "30%")))
    if not denominator or numerator > denominator:
        raise Unfit(message("a share lies between nothing and the whole"))
    return numerator, denominator


def whole(text: str) -> int:
    """Read a whole number."""
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise Unfit(message("not a whole number"))
    return int(text)


def mark(text: str) -> int:
    """Read a mark with at most two decimals, as hundredths."""
    if not (found := _MARK.fullmatch(text)):
        raise Unfit(message("not a mark; accepted: {accepted}", accepted=("60", "59.99")))
    return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))


def day(text: str) -> dt.date:
    """Read a full day."""
    read = full_day(text)
    if isinstance(read, Problem):
        raise Unfit(read.message)
    return read


def names(known: Sequence[str]) -> Read[frozenset[str]]:
    """Return the reader of several of the known names, parted by commas; ``-`` is none of them."""

    def read(text: str) -> frozenset[str]:
        if text in _NONE:
            return frozenset()
        given = [part for part in _LIST.split(text) if part]
        return frozenset(name_of(known)(part) for part in given)

    return read


def name_of(known: Sequence[str]) -> Read[str]:
    """Return the reader of one known name."""

    def read(text: str) -> str:
        if text not in known:
            raise Unfit(message("the plan has no {found}", found=text), suggestion(text, known))
        return text

    return read


def worded(known: Sequence[str], spelled: Callable[[str], Message]) -> Read[str]:
    """Return the reader of one word out of some, in the plan's spelling or the office's."""
    spellings = {squeeze(word(spelled(one), lang)): one for one in known for lang in LANGUAGES}
    spellings |= {one: one for one in known}

    def read(text: str) -> str:
        if (one := spellings.get(squeeze(text))) is None:
            raise Unfit(
                message("{found} cannot be expected here", found=text), message("accepted here: {words}", words=known)
            )
        return one

    return read
