"""The places of every unit, and the present members who hold some of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve.cycle.queries import Cycle
from reserve.dates import PartialDate
from reserve.eligibility import queries as eligibility
from reserve.listing.model import Seat
from reserve.listing.tables import ListingRecord
from reserve.personal import Keys
from reserve.quota import queries as quota
from reserve.quota.model import Card
from reserve.recommendation import queries as recommendation
from reserve.recommendation.queries import Votes
from reserve.retention import queries as retention
from reserve.retention.model import Decision
from reserve.roster import queries as roster
from reserve.roster.model import PlaceClass, UnitKind, person_id
from reserve.roster.tables import PersonRecord


class UnitPlaces(msgspec.Struct, frozen=True, kw_only=True):
    """How the places of one unit and class stand; ``posts`` and ``places`` are None while the posts are not known."""

    unit_id: int
    unit: str
    kind: UnitKind | None
    place_class: PlaceClass
    posts: int | None
    per_post: int
    adjustment: int
    reason: str
    places: int | None
    kept: int
    deferred: int
    undecided: int
    open: int
    listed: int
    reserved: int

    @property
    def left(self) -> int:
        """Open places that nobody on the list holds."""
        return self.open - self.listed - self.reserved


class MemberRow(msgspec.Struct, frozen=True, kw_only=True):
    """A present member with the decision in effect. ``incompetent`` in 1/10,000; ``flags`` are the policy's."""

    person_id: str
    name: str
    unit_id: int
    unit: str
    place_class: PlaceClass
    since: PartialDate | None
    decision: Decision
    grounds: tuple[str, ...]
    decided_by: str
    decided_on: dt.date | None
    incompetent: int | None
    flags: tuple[str, ...]
    votes: Votes | None


def places(session: Session, cycle: Cycle, units: Collection[int] | None = None) -> list[UnitPlaces]:
    """Return two rows a unit, by its name, chief first. Seven queries, whatever the number of units."""
    taken = _taken(session, cycle.id)
    cards = quota.cards(session, cycle.id)
    found = []
    for unit in roster.units(session).values():
        for place_class in PlaceClass:
            card = cards.get((unit.id, place_class))
            if card is None or (units is not None and unit.id not in units):
                continue
            listed, reserved = (taken.get((unit.id, place_class, seat), 0) for seat in (Seat.LISTED, Seat.RESERVED))
            found.append(_unit_places(unit, card, listed, reserved))
    return found


def _taken(session: Session, cycle_id: int) -> dict[tuple[int, PlaceClass, Seat], int]:
    table = ListingRecord.__table__
    keys = (table.c.unit_id, table.c.place_class, table.c.seat)
    rows = session.execute(sa.select(*keys, sa.func.count()).where(table.c.cycle_id == cycle_id).group_by(*keys))
    return {(row[0], row[1], row[2]): row[3] for row in rows}


def _unit_places(unit: roster.UnitRow, card: Card, listed: int, reserved: int) -> UnitPlaces:
    figures = card.figures
    return UnitPlaces(
        unit_id=unit.id,
        unit=unit.name,
        kind=unit.kind,
        place_class=figures.place_class,
        posts=figures.posts,
        per_post=figures.per_post,
        adjustment=figures.adjustment,
        reason=figures.reason,
        places=None if figures.posts is None else figures.places,
        kept=card.kept,
        deferred=card.deferred,
        undecided=card.undecided,
        open=len(card.open_places),
        listed=listed,
        reserved=reserved,
    )


def members(
    session: Session, cycle: Cycle, keys: Keys, units: Collection[int] | None = None, decision: Decision | None = None
) -> list[MemberRow]:
    """Return the present members by unit, class and person. A fixed number of queries.

    Opens the sealed facts that the policy's flags ask for.
    """
    names = {unit.id: unit.name for unit in roster.units(session).values()}
    reviewed = [
        review
        for review in retention.reviewed(session, cycle.id).values()
        if (units is None or review.member.unit_id in units) and (decision is None or review.decision is decision)
    ]
    people = _names(session, {review.member.person for review in reviewed})
    flags = eligibility.member_flags(session, cycle.id, keys) if reviewed else {}
    here = {review.member.unit_id for review in reviewed}
    votes = recommendation.votes(session, cycle.id, cycle.policy.recommendation.attendance, here) if here else {}
    rows = [
        MemberRow(
            person_id=person_id(review.member.person),
            name=people[review.member.person],
            unit_id=review.member.unit_id,
            unit=names[review.member.unit_id],
            place_class=review.member.place_class,
            since=review.member.since,
            decision=review.decision,
            grounds=review.grounds,
            decided_by=review.decided_by,
            decided_on=review.decided_on,
            incompetent=review.incompetent,
            flags=tuple(sorted(flags.get(review.member.id, ()))),
            votes=votes.get((review.member.person, review.member.place_class)),
        )
        for review in reviewed
    ]
    return sorted(rows, key=lambda row: (row.unit, row.place_class, row.person_id))


def _names(session: Session, numbers: Collection[int]) -> dict[int, str]:
    wanted = sa.select(PersonRecord.number, PersonRecord.name).where(PersonRecord.number.in_(numbers))
    return {row.number: row.name for row in session.execute(wanted)}
