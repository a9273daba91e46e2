"""The doors of the pool; this one takes over the members an office already has."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve.audit.model import Actor
from reserve.audit.record import record
from reserve.audit.tags import Tag
from reserve.pool.model import MemberRow
from reserve.pool.tables import MemberRecord
from reserve.roster import queries as roster


def import_members(session: Session, actor: Actor, rows: Sequence[MemberRow]) -> None:
    """Take over the present members of an office's own list.

    Side effects: ``member`` rows; one journal entry. Raises ``IntegrityError`` for somebody who is a member already.
    """
    units = {unit.name: unit.id for unit in roster.units(session).values()}
    values = [
        {"person_number": row.person, "unit_id": units[row.unit], "place_class": row.place_class, "since": row.since}
        for row in rows
    ]
    if values:
        session.execute(sa.insert(MemberRecord), values)
    record(session, actor, Tag.POOL_IMPORT, "members", {"members": len(values)})
