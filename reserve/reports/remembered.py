"""What was read once and is still true: kept until the journal grows.

Every change is recorded in the transaction that makes it, so two transactions that see the same end of the journal see
the same campaign. What changes without an entry (sessions, delays, forms) must not be remembered.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Final, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from reserve.audit import queries as journal
from reserve.audit.model import Head

Value = TypeVar("Value")

MOST: Final = 256
"""How many values are kept; the one that was not asked for the longest goes first."""


@dataclass(slots=True)
class _Store:
    """The values of one database at one end of its journal."""

    head: Head | None = None
    values: OrderedDict[Hashable, Any] = field(default_factory=OrderedDict)


_STORES: Final[WeakKeyDictionary[Any, _Store]] = WeakKeyDictionary()
_LOCK: Final = Lock()


def remembered(session: Session, key: Hashable, make: Callable[[], Value]) -> Value:
    """Return what ``make`` reads in this session, or read before at the same end of the journal.

    ``key`` says which value it is, of which cycle and for which units; the value must never be changed. In a session
    that writes nothing is remembered: it may see its own changes before they are recorded. One query a session, for the
    end of the journal, and those of ``make`` when the value is not there.
    """
    if not session.info.get("reading"):
        return make()
    engine, head = session.get_bind(), _head(session)
    with _LOCK:
        store = _STORES.setdefault(engine, _Store())
        if store.head is None or head.sequence > store.head.sequence:
            store.head, store.values = head, OrderedDict()
        current = store.head == head
        if current and key in store.values:
            store.values.move_to_end(key)
            found: Value = store.values[key]
            return found
    made = make()
    if current:
        with _LOCK:
            if store.head == head:
                store.values[key] = made
                while len(store.values) > MOST:
                    store.values.popitem(last=False)
    return made


def forget(engine: Engine) -> None:
    """Drop everything that is kept of a database; for measuring and testing what a first page costs."""
    with _LOCK:
        _STORES.pop(engine, None)


def _head(session: Session) -> Head:
    if "head" not in session.info:
        session.info["head"] = journal.head(session)
    head: Head = session.info["head"]
    return head
