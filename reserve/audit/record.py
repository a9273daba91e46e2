"""The one door into the journal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve import clock
from reserve.audit.chain import FORMAT, content, digest
from reserve.audit.model import Actor, Entry, Head
from reserve.audit.tables import JournalEntry, JournalHead
from reserve.audit.tags import Tag

_JOURNAL: Final = cast("sa.Table", JournalEntry.__table__)  # the table, not the class: one plain executemany


class Event(NamedTuple):
    """What is to be recorded: the act, whom or what it was done to, and plain details without floats."""

    tag: Tag
    subject: str
    details: Mapping[str, object]


def record(
    session: Session,
    actor: Actor,
    tag: Tag,
    subject: str,
    details: Mapping[str, object] | None = None,
    *,
    at: dt.datetime | None = None,
) -> Head:
    """Append one entry in the caller's transaction and return the journal's new head.

    ``details`` must not hold personal values in clear: pass them through ``audit.fingerprint``. ``at`` is the
    present moment unless given. Side effects: locks the journal until the transaction ends, so record last.
    Raises ``TypeError`` for details that are not plain values, ``ValueError`` for a naive ``at``.
    """
    return record_many(session, actor, [Event(tag, subject, details or {})], at=at)


def record_many(session: Session, actor: Actor, events: Iterable[Event], *, at: dt.datetime | None = None) -> Head:
    """Append several entries of one actor and moment, in the order given, by one statement.

    Everything else as ``record``; without events nothing is changed.
    """
    stored = session.execute(
        sa.select(JournalHead.sequence, JournalHead.hash).where(JournalHead.id == 1).with_for_update()
    ).one()
    head = Head(stored.sequence, stored.hash)
    moment = clock.now() if at is None else at
    rows = []
    for event in events:
        hashed = content(_next(head, actor, event, moment))
        head = Head(head.sequence + 1, digest(hashed))
        rows.append({**hashed, "at": moment, "hash": head.hash})
    if rows:
        session.execute(sa.insert(_JOURNAL), rows)
        session.execute(
            sa.update(JournalHead).where(JournalHead.id == 1).values(sequence=head.sequence, hash=head.hash)
        )
    return head


def _next(head: Head, actor: Actor, event: Event, at: dt.datetime) -> Entry:
    """Return the entry that follows ``head``, its own hash still open."""
    return Entry(
        sequence=head.sequence + 1,
        at=at,
        actor=actor.name,
        actor_kind=actor.kind,
        tag=Tag(event.tag).value,
        subject=event.subject,
        details=event.details,
        previous=head.hash,
        hash="",
        format=FORMAT,
    )
