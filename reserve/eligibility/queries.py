"""Reading screenings and the papers of exceptions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve.cycle import queries as cycle
from reserve.eligibility import caps
from reserve.eligibility.facts import Subject, columns
from reserve.eligibility.model import Proposal
from reserve.eligibility.tables import ApprovalRecord, ExceptionRecord, ScreeningRecord, StandingWord
from reserve.nominee import queries as nominee
from reserve.personal import Keys
from reserve.policy.conditions import Condition, facts, resolve
from reserve.policy.evaluate import Calendar, Outcome, compiled
from reserve.policy.model import Policy
from reserve.retention import queries as retention
from reserve.roster import queries as roster
from reserve.text import Message


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


def standings(session: Session, cycle_id: int) -> Mapping[StandingWord, int]:
    """Return how many nominees of a cycle came out how, as far as they were screened. One query."""
    table = ScreeningRecord.__table__
    wanted = sa.select(table.c.standing, sa.func.count()).where(table.c.nominee_id.in_(nominee.of_cycle(cycle_id)))
    return {row[0]: row[1] for row in session.execute(wanted.group_by(table.c.standing).order_by(table.c.standing))}


def with_a_chance(cycle_id: int, *only: int) -> sa.Select[tuple[int]]:
    """Return the query for the ids of the nominees who may come on the list: eligible or exceptional.

    ``only``: of these persons.
    """
    table = ScreeningRecord.__table__
    standing = table.c.standing.in_((StandingWord.ELIGIBLE, StandingWord.EXCEPTIONAL))
    return sa.select(table.c.nominee_id).where(table.c.nominee_id.in_(nominee.of_cycle(cycle_id, *only)), standing)


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


def exhausted(session: Session, cycle_id: int, policy: Policy) -> Mapping[int, Message]:
    """Return for whom an exception leaves no room, by nominee id: as many are approved as the plan allows. Two queries.

    None at all for a plan without limits.
    """
    if not caps.limited(policy):
        return {}
    known = caps.uses(session, cycle_id)
    full = {number: known.full_for(policy, number) for number in known.everybody if number not in known.approved}
    return {number: reasons[0] for number, reasons in full.items() if reasons}


def proposal(session: Session, nominee_id: int, *, lock: bool = False) -> Proposal | None:
    """Return the papers of one exception with their accounts; ``lock``: nobody else changes them meanwhile."""
    requests, approvals = ExceptionRecord.__table__, ApprovalRecord.__table__
    wanted = sa.select(requests).where(requests.c.nominee_id == nominee_id)
    found = session.execute(wanted.with_for_update() if lock else wanted).one_or_none()
    if found is None:
        return None
    signed = sa.select(approvals).where(approvals.c.nominee_id == nominee_id).order_by(approvals.c.ordinal)
    return Proposal(
        found.proposed_by,
        found.proposed_account,
        found.proposed_on,
        found.reason,
        found.evidence,
        tuple(found.relatives),
        found.complete,
        tuple((row.approver, row.account, row.approved_on) for row in session.execute(signed)),
    )


def proposals(session: Session, cycle_id: int) -> Mapping[int, Proposal]:
    """Return the papers of all exceptions of a cycle with their accounts, by nominee id. Two queries."""
    requests, approvals = ExceptionRecord.__table__, ApprovalRecord.__table__
    of_cycle = nominee.of_cycle(cycle_id)
    signed: dict[int, list[tuple[str, str, dt.date | None]]] = {}
    wanted = sa.select(approvals).where(approvals.c.nominee_id.in_(of_cycle))
    for row in session.execute(wanted.order_by(approvals.c.nominee_id, approvals.c.ordinal)):
        signed.setdefault(row.nominee_id, []).append((row.approver, row.account, row.approved_on))
    return {
        row.nominee_id: Proposal(
            row.proposed_by,
            row.proposed_account,
            row.proposed_on,
            row.reason,
            row.evidence,
            tuple(row.relatives),
            row.complete,
            tuple(signed.get(row.nominee_id, ())),
        )
        for row in session.execute(sa.select(requests).where(requests.c.nominee_id.in_(of_cycle)))
    }


def screening(session: Session, nominee_id: int) -> Screened | None:
    """Return the outcome of one nominee; None before the screening."""
    table = ScreeningRecord.__table__
    wanted = sa.select(table.c.standing, table.c.boundary, table.c.verdicts, table.c.exception)
    row = session.execute(wanted.where(table.c.nominee_id == nominee_id)).one_or_none()
    return None if row is None else Screened(*row)


def member_flags(
    session: Session, cycle_id: int, keys: Keys, members: Collection[int] | None = None
) -> Mapping[int, tuple[str, ...]]:
    """Return, by member id, the policy's flags that are certain for a present member: proposals to look again (rule 9).

    A flag whose facts are not known is not shown. ``members``: only those of these ids.
    """
    campaign = cycle.cycle(session, cycle_id)
    policy = campaign.policy
    everybody = retention.reviewed(session, cycle_id).values()
    reviewed = [review for review in everybody if members is None or review.member.id in members]
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


def holding(
    session: Session, cycle_id: int, keys: Keys, conditions: Mapping[str, Condition]
) -> Mapping[int, Mapping[str, bool | None]]:
    """Return for whom conditions of the plan hold, by person number; None where the facts do not say (rule 1).

    Of everybody who was put forward; the conditions ask for facts of the person only, which are the same in both
    classes. A fixed number of queries.
    """
    campaign = cycle.cycle(session, cycle_id)
    candidates = {one.person: one for one in nominee.nominees(session, cycle_id).values()}
    if not candidates:
        return {}
    people = roster.people(session, keys, set(candidates))
    units = roster.units(session)
    persons = sorted(candidates)
    subjects = [
        Subject(people[one], candidates[one].place_class, units[candidates[one].unit_id].kind) for one in persons
    ]
    calendar = Calendar(campaign.as_of, campaign.policy.leap_birthday)
    found: dict[int, dict[str, bool | None]] = {person: {} for person in persons}
    for name, condition in conditions.items():
        settled = resolve(condition, campaign.policy.chosen, campaign.policy.named)
        outcome = compiled(settled, calendar)(columns(subjects, set(facts(settled)), campaign.as_of))
        for person, value in zip(persons, outcome, strict=True):
            found[person][name] = None if value == Outcome.UNKNOWN else bool(value == Outcome.MEETS)
    return found
