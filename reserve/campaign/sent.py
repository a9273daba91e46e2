"""Reading the imports of a campaign: their history, and which workbook counts now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve.campaign import outcome
from reserve.campaign.model import ImportState
from reserve.campaign.outcome import Outcome
from reserve.campaign.tables import ImportRecord, WorkbookRecord
from reserve.cycle import queries as cycle
from reserve.errors import NotFound
from reserve.exam.sheet import MARKS
from reserve.intake.files import FILES, MEMBERS
from reserve.personal import Keys, unseal_bytes
from reserve.policy.examining import ExamPart
from reserve.policy.model import Policy
from reserve.roster.columns import ROSTER, UNITS
from reserve.text import message

OF_ALL_CAMPAIGNS: Final = frozenset({UNITS.file, ROSTER.file, MEMBERS.file})
_BATCH: Final = ImportRecord.__table__
_BOOK: Final = WorkbookRecord.__table__


class SentFile(msgspec.Struct, frozen=True):
    """One workbook of an import: what it was taken for, the name it came under, and when its rows were taken in."""

    file: str
    given_name: str
    digest: str
    applied_at: dt.datetime | None


class Import(msgspec.Struct, frozen=True, kw_only=True):
    """One import as lists and its own page show it."""

    id: int
    state: ImportState
    reason: str
    uploaded_by: str
    uploaded_at: dt.datetime
    files: tuple[SentFile, ...]
    errors: int
    warnings: int
    changes: int
    settled_by: str | None
    settled_at: dt.datetime | None
    progress: Mapping[str, Any]


class Slot(msgspec.Struct, frozen=True, kw_only=True):
    """The workbook that counts now: of which import it is, its rows and warnings, whether it waits for a screening."""

    file: str
    import_id: int
    given_name: str
    saved_by: str
    saved_at: dt.datetime
    rows: int
    warnings: int
    waits: bool


class Proposal(msgspec.Struct, frozen=True):
    """A folder that can be read: of which import each workbook is, its content, and where a blank means none.

    ``parts``: those of the exam that the workbook of marks is about. ``policy``: the plan of the campaign, which may
    ask for columns of its own in the roster.
    """

    sources: Mapping[str, int]
    contents: Mapping[str, bytes]
    blank_means_none: frozenset[str]
    policy: Policy
    parts: tuple[ExamPart, ...] = ()


_COLUMNS: Final = (
    *(_BATCH.c.id, _BATCH.c.state, _BATCH.c.reason, _BATCH.c.uploaded_by, _BATCH.c.uploaded_at, _BATCH.c.errors),
    *(_BATCH.c.warnings, _BATCH.c.changes, _BATCH.c.settled_by, _BATCH.c.settled_at, _BATCH.c.progress),
)


def history(session: Session, cycle_id: int, *, offset: int = 0, limit: int = 50) -> tuple[int, list[Import]]:
    """Return how many imports a cycle has, and a page of them, the newest first. Three queries."""
    here = _BATCH.c.cycle_id == cycle_id
    total = session.execute(sa.select(sa.func.count()).select_from(_BATCH).where(here)).scalar_one()
    page = sa.select(*_COLUMNS).where(here).order_by(_BATCH.c.id.desc()).offset(offset).limit(limit)
    return total, _imports(session, page)


def one(session: Session, cycle_id: int, import_id: int) -> Import:
    """Return one import. Two queries. Raises ``NotFound``, also for one of another cycle."""
    found = _imports(session, sa.select(*_COLUMNS).where(_BATCH.c.id == import_id, _BATCH.c.cycle_id == cycle_id))
    if not found:
        raise NotFound(message("There is no import {number}.", number=import_id))
    return found[0]


def outcome_of(session: Session, keys: Keys, import_id: int) -> Outcome | None:
    """Return what the reading of an import came to, None before and after a cancelled one. One query."""
    content = session.execute(sa.select(_BATCH.c.outcome).where(_BATCH.c.id == import_id)).scalar_one_or_none()
    return None if content is None else outcome.opened(keys, import_id, content)


def current(session: Session, cycle_id: int, *, without: int | None = None) -> Mapping[str, Slot]:
    """Return the workbooks that count now, by file; ``without`` an import as if it had never been. One query."""
    wanted = (
        sa.select(
            *(_BOOK.c.file, _BOOK.c.given_name, _BOOK.c.applied_at),
            *(_BATCH.c.id, _BATCH.c.settled_by, _BATCH.c.settled_at, _BATCH.c.progress),
        )
        .join(_BATCH, _BATCH.c.id == _BOOK.c.import_id)
        .where(_BATCH.c.cycle_id == cycle_id, _BATCH.c.state == ImportState.SAVED)
        .order_by(_BATCH.c.settled_at, _BATCH.c.id)
    )
    latest = {row.file: row for row in session.execute(wanted) if row.id != without}
    return {file: _slot(latest[file]) for file in FILES if file in latest}


def newest_saved(session: Session, cycle_id: int) -> int | None:
    """Return the import that was saved last: the only one that can be undone. One query."""
    saved = (_BATCH.c.cycle_id == cycle_id, _BATCH.c.state == ImportState.SAVED)
    wanted = sa.select(_BATCH.c.id).where(*saved).order_by(_BATCH.c.settled_at.desc(), _BATCH.c.id.desc()).limit(1)
    return session.execute(wanted).scalar_one_or_none()


def blank_means_none(session: Session, import_id: int | None) -> frozenset[str]:
    """Return the columns in which a blank of an import's roster means none. One query."""
    wanted = sa.select(_BATCH.c.blank_means_none).where(_BATCH.c.id == import_id)
    return frozenset(session.execute(wanted).scalar_one_or_none() or ())


def sources_now(session: Session, cycle_id: int) -> dict[str, int]:
    """Return of which import each workbook is that counts now. One query."""
    return {file: slot.import_id for file, slot in current(session, cycle_id).items()}


def sources_proposed(session: Session, cycle_id: int, import_id: int) -> dict[str, int]:
    """Return of which import each workbook would be with an import saved. Two queries."""
    files = session.execute(sa.select(_BOOK.c.file).where(_BOOK.c.import_id == import_id)).scalars().all()
    return _ordered({**sources_now(session, cycle_id), **dict.fromkeys(files, import_id)})


def sources_before(session: Session, cycle_id: int, import_id: int) -> dict[str, int]:
    """Return of which import each workbook was before the one that was saved last. Two queries.

    Units, roster and members belong to all campaigns: before its first workbooks, those of the one before counted.
    """
    here = {file: slot.import_id for file, slot in current(session, cycle_id, without=import_id).items()}
    this = sa.select(_BATCH.c.settled_at).where(_BATCH.c.id == import_id).scalar_subquery()
    wanted = (
        sa.select(_BOOK.c.file, _BOOK.c.import_id)
        .join(_BATCH, _BATCH.c.id == _BOOK.c.import_id)
        .where(
            _BATCH.c.cycle_id != cycle_id,
            _BATCH.c.state == ImportState.SAVED,
            _BATCH.c.settled_at < this,
            _BOOK.c.file.in_(OF_ALL_CAMPAIGNS),
        )
        .order_by(_BATCH.c.settled_at, _BATCH.c.id)
    )
    earlier = {row.file: row.import_id for row in session.execute(wanted)}
    return _ordered({**earlier, **here})


def _ordered(sources: Mapping[str, int]) -> dict[str, int]:
    return {file: sources[file] for file in FILES if file in sources}


def folder(session: Session, keys: Keys, cycle_id: int, sources: Mapping[str, int]) -> Proposal:
    """Return the folder of these workbooks. Five queries. Raises ``NotFound`` for the cycle."""
    # It is the roster whose blanks are meant, whichever workbook came along with it.
    blank = blank_means_none(session, sources.get(ROSTER.file))
    parts = _parts(session, sources.get(MARKS.file))
    return Proposal(sources, _contents(session, keys, sources), blank, cycle.cycle(session, cycle_id).policy, parts)


def _parts(session: Session, import_id: int | None) -> tuple[ExamPart, ...]:
    """Return the parts of the exam of the campaign that an import belongs to; none for an exam of one paper."""
    cycle_id = session.scalar(sa.select(_BATCH.c.cycle_id).where(_BATCH.c.id == import_id)) if import_id else None
    if cycle_id is None:
        return ()
    exam = cycle.cycle(session, cycle_id).policy.exam
    return exam.papers if exam.parts else ()


def content(session: Session, keys: Keys, import_id: int, file: str) -> bytes:
    """Return one workbook as it was sent. One query. Raises ``NotFound``, also for a cancelled import."""
    found = _contents(session, keys, {file: import_id}).get(file)
    if not found:
        raise NotFound(message("There is no import {number}.", number=import_id))
    return found


def _contents(session: Session, keys: Keys, sources: Mapping[str, int]) -> dict[str, bytes]:
    places = sa.tuple_(_BOOK.c.import_id, _BOOK.c.file).in_([(number, file) for file, number in sources.items()])
    rows = session.execute(sa.select(_BOOK.c.import_id, _BOOK.c.file, _BOOK.c.content).where(places))
    return {row.file: unseal_bytes(keys, place_of(row.import_id, row.file), row.content) for row in rows if row.content}


def place_of(import_id: int, file: str) -> str:
    """Return for which place a workbook is sealed."""
    return f"import_workbook.content.{import_id}.{file}"


def _imports(session: Session, wanted: sa.Select[Any]) -> list[Import]:
    rows = session.execute(wanted).all()
    files = _files(session, [row.id for row in rows])
    return [
        Import(**{**row._mapping, "progress": row.progress or {}}, files=tuple(files.get(row.id, ())))  # noqa: SLF001 - SQLAlchemy's public name
        for row in rows
    ]


def _files(session: Session, numbers: Iterable[int]) -> Mapping[int, list[SentFile]]:
    columns = (_BOOK.c.import_id, _BOOK.c.file, _BOOK.c.given_name, _BOOK.c.digest, _BOOK.c.applied_at)
    found: dict[int, list[SentFile]] = {}
    for row in session.execute(sa.select(*columns).where(_BOOK.c.import_id.in_(numbers))):
        found.setdefault(row.import_id, []).append(SentFile(row.file, row.given_name, row.digest, row.applied_at))
    return {number: sorted(files, key=lambda sent: FILES.index(sent.file)) for number, files in found.items()}


def _slot(row: Any) -> Slot:  # noqa: ANN401 - a row of the query above
    counts = (row.progress or {}).get("files", {}).get(row.file, {})
    return Slot(
        file=row.file,
        import_id=row.id,
        given_name=row.given_name,
        saved_by=row.settled_by,
        saved_at=row.settled_at,
        rows=counts.get("rows", 0),
        warnings=counts.get("warnings", 0),
        waits=row.applied_at is None,
    )
