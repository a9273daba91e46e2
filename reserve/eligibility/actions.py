"""Screening all nominees of a cycle, and taking in the papers of exceptions."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve.audit.model import Actor
from reserve.audit.record import Event, record_many
from reserve.audit.tags import Tag
from reserve.cycle import queries as cycle
from reserve.db import canonical_json
from reserve.eligibility import queries
from reserve.eligibility.approval import shortcomings
from reserve.eligibility.explain import Explanation, Verdict, explain
from reserve.eligibility.facts import Subject, Votes, columns
from reserve.eligibility.model import ExceptionRow
from reserve.eligibility.rules import Standing, planned, screen
from reserve.eligibility.tables import ApprovalRecord, ExceptionRecord, ScreeningRecord
from reserve.nominee import queries as nominee
from reserve.nominee.queries import Nominee
from reserve.personal import Keys, seal
from reserve.quota import queries as quota
from reserve.recommendation import queries as recommendation
from reserve.roster import queries as roster
from reserve.roster.model import person_id
from reserve.text import Message, message, plain
from reserve.workbook.findings import Finding, Level


def screen_all(session: Session, actor: Actor, cycle_id: int, keys: Keys) -> None:
    """Screen every nominee of the cycle under its pinned policy and store each verdict with its facts.

    Side effects: one ``screening`` row and one journal entry a nominee. Raises ``NotFound`` for the cycle,
    ``IntegrityError`` when it was screened already.
    """
    campaign = cycle.cycle(session, cycle_id)
    put_forward = list(nominee.nominees(session, cycle_id).values())
    if not put_forward:
        return
    subjects = _subjects(session, cycle_id, put_forward, campaign.policy.recommendation.attendance, keys)
    plan = planned(campaign.policy, campaign.as_of)
    table = columns(subjects, plan.facts(), campaign.as_of)
    screening = screen(table, campaign.policy, campaign.as_of)
    rows, events = [], []
    for row, (candidate, subject) in enumerate(zip(put_forward, subjects, strict=True)):
        standing = Standing(int(screening.standing[row]))
        explanation = explain(subject, table, screening, row)
        facts = canonical_json(msgspec.to_builtins(subject))
        rows.append(
            {
                "nominee_id": candidate.id,
                "standing": standing.word,
                "boundary": bool(screening.boundary[row]),
                "verdicts": [_verdict(verdict, "criterion") for verdict in explanation.verdicts],
                "exception": _exception(explanation, int(screening.admitted_by[row])),
                "facts": seal(keys, f"screening.facts.{candidate.id}", facts),
            }
        )
        events.append(_event(cycle_id, candidate, standing, explanation, campaign.policy.digest))
    session.execute(sa.insert(ScreeningRecord), rows)
    record_many(session, actor, events)


def _subjects(
    session: Session, cycle_id: int, put_forward: Sequence[Nominee], attendance: Fraction, keys: Keys
) -> list[Subject]:
    people, units = roster.people(session, keys), roster.units(session)
    votes = recommendation.votes(session, cycle_id, attendance)
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
                Votes(named.votes, named.valid, named.rank, None if figures.posts is None else figures.places),
            )
        )
    return subjects


def _verdict(verdict: Verdict, name: str) -> dict[str, object]:
    row: dict[str, object] = {
        name: verdict.criterion,
        "clause": verdict.clause,
        "outcome": verdict.outcome.word,
        "value": verdict.value,
        "required": verdict.required,
        "needs": list(verdict.needs),
        "cells": list(verdict.cells),
    }
    if verdict.change is not None:
        row["change"] = plain(verdict.change)
    return row


def _exception(explanation: Explanation, admitted_by: int) -> dict[str, object] | None:
    """The exception that decides, else the first of the plan, so that its conditions can be shown (rule 3)."""
    if not explanation.exceptions:
        return None
    rule, conditions, waived = explanation.exceptions[max(0, admitted_by)]
    return {
        "id": rule,
        "conditions": [_verdict(condition, "id") for condition in conditions],
        "waived": [{"criterion": criterion, "required_instead": instead} for criterion, instead in waived],
    }


def _event(cycle_id: int, candidate: Nominee, standing: Standing, explanation: Explanation, digest: str) -> Event:
    details = {
        "cycle": cycle_id,
        "class": candidate.place_class.value,
        "outcome": standing.word,
        "policy": digest,
        "verdicts": {verdict.criterion: verdict.outcome.word for verdict in explanation.verdicts},
        "waived": [criterion for _, _, waived in explanation.exceptions for criterion, _ in waived],
    }
    return Event(Tag.ELIGIBILITY_SCREEN, person_id(candidate.person), details)


def record_exceptions(
    session: Session, actor: Actor, cycle_id: int, rows: Sequence[ExceptionRow]
) -> tuple[Finding, ...]:
    """Store the papers of exceptional nominees; return a warning for each paper that is incomplete or not needed.

    Side effects: ``exception_request`` and ``exception_approval`` rows; one journal entry a proposal. Incomplete
    papers are kept as they are, but the person cannot be listed on them (rule 3).
    """
    screened = queries.screenings(session, cycle_id)
    wanted = {
        (candidate.person, candidate.place_class): candidate.id
        for candidate in nominee.nominees(session, cycle_id).values()
        if screened[candidate.id].standing == Standing.EXCEPTIONAL.word
    }
    names = roster.names(session)
    needed = cycle.cycle(session, cycle_id).policy.approvals_of_exceptions()
    findings, events = [], []
    for row in rows:
        candidate_id = wanted.get((row.person, row.place_class))
        if candidate_id is None:
            findings.append(
                _warning(row, message("Not an exceptional nominee in this class; the proposal is not used."))
            )
            continue
        missing = shortcomings(row, names[row.person], needed)
        findings += [_warning(row, reason) for reason in missing]
        _store_exception(session, candidate_id, row, complete=not missing)
        events.append(_exception_event(cycle_id, row, complete=not missing))
    record_many(session, actor, events)
    return tuple(findings)


def _warning(row: ExceptionRow, text: Message) -> Finding:
    origin = row.origin
    return Finding(Level.WARNING, origin.file, origin.sheet, origin.cell("name"), "", text, row.person)


def _store_exception(session: Session, nominee_id: int, row: ExceptionRow, *, complete: bool) -> None:
    session.add(
        ExceptionRecord(
            nominee_id=nominee_id,
            proposed_by=row.proposed_by,
            proposed_on=row.proposed_on,
            reason=row.reason,
            evidence=row.evidence,
            complete=complete,
        )
    )
    session.flush()
    session.add_all(
        ApprovalRecord(nominee_id=nominee_id, approver=approver, ordinal=ordinal, approved_on=day)
        for ordinal, (approver, day) in enumerate(row.approvals, start=1)
    )


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
