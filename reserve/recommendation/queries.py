"""Reading the votes of a cycle."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from itertools import groupby
from typing import TypeAlias

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve.policy.model import Recommendation
from reserve.recommendation.rules import base, gives_result, ranks, share_shown
from reserve.recommendation.tables import MeetingRecord, TallyRecord
from reserve.retention import queries as retention
from reserve.roster import queries as roster
from reserve.roster.model import PlaceClass


class Votes(msgspec.Struct, frozen=True):
    """One person's votes in one class. ``rank`` and ``share`` (1/10,000) are None when the meeting gives no result.

    ``base``: what the plan divides votes by; None as well when there is no result.
    """

    votes: int
    valid: int | None
    returned: int | None
    present: int | None
    due: int | None
    share: int | None
    rank: int | None
    base: int | None = None


def votes(
    session: Session, cycle_id: int, rules: Recommendation, units: Collection[int] | None = None
) -> Mapping[tuple[int, PlaceClass], Votes]:
    """Return the votes by person number and class, each in the person's own unit. Two queries.

    ``units``: only those of these unit ids; a unit's ranks need all of its names, but no other unit's.
    """
    meeting, tally = MeetingRecord.__table__, TallyRecord.__table__
    here: list[sa.ColumnElement[bool]] = [] if units is None else [meeting.c.unit_id.in_(units)]
    named: list[sa.ColumnElement[bool]] = [] if units is None else [tally.c.unit_id.in_(units)]
    held = {
        (row.unit_id, row.place_class): row
        for row in session.execute(sa.select(meeting).where(meeting.c.cycle_id == cycle_id, *here))
    }
    wanted = sa.select(tally).where(tally.c.cycle_id == cycle_id, *named)
    wanted = wanted.order_by(tally.c.unit_id, tally.c.place_class)
    result: dict[tuple[int, PlaceClass], Votes] = {}
    for (unit_id, place_class), group in groupby(session.execute(wanted), lambda row: (row.unit_id, row.place_class)):
        names = list(group)
        counts = held.get((unit_id, place_class))
        figures = (None,) * 4 if counts is None else (counts.valid, counts.returned, counts.present, counts.due)
        valid, returned, present, due = figures
        decides = counts is not None and gives_result(
            due,
            present,
            returned,
            valid,
            void=counts.void,
            attendance=rules.attendance,
            large=rules.large_unit,
        )
        whole = base(counts, rules.denominator) if counts is not None and decides else None
        for name, rank in zip(names, ranks([name.votes for name in names]), strict=True):
            if name.person_number is not None:
                share = share_shown(name.votes, whole) if whole else None
                result[name.person_number, place_class] = Votes(
                    name.votes, valid, returned, present, due, share, rank if decides else None, whole
                )
    return result


Place: TypeAlias = tuple[int, PlaceClass]
"""A unit id and a class."""


class Ballot(msgspec.Struct, frozen=True):
    """The vote of one unit for one class as it was taken in.

    ``counts``: due, present, returned, valid and whether it is void; None without a meeting. ``named``: how often each
    person number (None for somebody from outside), name and number of votes stands there.
    """

    counts: tuple[int | None, int | None, int | None, int | None, bool] | None
    named: Counter[tuple[int | None, str, int]]


def ballots(session: Session, cycle_id: int) -> Mapping[Place, Ballot]:
    """Return the votes of a cycle as they were taken in. Two queries."""
    meeting, tally = MeetingRecord.__table__, TallyRecord.__table__
    counts = {
        (row.unit_id, row.place_class): (row.due, row.present, row.returned, row.valid, row.void)
        for row in session.execute(sa.select(meeting).where(meeting.c.cycle_id == cycle_id))
    }
    named: dict[Place, Counter[tuple[int | None, str, int]]] = {}
    for row in session.execute(sa.select(tally).where(tally.c.cycle_id == cycle_id)):
        named.setdefault((row.unit_id, row.place_class), Counter())[row.person_number, row.name, row.votes] += 1
    return {place: Ballot(counts.get(place), named.get(place, Counter())) for place in counts.keys() | named.keys()}


def named(session: Session, cycle_id: int) -> set[tuple[int, int, PlaceClass]]:
    """Return who is put forward by the votes: person number, unit id and class (rule 8).

    Everybody of the unit's roster named at least once; a member who stays and is named for the same class is not
    (rule 9). A fixed number of queries.
    """
    table = TallyRecord.__table__
    units = roster.in_roster(session)
    staying = {
        (review.member.person, review.member.place_class)
        for review in retention.reviewed(session, cycle_id).values()
        if review.decision.occupies_place
    }
    wanted = sa.select(table.c.person_number, table.c.unit_id, table.c.place_class).where(
        table.c.cycle_id == cycle_id, table.c.person_number.is_not(None), table.c.votes >= 1
    )
    return {
        (row.person_number, row.unit_id, row.place_class)
        for row in session.execute(wanted)
        if units.get(row.person_number) == row.unit_id and (row.person_number, row.place_class) not in staying
    }
