"""Making anew what is derived, as somebody asks for it, and what came of it the last time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from reserve.audit import queries as journal
from reserve.audit.model import Actor, Entry
from reserve.audit.record import record
from reserve.audit.tags import Tag
from reserve.campaign import deriving
from reserve.personal import Keys


class Came(NamedTuple):
    """What came of a step the last time it was made here: counts by name, as they were recorded."""

    sequence: int
    counts: Mapping[str, Any]


def screen(session: Session, actor: Actor, cycle_id: int, keys: Keys) -> None:
    """Screen anew and record what came of it; afterwards call ``imports.apply_waiting``.

    Side effects and refusals: those of ``deriving.screen``; one more journal entry.
    """
    derived = deriving.screen(session, actor, cycle_id, keys)
    counts = {
        "before": dict(derived.before),
        "after": dict(derived.after),
        "added": derived.added,
        "changed": derived.changed,
        "withdrawn": derived.withdrawn,
        "lapsed": derived.lapsed,
    }
    record(session, actor, Tag.CAMPAIGN_SCREEN, _subject(cycle_id), counts)


def draw(session: Session, actor: Actor, cycle_id: int, keys: Keys) -> None:
    """Draw up the list anew and record what came of it.

    Side effects and refusals: those of ``deriving.draw``; one more journal entry.
    """
    drawn = deriving.draw(session, actor, cycle_id, keys)
    counts = {"listed": drawn.listed, "reserved": drawn.reserved, "open_ties": drawn.open_ties}
    record(session, actor, Tag.CAMPAIGN_DRAW, _subject(cycle_id), {**counts, "findings": len(drawn.findings)})


def last(session: Session, cycle_id: int) -> tuple[Came | None, Came | None]:
    """Return what came of the last screening and of the last list that were made here. Two queries."""
    subject = _subject(cycle_id)
    found = [
        journal.latest(session, tag=tag, subject=subject, limit=1) for tag in (Tag.CAMPAIGN_SCREEN, Tag.CAMPAIGN_DRAW)
    ]
    screened, drawn = (_came(entries[0]) if entries else None for entries in found)
    return screened, drawn


def _came(entry: Entry) -> Came:
    return Came(entry.sequence, entry.details)


def _subject(cycle_id: int) -> str:
    return f"cycle {cycle_id}"
