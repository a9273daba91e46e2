"""What the journal holds, and what can be wrong with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from reserve.text import Message


class ActorKind(StrEnum):
    """Who can act."""

    PERSON = "person"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever does something; ``name`` is the account's name, or the program's."""

    name: str
    kind: ActorKind

    def __post_init__(self) -> None:
        """Raise ``ValueError`` for an actor without a name."""
        if not self.name.strip():
            raise ValueError("an actor needs a name")


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the journal: what is printed on signed papers. An empty journal is (0, 64 zeros)."""

    sequence: int
    hash: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as stored. ``details`` is a plain value without floats."""

    sequence: int
    at: dt.datetime
    actor: str
    actor_kind: ActorKind
    tag: str
    subject: str
    details: Mapping[str, object]
    previous: str
    hash: str
    format: int


class Trouble(StrEnum):
    """What can be wrong with a journal."""

    CHANGED = "changed"
    MISSING = "missing"
    REORDERED = "reordered"
    UNLINKED = "unlinked"
    HEAD = "head"
    ANCHOR = "anchor"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verifying found: ``entries`` good ones from the beginning, and the first trouble, if any."""

    entries: int
    head: Head
    trouble: Trouble | None = None
    sequence: int | None = None
    reason: Message | None = None

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return self.trouble is None
