"""Correcting a mark that stands: one person proposes with a reason, another confirms; the old mark stays on record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve import clock
from reserve.accounts import queries as accounts
from reserve.audit.model import Actor, ActorKind
from reserve.audit.record import record
from reserve.audit.tags import Tag
from reserve.cycle import queries as cycle
from reserve.cycle import steps
from reserve.cycle.model import Step
from reserve.errors import Conflict, Invalid, NotFound, Refused
from reserve.exam import queries
from reserve.exam.keying import known
from reserve.exam.model import CorrectionOutcome, MarkStatus, Paper
from reserve.exam.queries import Correction
from reserve.exam.rules import out_of_range, passed
from reserve.exam.settling import settle
from reserve.exam.tables import CorrectionRecord, MarkRecord, PartRecord
from reserve.policy.examining import WHOLE, Exam
from reserve.roster.model import person_id
from reserve.text import message


def propose_correction(
    session: Session,
    actor: Actor,
    cycle_id: int,
    person: int,
    status: MarkStatus,
    hundredths: int | None,
    *,
    reason: str,
    signed_by: str,
    part: str = WHOLE,
) -> int:
    """Propose another mark for a person and return the proposal's id; until it is confirmed the mark stays.

    ``part``: the paper or interview of an exam of several parts.

    Side effects: one ``mark_correction`` row and one journal entry. Raises ``NotFound`` where no mark stands,
    ``Invalid``, ``Refused`` for a relative, ``Conflict`` while another proposal is open.
    """
    cycle.refuse_submitted(session, cycle_id)
    exam = cycle.cycle(session, cycle_id).policy.exam
    paper = known(exam, part)
    old = _stands(session, cycle_id, exam, person, part)
    _recuse(session, actor, person)
    wrong = {}
    if problem := out_of_range(hundredths, paper.full):
        wrong["mark"] = problem
    elif Paper(status, hundredths) == old:
        wrong["mark"] = message("This is the mark that stands.")
    if not reason.strip():
        wrong["reason"] = message("Say why the mark is wrong.")
    if wrong:
        raise Invalid(wrong)
    if any(one.outcome is None and one.part == part for one in queries.corrections(session, cycle_id, person)):
        raise Conflict(message("A correction of this mark is proposed already; it is decided on first."))
    values = {
        "cycle_id": cycle_id,
        "person_number": person,
        "part": part,
        "old_status": old.status,
        "old_hundredths": old.hundredths,
        "status": status,
        "hundredths": hundredths,
        "reason": reason.strip(),
        "proposed_by": signed_by,
        "proposed_account": actor.name,
        "proposed_at": clock.now(),
        "remark": "",
    }
    made = session.execute(sa.insert(CorrectionRecord).values(**values).returning(CorrectionRecord.id)).scalar_one()
    details = {**_told((cycle_id, part), made, old, Paper(status, hundredths)), "reason": reason.strip()}
    record(session, actor, Tag.EXAM_PROPOSE_CORRECTION, person_id(person), details)
    return made


def confirm_correction(session: Session, actor: Actor, cycle_id: int, correction: int, *, signed_by: str) -> None:
    """Put a proposed correction into effect; never one's own.

    Side effects: the ``mark`` row and the proposal change; one journal entry; the step taken. Raises ``NotFound``,
    ``Refused`` for the proposer and for a relative, ``Conflict`` for a proposal that is decided on already.
    """
    cycle.refuse_submitted(session, cycle_id)
    found = _open(session, cycle_id, correction)
    reasons = [] if actor.kind is ActorKind.SYSTEM else accounts.recusal(session, actor, [found.person])
    if actor.name == found.proposed_account:
        reasons.append(message("Whoever proposed a correction does not confirm it: somebody else has to."))
    if reasons:
        raise Refused(*reasons)
    exam = cycle.cycle(session, cycle_id).policy.exam
    if _stands(session, cycle_id, exam, found.person, found.part) != found.old:
        raise Conflict(message("The mark is no longer the one that was to be corrected."))
    _correct(session, cycle_id, exam, found)
    _decide(session, actor, found, CorrectionOutcome.CONFIRMED, signed_by, "")
    details = {**_told((cycle_id, found.part), found.id, found.old, found.new), "proposed_by": found.proposed_account}
    head = record(session, actor, Tag.EXAM_CORRECT, person_id(found.person), details)
    steps.take(session, actor, cycle_id, Step.MARKS, head)


def refuse_correction(
    session: Session, actor: Actor, cycle_id: int, correction: int, *, remark: str, signed_by: str
) -> None:
    """Refuse a proposed correction, with a reason; the mark stays.

    Side effects: the proposal is closed; one journal entry. Raises as ``confirm_correction``, ``Invalid`` without a
    reason.
    """
    cycle.refuse_submitted(session, cycle_id)
    found = _open(session, cycle_id, correction)
    _recuse(session, actor, found.person)
    if actor.name == found.proposed_account:
        raise Refused(message("Your own proposal is withdrawn, not refused."))
    if not remark.strip():
        raise Invalid({"remark": message("Say why the correction is refused.")})
    _decide(session, actor, found, CorrectionOutcome.REFUSED, signed_by, remark.strip())
    details = {"cycle": cycle_id, "correction": found.id, "reason": remark.strip()}
    record(session, actor, Tag.EXAM_REFUSE_CORRECTION, person_id(found.person), details)


def withdraw_correction(session: Session, actor: Actor, cycle_id: int, correction: int, *, signed_by: str) -> None:
    """Take back one's own proposal; the mark stays.

    Side effects: the proposal is closed; one journal entry. Raises ``NotFound``, ``Refused`` for anybody else,
    ``Conflict`` for a proposal that is decided on already.
    """
    cycle.refuse_submitted(session, cycle_id)
    found = _open(session, cycle_id, correction)
    if actor.name != found.proposed_account:
        raise Refused(message("Only whoever proposed a correction can withdraw it."))
    _decide(session, actor, found, CorrectionOutcome.WITHDRAWN, signed_by, "")
    details = {"cycle": cycle_id, "correction": found.id}
    record(session, actor, Tag.EXAM_WITHDRAW_CORRECTION, person_id(found.person), details)


def _correct(session: Session, cycle_id: int, exam: Exam, found: Correction) -> None:
    """Change what stands for a paper, and settle what follows from it."""
    new, here = found.new, {"cycle_id": cycle_id, "person_number": found.person}
    values: dict[str, object] = {"status": new.status, "hundredths": new.hundredths}
    if exam.composed:
        wanted = sa.update(PartRecord).filter_by(**here, part=found.part)
    else:
        wanted = sa.update(MarkRecord).filter_by(**here)
        values["passed"] = passed(new.status, new.hundredths, exam.pass_line)
    session.execute(wanted.values(**values), execution_options={"synchronize_session": False})
    settle(session, cycle_id)


def _stands(session: Session, cycle_id: int, exam: Exam, person: int, part: str) -> Paper:
    """Return the mark that stands, and hold it until the transaction ends. Raises ``NotFound``."""
    found = queries.paper(session, cycle_id, exam, person, part, lock=True)
    if found is None:
        raise NotFound(message("No mark of {person} stands in this campaign.", person=person_id(person)))
    return found


def _open(session: Session, cycle_id: int, correction: int) -> Correction:
    """Return a proposal that waits, and hold it until the transaction ends. Raises ``NotFound``, ``Conflict``."""
    table: Any = CorrectionRecord.__table__
    here = sa.and_(table.c.id == correction, table.c.cycle_id == cycle_id)
    person = session.execute(sa.select(table.c.person_number).where(here).with_for_update()).scalar_one_or_none()
    if person is None:
        raise NotFound(message("There is no correction {number}.", number=correction))
    found = next(one for one in queries.corrections(session, cycle_id, person) if one.id == correction)
    if found.outcome is not None:
        raise Conflict(message("This correction is decided on already."))
    return found


def _recuse(session: Session, actor: Actor, person: int) -> None:
    if actor.kind is not ActorKind.SYSTEM and (reasons := accounts.recusal(session, actor, [person])):
        raise Refused(*reasons)


def _told(about: tuple[int, str], correction: int, old: Paper, new: Paper) -> Mapping[str, object]:
    cycle_id, part = about
    return {
        "cycle": cycle_id,
        **({"part": part} if part else {}),
        "correction": correction,
        "old_status": old.status.value,
        "old_hundredths": old.hundredths,
        "status": new.status.value,
        "hundredths": new.hundredths,
    }


def _decide(
    session: Session, actor: Actor, found: Correction, outcome: CorrectionOutcome, signed_by: str, remark: str
) -> None:
    values = {
        "outcome": outcome,
        "decided_by": signed_by,
        "decided_account": actor.name,
        "decided_at": clock.now(),
        "remark": remark,
    }
    wanted = sa.update(CorrectionRecord).where(CorrectionRecord.id == found.id)
    session.execute(wanted.values(**values), execution_options={"synchronize_session": False})
