"""What an inspection comes to (rule 13)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final, Literal

from reserve.inspection.model import Lack, Outcome

INSPECTORS: Final = 2


def outcome(
    conclusion: Literal["positive", "negative"] | None, inspectors: Collection[str], integrity: str, *, veto: bool
) -> Outcome:
    """Return negative for a veto or a negative conclusion; positive only with two inspectors and the statement."""
    if veto or conclusion == "negative":
        return Outcome.NEGATIVE
    whole = conclusion == "positive" and len(set(inspectors)) >= INSPECTORS and integrity
    return Outcome.POSITIVE if whole else Outcome.INCOMPLETE


def lacking(
    conclusion: Literal["positive", "negative"] | None, inspectors: Collection[str], integrity: str, *, veto: bool
) -> tuple[Lack, ...]:
    """Return what is missing; nothing unless the outcome is incomplete."""
    if outcome(conclusion, inspectors, integrity, veto=veto) is not Outcome.INCOMPLETE:
        return ()
    lacks = {
        Lack.CONCLUSION: conclusion is None,
        Lack.INSPECTORS: len(set(inspectors)) < INSPECTORS,
        Lack.INTEGRITY: not integrity,
    }
    return tuple(lack for lack, missing in lacks.items() if missing)
