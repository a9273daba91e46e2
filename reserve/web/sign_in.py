"""Signing in and out."""

from __future__ import annotations

from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER, HTTP_422_UNPROCESSABLE_ENTITY, HTTP_429_TOO_MANY_REQUESTS

from reserve.accounts import entering
from reserve.edge.providers import TheDatabase, TheFields, TheKeys, TheLanguage, TheSite, TheVisitor
from reserve.edge.roles import Permission
from reserve.edge.signing_in import attempt
from reserve.text import Message, message
from reserve.web.render import page

_WRONG: Final = message("The name, the password or the code is not right. Each code works once: wait for the next one.")
Asked = Request[Any, Any, Any]


@get("/sign-in", permission=Permission.OPEN, sync_to_thread=True)
def show(request: Asked, visitor: TheVisitor, lang: TheLanguage) -> Response[Any]:
    """Show the form; whoever is signed in already goes on."""
    if visitor.person is not None:
        return Redirect("/", status_code=HTTP_303_SEE_OTHER)
    return page(request, lang, "sign_in.html", {"problem": None, "name": ""})


@post("/sign-in", permission=Permission.OPEN, sync_to_thread=True)
def sign_in(
    request: Asked, database: TheDatabase, keys: TheKeys, site: TheSite, lang: TheLanguage, fields: TheFields
) -> Response[Any]:
    """Open a session under a new id, or show the form again; a session that was there already is not taken over."""
    name = fields.get("name", "")[:100]
    source = request.client.host if request.client else ""
    tried = attempt(
        database,
        keys,
        name=name,
        password=fields.get("password", ""),
        code=fields.get("code", "")[:100],
        source=source,
    )
    if tried.secret is None:
        return _again(request, lang, name, tried.wait)
    return Redirect("/", status_code=HTTP_303_SEE_OTHER, cookies=[site.cookie(tried.secret)])


def _again(request: Asked, lang: TheLanguage, name: str, wait: int) -> Response[str]:
    problem: Message = _WRONG
    status = HTTP_422_UNPROCESSABLE_ENTITY
    if wait:
        problem = message("Too many attempts that failed. Try again in {seconds} seconds.", seconds=wait)
        status = HTTP_429_TOO_MANY_REQUESTS
    answer = page(request, lang, "sign_in.html", {"problem": problem, "name": name}, status=status)
    if wait:
        answer.set_header("retry-after", str(wait))
    return answer


@post("/sign-out", permission=Permission.OWN, sync_to_thread=True)
def sign_out(database: TheDatabase, visitor: TheVisitor, site: TheSite) -> Redirect:
    """End the session."""
    if visitor.person is not None:
        with database.writing() as session:
            entering.sign_out(session, visitor.person, visitor.secret)
    return Redirect("/sign-in", status_code=HTTP_303_SEE_OTHER, cookies=[site.gone()])
