"""Reading screenings and the papers of exceptions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve.cycle import queries as cycle
from reserve.eligibility.facts import Subject, columns
from reserve.eligibility.tables import ApprovalRecord, ExceptionRecord, ScreeningRecord, StandingWord
from reserve.nominee import queries as nominee
from reserve.personal import Keys
from reserve.policy.conditions import facts, resolve
from reserve.policy.evaluate import Calendar, Outcome, compiled
from reserve.retention import queries as retention
from reserve.roster import queries as roster


class Screened(msgspec.Struct, frozen=True):
    """One nominee's outcome with its verdicts, as plain values (see ``actions``)."""

    standing: StandingWord
    boundary: bool
    verdicts: list[dict[str, Any]]
    exception: dict[str, Any] | None


class ExceptionPapers(msgspec.Struct, frozen=True):
    """The proposal of one exception and its approvals."""

    proposed_by: str
    proposed_on: dt.date | None
    reason: str
    evidence: str
    complete: bool
    approvals: tuple[tuple[str, dt.date | None], ...]


def screenings(session: Session, cycle_id: int) -> Mapping[int, Screened]:
    """Return every screened nominee of a cycle, by nominee id."""
    table = ScreeningRecord.__table__
    rows = session.execute(
        sa.select(table.c.nominee_id, table.c.standing, table.c.boundary, table.c.verdicts, table.c.exception).where(
            table.c.nominee_id.in_(nominee.of_cycle(cycle_id))
        )
    )
    return {row.nominee_id: Screened(row.standing, row.boundary, row.verdicts, row.exception) for row in rows}


def papers(session: Session, cycle_id: int) -> Mapping[int, ExceptionPapers]:
    """Return the papers of exceptions of a cycle, by nominee id."""
    requests, approvals = ExceptionRecord.__table__, ApprovalRecord.__table__
    of_cycle = nominee.of_cycle(cycle_id)
    signed: dict[int, list[tuple[str, dt.date | None]]] = {}
    wanted = sa.select(approvals).where(approvals.c.nominee_id.in_(of_cycle))
    for row in session.execute(wanted.order_by(approvals.c.nominee_id, approvals.c.ordinal)):
        signed.setdefault(row.nominee_id, []).append((row.approver, row.approved_on))
    return {
        row.nominee_id: ExceptionPapers(
            row.proposed_by,
            row.proposed_on,
            row.reason,
            row.evidence,
            row.complete,
            tuple(signed.get(row.nominee_id, ())),
        )
        for row in session.execute(sa.select(requests).where(requests.c.nominee_id.in_(of_cycle)))
    }


def member_flags(session: Session, cycle_id: int, keys: Keys) -> Mapping[int, tuple[str, ...]]:
    """Return, by member id, the policy's flags that are certain for a present member: proposals to look again (rule 9).

    A flag whose facts are not known is not shown.
    """
    campaign = cycle.cycle(session, cycle_id)
    policy = campaign.policy
    reviewed = list(retention.reviewed(session, cycle_id).values())
    if not reviewed or not policy.flags:
        return {}
    people = roster.people(session, keys, {review.member.person for review in reviewed})
    units = roster.units(session)
    subjects = [
        Subject(
            people[review.member.person],
            review.member.place_class,
            units[review.member.unit_id].kind,
            incompetent=review.incompetent,
        )
        for review in reviewed
    ]
    calendar = Calendar(campaign.as_of, policy.leap_birthday)
    raised: dict[int, list[str]] = {review.member.id: [] for review in reviewed}
    for flag in policy.flags:
        condition = resolve(flag.when, policy.chosen, policy.named)
        outcome = compiled(condition, calendar)(columns(subjects, set(facts(condition)), campaign.as_of))
        for review, value in zip(reviewed, outcome, strict=True):
            if value == Outcome.MEETS:
                raised[review.member.id].append(flag.id)
    return {member: tuple(found) for member, found in raised.items()}
