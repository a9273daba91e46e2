"""The journal, newest first."""

from __future__ import annotations

from typing import Annotated

from litestar import Router, get
from litestar.params import FromQuery, QueryParameter

from reserve.api import schemas
from reserve.audit import queries
from reserve.audit.model import Entry
from reserve.audit.tags import Tag
from reserve.edge.providers import TheDatabase
from reserve.edge.roles import Permission

_TAGS = ["journal"]
_Text = Annotated[str | None, QueryParameter(max_length=200)]


@get("/journal", permission=Permission.VIEW_JOURNAL, operation_id="listJournal", tags=_TAGS, sync_to_thread=True)
def list_journal(
    database: TheDatabase,
    tag: FromQuery[Tag | None] = None,
    subject: _Text = None,
    actor: _Text = None,
    before: Annotated[int | None, QueryParameter(ge=1, le=2**62)] = None,
    limit: Annotated[int, QueryParameter(ge=1, le=500)] = 50,
) -> list[schemas.JournalEntry]:
    """List entries that match every filter given; go on with ``before`` = the last sequence number."""
    with database.reading() as session:
        found = queries.latest(session, tag=tag, subject=subject, actor=actor, before=before, limit=limit)
    return [_entry(entry) for entry in found]


def _entry(entry: Entry) -> schemas.JournalEntry:
    return schemas.JournalEntry(
        sequence=entry.sequence,
        at=entry.at,
        actor=entry.actor,
        actor_kind=entry.actor_kind.value,
        tag=entry.tag,
        subject=entry.subject,
        details=entry.details,
        previous=entry.previous,
        hash=entry.hash,
    )


@get(
    "/journal/head", permission=Permission.VIEW_JOURNAL, operation_id="getJournalHead", tags=_TAGS, sync_to_thread=True
)
def get_head(database: TheDatabase) -> schemas.JournalHead:
    """Return the end of the journal: what is printed on signed papers."""
    with database.reading() as session:
        found = queries.head(session)
    return schemas.JournalHead(sequence=found.sequence, hash=found.hash)


router = Router("/", route_handlers=[list_journal, get_head])
