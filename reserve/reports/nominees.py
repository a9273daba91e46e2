"""The screening table a page at a time, and one nominee with the neighbours in such a table."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final, NamedTuple, TypeAlias

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve.cycle.queries import Cycle
from reserve.eligibility.tables import ScreeningRecord, StandingWord
from reserve.exam.model import MarkStatus
from reserve.exam.tables import MarkRecord
from reserve.listing.model import Seat
from reserve.listing.tables import ListingRecord, ReasonRecord
from reserve.nominee.tables import NomineeRecord
from reserve.policy.model import Recommendation
from reserve.recommendation.queries import Votes
from reserve.recommendation.rules import gives_result, share_shown
from reserve.recommendation.tables import MeetingRecord, TallyRecord
from reserve.reports.wanted import Exam, Filters, Outcome, Sort, Standing, wanted
from reserve.roster.model import PlaceClass, person_id
from reserve.roster.tables import PersonRecord, UnitRecord
from reserve.text import Message, from_plain

__all__ = [
    "PAGE",
    "Exam",
    "Filters",
    "Outcome",
    "Page",
    "Row",
    "Sort",
    "Standing",
    "count",
    "each",
    "neighbours",
    "one",
    "page",
    "some",
]

PAGE: Final = 50
_AT_ONCE: Final = 1000


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One nominee. ``mark`` in hundredths, ``share`` in 1/10,000; ``verdicts`` are (criterion, outcome)."""

    id: int
    number: int
    person_id: str
    name: str
    unit_id: int
    unit: str
    post: str
    place_class: PlaceClass
    outcome: StandingWord
    boundary: bool
    verdicts: tuple[tuple[str, str], ...]
    votes: Votes | None
    mark_status: MarkStatus | None
    mark: int | None
    passed: bool
    seat: Seat | None
    why: Message | None


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """Some of the rows, and how many there are: of all the filters, and of each outcome without that filter."""

    rows: tuple[Row, ...]
    total: int
    outcomes: Mapping[str, int]


def page(
    session: Session,
    cycle: Cycle,
    filters: Filters,
    *,
    units: Collection[int] | None = None,
    offset: int = 0,
    limit: int = PAGE,
) -> Page:
    """Return one page of a cycle's nominees: one query for up to a thousand rows, and those of ``wanted``.

    ``units`` limits what may be seen.
    """
    found = wanted(session, cycle, filters, units)
    ids = found.ids[offset : offset + limit]
    return Page(rows=tuple(_rows(session, cycle, ids)), total=len(found.ids), outcomes=found.outcomes)


def count(session: Session, cycle: Cycle, filters: Filters, units: Collection[int] | None = None) -> int:
    """Return how many rows a table has. The queries of ``wanted``, which ``page`` need not ask again."""
    return len(wanted(session, cycle, filters, units).ids)


def each(session: Session, cycle: Cycle, filters: Filters, units: Collection[int] | None = None) -> Iterator[Row]:
    """Yield every row of a table, a thousand in memory at a time: for exports."""
    return _rows(session, cycle, wanted(session, cycle, filters, units).ids)


def one(session: Session, cycle: Cycle, nominee_id: int, units: Collection[int] | None = None) -> Row | None:
    """Return one nominee of a cycle; None when there is none, or of another unit than those. One query."""
    found = next(_rows(session, cycle, [nominee_id]), None)
    return found if found is not None and (units is None or found.unit_id in units) else None


def some(session: Session, cycle: Cycle, ids: Sequence[int]) -> list[Row]:
    """Return these nominees of a cycle in the order given, whose they may be; one query for up to a thousand."""
    return list(_rows(session, cycle, ids))


class Neighbours(NamedTuple):
    """Where somebody stands in a table, counted from 1, and who stands before and after."""

    number: int
    total: int
    before: int | None
    after: int | None


def neighbours(
    session: Session, cycle: Cycle, nominee_id: int, filters: Filters, units: Collection[int] | None = None
) -> Neighbours | None:
    """Return who stands round a nominee in a table; None when he or she is not in it. The queries of ``wanted``."""
    ids = wanted(session, cycle, filters, units).ids
    try:
        at = ids.index(nominee_id)
    except ValueError:
        return None
    before, after = ids[at - 1] if at else None, ids[at + 1] if at + 1 < len(ids) else None
    return Neighbours(at + 1, len(ids), before, after)


class _Judged(msgspec.Struct):
    """What the table needs of a stored verdict: the rest of it is not even taken apart."""

    criterion: str
    outcome: str


_VERDICTS: Final = msgspec.json.Decoder(list[_Judged])
_PARAMS: Final = msgspec.json.Decoder(dict[str, Any])
# The words of a column by themselves: looking them up is all that a page needs of an enumeration.
_CLASSES: Final = {word.value: word for word in PlaceClass}
_OUTCOMES: Final = {word.value: word for word in StandingWord}
_STATUSES: Final[Mapping[str | None, MarkStatus | None]] = {None: None, **{word.value: word for word in MarkStatus}}
_SEATS: Final[Mapping[str | None, Seat | None]] = {None: None, **{word.value: word for word in Seat}}


def _rows(session: Session, cycle: Cycle, ids: Sequence[int]) -> Iterator[Row]:
    """Yield the rows of these nominees of the cycle in their order; others are left out."""
    decide = _deciding(cycle.policy.recommendation)
    for first in range(0, len(ids), _AT_ONCE):
        some = list(ids[first : first + _AT_ONCE])
        found = session.execute(_statement(), {"cycle_id": cycle.id, "ids": some}).all()
        by_id = {row[0]: row for row in found}
        for number in some:
            if number in by_id:
                yield _row(by_id[number], decide)


@cache
def _statement() -> sa.Select[Any]:
    """Return what reads rows by their ids, everything by a key; made once, since making it costs more than asking."""
    nominee, person, unit = NomineeRecord.__table__, PersonRecord.__table__, UnitRecord.__table__
    screening, meeting, tally = ScreeningRecord.__table__, MeetingRecord.__table__, TallyRecord.__table__
    mark, listing, reason = MarkRecord.__table__, ListingRecord.__table__, ReasonRecord.__table__
    other = tally.alias("other")
    higher = sa.select(sa.func.count()).where(_same_vote(tally, other), other.c.votes > tally.c.votes)
    source = (
        nominee.join(person, person.c.number == nominee.c.person_number)
        .join(unit, unit.c.id == nominee.c.unit_id)
        .join(screening, screening.c.nominee_id == nominee.c.id)
        .outerjoin(meeting, _same_vote(nominee, meeting))
        .outerjoin(tally, sa.and_(_same_vote(nominee, tally), tally.c.person_number == nominee.c.person_number))
        .outerjoin(
            mark, sa.and_(mark.c.cycle_id == nominee.c.cycle_id, mark.c.person_number == nominee.c.person_number)
        )
        .outerjoin(listing, listing.c.nominee_id == nominee.c.id)
        .outerjoin(reason, reason.c.nominee_id == nominee.c.id)
    )
    # In the order in which ``_row`` takes them; words and JSON as they are stored.
    columns = (
        nominee.c.id, nominee.c.person_number, person.c.name, nominee.c.unit_id, unit.c.name, person.c.post,
        _stored(nominee.c.place_class), _stored(screening.c.standing), screening.c.boundary,
        _stored(screening.c.verdicts), tally.c.votes, meeting.c.valid, meeting.c.returned, meeting.c.present,
        meeting.c.due, meeting.c.void, higher.correlate(tally).scalar_subquery(), _stored(mark.c.status),
        mark.c.hundredths, mark.c.passed, _stored(listing.c.seat), reason.c.msgid, _stored(reason.c.params),
    )  # fmt: skip
    chosen = sa.bindparam("ids", type_=sa.Integer, expanding=True)
    return (
        sa.select(*columns)
        .select_from(source)
        .where(nominee.c.id.in_(chosen), nominee.c.cycle_id == sa.bindparam("cycle_id", type_=sa.Integer))
    )


def _stored(column: sa.ColumnElement[Any]) -> sa.ColumnElement[str]:
    return sa.type_coerce(column, sa.Text)


def _same_vote(left: sa.FromClause, right: sa.FromClause) -> sa.ColumnElement[bool]:
    return sa.and_(*(left.c[name] == right.c[name] for name in ("cycle_id", "unit_id", "place_class")))


_Whole: TypeAlias = Callable[[int | None, int | None, int | None, int | None, bool | None], int | None]


def _deciding(rules: Recommendation) -> _Whole:
    """Return what the votes of a meeting are divided by, None without a result; a page's rows share few meetings."""

    @cache
    def whole(
        due: int | None,
        present: int | None,
        returned: int | None,
        valid: int | None,
        void: bool | None,  # noqa: FBT001
    ) -> int | None:
        # Without a meeting ``void`` is not known either.
        if void is None or not gives_result(
            due, present, returned, valid, void=void, attendance=rules.attendance, large=rules.large_unit
        ):
            return None
        return {"valid": valid, "returned": returned, "present": present, "due": due}[rules.denominator]

    return whole


def _row(row: Sequence[Any], whole: _Whole) -> Row:
    (
        nominee_id, number, name, unit_id, unit, post, place_class, standing, boundary, verdicts, got, valid, returned,
        present, due, void, higher, status, hundredths, passed, seat, msgid, params,
    ) = row  # fmt: skip
    votes = why = None
    if got is not None:
        share, rank, base = None, None, whole(due, present, returned, valid, void)
        if base is not None:
            share, rank = share_shown(got, base), higher + 1
        votes = Votes(got, valid, returned, present, due, share, rank, base)
    if msgid is not None:
        why = Message(msgid, {key: from_plain(value) for key, value in _PARAMS.decode(params).items()})
    return Row(
        id=nominee_id,
        number=number,
        person_id=person_id(number),
        name=name,
        unit_id=unit_id,
        unit=unit,
        post=post,
        place_class=_CLASSES[place_class],
        outcome=_OUTCOMES[standing],
        boundary=boundary,
        verdicts=tuple([(verdict.criterion, verdict.outcome) for verdict in _VERDICTS.decode(verdicts)]),
        votes=votes,
        mark_status=_STATUSES[status],
        mark=hundredths,
        passed=bool(passed),
        seat=_SEATS[seat],
        why=why,
    )
