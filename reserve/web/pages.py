"""Every page, as one router: whatever handlers the modules of this package define."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

from litestar import Router
from litestar.handlers import HTTPRouteHandler

from reserve import web
from reserve.web import render


def router(lang: str) -> Router:
    """Return the pages. Side effects: loads every template, so that a broken one stops the start."""
    environment = render.environment(lang)
    for name in environment.list_templates():
        environment.get_template(name)
    return Router("/", route_handlers=list(_handlers()), include_in_schema=False)


def _handlers() -> Iterator[HTTPRouteHandler]:
    """Yield every handler that a module of the package defines; one that it only imports belongs elsewhere."""
    for info in pkgutil.iter_modules(web.__path__, f"{web.__name__}."):
        for found in vars(importlib.import_module(info.name)).values():
            if isinstance(found, HTTPRouteHandler) and found.fn.__module__ == info.name:
                yield found
