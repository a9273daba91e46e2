"""Does the program answer, and can it read its database?"""

from __future__ import annotations

from importlib.metadata import version
from typing import Final

from litestar import Router, get

from reserve.api import schemas
from reserve.audit import queries
from reserve.edge.providers import TheDatabase
from reserve.edge.roles import Permission

TAGS: Final = ["health"]


@get("/health", permission=Permission.OPEN, operation_id="getHealth", tags=TAGS, sync_to_thread=True)
def get_health(database: TheDatabase) -> schemas.Health:
    """Answer when the program and its database work; says nothing about persons."""
    with database.reading() as session:
        queries.head(session)
    return schemas.Health(status="ok", version=version("reserve"))


router = Router("/", route_handlers=[get_health])
