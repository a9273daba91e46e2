"""What the grounds of a decision about a member must be (rules 9 and 16)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from reserve.retention.model import Decision
from reserve.text import Message, message

MOST_GROUNDS: Final = 20
LONGEST_GROUND: Final = 300


def stated(lines: Iterable[str]) -> tuple[str, ...]:
    """Return grounds as they are kept: in the order given, without blank ones and repetitions."""
    return tuple(dict.fromkeys(line.strip() for line in lines if line.strip()))


def unfit(decision: Decision, grounds: Sequence[str]) -> Message | None:
    """Return what is wrong with the stated grounds of a decision; only keeping somebody may go without any."""
    if not grounds and decision is not Decision.KEEP:
        return message("Say on what grounds, one to a line.")
    if len(grounds) > MOST_GROUNDS or any(len(ground) > LONGEST_GROUND for ground in grounds):
        return message(
            "At most {most} grounds of at most {longest} characters each.", most=MOST_GROUNDS, longest=LONGEST_GROUND
        )
    return None
