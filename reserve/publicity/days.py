"""The office says which days are worked. Offered by ``actions``."""

from __future__ import annotations

import datetime as dt
from typing import Final

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from reserve import clock
from reserve.audit.model import Actor
from reserve.audit.record import record
from reserve.audit.tags import Tag
from reserve.errors import Conflict, Invalid
from reserve.publicity import queries, rules
from reserve.publicity.tables import OfficeDayRecord, OfficeYearRecord
from reserve.text import Message, message

_MOST: Final = 31
_YEARS: Final = range(2004, 2101)


def set_days(
    session: Session,
    actor: Actor,
    *,
    first: dt.date | None,
    last: dt.date | None,
    works: bool | None,
    reason: str,
    signed_by: str,
) -> int:
    """Decide that the days from ``first`` to ``last`` (the same day when None) are worked or not; return how many.

    It goes before the official calendar, and the latest decision counts. Side effects: ``office_day`` rows, one
    journal entry. Raises ``Invalid`` with everything that is wrong.
    """
    until = first if last is None else last
    wrong = {}
    if first is None:
        wrong["first"] = message("Give the first day.")
    elif until is not None and not 0 <= (until - first).days < _MOST:
        wrong["last"] = message("The last day is before the first, or more than a month after it.")
    elif first.year not in _YEARS:
        wrong["first"] = message("This year is not one that lists are made in.")
    if works is None:
        wrong["works"] = message("Say whether it is worked.")
    if not reason.strip():
        wrong["reason"] = message("Say which paper says so.")
    if wrong or first is None or until is None:
        raise Invalid(wrong)
    days = [first + dt.timedelta(days=at) for at in range((until - first).days + 1)]
    told = {"works": works, "reason": reason.strip(), "decided_by": signed_by}
    row = {**told, "decided_account": actor.name, "decided_at": clock.now()}
    session.execute(sa.insert(OfficeDayRecord), [{**row, "day": day} for day in days])
    span = {"first": first.isoformat(), "last": until.isoformat()}
    record(session, actor, Tag.PUBLICITY_SET_DAYS, "calendar", {**span, **told})
    return len(days)


def confirm_year(session: Session, actor: Actor, *, year: int | None, source: str, signed_by: str) -> None:
    """Say that a year which the official calendar does not reach is entered whole, and from which paper.

    Side effects: one ``office_year`` row, one journal entry. Raises ``Invalid`` for a year that the official calendar
    has, or of which no day off was entered; ``Conflict`` when it was confirmed already.
    """
    wrong: dict[str, Message] = {}
    if year is None or year not in _YEARS:
        wrong["year"] = message("Give the year.")
    elif rules.official(dt.date(year, 1, 1)) is not None:
        wrong["year"] = message("The official calendar has this year already; change single days instead.")
    elif not any(day.year == year and not on for day, on in queries.calendar(session).days.items()):
        wrong["year"] = message("Enter the public holidays of this year first.")
    if not source.strip():
        wrong["source"] = message("Say which paper says so.")
    if wrong or year is None:
        raise Invalid(wrong)
    row = {"year": year, "source": source.strip(), "confirmed_by": signed_by, "confirmed_account": actor.name}
    try:
        with session.begin_nested():
            session.execute(sa.insert(OfficeYearRecord).values(**row, confirmed_at=clock.now()))
    except IntegrityError:
        raise Conflict(message("This year was confirmed already.")) from None
    told = {"year": year, "paper": source.strip(), "confirmed_by": signed_by}
    record(session, actor, Tag.PUBLICITY_CONFIRM_YEAR, "calendar", told)
