"""The votes as the meetings cast them: the figures of every unit and class, and the ranking of all names."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve.cycle.queries import Cycle
from reserve.eligibility.tables import ScreeningRecord, StandingWord
from reserve.errors import NotFound
from reserve.nominee.tables import NomineeRecord
from reserve.policy.model import Recommendation
from reserve.policy.structure import LargeUnit
from reserve.policy.wording import share_word
from reserve.pool import queries as pool
from reserve.pool.queries import Member
from reserve.recommendation.rules import base, gives_result, ranks, share_shown
from reserve.recommendation.tables import MeetingRecord, TallyRecord
from reserve.roster import queries as roster
from reserve.roster.model import PlaceClass, UnitKind, person_id
from reserve.text import Message, message

_M, _T, _N, _S = MeetingRecord.__table__, TallyRecord.__table__, NomineeRecord.__table__, ScreeningRecord.__table__


class Meeting(msgspec.Struct, frozen=True, kw_only=True):
    """The vote of one unit for one class; counts that are not known are None.

    ``names``: how many were named; ``why``: why the votes give no result, None when they do. ``base``: what the plan
    divides votes by.
    """

    unit_id: int
    unit: str
    kind: UnitKind | None
    place_class: PlaceClass
    due: int | None
    present: int | None
    returned: int | None
    valid: int | None
    void: bool
    names: int
    why: Message | None
    base: int | None = None

    @property
    def held(self) -> bool:
        """Whether anything is known of a vote."""
        return self.names > 0 or self.void or any(count is not None for count in (self.due, self.present, self.valid))


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """One name of a ranking. ``number`` None: somebody from outside the unit, who still takes a rank.

    ``rank`` and ``share`` (1/10,000) are None when the meeting gives no result, ``many`` when it is not judged.
    ``member_of``: the class in which the person is a present member.
    """

    number: int | None
    person_id: str
    name: str
    votes: int
    rank: int | None
    share: int | None
    many: bool | None
    nominee_id: int | None
    outcome: StandingWord | None
    member_id: int | None
    member_of: PlaceClass | None


class Ranking(msgspec.Struct, frozen=True, kw_only=True):
    """A meeting's figures with all its names, most votes first.

    ``second_round``: why the plan proposes another vote, None when it does not.
    """

    meeting: Meeting
    names: tuple[Named, ...]
    second_round: Message | None = None


def meetings(session: Session, cycle: Cycle, units: Collection[int] | None = None) -> list[Meeting]:
    """Return two rows a unit, by its name, chief first; also units that did not vote. Three queries."""
    held = _held(session, cycle.id, units)
    wanted = sa.select(_T.c.unit_id, _T.c.place_class, sa.func.count().label("names")).where(
        _T.c.cycle_id == cycle.id, *([] if units is None else [_T.c.unit_id.in_(units)])
    )
    rows = session.execute(wanted.group_by(_T.c.unit_id, _T.c.place_class))
    names = {(row.unit_id, row.place_class): row.names for row in rows}
    rules = cycle.policy.recommendation
    return [
        _meeting(unit, place_class, held.get((unit.id, place_class)), names.get((unit.id, place_class), 0), rules)
        for unit in roster.units(session).values()
        for place_class in PlaceClass
        if (units is None or unit.id in units) and (unit.present or (unit.id, place_class) in names)
    ]


def rankings(session: Session, cycle: Cycle, unit_id: int, units: Collection[int] | None = None) -> tuple[Ranking, ...]:
    """Return both rankings of one unit. Seven queries; raises ``NotFound``, also for a unit out of scope."""
    seen = unit_id in roster.units(session) and (units is None or unit_id in units)
    found = meetings(session, cycle, {unit_id}) if seen else []
    if not found:
        raise NotFound(message("There is no such unit."))
    wanted = sa.select(_T).where(_T.c.cycle_id == cycle.id, _T.c.unit_id == unit_id).order_by(_T.c.id)
    named: dict[PlaceClass, list[Any]] = {place_class: [] for place_class in PlaceClass}
    for row in session.execute(wanted):
        named[row.place_class].append(row)
    nominees = _nominees(session, cycle, unit_id)
    members = {member.person: member for member in pool.present(session, cycle.id).values()}
    return tuple(
        Ranking(
            meeting=one,
            names=tuple(_names(one, named[one.place_class], nominees, members)),
            second_round=second_round(one, [row.votes for row in named[one.place_class]], cycle.policy.recommendation),
        )
        for one in found
    )


def second_round(meeting: Meeting, votes: Sequence[int], rules: Recommendation) -> Message | None:
    """Return why another vote is proposed: even the best share is below what the plan asks; compared as integers."""
    below, best = rules.second_round_below, max(votes, default=None)
    if below is None or best is None or meeting.why is not None or not meeting.base:
        return None
    if best * below.denominator >= below.numerator * meeting.base:
        return None
    return message(
        "The best share of the votes is below {share}: the plan proposes a second round.", share=share_word(below)
    )


def why_no_result(
    due: int | None,
    present: int | None,
    returned: int | None,
    valid: int | None,
    *,
    void: bool,
    attendance: Fraction,
    large: LargeUnit | None = None,
) -> Message | None:
    """Return why a meeting gives no result, None when it does; the reasons of ``gives_result`` in words."""
    if gives_result(due, present, returned, valid, void=void, attendance=attendance, large=large):
        return None
    if void:
        return message("The vote was declared void.")
    if due is None or present is None or returned is None or valid is None:
        return message("Not all counts of the meeting are known.")
    if not valid:
        return message("No ballot was valid.")
    if large is not None and due > large.over:
        return message("Fewer than {count} people were present.", count=large.present_at_least)
    return message("Fewer than {share} of those due were present.", share=share_word(attendance))


def _held(session: Session, cycle_id: int, units: Collection[int] | None) -> Mapping[tuple[int, PlaceClass], Any]:
    wanted = sa.select(_M).where(_M.c.cycle_id == cycle_id, *([] if units is None else [_M.c.unit_id.in_(units)]))
    return {(row.unit_id, row.place_class): row for row in session.execute(wanted)}


def _meeting(
    unit: roster.UnitRow,
    place_class: PlaceClass,
    held: Any,  # noqa: ANN401 - a row of SQLAlchemy Core
    names: int,
    rules: Recommendation,
) -> Meeting:
    due, present, returned, valid, void = (
        (None, None, None, None, False)
        if held is None
        else (held.due, held.present, held.returned, held.valid, held.void)
    )
    return Meeting(
        unit_id=unit.id,
        unit=unit.name,
        kind=unit.kind,
        place_class=place_class,
        due=due,
        present=present,
        returned=returned,
        valid=valid,
        void=void,
        names=names,
        why=why_no_result(
            due, present, returned, valid, void=void, attendance=rules.attendance, large=rules.large_unit
        ),
        base=None if held is None else base(held, rules.denominator),
    )


def _nominees(session: Session, cycle: Cycle, unit_id: int) -> Mapping[tuple[int, PlaceClass], Any]:
    """Return nominee id, outcome and whether the votes are "many" by person and class."""
    wanted = (
        sa.select(_N.c.id, _N.c.person_number, _N.c.place_class, _S.c.standing, _S.c.exception)
        .outerjoin(_S, _S.c.nominee_id == _N.c.id)
        .where(_N.c.cycle_id == cycle.id, _N.c.unit_id == unit_id)
    )
    many = cycle.policy.recommendation.many
    return {
        (row.person_number, row.place_class): (row.id, row.standing, _many(row.exception, many))
        for row in session.execute(wanted)
    }


def _many(exception: Mapping[str, Any] | None, condition_id: str) -> bool | None:
    """Whether the votes are "many", as the exception's condition of that name came out at the screening."""
    outcomes = {one["id"]: one["outcome"] for one in (exception or {}).get("conditions", ())}
    return {"meets": True, "fails": False}.get(outcomes.get(condition_id, ""))


def _names(
    meeting: Meeting,
    rows: Sequence[Any],
    nominees: Mapping[tuple[int, PlaceClass], tuple[int, StandingWord | None, bool | None]],
    members: Mapping[int, Member],
) -> Iterator[Named]:
    ranked = zip(ranks([row.votes for row in rows]), rows, strict=True)
    for rank, row in sorted(ranked, key=lambda one: (one[0], one[1].person_number or 0, one[1].name)):
        number = row.person_number
        nominee_id, outcome, many = nominees.get((number, meeting.place_class), (None, None, None))
        member = members.get(number)
        decides = meeting.why is None
        yield Named(
            number=number,
            person_id="" if number is None else person_id(number),
            name=row.name,
            votes=row.votes,
            rank=rank if decides else None,
            share=share_shown(row.votes, meeting.base) if decides and meeting.base else None,
            many=many,
            nominee_id=nominee_id,
            outcome=outcome,
            member_id=None if member is None else member.id,
            member_of=None if member is None else member.place_class,
        )
