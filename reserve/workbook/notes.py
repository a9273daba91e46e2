"""Which rows below a header are data, and which are notes, totals and signatures."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from reserve.workbook.cells import Raw, is_blank, squeeze

_NOTE: Final = re.compile("注|说明|备注|填表|合计|总计|小计|制表")
# With its keys filled a row may be data whose first word merely begins like a note: 注册会计师协会.
_SURELY_NOTE: Final = re.compile("(?:注|说明|备注|合计|总计|小计)(?![一-鿿])|填表|制表")
_FEW: Final = 2


def data_rows(rows: Sequence[Sequence[Raw]], columns: Mapping[int, Sequence[Raw]], keys: Sequence[int]) -> list[int]:
    """Return the numbers of the data rows among ``rows``.

    ``columns`` are the columns that are read, by their place; ``keys`` the places of those that tell what a row is
    about. A row counts as data although a key is blank when enough else is filled, so that a forgotten name is
    reported, not lost.
    """
    doubtful: set[int] = set()
    for key in keys:
        # Asked once for each distinct value: a roster has a hundred thousand rows and few doubtful ones.
        strange = {cell for cell in set(columns[key]) if is_blank(cell) or _begins_like_note(cell)}
        if strange:
            doubtful.update(number for number, cell in enumerate(columns[key]) if cell in strange)
    if not doubtful:
        return list(range(len(rows)))
    known = list(columns)
    return [number for number, row in enumerate(rows) if number not in doubtful or not _is_note(row, keys, known)]


def _begins_like_note(cell: Raw) -> bool:
    return isinstance(cell, str) and _SURELY_NOTE.match(squeeze(cell)) is not None


def _is_note(row: Sequence[Raw], keys: Sequence[int], known: Sequence[int]) -> bool:
    filled = [place for place, cell in enumerate(row) if not is_blank(cell)]
    filled_keys = [place for place in keys if not is_blank(row[place])]
    if len(filled_keys) == len(keys):
        return filled[0] in keys and _begins_like_note(row[filled[0]])
    filled_known = sum(1 for place in known if not is_blank(row[place]))
    if len(filled) <= 1 or filled_known == 0:
        return True
    first = row[filled[0]]
    if isinstance(first, str) and (_NOTE.match(squeeze(first)) or ":" in squeeze(first)):
        return True
    return not filled_keys and filled_known <= _FEW
