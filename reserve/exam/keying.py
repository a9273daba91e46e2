"""Keying marks: two clerks read every paper independently, and a mark stands when both read the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve import clock
from reserve.accounts import queries as accounts
from reserve.audit.model import Actor, ActorKind
from reserve.audit.record import Event, record, record_many
from reserve.audit.tags import Tag
from reserve.cycle import queries as cycle
from reserve.cycle import steps
from reserve.cycle.model import Step
from reserve.eligibility import queries as eligibility
from reserve.errors import Invalid, NotFound, Refused
from reserve.exam import queries
from reserve.exam.model import Block, Keyed, KeyState, MarkStatus, Paper
from reserve.exam.queries import Entry
from reserve.exam.rules import blocked, out_of_range, passed
from reserve.exam.settling import settle
from reserve.exam.tables import EntryRecord, MarkRecord, PartRecord
from reserve.inspection import queries as inspection
from reserve.nominee import queries as nominee
from reserve.policy.examining import WHOLE, Exam, ExamPart
from reserve.roster.model import person_id
from reserve.text import Message, message

_ORDINALS: Final = (1, 2)
_BLOCKED: Final = {
    Block.NEGATIVE: message("The inspection was not passed: this person does not sit the exam."),
    Block.INCOMPLETE: message("The inspection is incomplete: it comes before the exam."),
    Block.NOT_RECORDED: message("No inspection is recorded: it comes before the exam."),
}
_STANDS: Final = message("The mark stands; it changes only by a correction.")


def key_mark(
    session: Session,
    actor: Actor,
    cycle_id: int,
    person: int,
    status: MarkStatus,
    hundredths: int | None,
    *,
    part: str = WHOLE,
) -> Keyed:
    """Keep what one clerk read on one paper; the mark stands as soon as two clerks read the same.

    ``part``: the paper or interview of an exam of several parts.

    A clerk changes the own entry as often as needed until then. Keying the same once more changes nothing. Side
    effects: one ``mark_entry`` row and journal entry; on agreement the ``mark`` row, its entry, the step taken. Raises
    ``NotFound`` for who does not sit the exam, ``Invalid`` for a mark out of range, ``Refused`` with every reason.
    """
    cycle.refuse_submitted(session, cycle_id)
    exam = cycle.cycle(session, cycle_id).policy.exam
    paper = Paper(status, hundredths)
    if wrong := out_of_range(hundredths, known(exam, part).full):
        raise Invalid({"mark": wrong})
    _lock(session, cycle_id, person)
    entries = queries.entries(session, cycle_id, person, part)
    own, other = _own(entries, actor), next((entry for entry in entries if entry.account != actor.name), None)
    stands = queries.paper(session, cycle_id, exam, person, part)
    if stands is not None and own is not None and own.paper == paper == stands:
        return Keyed(KeyState.AGREED)  # an answer that was lost on the way, asked for again
    if reasons := list(_reasons(session, actor, cycle_id, person, entries, stands=stands is not None)):
        raise Refused(*reasons)
    agreed = other is not None and other.paper == paper
    events = []
    if own is None or own.paper != paper:
        _keep(session, actor, (cycle_id, person, part), paper, entries)
        word = "first" if other is None else "second" if agreed else "differs"
        events.append(Event(Tag.EXAM_KEY, person_id(person), {**_about(cycle_id, part), "entry": word}))
    if agreed:
        events.append(_stand(session, cycle_id, exam, person, part, paper))
    head = record_many(session, actor, events)
    if agreed:
        steps.take(session, actor, cycle_id, Step.MARKS, head)
    return Keyed(KeyState.FIRST if other is None else KeyState.AGREED if agreed else KeyState.DIFFERS)


def known(exam: Exam, part: str) -> ExamPart:
    """Return one of the papers that are marked; raises ``NotFound`` for any other, a group among them."""
    for paper in exam.papers:
        if paper.id == part:
            return paper
    raise NotFound(message("The exam has no part {part}.", part=part))


def _about(cycle_id: int, part: str) -> dict[str, object]:
    """Return what every entry of the journal says; an exam of one paper names no part."""
    return {"cycle": cycle_id, "part": part} if part else {"cycle": cycle_id}


def _stand(session: Session, cycle_id: int, exam: Exam, person: int, part: str, paper: Paper) -> Event:
    """Store the mark on which both clerks agree, and return the entry of the journal that tells of it."""
    values = {"cycle_id": cycle_id, "person_number": person, "status": paper.status, "hundredths": paper.hundredths}
    if exam.composed:
        session.execute(sa.insert(PartRecord).values(**values, part=part))
    else:
        stands = passed(paper.status, paper.hundredths, exam.pass_line)
        session.execute(sa.insert(MarkRecord).values(**values, passed=stands))
    settle(session, cycle_id)
    details = {**_about(cycle_id, part), "status": paper.status.value, "hundredths": paper.hundredths}
    return Event(Tag.EXAM_RECORD, person_id(person), details)


def clear_mark(session: Session, actor: Actor, cycle_id: int, person: int, *, part: str = WHOLE) -> None:
    """Take back what this clerk keyed from one paper; nothing happens where there is nothing.

    Side effects: a ``mark_entry`` row goes; one journal entry. Raises ``NotFound``, ``Refused`` once the mark stands.
    """
    cycle.refuse_submitted(session, cycle_id)
    exam = cycle.cycle(session, cycle_id).policy.exam
    known(exam, part)
    _lock(session, cycle_id, person)
    own = _own(queries.entries(session, cycle_id, person, part), actor)
    if own is None:
        return
    if queries.paper(session, cycle_id, exam, person, part) is not None:
        raise Refused(_STANDS)
    session.execute(
        sa.delete(EntryRecord).where(
            EntryRecord.cycle_id == cycle_id,
            EntryRecord.person_number == person,
            EntryRecord.part == part,
            EntryRecord.ordinal == own.ordinal,
        )
    )
    record(session, actor, Tag.EXAM_CLEAR, person_id(person), _about(cycle_id, part))


def _own(entries: Sequence[Entry], actor: Actor) -> Entry | None:
    return next((entry for entry in entries if entry.account == actor.name), None)


def _lock(session: Session, cycle_id: int, person: int) -> None:
    """Let the clerks of one paper through one by one. Raises ``NotFound`` for somebody who does not sit the exam."""
    sitting = nominee.persons(eligibility.with_a_chance(cycle_id, person))
    # Without it two clerks who save at the same moment would both see no other entry, and both be the first.
    if session.execute(sitting.with_for_update(key_share=True)).first() is None:
        raise NotFound(message("{person} does not sit the exam of this campaign.", person=person_id(person)))


def _reasons(
    session: Session, actor: Actor, cycle_id: int, person: int, entries: Sequence[Entry], *, stands: bool
) -> Iterator[Message]:
    if actor.kind is not ActorKind.SYSTEM:
        yield from accounts.recusal(session, actor, [person])
    if stands:
        yield _STANDS
    elif len(entries) == len(_ORDINALS) and _own(entries, actor) is None:
        yield message("Two other clerks key this paper.")
    latest = next(iter(inspection.history(session, cycle_id, person)), None)
    outcome = None if latest is None or latest.withdrawn else latest.outcome
    block = blocked(outcome, recorded=queries.held_back(session, cycle_id))
    if block is not None:
        yield _BLOCKED[block]


def _keep(session: Session, actor: Actor, about: tuple[int, int, str], paper: Paper, entries: Sequence[Entry]) -> None:
    own = _own(entries, actor)
    values = {"status": paper.status, "hundredths": paper.hundredths, "keyed_at": clock.now()}
    here = dict(zip(("cycle_id", "person_number", "part"), about, strict=True))
    if own is None:
        free = next(ordinal for ordinal in _ORDINALS if ordinal not in {entry.ordinal for entry in entries})
        session.execute(sa.insert(EntryRecord).values(**here, ordinal=free, account=actor.name, **values))
    else:
        wanted = sa.update(EntryRecord).filter_by(**here, ordinal=own.ordinal)
        session.execute(wanted.values(**values), execution_options={"synchronize_session": False})
