"""The screening table, the verdict sheet, the exceptions audit, and the list."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Request, Response, get
from litestar.params import FromPath

from reserve.edge.providers import TheDatabase, TheLanguage, TheVisitor
from reserve.edge.roles import Permission
from reserve.reports import nominees, verdicts
from reserve.reports.nominees import PAGE, Exam, Outcome, Standing
from reserve.roster import queries as roster
from reserve.roster.model import PlaceClass
from reserve.text import message
from reserve.web.desk import context, desk
from reserve.web.filters import Pager, address, choice, filters, number, said, truth
from reserve.web.render import page

Asked = Request[Any, Any, Any]


@get("/cycles/{cycle_id:int}/nominees", permission=Permission.VIEW_NOMINEES, sync_to_thread=True)
def table(
    request: Asked, database: TheDatabase, visitor: TheVisitor, lang: TheLanguage, cycle_id: FromPath[int]
) -> Response[str]:
    """Show one page of the screening table. Eight queries at most, whatever the number of rows."""
    query = dict(request.query_params)
    wanted, at = filters(query), number(query, "page") or 1
    allowed = visitor.units(Permission.VIEW_NOMINEES)
    with database.reading() as session:
        around = desk(session, visitor, "nominees", cycle_id)
        assert around.cycle is not None  # noqa: S101 - the desk of a cycle has it
        found = nominees.page(session, around.cycle, wanted, units=allowed, offset=(at - 1) * PAGE, limit=PAGE)
        units = roster.units(session).values()
    path, words = around.address("nominees"), said(wanted)
    shown = context(
        around,
        message("Screening table"),
        found=found,
        pager=Pager(path, words, at, found.total, PAGE),
        chosen=words,
        criteria=[criterion.id for criterion in around.cycle.policy.criteria],
        units=[unit for unit in units if allowed is None or unit.id in allowed],
        choices={
            "outcome": list(Outcome),
            "class": list(PlaceClass),
            "exam": list(Exam),
            "standing": list(Standing),
        },
        link=lambda **changes: address(path, words, **changes),
    )
    return page(request, lang, "nominees.html", shown)


@get("/cycles/{cycle_id:int}/nominees/{nominee_id:int}", permission=Permission.VIEW_NOMINEES, sync_to_thread=True)
def sheet(
    request: Asked,
    database: TheDatabase,
    visitor: TheVisitor,
    lang: TheLanguage,
    cycle_id: FromPath[int],
    nominee_id: FromPath[int],
) -> Response[str]:
    """Show why one nominee stands where he or she stands."""
    with database.reading() as session:
        around = desk(session, visitor, "nominees", cycle_id)
        assert around.cycle is not None  # noqa: S101 - the desk of a cycle has it
        found = verdicts.sheet(session, around.cycle, nominee_id, visitor.units(Permission.VIEW_NOMINEES))
    # The name stays out of the title: titles are kept in histories and shown in task bars.
    title = message("Verdict sheet {number}", number=found.row.person_id)
    return page(request, lang, "verdict.html", context(around, title, sheet=found, policy=around.cycle.policy))


@get("/cycles/{cycle_id:int}/exceptions", permission=Permission.VIEW_EXCEPTIONS, sync_to_thread=True)
def exceptions(
    request: Asked, database: TheDatabase, visitor: TheVisitor, lang: TheLanguage, cycle_id: FromPath[int]
) -> Response[str]:
    """Show everybody who stands under the exception, with what was waived, by how much, and on whose word."""
    approved = truth(dict(request.query_params), "approved")
    with database.reading() as session:
        around = desk(session, visitor, "exceptions", cycle_id)
        assert around.cycle is not None  # noqa: S101 - the desk of a cycle has it
        every = verdicts.ledger(session, around.cycle, visitor.units(Permission.VIEW_EXCEPTIONS))
    complete = {sheet.row.id: sheet.papers is not None and sheet.papers.complete for sheet in every}
    shown = context(
        around,
        message("Exceptions audit"),
        sheets=[sheet for sheet in every if approved is None or complete[sheet.row.id] is approved],
        complete=complete,
        total=len(every),
        approved=approved,
    )
    return page(request, lang, "exceptions.html", shown)


@get("/cycles/{cycle_id:int}/list", permission=Permission.VIEW_LIST, sync_to_thread=True)
def listing(
    request: Asked, database: TheDatabase, visitor: TheVisitor, lang: TheLanguage, cycle_id: FromPath[int]
) -> Response[str]:
    """Show who is on the list, who is not, and why."""
    query = dict(request.query_params)
    wanted, at = filters(query), number(query, "page") or 1
    if choice(query, "standing", Standing) is None and "standing" not in query:
        wanted = msgspec.structs.replace(wanted, standing=Standing.LISTED)
    with database.reading() as session:
        around = desk(session, visitor, "list", cycle_id)
        assert around.cycle is not None  # noqa: S101 - the desk of a cycle has it
        found = nominees.page(
            session,
            around.cycle,
            wanted,
            units=visitor.units(Permission.VIEW_LIST),
            offset=(at - 1) * PAGE,
            limit=PAGE,
        )
    path, words = around.address("list"), {**said(wanted), "standing": query.get("standing", "listed")}
    shown = context(
        around,
        message("Proposed list"),
        found=found,
        pager=Pager(path, words, at, found.total, PAGE),
        chosen=words,
        standings=list(Standing),
        link=lambda **changes: address(path, words, **changes),
    )
    return page(request, lang, "list.html", shown)
