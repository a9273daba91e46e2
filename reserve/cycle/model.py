"""The steps of a campaign, and which of them are derived from which."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Step(StrEnum):
    """What can be taken in, decided or derived in a campaign."""

    ROSTER = "roster"
    MEMBERS = "members"
    VOTES = "votes"
    RETENTION = "retention"
    ADJUSTMENTS = "adjustments"
    SCREENING = "screening"
    EXCEPTIONS = "exceptions"
    INSPECTIONS = "inspections"
    MARKS = "marks"
    TIES = "ties"
    LIST = "list"
    APPROVAL = "approval"


INPUTS: Final[Mapping[Step, frozenset[Step]]] = {
    Step.SCREENING: frozenset({Step.ROSTER, Step.MEMBERS, Step.VOTES, Step.RETENTION, Step.ADJUSTMENTS}),
    Step.LIST: frozenset({Step.SCREENING, Step.EXCEPTIONS, Step.INSPECTIONS, Step.MARKS, Step.TIES}),
}
"""What each derived step rests on: places, nominees and verdicts on the inputs, the list on those and the rest."""


def outdated_by(sequences: Mapping[Step, int], derived: Step) -> frozenset[Step]:
    """Return the inputs that changed after ``derived`` was last made; empty when it was never made."""
    made = sequences.get(derived)
    if made is None:
        return frozenset()
    return frozenset(step for step in INPUTS[derived] if sequences.get(step, 0) > made)
