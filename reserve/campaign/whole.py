"""A whole campaign in one go: what the pages do one by one, in the order of the stages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from sqlalchemy.orm import Session

from reserve.audit.model import Actor
from reserve.campaign import deriving, taking_in
from reserve.cycle import actions as cycle
from reserve.intake import County
from reserve.personal import Keys
from reserve.policy.model import Policy
from reserve.text import Message, message
from reserve.workbook.findings import Finding


def carry_out(
    session: Session,
    actor: Actor,
    county: County,
    policy: Policy,
    as_of: dt.date | None,
    keys: Keys,
    progress: Callable[[Message], None],
) -> tuple[int, tuple[Finding, ...]]:
    """Run every stage on a county in the caller's transaction; return the cycle and what the stages found.

    The caller must keep nothing when errors are among what was found. Side effects: those of every action below.
    Raises ``Refused`` when the policy has an open reading or there is no as-of date.
    """
    progress(
        message("Taking in {units} units and {people} people …", units=len(county.units), people=len(county.people))
    )
    cycle_id = cycle.open_cycle(session, actor, policy, as_of)
    county = taking_in.renumbered(session, keys, county)
    taking_in.take(session, actor, cycle_id, county, ("units.xlsx", "roster.xlsx"), keys)
    progress(message("Reviewing {members} members and counting places …", members=len(county.members)))
    taking_in.take(session, actor, cycle_id, county, ("members.xlsx", "decisions.xlsx"), keys)
    progress(message("Screening everybody who was named …"))
    taking_in.take(session, actor, cycle_id, county, ("votes.xlsx", "exceptions.xlsx", "marks.xlsx"), keys)
    deriving.screen(session, actor, cycle_id, keys)
    progress(message("Joining inspections and marks, drawing up the list …"))
    taking_in.take(session, actor, cycle_id, county, ("inspections.xlsx",), keys)
    found = taking_in.apply_waiting(session, actor, cycle_id, county, taking_in.WAITS, keys)
    return cycle_id, found + deriving.draw_anew(session, actor, cycle_id, keys)
