"""The OpenAPI document, at ``/api/openapi.json``."""

from __future__ import annotations

from importlib.metadata import version
from typing import Final

from litestar import Litestar, Router
from litestar.di import Provide
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import (
    Components,
    OpenAPIMediaType,
    OpenAPIResponse,
    OpenAPIType,
    Operation,
    Reference,
    Schema,
    SecurityScheme,
    Server,
)

from reserve.api import (
    bodies,
    campaign,
    cycles,
    exam,
    exceptions,
    health,
    importing,
    journal,
    listing,
    marks,
    office,
    people,
    policies,
    pool,
    screening,
    slate,
)
from reserve.api.acting import acting
from reserve.api.examples import EXAMPLES
from reserve.edge.problems import MEDIA_TYPE
from reserve.edge.roles import Permission

PREFIX: Final = "/api"
_METHODS: Final = ("get", "post", "put", "delete")
# What can go wrong with any request, in the words of programs; 422 and 409 only where something is changed.
_REFUSALS: Final = {
    "400": "The address or the body holds something that cannot be read.",
    "401": "No session and no token, or one that is over.",
    "403": "The roles or scopes do not allow this.",
    "404": "There is nothing under this address, or it belongs to another unit.",
    "500": "An incident on our side, with its number.",
}
_REFUSALS_OF_ACTS: Final = {
    "409": "Somebody else changed this meanwhile; nothing was changed.",
    "413": "The body is too large; nothing was taken in.",
    "422": "A rule forbids it; every reason is named, nothing was changed.",
}


def router() -> Router:
    """Return every route of the interface; tokens of other systems are taken here only."""
    return Router(
        f"{PREFIX}/v1",
        route_handlers=[
            health.router,
            cycles.router,
            office.router,
            people.router,
            screening.router,
            marks.router,
            slate.router,
            campaign.router,
            importing.router,
            pool.router,
            exceptions.router,
            exam.router,
            listing.router,
            journal.router,
            policies.router,
        ],
        dependencies={"acting": Provide(acting)},
        opt={"machines": True},
        security=[{"token": []}, {"session": []}],
    )


def document(cookie: str) -> OpenAPIConfig:
    """Return how the interface is described; ``cookie`` is the name under which sessions come."""
    return OpenAPIConfig(
        title="reserve",
        version=version("reserve"),
        description=(
            "The campaigns of a county's reserve cadres: reading with a session or a token, deciding with a session "
            "only. A session sends the token of its forms as X-Form-Token."
        ),
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


def complete(app: Litestar) -> None:
    """Add to an application's document what its code cannot say: examples, and how requests are refused."""
    schemas = app.openapi_schema.components.schemas or {}
    for name, example in EXAMPLES.items():
        if name in schemas:
            schemas[name].examples = [example]
    for name in vars(bodies).keys() & schemas.keys():
        schemas[name].additional_properties = False
    schemas["Problem"] = _PROBLEM
    app.openapi_schema.components.schemas = schemas
    for path in (app.openapi_schema.paths or {}).values():
        for method in _METHODS:
            operation = getattr(path, method)
            if isinstance(operation, Operation):
                if operation.tags == health.TAGS:
                    operation.security = []  # anybody may ask; Litestar adds up the layers' demands instead
                _refusals(operation, acts=method != "get")


def _refusals(operation: Operation, *, acts: bool) -> None:
    answers = dict(operation.responses or {})
    for status, text in {**_REFUSALS, **(_REFUSALS_OF_ACTS if acts else {})}.items():
        answers[status] = OpenAPIResponse(
            description=text,
            content={MEDIA_TYPE: OpenAPIMediaType(schema=Reference(ref="#/components/schemas/Problem"))},
        )
    operation.responses = answers


_TEXT: Final = Schema(type=OpenAPIType.STRING)
_PROBLEM: Final = Schema(
    title="Problem",
    description="A failure (RFC 9457): what happened, and every reason.",
    type=OpenAPIType.OBJECT,
    required=["status", "title", "detail"],
    properties={
        "status": Schema(type=OpenAPIType.INTEGER),
        "title": _TEXT,
        "detail": _TEXT,
        "type": _TEXT,
        "instance": _TEXT,
        "incident": _TEXT,
        "reasons": Schema(type=OpenAPIType.ARRAY, items=_TEXT),
        "fields": Schema(type=OpenAPIType.OBJECT, additional_properties=_TEXT),
    },
    examples=[
        {
            "status": 404,
            "title": "There is nothing under this address.",
            "detail": "It may have been mistyped, or belong to another unit.",
            "reasons": ["There is no cycle 7."],
            "instance": "/api/v1/cycles/7/members",
        }
    ],
)
