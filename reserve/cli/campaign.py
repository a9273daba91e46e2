"""A whole campaign in one go: the actions that the pages call one by one, in the order of the stages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from sqlalchemy.orm import Session

from reserve.audit.model import Actor
from reserve.cycle import actions as cycle
from reserve.eligibility import actions as eligibility
from reserve.exam import actions as exam
from reserve.inspection import actions as inspection
from reserve.intake import County
from reserve.listing import actions as listing
from reserve.personal import Keys
from reserve.policy.model import Policy
from reserve.pool import actions as pool
from reserve.quota import actions as quota
from reserve.recommendation import actions as recommendation
from reserve.retention import actions as retention
from reserve.roster import actions as roster
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

    Side effects: those of every action below. Raises ``Refused`` when the policy has an open reading or there is no
    as-of date.
    """
    progress(
        message("Taking in {units} units and {people} people …", units=len(county.units), people=len(county.people))
    )
    cycle_id = cycle.open_cycle(session, actor, policy, as_of)
    roster.import_units(session, actor, county.units)
    roster.import_people(session, actor, county.people, keys)
    progress(message("Reviewing {members} members and counting places …", members=len(county.members)))
    pool.import_members(session, actor, county.members)
    retention.record_appraisals(session, cycle_id, county.members)
    retention.decide(session, actor, cycle_id, county.decisions)
    quota.count(session, actor, cycle_id, policy.quota, county.units)
    progress(message("Screening everybody who was named …"))
    recommendation.import_votes(session, actor, cycle_id, county.meetings, county.tallies)
    eligibility.screen_all(session, actor, cycle_id, keys)
    found = list(eligibility.record_exceptions(session, actor, cycle_id, county.exceptions))
    progress(message("Joining inspections and marks, drawing up the list …"))
    inspection.record(session, actor, cycle_id, county.inspections or ())
    found += exam.record_marks(session, actor, cycle_id, county.marks)
    listing.settle_ties(session, actor, cycle_id, county.ties)
    found += listing.draw_list(session, actor, cycle_id, county.ties)
    return cycle_id, tuple(found)
