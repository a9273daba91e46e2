"""The inspections: who has one and what it came to, recording one, correcting it, taking it back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal

from litestar import Request, Response, get, post
from litestar.exceptions import ClientException
from litestar.params import FromPath
from litestar.status_codes import HTTP_200_OK, HTTP_422_UNPROCESSABLE_ENTITY
from sqlalchemy.orm import Session

from reserve.accounts.model import Principal
from reserve.dates import PartialDate
from reserve.edge.providers import TheDatabase, TheFields, TheLanguage, TheVisitor
from reserve.edge.roles import Permission
from reserve.errors import Invalid
from reserve.inspection import actions
from reserve.inspection.model import Outcome
from reserve.inspection.rules import lacking
from reserve.reports import inspections
from reserve.reports.inspections import PAGE, Filters, State
from reserve.roster import queries as roster
from reserve.roster.model import person_id
from reserve.text import Message, message
from reserve.web.desk import context, desk
from reserve.web.filters import Pager, address, choice, number
from reserve.web.forms import Act, Failure, done, submit
from reserve.web.render import page
from reserve.workbook.cells import Problem, names
from reserve.workbook.dates import partial_date

Asked = Request[Any, Any, Any]

_LONGEST: Final = 40
_CONCLUSIONS: Final[Mapping[str, Literal["positive", "negative"] | None]] = {
    "": None,
    "positive": "positive",
    "negative": "negative",
}


@get("/cycles/{cycle_id:int}/inspections", permission=Permission.VIEW_INSPECTIONS, sync_to_thread=True)
def table(
    request: Asked, database: TheDatabase, visitor: TheVisitor, lang: TheLanguage, cycle_id: FromPath[int]
) -> Response[str]:
    """Show everybody who may come on the list with the inspection. Seven queries at most, whatever the number."""
    query = dict(request.query_params)
    wanted = Filters(
        state=choice(query, "state", State),
        unit=number(query, "unit"),
        search=query.get("search", "").strip()[:_LONGEST],
    )
    at = number(query, "page") or 1
    allowed = visitor.units(Permission.VIEW_INSPECTIONS)
    with database.reading() as session:
        around = desk(session, visitor, "inspections", cycle_id)
        found = inspections.page(session, cycle_id, wanted, units=allowed, offset=(at - 1) * PAGE, limit=PAGE)
        units = roster.units(session).values()
    path = around.address("inspections")
    words = {"state": wanted.state or "", "unit": str(wanted.unit or ""), "search": wanted.search}
    shown = context(
        around,
        message("Inspections"),
        found=found,
        everybody=sum(found.states.values()),
        pager=Pager(path, words, at, found.total, PAGE),
        chosen=words,
        units=[unit for unit in units if allowed is None or unit.id in allowed],
        link=lambda **changes: address(path, words, **changes),
    )
    return page(request, lang, "inspections.html", shown)


@get("/cycles/{cycle_id:int}/inspections/{person:int}", permission=Permission.VIEW_INSPECTIONS, sync_to_thread=True)
def sheet(
    request: Asked,
    database: TheDatabase,
    visitor: TheVisitor,
    lang: TheLanguage,
    cycle_id: FromPath[int],
    person: FromPath[int],
) -> Response[str]:
    """Show one person's inspection with its history, and the form that records one."""
    return _sheet(request, database, visitor, lang, cycle_id, person)


@post("/cycles/{cycle_id:int}/inspections/{person:int}", permission=Permission.INSPECT, sync_to_thread=True)
def record(
    request: Asked,
    database: TheDatabase,
    visitor: TheVisitor,
    lang: TheLanguage,
    fields: TheFields,
    cycle_id: FromPath[int],
    person: FromPath[int],
) -> Response[Any]:
    """Record an inspection; it supersedes the one that is there."""

    def act(session: Session, principal: Principal) -> str:
        inspections.sheet(session, cycle_id, person, visitor.units(Permission.INSPECT))
        inspectors, inspected_on = _read(fields)
        came_to = actions.inspect(
            session,
            principal.actor,
            cycle_id,
            person,
            conclusion=_CONCLUSIONS[fields.get("conclusion", "")],
            inspectors=inspectors,
            integrity=fields.get("integrity", ""),
            veto=fields.get("veto") == "yes",
            reason=fields.get("reason", ""),
            inspected_on=inspected_on,
            seen=_seen(fields),
        )
        return done(
            _address(cycle_id, person),
            "inspection_incomplete" if came_to is Outcome.INCOMPLETE else "inspection_saved",
        )

    if fields.get("conclusion", "") not in _CONCLUSIONS:
        raise ClientException("conclusion")
    return _answer(request, database, visitor, lang, fields, cycle_id, person, act)


@post("/cycles/{cycle_id:int}/inspections/{person:int}/withdraw", permission=Permission.INSPECT, sync_to_thread=True)
def withdraw(
    request: Asked,
    database: TheDatabase,
    visitor: TheVisitor,
    lang: TheLanguage,
    fields: TheFields,
    cycle_id: FromPath[int],
    person: FromPath[int],
) -> Response[Any]:
    """Take an inspection back that was entered by mistake."""

    def act(session: Session, principal: Principal) -> str:
        inspections.sheet(session, cycle_id, person, visitor.units(Permission.INSPECT))
        actions.withdraw(session, principal.actor, cycle_id, person, reason=fields.get("withdrawal", ""))
        return done(_address(cycle_id, person), "withdrawn")

    return _answer(request, database, visitor, lang, fields, cycle_id, person, act)


def _read(fields: TheFields) -> tuple[tuple[str, ...], PartialDate | None]:
    """Read names and date as the workbook of inspections is read. Raises ``Invalid`` for what cannot be read."""
    typed_names, typed_date = fields.get("inspectors", "").strip(), fields.get("inspected_on", "").strip()
    inspectors = names(typed_names) if typed_names else ()
    inspected_on = partial_date(typed_date) if typed_date else None
    wrong: dict[str, Message] = {}
    if isinstance(inspectors, Problem):
        wrong["inspectors"] = inspectors.message
    if isinstance(inspected_on, Problem):
        wrong["inspected_on"] = inspected_on.message
    if isinstance(inspectors, Problem) or isinstance(inspected_on, Problem):
        raise Invalid(wrong)
    return inspectors, inspected_on


def _seen(fields: TheFields) -> int:
    """Return the latest record that the form was filled in over; 0 for none."""
    text = fields.get("seen", "")
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(2**31))):
        raise ClientException("seen")
    return int(text)


def _address(cycle_id: int, person: int) -> str:
    return f"/cycles/{cycle_id}/inspections/{person}"


def _answer(
    request: Asked,
    database: TheDatabase,
    visitor: TheVisitor,
    lang: TheLanguage,
    fields: TheFields,
    cycle_id: int,
    person: int,
    act: Act,
) -> Response[Any]:
    def again(failure: Failure) -> Response[str]:
        return _sheet(request, database, visitor, lang, cycle_id, person, failure)

    return submit(database, visitor, fields, act, again)


def _sheet(
    request: Asked,
    database: TheDatabase,
    visitor: TheVisitor,
    lang: TheLanguage,
    cycle_id: int,
    person: int,
    failure: Failure | None = None,
) -> Response[str]:
    with database.reading() as session:
        around = desk(session, visitor, "inspections", cycle_id)
        found = inspections.sheet(session, cycle_id, person, visitor.units(Permission.VIEW_INSPECTIONS))
    latest = next(iter(found.history), None)
    counts = latest if latest is not None and not latest.withdrawn else None
    lacks = () if counts is None else lacking(counts.conclusion, counts.inspectors, counts.integrity, veto=counts.veto)
    shown = context(
        around,
        # The name stays out of the title: titles are kept in histories and shown in task bars.
        message("Inspection of {number}", number=person_id(person)),
        sheet=found,
        counts=counts,
        lacks=lacks,
        seen=0 if latest is None else latest.id,
        failure=failure,
    )
    status = HTTP_422_UNPROCESSABLE_ENTITY if failure else HTTP_200_OK
    return page(request, lang, "inspection.html", shown, status=status)
