"""Doing something through the interface: by a named person, once, with the second factor where it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Final, TypeAlias, TypeVar

from litestar.di import NamedDependency
from litestar.exceptions import PermissionDeniedException
from litestar.params import HeaderParameter
from sqlalchemy.orm import Session

from reserve.accounts.bearer import stored
from reserve.accounts.model import Principal
from reserve.accounts.once import begin_form, end_form
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


@dataclass(frozen=True, slots=True)
class Acting:
    """Who acts, under which key, and with which code."""

    database: Database
    keys: Keys
    visitor: Visitor
    key: str
    code: str

    def do(self, act: Callable[[Session, Principal], object], *, confirmed: bool = False) -> Done:
        """Act in one transaction; under a key that was used before nothing is done again.

        ``confirmed``: the act needs the second factor. Raises ``PermissionDeniedException`` for a token, because only
        a named person decides (rule 16), ``Invalid`` for a code that is missing or wrong, and whatever ``act`` raises.
        """
        person = self.visitor.person
        if person is None:
            raise PermissionDeniedException("session")
        if confirmed:
            wrong = stepping_up.confirm(self.database, self.keys, self.visitor, self.code)
            if wrong is not None:
                raise Invalid({CODE_HEADER: wrong})
        with self.database.writing() as session:
            name = stored(f"{self.visitor.secret}{self.key}") if self.key else ""
            if name and begin_form(session, name) is not None:
                return Done(repeated=True)
            act(session, person)
            if name:
                end_form(session, name, "")
        return Done(repeated=False)


def acting(
    database: TheDatabase,
    keys: TheKeys,
    visitor: TheVisitor,
    idempotency_key: Annotated[
        str,
        HeaderParameter(
            name=KEY_HEADER,
            max_length=_LONGEST_KEY,
            description="Sent again under the same key, nothing is done again.",
        ),
    ] = "",
    code: Annotated[
        str,
        HeaderParameter(name=CODE_HEADER, max_length=20, description="Second factor, where the operation asks for it."),
    ] = "",
) -> Acting:
    """Return who acts; a dependency of every operation that changes something."""
    return Acting(database, keys, visitor, idempotency_key, code)


TheActing: TypeAlias = NamedDependency[Acting]
