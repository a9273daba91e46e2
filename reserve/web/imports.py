"""Imports: which workbooks count now, empty ones to fill in, and sending others."""

from __future__ import annotations

from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.status_codes import HTTP_200_OK, HTTP_422_UNPROCESSABLE_ENTITY
from sqlalchemy.orm import Session

from reserve.accounts.model import Principal
from reserve.campaign import imports, sent
from reserve.cycle.model import Step
from reserve.cycle.queries import steps
from reserve.db import Database
from reserve.edge.providers import (
    TheDatabase,
    TheFields,
    TheKeys,
    TheLanguage,
    TheUploads,
    TheVisitor,
    TheWorker,
)
from reserve.edge.roles import Permission
from reserve.edge.visitor import Visitor
from reserve.errors import Invalid, NotFound
from reserve.intake import BLANK_MEANS_NONE
from reserve.intake.files import FILES
from reserve.intake.recognise import sort_out
from reserve.intake.templates import template
from reserve.reports.progress import screened
from reserve.text import message
from reserve.web.desk import context, desk
from reserve.web.exporting import XLSX, File, attachment
from reserve.web.filters import Pager, number
from reserve.web.forms import Failure, done, submit
from reserve.web.render import page
from reserve.workbook.confined import Confined

MOST_BYTES: Final = 40_000_000
"""The largest body of an upload; every other route reads a fortieth of it."""
PAGE: Final = 50
_ROOM_FOR_FIELDS: Final = 100_000

Asked = Request[Any, Any, Any]


@get("/cycles/{cycle_id:int}/imports", permission=Permission.VIEW_IMPORTS, sync_to_thread=True)
def overview(
    request: Asked, database: TheDatabase, visitor: TheVisitor, lang: TheLanguage, cycle_id: FromPath[int]
) -> Response[str]:
    """Show which workbooks count now, the form for others, and every import so far."""
    return _overview(request, database, visitor, lang, cycle_id)


def _overview(
    request: Asked, database: Database, visitor: Visitor, lang: str, cycle_id: int, failure: Failure | None = None
) -> Response[str]:
    at = number(dict(request.query_params), "page") or 1
    with database.reading() as session:
        around = desk(session, visitor, "imports", cycle_id)
        slots = sent.current(session, cycle_id)
        roster = slots.get("roster.xlsx")
        blank = sent.blank_means_none(session, roster.import_id if roster else None)
        total, history = sent.history(session, cycle_id, offset=(at - 1) * PAGE, limit=PAGE)
        taken = steps(session, cycle_id)
    shown = context(
        around,
        message("Imports"),
        slots=[(file, slots.get(file)) for file in FILES],
        history=history,
        pager=Pager(around.address("imports"), {}, at, total, PAGE),
        stored_elsewhere=not total and (Step.ROSTER in taken or (around.course and screened(around.course))),
        submitted=Step.APPROVAL in taken,
        **form_of(blank),
        failure=failure,
    )
    return page(request, lang, "imports.html", shown, status=status_of(failure))


@post(
    "/cycles/{cycle_id:int}/imports",
    permission=Permission.IMPORT,
    request_max_body_size=MOST_BYTES,
    sync_to_thread=True,
)
def send(
    request: Asked,
    database: TheDatabase,
    keys: TheKeys,
    visitor: TheVisitor,
    lang: TheLanguage,
    fields: TheFields,
    uploads: TheUploads,
    worker: TheWorker,
    cycle_id: FromPath[int],
) -> Response[Any]:
    """Store workbooks, to be read in the background; lead to the page that shows how far it is."""

    def again(failure: Failure) -> Response[Any]:
        return _overview(request, database, visitor, lang, cycle_id, failure)

    try:
        with Confined() as reader:
            files = sort_out(uploads, reader.read)
    except Invalid as error:
        return again(Failure((), error.fields, fields))
    blank = [column for column in BLANK_MEANS_NONE if fields.get(f"blank_{column}") == "yes"]

    def act(session: Session, person: Principal) -> str:
        import_id = imports.send(session, person.actor, keys, cycle_id, files, blank_means_none=blank)
        return done(address_of(cycle_id, import_id), "import_sent")

    contents = {file: one.content for file, one in files.items()}
    answer = submit(database, visitor, fields, act, again, files=contents)
    worker.wake()
    return answer


@get("/cycles/{cycle_id:int}/templates/{file:str}", permission=Permission.IMPORT, sync_to_thread=True)
def empty(lang: TheLanguage, cycle_id: FromPath[int], file: FromPath[str]) -> Response[bytes]:  # noqa: ARG001 - in the path
    """Hand out an empty workbook with its headers, drop-downs and instructions."""
    if file not in FILES:
        raise NotFound(message("There is no workbook {file}.", file=file))
    return attachment(File(file, XLSX, template(file, lang)))


def form_of(blank: frozenset[str]) -> dict[str, object]:
    """Return what the form for sending workbooks needs; ``blank``: the columns that are ticked."""
    return {"blank": blank, "columns": sorted(BLANK_MEANS_NONE), "most": MOST_BYTES - _ROOM_FOR_FIELDS}


def address_of(cycle_id: int, import_id: int | None = None) -> str:
    """Return where the imports of a cycle are, or one of them."""
    path = f"/cycles/{cycle_id}/imports"
    return path if import_id is None else f"{path}/{import_id}"


def status_of(failure: Failure | None) -> int:
    """Return the status of a page that is shown again."""
    return HTTP_422_UNPROCESSABLE_ENTITY if failure else HTTP_200_OK
