"""``members.xlsx`` → the present members of the pool with the shares of their last appraisal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from reserve.dates import PartialDate
from reserve.pool.model import MemberRow
from reserve.roster.model import PLACE_CLASS_HEADERS, PLACE_CLASS_WORDS, PlaceClass
from reserve.text import message
from reserve.workbook.dates import partial_date
from reserve.workbook.headers import Column, Presence
from reserve.workbook.numbers import Share, share, whole_shares
from reserve.workbook.person_columns import ID_NUMBER, NAME, UNIT
from reserve.workbook.rows import Rows
from reserve.workbook.words import words

PLACE_CLASS: Final[Column[PlaceClass]] = Column(
    "place_class",
    PLACE_CLASS_HEADERS,
    words(PLACE_CLASS_WORDS),
    header=Presence.REQUIRED,
    cell=Presence.REQUIRED,
    choices=("正职", "副职"),
    fills_down=True,
)
SINCE: Final[Column[PartialDate]] = Column(
    "since", ("入库时间", "列入时间"), partial_date, as_text=True, hint=message("1980.11 or 1980.11.03")
)
_SHARE: Final = message("a percentage: 85.71, 85.71% or 0.8571; the four add up to the whole")
SHARES: Final[tuple[Column[Share], ...]] = (
    Column("excellent", ("优秀", "优秀率"), share, hint=_SHARE),
    Column("competent", ("称职", "称职率"), share, hint=_SHARE),
    Column("basic", ("基本称职", "基本称职率"), share, hint=_SHARE),
    Column("incompetent", ("不称职", "不称职率"), share, hint=_SHARE),
)
COLUMNS: Final[tuple[Column[object], ...]] = (NAME, ID_NUMBER, UNIT, PLACE_CLASS, SINCE, *SHARES)


def read_members(rows: Rows, persons: Sequence[int | None], units: Sequence[str | None]) -> list[MemberRow]:
    """Return the members sorted by person; ``persons`` and ``units`` tell whom and which unit each row means."""
    members = []
    for row in rows.whole():
        shares = _shares(rows, row)
        person, unit, place_class = persons[row], units[row], rows.of(PLACE_CLASS)[row]
        if person is not None and unit is not None and place_class is not None:
            since = rows.of(SINCE)[row]
            members.append(MemberRow(rows.origins[row], person, unit, place_class, since, shares))
    return sorted(members, key=lambda member: member.person)


def _shares(rows: Rows, row: int) -> tuple[int, int, int, int] | None:
    given = [rows.of(column)[row] for column in SHARES]
    known = tuple(one for one in given if one is not None)
    if not known:
        return None
    total = whole_shares(known) if len(known) == len(SHARES) else None
    if total is None:
        # A share that could not be read has its own finding.
        if all(one is not None or rows.blank(row, column) for one, column in zip(given, SHARES, strict=True)):
            rows.note(row, SHARES[0], message("broken total: the four shares must be given and add up to 100 %"))
        return None
    excellent, competent, basic, incompetent = total
    return excellent, competent, basic, incompetent
