"""What everybody who is signed in sees of the own account: roles, sessions, relations; and the password."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get, post
from litestar.exceptions import PermissionDeniedException
from litestar.response import Redirect
from litestar.status_codes import HTTP_200_OK, HTTP_303_SEE_OTHER, HTTP_422_UNPROCESSABLE_ENTITY

from reserve import clock
from reserve.accounts import entering, queries
from reserve.accounts.bearer import new_secret, stored
from reserve.accounts.model import Principal
from reserve.db import Database
from reserve.edge.providers import TheDatabase, TheFields, TheKeys, TheLanguage, TheSite, TheVisitor
from reserve.edge.roles import Permission
from reserve.edge.signing_in import change_password
from reserve.edge.visitor import Visitor
from reserve.errors import Invalid, Refused
from reserve.roster import queries as roster
from reserve.text import message
from reserve.web.desk import context, desk_at_large
from reserve.web.forms import FORM_ID, Failure, done
from reserve.web.render import page

Asked = Request[Any, Any, Any]


@get("/me", permission=Permission.OWN, sync_to_thread=True)
def show(request: Asked, database: TheDatabase, visitor: TheVisitor, lang: TheLanguage) -> Response[Any]:
    """Show the own account."""
    return _show(request, database, visitor, lang, None)


def _person(visitor: Visitor) -> Principal:
    if visitor.person is None:
        raise PermissionDeniedException("session")
    return visitor.person


def _show(request: Asked, database: Database, visitor: Visitor, lang: str, failure: Failure | None) -> Response[Any]:
    person = _person(visitor)
    with database.reading() as session:
        around = desk_at_large(session, visitor, "me")
        units = {unit.id: unit.name for unit in roster.units(session).values()}
        shown = context(
            around,
            message("My account"),
            person=person,
            units=units,
            sessions=queries.sessions(session, person.account_id, visitor.secret, clock.now()),
            relations=queries.relations(session, person.account_id),
            names=roster.names(session) if visitor.may(Permission.VIEW_ROSTER) else {},
            failure=failure,
        )
    status = HTTP_200_OK if failure is None else HTTP_422_UNPROCESSABLE_ENTITY
    return page(request, lang, "me.html", shown, status=status)


@post("/me/password", permission=Permission.OWN, sync_to_thread=True)
def password(
    request: Asked,
    database: TheDatabase,
    keys: TheKeys,
    visitor: TheVisitor,
    lang: TheLanguage,
    fields: TheFields,
) -> Response[Any]:
    """Replace the own password; every other session of the account ends."""
    try:
        change_password(
            database,
            keys,
            visitor,
            password=fields.get("password", ""),
            code=fields.get("code", "")[:100],
            new_password=fields.get("new_password", ""),
            again=fields.get("again", ""),
            form=stored(f"{visitor.secret}{fields.get(FORM_ID) or new_secret()}"),
        )
    except Invalid as error:
        return _show(request, database, visitor, lang, Failure((), error.fields))
    except Refused as error:
        return _show(request, database, visitor, lang, Failure(error.reasons))
    return Redirect(done("/me", "password_changed"), status_code=HTTP_303_SEE_OTHER)


@post("/me/sessions/end", permission=Permission.OWN, sync_to_thread=True)
def end_sessions(database: TheDatabase, visitor: TheVisitor, site: TheSite) -> Redirect:
    """End every session of the own account, this one too."""
    with database.writing() as session:
        entering.sign_out_everywhere(session, _person(visitor))
    return Redirect("/sign-in", status_code=HTTP_303_SEE_OTHER, cookies=[site.gone()])
