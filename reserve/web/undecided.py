"""The undecided: what is missing about each, unit by unit, and the workbook that a unit is sent."""

from __future__ import annotations

from itertools import groupby
from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.status_codes import HTTP_200_OK
from sqlalchemy.orm import Session

from reserve.cycle import queries as cycle
from reserve.cycle.model import Step
from reserve.db import Database
from reserve.edge.providers import TheDatabase, TheKeys, TheLanguage, TheVisitor
from reserve.edge.roles import Permission
from reserve.edge.visitor import Visitor
from reserve.personal import Keys
from reserve.reports import asking, undecided
from reserve.reports.progress import changed_since
from reserve.reports.undecided import PAGE
from reserve.text import message, word
from reserve.web.desk import context, desk
from reserve.web.exporting import XLSX, File, exported
from reserve.web.filters import Pager, address, number
from reserve.web.forms import Failure
from reserve.web.pool import status
from reserve.web.render import page
from reserve.web.sent import SENT, TheSent

Asked = Request[Any, Any, Any]
_ALL: Final = 100_000


@get("/cycles/{cycle_id:int}/undecided", permission=Permission.VIEW_NOMINEES, sync_to_thread=True)
def show(
    request: Asked,
    database: TheDatabase,
    keys: TheKeys,
    visitor: TheVisitor,
    lang: TheLanguage,
    cycle_id: FromPath[int],
) -> Response[str]:
    """Show what would settle everybody who is undecided; of one unit all of them, of all units a page at a time."""
    query = dict(request.query_params)
    return _page(
        request, database, keys, visitor, lang, cycle_id, unit=number(query, "unit"), at=number(query, "page") or 1
    )


@post(
    "/cycles/{cycle_id:int}/undecided/export",
    permission=Permission.EXPORT,
    dependencies=SENT,
    status_code=HTTP_200_OK,
    sync_to_thread=True,
)
def export(sent: TheSent, cycle_id: FromPath[int]) -> Response[Any]:
    """Hand out the workbook that units are sent: of one unit, or of all."""
    unit = number(sent.fields, "unit")

    def make(session: Session) -> File:
        campaign = cycle.cycle(session, cycle_id)
        units = sent.visitor.units(Permission.VIEW_NOMINEES)
        found = undecided.page(session, campaign, sent.keys, unit=unit, units=units, limit=_ALL)
        of_unit = "" if unit is None else f"-{unit}"
        name = f"{word(message('to be filled in'), sent.lang)}-{cycle_id}{of_unit}.xlsx"
        return File(name, XLSX, asking.workbook(campaign, found.cases, sent.lang))

    def again(failure: Failure) -> Response[Any]:
        return _page(
            sent.request, sent.database, sent.keys, sent.visitor, sent.lang, cycle_id, unit=unit, failure=failure
        )

    return exported(
        sent.database,
        sent.keys,
        sent.visitor,
        sent.fields,
        make,
        again,
        subject=f"cycle {cycle_id}",
        details={"page": "undecided", "unit": unit},
    )


def _page(
    request: Asked,
    database: Database,
    keys: Keys,
    visitor: Visitor,
    lang: str,
    cycle_id: int,
    *,
    unit: int | None,
    at: int = 1,
    failure: Failure | None = None,
) -> Response[str]:
    size = PAGE if unit is None else _ALL
    with database.reading() as session:
        around = desk(session, visitor, "undecided", cycle_id)
        assert around.cycle is not None  # noqa: S101 - the desk of a cycle has it
        found = undecided.page(
            session,
            around.cycle,
            keys,
            unit=unit,
            units=visitor.units(Permission.VIEW_NOMINEES),
            offset=(at - 1) * size,
            limit=size,
        )
    path, words = around.address("undecided"), {"unit": "" if unit is None else str(unit)}
    shown = context(
        around,
        message("Undecided"),
        found=found,
        units=[(name, list(cases)) for name, cases in groupby(found.cases, key=lambda case: (case.unit_id, case.unit))],
        unit=unit,
        every=sum(group.cases for group in found.groups),
        stale=bool(around.course and changed_since(around.course.steps, Step.SCREENING)),
        pager=Pager(path, words, at, found.total, size),
        link=lambda **changes: address(path, words, **changes),
        failure=failure,
    )
    return page(request, lang, "undecided.html", shown, status=status(failure))
