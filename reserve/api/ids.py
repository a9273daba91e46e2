"""Numbers that stand in addresses."""

from __future__ import annotations

from typing import Annotated, Final

from litestar.params import PathParameter

_LARGEST: Final = 2**31 - 1
CycleId = Annotated[int, PathParameter(ge=1, le=_LARGEST, description="A campaign.")]
RowId = Annotated[int, PathParameter(ge=1, le=_LARGEST)]
PersonNumber = Annotated[int, PathParameter(ge=1, le=_LARGEST, description="42 for P00042.")]
