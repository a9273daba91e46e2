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


class KeyState(StrEnum):
    """How what a clerk keyed stands to what the other clerk keyed."""

    FIRST = "first"
    AGREED = "agreed"
    DIFFERS = "differs"


class Block(StrEnum):
    """Why somebody who may sit the exam is kept from it by the inspection (rule 13)."""

    NEGATIVE = "negative"
    INCOMPLETE = "incomplete"
    NOT_RECORDED = "not_recorded"


class CorrectionOutcome(StrEnum):
    """What became of a proposed change of a mark."""

    CONFIRMED = "confirmed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Paper:
    """What a clerk reads on one paper: a mark in hundredths, or the word that stands in its place."""

    status: MarkStatus
    hundredths: int | None


@dataclass(frozen=True, slots=True)
class Keyed:
    """What came of keying one paper."""

    state: KeyState


@dataclass(frozen=True, slots=True)
class MarkRow:
    """One person's mark in hundredths (5999 = 59.99), None unless taken; ``part`` is blank where there is one paper."""

    origin: Origin
    person: int
    status: MarkStatus
    hundredths: int | None
    part: str = ""
