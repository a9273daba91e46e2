"""How far a cycle has come: what the work list and the stage bar count, in one query."""

from __future__ import annotations

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve.eligibility.tables import ExceptionRecord, ScreeningRecord, StandingWord
from reserve.exam.tables import MarkRecord
from reserve.listing.model import Seat
from reserve.listing.tables import ListingRecord, ReasonRecord
from reserve.nominee.tables import NomineeRecord
from reserve.pool.tables import MemberRecord
from reserve.quota.tables import PlaceRecord, QuotaRecord
from reserve.recommendation.tables import MeetingRecord
from reserve.retention.tables import RetentionRecord
from reserve.roster.tables import PersonRecord


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """Counts of one cycle; what still waits for somebody is ``…_open``."""

    people: int
    members: int
    members_open: int
    open_places: int
    posts_unknown: int
    meetings: int
    nominees: int
    eligible: int
    exceptional: int
    undecided: int
    ineligible: int
    boundary: int
    exceptions_open: int
    marks: int
    marks_open: int
    drawn: int
    listed: int
    reserved: int
    ties_open: int


def progress(session: Session, cycle_id: int) -> Progress:
    """Return the counts of a cycle. One query."""
    nominee, screening = NomineeRecord.__table__, ScreeningRecord.__table__
    mark, reason, listing = MarkRecord.__table__, ReasonRecord.__table__, ListingRecord.__table__
    request = ExceptionRecord.__table__
    screened = nominee.join(screening, screening.c.nominee_id == nominee.c.id)
    here = nominee.c.cycle_id == cycle_id

    def count(source: sa.FromClause, *conditions: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
        return sa.select(sa.func.count()).select_from(source).where(*conditions).scalar_subquery()

    def standing(*words: StandingWord) -> sa.ColumnElement[bool]:
        return screening.c.standing.in_(words)

    marked = screened.outerjoin(
        mark, sa.and_(mark.c.cycle_id == cycle_id, mark.c.person_number == nominee.c.person_number)
    )
    requested = screened.outerjoin(request, request.c.nominee_id == nominee.c.id)
    reasoned = nominee.join(reason, reason.c.nominee_id == nominee.c.id)
    member, decision = MemberRecord.__table__, RetentionRecord.__table__
    present = member.c.released_on.is_(None)
    decided = sa.exists().where(decision.c.cycle_id == cycle_id, decision.c.member_id == member.c.id)
    place, quota, meeting = PlaceRecord.__table__, QuotaRecord.__table__, MeetingRecord.__table__
    seats = listing.c.cycle_id == cycle_id
    counts = {
        "people": count(PersonRecord.__table__),
        "members": count(member, present),
        "members_open": count(member, present, ~decided),
        "open_places": count(place, place.c.cycle_id == cycle_id, place.c.is_open),
        "posts_unknown": count(quota, quota.c.cycle_id == cycle_id, quota.c.posts.is_(None)),
        "meetings": count(meeting, meeting.c.cycle_id == cycle_id),
        "nominees": count(nominee, here),
        **{word.value: count(screened, here, standing(word)) for word in StandingWord},
        "boundary": count(screened, here, screening.c.boundary),
        "exceptions_open": count(
            requested, here, standing(StandingWord.EXCEPTIONAL), ~sa.func.coalesce(request.c.complete, sa.false())
        ),
        "marks": count(mark, mark.c.cycle_id == cycle_id),
        "marks_open": count(
            marked, here, standing(StandingWord.ELIGIBLE, StandingWord.EXCEPTIONAL), mark.c.status.is_(None)
        ),
        "drawn": count(reasoned, here),
        "listed": count(listing, seats, listing.c.seat == Seat.LISTED),
        "reserved": count(listing, seats, listing.c.seat == Seat.RESERVED),
        "ties_open": count(
            reasoned,
            here,
            reason.c.msgid.like("Tie at the last place%"),
            reason.c.msgid.not_like("%decided for others%"),
        ),
    }
    row = session.execute(sa.select(*(query.label(name) for name, query in counts.items()))).mappings().one()
    return Progress(**row)
