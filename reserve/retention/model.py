"""What was decided about a present member."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from reserve.workbook.model import Origin


class Decision(StrEnum):
    """Keep (保留), remove (调整出), defer (暂缓), or not decided yet."""

    KEEP = "keep"
    REMOVE = "remove"
    DEFER = "defer"
    NONE = "none"

    @property
    def occupies_place(self) -> bool:
        """Whether the member takes up a place: everybody but those whose removal is decided (rule 9)."""
        return self is not Decision.REMOVE


class RemovalOutcome(StrEnum):
    """What became of a proposed removal."""

    CONFIRMED = "confirmed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


DECISION_WORDS: Final[Mapping[str, Decision]] = {
    "保留": Decision.KEEP,
    "调整出": Decision.REMOVE,
    "暂缓": Decision.DEFER,
    "调出": Decision.REMOVE,
    "不再保留": Decision.REMOVE,
}


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A decision with its grounds, decider and day; NONE with empty fields when there is no effective one."""

    origin: Origin
    person: int
    decision: Decision
    grounds: tuple[str, ...]
    decided_by: str
    decided_on: dt.date | None
