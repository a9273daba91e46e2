"""What happens when a form is sent: done once, or shown again with everything that was typed."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from litestar import Response
from litestar.exceptions import PermissionDeniedException
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER
from sqlalchemy.orm import Session

from reserve.accounts.bearer import stored
from reserve.accounts.model import Principal
from reserve.accounts.once import begin_form, end_form
from reserve.db import Database
from reserve.edge import stepping_up
from reserve.edge.visitor import Visitor
from reserve.errors import Invalid, NotFound, ReserveError
from reserve.personal import Keys
from reserve.text import Message, message
from reserve.web.filters import address

FORM_ID: Final = "form_id"
CODE: Final = "code"
_SECRETS: Final = frozenset({CODE, "password", "new_password", "again"})

_NO_FILES: Final[Mapping[str, bytes]] = MappingProxyType({})

Act: TypeAlias = Callable[[Session, Principal], str]
Again: TypeAlias = Callable[["Failure"], Response[Any]]


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a form was not acted on: reasons, what is wrong with single fields, and what was typed (no secrets)."""

    reasons: Sequence[Message] = ()
    fields: Mapping[str, Message] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)


def submit(
    database: Database,
    visitor: Visitor,
    fields: Mapping[str, str],
    act: Act,
    again: Again,
    *,
    confirmed_by: Keys | None = None,
    files: Mapping[str, bytes] = _NO_FILES,
) -> Response[Any]:
    """Do what a form asks for, in one transaction, and lead on to the address that ``act`` returns.

    Sent twice, the second answer leads to the same address and nothing is done again; with other contents than the
    first time it is refused, or somebody would take them for stored. A refusal rolls everything back and shows the
    page again through ``again``. ``confirmed_by``: the keys, for an act that needs the second factor. ``files``: what
    was sent besides the fields.
    """
    person = visitor.person
    if person is None:
        raise PermissionDeniedException("session")
    typed = {name: value for name, value in fields.items() if name not in _SECRETS}
    if confirmed_by is not None:
        wrong = stepping_up.confirm(database, confirmed_by, visitor, fields.get(CODE, ""))
        if wrong is not None:
            return again(Failure((), {CODE: wrong}, typed))
    try:
        location = _once(database, visitor, person, fields.get(FORM_ID, ""), _contents(visitor, typed, files), act)
    except NotFound:
        raise
    except Invalid as error:
        return again(Failure((), error.fields, typed))
    except ReserveError as error:
        return again(Failure(error.reasons, {}, typed))
    return Redirect(location, status_code=HTTP_303_SEE_OTHER)


def _contents(visitor: Visitor, typed: Mapping[str, str], files: Mapping[str, bytes]) -> str:
    """Return what tells the contents of a form from others; nobody can try contents without the session's secret."""
    said = {name: value for name, value in typed.items() if name != FORM_ID}
    digests = {name: sha256(content).hexdigest() for name, content in files.items()}
    return stored(f"{visitor.secret}{json.dumps([said, digests], sort_keys=True)}")


def _once(database: Database, visitor: Visitor, person: Principal, form: str, contents: str, act: Act) -> str:
    with database.writing() as session:
        if not form:
            return act(session, person)
        name = stored(f"{visitor.secret}{form}")
        location = begin_form(session, name, contents)
        if location is None:
            location = act(session, person)
            end_form(session, name, location)
        return location


def day_of(fields: Mapping[str, str], name: str) -> dt.date | None:
    """Return a day as a browser or the office writes it, None for a blank; raises ``Invalid`` for anything else."""
    text = fields.get(name, "").strip().replace(".", "-").replace("/", "-")
    if not text:
        return None
    try:
        return dt.date(*map(int, text.split("-")))
    except (TypeError, ValueError, OverflowError):
        raise Invalid({name: message("Write the day as 2026.06.30.")}) from None


def done(location: str, word: str) -> str:
    """Return an address that says on arrival what was done; ``word`` is a key of ``words.DONE``."""
    path, _, query = location.partition("?")
    said = dict(part.partition("=")[::2] for part in query.split("&") if part)
    return address(path, {**said, "done": word})
