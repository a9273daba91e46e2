"""Whether the papers of an exception are complete: who proposed it, why, and who answers for it (rule 3)."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Sequence

from reserve.db import canonical_json
from reserve.eligibility.model import ExceptionRow, Proposal
from reserve.roster.model import PlaceClass
from reserve.text import Message, message
from reserve.workbook.model import Origin


def as_row(papers: Proposal, person: int, place_class: PlaceClass) -> ExceptionRow:
    """Return stored papers as if they had just been read, so that the same rules judge both."""
    return ExceptionRow(
        Origin("", "", 0, {}),
        person,
        place_class,
        papers.proposed_by,
        papers.proposed_on,
        papers.reason,
        papers.evidence,
        tuple((name, day) for name, _, day in papers.approvals),
        papers.relatives,
    )


def told(papers: Proposal) -> dict[str, object]:
    """Return papers as the journal and closed proposals keep them; an approval is name, day, account."""
    return {
        "proposed_by": papers.proposed_by,
        "proposed_account": papers.proposed_account,
        "proposed_on": _iso(papers.proposed_on),
        "reason": papers.reason,
        "evidence": papers.evidence,
        "approvals": [[name, _iso(day), account] for name, account, day in papers.approvals],
        "complete": papers.complete,
    }


def _iso(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()


def fingerprint(papers: Proposal, waived: Sequence[object]) -> str:
    """Return what tells whether an approver was shown just these papers, and just this waiver."""
    return hashlib.sha256(canonical_json({"papers": told(papers), "waived": list(waived)}).encode()).hexdigest()


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
