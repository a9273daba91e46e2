"""The present members a page at a time, with the decision in effect and what waits for a second person."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from enum import StrEnum
from typing import Any, Final

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve.accounts.tables import AccountRecord, RelationRecord
from reserve.cycle.queries import Cycle
from reserve.dates import PartialDate
from reserve.eligibility import queries as eligibility
from reserve.personal import Keys
from reserve.recommendation import queries as recommendation
from reserve.recommendation.queries import Votes
from reserve.reports.remembered import remembered
from reserve.retention import queries as retention
from reserve.retention.model import Decision
from reserve.retention.queries import Removal, Reviewed
from reserve.roster import pinyin
from reserve.roster import queries as roster
from reserve.roster.model import PlaceClass, person_id
from reserve.roster.tables import PersonRecord

PAGE: Final = 50


class Shown(StrEnum):
    """Which members a page shows: by the decision in effect, or those whose removal waits for a second person."""

    NONE = "none"
    KEEP = "keep"
    DEFER = "defer"
    REMOVE = "remove"
    PROPOSED = "proposed"
    MINE = "mine"
    """Whose removal somebody else proposed, and neither is the account's holder nor a declared relative."""


class Sort(StrEnum):
    """By what members are sorted. NAME: by its sounds, as in a dictionary."""

    UNIT = "unit"
    NUMBER = "number"
    NAME = "name"
    SINCE = "since"
    INCOMPETENT = "incompetent"


class Filters(msgspec.Struct, frozen=True, kw_only=True):
    """Which members are wanted. ``search``: part of a name, a number, or Latin letters that begin its syllables."""

    shown: Shown | None = None
    unit: int | None = None
    place_class: PlaceClass | None = None
    flagged: bool | None = None
    search: str = ""
    sort: Sort = Sort.UNIT
    descending: bool = False


class MemberRow(msgspec.Struct, frozen=True, kw_only=True):
    """A present member with the decision in effect. ``incompetent`` in 1/10,000; ``flags`` are the policy's.

    ``decision_id``: 0 without a decision; ``removal``: proposed, and waiting for the second person.
    """

    id: int
    person_id: str
    name: str
    unit_id: int
    unit: str
    place_class: PlaceClass
    since: PartialDate | None
    decision: Decision
    decision_id: int
    grounds: tuple[str, ...]
    decided_by: str
    decided_on: dt.date | None
    removal: Removal | None
    incompetent: int | None
    flags: tuple[str, ...]
    votes: Votes | None


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """Some of the members, and how many there are: of all the filters, and of each tab without its filter."""

    rows: tuple[MemberRow, ...]
    total: int
    every: int
    counts: Mapping[Shown, int]


class Seen(msgspec.Struct, frozen=True):
    """All members who may be seen, with what they are filtered and sorted by."""

    reviewed: Sequence[Reviewed]
    names: Mapping[int, str]
    units: Mapping[int, str]
    waiting: Mapping[int, Removal]

    def name(self, review: Reviewed) -> str:
        """Return what a member is called."""
        return self.names[review.member.person]


def page(
    session: Session,
    cycle: Cycle,
    keys: Keys,
    filters: Filters,
    *,
    account: str,
    units: Collection[int] | None = None,
    offset: int = 0,
    limit: int = PAGE,
) -> Page:
    """Return one page of the members; a fixed number of queries. ``account``: for whom "mine" is.

    Opens the sealed facts that the policy's flags ask for, of the members on the page only.
    """
    seen = all_seen(session, cycle, units)
    found = [review for review in seen.reviewed if _wanted(filters, review, seen)]
    if filters.flagged is not None:
        raised = eligibility.member_flags(session, cycle.id, keys, {review.member.id for review in found})
        found = [review for review in found if bool(raised.get(review.member.id)) is filters.flagged]
    related = related_to(session, account)

    def tabs(review: Reviewed) -> set[Shown]:
        return _tabs(review, seen.waiting.get(review.member.id), account, related)

    counts = Counter(tab for review in found for tab in tabs(review))
    wanted = [review for review in found if filters.shown is None or filters.shown in tabs(review)]
    wanted.sort(key=in_order(seen))
    wanted.sort(key=_ORDERS[filters.sort](seen), reverse=filters.descending)
    rows = rows_of(session, cycle, keys, wanted[offset : offset + limit], seen)
    counted = {tab: counts[tab] for tab in Shown}
    return Page(rows=tuple(rows), total=len(wanted), every=len(found), counts=counted)


def members(
    session: Session, cycle: Cycle, keys: Keys, units: Collection[int] | None = None, decision: Decision | None = None
) -> list[MemberRow]:
    """Return the present members by unit, class and person. A fixed number of queries.

    Opens the sealed facts that the policy's flags ask for.
    """
    seen = all_seen(session, cycle, units)
    wanted = [review for review in seen.reviewed if decision is None or review.decision is decision]
    return rows_of(session, cycle, keys, sorted(wanted, key=in_order(seen)), seen)


def chosen(
    session: Session, cycle: Cycle, keys: Keys, ids: Collection[int], units: Collection[int] | None = None
) -> list[MemberRow]:
    """Return those of some members who are there and about whom nothing was decided, by unit, class and person."""
    seen = all_seen(session, cycle, units)
    wanted = [
        review
        for review in seen.reviewed
        if review.member.id in ids and review.decision is Decision.NONE and review.member.id not in seen.waiting
    ]
    return rows_of(session, cycle, keys, sorted(wanted, key=in_order(seen)), seen)


def all_seen(session: Session, cycle: Cycle, units: Collection[int] | None) -> Seen:
    """Return all members of these units; six queries, one while the journal stands still."""
    every = remembered(session, ("members", cycle.id), lambda: _all(session, cycle.id))
    if units is None:
        return every
    return msgspec.structs.replace(every, reviewed=[one for one in every.reviewed if one.member.unit_id in units])


def _all(session: Session, cycle_id: int) -> Seen:
    reviewed = list(retention.reviewed(session, cycle_id).values())
    wanted = sa.select(PersonRecord.number, PersonRecord.name)
    numbers = {review.member.person for review in reviewed}
    names = {row.number: row.name for row in session.execute(wanted.where(PersonRecord.number.in_(numbers)))}
    called = {unit.id: unit.name for unit in roster.units(session).values()}
    return Seen(reviewed, names, called, retention.open_removals(session, cycle_id))


def _wanted(filters: Filters, review: Reviewed, seen: Seen) -> bool:
    member = review.member
    if filters.unit is not None and member.unit_id != filters.unit:
        return False
    if filters.place_class is not None and member.place_class is not filters.place_class:
        return False
    if not filters.search:
        return True
    digits = filters.search.upper().removeprefix("P")
    if digits.isascii() and digits.isdecimal():
        return str(member.person) == digits.lstrip("0")
    letters = pinyin.latin(filters.search)
    name = seen.name(review)
    return filters.search in name or bool(letters and pinyin.matches(name, letters))


def _tabs(review: Reviewed, removal: Removal | None, account: str, related: Collection[int]) -> set[Shown]:
    tabs = {Shown(review.decision.value)}
    if removal is not None:
        tabs.add(Shown.PROPOSED)
        if removal.proposed_account != account and review.member.person not in related:
            tabs.add(Shown.MINE)
    return tabs


def related_to(session: Session, account: str) -> frozenset[int]:
    """Return the persons that an account has to stay away from (回避), by number."""
    holder, relation = AccountRecord.__table__, RelationRecord.__table__
    wanted = sa.select(relation.c.person_number).join(holder, holder.c.id == relation.c.account_id)
    return frozenset(session.scalars(wanted.where(holder.c.name == account)))


def in_order(seen: Seen) -> Callable[[Reviewed], Any]:
    """Return what puts members in their usual order: unit, class, number."""
    return lambda review: (seen.units[review.member.unit_id], review.member.place_class, review.member.person)


_Order = Callable[[Seen], Callable[[Reviewed], Any]]
_ORDERS: Final[Mapping[Sort, _Order]] = {
    Sort.UNIT: in_order,
    Sort.NUMBER: lambda _: lambda review: review.member.person,
    Sort.NAME: lambda seen: lambda review: pinyin.order(seen.name(review)),
    Sort.SINCE: lambda _: lambda review: "" if review.member.since is None else review.member.since.iso(),
    Sort.INCOMPETENT: lambda _: lambda review: -1 if review.incompetent is None else review.incompetent,
}


def rows_of(session: Session, cycle: Cycle, keys: Keys, wanted: Sequence[Reviewed], seen: Seen) -> list[MemberRow]:
    """Return members as they are shown, in the order given. A fixed number of queries, none for the same ones again."""
    if not wanted:
        return []
    ids = tuple(review.member.id for review in wanted)
    return list(remembered(session, ("member rows", cycle.id, ids), lambda: _rows(session, cycle, keys, wanted, seen)))


def _rows(session: Session, cycle: Cycle, keys: Keys, wanted: Sequence[Reviewed], seen: Seen) -> list[MemberRow]:
    flags = eligibility.member_flags(session, cycle.id, keys, {review.member.id for review in wanted})
    here = {review.member.unit_id for review in wanted}
    votes = recommendation.votes(session, cycle.id, cycle.policy.recommendation, here)
    return [
        MemberRow(
            id=review.member.id,
            person_id=person_id(review.member.person),
            name=seen.name(review),
            unit_id=review.member.unit_id,
            unit=seen.units[review.member.unit_id],
            place_class=review.member.place_class,
            since=review.member.since,
            decision=review.decision,
            decision_id=review.decision_id,
            grounds=review.grounds,
            decided_by=review.decided_by,
            decided_on=review.decided_on,
            removal=seen.waiting.get(review.member.id),
            incompetent=review.incompetent,
            flags=tuple(sorted(flags.get(review.member.id, ()))),
            votes=votes.get((review.member.person, review.member.place_class)),
        )
        for review in wanted
    ]
