"""Reading the office's own calendar, and how far everybody on an approved list has come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve.cycle import queries as cycle
from reserve.listing import queries as listing
from reserve.nominee import queries as nominee
from reserve.policy.structure import Mode
from reserve.publicity import rules
from reserve.publicity.model import Calendar, Entrant, Notice, Objection, OfficeDay, OfficeYear, Withdrawal
from reserve.publicity.tables import (
    AdmissionRecord,
    NoticeRecord,
    ObjectionDecisionRecord,
    ObjectionRecord,
    OfficeDayRecord,
    OfficeYearRecord,
    PublishedRecord,
    ReplacementRecord,
    WithdrawalRecord,
)


def calendar(session: Session) -> Calendar:
    """Return what the office said about days and years. Two queries."""
    return Calendar(
        {row.day: row.works for row in reversed(office_days(session))},
        frozenset(row.year for row in office_years(session)),
    )


def office_days(session: Session) -> list[OfficeDay]:
    """Return every decision about a day, the newest first. One query."""
    table = OfficeDayRecord.__table__
    columns = (table.c.day, table.c.works, table.c.reason, table.c.decided_by, table.c.decided_at)
    return [OfficeDay(*row) for row in session.execute(sa.select(*columns).order_by(table.c.id.desc()))]


def office_years(session: Session) -> list[OfficeYear]:
    """Return the years that the office entered whole, the newest first. One query."""
    table = OfficeYearRecord.__table__
    columns = (table.c.year, table.c.source, table.c.confirmed_by, table.c.confirmed_at)
    return [OfficeYear(*row) for row in session.execute(sa.select(*columns).order_by(table.c.year.desc()))]


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """An approved list on its way into the pool; the newest objections and the first notices come first."""

    entrants: tuple[Entrant, ...]
    notices: tuple[Notice, ...]
    objections: tuple[Objection, ...]
    withdrawals: Mapping[int, Withdrawal]

    def entrant(self, nominee_id: int | None) -> Entrant | None:
        """Return somebody on the list; None for anybody else."""
        return next((one for one in self.entrants if one.nominee_id == nominee_id), None)


def standing(session: Session, cycle_id: int, today: dt.date) -> Standing:
    """Return how far everybody on an approved list has come; nobody while none is approved. Eleven queries."""
    lies = listing.submission(session, cycle_id)
    if lies is None or not lies.approved:
        return Standing(entrants=(), notices=(), objections=(), withdrawals={})
    objections = _objections(session, cycle_id)
    withdrawals = _withdrawals(session, cycle_id)
    people, days = nominee.nominees(session, cycle_id), calendar(session)
    notices = {one.id: one for one in _notices(session, cycle_id, days)}
    published, admitted = _published(session, list(notices)), _admitted(session, cycle_id)
    mode = cycle.cycle(session, cycle_id).policy.publicity.mode
    entrants = []
    for nominee_id, held in _on_the_list(session, cycle_id, withdrawals).items():
        person = people[nominee_id]
        notice = notices.get(published.get(nominee_id, 0))
        about = [one for one in objections if one.nominee_id in {None, nominee_id}]
        told, trouble = rules.told(days, notice, about, today)
        gone = nominee_id in withdrawals
        entrants.append(
            Entrant(
                nominee_id=nominee_id,
                person=person.person,
                unit_id=person.unit_id,
                place_class=person.place_class,
                place_id=held.place_id,
                exceptional=held.exceptional,
                withdrawn_id=held.withdrawn_id,
                notice_id=None if notice is None else notice.id,
                clock=told,
                trouble=trouble,
                objections=tuple(one.id for one in about if one.open),
                stage=rules.stage(
                    told,
                    withdrawn=gone,
                    admitted=nominee_id in admitted,
                    objected=any(one.open for one in about),
                    published=notice is not None,
                    wanted=mode is not Mode.NONE,
                ),
                admitted_on=admitted.get(nominee_id),
            )
        )
    return Standing(
        entrants=tuple(entrants), notices=tuple(notices.values()), objections=objections, withdrawals=withdrawals
    )


class _Held(msgspec.Struct, frozen=True):
    place_id: int
    exceptional: bool
    withdrawn_id: int | None


def _on_the_list(session: Session, cycle_id: int, withdrawals: Mapping[int, Withdrawal]) -> Mapping[int, _Held]:
    """Return who has which place: those listed, and those whom the committee put in somebody's place since."""
    held = {
        number: _Held(seat.place_id, seat.exceptional, None)
        for number, seat in listing.seats(session, cycle_id).items()
    }
    table = ReplacementRecord.__table__
    exceptional = {
        row.nominee_id: row.approved is not None
        for row in session.execute(sa.select(table.c.nominee_id, table.c.approved).where(table.c.cycle_id == cycle_id))
    }
    # Whoever came in somebody's place may be withdrawn again: the earlier first.
    for one in sorted(withdrawals.values(), key=lambda one: one.withdrawn_at):
        if one.replaced_by is not None:
            place = held[one.nominee_id].place_id
            held[one.replaced_by] = _Held(place, exceptional[one.replaced_by], one.nominee_id)
    return held


def _notices(session: Session, cycle_id: int, days: Calendar) -> Sequence[Notice]:
    table = NoticeRecord.__table__
    rows = session.execute(sa.select(table).where(table.c.cycle_id == cycle_id).order_by(table.c.id))
    return [
        Notice(
            id=row.id,
            mode=row.mode,
            days=row.days,
            first_day=row.first_day,
            last_day=rules.last_day(days, row.first_day, row.days),
            shown=tuple(row.shown),
            opened_by=row.opened_by,
            opened_at=row.opened_at,
        )
        for row in rows
    ]


def _published(session: Session, notices: Sequence[int]) -> Mapping[int, int]:
    table = PublishedRecord.__table__
    wanted = sa.select(table.c.nominee_id, table.c.notice_id).where(table.c.notice_id.in_(notices))
    return {row.nominee_id: row.notice_id for row in session.execute(wanted)}


def _admitted(session: Session, cycle_id: int) -> Mapping[int, dt.date]:
    table = AdmissionRecord.__table__
    wanted = sa.select(table.c.nominee_id, table.c.admitted_on).where(table.c.cycle_id == cycle_id)
    return {row.nominee_id: row.admitted_on for row in session.execute(wanted)}


def _objections(session: Session, cycle_id: int) -> tuple[Objection, ...]:
    made, decided = ObjectionRecord.__table__, ObjectionDecisionRecord.__table__
    columns = (decided.c.upheld, decided.c.investigation, decided.c.grounds, decided.c.decided_by, decided.c.decided_on)
    wanted = (
        sa.select(made, *columns)
        .outerjoin(decided, decided.c.objection_id == made.c.id)
        .where(made.c.cycle_id == cycle_id)
        .order_by(made.c.id.desc())
    )
    return tuple(
        Objection(**{name: value for name, value in row.items() if name != "cycle_id"})
        for row in session.execute(wanted).mappings()
    )


def _withdrawals(session: Session, cycle_id: int) -> Mapping[int, Withdrawal]:
    gone, came = WithdrawalRecord.__table__, ReplacementRecord.__table__
    wanted = (
        sa.select(gone, came.c.nominee_id.label("replaced_by"))
        .outerjoin(came, came.c.withdrawn_id == gone.c.nominee_id)
        .where(gone.c.cycle_id == cycle_id)
        .order_by(gone.c.withdrawn_at, gone.c.nominee_id)
    )
    return {
        row["nominee_id"]: Withdrawal(**{name: value for name, value in row.items() if name != "cycle_id"})
        for row in session.execute(wanted).mappings()
    }
