"""What handlers are given: the database's doors, the keys, the site, and who is asking. Never a session."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from litestar import Request
from litestar.di import NamedDependency, Provide

from reserve.campaign.worker import Worker
from reserve.db import Database
from reserve.edge.forms import fields, uploads
from reserve.edge.site import Site
from reserve.edge.visitor import Visitor
from reserve.intake.recognise import Sent
from reserve.personal import Keys

# What a handler's signature says; Litestar finds each by the name of the parameter.
TheDatabase: TypeAlias = NamedDependency[Database]
TheKeys: TypeAlias = NamedDependency[Keys]
TheSite: TypeAlias = NamedDependency[Site]
TheLanguage: TypeAlias = NamedDependency[str]
TheVisitor: TypeAlias = NamedDependency[Visitor]
TheFields: TypeAlias = NamedDependency[Mapping[str, str]]
TheUploads: TypeAlias = NamedDependency[Sequence[Sent]]
TheWorker: TypeAlias = NamedDependency[Worker]


def visitor_of(request: Request[Any, Any, Any]) -> Visitor:
    """Return who is asking, as the guard found out."""
    visitor: Visitor = request.state.visitor
    return visitor


def providers(database: Database, keys: Keys, site: Site, lang: str, worker: Worker) -> Mapping[str, Provide]:
    """Return the dependencies by the names of the handlers' parameters."""
    return {
        "database": Provide(lambda: database, sync_to_thread=False),
        "keys": Provide(lambda: keys, sync_to_thread=False),
        "site": Provide(lambda: site, sync_to_thread=False),
        "lang": Provide(lambda: lang, sync_to_thread=False),
        "visitor": Provide(visitor_of, sync_to_thread=False),
        "fields": Provide(fields),
        "uploads": Provide(uploads),
        "worker": Provide(lambda: worker, sync_to_thread=False),
    }
