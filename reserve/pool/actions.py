"""The doors of the pool; this one takes over the members an office already has."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve import clock
from reserve.audit.model import Actor, Head
from reserve.audit.record import Event, record, record_many
from reserve.audit.tags import Tag
from reserve.dates import PartialDate
from reserve.pool import queries
from reserve.pool.model import Entered, Entry, Leaving, MemberRow
from reserve.pool.queries import Member
from reserve.pool.tables import ExitRecord, MemberRecord, TierRecord
from reserve.roster import queries as roster
from reserve.roster.model import Tier, person_id


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
    # Who was admitted by a decision leaves by one, not because a workbook forgot the name.
    admitted = {member.id for member in before.values() if member.admitted_in is not None}
    gone = {member.id for member in before.values()} - {old.id for _, old in known} - set(staying) - admitted
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


def admit(
    session: Session,
    actor: Actor,
    cycle_id: int,
    entries: Sequence[Entry],
    *,
    on: dt.date,
    decision_number: str,
    signed_by: str,
) -> Mapping[int, Entered]:
    """Take people on a cycle's approved list into the pool by a decision; return what came of it by person number.

    A stay that somebody has elsewhere in the pool ends on that day (rule 9). Whoever calls has checked everything.
    Side effects: ``member`` rows; those of ``release`` for each stay that ends; one journal entry for each who comes.
    """
    coming = {entry.person: entry for entry in entries}
    left = {member.person: member for member in queries.present(session).values() if member.person in coming}
    for member in left.values():
        release(session, actor, member, Leaving.MOVED, on, decision_number, last_cycle_id=cycle_id, signed_by=signed_by)
    rows = [
        {
            "person_number": entry.person,
            "unit_id": entry.unit_id,
            "place_class": entry.place_class,
            "since": PartialDate.of(on),
            "ground": decision_number,
            "term_until": entry.term_until,
            "admitted_in": cycle_id,
        }
        for entry in coming.values()
    ]
    made = session.execute(sa.insert(MemberRecord).returning(MemberRecord.id, MemberRecord.person_number), rows)
    ids = {row.person_number: row.id for row in made}
    told = {"cycle": cycle_id, "decision_number": decision_number, "decided_on": on.isoformat()}
    events = [
        Event(
            Tag.POOL_ADMIT,
            person_id(number),
            {**told, "class": one.place_class.value, "unit": one.unit_id, "admitted_by": signed_by},
        )
        for number, one in coming.items()
    ]
    record_many(session, actor, events)
    return {number: Entered(ids[number], left[number].id if number in left else None) for number in coming}


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


def release(
    session: Session,
    actor: Actor,
    member: Member,
    kind: Leaving,
    left_on: dt.date,
    ground: str,
    *,
    last_cycle_id: int | None,
    signed_by: str,
) -> Head:
    """Let a present member leave the register; the stay and everything decided about it remain (rule 16).

    ``last_cycle_id``: the last cycle in which the member still counts. Whoever calls has checked everything. Side
    effects: one ``member_exit`` row, the ``member`` row ends; one journal entry, whose head is returned.
    """
    _leave(session, actor, member.id, kind, left_on, ground, last_cycle_id, signed_by)
    session.execute(sa.update(MemberRecord).where(MemberRecord.id == member.id).values(released_on=left_on))
    said = {"kind": kind.value, "left_on": left_on.isoformat(), "ground": ground, "decided_by": signed_by}
    return record(session, actor, Tag.POOL_RELEASE, person_id(member.person), {**said, "last_cycle": last_cycle_id})


def take_back(session: Session, actor: Actor, member: Member, left_on: dt.date, ground: str, *, signed_by: str) -> Head:
    """Note that the entry of an exit was a mistake: the stay goes on as if nothing had been entered.

    Whoever calls has checked everything. Side effects: one ``member_exit`` row, the ``member`` row is open again; one
    journal entry, whose head is returned. Raises ``IntegrityError`` when the person is a member again meanwhile.
    """
    _leave(session, actor, member.id, Leaving.TAKEN_BACK, left_on, ground, None, signed_by)
    session.execute(sa.update(MemberRecord).where(MemberRecord.id == member.id).values(released_on=None))
    said = {"ground": ground, "decided_by": signed_by}
    return record(session, actor, Tag.POOL_TAKE_BACK, person_id(member.person), said)


def _leave(
    session: Session,
    actor: Actor,
    member_id: int,
    kind: Leaving,
    left_on: dt.date,
    ground: str,
    last_cycle_id: int | None,
    signed_by: str,
) -> None:
    session.execute(
        sa.insert(ExitRecord).values(
            member_id=member_id,
            kind=kind,
            left_on=left_on,
            ground=ground,
            last_cycle_id=last_cycle_id,
            decided_by=signed_by,
            decided_account=actor.name,
            recorded_at=clock.now(),
        )
    )


def set_tier(
    session: Session,
    actor: Actor,
    member: Member,
    tier: Tier | None,
    term_until: dt.date | None,
    ground: str,
    *,
    signed_by: str,
) -> Head:
    """Say for when a member is meant, and until when the term runs; None leaves it open.

    Whoever calls has checked everything. Side effects: one ``member_tier`` row; one journal entry, whose head is
    returned.
    """
    session.execute(
        sa.insert(TierRecord).values(
            member_id=member.id,
            tier=tier,
            term_until=term_until,
            ground=ground,
            decided_by=signed_by,
            decided_account=actor.name,
            decided_on=clock.today(),
        )
    )
    until = None if term_until is None else term_until.isoformat()
    said = {"tier": None if tier is None else tier.value, "term_until": until, "ground": ground}
    return record(session, actor, Tag.POOL_SET_TIER, person_id(member.person), {**said, "decided_by": signed_by})
