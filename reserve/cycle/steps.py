"""The door through which every stage says that a step of a campaign was taken."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve import clock
from reserve.audit.model import Actor, Head
from reserve.cycle import queries
from reserve.cycle.model import Step
from reserve.cycle.tables import StepRecord


def take(session: Session, actor: Actor, cycle_id: int, step: Step, head: Head) -> None:
    """Note that a step was taken; ``head`` is the journal's head after the entry that tells of it.

    Side effects: one ``cycle_step`` row made or changed. Raises ``Refused`` when the list was submitted meanwhile: who
    writes into the journal waits for whoever submits, and only then sees it.
    """
    if step is not Step.APPROVAL:
        queries.refuse_submitted(session, cycle_id)
    values = {"sequence": head.sequence, "at": clock.now(), "actor": actor.name}
    taken = sa.update(StepRecord).where(StepRecord.cycle_id == cycle_id, StepRecord.step == step)
    if session.execute(taken.values(**values).returning(StepRecord.sequence)).first() is None:
        session.execute(sa.insert(StepRecord).values(cycle_id=cycle_id, step=step, **values))


def undo(session: Session, cycle_id: int, step: Step) -> None:
    """Forget that a step was ever taken. Side effects: its ``cycle_step`` row goes."""
    session.execute(sa.delete(StepRecord).where(StepRecord.cycle_id == cycle_id, StepRecord.step == step))
