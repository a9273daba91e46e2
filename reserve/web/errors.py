"""Pages for what went wrong: what happened, what was kept, what to do."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER, HTTP_401_UNAUTHORIZED

from reserve.edge.problems import TEMPORARY, Problem
from reserve.web import render


def page(request: Request[Any, Any, Any], problem: Problem, lang: str) -> Response[Any]:
    """Return the page of a problem; whoever only has to sign in, or to choose a password, is sent there."""
    if problem.status == HTTP_401_UNAUTHORIZED and request.method == "GET":
        return Redirect("/sign-in", status_code=HTTP_303_SEE_OTHER)
    if problem.type == TEMPORARY and request.method == "GET":
        return Redirect("/me", status_code=HTTP_303_SEE_OTHER)
    shown = {"problem": problem, "typed": getattr(request.state, "typed", ())}
    return render.page(request, lang, "error.html", shown, status=problem.status)
