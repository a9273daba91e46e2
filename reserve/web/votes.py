"""The votes: the figures of every meeting, and the ranking of one unit."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Final

from litestar import Request, Response, get
from litestar.params import FromPath

from reserve.edge.providers import TheDatabase, TheLanguage, TheVisitor
from reserve.edge.roles import Permission
from reserve.reports import votes
from reserve.roster.model import PlaceClass, UnitKind
from reserve.text import message
from reserve.web.desk import context, desk
from reserve.web.filters import choice
from reserve.web.render import page

Asked = Request[Any, Any, Any]
_LONGEST: Final = 40


class Result(StrEnum):
    """Which meetings are shown: those that give a result, those that give none, and votes that were not held."""

    YES = "yes"
    NO = "no"
    NOT_HELD = "not_held"


def result_of(meeting: votes.Meeting) -> Result:
    """Return what came of a meeting."""
    if not meeting.held:
        return Result.NOT_HELD
    return Result.YES if meeting.why is None else Result.NO


@get("/cycles/{cycle_id:int}/votes", permission=Permission.VIEW_VOTES, sync_to_thread=True)
def show_votes(
    request: Asked, database: TheDatabase, visitor: TheVisitor, lang: TheLanguage, cycle_id: FromPath[int]
) -> Response[str]:
    """Show the figures of every meeting."""
    query = dict(request.query_params)
    result, kind, place_class = (
        choice(query, "result", Result),
        choice(query, "kind", UnitKind),
        choice(query, "class", PlaceClass),
    )
    search = query.get("search", "").strip()[:_LONGEST]
    with database.reading() as session:
        around = desk(session, visitor, "votes", cycle_id)
        assert around.cycle is not None  # noqa: S101 - the desk of a cycle has it
        every = votes.meetings(session, around.cycle, visitor.units(Permission.VIEW_VOTES))
    rows = [
        one
        for one in every
        if (result is None or result_of(one) is result)
        and (kind is None or one.kind is kind)
        and (place_class is None or one.place_class is place_class)
        and search in one.unit
    ]
    shown = context(
        around,
        message("Votes"),
        rows=[(one, result_of(one)) for one in rows],
        counts={which: sum(result_of(one) is which for one in every) for which in Result},
        held=any(one.held for one in every),
        chosen={"result": result or "", "kind": kind or "", "class": place_class or "", "search": search},
        kinds=list(UnitKind),
        classes=list(PlaceClass),
        results=list(Result),
    )
    return page(request, lang, "votes.html", shown)


@get("/cycles/{cycle_id:int}/votes/{unit_id:int}", permission=Permission.VIEW_VOTES, sync_to_thread=True)
def show_ranking(
    request: Asked,
    database: TheDatabase,
    visitor: TheVisitor,
    lang: TheLanguage,
    cycle_id: FromPath[int],
    unit_id: FromPath[int],
) -> Response[str]:
    """Show both rankings of one unit with all names."""
    with database.reading() as session:
        around = desk(session, visitor, "votes", cycle_id)
        assert around.cycle is not None  # noqa: S101 - the desk of a cycle has it
        found = votes.rankings(session, around.cycle, unit_id, visitor.units(Permission.VIEW_VOTES))
    shown = context(around, message("Votes of a unit"), rankings=found, unit=found[0].meeting)
    return page(request, lang, "ranking.html", shown)
