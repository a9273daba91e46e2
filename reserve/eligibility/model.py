"""What is asked of a nominee, how each stands, and the papers behind an exception."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from reserve.roster.model import PlaceClass
from reserve.workbook.model import Origin


@dataclass(frozen=True, slots=True)
class ExceptionRow:
    """The papers of one exception (破格): who proposed it, why, on what evidence, who approved it.

    ``approvals`` holds only the named approvers, each with the day or None; ``relatives`` those who must stay out.
    """

    origin: Origin
    person: int
    place_class: PlaceClass
    proposed_by: str
    proposed_on: dt.date | None
    reason: str
    evidence: str
    approvals: tuple[tuple[str, dt.date | None], ...]
    relatives: tuple[str, ...]
