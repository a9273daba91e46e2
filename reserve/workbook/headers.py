"""Which columns a workbook has, and how its header row is found among titles, blanks and synonyms."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import Final, Generic, TypeVar

from reserve.text import Message
from reserve.workbook.cells import Problem, Raw, squeeze

T_co = TypeVar("T_co", covariant=True)
SEARCHED_ROWS: Final = 15
_FEWEST_HEADERS: Final = 2
# Units and marks of obligation that offices add to a header without changing what it says.
_ADDED_TO_HEADERS: Final = re.compile(r"\((?:%|分|票|人|名|个|必填|选填)\)$|[*:]+$|^\*+")


class Presence(IntEnum):
    """How a missing header or a blank cell is taken: an error, a warning, or nothing worth saying."""

    OPTIONAL = 0
    EXPECTED = 1
    REQUIRED = 2


@dataclass(frozen=True, slots=True, eq=False)
class Column(Generic[T_co]):
    """One column: its key, its header and synonyms, and how its cells are read.

    ``header`` and ``cell`` say what a missing header and a blank cell mean. ``choices`` become a drop-down of the
    template, ``hint`` its explanation. ``fills_down``: a cell merged over several rows holds for all of them.
    """

    key: str
    headers: tuple[str, ...]
    parse: Callable[[Raw], T_co | Problem]
    header: Presence = Presence.OPTIONAL
    cell: Presence = Presence.OPTIONAL
    choices: tuple[str, ...] = ()
    hint: Message | None = None
    as_text: bool = False
    fills_down: bool = False

    @property
    def title(self) -> str:
        """The header as templates write it."""
        return self.headers[0]


@dataclass(frozen=True)
class Table:
    """One kind of table: the file and sheet it is kept in and its columns.

    ``keys``: the columns that tell a data row from a note. ``signs``: the columns of which at least one must be
    there for a sheet to be taken for this table; by default any.
    """

    file: str
    sheet: str
    columns: tuple[Column[object], ...]
    keys: tuple[str, ...]
    signs: frozenset[str] = frozenset()

    @cached_property
    def known(self) -> Mapping[str, tuple[Column[object], int]]:
        """Folded header → column and the header's place among its synonyms (0 is the proper one)."""
        return {
            squeeze(header): (column, place) for column in self.columns for place, header in enumerate(column.headers)
        }


@dataclass(frozen=True, slots=True)
class Header:
    """A header row as found: ``row`` counted from 0, ``places`` column key → sheet columns that could be it.

    The places of a key stand in order of preference: proper header first; those of equal standing are
    ``rivals``.
    """

    row: int
    places: Mapping[str, tuple[int, ...]]
    rivals: frozenset[str]


def fold(header: Raw) -> str:
    """Return the form in which headers are compared: narrow, without blanks, line breaks and added units."""
    if not isinstance(header, str):
        return ""
    folded = squeeze(header)
    return _ADDED_TO_HEADERS.sub("", _ADDED_TO_HEADERS.sub("", folded))


def find_header(rows: Sequence[Sequence[Raw]], table: Table) -> Header | None:
    """Return the row among the first fifteen that names the most columns of ``table``, at least two."""
    best: Header | None = None
    for number, row in enumerate(rows[:SEARCHED_ROWS]):
        found = _match(number, row, table)
        enough = len(found.places) >= _FEWEST_HEADERS and (not table.signs or not table.signs.isdisjoint(found.places))
        if enough and (best is None or len(found.places) > len(best.places)):
            best = found
    return best


def _match(number: int, row: Sequence[Raw], table: Table) -> Header:
    found: dict[str, list[tuple[int, int]]] = {}
    for place, cell in enumerate(row):
        known = table.known.get(fold(cell))
        if known is not None:
            found.setdefault(known[0].key, []).append((min(known[1], 1), place))
    rivals = set()
    for key, standing in found.items():
        standing.sort()
        if len(standing) > 1 and standing[0][0] == standing[1][0]:
            rivals.add(key)
    places = {key: tuple(place for _, place in standing) for key, standing in found.items()}
    return Header(number, places, frozenset(rivals))
