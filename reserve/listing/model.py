"""Human decisions between people whom votes and marks leave level at the last place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from reserve.exam.model import MarkStatus
from reserve.inspection.model import Outcome
from reserve.roster.model import PlaceClass
from reserve.text import Message
from reserve.workbook.model import Origin


class Seat(StrEnum):
    """How a place is held: listed, or reserved for an exceptional person whose approvals are not complete."""

    LISTED = "listed"
    RESERVED = "reserved"


class TieDecision(StrEnum):
    """What a human decided about one of the tied."""

    LIST = "list"
    LEAVE_OUT = "leave_out"


@dataclass(frozen=True, slots=True)
class TieRow:
    """One tied person listed or left out; without a class it holds for every tie the person is in."""

    origin: Origin
    person: int
    place_class: PlaceClass | None
    decision: TieDecision
    reason: str
    decided_by: str
    decided_on: dt.date

    @property
    def told(self) -> tuple[object, ...]:
        """The decision without where it stands."""
        return (self.person, self.place_class, self.decision, self.reason, self.decided_by, self.decided_on)


@dataclass(frozen=True, slots=True)
class Standpoint:
    """Where a nominee stands before the list is drawn up.

    ``parts``: the marks of an exam of several parts; ``short``: those below their minimum. ``why``: the reason for not
    having passed such an exam, or one of which the lowest do not pass. ``failed`` and ``unknown`` are criteria in
    words; ``mark`` in hundredths; ``approved`` only matters for exceptional people.
    """

    id: int
    person: int
    unit_id: int
    place_class: PlaceClass
    standing: str
    approved: bool
    failed: tuple[str, ...]
    unknown: tuple[str, ...]
    inspection: Outcome | None
    status: MarkStatus | None
    mark: int | None
    passed: bool
    votes: int
    parts: Mapping[str, int] = field(default_factory=dict)
    why: Message | None = None
    limit: Message | None = None
    """Why an exceptional person who is not approved cannot come on the list: others have used the exception up."""
    short: frozenset[str] = frozenset()

    @property
    def exceptional(self) -> bool:
        """Whether only the exception lets the person stand."""
        return self.standing == "exceptional"

    def ordered_by(self, chain: Sequence[str]) -> tuple[int, ...]:
        """Return the key of the policy's chain, highest first."""
        total = _NO_MARK if self.mark is None else self.mark
        figures = {"votes": self.votes, "mark": total, "total": total}
        return tuple(
            figures[link] if link in figures else self.parts.get(link.removeprefix("part:"), _NO_MARK) for link in chain
        )


_NO_MARK: Final = -1


@dataclass(frozen=True, slots=True)
class Tie:
    """People who are level at the last place of a unit and class, by nominee id; ``places`` are left for all of them.

    ``chosen``: who has one of the places by a decision. ``is_open``: a human has still to decide.
    """

    unit_id: int
    place_class: PlaceClass
    places: int
    ids: tuple[int, ...]
    chosen: tuple[int, ...]
    is_open: bool


@dataclass(frozen=True, slots=True)
class Submission:
    """The list as it lies before the committee, or as the committee decided on it. ``digest``: which list it was."""

    digest: str
    submitted_by: str
    submitted_account: str
    submitted_at: dt.datetime
    decision_number: str
    meeting: str
    decided_on: dt.date | None
    approved_by: str | None
    approved_account: str | None
    approved_at: dt.datetime | None

    @property
    def approved(self) -> bool:
        """Whether the committee approved it: then it is final."""
        return self.approved_at is not None


@dataclass(frozen=True, slots=True)
class Sums:
    """The list in figures: seats, nominees in undecided ties, and open places that nobody has."""

    drawn: int
    listed: int
    reserved: int
    tied: int
    left: int
