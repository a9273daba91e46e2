"""Doing something through the interface: by a named person, once, with the second factor where it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated, Any, Final, NamedTuple, TypeAlias, TypeVar

from litestar import Request
from litestar.di import NamedDependency
from litestar.exceptions import PermissionDeniedException
from litestar.params import HeaderParameter
from sqlalchemy.orm import Session

from reserve.accounts.bearer import stored
from reserve.accounts.model import Principal
from reserve.accounts.once import begin_form, end_form, forget_form
from reserve.api.schemas import Done
from reserve.db import Database
from reserve.edge import stepping_up
from reserve.edge.providers import TheDatabase, TheKeys, TheVisitor
from reserve.edge.visitor import Visitor
from reserve.errors import Invalid
from reserve.personal import Keys

CODE_HEADER: Final = "X-Code"
KEY_HEADER: Final = "Idempotency-Key"
_LONGEST_KEY: Final = 100

Outcome = TypeVar("Outcome")


class Once(NamedTuple):
    """What an act told, now or (``repeated``) when it was done; None: it was not done."""

    told: str | None
    repeated: bool


@dataclass(frozen=True, slots=True)
class Acting:
    """Who acts, under which key, and with which code."""

    database: Database
    keys: Keys
    visitor: Visitor
    key: str
    code: str
    contents: str
    """A digest of the request: what was done under a key is told from what was not."""

    @property
    def person(self) -> Principal:
        """The named person who acts; raises ``PermissionDeniedException`` for a token."""
        if self.visitor.person is None:
            raise PermissionDeniedException("session")
        return self.visitor.person

    def do(self, act: Callable[[Session, Principal], object], *, confirmed: bool = False) -> Done:
        """Act in one transaction; under a key that was used before nothing is done again.

        ``confirmed``: the act needs the second factor. Raises ``PermissionDeniedException`` for a token, because only
        a named person decides (rule 16), ``Invalid`` for a code that is missing or wrong, and whatever ``act`` raises.
        """
        person = self.person
        if confirmed:
            wrong = stepping_up.confirm(self.database, self.keys, self.visitor, self.code)
            if wrong is not None:
                raise Invalid({CODE_HEADER: wrong})

        def acted(session: Session) -> str:
            act(session, person)
            return ""

        return Done(repeated=self.once(acted).repeated)

    def once(self, act: Callable[[Session], str | None]) -> Once:
        """Act in one transaction, for whoever asks, a token too; under a key that was used before nothing is done.

        ``act`` returns what a repeated request is to be told, or None when what was asked for was not done: then the
        key is not used up. Raises ``Conflict`` for a key under which something else was done, and whatever ``act``
        raises.
        """
        owner = self.visitor.secret or f"{self.visitor.actor} "
        name = stored(f"{owner}{self.key}") if self.key else ""
        with self.database.writing() as session:
            told = begin_form(session, name, stored(f"{owner}{self.contents}")) if name else None
            if told is not None:
                return Once(told, repeated=True)
            told = act(session)
            if name and told is None:
                forget_form(session, name)
            elif name:
                end_form(session, name, told or "")
        return Once(told, repeated=False)


async def acting(
    request: Request[Any, Any, Any],
    database: TheDatabase,
    keys: TheKeys,
    visitor: TheVisitor,
    idempotency_key: Annotated[
        str,
        HeaderParameter(
            name=KEY_HEADER,
            max_length=_LONGEST_KEY,
            description="The same sent again under the same key is not done again; anything else is refused.",
        ),
    ] = "",
    code: Annotated[
        str,
        HeaderParameter(name=CODE_HEADER, max_length=20, description="Second factor, where the operation asks for it."),
    ] = "",
) -> Acting:
    """Return who acts; a dependency of every operation that changes something."""
    contents = await _digest(request) if idempotency_key else ""
    return Acting(database, keys, visitor, idempotency_key, code, contents)


async def _digest(request: Request[Any, Any, Any]) -> str:
    """Return what tells a request from others; the body is read once, also for the handler."""
    where = f"{request.method} {request.scope['path']}?{request.scope['query_string'].decode()}\n"
    return sha256(where.encode() + await request.body()).hexdigest()


TheActing: TypeAlias = NamedDependency[Acting]
