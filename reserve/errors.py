"""The few ways in which a request can be refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reserve.text import Message, word


class ReserveError(Exception):
    """Base of every error that reaches a user; carries messages, not text."""

    def __init__(self, *reasons: Message) -> None:
        """Keep the reasons, all of them, in the order given."""
        super().__init__(*reasons)
        self.reasons: Sequence[Message] = reasons

    def __str__(self) -> str:
        return "; ".join(word(reason, "en") for reason in self.reasons)


class NotFound(ReserveError):
    """The thing asked for does not exist, or not for this person."""


class Refused(ReserveError):
    """A rule forbids it; ``reasons`` holds every rule that does."""


class Conflict(ReserveError):
    """Somebody else changed it meanwhile, or it was done already."""


class Invalid(ReserveError):
    """Input that cannot be taken; ``fields`` names each bad field."""

    def __init__(self, fields: Mapping[str, Message]) -> None:
        """Keep one message a field."""
        super().__init__(*fields.values())
        self.fields = dict(fields)
