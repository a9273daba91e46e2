"""Opening a campaign."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from reserve import clock
from reserve.audit.model import Actor
from reserve.audit.record import record
from reserve.audit.tags import Tag
from reserve.cycle.tables import CycleRecord
from reserve.errors import Refused
from reserve.policy.load import text_hash
from reserve.policy.model import Policy
from reserve.text import message


def open_cycle(session: Session, actor: Actor, policy: Policy, as_of: dt.date | None = None) -> int:
    """Open a cycle pinned to a policy and an as-of date, and return its id.

    ``as_of`` goes before the policy's own date; today's date is never used (rule 5). Side effects: one ``cycle`` row;
    one journal entry. Raises ``Refused`` naming each undecided reading, and a missing as-of date.
    """
    day = as_of or policy.as_of
    reasons = [
        message("The reading “{reading}” is not decided: {question}", reading=reading.id, question=reading.question)
        for reading in policy.readings
        if reading.chosen is None
    ]
    if day is None:
        reasons.append(message("No as-of date: give it as --as-of, or as as_of in the policy."))
    if reasons or day is None:
        raise Refused(*reasons)
    cycle = CycleRecord(
        as_of=day,
        policy_id=policy.id,
        policy_digest=policy.digest,
        policy_text=policy.text,
        opened_at=clock.now(),
    )
    session.add(cycle)
    session.flush()
    record(
        session,
        actor,
        Tag.CYCLE_OPEN,
        f"cycle {cycle.id}",
        {
            "policy": policy.id,
            "digest": policy.digest,
            "text": text_hash(policy.text),
            "as_of": day.isoformat(),
        },
    )
    return cycle.id
