"""Handing out a file with what the pages show: after the second factor, and on record."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeAlias
from urllib.parse import quote

from litestar import Response
from litestar.exceptions import PermissionDeniedException
from litestar.status_codes import HTTP_200_OK
from sqlalchemy.orm import Session

from reserve.audit.record import record
from reserve.audit.tags import Tag
from reserve.db import Database
from reserve.edge import stepping_up
from reserve.edge.visitor import Visitor
from reserve.errors import NotFound, ReserveError
from reserve.personal import Keys
from reserve.web.forms import CODE, Again, Failure

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
JSON = "application/json"
ZIP = "application/zip"
TEXT = "text/plain; charset=utf-8"


class File(NamedTuple):
    """A file to hand out. Its name may be Chinese, but never a person's: browsers keep it."""

    name: str
    media_type: str
    content: bytes


Make: TypeAlias = Callable[[Session], File]


def exported(
    database: Database,
    keys: Keys,
    visitor: Visitor,
    fields: Mapping[str, str],
    make: Make,
    again: Again,
    *,
    subject: str,
    details: Mapping[str, object] | None = None,
) -> Response[Any]:
    """Return the file that ``make`` makes from what is stored, or the page of the form again with what was wrong.

    Asks for the second factor (macro ``m.code`` in the form). ``subject`` and ``details`` (such as filters; no persons'
    names) go into the journal with the file's name, length and SHA-256. Each sending hands out a copy, so each is
    recorded. Side effects: one journal entry, committed before anything is sent. Raises what ``make`` raises, when it
    is no refusal.
    """
    person = visitor.person
    if person is None:
        raise PermissionDeniedException("session")
    wrong = stepping_up.confirm(database, keys, visitor, fields.get(CODE, ""))
    typed = {name: value for name, value in fields.items() if name != CODE}
    if wrong is not None:
        return again(Failure((), {CODE: wrong}, typed))
    try:
        with database.reading() as session:
            file = make(session)
    except NotFound:
        raise
    except ReserveError as error:
        return again(Failure(error.reasons, {}, typed))
    digest = hashlib.sha256(file.content).hexdigest()
    said = {"file": file.name, "bytes": len(file.content), "sha256": digest}
    with database.writing() as session:
        record(session, person.actor, Tag.REPORTS_EXPORT, subject, {**(details or {}), **said})
    return attachment(file)


def attachment(file: File) -> Response[bytes]:
    """Return an answer that a browser saves under the file's name."""
    plain = "".join(
        letter if letter.isascii() and (letter.isalnum() or letter in "-_.") else "_" for letter in file.name
    )
    named = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(file.name, safe='')}"
    disposition = {"content-disposition": named}
    return Response(file.content, status_code=HTTP_200_OK, media_type=file.media_type, headers=disposition)
