"""Reading the office's own calendar."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve.publicity.model import Calendar, OfficeDay, OfficeYear
from reserve.publicity.tables import OfficeDayRecord, OfficeYearRecord


def calendar(session: Session) -> Calendar:
    """Return what the office said about days and years. Two queries."""
    return Calendar(
        {row.day: row.works for row in reversed(office_days(session))},
        frozenset(row.year for row in office_years(session)),
    )


def office_days(session: Session) -> list[OfficeDay]:
    """Return every decision about a day, the newest first. One query."""
    table = OfficeDayRecord.__table__
    columns = (table.c.day, table.c.works, table.c.reason, table.c.decided_by, table.c.decided_at)
    return [OfficeDay(*row) for row in session.execute(sa.select(*columns).order_by(table.c.id.desc()))]


def office_years(session: Session) -> list[OfficeYear]:
    """Return the years that the office entered whole, the newest first. One query."""
    table = OfficeYearRecord.__table__
    columns = (table.c.year, table.c.source, table.c.confirmed_by, table.c.confirmed_at)
    return [OfficeYear(*row) for row in session.execute(sa.select(*columns).order_by(table.c.year.desc()))]
