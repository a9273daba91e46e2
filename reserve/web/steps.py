"""The course of a campaign: its stages, what is derived anew at a click, and the results to download."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from litestar.status_codes import HTTP_200_OK, HTTP_303_SEE_OTHER, HTTP_422_UNPROCESSABLE_ENTITY
from sqlalchemy.orm import Session

from reserve.accounts.model import Principal
from reserve.audit.model import Actor
from reserve.campaign import anew, imports, results
from reserve.db import Database
from reserve.edge.providers import TheDatabase, TheFields, TheKeys, TheLanguage, TheVisitor
from reserve.edge.roles import Permission
from reserve.edge.visitor import Visitor
from reserve.errors import ReserveError
from reserve.evidence.archiving import archive
from reserve.personal import Keys
from reserve.reports.result import as_text
from reserve.reports.spreadsheet import workbook
from reserve.text import message
from reserve.web.derived import derived
from reserve.web.desk import context, desk
from reserve.web.exporting import JSON, XLSX, ZIP, File, exported
from reserve.web.forms import Failure, done, submit
from reserve.web.render import page

Asked = Request[Any, Any, Any]
Anew = Callable[[Session, Actor, int, Keys], None]


@get("/cycles/{cycle_id:int}/steps", permission=Permission.VIEW_WORK, sync_to_thread=True)
def show(
    request: Asked, database: TheDatabase, visitor: TheVisitor, lang: TheLanguage, cycle_id: FromPath[int]
) -> Response[str]:
    """Show how every stage stands, what can be made anew, and what came of it the last time."""
    return _page(request, database, visitor, lang, cycle_id)


def _page(
    request: Asked, database: Database, visitor: Visitor, lang: str, cycle_id: int, failure: Failure | None = None
) -> Response[str]:
    with database.reading() as session:
        around = desk(session, visitor, "steps", cycle_id)
        came = anew.last(session, cycle_id)
    assert around.course is not None  # noqa: S101 - the desk of somebody who may see the work list has it
    shown = context(around, message("Steps and results"), derived=derived(around.course, came), failure=failure)
    return page(request, lang, "steps.html", shown, status=HTTP_422_UNPROCESSABLE_ENTITY if failure else HTTP_200_OK)


@post("/cycles/{cycle_id:int}/screen", permission=Permission.SCREEN, sync_to_thread=True)
def screen(
    request: Asked,
    database: TheDatabase,
    keys: TheKeys,
    visitor: TheVisitor,
    lang: TheLanguage,
    fields: TheFields,
    cycle_id: FromPath[int],
) -> Response[Any]:
    """Count the places, put forward and screen, anew; then apply the workbooks that waited for it."""
    again = _again(request, database, visitor, lang, cycle_id)
    answer = submit(database, visitor, fields, _act(anew.screen, cycle_id, keys, "screened"), again)
    person = visitor.person
    if not isinstance(answer, Redirect) or person is None:
        return answer
    try:
        imports.apply_waiting(database, keys, person.actor, cycle_id)
    except ReserveError:
        # The screening itself is stored; what waits is tried again with the next one.
        return Redirect(done(_steps(cycle_id), "screened_only"), status_code=HTTP_303_SEE_OTHER)
    return answer


@post("/cycles/{cycle_id:int}/draw", permission=Permission.DRAW_LIST, sync_to_thread=True)
def draw(
    request: Asked,
    database: TheDatabase,
    keys: TheKeys,
    visitor: TheVisitor,
    lang: TheLanguage,
    fields: TheFields,
    cycle_id: FromPath[int],
) -> Response[Any]:
    """Draw up the list, anew."""
    again = _again(request, database, visitor, lang, cycle_id)
    return submit(database, visitor, fields, _act(anew.draw, cycle_id, keys, "drawn"), again)


def _act(make: Anew, cycle_id: int, keys: Keys, word: str) -> Callable[[Session, Principal], str]:
    def act(session: Session, person: Principal) -> str:
        make(session, person.actor, cycle_id, keys)
        return done(_steps(cycle_id), word)

    return act


def _steps(cycle_id: int) -> str:
    return f"/cycles/{cycle_id}/steps"


def _again(
    request: Asked, database: Database, visitor: Visitor, lang: str, cycle_id: int
) -> Callable[[Failure], Response[Any]]:
    return lambda failure: _page(request, database, visitor, lang, cycle_id, failure)


@post("/cycles/{cycle_id:int}/result.json", permission=Permission.EXPORT, sync_to_thread=True)
def result_json(
    request: Asked,
    database: TheDatabase,
    keys: TheKeys,
    visitor: TheVisitor,
    lang: TheLanguage,
    fields: TheFields,
    cycle_id: FromPath[int],
) -> Response[Any]:
    """Hand out the result for programs, byte for byte as ``reserve run`` writes it."""

    def make(session: Session) -> File:
        outcome = results.result(session, cycle_id, keys, lang)
        return File(f"result-{cycle_id}.json", JSON, as_text(outcome).encode())

    return _exported(request, database, keys, visitor, lang, fields, cycle_id, make)


@post("/cycles/{cycle_id:int}/result.xlsx", permission=Permission.EXPORT, sync_to_thread=True)
def result_xlsx(
    request: Asked,
    database: TheDatabase,
    keys: TheKeys,
    visitor: TheVisitor,
    lang: TheLanguage,
    fields: TheFields,
    cycle_id: FromPath[int],
) -> Response[Any]:
    """Hand out the result as a workbook made for printing."""

    def make(session: Session) -> File:
        outcome = results.result(session, cycle_id, keys, lang)
        return File(f"result-{cycle_id}.xlsx", XLSX, workbook(outcome, lang))

    return _exported(request, database, keys, visitor, lang, fields, cycle_id, make)


@post("/cycles/{cycle_id:int}/archive.zip", permission=Permission.EXPORT, sync_to_thread=True)
def archive_zip(
    request: Asked,
    database: TheDatabase,
    keys: TheKeys,
    visitor: TheVisitor,
    lang: TheLanguage,
    fields: TheFields,
    cycle_id: FromPath[int],
) -> Response[Any]:
    """Hand out the whole cycle as one file that can be checked without this program."""

    def make(session: Session) -> File:
        return File(f"archive-{cycle_id}.zip", ZIP, archive(session, keys, cycle_id, lang))

    return _exported(request, database, keys, visitor, lang, fields, cycle_id, make)


def _exported(
    request: Asked,
    database: Database,
    keys: Keys,
    visitor: Visitor,
    lang: str,
    fields: Mapping[str, str],
    cycle_id: int,
    make: Callable[[Session], File],
) -> Response[Any]:
    again = _again(request, database, visitor, lang, cycle_id)
    return exported(database, keys, visitor, fields, make, again, subject=f"cycle {cycle_id}")
