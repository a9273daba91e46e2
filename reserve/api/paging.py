"""How long lists are asked for: so many rows, after leaving out so many."""

from __future__ import annotations

from typing import Annotated, Final

from litestar.params import QueryParameter

MOST_ROWS: Final = 500
PAGE: Final = 50
_LARGEST: Final = 2**31 - 1
Limit = Annotated[int, QueryParameter(ge=1, le=MOST_ROWS, description="Rows in one answer.")]
Offset = Annotated[int, QueryParameter(ge=0, le=1_000_000, description="Rows to leave out first.")]
UnitId = Annotated[int | None, QueryParameter(ge=1, le=_LARGEST, description="Only of this unit.")]
Search = Annotated[str, QueryParameter(max_length=40, description="Part of a name, or a number such as P00042.")]
