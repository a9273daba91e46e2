"""The screening table, its export, and the verdict sheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from functools import cache
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from litestar.status_codes import HTTP_200_OK, HTTP_303_SEE_OTHER, HTTP_422_UNPROCESSABLE_ENTITY
from sqlalchemy.orm import Session

from reserve.cycle import queries as cycle
from reserve.db import Database
from reserve.edge.providers import TheDatabase, TheFields, TheKeys, TheLanguage, TheSite, TheVisitor
from reserve.edge.roles import Permission, Units
from reserve.edge.visitor import Visitor
from reserve.reports import history, nominees, screening_table, verdicts
from reserve.reports.nominees import PAGE, Exam, Outcome, Standing
from reserve.reports.remembered import remembered
from reserve.reports.screening_table import ALWAYS, COLUMNS
from reserve.roster import queries as roster
from reserve.roster.model import PlaceClass
from reserve.text import message, word
from reserve.web import columns, exporting
from reserve.web.desk import context, desk
from reserve.web.filters import Pager, address, filters, number, said
from reserve.web.forms import Failure
from reserve.web.render import page
from reserve.web.words import WORDS

Asked = Request[Any, Any, Any]


@get("/cycles/{cycle_id:int}/nominees", permission=Permission.VIEW_NOMINEES, sync_to_thread=True)
def table(
    request: Asked,
    database: TheDatabase,
    visitor: TheVisitor,
    site: TheSite,
    lang: TheLanguage,
    cycle_id: FromPath[int],
) -> Response[Any]:
    """Show one page of the screening table: three queries while nothing was recorded meanwhile, eight at most.

    ``choose=1``: remember the ``columns`` instead, and come back.
    """
    query = dict(request.query_params)
    if query.get("choose") == "1":
        back = address(f"/cycles/{cycle_id}/nominees", said(filters(query)))
        cookie = columns.cookie(request.query_params.getall("columns", []), secure=site.secure)
        return Redirect(back, status_code=HTTP_303_SEE_OTHER, cookies=[cookie])
    return _table(request, database, visitor, lang, cycle_id, query)


@post("/cycles/{cycle_id:int}/nominees/export", permission=Permission.EXPORT, sync_to_thread=True)
def export(
    request: Asked,
    database: TheDatabase,
    keys: TheKeys,
    visitor: TheVisitor,
    lang: TheLanguage,
    cycle_id: FromPath[int],
    fields: TheFields,
) -> Response[Any]:
    """Hand out all rows of the filters as a workbook: with the columns and in the order that the page showed."""
    wanted, allowed = filters(fields), visitor.units(Permission.VIEW_NOMINEES)
    shown = columns.chosen(request)

    def make(session: Session) -> exporting.File:
        campaign = cycle.cycle(session, cycle_id)
        rows = nominees.each(session, campaign, wanted, allowed)
        name = f"{word(message('Screening table'), lang)}-{campaign.as_of:%Y%m%d}.xlsx"
        return exporting.File(name, exporting.XLSX, screening_table.workbook(campaign, rows, shown, lang))

    # What was searched for may be somebody's name, which has no place in the journal.
    told = {name: value for name, value in said(wanted).items() if value and name != "search"}
    return exporting.exported(
        database,
        keys,
        visitor,
        fields,
        make,
        lambda failure: _table(request, database, visitor, lang, cycle_id, fields, failure),
        subject=f"cycle {cycle_id}",
        details={"table": "nominees", "filters": told, "searched": wanted.search != "", "columns": sorted(shown)},
    )


def _table(
    request: Asked,
    database: Database,
    visitor: Visitor,
    lang: str,
    cycle_id: int,
    query: Mapping[str, str],
    failure: Failure | None = None,
) -> Response[str]:
    wanted, at = filters(query), number(query, "page") or 1
    allowed = visitor.units(Permission.VIEW_NOMINEES)
    with database.reading() as session:
        around = desk(session, visitor, "nominees", cycle_id)
        assert around.cycle is not None  # noqa: S101 - the desk of a cycle has it
        path, words = around.address("nominees"), said(wanted)
        pager = Pager(path, words, at, nominees.count(session, around.cycle, wanted, allowed), PAGE)
        found = nominees.page(session, around.cycle, wanted, units=allowed, offset=pager.first, limit=PAGE)
        units = remembered(session, ("unit options", allowed), lambda: _unit_options(session, allowed))
    visible = columns.chosen(request)
    shown = context(
        around,
        message("Screening table"),
        found=found,
        pager=pager,
        chosen=words,
        carried=address("", words),
        criteria=[criterion.id for criterion in around.cycle.policy.criteria],
        visible=visible,
        heads=columns.heads(visible, path, words, lang),
        choices={"unit": units, **_choices(lang)},
        tabs=[(outcome, address(path, words, outcome=outcome)) for outcome in ("", *reversed(Outcome))],
        failure=failure,
    )
    status = HTTP_200_OK if failure is None else HTTP_422_UNPROCESSABLE_ENTITY
    return page(request, lang, "nominees.html", shown, status=status)


def _unit_options(session: Session, allowed: Units) -> Sequence[tuple[str, str]]:
    return [
        (str(unit.id), unit.name) for unit in roster.units(session).values() if allowed is None or unit.id in allowed
    ]


@cache
def _choices(lang: str) -> Mapping[str, Sequence[tuple[str, str]]]:
    """Return what the filters and the choice of columns offer, worded once."""
    kinds: Mapping[str, Iterable[StrEnum]] = {"class": PlaceClass, "exam": Exam, "standing": Standing}
    offered = {name: [(code.value, word(WORDS[name][code], lang)) for code in kind] for name, kind in kinds.items()}
    return {**offered, "columns": [(column.key, word(column.word, lang)) for column in COLUMNS if column.key != ALWAYS]}


@get("/cycles/{cycle_id:int}/nominees/{nominee_id:int}", permission=Permission.VIEW_NOMINEES, sync_to_thread=True)
def sheet(
    request: Asked,
    database: TheDatabase,
    visitor: TheVisitor,
    lang: TheLanguage,
    cycle_id: FromPath[int],
    nominee_id: FromPath[int],
) -> Response[str]:
    """Show why one nominee stands where he or she stands, and lead on to the neighbours in the table as filtered."""
    wanted, allowed = filters(dict(request.query_params)), visitor.units(Permission.VIEW_NOMINEES)
    with database.reading() as session:
        around = desk(session, visitor, "nominees", cycle_id)
        assert around.cycle is not None  # noqa: S101 - the desk of a cycle has it
        found = verdicts.sheet(session, around.cycle, nominee_id, allowed)
        earlier = history.earlier(session, around.cycle, found)
        beside = nominees.neighbours(session, around.cycle, nominee_id, wanted, allowed)
    shown = context(
        around,
        # The name stays out of the title: titles are kept in histories and shown in task bars.
        message("Verdict sheet {number}", number=found.row.person_id),
        sheet=found,
        earlier=earlier,
        beside=beside,
        carried=address("", said(wanted)),
        policy=around.cycle.policy,
    )
    return page(request, lang, "verdict.html", shown)
