"""Sending workbooks, looking at what they would change, and saving them; other systems may send, persons save."""

from __future__ import annotations

import base64
from typing import Final

from litestar import Router, get, post
from litestar.exceptions import PermissionDeniedException
from litestar.params import JSONBody
from litestar.status_codes import HTTP_200_OK
from sqlalchemy.orm import Session

from reserve.accounts.model import Principal
from reserve.api import answers_of_office, bodies, schemas, shapes
from reserve.api.acting import TheActing
from reserve.api.ids import CycleId, RowId
from reserve.api.paging import PAGE, Limit, Offset
from reserve.campaign import imports, sent, undoing
from reserve.campaign.difference import FileDifference
from reserve.campaign.sent import Import
from reserve.cycle import queries as cycle
from reserve.edge.providers import TheDatabase, TheKeys, TheLanguage, TheVisitor, TheWorker
from reserve.edge.roles import Permission
from reserve.errors import Conflict, Invalid
from reserve.intake.recognise import Sent, sort_out
from reserve.text import message, word
from reserve.workbook.confined import Confined
from reserve.workbook.findings import Finding

_TAGS: Final = ["imports"]
_CHANGED: Final = message("This would no longer change what was shown; it is read again, look at it once more.")
_MOST_BYTES: Final = 54_000_000
"""40 MB of workbooks in Base64, and what is round them."""


@get(
    "/cycles/{cycle_id:int}/imports",
    permission=Permission.VIEW_IMPORTS,
    operation_id="listImports",
    tags=_TAGS,
    sync_to_thread=True,
)
def list_imports(
    database: TheDatabase, cycle_id: CycleId, offset: Offset = 0, limit: Limit = PAGE
) -> answers_of_office.ImportPage:
    """List the imports of a campaign, the newest first, and the workbooks that count now."""
    with database.reading() as session:
        cycle.cycle(session, cycle_id)
        total, found = sent.history(session, cycle_id, offset=offset, limit=limit)
        current = sent.current(session, cycle_id)
    return answers_of_office.ImportPage(
        total=total,
        offset=offset,
        limit=limit,
        current=tuple(shapes.shaped(answers_of_office.CurrentWorkbook, slot) for slot in current.values()),
        imports=tuple(
            shapes.shaped(
                answers_of_office.ImportSummary,
                one,
                files=tuple(file.file for file in one.files),
                sent_by=one.uploaded_by,
                sent_at=one.uploaded_at,
            )
            for one in found
        ),
    )


@get(
    "/cycles/{cycle_id:int}/imports/{import_id:int}",
    permission=Permission.VIEW_IMPORTS,
    operation_id="getImport",
    tags=_TAGS,
    sync_to_thread=True,
)
def get_import(
    database: TheDatabase, keys: TheKeys, lang: TheLanguage, cycle_id: CycleId, import_id: RowId
) -> schemas.Import:
    """Return how far an import is, what was found, and how many rows it would change."""
    with database.reading() as session:
        one = sent.one(session, cycle_id, import_id)
        came = sent.outcome_of(session, keys, import_id)
    findings = came.findings if came else ()
    files = came.difference.files if came and came.difference else ()
    return _import(one, tuple(_finding(found, lang) for found in findings), tuple(map(_changes, files)))


def _import(
    one: Import, findings: tuple[schemas.Finding, ...] = (), changes: tuple[schemas.FileChanges, ...] = ()
) -> schemas.Import:
    return schemas.Import(
        id=one.id,
        state=one.state.value,
        files=tuple(file.file for file in one.files),
        sent_by=one.uploaded_by,
        sent_at=one.uploaded_at,
        settled_by=one.settled_by,
        findings=findings,
        changes=changes,
    )


def _finding(found: Finding, lang: str) -> schemas.Finding:
    """Word a finding; the cell's value stays out: it may be somebody's ID number."""
    return schemas.Finding(
        level=found.level.value,
        file=found.file,
        sheet=found.sheet,
        cell=found.cell,
        message=word(found.message, lang),
    )


def _changes(file: FileDifference) -> schemas.FileChanges:
    return schemas.FileChanges(
        file=file.file,
        new=file.new,
        changed=file.changed,
        same=file.same,
        gone=file.gone,
        conflicts=file.conflicts,
        waits=file.waits,
    )


@post(
    "/cycles/{cycle_id:int}/imports",
    permission=Permission.IMPORT,
    operation_id="sendWorkbooks",
    tags=_TAGS,
    status_code=HTTP_200_OK,
    request_max_body_size=_MOST_BYTES,
    sync_to_thread=True,
)
def send_workbooks(
    acting: TheActing,
    database: TheDatabase,
    keys: TheKeys,
    visitor: TheVisitor,
    worker: TheWorker,
    cycle_id: CycleId,
    data: JSONBody[bodies.Sending],
) -> schemas.Import:
    """Store workbooks to be read in the background; nothing counts before a person saves the import.

    Sent again under the same key, the import of the first time is answered, as it is now.
    """
    actor = visitor.actor
    if actor is None:
        raise PermissionDeniedException("session")
    with Confined() as reader:
        files = sort_out([Sent(one.name, _content(one)) for one in data.files], reader.read)
    blank = data.blank_means_none
    done = acting.once(lambda session: str(imports.send(session, actor, keys, cycle_id, files, blank_means_none=blank)))
    worker.wake()
    with database.reading() as session:
        return _import(sent.one(session, cycle_id, int(done.told or 0)))


def _content(one: bodies.SentWorkbook) -> bytes:
    try:
        return base64.b64decode(one.content, validate=True)
    except ValueError:
        raise Invalid({"files": message("The content of {file} is no Base64.", file=one.name)}) from None


@post(
    "/cycles/{cycle_id:int}/imports/{import_id:int}/save",
    permission=Permission.IMPORT,
    operation_id="saveImport",
    tags=_TAGS,
    status_code=HTTP_200_OK,
    sync_to_thread=True,
)
def save_import(
    acting: TheActing,
    database: TheDatabase,
    keys: TheKeys,
    worker: TheWorker,
    cycle_id: CycleId,
    import_id: RowId,
    data: JSONBody[bodies.Saving],
) -> schemas.Done:
    """Take an import in. When it would no longer change what was shown, it is read again instead: 409."""
    person = acting.person
    folder = imports.folder_to_save(database, keys, cycle_id, import_id)

    def act(session: Session) -> str | None:
        saved = imports.save(session, person.actor, keys, cycle_id, import_id, folder, reason=data.reason)
        return "" if saved else None

    done = acting.once(act)
    worker.wake()
    if done.told is None:
        raise Conflict(_CHANGED)
    return schemas.Done(repeated=done.repeated)


@post(
    "/cycles/{cycle_id:int}/imports/{import_id:int}/undo",
    permission=Permission.IMPORT,
    operation_id="undoImport",
    tags=_TAGS,
    status_code=HTTP_200_OK,
    sync_to_thread=True,
)
def undo_import(
    acting: TheActing,
    database: TheDatabase,
    keys: TheKeys,
    cycle_id: CycleId,
    import_id: RowId,
    data: JSONBody[bodies.Saving],
) -> schemas.Done:
    """Take in the workbooks as they were before the import that was saved last."""
    folders = undoing.folders_to_undo(database, keys, cycle_id, import_id)

    def act(session: Session, person: Principal) -> None:
        undoing.undo(session, person.actor, keys, cycle_id, import_id, folders, reason=data.reason)

    return acting.do(act)


@post(
    "/cycles/{cycle_id:int}/imports/{import_id:int}/cancel",
    permission=Permission.IMPORT,
    operation_id="cancelImport",
    tags=_TAGS,
    status_code=HTTP_200_OK,
    sync_to_thread=True,
)
def cancel_import(acting: TheActing, cycle_id: CycleId, import_id: RowId) -> schemas.Done:
    """Give up an import that was not saved."""
    return acting.do(lambda session, person: imports.cancel(session, person.actor, cycle_id, import_id))


router = Router("/", route_handlers=[list_imports, get_import, send_workbooks, save_import, undo_import, cancel_import])
