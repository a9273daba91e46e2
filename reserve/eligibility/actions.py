"""Screening all nominees of a cycle, and taking in the papers of exceptions."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve.audit.model import Actor
from reserve.audit.record import Event, record_many
from reserve.audit.tags import Tag
from reserve.cycle import queries as cycle
from reserve.cycle import steps
from reserve.cycle.model import Step
from reserve.cycle.queries import Cycle
from reserve.eligibility import queries
from reserve.eligibility.deciding import decide, facts_hash
from reserve.eligibility.facts import Subject, Votes
from reserve.eligibility.keeping import Screening, drop, keep
from reserve.eligibility.model import Closing, ExceptionRow
from reserve.eligibility.papers import Papers, compare
from reserve.eligibility.proposing import (
    approve_exception,
    close_exception,
    propose_exception,
    send_back_exception,
    withdraw_exception,
)
from reserve.eligibility.tables import ApprovalRecord, ExceptionRecord, StandingWord
from reserve.nominee import queries as nominee
from reserve.nominee.queries import Nominee
from reserve.personal import Keys
from reserve.policy.model import Recommendation
from reserve.quota import queries as quota
from reserve.recommendation import queries as recommendation
from reserve.roster import queries as roster
from reserve.roster.model import person_id
from reserve.workbook.findings import Finding

__all__ = [
    "approve_exception",
    "lapse",
    "let_go",
    "propose_exception",
    "record_exceptions",
    "screen_all",
    "send_back_exception",
    "withdraw_exception",
]


def screen_all(session: Session, actor: Actor, cycle_id: int, keys: Keys) -> set[int]:
    """Screen every nominee of the cycle under its pinned policy and store each verdict with its facts.

    May be done again, as long as no list is drawn: what differs supersedes, what does not stays. A proposal of an
    exception whose ground is gone is closed. Returns the ids of nominees whose screening is new or another one. Side
    effects: ``screening`` rows, superseded ones on record; one journal entry for each that is new or another one, and
    one for a repetition as a whole; the step of the screening. Raises ``NotFound`` for the cycle, ``Refused`` after
    submission, ``IntegrityError`` when a list rests on a screening that changes.
    """
    campaign = cycle.cycle(session, cycle_id)
    cycle.refuse_submitted(session, cycle_id)
    repeated = Step.SCREENING in cycle.steps(session, cycle_id)
    put_forward = list(nominee.nominees(session, cycle_id).values())
    subjects = _subjects(session, campaign.id, put_forward, campaign.policy.recommendation, keys)
    judged = decide(put_forward, subjects, campaign.policy, campaign.as_of)
    changed = keep(session, keys, cycle_id, judged)
    lapse(
        session, actor, cycle_id, {one["nominee_id"] for one in judged if one["standing"] != StandingWord.EXCEPTIONAL}
    )
    # Told of those only whose screening is another one: to hash the facts of everybody takes a tenth of the whole.
    events = [
        _event(campaign, candidate, one, facts_hash(keys, subject))
        for one, candidate, subject in zip(judged, put_forward, subjects, strict=True)
        if one["nominee_id"] in changed
    ]
    if repeated or not events:
        details = {"nominees": len(judged), "changed": len(changed)}
        events.append(Event(Tag.ELIGIBILITY_SCREEN, f"cycle {cycle_id}", details))
    steps.take(session, actor, cycle_id, Step.SCREENING, record_many(session, actor, events))
    return changed


def let_go(session: Session, actor: Actor, cycle_id: int, nominee_ids: Collection[int]) -> None:
    """Put on record what was found of nominees who are no longer named, so that their rows can go.

    Side effects: their ``screening`` rows go, on record; their proposals of exceptions are closed. No list may be
    drawn.
    """
    if nominee_ids:
        lapse(session, actor, cycle_id, nominee_ids)
        drop(session, cycle_id, nominee_ids)


def lapse(session: Session, actor: Actor, cycle_id: int, nominee_ids: Collection[int]) -> None:
    """Close the proposals of nominees for whom the ground of an exception is gone.

    Side effects: as ``close_exception``, for each.
    """
    here = queries.proposals(session, cycle_id)
    for who in nominee.nominees(session, cycle_id).values():
        if who.id in nominee_ids and who.id in here:
            close_exception(
                session, actor, cycle_id, who, here[who.id], Closing.LAPSED, signed_by=actor.name, reason=""
            )


def _subjects(
    session: Session, cycle_id: int, put_forward: Sequence[Nominee], rules: Recommendation, keys: Keys
) -> list[Subject]:
    if not put_forward:
        return []
    people = roster.people(session, keys, {candidate.person for candidate in put_forward})
    units = roster.units(session)
    votes = recommendation.votes(session, cycle_id, rules)
    cards = quota.cards(session, cycle_id)
    subjects = []
    for candidate in put_forward:
        named = votes[candidate.person, candidate.place_class]
        figures = cards[candidate.unit_id, candidate.place_class].figures
        subjects.append(
            Subject(
                people[candidate.person],
                candidate.place_class,
                units[candidate.unit_id].kind,
                Votes(named.votes, named.base, named.rank, None if figures.posts is None else figures.places),
            )
        )
    return subjects


def _event(campaign: Cycle, candidate: Nominee, one: Screening, facts: str) -> Event:
    exception = one["exception"]
    details = {
        "cycle": campaign.id,
        "class": candidate.place_class.value,
        "outcome": one["standing"],
        "policy": campaign.policy.digest,
        "facts": facts,
        "verdicts": {verdict["criterion"]: verdict["outcome"] for verdict in one["verdicts"]},
        "waived": [waived["criterion"] for waived in exception["waived"]] if exception else [],
    }
    return Event(Tag.ELIGIBILITY_SCREEN, person_id(candidate.person), details)


def record_exceptions(
    session: Session, actor: Actor, cycle_id: int, rows: Sequence[ExceptionRow]
) -> tuple[Finding, ...]:
    """Make these the papers that a workbook holds of exceptional nominees; return what was found of each.

    A warning for each paper that is incomplete or not needed, and for one that was proposed, approved or closed here
    otherwise: what somebody did here is never changed by a workbook. Incomplete papers are kept as they are, but the
    person cannot be listed on them (rule 3). Side effects: ``exception_request`` and ``exception_approval`` rows; one
    journal entry for each that changed; the step of the exceptions. Raises ``Refused`` after submission,
    ``IntegrityError`` when a list rests on papers that change.
    """
    cycle.refuse_submitted(session, cycle_id)
    found = compare(session, cycle_id, rows)
    for who, papers in found.gone:
        close_exception(session, actor, cycle_id, who, papers, Closing.LAPSED, signed_by=actor.name, reason="")
    made = [*found.changed, *found.fresh]
    for one in found.changed:
        session.execute(sa.delete(ApprovalRecord).where(ApprovalRecord.nominee_id == one.nominee.id))
        session.execute(sa.delete(ExceptionRecord).where(ExceptionRecord.nominee_id == one.nominee.id))
    _store_papers(session, made)
    if made:
        events = [_exception_event(cycle_id, one.row, complete=one.papers.complete) for one in made]
        steps.take(session, actor, cycle_id, Step.EXCEPTIONS, record_many(session, actor, events))
    return tuple(found.findings)


def _store_papers(session: Session, made: Sequence[Papers]) -> None:
    requests = [
        {
            "nominee_id": one.nominee.id,
            "proposed_by": one.papers.proposed_by,
            "proposed_account": "",
            "proposed_on": one.papers.proposed_on,
            "reason": one.papers.reason,
            "evidence": one.papers.evidence,
            "relatives": list(one.papers.relatives),
            "complete": one.papers.complete,
        }
        for one in made
    ]
    approvals = [
        {"nominee_id": one.nominee.id, "approver": approver, "account": "", "ordinal": ordinal, "approved_on": day}
        for one in made
        for ordinal, (approver, _, day) in enumerate(one.papers.approvals, start=1)
    ]
    for table, rows in ((ExceptionRecord, requests), (ApprovalRecord, approvals)):
        if rows:
            session.execute(sa.insert(table), rows)


def _exception_event(cycle_id: int, row: ExceptionRow, *, complete: bool) -> Event:
    details = {
        "cycle": cycle_id,
        "class": row.place_class.value,
        "proposed_by": row.proposed_by,
        "proposed_on": row.proposed_on.isoformat() if row.proposed_on else None,
        "reason": row.reason,
        "evidence": row.evidence,
        "approvals": [[name, day.isoformat() if day else None] for name, day in row.approvals],
        "complete": complete,
    }
    return Event(Tag.ELIGIBILITY_PROPOSE_EXCEPTION, person_id(row.person), details)
