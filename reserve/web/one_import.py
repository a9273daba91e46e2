"""One import: how far its reading is, what it would change; saving, cancelling and undoing it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from litestar import Request, Response, get, post
from litestar.params import FromPath
from sqlalchemy.orm import Session

from reserve.accounts.model import Principal
from reserve.campaign import imports, marking, sent, taking_in, undoing
from reserve.campaign.outcome import Outcome
from reserve.campaign.sent import Import
from reserve.cycle.model import Step
from reserve.cycle.queries import steps
from reserve.db import Database
from reserve.edge.providers import (
    TheDatabase,
    TheFields,
    TheKeys,
    TheLanguage,
    TheVisitor,
    TheWorker,
)
from reserve.edge.roles import Permission
from reserve.edge.visitor import Visitor
from reserve.errors import NotFound
from reserve.personal import Keys
from reserve.text import message
from reserve.web import import_tabs
from reserve.web.desk import context, desk
from reserve.web.exporting import XLSX, File, attachment
from reserve.web.filters import Pager, address, number
from reserve.web.forms import Failure, done, submit
from reserve.web.imports import PAGE, address_of, form_of, status_of
from reserve.web.render import page
from reserve.web.words import WORDS

Asked = Request[Any, Any, Any]


class Shown(NamedTuple):
    """What the page of one import shows: all of it is of one moment."""

    one: Import
    outcome: Outcome | None
    newest: int | None
    blank: frozenset[str]
    screened: bool
    submitted: bool


@get("/cycles/{cycle_id:int}/imports/{import_id:int}", permission=Permission.VIEW_IMPORTS, sync_to_thread=True)
def show(
    request: Asked,
    database: TheDatabase,
    keys: TheKeys,
    visitor: TheVisitor,
    lang: TheLanguage,
    cycle_id: FromPath[int],
    import_id: FromPath[int],
) -> Response[str]:
    """Show one import: how far its reading is, what was found, what it would change, and what can be done with it."""
    return _one(request, database, keys, visitor, lang, cycle_id, import_id)


def _one(
    request: Asked,
    database: Database,
    keys: Keys,
    visitor: Visitor,
    lang: str,
    cycle_id: int,
    import_id: int,
    failure: Failure | None = None,
) -> Response[str]:
    with database.reading() as session:
        around = desk(session, visitor, "imports", cycle_id)
        found = _shown(session, keys, cycle_id, import_id)
    query = dict(request.query_params)
    path = around.address(f"imports/{import_id}")
    outcome = found.outcome
    counts, at = import_tabs.tabs(found.one, outcome), number(query, "page") or 1
    said = {
        "show": import_tabs.chosen(found.one, counts, query.get("show", "")),
        "level": query.get("level", ""),
        "file": query.get("file", ""),
        "kind": query.get("kind", ""),
    }
    rows = import_tabs.rows(outcome, said)
    pager = Pager(path, said, at, len(rows), PAGE)
    shown = context(
        around,
        message("Import {number}", number=import_id),
        found=found,
        one=found.one,
        path=path,
        tabs=counts,
        chosen=said,
        of=import_tabs.file(outcome, said["show"]),
        files=sorted({one.file for one in outcome.findings}) if outcome else [],
        kinds=[(kind, WORDS["change"][f"change_{kind}"]) for kind in import_tabs.KINDS],
        rows=rows[pager.first : pager.last],
        pager=pager,
        sums=import_tabs.sums(outcome),
        masked=import_tabs.masked,
        link=lambda **changes: address(path, said, **{"page": "", **changes}),
        mine=visitor.person is not None and visitor.person.name == found.one.uploaded_by,
        needs_reason=imports.needs_reason(found.one, screened=found.screened),
        waits=[file.file for file in found.one.files if file.file in taking_in.WAITS and not found.screened],
        **form_of(found.blank),
        failure=failure,
    )
    return page(request, lang, "import.html", shown, status=status_of(failure))


def _shown(session: Session, keys: Keys, cycle_id: int, import_id: int) -> Shown:
    taken = steps(session, cycle_id)
    return Shown(
        one=sent.one(session, cycle_id, import_id),
        outcome=sent.outcome_of(session, keys, import_id),
        newest=sent.newest_saved(session, cycle_id),
        blank=sent.blank_means_none(session, import_id),
        screened=Step.SCREENING in taken,
        submitted=Step.APPROVAL in taken,
    )


@get(
    "/cycles/{cycle_id:int}/imports/{import_id:int}/marked/{file:str}",
    permission=Permission.IMPORT,
    sync_to_thread=True,
)
def marked(
    database: TheDatabase,
    keys: TheKeys,
    visitor: TheVisitor,
    lang: TheLanguage,
    cycle_id: FromPath[int],
    import_id: FromPath[int],
    file: FromPath[str],
) -> Response[bytes]:
    """Give somebody's own workbook back with the findings in it; another's is not handed out: it masks nothing."""
    with database.reading() as session:
        one = sent.one(session, cycle_id, import_id)
        if visitor.person is None or visitor.person.name != one.uploaded_by:
            raise NotFound(message("There is no import {number}.", number=import_id))
        content = sent.content(session, keys, import_id, file)
        outcome = sent.outcome_of(session, keys, import_id)
    made = marking.marked(file, content, outcome.findings if outcome else (), lang)
    return attachment(File(f"{file.removesuffix('.xlsx')}-marked.xlsx", XLSX, made))


@post("/cycles/{cycle_id:int}/imports/{import_id:int}/save", permission=Permission.IMPORT, sync_to_thread=True)
def save(
    request: Asked,
    database: TheDatabase,
    keys: TheKeys,
    visitor: TheVisitor,
    lang: TheLanguage,
    fields: TheFields,
    worker: TheWorker,
    cycle_id: FromPath[int],
    import_id: FromPath[int],
) -> Response[Any]:
    """Take the workbooks in, if they would still change what the page showed; else show the difference anew."""
    folder = imports.folder_to_save(database, keys, cycle_id, import_id)

    def act(session: Session, person: Principal) -> str:
        reason = fields.get("reason", "")
        saved = imports.save(session, person.actor, keys, cycle_id, import_id, folder, reason=reason)
        path = address_of(cycle_id, import_id)
        return done(path, "import_saved") if saved else path

    answer = submit(database, visitor, fields, act, _again(request, database, keys, visitor, lang, cycle_id, import_id))
    worker.wake()
    return answer


@post("/cycles/{cycle_id:int}/imports/{import_id:int}/undo", permission=Permission.IMPORT, sync_to_thread=True)
def undo(
    request: Asked,
    database: TheDatabase,
    keys: TheKeys,
    visitor: TheVisitor,
    lang: TheLanguage,
    fields: TheFields,
    cycle_id: FromPath[int],
    import_id: FromPath[int],
) -> Response[Any]:
    """Take in the workbooks as they were before this import."""
    folders = undoing.folders_to_undo(database, keys, cycle_id, import_id)

    def act(session: Session, person: Principal) -> str:
        reason = fields.get("reason", "")
        undoing.undo(session, person.actor, keys, cycle_id, import_id, folders, reason=reason)
        return done(address_of(cycle_id, import_id), "import_undone")

    return submit(database, visitor, fields, act, _again(request, database, keys, visitor, lang, cycle_id, import_id))


@post("/cycles/{cycle_id:int}/imports/{import_id:int}/cancel", permission=Permission.IMPORT, sync_to_thread=True)
def cancel(
    request: Asked,
    database: TheDatabase,
    keys: TheKeys,
    visitor: TheVisitor,
    lang: TheLanguage,
    fields: TheFields,
    cycle_id: FromPath[int],
    import_id: FromPath[int],
) -> Response[Any]:
    """Give up an import that was not saved, also while it is being read."""

    def act(session: Session, person: Principal) -> str:
        imports.cancel(session, person.actor, cycle_id, import_id)
        return done(address_of(cycle_id), "import_cancelled")

    return submit(database, visitor, fields, act, _again(request, database, keys, visitor, lang, cycle_id, import_id))


@post("/cycles/{cycle_id:int}/imports/{import_id:int}/again", permission=Permission.IMPORT, sync_to_thread=True)
def read_again(
    request: Asked,
    database: TheDatabase,
    keys: TheKeys,
    visitor: TheVisitor,
    lang: TheLanguage,
    fields: TheFields,
    worker: TheWorker,
    cycle_id: FromPath[int],
    import_id: FromPath[int],
) -> Response[Any]:
    """Have an import read once more, beside the workbooks that count now."""

    def act(session: Session, person: Principal) -> str:
        imports.read_again(session, person.actor, cycle_id, import_id)
        return address_of(cycle_id, import_id)

    answer = submit(database, visitor, fields, act, _again(request, database, keys, visitor, lang, cycle_id, import_id))
    worker.wake()
    return answer


def _again(
    request: Asked, database: Database, keys: Keys, visitor: Visitor, lang: str, cycle_id: int, import_id: int
) -> Callable[[Failure], Response[Any]]:
    return lambda failure: _one(request, database, keys, visitor, lang, cycle_id, import_id, failure)
