"""What a replay found, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from reserve.evidence.model import Part, Replay
from reserve.text import Message, message

_PARTS: Final[Mapping[Part, Message]] = {
    Part.JOURNAL: message("journal"),
    Part.POLICY: message("plan"),
    Part.FACTS: message("facts"),
    Part.VERDICT: message("verdict"),
    Part.PLACES: message("places"),
    Part.LIST: message("list"),
    Part.SUBMISSION: message("submission"),
}


def difference_words(found: Replay) -> Iterator[Message]:
    """Yield one sentence for each difference."""
    for one in found.differences:
        yield message("{part} {subject}: {reason}", part=_PARTS[one.part], subject=one.subject, reason=one.reason)


def summary(found: Replay) -> Message:
    """Return how much was worked out again, and how much of it differs."""
    return message(
        "Cycle {cycle} under plan {policy}: {screenings} screenings, {places} sums of places, {seats} lines of the "
        "list and {entries} entries of the journal worked out again; {differences} differences",
        cycle=found.cycle,
        policy=found.policy[:12],
        screenings=found.screenings,
        places=found.places,
        seats=found.seats,
        entries=found.entries,
        differences=len(found.differences),
    )
