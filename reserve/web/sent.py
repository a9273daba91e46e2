"""A form that was sent, with everything that answering it needs: one thing in a handler's signature instead of six."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from litestar import Request
from litestar.di import NamedDependency, Provide

from reserve.db import Database
from reserve.edge.providers import TheDatabase, TheFields, TheKeys, TheLanguage, TheVisitor
from reserve.edge.visitor import Visitor
from reserve.personal import Keys
from reserve.web.filters import Query, number


@dataclass(frozen=True, slots=True)
class Sent:
    """Who sent a form from which page, and what it says."""

    request: Request[Any, Any, Any]
    database: Database
    keys: Keys
    visitor: Visitor
    lang: str
    fields: Query

    def text(self, name: str) -> str:
        """Return what was typed into a field; blank when it is not there."""
        return self.fields.get(name, "").strip()

    def lines(self, name: str) -> list[str]:
        """Return what was typed one to a line."""
        return self.fields.get(name, "").splitlines()

    def whole(self, name: str) -> int:
        """Return a number from 1 that the page put into the form, 0 for none; raises ``ClientException``."""
        return 0 if self.text(name) == "0" else number(self.fields, name) or 0


def _sent(
    request: Request[Any, Any, Any],
    database: TheDatabase,
    keys: TheKeys,
    visitor: TheVisitor,
    lang: TheLanguage,
    fields: TheFields,
) -> Sent:
    return Sent(request, database, keys, visitor, lang, fields)


TheSent: TypeAlias = NamedDependency[Sent]
SENT: Final[Mapping[str, Provide]] = {"sent": Provide(_sent, sync_to_thread=False)}
"""The dependencies of a handler that takes ``sent: TheSent``."""
