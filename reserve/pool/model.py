"""The present members of the reserve pool as the office's workbook lists them."""

from __future__ import annotations

from dataclasses import dataclass

from reserve.dates import PartialDate
from reserve.roster.model import PlaceClass
from reserve.workbook.model import Origin


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One present member.

    ``shares`` are the appraisal's 优秀, 称职, 基本称职, 不称职 in hundredths of a percent (8571 = 85.71 %), None when
    the file has none.
    """

    origin: Origin
    person: int
    unit: str
    place_class: PlaceClass
    since: PartialDate | None
    shares: tuple[int, int, int, int] | None
