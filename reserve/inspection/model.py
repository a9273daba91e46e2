"""What the inspection of a nominee came to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from reserve.dates import PartialDate
from reserve.workbook.model import Origin


class Outcome(StrEnum):
    """What an inspection came to; INCOMPLETE lacks a conclusion, a second inspector or the integrity statement."""

    POSITIVE = "positive"
    NEGATIVE = "negative"
    INCOMPLETE = "incomplete"


class Lack(StrEnum):
    """What an inspection that is not negative still needs before it is whole."""

    CONCLUSION = "conclusion"
    INSPECTORS = "inspectors"
    INTEGRITY = "integrity"


@dataclass(frozen=True, slots=True)
class InspectionRow:
    """One inspected person; ``conclusion`` None when not concluded, ``veto`` (一票否决) overrides it."""

    origin: Origin
    person: int
    conclusion: Literal["positive", "negative"] | None
    veto: bool
    inspectors: tuple[str, ...]
    integrity: str
    inspected_on: PartialDate | None
