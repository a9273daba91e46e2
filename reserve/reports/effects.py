"""What another plan would come to for the nominees of a cycle: who comes in, who goes out, and why (what-if)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Hashable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from reserve.cycle.queries import Cycle
from reserve.dates import PartialDate
from reserve.eligibility.rules import Screening, Standing, planned, screen
from reserve.exam import queries as exam
from reserve.exam.rules import passed
from reserve.policy.evaluate import Outcome, Outcomes
from reserve.policy.model import Policy
from reserve.reports.remembered import remembered
from reserve.reports.snapshot import Groups, Snapshot, facts_under
from reserve.roster import queries as roster
from reserve.roster.model import PlaceClass

BANDS: Final = (30, 35, 40, 45, 50)
"""The last age of each band but the one above them all."""
BAND_NAMES: Final = (f"–{BANDS[0]}", *(f"{low + 1}–{high}" for low, high in pairwise(BANDS)), f"{BANDS[-1] + 1}–", "")
_WORDS: Final = {int(outcome): outcome.word for outcome in Outcome}
_PASSED: Final = {1: True, 0: False, -1: None}
IN: Final = frozenset({Standing.ELIGIBLE, Standing.EXCEPTIONAL})


class Turned(msgspec.Struct, frozen=True):
    """A criterion that comes out differently; None: one of the plans does not ask it."""

    criterion: str
    was: str | None
    now: str | None


class Move(msgspec.Struct, frozen=True, kw_only=True):
    """A nominee for whom another plan makes a difference.

    ``passed_was`` and ``passed_now``: whether the mark reaches the pass line, None without one. ``way``: ``in`` and
    ``out`` of those who can be listed, else ``other``.
    """

    nominee_id: int
    number: int
    name: str
    unit_id: int
    unit: str
    place_class: PlaceClass
    was: str
    now: str
    passed_was: bool | None
    passed_now: bool | None
    turned: tuple[Turned, ...]
    way: str


class Sum(msgspec.Struct, frozen=True, kw_only=True):
    """Of one unit, sex or age band: how many can be listed before and after, and how many come in and go out."""

    key: Hashable
    word: str
    before: int
    after: int
    came: int
    went: int


class Effect(msgspec.Struct, frozen=True, kw_only=True):
    """What another plan would come to. ``outcomes``: standing → before, after."""

    outcomes: Mapping[str, tuple[int, int]]
    passed: tuple[int, int]
    total: Sum
    units: tuple[Sum, ...]
    sexes: tuple[Sum, ...]
    ages: tuple[Sum, ...]
    moves: tuple[Move, ...]

    def some(self, way: str) -> list[Move]:
        """Return those who move one way."""
        return [move for move in self.moves if move.way == way]


@dataclass(frozen=True)
class Judged:
    """Everybody under one plan, in the order of the snapshot.

    ``standings`` uint8 (n) of ``Standing``; ``passes`` int8 (n): 1 passed, 0 not passed, −1 no mark; ``fits`` bool (n):
    can be listed, that is eligible or exceptional, and the exam not failed.
    """

    screening: Screening
    passes: NDArray[np.int8]

    @property
    def standings(self) -> Outcomes:
        """How everybody stands."""
        return self.screening.standing

    @property
    def admitted(self) -> NDArray[np.bool_]:
        """Who is eligible or exceptional."""
        found: NDArray[np.bool_] = self.standings >= Standing.EXCEPTIONAL
        return found

    @property
    def fits(self) -> NDArray[np.bool_]:
        """Who can be listed."""
        found: NDArray[np.bool_] = self.admitted & (self.passes != 0)
        return found


def judge(session: Session, cycle: Cycle, snapshot: Snapshot, policy: Policy) -> Judged:
    """Judge the nominees of a snapshot under a plan. Raises ``KeyError`` naming a reading that is undecided."""
    wanted = planned(policy, snapshot.as_of).facts()
    table = facts_under(session, cycle, snapshot, policy, wanted)
    return Judged(screen(table, policy, snapshot.as_of), _passes(session, cycle, snapshot, policy))


def _passes(session: Session, cycle: Cycle, snapshot: Snapshot, policy: Policy) -> NDArray[np.int8]:
    if exam.derived(policy.exam):
        key = "settled", cycle.id, repr(policy.exam)
        found = remembered(session, key, lambda: exam.settled(session, cycle.id, policy.exam))
        composites = found.composites.items()
        of_person = {person: one.passed(found.line) for person, one in composites if one.status is not None}
    else:
        marks = remembered(session, ("marks", cycle.id), lambda: exam.marks(session, cycle.id))
        line = policy.exam.pass_line
        of_person = {person: passed(mark.status, mark.hundredths, line) for person, mark in marks.items()}
    return np.array([of_person.get(who.person, -1) for who in snapshot.nominees], np.int8)


def effect(
    session: Session, cycle: Cycle, snapshot: Snapshot, policy: Policy, units: Collection[int] | None = None
) -> Effect:
    """Return what a plan would come to instead of the one that the cycle is pinned to; nothing is stored.

    ``units``: only their nominees. Raises as ``judge``.
    """
    if not snapshot.nominees:
        nothing = Sum(key="", word="", before=0, after=0, came=0, went=0)
        return Effect(outcomes={}, passed=(0, 0), total=nothing, units=(), sexes=(), ages=(), moves=())
    before = _usual(session, cycle, snapshot)
    after = judge(session, cycle, snapshot, policy)
    names = remembered(session, "unit names", lambda: {one.id: one.name for one in roster.units(session).values()})
    whose = snapshot.groups("units", lambda row: snapshot.nominees[row].unit_id)
    seen = np.array([units is None or unit in units for unit in whose.keys])[whose.codes]
    return _Comparison(snapshot, before, after, names, seen).effect()


def _usual(session: Session, cycle: Cycle, snapshot: Snapshot) -> Judged:
    """Return how everybody stands under the plan of the cycle; the marks may have changed since it was worked out."""
    found = snapshot.kept.get("judged")
    if found is None:
        found = snapshot.kept["judged"] = judge(session, cycle, snapshot, cycle.policy)
    return replace(found, passes=_passes(session, cycle, snapshot, cycle.policy))


@dataclass(frozen=True)
class _Comparison:
    snapshot: Snapshot
    before: Judged
    after: Judged
    names: Mapping[int, str]
    seen: NDArray[np.bool_]

    def effect(self) -> Effect:
        shot, as_of = self.snapshot, self.snapshot.as_of
        was, now = (np.bincount(one.standings[self.seen], minlength=len(Standing)) for one in (self.before, self.after))
        everybody = shot.groups("all", lambda _: "")
        units = shot.groups("units", lambda row: shot.nominees[row].unit_id)
        sexes = shot.groups("sexes", lambda row: shot.subjects[row].person.sex or "")
        ages = shot.groups("ages", lambda row: band(shot.subjects[row].person.birth, as_of))
        return Effect(
            outcomes={one.word: (int(was[one]), int(now[one])) for one in reversed(Standing)},
            passed=(self._passed(self.before), self._passed(self.after)),
            total=next(self._sums(everybody, {"": ""})),
            units=tuple(self._sums(units, {unit: self.names[unit] for unit in units.keys})),  # type: ignore[index]
            sexes=tuple(self._sums(sexes, {"male": "male", "female": "female", "": ""})),
            ages=tuple(self._sums(ages, {name: name for name in BAND_NAMES})),
            moves=tuple(self._move(row) for row in self._rows()),
        )

    def _passed(self, judged: Judged) -> int:
        return int(np.count_nonzero(judged.admitted & (judged.passes == 1) & self.seen))

    def _sums(self, groups: Groups, words: Mapping[Any, str]) -> Iterator[Sum]:
        before, after = self.before.fits & self.seen, self.after.fits & self.seen
        counts = {
            name: np.bincount(groups.codes[rows], minlength=len(groups.keys))
            for name, rows in (
                ("before", before),
                ("after", after),
                ("came", after & ~before),
                ("went", before & ~after),
                ("there", self.seen),
            )
        }
        numbers = {key: number for number, key in enumerate(groups.keys)}
        for key, word in words.items():
            if key in numbers and counts["there"][numbers[key]]:
                found = {name: int(counts[name][numbers[key]]) for name in ("before", "after", "came", "went")}
                yield Sum(key=key, word=word, **found)

    def _rows(self) -> list[int]:
        """Return those who stand otherwise, and those with a chance whose exam comes out otherwise."""
        before, after = self.before, self.after
        examined = (before.passes != after.passes) & (before.admitted | after.admitted)
        found: list[int] = np.flatnonzero(((before.standings != after.standings) | examined) & self.seen).tolist()
        return found

    def _move(self, row: int) -> Move:
        who = self.snapshot.nominees[row]
        was, now = (Standing(int(one.standings[row])) for one in (self.before, self.after))
        passed_was, passed_now = (_PASSED[int(one.passes[row])] for one in (self.before, self.after))
        fitted = was in IN and passed_was is not False
        fits = now in IN and passed_now is not False
        return Move(
            nominee_id=who.id,
            number=who.person,
            name=self.snapshot.subjects[row].person.name,
            unit_id=who.unit_id,
            unit=self.names[who.unit_id],
            place_class=who.place_class,
            was=was.word,
            now=now.word,
            passed_was=passed_was,
            passed_now=passed_now,
            turned=turned(self.before.screening, self.after.screening, row),
            way="other" if fitted == fits else "in" if fits else "out",
        )


def turned(before: Screening, after: Screening, row: int) -> tuple[Turned, ...]:
    """Return what comes out differently for somebody: criteria, or when none does, the conditions of exceptions."""
    found = _different(_outcomes(before, row), _outcomes(after, row))
    return found or _different(_excepted(before, row), _excepted(after, row))


def _different(was: Mapping[str, str], now: Mapping[str, str]) -> tuple[Turned, ...]:
    names = dict.fromkeys((*was, *now))
    return tuple(Turned(name, was.get(name), now.get(name)) for name in names if was.get(name) != now.get(name))


def _outcomes(screening: Screening, row: int) -> dict[str, str]:
    return {
        criterion.id: _WORDS[value]
        for (criterion, _), value in zip(screening.plan.criteria, screening.outcomes[:, row].tolist(), strict=True)
    }


def _excepted(screening: Screening, row: int) -> dict[str, str]:
    found = {}
    for exception, said in zip(screening.plan.exceptions, screening.exceptions, strict=True):
        for (condition, _), value in zip(exception.conditions, said.conditions[:, row].tolist(), strict=True):
            found[condition.id] = _WORDS[value]
        for index, outcomes in said.weaker.items():
            found[screening.plan.criteria[index][0].id] = _WORDS[int(outcomes[row])]
    return found


def band(birth: PartialDate | None, on: dt.date) -> str:
    """Return the age band of somebody on a day, such as ``31–35``; blank when the file leaves it open."""
    if birth is None:
        return ""
    found = {_band(day, on) for day in (birth.first, birth.last)}
    return found.pop() if len(found) == 1 else ""


def _band(born: dt.date, on: dt.date) -> str:
    age = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    return next((name for last, name in zip(BANDS, BAND_NAMES, strict=False) if age <= last), BAND_NAMES[len(BANDS)])
