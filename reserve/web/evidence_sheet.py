"""The evidence on every member of a campaign on one sheet, to be printed for the meeting that decides."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath

from reserve.audit import queries as journal
from reserve.edge.providers import TheDatabase, TheKeys, TheLanguage, TheVisitor
from reserve.edge.roles import Permission
from reserve.reports.evidence_of_members import evidence
from reserve.retention.model import Decision
from reserve.text import message
from reserve.web.desk import context, desk
from reserve.web.render import page


@get("/cycles/{cycle_id:int}/members/evidence", permission=Permission.VIEW_MEMBERS, sync_to_thread=True)
def show(
    request: Request[Any, Any, Any],
    database: TheDatabase,
    keys: TheKeys,
    visitor: TheVisitor,
    lang: TheLanguage,
    cycle_id: FromPath[int],
) -> Response[str]:
    """Show what a decision about each member can rest on, and what the plan proposes."""
    with database.reading() as session:
        around = desk(session, visitor, "members", cycle_id)
        assert around.cycle is not None  # noqa: S101 - the desk of a cycle has it
        rows = evidence(session, around.cycle, keys, visitor.units(Permission.VIEW_MEMBERS))
        head = journal.head(session)
    undecided = sum(one.row.decision is Decision.NONE for one in rows)
    shown = context(around, message("Evidence sheet"), rows=rows, open=undecided, head=head)
    return page(request, lang, "evidence.html", shown)
