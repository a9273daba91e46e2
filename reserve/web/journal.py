"""The journal, newest first, with filters."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get

from reserve.audit import queries
from reserve.audit.tags import Tag
from reserve.edge.providers import TheDatabase, TheLanguage, TheVisitor
from reserve.edge.roles import Permission
from reserve.text import message
from reserve.web.desk import context, desk_at_large
from reserve.web.filters import address, choice, number
from reserve.web.render import page

Asked = Request[Any, Any, Any]
_ROWS = 50


@get("/journal", permission=Permission.VIEW_JOURNAL, sync_to_thread=True)
def show(request: Asked, database: TheDatabase, visitor: TheVisitor, lang: TheLanguage) -> Response[str]:
    """Show fifty entries that match every filter given, and the journal's head."""
    query = dict(request.query_params)
    tag, before = choice(query, "tag", Tag), number(query, "before")
    words = {name: query.get(name, "").strip()[:100] for name in ("subject", "actor")}
    with database.reading() as session:
        around = desk_at_large(session, visitor, "journal")
        head = queries.head(session)
        found = queries.latest(
            session,
            tag=tag,
            subject=words["subject"] or None,
            actor=words["actor"] or None,
            before=before,
            limit=_ROWS + 1,
        )
    chosen = {"tag": tag or "", **words}
    older = address("/journal", chosen, before=found[_ROWS - 1].sequence) if len(found) > _ROWS else None
    newest = address("/journal", chosen) if before else None
    shown = context(
        around,
        message("Journal"),
        entries=found[:_ROWS],
        head=head,
        tags=list(Tag),
        chosen=chosen,
        older=older,
        newest=newest,
    )
    return page(request, lang, "journal.html", shown)
