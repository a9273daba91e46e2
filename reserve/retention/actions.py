"""Recording what is decided about each present member, and the appraisal it rests on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from reserve import clock
from reserve.accounts import queries as accounts
from reserve.audit.model import Actor, ActorKind
from reserve.audit.record import Event, record, record_many
from reserve.audit.tags import Tag
from reserve.cycle import queries as cycle
from reserve.cycle import steps
from reserve.cycle.model import Step
from reserve.errors import Conflict, Invalid, NotFound, Refused
from reserve.pool import queries as pool
from reserve.pool.model import MemberRow
from reserve.pool.queries import Member
from reserve.retention import queries
from reserve.retention.model import Decision, DecisionRow, RemovalOutcome
from reserve.retention.queries import Reviewed
from reserve.retention.rules import stated, unfit
from reserve.retention.tables import AppraisalRecord, RemovalRecord, RetentionRecord
from reserve.roster.model import person_id
from reserve.text import Message, message


def record_appraisals(session: Session, cycle_id: int, rows: Sequence[MemberRow]) -> bool:
    """Make these the appraisal shares of the cycle; rows without shares are left out.

    Returns whether anything changed. Side effects: ``member_appraisal`` rows. Raises ``KeyError`` for somebody who is
    no present member.
    """
    members = {member.person: member.id for member in pool.present(session).values()}
    now = {members[row.person]: row.shares for row in rows if row.shares is not None}
    if now == queries.appraisals(session, cycle_id):
        return False
    session.execute(sa.delete(AppraisalRecord).where(AppraisalRecord.cycle_id == cycle_id))
    values = [
        {"cycle_id": cycle_id, "member_id": member, **dict(zip(_SHARES, shares, strict=True))}
        for member, shares in now.items()
    ]
    if values:
        session.execute(sa.insert(AppraisalRecord), values)
    return True


_SHARES = ("excellent", "competent", "basic", "incompetent")


def forget_appraisals(session: Session, cycle_id: int, member_ids: Collection[int]) -> None:
    """Drop the appraisals of members who are to leave the list. Side effects: ``member_appraisal`` rows go."""
    here = sa.delete(AppraisalRecord).where(AppraisalRecord.cycle_id == cycle_id)
    session.execute(here.where(AppraisalRecord.member_id.in_(member_ids)))


def decide(session: Session, actor: Actor, cycle_id: int, rows: Sequence[DecisionRow]) -> None:
    """Record the decisions that a workbook holds, in the order given; a later one supersedes an earlier one.

    Rows without a decision, and those that repeat the decision in effect, are left out. Side effects: one
    ``retention`` row and one journal entry for each; the step of the retention. Raises ``KeyError`` for somebody who
    is no present member; ``IntegrityError`` for a decision without a decider, or a removal without grounds (rule 16);
    ``Refused`` after submission.
    """
    cycle.refuse_submitted(session, cycle_id)
    reviewed = {review.member.person: review for review in queries.reviewed(session, cycle_id).values()}
    made = [row for row in rows if row.decision is not Decision.NONE and not reviewed[row.person].repeated_by(row)]
    if not made:
        return
    values = [
        {
            "cycle_id": cycle_id,
            "member_id": reviewed[row.person].member.id,
            "decision": row.decision,
            "grounds": list(row.grounds),
            "decided_by": row.decided_by,
            "decided_on": row.decided_on,
        }
        for row in made
    ]
    session.execute(sa.insert(RetentionRecord), values)
    head = record_many(session, actor, [_event(cycle_id, row) for row in made])
    steps.take(session, actor, cycle_id, Step.RETENTION, head)


def _event(cycle_id: int, row: DecisionRow) -> Event:
    details = {
        "cycle": cycle_id,
        "decision": row.decision.value,
        "grounds": list(row.grounds),
        "decided_by": row.decided_by,
        "decided_on": row.decided_on.isoformat() if row.decided_on else None,
    }
    return Event(Tag.RETENTION_DECIDE, person_id(row.person), details)


def keep_or_defer(
    session: Session,
    actor: Actor,
    cycle_id: int,
    member_id: int,
    decision: Decision,
    grounds: Iterable[str],
    *,
    signed_by: str,
    seen: int | None = None,
) -> None:
    """Keep or defer one member; a later decision supersedes an earlier one, and both stay on record (rule 9).

    What the same person decided on the same grounds earlier that day, and is in effect, is not stored again.
    ``seen``: the id of the decision that the decider had before the eyes (0 for none). Side effects: one ``retention``
    row; one journal entry; the step of the retention. Raises ``NotFound`` for the cycle and the member, ``Conflict``
    when another decision was made since, ``Refused`` after submission, for a removal that waits for confirmation and
    for recusal, ``Invalid`` for ``decision`` and ``grounds``.
    """
    known = None if seen is None else {member_id: seen}
    _decide(session, actor, cycle_id, {member_id}, decision, grounds, signed_by=signed_by, seen=known)


def decide_undecided(
    session: Session,
    actor: Actor,
    cycle_id: int,
    decision: Decision,
    grounds: Mapping[int, Iterable[str]],
    *,
    signed_by: str,
) -> None:
    """Keep or defer several members about whom nothing was decided yet, each on the own grounds: all, or nobody.

    ``grounds``: by member id. Nobody is removed so: a removal takes a proposal and a second person. Everything else as
    ``keep_or_defer``, for each; ``Invalid`` also when there is nobody, and for ``grounds`` when one's do not do.
    """
    if not grounds:
        raise Invalid({"members": message("Tick at least one member.")})
    told = {member_id: stated(lines) for member_id, lines in grounds.items()}
    reviewed = _decidable(session, actor, cycle_id, told, decision, seen=dict.fromkeys(told, 0))
    if wrong := next(filter(None, (unfit(decision, told[one.member.id]) for one in reviewed)), None):
        raise Invalid({"grounds": wrong})
    same: dict[tuple[str, ...], list[Member]] = {}
    for one in reviewed:
        same.setdefault(told[one.member.id], []).append(one.member)
    for lines, members in same.items():
        _effect(session, actor, cycle_id, members, decision, lines, signed_by, {})


def keep_undecided(
    session: Session,
    actor: Actor,
    cycle_id: int,
    member_ids: Collection[int],
    grounds: Iterable[str],
    *,
    signed_by: str,
) -> None:
    """Keep several members about whom nothing was decided yet, on the same grounds; as ``decide_undecided``."""
    lines = tuple(grounds)
    decide_undecided(session, actor, cycle_id, Decision.KEEP, dict.fromkeys(member_ids, lines), signed_by=signed_by)


def _decide(
    session: Session,
    actor: Actor,
    cycle_id: int,
    member_ids: Collection[int],
    decision: Decision,
    grounds: Iterable[str],
    *,
    signed_by: str,
    seen: Mapping[int, int] | None,
) -> None:
    told = stated(grounds)
    reviewed = _decidable(session, actor, cycle_id, member_ids, decision, seen=seen)
    if wrong := unfit(decision, told):
        raise Invalid({"grounds": wrong})
    made = (decision, tuple(told), actor.name, clock.today())
    # Going back and sending the same again is no second decision; two people may have one name.
    members = [
        one.member for one in reviewed if made != (one.decision, one.grounds, one.decided_account, one.decided_on)
    ]
    if members:
        _effect(session, actor, cycle_id, members, decision, told, signed_by, {})


def _decidable(
    session: Session,
    actor: Actor,
    cycle_id: int,
    member_ids: Collection[int],
    decision: Decision,
    *,
    seen: Mapping[int, int] | None,
) -> list[Reviewed]:
    """Return the members who may be kept or deferred by this person now; raise for all others with every reason."""
    reviewed = _open_to_change(session, cycle_id, member_ids)
    if decision not in {Decision.KEEP, Decision.DEFER}:
        raise Invalid({"decision": message("Choose to keep or to defer.")})
    changed = [one for one in reviewed if seen is not None and seen[one.member.id] != one.decision_id]
    if changed:
        raise Conflict(*(_about(one.member, _MEANWHILE, reviewed) for one in changed))
    waiting = queries.open_removals(session, cycle_id)
    reasons = [_about(one.member, _WAITING, reviewed) for one in reviewed if one.member.id in waiting]
    _refuse(reasons + _recusal(session, actor, [one.member for one in reviewed]))
    return reviewed


_MEANWHILE = message("Somebody decided about this member meanwhile. Look at that decision first.")
_WAITING = message("A removal is proposed and waits for confirmation; it has to be refused or withdrawn first.")


def _about(member: Member, reason: Message, all_of: Sequence[Reviewed]) -> Message:
    """Say a reason about one of several people with his or her number."""
    if len(all_of) == 1:
        return reason
    return message("{person}: {reason}", person=person_id(member.person), reason=reason)


def propose_removal(
    session: Session, actor: Actor, cycle_id: int, member_id: int, grounds: Iterable[str], *, signed_by: str
) -> int:
    """Propose to remove a member, with at least one ground, and return the proposal's id (rule 16).

    Nothing changes until a second person confirms. Side effects: one ``removal_proposal`` row; one journal entry.
    Raises ``NotFound`` for the cycle and the member, ``Refused`` after submission, for recusal and for somebody whose
    removal is in effect, ``Conflict`` when one is proposed already, ``Invalid`` for ``grounds``.
    """
    told = stated(grounds)
    (reviewed,) = _open_to_change(session, cycle_id, {member_id})
    member = reviewed.member
    reasons = _recusal(session, actor, [member])
    if reviewed.decision is Decision.REMOVE:
        reasons.append(message("The removal is in effect already."))
    _refuse(reasons)
    if wrong := unfit(Decision.REMOVE, told):
        raise Invalid({"grounds": wrong})
    values = {
        "cycle_id": cycle_id,
        "member_id": member_id,
        "grounds": list(told),
        "proposed_by": signed_by,
        "proposed_account": actor.name,
        "proposed_on": clock.today(),
        "remark": "",
    }
    try:
        with session.begin_nested():
            row = session.execute(sa.insert(RemovalRecord).values(**values).returning(RemovalRecord.id)).scalar_one()
    except IntegrityError:
        raise Conflict(message("Somebody proposed this removal already.")) from None
    details = {"cycle": cycle_id, "proposal": row, "grounds": list(told), "proposed_by": signed_by}
    record(session, actor, Tag.RETENTION_PROPOSE_REMOVAL, person_id(member.person), details)
    return row


def confirm_removal(session: Session, actor: Actor, cycle_id: int, proposal_id: int, *, signed_by: str) -> None:
    """Confirm a proposed removal as the second person: from now on it is in effect (rule 16).

    Side effects: the proposal is settled; one ``retention`` row; one journal entry that names both accounts; the step
    of the retention. Raises ``NotFound`` for the cycle, the proposal and its member, ``Conflict`` when the proposal is
    settled already, ``Refused`` after submission, for the proposer's own account and for recusal.
    """
    proposal, member = _proposed(session, cycle_id, proposal_id)
    reasons = _recusal(session, actor, [member])
    if proposal.proposed_account == actor.name:
        reasons.append(message("You proposed this removal: another person has to confirm it."))
    _refuse(reasons)
    _settle(session, actor, proposal_id, RemovalOutcome.CONFIRMED, signed_by, "")
    accounts_named = {
        "proposal": proposal_id,
        "proposed_by": proposal.proposed_by,
        "proposed_account": proposal.proposed_account,
        "confirmed_account": actor.name,
    }
    _effect(session, actor, cycle_id, [member], Decision.REMOVE, proposal.grounds, signed_by, accounts_named)


def refuse_removal(
    session: Session, actor: Actor, cycle_id: int, proposal_id: int, remark: str, *, signed_by: str
) -> None:
    """Refuse a proposed removal as the second person, with a remark: the decision before it stays in effect.

    Side effects: the proposal is settled; one journal entry. Raises as ``confirm_removal``, and ``Invalid`` for
    ``remark``.
    """
    proposal, member = _proposed(session, cycle_id, proposal_id)
    reasons = _recusal(session, actor, [member])
    if proposal.proposed_account == actor.name:
        reasons.append(message("You proposed this removal: withdraw it, or leave it to another person."))
    _refuse(reasons)
    told = stated([remark])
    if wrong := unfit(Decision.REMOVE, told):
        raise Invalid({"remark": message("Say why the removal is refused.") if not told else wrong})
    _settle(session, actor, proposal_id, RemovalOutcome.REFUSED, signed_by, told[0])
    details = {"cycle": cycle_id, "proposal": proposal_id, "proposed_account": proposal.proposed_account}
    person = person_id(member.person)
    record(session, actor, Tag.RETENTION_REFUSE_REMOVAL, person, {**details, "remark": told[0]})


def withdraw_removal(session: Session, actor: Actor, cycle_id: int, proposal_id: int, *, signed_by: str) -> None:
    """Take back one's own proposal of a removal. Side effects: the proposal is settled; one journal entry.

    Raises as ``confirm_removal``; ``Refused`` for anybody but the proposer.
    """
    proposal, member = _proposed(session, cycle_id, proposal_id)
    reasons = _recusal(session, actor, [member])
    if proposal.proposed_account != actor.name:
        reasons.append(message("Only whoever proposed the removal can withdraw it."))
    _refuse(reasons)
    _settle(session, actor, proposal_id, RemovalOutcome.WITHDRAWN, signed_by, "")
    details = {"cycle": cycle_id, "proposal": proposal_id}
    record(session, actor, Tag.RETENTION_WITHDRAW_REMOVAL, person_id(member.person), details)


def _open_to_change(session: Session, cycle_id: int, member_ids: Collection[int]) -> list[Reviewed]:
    """Return members in the order of their ids; raise when the cycle, one of them, or the time for it is not there."""
    cycle.cycle(session, cycle_id)
    cycle.refuse_submitted(session, cycle_id)
    reviewed = queries.reviewed(session, cycle_id)
    if not reviewed.keys() >= set(member_ids):
        raise NotFound(message("There is no such member of the pool."))
    return [reviewed[member_id] for member_id in sorted(member_ids)]


def _recusal(session: Session, actor: Actor, members: Sequence[Member]) -> list[Message]:
    if actor.kind is ActorKind.SYSTEM:
        return []
    return accounts.recusal(session, actor, [member.person for member in members])


def _refuse(reasons: Sequence[Message]) -> None:
    if reasons:
        raise Refused(*reasons)


def _proposed(session: Session, cycle_id: int, proposal_id: int) -> tuple[queries.Removal, Member]:
    """Return a proposal that is still open, locked, and its member."""
    cycle.cycle(session, cycle_id)
    cycle.refuse_submitted(session, cycle_id)
    table = RemovalRecord.__table__
    wanted = sa.select(table.c.member_id).where(table.c.cycle_id == cycle_id, table.c.id == proposal_id)
    member_id = session.execute(wanted.with_for_update()).scalar_one_or_none()
    member = None if member_id is None else pool.present(session).get(member_id)
    if member is None:
        raise NotFound(message("There is no such proposal about a present member."))
    found = queries.open_removals(session, cycle_id).get(member.id)
    if found is None or found.id != proposal_id:
        raise Conflict(message("This proposal was settled already: nothing is left to do."))
    return found, member


def _settle(
    session: Session, actor: Actor, proposal_id: int, outcome: RemovalOutcome, signed_by: str, remark: str
) -> None:
    settled = sa.update(RemovalRecord).where(RemovalRecord.id == proposal_id)
    session.execute(
        settled.values(
            outcome=outcome,
            decided_by=signed_by,
            decided_account=actor.name,
            decided_at=clock.now(),
            remark=remark,
        )
    )


def _effect(
    session: Session,
    actor: Actor,
    cycle_id: int,
    members: Sequence[Member],
    decision: Decision,
    grounds: Sequence[str],
    signed_by: str,
    more: Mapping[str, object],
) -> None:
    """Put one decision about each member into effect, record it, and take the step."""
    today = clock.today()
    made = {"decision": decision, "grounds": list(grounds), "decided_by": signed_by, "decided_on": today}
    who = {"cycle_id": cycle_id, "decided_account": actor.name}
    rows = [{**who, "member_id": member.id, **made} for member in members]
    session.execute(sa.insert(RetentionRecord), rows)
    details = {**made, "cycle": cycle_id, "decision": decision.value, "decided_on": today.isoformat(), **more}
    events = [Event(Tag.RETENTION_DECIDE, person_id(member.person), details) for member in members]
    steps.take(session, actor, cycle_id, Step.RETENTION, record_many(session, actor, events))
