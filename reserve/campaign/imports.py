"""Sending workbooks in, and settling what became of them: nothing counts before somebody has seen the difference."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from hashlib import sha256
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve import clock
from reserve.accounts.queries import recusal
from reserve.audit import queries as journal
from reserve.audit.model import Actor
from reserve.audit.record import record
from reserve.audit.tags import Tag
from reserve.campaign import outcome, proposing, reading, sent, settling, taking_in
from reserve.campaign.concerned import concerned
from reserve.campaign.difference import Difference
from reserve.campaign.model import ImportState
from reserve.campaign.reading import Folder
from reserve.campaign.sent import Import
from reserve.campaign.tables import ImportRecord, WorkbookRecord
from reserve.cycle.model import Step
from reserve.cycle.queries import cycle, refuse_submitted, steps
from reserve.db import Database
from reserve.errors import Conflict, Invalid, Refused
from reserve.intake.files import MEMBERS
from reserve.intake.recognise import Sent
from reserve.personal import Keys, seal_bytes
from reserve.recommendation.sheet import MEETINGS
from reserve.roster.columns import ROSTER, UNITS
from reserve.text import message
from reserve.workbook.findings import Finding

FROZEN: Final = frozenset({UNITS.file, ROSTER.file, MEMBERS.file, MEETINGS.file})
"""What a screening rests on: to change it afterwards needs a reason."""
_OPEN: Final = frozenset({ImportState.READING, ImportState.PROPOSED, ImportState.REFUSED, ImportState.FAILED})
_LONGEST_NAME: Final = 200


def send(
    session: Session,
    actor: Actor,
    keys: Keys,
    cycle_id: int,
    files: Mapping[str, Sent],
    *,
    blank_means_none: Collection[str] = (),
) -> int:
    """Store workbooks to be read, by what they were taken for, and return the import's number.

    Side effects: ``import_batch`` and ``import_workbook`` rows, sealed; one journal entry. The worker has to be woken
    afterwards. Raises ``NotFound`` for the cycle, ``Refused`` after submission.
    """
    cycle(session, cycle_id)
    refuse_submitted(session, cycle_id)
    batch = ImportRecord(
        cycle_id=cycle_id,
        state=ImportState.READING,
        reason="",
        blank_means_none=sorted(blank_means_none),
        uploaded_by=actor.name,
        uploaded_at=clock.now(),
        errors=0,
        warnings=0,
        changes=0,
        base=journal.head(session).sequence,
    )
    session.add(batch)
    session.flush()
    digests = {file: sha256(one.content).hexdigest() for file, one in files.items()}
    rows = [
        {
            "import_id": batch.id,
            "file": file,
            "given_name": one.name[-_LONGEST_NAME:],
            "content": seal_bytes(keys, sent.place_of(batch.id, file), one.content),
            "digest": digests[file],
        }
        for file, one in files.items()
    ]
    session.execute(sa.insert(WorkbookRecord), rows)
    # Not the names that the files came under: they may be those of persons.
    record(
        session, actor, Tag.CAMPAIGN_PROPOSE_IMPORT, settling.subject(batch.id), {"cycle": cycle_id, "files": digests}
    )
    return batch.id


def read_again(session: Session, actor: Actor, cycle_id: int, import_id: int) -> None:
    """Have an import read anew, because other workbooks changed or the reading broke down.

    Side effects: its row changed; one journal entry. The worker has to be woken afterwards. Raises ``NotFound``,
    ``Refused`` after submission, ``Conflict`` for one that is settled.
    """
    refuse_submitted(session, cycle_id)
    one = settling.locked(session, cycle_id, import_id)
    if one.state not in _OPEN:
        raise Conflict(settling.why_not(one))
    settling.change(session, import_id, state=ImportState.READING, outcome=None, progress=None)
    record(session, actor, Tag.CAMPAIGN_PROPOSE_IMPORT, settling.subject(import_id), {"cycle": cycle_id, "again": True})


def cancel(session: Session, actor: Actor, cycle_id: int, import_id: int) -> None:
    """Give up an import that was not saved; its workbooks are no longer kept.

    Side effects: its rows changed, the contents gone; one journal entry. Raises ``NotFound``, ``Conflict`` for one that
    is settled already.
    """
    one = settling.locked(session, cycle_id, import_id)
    if one.state not in _OPEN:
        raise Conflict(settling.why_not(one))
    settling.settle(session, actor, import_id, ImportState.CANCELLED, outcome=None, progress=None)
    here = WorkbookRecord.import_id == import_id
    session.execute(sa.update(WorkbookRecord).where(here).values(content=b""))
    record(session, actor, Tag.CAMPAIGN_CANCEL_IMPORT, settling.subject(import_id), {"cycle": cycle_id})


def folder_to_save(database: Database, keys: Keys, cycle_id: int, import_id: int) -> Folder | None:
    """Read what saving an import takes in, None when it is not proposed; takes a second or more, so not in ``save``.

    Side effects: those of ``reading.read``. Raises ``NotFound``.
    """
    with database.reading() as session:
        if sent.one(session, cycle_id, import_id).state is not ImportState.PROPOSED:
            return None
        proposal = sent.folder(session, keys, cycle_id, sent.sources_proposed(session, cycle_id, import_id))
    return reading.read(proposal)


def save(
    session: Session,
    actor: Actor,
    keys: Keys,
    cycle_id: int,
    import_id: int,
    folder: Folder | None,
    *,
    reason: str = "",
) -> bool:
    """Take in an import whose difference somebody has seen; ``folder`` as ``folder_to_save`` read it just now.

    Returns False when it would no longer change what was shown: then it goes back to be read, and the worker has to be
    woken. Side effects: those of ``taking_in.take``; findings stored; the import's rows; one journal entry. Raises
    ``NotFound``, ``Conflict`` for one that is not proposed, ``Invalid`` without the reason that a change after the
    screening needs, ``Refused`` after submission and for recusal.
    """
    refuse_submitted(session, cycle_id)
    one = settling.locked(session, cycle_id, import_id)
    if one.state is not ImportState.PROPOSED:
        raise Conflict(settling.why_not(one))
    if folder is None:
        raise Conflict(settling.MEANWHILE)
    told = reason.strip()[: settling.LONGEST_REASON]
    screened = Step.SCREENING in steps(session, cycle_id)
    if not told and needs_reason(one, screened=screened):
        raise Invalid({"reason": message("The campaign was screened already: say why these workbooks change it.")})
    shown = sent.outcome_of(session, keys, import_id)
    fresh = sent.sources_proposed(session, cycle_id, import_id) == dict(folder.sources)
    now = proposing.concluded(session, keys, cycle_id, import_id, folder)
    if not fresh or shown is None or now.difference is None or not outcome.same(shown.difference, now.difference):
        settling.change(session, import_id, state=ImportState.READING, outcome=None, progress={"again": True})
        return False
    files = [file.file for file in one.files]
    county = taking_in.renumbered(session, keys, folder.county)
    if reasons := recusal(session, actor, concerned(now.difference, county)):
        raise Refused(*settling.different(reasons))
    taking_in.take(session, actor, cycle_id, county, files, keys)
    settling.store_findings(session, keys, cycle_id, folder.sources, county.findings)
    settling.applied(
        session, [(import_id, file) for file in files if screened or file not in taking_in.WAITS], clock.now()
    )
    settling.settle(session, actor, import_id, ImportState.SAVED, reason=told)
    details = {"cycle": cycle_id, "files": {file.file: file.digest for file in one.files}, "reason": told}
    record(session, actor, Tag.CAMPAIGN_SAVE_IMPORT, settling.subject(import_id), {**details, **_sums(now.difference)})
    return True


def needs_reason(one: Import, *, screened: bool) -> bool:
    """Tell whether saving an import changes what was screened already, which needs a reason."""
    return screened and any(file.file in FROZEN for file in one.files)


def apply_waiting(database: Database, keys: Keys, actor: Actor, cycle_id: int) -> tuple[Finding, ...]:
    """Apply the workbooks that waited for the screening that was just made; return what was found.

    To be called after ``deriving.screen`` was committed; again and again does no harm. Reads the workbooks first, in
    the limited child, then writes in one transaction of its own. Nothing happens without such workbooks. Side
    effects: those of ``taking_in.apply_waiting``. Raises what it raises.
    """
    with database.reading() as session:
        sources = sent.sources_now(session, cycle_id)
        files = [file for file in sources if file in taking_in.WAITS]
        if not files:
            return ()
        proposal = sent.folder(session, keys, cycle_id, sources)
    folder = reading.read(proposal)
    with database.writing() as session:
        # A server that was just started applies them, too, while the request that was cut off is sent again.
        settling.hold(session, cycle_id)
        if sent.sources_now(session, cycle_id) != dict(folder.sources):
            raise Conflict(settling.MEANWHILE)
        county = taking_in.renumbered(session, keys, folder.county)
        came = taking_in.apply_waiting(session, actor, cycle_id, county, files, keys)
        settling.applied(session, [(folder.sources[file], file) for file in files], clock.now())
    return came


def _sums(difference: Difference) -> dict[str, int]:
    return {
        "new": sum(one.new for one in difference.files),
        "changed": sum(one.changed for one in difference.files),
        "gone": sum(one.gone for one in difference.files),
        "conflicts": sum(one.conflicts for one in difference.files),
    }
