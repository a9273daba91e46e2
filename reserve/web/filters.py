"""Filters of a table, as they stand in its address: read strictly, written back without what is usual."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, TypeVar
from urllib.parse import urlencode

from litestar.exceptions import ClientException

from reserve.reports.nominees import Exam, Filters, Outcome, Sort, Standing
from reserve.roster.model import PlaceClass

Choice = TypeVar("Choice", bound=StrEnum)
Query = Mapping[str, str]

_LONGEST: Final = 40
_LARGEST: Final = 2**31 - 1
_TRUTHS: Final = {"yes": True, "no": False}


def choice(query: Query, name: str, kind: type[Choice]) -> Choice | None:
    """Return one of the words of a kind, None for a blank; raises ``ClientException`` for another word."""
    value = query.get(name, "").strip()
    if not value:
        return None
    try:
        return kind(value)
    except ValueError:
        raise ClientException(name) from None


def truth(query: Query, name: str) -> bool | None:
    """Return yes or no, None for a blank; raises ``ClientException`` for another word."""
    value = query.get(name, "").strip()
    if value and value not in _TRUTHS:
        raise ClientException(name)
    return _TRUTHS.get(value)


def number(query: Query, name: str) -> int | None:
    """Return a whole number from 1, None for a blank; raises ``ClientException`` for anything else."""
    value = query.get(name, "").strip()
    if not value:
        return None
    if not (value.isascii() and value.isdecimal() and 1 <= int(value[:_LONGEST]) <= _LARGEST):
        raise ClientException(name)
    return int(value)


def filters(query: Query) -> Filters:
    """Return the filters of the screening table. Raises ``ClientException`` for a word that is none of them."""
    return Filters(
        outcome=choice(query, "outcome", Outcome),
        unit=number(query, "unit"),
        place_class=choice(query, "class", PlaceClass),
        boundary=truth(query, "boundary"),
        standing=choice(query, "standing", Standing),
        exam=choice(query, "exam", Exam),
        approved=truth(query, "approved"),
        search=query.get("search", "").strip()[:_LONGEST],
        sort=choice(query, "sort", Sort) or Sort.UNIT,
        descending=query.get("descending", "") == "1",
    )


def said(wanted: Filters) -> dict[str, str]:
    """Return filters as they stand in an address."""
    words = {None: "", True: "yes", False: "no"}
    return {
        "outcome": wanted.outcome or "",
        "unit": "" if wanted.unit is None else str(wanted.unit),
        "class": wanted.place_class or "",
        "boundary": words[wanted.boundary],
        "standing": wanted.standing or "",
        "exam": wanted.exam or "",
        "approved": words[wanted.approved],
        "search": wanted.search,
        "sort": "" if wanted.sort is Sort.UNIT else wanted.sort,
        "descending": "1" if wanted.descending else "",
    }


def address(path: str, query: Mapping[str, str], **changes: str | int) -> str:
    """Return an address with some words of its query changed; blank ones are left out."""
    words = {name: str(value) for name, value in {**query, **changes}.items() if value != ""}
    return f"{path}?{urlencode(words)}" if words else path


class Pager:
    """Which rows of how many are shown, and where the pages before and after are."""

    def __init__(self, path: str, query: Mapping[str, str], number: int, total: int, size: int) -> None:
        """Stand on page ``number``, counted from 1; past the end it is the last."""
        self.pages = max(1, -(-total // size))
        self.number = min(number, self.pages)
        self.total = total
        self.first = (self.number - 1) * size
        self.last = min(self.first + size, total)
        self._path, self._query = path, query

    def address(self, number: int) -> str:
        """Return where another page is."""
        return address(self._path, self._query, page="" if number == 1 else number)

    @property
    def before(self) -> str | None:
        """Where the page before is."""
        return self.address(self.number - 1) if self.number > 1 else None

    @property
    def after(self) -> str | None:
        """Where the page after is."""
        return self.address(self.number + 1) if self.number < self.pages else None
