"""What is stored of a cycle's nominees, held ready so that a changed plan can be asked about them at once."""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Any, Final, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from reserve.audit.tables import JournalEntry
from reserve.cycle import queries as cycles
from reserve.cycle.model import Step
from reserve.cycle.queries import Cycle
from reserve.eligibility.deciding import subject_of
from reserve.eligibility.facts import Subject, Votes, columns
from reserve.eligibility.tables import ScreeningRecord, StandingWord
from reserve.errors import Refused
from reserve.nominee import queries as nominees
from reserve.nominee.queries import Nominee
from reserve.personal import Keys, unseal
from reserve.policy.conditions import Fact
from reserve.policy.evaluate import Column
from reserve.policy.model import Policy
from reserve.quota import queries as quota
from reserve.recommendation import queries as recommendation
from reserve.reports.remembered import remembered
from reserve.text import message

KEPT: Final = 4
"""Snapshots held at a time; one of 3,000 nominees takes a few megabytes."""
_COUNTED: Final = frozenset({"votes", "vote_share", "vote_rank", "places"})
"""What a plan itself has a say in: how votes count, and how many places there are."""


class Groups(NamedTuple):
    """The groups of a snapshot's nominees, and for each row the number of its group."""

    keys: Sequence[Hashable]
    codes: NDArray[np.intp]


@dataclass(frozen=True)
class Snapshot:
    """The nominees of a cycle as they were screened last, in the order of their ids.

    ``subjects``: what was known of each. ``standings``: how each came out. Columns are made when a plan first asks for
    them; they never change.
    """

    as_of: dt.date
    policy: Policy
    nominees: Sequence[Nominee]
    subjects: Sequence[Subject]
    standings: Sequence[StandingWord]
    made: dict[Fact, Column] = field(default_factory=dict)
    kept: dict[str, Any] = field(default_factory=dict)
    """What was worked out of it once, such as how everybody stands under the plan of the cycle."""

    def groups(self, name: str, key_of: Callable[[int], Hashable]) -> Groups:
        """Return everybody sorted into groups, by what ``key_of`` says of the row; worked out once."""
        if name not in self.kept:
            keys: dict[Hashable, int] = {}
            codes = [keys.setdefault(key_of(row), len(keys)) for row in range(len(self.nominees))]
            self.kept[name] = Groups(tuple(keys), np.array(codes, np.intp))
        found: Groups = self.kept[name]
        return found

    def columns(self, wanted: Collection[Fact]) -> Mapping[Fact, Column]:
        """Return the columns of these facts."""
        missing = [fact for fact in wanted if fact not in self.made]
        if missing:
            self.made.update(columns(self.subjects, missing, self.as_of))
        return {fact: self.made[fact] for fact in wanted}


_HELD: Final[WeakKeyDictionary[Any, OrderedDict[object, Snapshot]]] = WeakKeyDictionary()
_LOCK: Final = Lock()


def snapshot(session: Session, keys: Keys, cycle: Cycle) -> Snapshot:
    """Return what the last screening of a cycle rests on. Raises ``Refused`` before the first one.

    Held in memory until the cycle is screened again: screenings change with that step and with nothing else, and the
    journal's entry of the step, with its hash, says which one it was. At most
    two queries when it is held.
    """
    screened = remembered(session, ("screened", cycle.id), lambda: _screened(session, cycle.id))
    if screened is None:
        raise Refused(message("This campaign was not screened yet."))
    key = cycle.id, *screened, cycle.policy.digest
    engine = session.get_bind()
    with _LOCK:
        held = _HELD.setdefault(engine, OrderedDict())
        if key in held:
            held.move_to_end(key)
            return held[key]
    made = _read(session, keys, cycle)
    with _LOCK:
        held[key] = made
        while len(held) > KEPT:
            held.popitem(last=False)
    return made


def _screened(session: Session, cycle_id: int) -> tuple[int, str | None] | None:
    """Return the sequence and the hash of the journal's entry of the last screening."""
    taken = cycles.steps(session, cycle_id).get(Step.SCREENING)
    if taken is None:
        return None
    entry = JournalEntry.__table__
    return taken.sequence, session.scalar(sa.select(entry.c.hash).where(entry.c.sequence == taken.sequence))


def _read(session: Session, keys: Keys, cycle: Cycle) -> Snapshot:
    table = ScreeningRecord.__table__
    wanted = sa.select(table.c.nominee_id, table.c.standing, table.c.facts).order_by(table.c.nominee_id)
    rows = session.execute(wanted.where(table.c.nominee_id.in_(nominees.of_cycle(cycle.id)))).all()
    named = nominees.nominees(session, cycle.id)
    subjects = [subject_of(unseal(keys, f"screening.facts.{row.nominee_id}", row.facts)) for row in rows]
    people = [named[row.nominee_id] for row in rows]
    return Snapshot(cycle.as_of, cycle.policy, people, subjects, [row.standing for row in rows])


def facts_under(
    session: Session, cycle: Cycle, snapshot: Snapshot, policy: Policy, wanted: Iterable[Fact]
) -> Mapping[Fact, Column]:
    """Return the columns that a plan asks for, votes and places counted as it says.

    No query when it counts them as the plan of the cycle does; else a fixed number.
    """
    facts = list(wanted)
    counted = [fact for fact in facts if fact.name in _COUNTED]
    votes_alike = policy.recommendation == snapshot.policy.recommendation
    if not counted or (votes_alike and policy.quota == snapshot.policy.quota):
        return snapshot.columns(facts)
    subjects = list(snapshot.subjects)
    if not votes_alike:
        subjects = _voted(session, cycle, snapshot, policy)
    if policy.quota != snapshot.policy.quota:
        subjects = _placed(session, cycle, snapshot, subjects, policy)
    fixed = snapshot.columns([fact for fact in facts if fact.name not in _COUNTED])
    return {**fixed, **columns(subjects, counted, snapshot.as_of)}


def _voted(session: Session, cycle: Cycle, snapshot: Snapshot, policy: Policy) -> list[Subject]:
    votes = recommendation.votes(session, cycle.id, policy.recommendation)
    subjects = []
    for who, subject in zip(snapshot.nominees, snapshot.subjects, strict=True):
        named, got = votes.get((who.person, who.place_class)), subject.votes
        if named is not None and got is not None:
            changed = Votes(named.votes, named.base, named.rank, got.places)
            subjects.append(subject if changed == got else replace(subject, votes=changed))
        else:
            subjects.append(subject)
    return subjects


def _placed(
    session: Session, cycle: Cycle, snapshot: Snapshot, subjects: Sequence[Subject], policy: Policy
) -> list[Subject]:
    figures = quota.planned(session, cycle.id, policy.quota)
    placed = []
    for who, subject in zip(snapshot.nominees, subjects, strict=True):
        sums, got = figures.get((who.unit_id, who.place_class)), subject.votes
        count = None if sums is None or sums.posts is None else sums.places
        if got is not None and got.places != count:
            placed.append(replace(subject, votes=replace(got, places=count)))
        else:
            placed.append(subject)
    return placed
