"""Everything about one present member that a decision rests on, and how it came to stand."""

from __future__ import annotations

from collections.abc import Collection

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve.cycle.queries import Cycle
from reserve.eligibility.tables import ScreeningRecord, StandingWord
from reserve.errors import NotFound
from reserve.nominee.tables import NomineeRecord
from reserve.personal import Keys
from reserve.policy.model import Policy
from reserve.quota import queries as quota
from reserve.reports.members import MemberRow, Seen, all_seen, in_order, related_to, rows_of
from reserve.retention import queries as retention
from reserve.retention.model import Decision
from reserve.retention.queries import Decided, Removal, Reviewed
from reserve.roster.model import PlaceClass
from reserve.text import message


class Nomination(msgspec.Struct, frozen=True, kw_only=True):
    """The member as a nominee for the other class; ``outcome`` None before the screening."""

    id: int
    place_class: PlaceClass
    outcome: StandingWord | None


class Offered(msgspec.Struct, frozen=True, kw_only=True):
    """A ground that the plan names and the facts bear out; the text is the plan's."""

    flag: str
    ground: str


class MemberSheet(msgspec.Struct, frozen=True, kw_only=True):
    """One member: what was decided and proposed, newest first, and what a decision can rest on.

    ``appraisal``: shares of excellent, competent, basic and incompetent grades in 1/10,000. ``place``: number of the
    place stood on, None before the count and for a member beyond the places. ``related``: the account's holder is the
    person or a declared relative. ``following``: the next member, in order, about whom nothing was decided.
    """

    row: MemberRow
    number: int
    offered: tuple[Offered, ...]
    decisions: tuple[Decided, ...]
    removals: tuple[Removal, ...]
    appraisal: tuple[int, int, int, int] | None
    place: int | None
    nominations: tuple[Nomination, ...]
    related: bool
    following: int | None


def one(
    session: Session,
    cycle: Cycle,
    keys: Keys,
    member_id: int,
    *,
    account: str,
    units: Collection[int] | None = None,
) -> MemberSheet:
    """Return everything about one member. A fixed number of queries; raises ``NotFound``, also for another unit's."""
    seen = all_seen(session, cycle, units)
    reviewed = {review.member.id: review for review in seen.reviewed}
    if member_id not in reviewed:
        raise NotFound(message("There is no such member of the pool."))
    member = reviewed[member_id].member
    (row,) = rows_of(session, cycle, keys, [reviewed[member_id]], seen)
    standing = quota.standing(session, cycle.id).get((member.unit_id, member.place_class), [])
    return MemberSheet(
        row=row,
        number=member.person,
        offered=_offered(cycle.policy, row.flags),
        decisions=tuple(retention.decisions(session, cycle.id, member_id)),
        removals=tuple(retention.removals(session, cycle.id, member_id)),
        appraisal=retention.appraisal(session, cycle.id, member_id),
        place=standing.index(member_id) + 1 if member_id in standing else None,
        nominations=_nominations(session, cycle.id, member.person),
        related=member.person in related_to(session, account),
        following=_following(seen, reviewed[member_id]),
    )


def _offered(policy: Policy, flags: Collection[str]) -> tuple[Offered, ...]:
    return tuple(
        Offered(flag=flag.id, ground=f"{flag.source.wording}（{flag.source.clause}）")
        for flag in policy.flags
        if flag.id in flags
    )


def _nominations(session: Session, cycle_id: int, person: int) -> tuple[Nomination, ...]:
    nominee, screening = NomineeRecord.__table__, ScreeningRecord.__table__
    wanted = (
        sa.select(nominee.c.id, nominee.c.place_class, screening.c.standing)
        .outerjoin(screening, screening.c.nominee_id == nominee.c.id)
        .where(nominee.c.cycle_id == cycle_id, nominee.c.person_number == person)
        .order_by(nominee.c.place_class)
    )
    return tuple(
        Nomination(id=row.id, place_class=row.place_class, outcome=row.standing) for row in session.execute(wanted)
    )


def _following(seen: Seen, here: Reviewed) -> int | None:
    order = in_order(seen)
    waiting = sorted(
        (
            review
            for review in seen.reviewed
            if review.decision is Decision.NONE
            and review.member.id not in seen.waiting
            and review.member.id != here.member.id
        ),
        key=order,
    )
    later = [review for review in waiting if order(review) > order(here)]
    return next((review.member.id for review in (*later, *waiting)), None)
