"""The present members of the reserve pool as the office's workbook lists them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from reserve.dates import PartialDate
from reserve.roster.model import PlaceClass
from reserve.workbook.model import Origin


class Leaving(StrEnum):
    """How somebody leaves the register. REVIEW: removed by a decision of a cycle whose list was approved.

    TAKEN_BACK: the entry of an exit was a mistake, and the member never left.
    """

    PROMOTED = "promoted"
    MOVED = "moved"
    RETIRED = "retired"
    DIED = "died"
    OWN_WISH = "own_wish"
    REVIEW = "review"
    TAKEN_BACK = "taken_back"


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody who is to come into the pool; ``term_until``: the last day of the term, None: open-ended."""

    person: int
    unit_id: int
    place_class: PlaceClass
    term_until: dt.date | None


@dataclass(frozen=True, slots=True)
class Entered:
    """What came of it: the new stay, and the one in another class or unit that ended."""

    member_id: int
    left_id: int | None


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
