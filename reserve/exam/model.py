"""Marks of the unified exam."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from reserve.workbook.model import Origin


class MarkStatus(StrEnum):
    """Sat the exam, stayed away (缺考), or the paper was made void (违纪, 作废)."""

    TAKEN = "taken"
    ABSENT = "absent"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class MarkRow:
    """One person's mark in hundredths (5999 = 59.99); None unless taken."""

    origin: Origin
    person: int
    status: MarkStatus
    hundredths: int | None
