"""What reading found wrong: where, which value, why, and what would be accepted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from reserve.text import Message, word


class Level(StrEnum):
    """An error blocks the whole import, a warning is only shown (domain rule 14)."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found. ``cell`` and ``sheet`` are empty when it concerns the whole file.

    ``message`` and ``value`` never name a cell, so that they do not depend on the order of rows.
    """

    level: Level
    file: str
    sheet: str
    cell: str
    value: str
    message: Message
    person: int | None = None


def ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings by level, file, sheet, message, person and value; the cell decides last."""
    worded: dict[int, str] = {}
    kept = list(findings)
    for found in kept:
        # A blank column has one message and a hundred thousand findings.
        if found.message.params and id(found.message) not in worded:
            worded[id(found.message)] = word(found.message, "en")
    return tuple(sorted(kept, key=lambda found: _content(found, worded.get(id(found.message), ""))))


def blocking(findings: Iterable[Finding]) -> bool:
    """Say whether any of them forbids the import."""
    return any(found.level is Level.ERROR for found in findings)


def _content(found: Finding, worded: str) -> tuple[str, str, str, str, int, str, str, int, str]:
    # "error" sorts before "warning"; B7 before B10.
    return (
        found.level.value,
        found.file,
        found.sheet,
        found.message.msgid,
        found.person or 0,
        found.value,
        worded,
        len(found.cell),
        found.cell,
    )
