"""The present members, and the places of every unit."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get
from litestar.exceptions import ClientException
from litestar.params import FromPath

from reserve.edge.providers import TheDatabase, TheKeys, TheLanguage, TheVisitor
from reserve.edge.roles import Permission
from reserve.reports import places
from reserve.retention.model import Decision
from reserve.text import message
from reserve.web.desk import context, desk
from reserve.web.filters import address, choice
from reserve.web.render import page

Asked = Request[Any, Any, Any]


@get("/cycles/{cycle_id:int}/members", permission=Permission.VIEW_MEMBERS, sync_to_thread=True)
def members(
    request: Asked,
    database: TheDatabase,
    keys: TheKeys,
    visitor: TheVisitor,
    lang: TheLanguage,
    cycle_id: FromPath[int],
) -> Response[str]:
    """Show the present members with the decision in effect; filter by decision."""
    decision = choice(dict(request.query_params), "decision", Decision)
    with database.reading() as session:
        around = desk(session, visitor, "members", cycle_id)
        assert around.cycle is not None  # noqa: S101 - the desk of a cycle has it
        every = places.members(session, around.cycle, keys, visitor.units(Permission.VIEW_MEMBERS))
    path = around.address("members")
    shown = context(
        around,
        message("Present members"),
        rows=[row for row in every if decision is None or row.decision is decision],
        counts={choice: sum(row.decision is choice for row in every) for choice in Decision},
        total=len(every),
        decision=decision,
        link=lambda decision: address(path, {}, decision=decision),
    )
    return page(request, lang, "members.html", shown)


@get("/cycles/{cycle_id:int}/places", permission=Permission.VIEW_PLACES, sync_to_thread=True)
def units(
    request: Asked, database: TheDatabase, visitor: TheVisitor, lang: TheLanguage, cycle_id: FromPath[int]
) -> Response[str]:
    """Show how the places of every unit stand, with the sums."""
    posts = request.query_params.get("posts", "")
    if posts not in {"", "unknown"}:
        raise ClientException("posts")
    with database.reading() as session:
        around = desk(session, visitor, "places", cycle_id)
        assert around.cycle is not None  # noqa: S101 - the desk of a cycle has it
        every = places.places(session, around.cycle, visitor.units(Permission.VIEW_PLACES))
    rows = [row for row in every if not posts or row.posts is None]
    shown = context(around, message("Units and places"), rows=rows, posts=posts, total=len(every))
    return page(request, lang, "places.html", shown)
