"""Reading the journal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve.audit.chain import content
from reserve.audit.model import Entry, Head
from reserve.audit.tables import JournalEntry, JournalHead
from reserve.audit.tags import Tag
from reserve.db import canonical_json

_COLUMNS = (
    JournalEntry.sequence,
    JournalEntry.at,
    JournalEntry.actor,
    JournalEntry.actor_kind,
    JournalEntry.tag,
    JournalEntry.subject,
    JournalEntry.details,
    JournalEntry.previous,
    JournalEntry.hash,
    JournalEntry.format,
)
_CHUNK = 1000


def head(session: Session) -> Head:
    """Return the end of the journal, as kept beside it; ``verify`` says whether it is true."""
    row = session.execute(sa.select(JournalHead.sequence, JournalHead.hash).where(JournalHead.id == 1)).one()
    return Head(row.sequence, row.hash)


def entries(
    session: Session,
    *,
    tag: Tag | None = None,
    subject: str | None = None,
    actor: str | None = None,
    since: dt.datetime | None = None,
    until: dt.datetime | None = None,
    after: int = 0,
    limit: int | None = None,
) -> Iterator[Entry]:
    """Yield the entries that match every filter given, oldest first, a thousand in memory at a time.

    ``since`` is inclusive, ``until`` is not; ``after`` is the sequence number to go on from.
    """
    wanted = sa.select(*_COLUMNS).where(JournalEntry.sequence > after).order_by(JournalEntry.sequence).limit(limit)
    if tag is not None:
        wanted = wanted.where(JournalEntry.tag == tag.value)
    if subject is not None:
        wanted = wanted.where(JournalEntry.subject == subject)
    if actor is not None:
        wanted = wanted.where(JournalEntry.actor == actor)
    if since is not None:
        wanted = wanted.where(JournalEntry.at >= since)
    if until is not None:
        wanted = wanted.where(JournalEntry.at < until)
    with session.execute(wanted.execution_options(yield_per=_CHUNK)) as rows:
        for row in rows:
            yield Entry(*row)


def latest(
    session: Session,
    *,
    tag: Tag | None = None,
    subject: str | None = None,
    actor: str | None = None,
    before: int | None = None,
    limit: int = 50,
) -> list[Entry]:
    """Return the newest entries that match every filter given, newest first; ``before`` is a sequence number."""
    wanted = sa.select(*_COLUMNS).order_by(JournalEntry.sequence.desc()).limit(limit)
    if before is not None:
        wanted = wanted.where(JournalEntry.sequence < before)
    if tag is not None:
        wanted = wanted.where(JournalEntry.tag == tag.value)
    if subject is not None:
        wanted = wanted.where(JournalEntry.subject == subject)
    if actor is not None:
        wanted = wanted.where(JournalEntry.actor == actor)
    return [Entry(*row) for row in session.execute(wanted)]


def export_lines(session: Session) -> Iterator[str]:
    """Yield one line of canonical JSON an entry, hash included, and last the head: ``{"head": …}``.

    ``tools/verify_journal.py`` checks such a file with nothing but Python.
    """
    for entry in entries(session):
        yield canonical_json({**content(entry), "hash": entry.hash})
    end = head(session)
    yield canonical_json({"head": {"hash": end.hash, "sequence": end.sequence}})
