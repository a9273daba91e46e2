"""What every act that settles an import does: lock it, say why not, note who settled it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve import clock
from reserve.audit.model import Actor
from reserve.campaign import findings as found
from reserve.campaign import sent
from reserve.campaign.model import ImportState
from reserve.campaign.sent import Import
from reserve.campaign.tables import ImportRecord, WorkbookRecord
from reserve.personal import Keys
from reserve.text import Message, message
from reserve.workbook.findings import Finding

LONGEST_REASON: Final = 2_000
MEANWHILE: Final = message("Somebody else changed the workbooks meanwhile; nothing was changed, try again.")


def locked(session: Session, cycle_id: int, import_id: int) -> Import:
    """Return an import; the cycle's imports cannot be settled by others before the transaction ends.

    Raises ``NotFound``.
    """
    hold(session, cycle_id)
    return sent.one(session, cycle_id, import_id)


def hold(session: Session, cycle_id: int) -> None:
    """Let others who settle or apply imports of a cycle wait until the transaction ends."""
    session.execute(sa.select(ImportRecord.id).where(ImportRecord.cycle_id == cycle_id).with_for_update())


def change(session: Session, import_id: int, **values: Any) -> None:  # noqa: ANN401 - columns of the table
    """Change columns of an import."""
    session.execute(sa.update(ImportRecord).where(ImportRecord.id == import_id).values(**values))


def settle(session: Session, actor: Actor, import_id: int, state: ImportState, **values: Any) -> None:  # noqa: ANN401 - columns
    """Note who settled an import, and how."""
    change(session, import_id, state=state, settled_by=actor.name, settled_at=clock.now(), **values)


def applied(session: Session, places: Collection[tuple[int, str]], at: dt.datetime) -> None:
    """Note that the rows of workbooks, by import and file, were taken in."""
    here = sa.tuple_(WorkbookRecord.import_id, WorkbookRecord.file).in_(places)
    session.execute(sa.update(WorkbookRecord).where(here).values(applied_at=at))


def store_findings(
    session: Session, keys: Keys, cycle_id: int, files: Iterable[str], findings: Iterable[Finding]
) -> None:
    """Store what was found in every workbook that counts: a new roster may settle what was found in the votes."""
    every = list(findings)
    for file in files:
        found.store(session, keys, cycle_id, file, [one for one in every if one.file == file])


def different(reasons: Iterable[Message]) -> list[Message]:
    """Return reasons in their order, each once."""
    kept: list[Message] = []
    for reason in reasons:
        if reason not in kept:
            kept.append(reason)
    return kept


def why_not(one: Import) -> Message:
    """Return why something cannot be done with an import that stands as it does."""
    texts = {
        ImportState.READING: message("This import is still being read."),
        ImportState.PROPOSED: message("This import waits for being saved."),
        ImportState.SAVED: message("This import was saved already."),
        ImportState.CANCELLED: message("This import was cancelled already."),
        ImportState.UNDONE: message("This import was undone already."),
        ImportState.REFUSED: message("This import holds errors and cannot be saved."),
        ImportState.FAILED: message("This import could not be read."),
    }
    return texts[one.state]


def subject(import_id: int) -> str:
    """Return how the journal names an import."""
    return f"import {import_id}"
