"""Whether the papers of an exception are complete: who proposed it, why, and who answers for it (rule 3)."""

from __future__ import annotations

from collections import Counter

from reserve.eligibility.model import ExceptionRow
from reserve.text import Message, message


def shortcomings(row: ExceptionRow, name: str, approvals: int) -> list[Message]:
    """Return everything that the papers of ``name`` still lack; nothing means complete.

    The proposer and ``approvals`` approvers must be different people, none of them the person or a relative.
    """
    missing = []
    if not row.proposed_by:
        missing.append(message("No proposer is named for the exception."))
    if not row.reason:
        missing.append(message("No reason is given for the exception."))
    if not row.evidence:
        missing.append(message("No evidence is named for the exception."))
    dated = [approver for approver, day in row.approvals if day is not None]
    if len(dated) < approvals:
        missing.append(
            message("{given} of {needed} approvals with a date for the exception.", given=len(dated), needed=approvals)
        )
    return missing + _not_independent(row, name)


def _not_independent(row: ExceptionRow, name: str) -> list[Message]:
    signing = Counter(filter(None, [row.proposed_by, *(approver for approver, _ in row.approvals)]))
    twice = [signer for signer, times in signing.items() if times > 1]
    involved = [signer for signer in signing if signer == name or signer in row.relatives]
    reasons = [
        message("{signer} appears twice among the proposer and the approvers of the exception.", signer=signer)
        for signer in twice
    ]
    return reasons + [
        message("{signer} is the person or a relative, and cannot propose or approve the exception.", signer=signer)
        for signer in involved
    ]
