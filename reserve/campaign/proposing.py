"""From workbooks that were sent to a proposal: read in the background, compared with what is stored."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve.campaign import outcome, taking_in
from reserve.campaign.difference import Difference
from reserve.campaign.model import ImportState
from reserve.campaign.outcome import Outcome
from reserve.campaign.reading import Folder
from reserve.campaign.tables import ImportRecord, WorkbookRecord
from reserve.personal import Keys
from reserve.workbook.findings import Level


def concluded(session: Session, keys: Keys, cycle_id: int, import_id: int, folder: Folder) -> Outcome:
    """Return what the reading of an import came to. Reads only: a fixed number of queries."""
    files = _files(session, import_id)
    county = folder.county
    difference = None
    if not county.blocked:
        county = taking_in.renumbered(session, keys, county)
        difference = taking_in.difference(session, keys, cycle_id, county, files)
    return Outcome(findings=county.findings, difference=difference, sources=folder.sources)


def propose(session: Session, keys: Keys, import_id: int, came: Outcome, base: int) -> None:
    """Store what the reading of an import came to; nothing when it was cancelled meanwhile.

    ``base``: the journal's sequence number that the difference was made against. Side effects: the row changed.
    """
    difference = came.difference
    _finish(
        session,
        import_id,
        state=ImportState.REFUSED if difference is None else ImportState.PROPOSED,
        outcome=outcome.sealed(keys, import_id, came),
        errors=sum(one.level is Level.ERROR for one in came.findings),
        warnings=sum(one.level is Level.WARNING for one in came.findings),
        changes=0 if difference is None else difference.total,
        base=base,
        progress={"files": _counts(came, difference)},
    )


def fail(session: Session, import_id: int, incident: str) -> None:
    """Note that the reading itself broke down. Side effects: the row changed."""
    _finish(session, import_id, state=ImportState.FAILED, progress={"incident": incident})


def _finish(session: Session, import_id: int, **values: Any) -> None:  # noqa: ANN401 - columns of the table
    still = sa.update(ImportRecord).where(ImportRecord.id == import_id, ImportRecord.state == ImportState.READING)
    session.execute(still.values(**values))


def _counts(came: Outcome, difference: Difference | None) -> dict[str, dict[str, int]]:
    """Return rows and warnings of each workbook, for lists that open no seal."""
    counts = {file: {"rows": 0, "warnings": 0, "errors": 0} for file in came.sources}
    for one in difference.files if difference else ():
        counts[one.file]["rows"] = one.new + one.changed + one.same + one.conflicts
    for said in came.findings:
        if said.file in counts:
            counts[said.file]["errors" if said.level is Level.ERROR else "warnings"] += 1
    return counts


def _files(session: Session, import_id: int) -> list[str]:
    wanted = sa.select(WorkbookRecord.file).where(WorkbookRecord.import_id == import_id)
    return list(session.execute(wanted).scalars())
