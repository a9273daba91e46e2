"""Working days: what the official calendar has, what the office decided beside it, and years it entered itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.status_codes import HTTP_200_OK, HTTP_422_UNPROCESSABLE_ENTITY
from sqlalchemy.orm import Session

from reserve import clock
from reserve.accounts.model import Principal
from reserve.db import Database
from reserve.edge.providers import TheDatabase, TheFields, TheLanguage, TheVisitor
from reserve.edge.roles import Permission
from reserve.edge.visitor import Visitor
from reserve.publicity import actions, queries, rules
from reserve.text import message
from reserve.web.desk import context, desk_at_large
from reserve.web.forms import Failure, day_of, done, submit
from reserve.web.render import page

Asked = Request[Any, Any, Any]
_HERE: Final = "/calendar"
_TRUTHS: Final = {"yes": True, "no": False}


@get(_HERE, permission=Permission.VIEW_LIST, sync_to_thread=True)
def show(request: Asked, database: TheDatabase, visitor: TheVisitor, lang: TheLanguage) -> Response[str]:
    """Show which days of this year and the next are not as their weekday has it, and every decision about days."""
    return _page(request, database, visitor, lang)


@post("/calendar/days", permission=Permission.KEEP_CALENDAR, sync_to_thread=True)
def set_days(
    request: Asked, database: TheDatabase, visitor: TheVisitor, lang: TheLanguage, fields: TheFields
) -> Response[Any]:
    """Decide whether days are worked."""

    def act(session: Session, person: Principal) -> str:
        actions.set_days(
            session,
            person.actor,
            first=day_of(fields, "first"),
            last=day_of(fields, "last"),
            works=_TRUTHS.get(fields.get("works", "")),
            reason=fields.get("reason", ""),
            signed_by=person.display_name,
        )
        return done(_HERE, "days_set")

    return submit(database, visitor, fields, act, _again(request, database, visitor, lang))


@post("/calendar/year", permission=Permission.KEEP_CALENDAR, sync_to_thread=True)
def confirm_year(
    request: Asked, database: TheDatabase, visitor: TheVisitor, lang: TheLanguage, fields: TheFields
) -> Response[Any]:
    """Say that a year is entered whole."""

    def act(session: Session, person: Principal) -> str:
        said = fields.get("year", "").strip()
        year = int(said) if said.isascii() and said.isdecimal() and len(said) == len("2027") else None
        source = fields.get("source", "")
        actions.confirm_year(session, person.actor, year=year, source=source, signed_by=person.display_name)
        return done(_HERE, "year_confirmed")

    return submit(database, visitor, fields, act, _again(request, database, visitor, lang))


def _again(request: Asked, database: Database, visitor: Visitor, lang: str) -> Callable[[Failure], Response[Any]]:
    return lambda failure: _page(request, database, visitor, lang, failure)


def _page(
    request: Asked, database: Database, visitor: Visitor, lang: str, failure: Failure | None = None
) -> Response[str]:
    with database.reading() as session:
        around = desk_at_large(session, visitor, "calendar")
        said, decided, years = queries.calendar(session), queries.office_days(session), queries.office_years(session)
    this = clock.today().year
    shown = context(
        around,
        message("Working days"),
        years=[(year, _source(year, said.years), rules.special(said, year)) for year in (this, this + 1)],
        decided=decided,
        confirmed=years,
        failure=failure,
    )
    status = HTTP_200_OK if failure is None else HTTP_422_UNPROCESSABLE_ENTITY
    return page(request, lang, "calendar.html", shown, status=status)


def _source(year: int, entered: frozenset[int]) -> str:
    if rules.official(dt.date(year, 1, 1)) is not None:
        return "official"
    return "office" if year in entered else "unknown"
