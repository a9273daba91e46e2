"""Reading the journal."""

from __future__ import annotations

import datetime as dt
import operator
from collections.abc import Callable, Iterator
from typing import Any

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
_END = JournalHead.__table__
# Every page asks for it: the table and not the class, and made once, it costs a fifth.
_HEAD = sa.select(_END.c.sequence, _END.c.hash).where(_END.c.id == 1)


def head(session: Session) -> Head:
    """Return the end of the journal, as kept beside it; ``verify`` says whether it is true."""
    row = session.execute(_HEAD).one()
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
    about: str | None = None,
    since: dt.datetime | None = None,
    until: dt.datetime | None = None,
    before: int | None = None,
    after: int | None = None,
    limit: int = 50,
) -> list[Entry]:
    """Return the newest entries that match every filter given, newest first.

    ``about`` is a part of the subject. ``since`` is inclusive, ``until`` is not. ``before`` and ``after`` are sequence
    numbers; with ``after`` those that follow next are returned instead of the newest.
    """
    wanted = sa.select(*_COLUMNS).limit(limit)
    wanted = wanted.order_by(JournalEntry.sequence.desc() if after is None else JournalEntry.sequence)
    filters: tuple[tuple[Callable[[Any, Any], Any], Any, object], ...] = (
        (operator.lt, JournalEntry.sequence, before),
        (operator.gt, JournalEntry.sequence, after),
        (operator.eq, JournalEntry.tag, tag),
        (operator.eq, JournalEntry.subject, subject),
        (_holds, JournalEntry.subject, about),
        (operator.eq, JournalEntry.actor, actor),
        (operator.ge, JournalEntry.at, since),
        (operator.lt, JournalEntry.at, until),
    )
    for compared, column, value in filters:
        if value is not None:
            wanted = wanted.where(compared(column, value))
    found = [Entry(*row) for row in session.execute(wanted)]
    return found if after is None else found[::-1]


def _holds(column: sa.orm.InstrumentedAttribute[str], part: str) -> sa.ColumnElement[bool]:
    return column.contains(part, autoescape=True)


def export_lines(session: Session) -> Iterator[str]:
    """Yield one line of canonical JSON an entry, hash included, and last the head: ``{"head": …}``.

    ``tools/verify_journal.py`` checks such a file with nothing but Python.
    """
    for entry in entries(session):
        yield canonical_json({**content(entry), "hash": entry.hash})
    end = head(session)
    yield canonical_json({"head": {"hash": end.hash, "sequence": end.sequence}})
