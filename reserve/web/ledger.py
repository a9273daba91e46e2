"""The ledger of exceptions over all campaigns: by year, by unit, and by whoever signed."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get

from reserve.audit import queries as journal
from reserve.edge.providers import TheDatabase, TheLanguage, TheVisitor
from reserve.edge.roles import Permission
from reserve.reports import ledger
from reserve.reports.ledger import Wanted
from reserve.text import message
from reserve.web.desk import context, desk_at_large
from reserve.web.filters import number
from reserve.web.render import page

LONGEST = 100


@get("/exceptions", permission=Permission.VIEW_EXCEPTIONS, sync_to_thread=True)
def show(
    request: Request[Any, Any, Any], database: TheDatabase, visitor: TheVisitor, lang: TheLanguage
) -> Response[str]:
    """Show who stood under an exception in which year, what was waived, and who signed; made to be printed."""
    query = dict(request.query_params)
    wanted = Wanted(
        year=number(query, "year"), unit=query.get("unit", "")[:LONGEST], signed=query.get("signed", "")[:LONGEST]
    )
    with database.reading() as session:
        around = desk_at_large(session, visitor, "ledger")
        found = ledger.ledger(session, wanted, visitor.units(Permission.VIEW_EXCEPTIONS))
        head = journal.head(session)
    shown = context(around, message("Ledger of exceptions"), found=found, wanted=wanted, head=head)
    return page(request, lang, "all_exceptions.html", shown)
