"""An exception on its way: proposed, approved, withdrawn, sent back. Offered by ``actions``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from reserve import clock
from reserve.accounts.queries import recusal
from reserve.audit.model import Actor, ActorKind
from reserve.audit.record import record
from reserve.audit.tags import Tag
from reserve.cycle import queries as cycle
from reserve.cycle import steps
from reserve.cycle.model import Step
from reserve.eligibility import caps, queries
from reserve.eligibility.approval import as_row, fingerprint, shortcomings, told
from reserve.eligibility.model import Closing, Proposal
from reserve.eligibility.tables import ApprovalRecord, ClosedExceptionRecord, ExceptionRecord, StandingWord
from reserve.errors import Conflict, Invalid, NotFound, Refused
from reserve.nominee import queries as nominee
from reserve.nominee.queries import Nominee
from reserve.roster import queries as roster
from reserve.roster.model import person_id
from reserve.text import Message, message

SHORTEST_REASON: Final = 10
"""Characters of a reason; fewer say nothing to whoever asks in three years."""


def propose_exception(
    session: Session, actor: Actor, cycle_id: int, nominee_id: int, *, signed_by: str, reason: str, evidence: str
) -> None:
    """Propose to admit an exceptional nominee; ``signed_by`` is the name of the proposer (rule 3).

    Side effects: one ``exception_request`` row; one journal entry. Raises ``NotFound`` for the nominee,
    ``Invalid`` for a reason or evidence that says too little, ``Refused`` for somebody who does not stand
    under the exception, for a relative, beyond a limit of the exception, and after the list was submitted; ``Conflict``
    when it was proposed already.
    """
    cycle.refuse_submitted(session, cycle_id)
    who = _nominee(session, cycle_id, nominee_id)
    given = {"reason": reason.strip(), "evidence": evidence.strip()}
    _refuse_empty(given)
    policy = cycle.cycle(session, cycle_id).policy
    caps.lock(session, cycle_id, policy)
    if queries.proposal(session, nominee_id) is not None:
        raise Conflict(_ALREADY)
    waived, reasons = _ground(session, who)
    reasons += recusal(session, actor, [who.person])
    reasons += caps.uses(session, cycle_id).full_for(policy, nominee_id) if caps.limited(policy) else []
    # A plan may ask for no approval at all: then the proposal is the whole of it.
    complete = policy.approvals_of_exceptions() == 0
    papers = Proposal(signed_by, actor.name, clock.today(), **given, relatives=(), complete=complete, approvals=())
    reasons += shortcomings(as_row(papers, who.person, who.place_class), _name(session, who), 0)
    if reasons:
        raise Refused(*reasons)
    try:
        with session.begin_nested():
            session.execute(
                sa.insert(ExceptionRecord).values(
                    nominee_id=nominee_id,
                    proposed_by=papers.proposed_by,
                    proposed_account=papers.proposed_account,
                    proposed_on=papers.proposed_on,
                    complete=complete,
                    **given,
                )
            )
    except IntegrityError:
        raise Conflict(_ALREADY) from None
    _tell(session, actor, cycle_id, who, Tag.ELIGIBILITY_PROPOSE_EXCEPTION, {**told(papers), "waived": waived})


def approve_exception(
    session: Session, actor: Actor, cycle_id: int, nominee_id: int, *, signed_by: str, seen: str = ""
) -> bool:
    """Approve a proposed exception; return whether the approvals now suffice, so that the person can be listed.

    ``seen``: ``approval.fingerprint`` of what the approver was shown. Papers that were read from a workbook are
    completed in the same way. Side effects: one ``exception_approval`` row; with the last one the request is complete
    and the step of exceptions taken; one journal entry. Raises ``NotFound`` for the nominee, ``Conflict`` when nothing
    waits for approval or when it is not what was shown, ``Refused`` for the proposer, for a second approval by one
    person, for a relative, for papers that lack something, beyond a limit of the exception, and after submission.
    """
    cycle.refuse_submitted(session, cycle_id)
    who = _nominee(session, cycle_id, nominee_id)
    policy = cycle.cycle(session, cycle_id).policy
    caps.lock(session, cycle_id, policy)
    papers = _waiting(session, nominee_id)
    waived, reasons = _ground(session, who)
    if seen and seen != fingerprint(papers, waived):
        raise Conflict(message("The papers of this exception are not those that you were shown; look at them again."))
    reasons += _same_account(papers, actor)
    reasons += recusal(session, actor, [who.person])
    reasons += _related_since(session, papers, who)
    reasons += caps.uses(session, cycle_id).full_for(policy, nominee_id) if caps.limited(policy) else []
    today = clock.today()
    row = as_row(papers.signed(signed_by, actor.name, today), who.person, who.place_class)
    name = _name(session, who)
    # Whoever is refused by account would be named once more by name: it is said once.
    reasons = reasons or shortcomings(row, name, 0)
    if reasons:
        raise Refused(*reasons)
    needed = policy.approvals_of_exceptions()
    complete = not shortcomings(row, name, needed)
    ordinal = 1 + _last_ordinal(session, nominee_id)
    session.execute(
        sa.insert(ApprovalRecord).values(
            nominee_id=nominee_id, ordinal=ordinal, approver=signed_by, account=actor.name, approved_on=today
        )
    )
    if complete:
        of_nominee = sa.update(ExceptionRecord).where(ExceptionRecord.nominee_id == nominee_id)
        session.execute(of_nominee.values(complete=True))
    details = {"approver": signed_by, "approved_on": today.isoformat(), "ordinal": ordinal, "complete": complete}
    shown = {"waived": waived, "reason": papers.reason, "evidence": papers.evidence}
    _tell(session, actor, cycle_id, who, Tag.ELIGIBILITY_APPROVE_EXCEPTION, {**details, **shown})
    return complete


def withdraw_exception(session: Session, actor: Actor, cycle_id: int, nominee_id: int, *, signed_by: str) -> None:
    """Take back one's own proposal, or one that a workbook brought, before the approvals suffice.

    Side effects: the proposal goes and is kept as ``exception_closed``; one journal entry.
    Raises ``NotFound`` for the nominee, ``Conflict`` when nothing waits, ``Refused`` for somebody else's proposal, for
    a relative, and after submission.
    """
    cycle.refuse_submitted(session, cycle_id)
    who = _nominee(session, cycle_id, nominee_id)
    papers = _waiting(session, nominee_id)
    reasons = recusal(session, actor, [who.person])
    if papers.proposed_account not in {"", actor.name}:
        reasons.append(message("Only {name}, who proposed the exception, can withdraw it.", name=papers.proposed_by))
    if reasons:
        raise Refused(*reasons)
    close_exception(session, actor, cycle_id, who, papers, Closing.WITHDRAWN, signed_by=signed_by, reason="")


def send_back_exception(
    session: Session, actor: Actor, cycle_id: int, nominee_id: int, *, signed_by: str, reason: str
) -> None:
    """Refuse a proposal with a reason, also one that was approved as long as nobody is listed on it.

    Side effects: as ``withdraw_exception``. Raises ``NotFound`` for the nominee, ``Invalid`` without a reason,
    ``Conflict`` when there is no proposal, ``Refused`` for a relative, for somebody who is listed on it, and after
    submission.
    """
    cycle.refuse_submitted(session, cycle_id)
    who = _nominee(session, cycle_id, nominee_id)
    if not reason.strip():
        raise Invalid({"send_back": message("Say why it is sent back.")})
    papers = queries.proposal(session, nominee_id, lock=True)
    if papers is None:
        raise Conflict(_NOTHING_WAITS)
    if reasons := recusal(session, actor, [who.person]):
        raise Refused(*reasons)
    close_exception(
        session, actor, cycle_id, who, papers, Closing.SENT_BACK, signed_by=signed_by, reason=reason.strip()
    )


def close_exception(
    session: Session,
    actor: Actor,
    cycle_id: int,
    who: Nominee,
    papers: Proposal,
    closing: Closing,
    *,
    signed_by: str,
    reason: str,
) -> None:
    """Put the papers of a proposal away as they were; the nominee has none afterwards.

    Side effects: one ``exception_closed`` row instead of the request and its approvals; one journal entry; the step of
    exceptions when they were complete. Raises ``Refused`` while somebody is listed on them.
    """
    try:
        with session.begin_nested():
            session.execute(sa.delete(ApprovalRecord).where(ApprovalRecord.nominee_id == who.id))
            session.execute(sa.delete(ExceptionRecord).where(ExceptionRecord.nominee_id == who.id))
    except IntegrityError:
        raise Refused(
            message("The person is listed on this exception; the place has to be taken back first.")
        ) from None
    session.execute(
        sa.insert(ClosedExceptionRecord).values(
            cycle_id=cycle_id,
            person_number=who.person,
            place_class=who.place_class,
            papers=told(papers),
            closing=closing,
            closed_by=signed_by,
            closed_at=clock.now(),
            reason=reason,
        )
    )
    details = {"closing": closing.value, "closed_by": signed_by, "closing_reason": reason, **told(papers)}
    _tell(session, actor, cycle_id, who, Tag.ELIGIBILITY_CLOSE_EXCEPTION, details)


_ALREADY: Final = message("There is a proposal for this person already.")
_NOTHING_WAITS: Final = message("There is no proposal for this person: it was withdrawn or sent back meanwhile.")


def _nominee(session: Session, cycle_id: int, nominee_id: int) -> Nominee:
    found = nominee.one(session, cycle_id, nominee_id)
    if found is None:
        raise NotFound(message("There is no such nominee in this cycle."))
    return found


def _name(session: Session, who: Nominee) -> str:
    return roster.names(session, [who.person])[who.person]


def _refuse_empty(given: Mapping[str, str]) -> None:
    wrong = {}
    if len(given["reason"]) < SHORTEST_REASON:
        wrong["reason"] = message("Give a reason of at least {length} characters.", length=SHORTEST_REASON)
    if not given["evidence"]:
        wrong["evidence"] = message("Name the evidence: documents, their numbers and dates.")
    if wrong:
        raise Invalid(wrong)


def _waiting(session: Session, nominee_id: int) -> Proposal:
    """Return the proposal that waits for approval; of two who act at once the later one sees what the other did."""
    papers = queries.proposal(session, nominee_id, lock=True)
    if papers is None:
        raise Conflict(_NOTHING_WAITS)
    if papers.complete:
        raise Conflict(message("The approvals of this exception are complete already."))
    return papers


def _ground(session: Session, who: Nominee) -> tuple[Sequence[Mapping[str, Any]], list[Message]]:
    """Return what the exception waives, and why it cannot be applied to somebody."""
    screened = queries.screening(session, who.id)
    if screened is None or screened.standing is not StandingWord.EXCEPTIONAL:
        return [], [message("The person does not stand under the exception, so there is nothing to approve.")]
    return (screened.exception or {}).get("waived", []), []


def _same_account(papers: Proposal, actor: Actor) -> list[Message]:
    if actor.name == papers.proposed_account:
        return [message("You proposed this exception yourself: others have to approve it.")]
    if any(actor.name == account for _, account, _ in papers.approvals):
        return [message("You approved this exception already: somebody else has to do it too.")]
    return []


def _related_since(session: Session, papers: Proposal, who: Nominee) -> list[Message]:
    """Return who signed before a relation was declared: a word that must not count any more."""
    signers = [
        (papers.proposed_by, papers.proposed_account),
        *((name, account) for name, account, _ in papers.approvals),
    ]
    return [
        message("{signer} is the person or a relative, and cannot propose or approve the exception.", signer=name)
        for name, account in signers
        if account and recusal(session, Actor(account, ActorKind.PERSON), [who.person])
    ]


def _last_ordinal(session: Session, nominee_id: int) -> int:
    wanted = sa.select(sa.func.max(ApprovalRecord.ordinal)).where(ApprovalRecord.nominee_id == nominee_id)
    return session.scalar(wanted) or 0


def _tell(session: Session, actor: Actor, cycle_id: int, who: Nominee, tag: Tag, details: Mapping[str, object]) -> None:
    """Record what was done; only what completes an exception, or ends a complete one, makes a list out of date."""
    told = {"cycle": cycle_id, "class": who.place_class.value, **details}
    head = record(session, actor, tag, person_id(who.person), told)
    if details["complete"]:
        steps.take(session, actor, cycle_id, Step.EXCEPTIONS, head)
    else:
        cycle.refuse_submitted(session, cycle_id)
