"""Recompute the journal's chain and name the first entry that is not as it was written."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from reserve.audit.chain import BEGINNING, FORMAT, digest
from reserve.audit.model import Head, Trouble, Verdict
from reserve.audit.queries import head
from reserve.db import canonical_json, moment_text
from reserve.text import Message, message

_REASONS: Final = {
    Trouble.CHANGED: message("Entry {sequence} was changed after it was written."),
    Trouble.MISSING: message("Entry {sequence} is missing."),
    Trouble.REORDERED: message("Entry {sequence} was written under another number: entries were moved or taken out."),
    Trouble.UNLINKED: message("Entry {sequence} does not follow from the one before it: one of the two was replaced."),
    Trouble.HEAD: message("The journal ends with entry {sequence}, but the head kept beside it says otherwise."),
    Trouble.ANCHOR: message("Entry {sequence} is not the one that was printed: the journal was rewritten."),
}
_NO_HEAD: Final = Head(-1, "")
# Text, not the mapped columns: a value that was tampered with may not even load as its type.
_STORED: Final = sa.text(
    "SELECT sequence, at, actor, actor_kind, tag, subject, details, format, previous, hash "
    "FROM journal ORDER BY sequence"
).execution_options(yield_per=1000)


def verify(session: Session, anchor: Head | None = None) -> Verdict:
    """Return whether the journal is whole; reads every entry once and recomputes its hash.

    ``anchor`` is a head noted outside (on a signed paper): without it, somebody who may write to the database
    can rewrite the end of the journal together with its head, and nothing inside it can show that.
    """
    kept = _kept(session)
    reached = Head(0, BEGINNING)
    for content, stored_hash in _contents(session):
        trouble = _trouble(content, stored_hash, reached, last=kept.sequence)
        number = reached.sequence + 1
        if trouble is None and anchor is not None and anchor.sequence == number and anchor.hash != stored_hash:
            trouble = Trouble.ANCHOR
        if trouble is not None:
            return _bad(reached, trouble, number)
        reached = Head(number, stored_hash)
    if reached.sequence < max(kept.sequence, anchor.sequence if anchor else 0):
        return _bad(reached, Trouble.MISSING, reached.sequence + 1)
    if kept != reached:
        return _bad(reached, Trouble.HEAD, reached.sequence)
    return Verdict(reached.sequence, reached)


def _kept(session: Session) -> Head:
    """Return the head kept beside the entries, or one that no journal has when it is gone or no number."""
    try:
        kept = head(session)
    except NoResultFound:
        return _NO_HEAD
    stored: object = kept.sequence
    return kept if isinstance(stored, int) else _NO_HEAD


def _bad(reached: Head, trouble: Trouble, sequence: int) -> Verdict:
    return Verdict(
        reached.sequence, reached, trouble, sequence, Message(_REASONS[trouble].msgid, {"sequence": sequence})
    )


def _contents(session: Session) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield what each entry's hash is taken of, and the hash; details not canonical stay text."""
    # The result is a cursor on the server, to be closed at the first bad entry.
    with _undecodable_text(session), session.execute(_STORED) as rows:
        for row in rows.mappings():
            content = dict(row)
            stored_hash = content.pop("hash")
            if isinstance(content["at"], dt.datetime):
                content["at"] = moment_text(content["at"])
            content["details"] = _details(content["details"])
            yield content, stored_hash


@contextmanager
def _undecodable_text(session: Session) -> Iterator[None]:
    """Let SQLite hand out bytes that are no text, instead of breaking off: no entry can have had them."""
    connection: object = session.connection().connection.dbapi_connection
    if not isinstance(connection, sqlite3.Connection):
        yield
        return
    connection.text_factory = lambda stored: stored.decode("utf-8", "surrogateescape")
    try:
        yield
    finally:
        connection.text_factory = str


def _details(stored: str) -> object:
    try:
        details = json.loads(stored)
        return details if canonical_json(details) == stored else stored
    except (TypeError, ValueError, RecursionError):
        return stored


def _trouble(content: Mapping[str, Any], stored_hash: str, before: Head, *, last: int) -> Trouble | None:
    if content["sequence"] != before.sequence + 1:
        return Trouble.MISSING
    if content["format"] != FORMAT or not _matches(content, stored_hash):
        # Only for the first bad entry, so trying every number it may have had is affordable.
        others = ({**content, "sequence": number} for number in range(1, last + 1))
        return Trouble.REORDERED if any(_matches(other, stored_hash) for other in others) else Trouble.CHANGED
    return None if content["previous"] == before.hash else Trouble.UNLINKED


def _matches(content: Mapping[str, Any], stored_hash: str) -> bool:
    try:
        return digest(content) == stored_hash
    except (TypeError, ValueError):
        return False  # a value that no entry can have had
