"""One county's plan, frozen: what it demands, what it excepts, how it counts, and what it leaves open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from reserve.policy.conditions import Condition, Relaxation
from reserve.policy.examining import Exam, Stage
from reserve.policy.structure import (
    Approval,
    Denominator,
    LargeUnit,
    Proposal,
    Publicity,
    QuotaKind,
    Target,
    Term,
    Threshold,
)
from reserve.policy.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule comes from: the clause, our wording of it, and the document."""

    clause: str
    wording: str
    document: str


UNSAID: Final = Source("", "", "")
"""Where a section comes from that the plan does not have: what holds then is the default of the model."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A clause that can be read in two ways, and the way that was chosen: by whom, when and why."""

    id: str
    question: str
    options: Mapping[str, str]
    chosen: str | None
    chosen_by: str
    chosen_on: dt.date | None
    reason: str
    source: Source
    boundary: bool


@dataclass(frozen=True, slots=True)
class Criterion:
    """One condition of the plan or of an exception; inactive under a reading that leaves it out."""

    id: str
    source: Source
    require: Condition
    only_if: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Definition:
    """A condition with a name, so that several entries can use the same one."""

    id: str
    source: Source
    require: Condition


@dataclass(frozen=True, slots=True)
class OwnFact:
    """A fact that only this plan asks for: the header of its column in the roster, and what it is called."""

    id: str
    column: str
    name: str
    vocabulary: Vocabulary


@dataclass(frozen=True, slots=True)
class Category:
    """A group with criteria and places of its own; ``name``: what it is called, also in the roster's column."""

    id: str
    source: Source
    name: str
    when: Condition
    places: int | None = None


@dataclass(frozen=True, slots=True)
class Caps:
    """How many may be listed under an exception: in each unit, in the county, in each category; None: no limit."""

    unit: int | None = None
    county: int | None = None
    category: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Waiver:
    """What an exception does to one criterion."""

    criterion: str
    by: Relaxation


@dataclass(frozen=True, slots=True)
class ExceptionRule:
    """A rule that replaces named criteria by weaker ones for those who satisfy its conditions (rule 3).

    ``approver``: who answers for it, blank when the plan does not say. ``publicity``: whether the notice names it.
    """

    id: str
    source: Source
    conditions: tuple[Criterion, ...]
    waives: tuple[Waiver, ...]
    never_waives: tuple[str, ...]
    approvals: int
    caps: Caps = field(default_factory=Caps)
    approver: str = ""
    publicity: bool = True


@dataclass(frozen=True, slots=True)
class Flag:
    """A ground to look again at a present member: a proposal for a human decision, never a decision."""

    id: str
    source: Source
    when: Condition
    proposes: Proposal = Proposal.LOOK


@dataclass(frozen=True, slots=True)
class Recommendation:
    """How votes count (rule 8). ``talks``: what a vote in talks weighs beside one of the meeting, None: apart.

    ``valid_months``: how long a vote may be used. ``second_round_below``: a best share below it asks for another vote.
    """

    attendance: Fraction
    many: str
    minimum_share: Fraction | None
    remark_below: Fraction | None
    source: Source
    denominator: Denominator = Denominator.VALID
    thresholds: tuple[Threshold, ...] = ()
    large_unit: LargeUnit | None = None
    talks: Fraction | None = None
    valid_months: int = 12
    second_round_below: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Quota:
    """Reserve places for each approved post, by class (rule 10).

    ``totals``: county-wide, of all units together. ``adjusted_at_most``: by how many places a unit may go up or down.
    """

    per_post: Mapping[str, int]
    source: Source
    totals: Mapping[str, int] = field(default_factory=dict)
    kind: QuotaKind = QuotaKind.CEILING
    vacancies_only: bool = False
    transfers: bool = True
    adjusted_at_most: int = 20


@dataclass(frozen=True, slots=True)
class Listing:
    """Which class is drawn up first, and what decides the order within a unit (rule 11)."""

    classes: tuple[str, ...]
    order: tuple[str, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class Policy:
    """A whole plan. ``digest`` covers its content, not its spelling, and pins it to a cycle."""

    id: str
    title: str
    as_of: dt.date | None
    leap_birthday: tuple[int, int]
    readings: tuple[Reading, ...]
    definitions: tuple[Definition, ...]
    criteria: tuple[Criterion, ...]
    exceptions: tuple[ExceptionRule, ...]
    flags: tuple[Flag, ...]
    recommendation: Recommendation
    quota: Quota
    exam: Exam
    listing: Listing
    digest: str
    text: str = field(repr=False)
    targets: tuple[Target, ...] = ()
    publicity: Publicity = field(default_factory=Publicity)
    approval: Approval = field(default_factory=Approval)
    term: Term = field(default_factory=Term)
    stages: tuple[Stage, ...] = ()
    facts: tuple[OwnFact, ...] = ()
    categories: tuple[Category, ...] = ()

    @property
    def chosen(self) -> Mapping[str, str]:
        """Reading → chosen option, for the readings that are decided."""
        return {reading.id: reading.chosen for reading in self.readings if reading.chosen is not None}

    @property
    def named(self) -> Mapping[str, Condition]:
        """Definition → condition."""
        return {definition.id: definition.require for definition in self.definitions}

    def approvals_of_exceptions(self) -> int:
        """Return how many approvers an exception needs: the most that any exception of the plan asks for."""
        return max((rule.approvals for rule in self.exceptions), default=0)

    def holds(self, only_if: tuple[str, str] | None) -> bool:
        """Tell whether an entry is active under the chosen readings."""
        return only_if is None or self.chosen.get(only_if[0]) == only_if[1]
