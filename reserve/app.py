"""Everything put together, in one place: the two fronts, the guard before them, and the database behind."""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import Any, Final

from litestar import Litestar, Request, Response
from litestar.exceptions import HTTPException

from reserve.accounts import passwords
from reserve.api import document
from reserve.campaign.worker import Worker
from reserve.db import Database, check_version
from reserve.edge.guard import Guard, refuse_unguarded
from reserve.edge.headers import add_headers
from reserve.edge.problems import as_json, problem_of
from reserve.edge.providers import providers
from reserve.edge.site import Site
from reserve.personal import Keys
from reserve.settings import Settings
from reserve.web import errors, pages

MOST_BYTES: Final = 1_000_000
"""The largest body that is read: forms and plans. Larger ones are refused before they are."""

Handler = Callable[[Request[Any, Any, Any], Exception], Response[Any]]


def create_app(settings: Settings, *, secure: bool = False) -> Litestar:
    """Return the application over the database of the settings.

    ``secure``: it is reached by https; else it answers on loopback only. Side effects: reads the key file. Raises
    ``Refused`` for a database of another version, ``LookupError`` for a route that names no permission.
    """
    database = Database(settings.database)
    check_version(database)
    keys, site = Keys.load(settings.key_file), Site(secure)
    worker = Worker(database, keys)
    failed = _failed(settings.language)
    app = Litestar(
        route_handlers=[document.router(), pages.router(settings.language)],
        dependencies=dict(providers(database, keys, site, settings.language, worker)),
        guards=[Guard(database, site)],
        exception_handlers={HTTPException: failed, Exception: failed},
        before_send=[add_headers],
        request_max_body_size=MOST_BYTES,
        openapi_config=document.document(site.cookie_name),
        # Its own log would write the text of errors, and with it values of files.
        logging_config=None,
        on_startup=[passwords.warm_up, _settle, worker.start],
        on_shutdown=[worker.stop, database.dispose],
        # No traceback in an answer, whatever the environment says.
        debug=False,
    )
    refuse_unguarded(app)
    document.complete(app)
    return app


def _failed(lang: str) -> Handler:
    """Return what answers for an error: a problem for programs, a page for people."""

    def answer(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
        problem = problem_of(error, lang)
        if request.url.path.startswith(f"{document.PREFIX}/"):
            return as_json(request, problem)
        return errors.page(request, problem, lang)

    return answer


def _settle() -> None:
    """Put what lives as long as the process out of the collector's way: it would look at it again and again."""
    gc.collect()
    gc.freeze()
