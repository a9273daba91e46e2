"""The register of the pool as of any day, and one member's history; what is done there is in ``leaving``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.exceptions import ClientException
from litestar.params import FromPath
from sqlalchemy.orm import Session

from reserve import clock
from reserve.db import Database
from reserve.edge.providers import TheDatabase, TheKeys, TheLanguage, TheVisitor
from reserve.edge.roles import Permission
from reserve.edge.visitor import Visitor
from reserve.personal import Keys
from reserve.reports import register, register_sheet
from reserve.reports.members import related_to
from reserve.reports.register import PAGE, Filters, Shown, TierChoice
from reserve.retention.leaving import RECORDED
from reserve.roster import queries as roster
from reserve.roster.model import PlaceClass, Sex, Tier
from reserve.text import message, word
from reserve.web import exporting
from reserve.web.desk import context, desk
from reserve.web.filters import Pager, Query, address, choice, number
from reserve.web.forms import Failure
from reserve.web.pool import name_of, status
from reserve.web.render import page
from reserve.web.sent import SENT, TheSent

Asked = Request[Any, Any, Any]
_LONGEST: Final = 40


def day(query: Query, name: str) -> dt.date | None:
    """Return a day as a date field sends it, None for a blank; raises ``ClientException`` for anything else."""
    value = query.get(name, "").strip()[:_LONGEST]
    if not value:
        return None
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        raise ClientException(name) from None


@get("/cycles/{cycle_id:int}/register", permission=Permission.VIEW_MEMBERS, sync_to_thread=True)
def show_register(
    request: Asked,
    database: TheDatabase,
    keys: TheKeys,
    visitor: TheVisitor,
    lang: TheLanguage,
    cycle_id: FromPath[int],
) -> Response[str]:
    """Show one page of the register as of a day, today when none is asked for."""
    return _table(request, database, keys, visitor, lang, cycle_id, dict(request.query_params))


@post(
    "/cycles/{cycle_id:int}/register/export",
    permission=Permission.EXPORT,
    dependencies=SENT,
    sync_to_thread=True,
)
def export(sent: TheSent, cycle_id: FromPath[int]) -> Response[Any]:
    """Hand out all rows of the filters as a workbook."""
    wanted, on = _wanted(sent.fields), day(sent.fields, "on") or clock.today()
    allowed = sent.visitor.units(Permission.VIEW_MEMBERS)

    def make(session: Session) -> exporting.File:
        rows = register.page(register.register(session, sent.keys, on, allowed), wanted, limit=None).rows
        name = f"{word(message('Register of the pool'), sent.lang)}-{on:%Y%m%d}.xlsx"
        return exporting.File(name, exporting.XLSX, register_sheet.workbook(rows, on, sent.lang))

    # What was searched for may be somebody's name, which has no place in the journal.
    told = {name: value for name, value in _said(wanted).items() if value and name != "search"}
    return exporting.exported(
        sent.database,
        sent.keys,
        sent.visitor,
        sent.fields,
        make,
        lambda failure: _table(
            sent.request, sent.database, sent.keys, sent.visitor, sent.lang, cycle_id, sent.fields, failure
        ),
        subject=f"cycle {cycle_id}",
        details={"table": "register", "on": on.isoformat(), "filters": told, "searched": wanted.search != ""},
    )


def _table(
    request: Asked,
    database: Database,
    keys: Keys,
    visitor: Visitor,
    lang: str,
    cycle_id: int,
    query: Mapping[str, str],
    failure: Failure | None = None,
) -> Response[str]:
    wanted, at, on = _wanted(query), number(query, "page") or 1, day(query, "on")
    allowed = visitor.units(Permission.VIEW_MEMBERS)
    with database.reading() as session:
        around = desk(session, visitor, "register", cycle_id)
        every = register.register(session, keys, on or clock.today(), allowed)
        units = roster.units(session).values()
        days = register.cycle_days(session)
    found = register.page(every, wanted, offset=(at - 1) * PAGE)
    path, words = around.address("register"), {"on": on.isoformat() if on else "", **_said(wanted)}
    shown = context(
        around,
        message("Register of the pool"),
        found=found,
        on=on or clock.today(),
        days=days,
        pager=Pager(path, words, at, found.total, PAGE),
        chosen=words,
        units=[unit for unit in units if allowed is None or unit.id in allowed],
        classes=list(PlaceClass),
        tiers=list(TierChoice),
        sexes=list(Sex),
        tabs=list(Shown),
        filtered=any(value for name, value in words.items() if name not in {"on", "shown"}),
        link=lambda **changes: address(path, words, **changes),
        failure=failure,
    )
    return page(request, lang, "register.html", shown, status=status(failure))


def _wanted(query: Query) -> Filters:
    return Filters(
        shown=choice(query, "shown", Shown) or Shown.PRESENT,
        unit=number(query, "unit"),
        place_class=choice(query, "class", PlaceClass),
        tier=choice(query, "tier", TierChoice),
        sex=choice(query, "sex", Sex),
        search=query.get("search", "").strip()[:_LONGEST],
    )


def _said(wanted: Filters) -> dict[str, str]:
    return {
        "shown": "" if wanted.shown is Shown.PRESENT else wanted.shown,
        "unit": "" if wanted.unit is None else str(wanted.unit),
        "class": wanted.place_class or "",
        "tier": wanted.tier or "",
        "sex": wanted.sex or "",
        "search": wanted.search,
    }


@get("/cycles/{cycle_id:int}/register/{member_id:int}", permission=Permission.VIEW_MEMBERS, sync_to_thread=True)
def show_history(
    request: Asked,
    database: TheDatabase,
    keys: TheKeys,
    visitor: TheVisitor,
    lang: TheLanguage,
    cycle_id: FromPath[int],
    member_id: FromPath[int],
) -> Response[str]:
    """Show everything on record about one member: how he or she came, was decided about, and left."""
    return history_page(request, database, keys, visitor, lang, cycle_id, member_id)


def history_page(
    request: Asked,
    database: Database,
    keys: Keys,
    visitor: Visitor,
    lang: str,
    cycle_id: int,
    member_id: int,
    failure: Failure | None = None,
) -> Response[str]:
    """Show the history of one member, with what was wrong with a form of it. Raises ``NotFound``."""
    units = visitor.units(Permission.VIEW_MEMBERS)
    with database.reading() as session:
        around = desk(session, visitor, "register", cycle_id)
        found = register.history(session, keys, member_id, clock.today(), units)
        related = found.entry.person in related_to(session, name_of(visitor))
    shown = context(
        around,
        message("Register entry {number}", number=found.entry.person_id),
        found=found,
        entry=found.entry,
        related=related,
        leavings=RECORDED,
        tiers=list(Tier),
        today=clock.today(),
        failure=failure,
    )
    return page(request, lang, "register_member.html", shown, status=status(failure))
