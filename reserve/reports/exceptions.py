"""The exceptions audit: who stands under the exception, on whose word, and what became of earlier proposals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final, TypeAlias

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve.audit.tables import JournalEntry
from reserve.audit.tags import Tag
from reserve.cycle.queries import Cycle
from reserve.eligibility.approval import as_row, fingerprint, shortcomings
from reserve.eligibility.model import Closing, Proposal
from reserve.eligibility.tables import ClosedExceptionRecord, StandingWord
from reserve.listing.model import Seat
from reserve.reports import verdicts
from reserve.reports.verdicts import Sheet
from reserve.roster.model import PlaceClass, person_id
from reserve.roster.tables import PersonRecord, UnitRecord
from reserve.text import Message, message

_TAGS: Final = (
    Tag.ELIGIBILITY_PROPOSE_EXCEPTION,
    Tag.ELIGIBILITY_APPROVE_EXCEPTION,
    Tag.ELIGIBILITY_CLOSE_EXCEPTION,
)
STATES: Final[Mapping[str, Message]] = {
    "approved": message("approved"),
    "proposed": message("waiting for approval"),
    "unproposed": message("not proposed"),
}
CLOSINGS: Final[Mapping[str, Message]] = {
    "withdrawn": message("withdrawn"),
    "sent_back": message("sent back"),
    "lapsed": message("lapsed: the ground is gone"),
}
Who: TypeAlias = tuple[str, PlaceClass]


class Signature(msgspec.Struct, frozen=True, kw_only=True):
    """A name under the papers. ``account`` is blank for one that a workbook brought.

    ``actor``, ``at`` and ``entry`` are the journal's: who did it in the program, when, under which number.
    """

    name: str
    account: str
    on: dt.date | None
    actor: str
    at: dt.datetime | None
    entry: int | None


class Closed(msgspec.Struct, frozen=True, kw_only=True):
    """A proposal that is over: how, by whom, why, and the papers as they were."""

    id: int
    person_id: str
    name: str
    unit: str
    place_class: PlaceClass
    closing: Closing
    closed_by: str
    closed_at: dt.datetime
    reason: str
    proposed_by: str
    proposed_on: str
    grounds: str
    evidence: str
    approvals: tuple[tuple[str, str], ...]


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """One exception. ``lacks``: what the papers still want; ``shown``: the fingerprint an approval has to name."""

    sheet: Sheet
    proposed: Signature | None
    approvals: tuple[Signature, ...]
    lacks: tuple[Message, ...]
    shown: str
    closed: tuple[Closed, ...]

    @property
    def id(self) -> int:
        """The nominee's id."""
        return self.sheet.row.id

    @property
    def stands(self) -> bool:
        """Whether the nominee stands under the exception now."""
        return self.sheet.row.outcome is StandingWord.EXCEPTIONAL

    @property
    def approved(self) -> bool:
        """Whether the approvals suffice."""
        return self.sheet.papers is not None and self.sheet.papers.complete

    @property
    def state(self) -> str:
        """How far it has come: a key of ``STATES``."""
        if self.approved:
            return "approved"
        return "proposed" if self.proposed is not None else "unproposed"

    @property
    def given(self) -> int:
        """How many approvals there are with a day: those without do not count."""
        return sum(signature.on is not None for signature in self.approvals)

    @property
    def listed(self) -> bool:
        """Whether the person is on the list."""
        return self.sheet.row.seat is Seat.LISTED

    @property
    def signed(self) -> frozenset[str]:
        """The accounts that proposed or approved it already."""
        given = (self.proposed, *self.approvals) if self.proposed is not None else self.approvals
        return frozenset(signature.account for signature in given if signature.account)


class Audit(msgspec.Struct, frozen=True, kw_only=True):
    """Everybody who stands under the exception, by unit; and closed proposals about people who do not any more."""

    cases: tuple[Case, ...]
    others: tuple[Closed, ...]


def audit(session: Session, cycle: Cycle, units: Collection[int] | None = None) -> Audit:
    """Return the whole audit of a cycle. A fixed number of queries."""
    sheets = verdicts.ledger(session, cycle, units)
    closed = _closed(session, cycle.id, units)
    told = _told(session, cycle.id, [sheet.row.person_id for sheet in sheets])
    cases = tuple(_case(cycle, sheet, told, closed) for sheet in sheets)
    here = {(case.sheet.row.person_id, case.sheet.row.place_class) for case in cases}
    return Audit(cases=cases, others=tuple(one for one in closed if (one.person_id, one.place_class) not in here))


def case(session: Session, cycle: Cycle, nominee_id: int, units: Collection[int] | None = None) -> Case:
    """Return one exception. A fixed number of queries. Raises ``NotFound``, also for somebody of another unit."""
    sheet = verdicts.sheet(session, cycle, nominee_id, units)
    told = _told(session, cycle.id, [sheet.row.person_id])
    return _case(cycle, sheet, told, _closed(session, cycle.id, units))


def _case(cycle: Cycle, sheet: Sheet, told: Mapping[Who, Sequence[Any]], closed: Collection[Closed]) -> Case:
    row, papers = sheet.row, sheet.papers
    who = (row.person_id, row.place_class)
    before = tuple(one for one in closed if (one.person_id, one.place_class) == who)
    if papers is None:
        return Case(sheet=sheet, proposed=None, approvals=(), lacks=(), shown="", closed=before)
    stored, entries = papers.stored, _of_this_proposal(told.get(who, ()))
    proposal = next((one for one in reversed(entries) if one.tag == Tag.ELIGIBILITY_PROPOSE_EXCEPTION), None)
    given = {one.details["ordinal"]: one for one in entries if one.tag == Tag.ELIGIBILITY_APPROVE_EXCEPTION}
    number, needed = int(row.person_id[1:]), cycle.policy.approvals_of_exceptions()
    return Case(
        sheet=sheet,
        proposed=_signature(stored.proposed_by, stored.proposed_account, stored.proposed_on, proposal),
        approvals=tuple(
            # An approval from a workbook came with the proposal.
            _signature(name, account, day, given.get(ordinal) if account else proposal)
            for ordinal, (name, account, day) in enumerate(stored.approvals, start=1)
        ),
        lacks=() if stored.complete else tuple(_lacks(stored, number, row.place_class, row.name, needed)),
        shown=fingerprint(stored, [_plain(one) for one in sheet.waived]),
        closed=before,
    )


def _plain(waived: verdicts.Waived) -> Mapping[str, str]:
    """Return a waiver as the screening stores it."""
    return {"criterion": waived.criterion, "required_instead": waived.required_instead}


def _lacks(stored: Proposal, number: int, place_class: PlaceClass, name: str, needed: int) -> list[Message]:
    return shortcomings(as_row(stored, number, place_class), name, needed)


def _of_this_proposal(entries: Sequence[Any]) -> Sequence[Any]:
    """Return the entries after the last closing: those before it tell of another proposal."""
    last = max((at for at, one in enumerate(entries) if one.tag == Tag.ELIGIBILITY_CLOSE_EXCEPTION), default=-1)
    return entries[last + 1 :]


def _signature(name: str, account: str, on: dt.date | None, entry: Any) -> Signature:  # noqa: ANN401 - a row of Core
    if entry is None:
        return Signature(name=name, account=account, on=on, actor="", at=None, entry=None)
    return Signature(name=name, account=account, on=on, actor=entry.actor, at=entry.at, entry=entry.sequence)


def _told(session: Session, cycle_id: int, persons: Collection[str]) -> Mapping[Who, Sequence[Any]]:
    """Return what the journal tells of these persons' exceptions in a cycle, the oldest first. One query."""
    journal = JournalEntry.__table__
    wanted = (
        sa.select(
            journal.c.sequence, journal.c.at, journal.c.actor, journal.c.tag, journal.c.subject, journal.c.details
        )
        .where(journal.c.tag.in_([tag.value for tag in _TAGS]), journal.c.subject.in_(persons))
        .order_by(journal.c.sequence)
    )
    found: dict[Who, list[Any]] = {}
    for row in session.execute(wanted):
        if row.details.get("cycle") == cycle_id:
            found.setdefault((row.subject, PlaceClass(row.details["class"])), []).append(row)
    return found


def _closed(session: Session, cycle_id: int, units: Collection[int] | None) -> list[Closed]:
    """Return the closed proposals of a cycle, the newest first. One query."""
    closed, person, unit = ClosedExceptionRecord.__table__, PersonRecord.__table__, UnitRecord.__table__
    wanted = (
        sa.select(closed, person.c.name, unit.c.name.label("unit"))
        .join(person, person.c.number == closed.c.person_number)
        .join(unit, unit.c.id == person.c.unit_id)
        .where(closed.c.cycle_id == cycle_id)
        .order_by(closed.c.id.desc())
    )
    if units is not None:
        wanted = wanted.where(person.c.unit_id.in_(units))
    return [
        Closed(
            id=row.id,
            person_id=person_id(row.person_number),
            name=row.name,
            unit=row.unit,
            place_class=row.place_class,
            closing=row.closing,
            closed_by=row.closed_by,
            closed_at=row.closed_at,
            reason=row.reason,
            proposed_by=row.papers.get("proposed_by") or "",
            proposed_on=row.papers.get("proposed_on") or "",
            grounds=row.papers.get("reason") or "",
            evidence=row.papers.get("evidence") or "",
            approvals=tuple((signed[0], signed[1] or "") for signed in row.papers.get("approvals", ())),
        )
        for row in session.execute(wanted)
    ]
