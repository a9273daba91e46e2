"""Putting up the notice of an approved list. Offered by ``actions``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve import clock
from reserve.accounts.queries import recusal
from reserve.audit.model import Actor
from reserve.audit.record import Event, record_many
from reserve.audit.tags import Tag
from reserve.cycle import queries as cycle
from reserve.errors import Conflict, Invalid, Refused
from reserve.listing import queries as listing
from reserve.policy.structure import Mode
from reserve.publicity import queries, rules
from reserve.publicity.model import Stage
from reserve.publicity.queries import Standing
from reserve.publicity.tables import NoticeRecord, PublishedRecord
from reserve.roster.model import person_id
from reserve.text import Message, message

_AHEAD: Final = 31


def open_notice(session: Session, actor: Actor, cycle_id: int, *, first_day: dt.date | None, signed_by: str) -> int:
    """Put up the notice of everybody on the approved list who is on none yet; return its id.

    Mode, days and what is told of each person are the plan's. Side effects: one ``notice``, one ``notice_person`` each;
    journal entries. Raises ``Invalid`` for a first day that is missing, past or more than a month ahead; ``Conflict``
    when everybody is on a notice already; ``Refused`` with every reason: not approved, none wanted, a year without a
    calendar, a relative.
    """
    stands = held(session, cycle_id)
    policy = cycle.cycle(session, cycle_id).policy.publicity
    if policy.mode is Mode.NONE:
        raise Refused(message("The plan of this campaign wants no notice: admit without one."))
    people = [one for one in stands.entrants if one.stage is Stage.UNPUBLISHED]
    if not people:
        raise Conflict(message("Everybody on the list is on a notice already."))
    today = clock.today()
    if first_day is None or not 0 <= (first_day - today).days <= _AHEAD:
        raise Invalid({"first_day": message("Give the first day: today, or a day of the month to come.")})
    reasons = related(session, actor, [one.person for one in people])
    try:
        told = rules.clock(queries.calendar(session), first_day, policy.days, (), today)
    except Refused as error:
        raise Refused(*reasons, *error.reasons) from None
    if reasons:
        raise Refused(*reasons)
    notice = session.scalars(
        sa.insert(NoticeRecord).returning(NoticeRecord.id),
        {
            "cycle_id": cycle_id,
            "mode": policy.mode,
            "days": policy.days,
            "first_day": first_day,
            "shown": list(policy.show),
            "opened_by": signed_by,
            "opened_account": actor.name,
            "opened_at": clock.now(),
        },
    ).one()
    rows = [{"nominee_id": one.nominee_id, "notice_id": notice} for one in people]
    session.execute(sa.insert(PublishedRecord), rows)
    span = {"first": first_day.isoformat(), "last": "" if told.last is None else told.last.isoformat()}
    said = {"cycle": cycle_id, "notice": notice, "days": policy.days, **span, "opened_by": signed_by}
    whole = {**said, "mode": policy.mode.value, "fields": list(policy.show), "count": len(people)}
    events = [Event(Tag.PUBLICITY_OPEN_NOTICE, f"cycle {cycle_id}", whole)]
    events += [Event(Tag.PUBLICITY_OPEN_NOTICE, person_id(one.person), said) for one in people]
    record_many(session, actor, events)
    return notice


def held(session: Session, cycle_id: int) -> Standing:
    """Return how an approved list stands, kept from changing until the transaction ends.

    Raises ``NotFound`` for the cycle, ``Refused`` while its list is not approved.
    """
    cycle.cycle(session, cycle_id)
    cycle.close_to_changes(session, cycle_id)
    lies = listing.submission(session, cycle_id)
    if lies is None or not lies.approved:
        raise Refused(message("The list of this campaign is not approved yet."))
    return queries.standing(session, cycle_id, clock.today())


def related(session: Session, actor: Actor, people: Collection[int]) -> list[Message]:
    """Return why an actor must stay out of it, each reason once: not how many relatives are among them."""
    found = recusal(session, actor, people)
    return [reason for at, reason in enumerate(found) if reason not in found[:at]]
