"""The OpenAPI document, at ``/api/openapi.json``."""

from __future__ import annotations

from importlib.metadata import version
from typing import Final

from litestar import Router
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme, Server

from reserve.api import cycles, health, journal, policies
from reserve.edge.roles import Permission

PREFIX: Final = "/api"


def router() -> Router:
    """Return every route of the interface; tokens of other systems are taken here only."""
    return Router(
        f"{PREFIX}/v1",
        route_handlers=[health.router, cycles.router, journal.router, policies.router],
        opt={"machines": True},
        security=[{"token": []}, {"session": []}],
    )


def document(cookie: str) -> OpenAPIConfig:
    """Return how the interface is described; ``cookie`` is the name under which sessions come."""
    return OpenAPIConfig(
        title="reserve",
        version=version("reserve"),
        description="Read-only access to the campaigns of a county's reserve cadres.",
        use_handler_docstrings=True,
        servers=[Server(url="/")],
        components=Components(
            security_schemes={
                "token": SecurityScheme(type="http", scheme="bearer", description="A token of another system."),
                "session": SecurityScheme(type="apiKey", security_scheme_in="cookie", name=cookie),
            }
        ),
        render_plugins=[JsonRenderPlugin(path="/openapi.json")],
        openapi_router=Router(PREFIX, route_handlers=[], include_in_schema=False, opt={"permission": Permission.OPEN}),
    )
