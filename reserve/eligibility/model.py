"""What is asked of a nominee, how each stands, and the papers behind an exception."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from enum import StrEnum

from reserve.roster.model import PlaceClass
from reserve.workbook.model import Origin


class Closing(StrEnum):
    """Why a proposal of an exception is over without having been approved."""

    WITHDRAWN = "withdrawn"
    SENT_BACK = "sent_back"
    LAPSED = "lapsed"


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


@dataclass(frozen=True, slots=True)
class Proposal:
    """The papers of one exception as stored; an approval is a name, its account and a day.

    An account is blank where a workbook brought the signature.
    """

    proposed_by: str
    proposed_account: str
    proposed_on: dt.date | None
    reason: str
    evidence: str
    relatives: tuple[str, ...]
    complete: bool
    approvals: tuple[tuple[str, str, dt.date | None], ...]

    def signed(self, name: str, account: str, day: dt.date) -> Proposal:
        """Return the papers with one more approval."""
        return replace(self, approvals=(*self.approvals, (name, account, day)))
