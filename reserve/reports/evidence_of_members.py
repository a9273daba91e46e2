"""One sheet with the evidence on every member of a cycle: what a decision can rest on, and what the plan proposes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

import msgspec
from sqlalchemy.orm import Session

from reserve.cycle.queries import Cycle
from reserve.dates import PartialDate, birthday, completed_months
from reserve.personal import Keys
from reserve.policy.model import Policy
from reserve.reports.members import MemberRow, members
from reserve.retention import queries as retention
from reserve.roster import queries as roster
from reserve.roster.model import Grade, Person


class Proposed(msgspec.Struct, frozen=True, kw_only=True):
    """A ground of the plan that the facts bear out: a proposal to look again, never a decision."""

    wording: str
    clause: str


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of one member on the cycle's as-of date.

    ``ages`` and ``months`` (in the pool): the fewest and the most that the dates allow, None when there is no date.
    ``shares``: excellent, competent, basic, incompetent in 1/10,000. ``years``: the last yearly results, the newest
    first; a year without a grade has None, and None alone says that the file tells nothing.
    """

    row: MemberRow
    ages: tuple[int, int] | None
    months: tuple[int, int] | None
    shares: tuple[int, int, int, int] | None
    years: tuple[tuple[int, Grade | None], ...] | None
    discipline: str
    proposed: tuple[Proposed, ...]


LAST_YEARS = 3


def evidence(session: Session, cycle: Cycle, keys: Keys, units: Collection[int] | None = None) -> Sequence[Evidence]:
    """Return the evidence on every member of the cycle, by unit, class and person. A fixed number of queries.

    Of discipline only whether something is on file: what it is stays masked.
    """
    rows = members(session, cycle, keys, units)
    shares = retention.appraisals(session, cycle.id)
    numbers = {row.person_id: int(row.person_id[1:]) for row in rows}
    people = roster.people(session, keys, set(numbers.values()))
    return [_evidence(cycle, row, people[numbers[row.person_id]], shares.get(row.id)) for row in rows]


def _evidence(cycle: Cycle, row: MemberRow, person: Person, shares: tuple[int, int, int, int] | None) -> Evidence:
    told = person.more.appraisals
    return Evidence(
        row=row,
        ages=_ages(person.birth, cycle.as_of, cycle.policy.leap_birthday),
        months=_months(row.since, cycle.as_of),
        shares=shares,
        years=None if told is None else tuple(sorted(told, key=lambda one: one[0], reverse=True)[:LAST_YEARS]),
        discipline=person.discipline.state,
        proposed=_proposed(cycle.policy, row.flags),
    )


def _ages(birth: PartialDate | None, on: dt.date, leap_on: tuple[int, int]) -> tuple[int, int] | None:
    if birth is None:
        return None
    youngest, oldest = (_age(day, on, leap_on) for day in (birth.last, birth.first))
    return youngest, oldest


def _age(birth: dt.date, on: dt.date, leap_on: tuple[int, int]) -> int:
    years = on.year - birth.year
    return years if birthday(birth, years, leap_on=leap_on) <= on else years - 1


def _months(since: PartialDate | None, on: dt.date) -> tuple[int, int] | None:
    return None if since is None else (completed_months(since.last, on), completed_months(since.first, on))


def _proposed(policy: Policy, flags: Collection[str]) -> tuple[Proposed, ...]:
    return tuple(
        Proposed(wording=flag.source.wording, clause=flag.source.clause) for flag in policy.flags if flag.id in flags
    )
