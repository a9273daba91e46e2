"""Recording inspections."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve import clock
from reserve.accounts import queries as accounts
from reserve.audit.model import Actor, ActorKind
from reserve.audit.record import Event, record_many
from reserve.audit.record import record as journal
from reserve.audit.tags import Tag
from reserve.cycle import queries as cycle
from reserve.cycle import steps
from reserve.cycle.model import Step
from reserve.dates import PartialDate
from reserve.eligibility import queries as eligibility
from reserve.errors import Conflict, Invalid, Refused
from reserve.inspection import queries
from reserve.inspection.model import InspectionRow, Outcome
from reserve.inspection.rules import outcome
from reserve.inspection.tables import InspectionRecord
from reserve.nominee import queries as nominee
from reserve.roster import queries as roster
from reserve.roster.model import person_id
from reserve.text import Message, message


def record(session: Session, actor: Actor, cycle_id: int, rows: Sequence[InspectionRow]) -> None:
    """Record the inspections that a workbook holds; a later one of the same person supersedes an earlier one.

    Those that say what is in effect already are left out. Side effects: one ``inspection`` row and one journal entry
    each; the step of the inspections. Raises ``Refused`` after submission.
    """
    cycle.refuse_submitted(session, cycle_id)
    before = queries.latest(session, cycle_id)
    made = [row for row in rows if not ((old := before.get(row.person)) and old.repeated_by(row))]
    if not made:
        return
    values = [
        {
            "cycle_id": cycle_id,
            "person_number": row.person,
            "conclusion": row.conclusion or "",
            "outcome": outcome(row.conclusion, row.inspectors, row.integrity, veto=row.veto),
            "veto": row.veto,
            "inspectors": list(row.inspectors),
            "integrity": row.integrity,
            "inspected_on": row.inspected_on,
            "reason": "",
            "recorded_by": actor.name,
            "recorded_at": clock.now(),
            "withdrawn": False,
        }
        for row in made
    ]
    session.execute(sa.insert(InspectionRecord), values)
    events = [
        Event(
            Tag.INSPECTION_RECORD,
            person_id(row.person),
            {"cycle": cycle_id, "outcome": value["outcome"], "inspectors": list(row.inspectors)},
        )
        for row, value in zip(made, values, strict=True)
    ]
    steps.take(session, actor, cycle_id, Step.INSPECTIONS, record_many(session, actor, events))


def inspect(
    session: Session,
    actor: Actor,
    cycle_id: int,
    person: int,
    *,
    conclusion: Literal["positive", "negative"] | None,
    inspectors: Sequence[str],
    integrity: str,
    veto: bool = False,
    reason: str = "",
    inspected_on: PartialDate | None = None,
    seen: int | None = None,
) -> Outcome:
    """Record the inspection of somebody who may come on the list; it supersedes an earlier one (rules 13, 15).

    ``reason``: why it is vetoed; ``seen``: the id of the latest record when the form was filled in, 0 for none. What is
    missing makes it incomplete. Side effects: one ``inspection`` row, one journal entry, the step taken. Raises
    ``Invalid``, ``Refused``, and ``Conflict`` when somebody recorded something meanwhile.
    """
    cycle.refuse_submitted(session, cycle_id)
    _lock(session, actor, cycle_id, person)
    typed = {
        "conclusion": conclusion or "",
        "inspectors": list(inspectors),
        "integrity": integrity.strip(),
        "veto": veto,
        "reason": reason.strip(),
        "inspected_on": inspected_on,
    }
    if wrong := dict(_wrong(typed, roster.names(session).get(person, ""))):
        raise Invalid(wrong)
    latest = next(iter(queries.history(session, cycle_id, person)), None)
    if seen is not None and seen != (latest.id if latest else 0):
        raise Conflict(message("Somebody else recorded an inspection of this person meanwhile; look at it first."))
    came_to = outcome(conclusion, inspectors, integrity.strip(), veto=veto)
    _store(session, actor, cycle_id, person, {**typed, "outcome": came_to, "withdrawn": False})
    details = {"cycle": cycle_id, "outcome": came_to, "inspectors": list(inspectors)}
    head = journal(session, actor, Tag.INSPECTION_RECORD, person_id(person), details)
    steps.take(session, actor, cycle_id, Step.INSPECTIONS, head)
    return came_to


def withdraw(session: Session, actor: Actor, cycle_id: int, person: int, *, reason: str) -> None:
    """Take back an inspection that was entered by mistake: from here on there is none, the records stay.

    Side effects: one ``inspection`` row, one journal entry, the step taken. Raises ``Invalid`` without a reason,
    ``Conflict`` when there is no inspection to withdraw.
    """
    cycle.refuse_submitted(session, cycle_id)
    _lock(session, actor, cycle_id, person, chance=False)
    if not reason.strip():
        raise Invalid({"withdrawal": message("Say why the inspection is withdrawn.")})
    latest = next(iter(queries.history(session, cycle_id, person)), None)
    if latest is None or latest.withdrawn:
        raise Conflict(message("There is no inspection of {person} to withdraw.", person=person_id(person)))
    repeated = {
        "outcome": latest.outcome,
        "conclusion": latest.conclusion or "",
        "veto": latest.veto,
        "inspectors": list(latest.inspectors),
        "integrity": latest.integrity,
        "inspected_on": latest.inspected_on,
    }
    _store(session, actor, cycle_id, person, {**repeated, "reason": reason.strip(), "withdrawn": True})
    details = {"cycle": cycle_id, "outcome": latest.outcome, "reason": reason.strip()}
    head = journal(session, actor, Tag.INSPECTION_WITHDRAW, person_id(person), details)
    steps.take(session, actor, cycle_id, Step.INSPECTIONS, head)


def _lock(session: Session, actor: Actor, cycle_id: int, person: int, *, chance: bool = True) -> None:
    """Let one act at a time go on about a person. Raises ``Refused`` for a relative, and for who has no chance."""
    ids = eligibility.with_a_chance(cycle_id, person) if chance else nominee.of_cycle(cycle_id, person)
    found = session.execute(nominee.persons(ids).with_for_update(key_share=True)).first()
    reasons = [] if actor.kind is ActorKind.SYSTEM else accounts.recusal(session, actor, [person])
    if chance and found is None:
        reasons.append(message("{person} is not an eligible or exceptional nominee.", person=person_id(person)))
    if reasons:
        raise Refused(*reasons)


def _wrong(typed: Mapping[str, Any], name: str) -> Iterator[tuple[str, Message]]:
    inspectors = typed["inspectors"]
    if not (typed["conclusion"] or typed["veto"] or inspectors or typed["integrity"]):
        yield "conclusion", message("Nothing was filled in.")
    if len(set(inspectors)) < len(inspectors):
        yield "inspectors", message("The inspectors must be different persons.")
    if name in inspectors:
        yield "inspectors", message("Nobody inspects himself or herself.")
    if typed["veto"] and not typed["reason"]:
        yield "reason", message("Say why it is vetoed.")
    if typed["reason"] and not typed["veto"]:
        yield "veto", message("A reason for a veto is given, but no veto.")
    if typed["inspected_on"] is not None and typed["inspected_on"].first > clock.today():
        yield "inspected_on", message("The date lies in the future.")


def _store(session: Session, actor: Actor, cycle_id: int, person: int, values: Mapping[str, Any]) -> None:
    named = {"cycle_id": cycle_id, "person_number": person, "recorded_by": actor.name, "recorded_at": clock.now()}
    session.execute(sa.insert(InspectionRecord).values(**named, **values))
