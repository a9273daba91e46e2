"""Which columns of the screening table somebody wants to see: kept in a cookie, which says nothing about anybody."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, Literal

from litestar import Request
from litestar.datastructures import Cookie

from reserve.reports.screening_table import ALWAYS, COLUMNS, USUAL, TableColumn
from reserve.reports.wanted import Sort
from reserve.text import word
from reserve.web.filters import address

NAME: Final = "reserve-columns"
_YEAR: Final = 365 * 24 * 3600
_BETWEEN: Final = "."
_KNOWN: Final = frozenset(column.key for column in COLUMNS)


def chosen(request: Request[Any, Any, Any]) -> frozenset[str]:
    """Return the keys of the columns to show; the usual ones for whoever chose none."""
    return _known(request.cookies.get(NAME, "").split(_BETWEEN)) or USUAL


def cookie(keys: Iterable[str], *, secure: bool) -> Cookie:
    """Return what remembers a choice; without one, what makes a browser forget the last."""
    wanted = _known(keys)
    same_site: Literal["strict"] = "strict"
    return Cookie(
        key=NAME,
        value=_BETWEEN.join(column.key for column in COLUMNS if column.key in wanted),
        path="/cycles",
        max_age=_YEAR if wanted else 0,
        httponly=True,
        secure=secure,
        samesite=same_site,
    )


def heads(shown: Collection[str], path: str, words: Mapping[str, str], lang: str) -> Sequence[Mapping[str, str]]:
    """Return the headers of the columns to show; those that can be sorted by lead to the table sorted so.

    ``words``: the filters as they stand in the address.
    """
    return _heads(frozenset(shown), path, tuple(words.items()), lang)


@lru_cache(maxsize=128)
def _heads(
    shown: frozenset[str], path: str, said: tuple[tuple[str, str], ...], lang: str
) -> Sequence[Mapping[str, str]]:
    words = dict(said)
    here, down = words["sort"] or Sort.UNIT.value, words["descending"] == "1"
    return tuple(_head(column, path, words, lang, here, down=down) for column in COLUMNS if column.key in shown)


def _head(
    column: TableColumn, path: str, words: Mapping[str, str], lang: str, here: str, *, down: bool
) -> Mapping[str, str]:
    head = {"text": word(column.word, lang), "class": "number" if column.figures else ""}
    if column.sort is None:
        return head
    sorted_now = column.sort == here
    turned = "" if (sorted_now and down) or not (sorted_now or column.figures) else "1"
    link = address(path, words, sort="" if column.sort is Sort.UNIT else column.sort.value, descending=turned)
    return {**head, "link": link, "sorted": ("descending" if down else "ascending") if sorted_now else ""}


def _known(keys: Iterable[str]) -> frozenset[str]:
    found = _KNOWN.intersection(keys)
    return found | {ALWAYS} if found else found
