"""The doors of the pool; this one takes over the members an office already has."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve import clock
from reserve.audit.model import Actor, Head
from reserve.audit.record import Event, record, record_many
from reserve.audit.tags import Tag
from reserve.pool import queries
from reserve.pool.model import MemberRow
from reserve.pool.queries import Member
from reserve.pool.tables import MemberRecord
from reserve.roster import queries as roster
from reserve.roster.model import person_id


def import_members(
    session: Session, actor: Actor, rows: Sequence[MemberRow], staying: Collection[int] = ()
) -> Head | None:
    """Make these the present members, as the office's own list has them.

    ``staying``: ids of members on whom something rests, who stay although the list no longer names them. Returns the
    journal's head, None when nothing was to be changed. Side effects: ``member`` rows; one journal entry. Raises
    ``IntegrityError`` for somebody who is listed twice, ``KeyError`` for a unit that is not there.
    """
    units = {unit.name: unit.id for unit in roster.units(session).values()}
    before = {member.person: member for member in queries.present(session).values()}
    values = [
        {"person_number": row.person, "unit_id": units[row.unit], "place_class": row.place_class, "since": row.since}
        for row in rows
    ]
    fresh = [value for value in values if value["person_number"] not in before]
    known = [(value, before[row.person]) for value, row in zip(values, rows, strict=True) if row.person in before]
    changed = [
        {"id": old.id, **value}
        for value, old in known
        if (old.unit_id, old.place_class, old.since) != (value["unit_id"], value["place_class"], value["since"])
    ]
    gone = {member.id for member in before.values()} - {old.id for _, old in known} - set(staying)
    if gone:
        session.execute(sa.delete(MemberRecord).where(MemberRecord.id.in_(gone)))
    if changed:
        session.execute(sa.update(MemberRecord), changed)
    if fresh:
        session.execute(sa.insert(MemberRecord), fresh)
    if not (fresh or changed or gone):
        return None
    since = {"new": len(fresh), "changed": len(changed), "gone": len(gone)} if before else {}
    return record(session, actor, Tag.POOL_IMPORT, "members", {"members": len(values), **since})


def withdraw(session: Session, actor: Actor, members: Collection[Member], *, reason: str) -> None:
    """Take back stays that were entered by mistake although something was decided about them: the records remain.

    Side effects: ``member`` rows changed; one journal entry each.
    """
    if not members:
        return
    here = sa.update(MemberRecord).where(MemberRecord.id.in_([member.id for member in members]))
    session.execute(here.values(released_on=clock.today(), withdrawn=True))
    said = {"withdrawn": True, "reason": reason}
    record_many(session, actor, [Event(Tag.POOL_RELEASE, person_id(member.person), said) for member in members])
