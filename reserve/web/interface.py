"""The page about the JSON interface: every operation as the OpenAPI document of this very program describes it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

from litestar import Litestar, Request, Response, get

from reserve.edge.guard import permissions
from reserve.edge.providers import TheDatabase, TheLanguage, TheVisitor
from reserve.edge.roles import SCOPES, Permission
from reserve.text import Message, message
from reserve.web.desk import context, desk_at_large
from reserve.web.interface_words import AREAS, SAID
from reserve.web.render import page

Asked = Request[Any, Any, Any]
Plain = Mapping[str, Any]

_PLACES: Final[Mapping[str, Message]] = {
    "path": message("in the address"),
    "query": message("in the query"),
    "header": message("in a header"),
}


class Part(NamedTuple):
    """A parameter, or a field of a body: what kind it is and where it stands; ``word`` is blank for what is plain."""

    name: str
    kind: str
    required: bool
    place: Message | None
    word: Message | str


class Code(NamedTuple):
    """An answer: its code and when it comes."""

    status: str
    word: Message | str


class Operation(NamedTuple):
    """One operation; examples are JSON as it is sent."""

    id: str
    method: str
    path: str
    word: Message | str
    permission: Permission
    for_machines: bool
    parameters: Sequence[Part]
    fields: Sequence[Part]
    request: str
    answer: str
    codes: Sequence[Code]


class Area(NamedTuple):
    """Operations that belong together."""

    key: str
    word: Message
    operations: Sequence[Operation]


@get("/about/interface", permission=Permission.VIEW_RIGHTS, sync_to_thread=True)
def show(request: Asked, database: TheDatabase, visitor: TheVisitor, lang: TheLanguage) -> Response[str]:
    """Show every operation by area, with examples; nothing is loaded from elsewhere."""
    with database.reading() as session:
        around = desk_at_large(session, visitor, "interface")
    found = areas(request.app)
    shown = context(around, message("JSON interface"), areas=found, count=sum(len(one.operations) for one in found))
    return page(request, lang, "interface.html", shown)


@lru_cache(maxsize=2)
def areas(app: Litestar) -> Sequence[Area]:
    """Return what an application's document says, by area; it never changes while the program runs."""
    document, rights = app.openapi_schema.to_schema(), permissions(app)
    found: dict[str, list[Operation]] = {key: [] for key in AREAS}
    for path, methods in document["paths"].items():
        for method, told in methods.items():
            operation = _operation(document["components"]["schemas"], path, method, told, rights)
            found[told["tags"][0]].append(operation)
    return tuple(Area(key, AREAS[key], tuple(operations)) for key, operations in found.items() if operations)


def _operation(schemas: Plain, path: str, method: str, told: Plain, rights: Mapping[str, Permission]) -> Operation:
    permission = rights[told["operationId"]]
    body = _schema_of(told.get("requestBody", {}))
    return Operation(
        id=told["operationId"],
        method=method.upper(),
        path=path,
        word=_said(told["description"]),
        permission=permission,
        for_machines=permission in SCOPES,
        parameters=tuple(_parameters(told.get("parameters", ()), schemas)),
        fields=tuple(_fields(body, schemas)),
        request=_example(body, schemas),
        answer=_example(_schema_of(told["responses"]["200"]), schemas),
        codes=tuple(Code(status, _said(one["description"])) for status, one in sorted(told["responses"].items())),
    )


def _said(text: str) -> Message | str:
    return SAID.get(text, text)


def _schema_of(content: Plain) -> Plain:
    """Return the schema of a body or an answer, empty without one."""
    kinds: Plain = content.get("content", {})
    schema: Plain = next((one.get("schema", {}) for one in kinds.values()), {})
    return schema


def _followed(schema: Plain, schemas: Plain) -> Plain:
    if "$ref" not in schema:
        return schema
    found: Plain = schemas[schema["$ref"].rsplit("/", 1)[-1]]
    return found


def _parameters(told: Sequence[Plain], schemas: Plain) -> Iterator[Part]:
    for one in told:
        kind = _kind(one["schema"], schemas)
        yield Part(one["name"], kind, one["required"], _PLACES[one["in"]], _said(one.get("description", "")))


def _fields(body: Plain, schemas: Plain) -> Iterator[Part]:
    schema = _followed(body, schemas)
    required = schema.get("required", ())
    for name, one in schema.get("properties", {}).items():
        yield Part(name, _kind(one, schemas), name in required, None, "")


def _kind(schema: Plain, schemas: Plain) -> str:
    """Return what a value is, in the words of JSON Schema and with its bounds."""
    schema = _followed(schema, schemas)
    if "oneOf" in schema:
        return " | ".join(_kind({**one, **_bounds(schema)}, schemas) for one in schema["oneOf"])
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    if schema.get("type") == "array":
        return f"[{_kind(schema.get('items', {}), schemas)}]"
    word = schema.get("format") or schema.get("type", "any")
    bounds = _bounds(schema)
    if word == "integer" and bounds:
        return f"integer {int(bounds.get('minimum', 0))}…{int(bounds['maximum'])}"
    return f"{word} ≤ {bounds['maxLength']}" if word == "string" and "maxLength" in bounds else str(word)


def _bounds(schema: Plain) -> Plain:
    return {name: schema[name] for name in ("minimum", "maximum", "maxLength") if name in schema}


def _example(schema: Plain, schemas: Plain) -> str:
    """Return the example of a schema, of a list one with one row; empty for what has none."""
    many = schema.get("type") == "array"
    examples = _followed(schema["items"] if many else schema, schemas).get("examples", ())
    if not examples:
        return ""
    return json.dumps([examples[0]] if many else examples[0], ensure_ascii=False, indent=2)
