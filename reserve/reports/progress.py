"""How far a cycle has come: what the stage bar and the work list count, in one statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, reduce
from typing import Any, Final, NamedTuple, TypeAlias, cast

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve.cycle import queries as cycle
from reserve.cycle.model import Step, outdated_by
from reserve.cycle.queries import Taken
from reserve.eligibility.tables import ExceptionRecord, ScreeningRecord, StandingWord
from reserve.exam.tables import CorrectionRecord, EntryRecord, MarkRecord, PartRecord
from reserve.inspection.model import Outcome
from reserve.inspection.tables import InspectionRecord
from reserve.listing.model import Seat
from reserve.listing.tables import ListingRecord, ReasonRecord, SubmissionRecord
from reserve.nominee.tables import NomineeRecord
from reserve.pool.queries import counted_in
from reserve.pool.tables import MemberRecord
from reserve.publicity.tables import (
    AdmissionRecord,
    ObjectionDecisionRecord,
    ObjectionRecord,
    ReplacementRecord,
    WithdrawalRecord,
)
from reserve.quota.tables import PlaceRecord, QuotaRecord
from reserve.recommendation.tables import MeetingRecord
from reserve.reports.remembered import remembered
from reserve.retention.tables import RemovalRecord, RetentionRecord
from reserve.roster.tables import PersonRecord, UnitRecord

_N, _S, _E = NomineeRecord.__table__, ScreeningRecord.__table__, ExceptionRecord.__table__
_M, _I, _R = MarkRecord.__table__, InspectionRecord.__table__, ReasonRecord.__table__
_CANDIDATES: Final = (StandingWord.ELIGIBLE, StandingWord.EXCEPTIONAL)
_Cycle: TypeAlias = sa.BindParameter[int]


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """Counts of one cycle; what still waits for somebody is ``…_open``.

    Inspections and marks are counted by persons, all else about nominees by nominees.
    """

    units: int
    people: int
    members: int
    members_open: int
    removals_open: int
    counted: int
    open_places: int
    posts_unknown: int
    meetings: int
    nominees: int
    eligible: int
    exceptional: int
    undecided: int
    ineligible: int
    boundary: int
    exceptions_unproposed: int
    exceptions_open: int
    inspections: int
    inspections_open: int
    inspections_incomplete: int
    marks: int
    marks_open: int
    marks_once: int
    mark_conflicts: int
    corrections_open: int
    drawn: int
    listed: int
    reserved: int
    ties_open: int
    submitted: int
    approved: int
    objections_open: int
    withdrawn: int
    replaced: int
    admitted: int

    @property
    def to_admit(self) -> int:
        """How many on an approved list are not in the pool yet."""
        return self.listed + self.replaced - self.withdrawn - self.admitted if self.approved else 0


class Course(NamedTuple):
    """The counts of a cycle, and when each of its steps was last taken."""

    progress: Progress
    steps: Mapping[Step, Taken]


def course(session: Session, cycle_id: int) -> Course:
    """Return counts and steps of a cycle: read once for as long as nothing is recorded; two queries then."""
    return remembered(
        session, ("course", cycle_id), lambda: Course(progress(session, cycle_id), cycle.steps(session, cycle_id))
    )


def progress(session: Session, cycle_id: int) -> Progress:
    """Return the counts of a cycle. One query."""
    return Progress(**session.execute(_statement(), {"cycle_id": cycle_id}).mappings().one())


def changed_since(steps: Mapping[Step, Taken], derived: Step) -> Sequence[tuple[Step, Taken]]:
    """Return which inputs changed after ``derived`` was made, with who changed them when, in the campaign's order."""
    late = outdated_by({step: taken.sequence for step, taken in steps.items()}, derived)
    return [(step, steps[step]) for step in Step if step in late]


def screened(course: Course) -> bool:
    """Tell whether there is a screening, up to date or not; one of before the steps were noted counts too."""
    return Step.SCREENING in course.steps or course.progress.nominees > 0


def drawn(course: Course) -> bool:
    """Tell whether there is a list, up to date or not."""
    return Step.LIST in course.steps or course.progress.drawn > 0


@cache
def _statement() -> sa.Select[Any]:
    cycle_id = sa.bindparam("cycle_id", type_=sa.Integer)
    return side_by_side(
        [
            _rows(UnitRecord.__table__, "units"),
            _rows(PersonRecord.__table__, "people"),
            _members(cycle_id),
            _removals(cycle_id),
            _quotas(cycle_id),
            _places(cycle_id),
            _rows(MeetingRecord.__table__, "meetings", cycle_id),
            _nominees(cycle_id),
            _rows(_I, "inspections", cycle_id),
            _rows(_M, "marks", cycle_id),
            _entries(cycle_id),
            _corrections(cycle_id),
            _seats(cycle_id),
            _submission(cycle_id),
            _objections(cycle_id),
            _rows(WithdrawalRecord.__table__, "withdrawn", cycle_id),
            _rows(ReplacementRecord.__table__, "replaced", cycle_id),
            _rows(AdmissionRecord.__table__, "admitted", cycle_id),
        ]
    )


def side_by_side(parts: Sequence[sa.Select[Any]]) -> sa.Select[Any]:
    """Return one select of the columns of several, each of one row."""
    sides = [part.subquery() for part in parts]
    joined = reduce(lambda left, right: left.join(right, sa.true()), sides[1:], cast("sa.FromClause", sides[0]))
    return sa.select(*(column for side in sides for column in side.c)).select_from(joined)


def _count(*conditions: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    rows = sa.func.count()
    return rows.filter(*conditions) if conditions else rows


def _rows(table: sa.FromClause, name: str, cycle_id: _Cycle | None = None) -> sa.Select[Any]:
    wanted = sa.select(_count().label(name)).select_from(table)
    return wanted if cycle_id is None else wanted.where(table.c.cycle_id == cycle_id)


def _members(cycle_id: _Cycle) -> sa.Select[Any]:
    member, decision = MemberRecord.__table__, RetentionRecord.__table__
    decided = sa.exists().where(decision.c.cycle_id == cycle_id, decision.c.member_id == member.c.id)
    return sa.select(_count().label("members"), _count(~decided).label("members_open")).where(counted_in(cycle_id))


def _removals(cycle_id: _Cycle) -> sa.Select[Any]:
    table = RemovalRecord.__table__
    return _rows(table, "removals_open", cycle_id).where(table.c.outcome.is_(None))


def _quotas(cycle_id: _Cycle) -> sa.Select[Any]:
    table = QuotaRecord.__table__
    unknown = _count(table.c.posts.is_(None)).label("posts_unknown")
    return _rows(table, "counted", cycle_id).add_columns(unknown)


def _places(cycle_id: _Cycle) -> sa.Select[Any]:
    table = PlaceRecord.__table__
    return _rows(table, "open_places", cycle_id).where(table.c.is_open)


def _nominees(cycle_id: _Cycle) -> sa.Select[Any]:
    """Count nominees by where they stand: all in one pass, each joined with what it has at most one of."""
    source = (
        _N.outerjoin(_S, _S.c.nominee_id == _N.c.id)
        .outerjoin(_E, _E.c.nominee_id == _N.c.id)
        .outerjoin(_M, sa.and_(_M.c.cycle_id == _N.c.cycle_id, _M.c.person_number == _N.c.person_number))
        .outerjoin(_I, _I.c.id == _latest_inspection())
        .outerjoin(_R, _R.c.nominee_id == _N.c.id)
    )
    candidate = _S.c.standing.in_(_CANDIDATES)
    exceptional = _S.c.standing == StandingWord.EXCEPTIONAL
    persons = sa.func.count(_N.c.person_number.distinct())
    counts = {
        "nominees": _count(),
        **{word.value: _count(_S.c.standing == word) for word in StandingWord},
        "boundary": _count(_S.c.boundary),
        "exceptions_unproposed": _count(exceptional, _E.c.nominee_id.is_(None)),
        "exceptions_open": _count(exceptional, ~sa.func.coalesce(_E.c.complete, sa.false())),
        "inspections_open": persons.filter(candidate, sa.func.coalesce(_I.c.withdrawn, sa.true())),
        "inspections_incomplete": persons.filter(candidate, ~_I.c.withdrawn, _I.c.outcome == Outcome.INCOMPLETE),
        "marks_open": persons.filter(candidate, _M.c.status.is_(None)),
        "drawn": _count(_R.c.nominee_id.is_not(None)),
        "ties_open": _count(_R.c.open_tie),
    }
    columns = [column.label(name) for name, column in counts.items()]
    return sa.select(*columns).select_from(source).where(_N.c.cycle_id == cycle_id)


def _latest_inspection() -> sa.ScalarSelect[int]:
    """Return the inspection of a nominee's that counts, though it may say that the last one is withdrawn."""
    other = _I.alias("other_inspection")
    same = sa.and_(other.c.cycle_id == _N.c.cycle_id, other.c.person_number == _N.c.person_number)
    return sa.select(sa.func.max(other.c.id)).where(same).correlate(_N).scalar_subquery()


def _entries(cycle_id: _Cycle) -> sa.Select[Any]:
    """Count the candidates whose marks one clerk has keyed, and those whose two clerks differ: no mark stands yet."""
    table = EntryRecord.__table__
    candidate = sa.exists().where(
        _N.c.cycle_id == table.c.cycle_id,
        _N.c.person_number == table.c.person_number,
        _S.c.nominee_id == _N.c.id,
        _S.c.standing.in_(_CANDIDATES),
    )
    part = PartRecord.__table__
    # A paper of an exam of several parts stands by itself; of one paper the mark is what stands.
    stands = sa.or_(
        sa.and_(
            table.c.part == "",
            sa.exists().where(_M.c.cycle_id == table.c.cycle_id, _M.c.person_number == table.c.person_number),
        ),
        sa.exists().where(
            part.c.cycle_id == table.c.cycle_id,
            part.c.person_number == table.c.person_number,
            part.c.part == table.c.part,
        ),
    )
    keyed = (
        sa.select(sa.func.count().label("clerks"))
        .where(table.c.cycle_id == cycle_id, candidate, ~stands)
        .group_by(table.c.person_number, table.c.part)
        .subquery("keyed")
    )
    return sa.select(
        _count(keyed.c.clerks == 1).label("marks_once"), _count(keyed.c.clerks > 1).label("mark_conflicts")
    ).select_from(keyed)


def _corrections(cycle_id: _Cycle) -> sa.Select[Any]:
    table = CorrectionRecord.__table__
    return _rows(table, "corrections_open", cycle_id).where(table.c.outcome.is_(None))


def _seats(cycle_id: _Cycle) -> sa.Select[Any]:
    table = ListingRecord.__table__
    seats = [_count(table.c.seat == seat).label(seat.value) for seat in (Seat.LISTED, Seat.RESERVED)]
    return sa.select(*seats).where(table.c.cycle_id == cycle_id)


def _submission(cycle_id: _Cycle) -> sa.Select[Any]:
    table = SubmissionRecord.__table__
    approved = _count(table.c.approved_at.is_not(None)).label("approved")
    return _rows(table, "submitted", cycle_id).add_columns(approved)


def _objections(cycle_id: _Cycle) -> sa.Select[Any]:
    table, decided = ObjectionRecord.__table__, ObjectionDecisionRecord.__table__
    still = ~sa.exists().where(decided.c.objection_id == table.c.id)
    return _rows(table, "objections_open", cycle_id).where(still)
