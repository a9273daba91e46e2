"""What was found in the workbooks that count, and by the steps, the last time: kept sealed, by source."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve.campaign.tables import FoundRecord
from reserve.db import canonical_json
from reserve.personal import Keys, seal, unseal
from reserve.text import Message, from_plain, plain
from reserve.workbook.findings import Finding, Level, ordered

EXCEPTIONS: Final = "exceptions.xlsx, applied"
MARKS: Final = "marks.xlsx, applied"
LIST: Final = "list"
"""Sources beside the files themselves: what was found when their rows met the nominees, and by the drawing."""


def store(session: Session, keys: Keys, cycle_id: int, source: str, findings: Iterable[Finding]) -> None:
    """Replace what a source has found. Side effects: one ``campaign_findings`` row."""
    text = canonical_json([_plain(found) for found in ordered(findings)])
    if text == _stored(session, keys, cycle_id, source):
        return
    here = sa.delete(FoundRecord).where(FoundRecord.cycle_id == cycle_id, FoundRecord.source == source)
    session.execute(here)
    sealed = seal(keys, _place(cycle_id, source), text)
    session.execute(sa.insert(FoundRecord).values(cycle_id=cycle_id, source=source, findings=sealed))


def findings(session: Session, keys: Keys, cycle_id: int) -> tuple[Finding, ...]:
    """Return everything that was found, in the order of ``workbook.findings.ordered``. One query."""
    table = FoundRecord.__table__
    rows = session.execute(sa.select(table).where(table.c.cycle_id == cycle_id))
    return ordered(found for row in rows for found in _opened(unseal(keys, _place(cycle_id, row.source), row.findings)))


def _stored(session: Session, keys: Keys, cycle_id: int, source: str) -> str | None:
    table = FoundRecord.__table__
    wanted = sa.select(table.c.findings).where(table.c.cycle_id == cycle_id, table.c.source == source)
    sealed = session.execute(wanted).scalar_one_or_none()
    return None if sealed is None else unseal(keys, _place(cycle_id, source), sealed)


def _place(cycle_id: int, source: str) -> str:
    return f"campaign_findings.findings.{cycle_id}.{source}"


def _plain(found: Finding) -> dict[str, object]:
    return {
        "level": found.level.value,
        "file": found.file,
        "sheet": found.sheet,
        "cell": found.cell,
        "value": found.value,
        "message": plain(found.message),
        "person": found.person,
    }


def _opened(text: str) -> Iterator[Finding]:
    for row in json.loads(text):
        yield _finding(row)


def _finding(row: dict[str, Any]) -> Finding:
    said = from_plain(row.pop("message"))
    if not isinstance(said, Message):
        raise TypeError(f"a finding without a sentence: {said!r}")
    return Finding(**{**row, "level": Level(row["level"])}, message=said)
