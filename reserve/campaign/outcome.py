"""What the reading of an import came to: kept sealed, because it names persons and quotes cells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from reserve.campaign.difference import Difference
from reserve.personal import Keys, seal, unseal
from reserve.text import Message, from_plain, plain
from reserve.workbook.findings import Finding, Level


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """``sources``: of which import each workbook of the folder was. ``difference``: None when there are errors."""

    findings: tuple[Finding, ...]
    difference: Difference | None
    sources: Mapping[str, int]


class _Found(msgspec.Struct, frozen=True, array_like=True):
    level: Level
    file: str
    sheet: str
    cell: str
    value: str
    message: Any
    person: int | None


class _Stored(msgspec.Struct, frozen=True):
    findings: list[_Found]
    difference: Difference | None
    sources: dict[str, int]


def sealed(keys: Keys, import_id: int, outcome: Outcome) -> bytes:
    """Return an outcome sealed for one import."""
    found = [
        _Found(one.level, one.file, one.sheet, one.cell, one.value, plain(one.message), one.person)
        for one in outcome.findings
    ]
    stored = _Stored(found, outcome.difference, dict(outcome.sources))
    return seal(keys, _place(import_id), msgspec.json.encode(stored).decode())


def opened(keys: Keys, import_id: int, content: bytes) -> Outcome:
    """Return the outcome that was sealed; raises ``BrokenSeal``."""
    stored = msgspec.json.decode(unseal(keys, _place(import_id), content), type=_Stored)
    return Outcome(
        findings=tuple(_finding(one) for one in stored.findings),
        difference=stored.difference,
        sources=stored.sources,
    )


def same(one: Difference | None, other: Difference | None) -> bool:
    """Tell whether two differences show the same, also when one of them was stored in between."""
    return msgspec.json.encode(one) == msgspec.json.encode(other)


def _finding(one: _Found) -> Finding:
    said = from_plain(one.message)
    text = said if isinstance(said, Message) else Message(str(said))
    return Finding(one.level, one.file, one.sheet, one.cell, one.value, text, one.person)


def _place(import_id: int) -> str:
    return f"import_batch.outcome.{import_id}"
