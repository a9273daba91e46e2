"""Cases of a plan: what is known of somebody, and what the plan is expected to say of him or her.

A case is judged by the same screening as people are. Everything here is pure.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, TypeAlias

import numpy as np

from reserve.campaign.case_figures import figure
from reserve.eligibility.explain import shown_value
from reserve.eligibility.rules import Screening, Standing, planned, screen, shown_outcomes
from reserve.exam.rules import out_of_range
from reserve.policy.conditions import Condition, Fact, facts, for_choice, resolve
from reserve.policy.describe import requirement
from reserve.policy.evaluate import HIGHEST, LOWEST, Calendar, Codes, Column, Interval, Outcome, Ratio, compiled
from reserve.policy.model import Policy
from reserve.policy.vocabulary import FACTS, YES_NO, Kind
from reserve.recommendation.rules import gives_result
from reserve.text import Message, message

Known: TypeAlias = tuple[int, int]
"""Of a choice its code twice, of a share numerator and denominator, else the lowest and the highest it can be."""

STANDINGS: Final = tuple(standing.word for standing in Standing)
PASSING: Final = (*YES_NO, "refused")


@dataclass(frozen=True, slots=True)
class Expected:
    """What a case expects; None is not asked."""

    standing: str | None = None
    fails: frozenset[str] | None = None
    waived: frozenset[str] | None = None
    exception: str | None = None
    boundary: str | None = None
    flags: frozenset[str] | None = None
    targets: frozenset[str] | None = None
    bonuses: frozenset[str] | None = None
    remark: str | None = None
    vote_counts: str | None = None
    places: int | None = None
    passes: str | None = None
    figure: str | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """One row: its line in the file (from 1), facts and circumstances as far as they are given, and what is expected.

    ``mark`` in hundredths; ``figure`` is the key of a figure that decides nobody's standing, read a second time.
    """

    line: int
    name: str
    why: str
    facts: Mapping[Fact, Known]
    expected: Expected
    as_of: dt.date | None = None
    readings: tuple[tuple[str, str], ...] = ()
    due: int | None = None
    present: int | None = None
    posts: int | None = None
    mark: int | None = None
    figure: str = ""

    @property
    def place_class(self) -> str | None:
        """The class the person is named for, None when it is not said."""
        code = self.facts.get(Fact("class"), (0, 0))[0]
        return FACTS["class"].values[code - 1] if code else None


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One expectation that does not come true: what was expected, what came, and why (may be empty)."""

    case: Case
    what: Message
    expected: object
    found: object
    why: tuple[Message, ...] = ()


@dataclass(frozen=True)
class _Group:
    """Cases that are judged on one day under one choice of readings."""

    policy: Policy
    as_of: dt.date
    cases: Sequence[Case]
    data: Mapping[str, object] = field(repr=False)

    def calendar(self) -> Calendar:
        return Calendar(self.as_of, self.policy.leap_birthday)


def tried(policy: Policy, cases: Iterable[Case], data: Mapping[str, object] | None = None) -> tuple[Mismatch, ...]:
    """Return every expectation of some cases that a plan does not fulfil, in the order of the cases.

    ``data``: the plan's TOML, if it has been read already.
    """
    data = tomllib.loads(policy.text) if data is None else data
    found: list[Mismatch] = []
    groups: dict[tuple[dt.date, tuple[tuple[str, str], ...]], list[Case]] = {}
    for case in cases:
        day = case.as_of or policy.as_of
        undecided = [one.id for one in policy.readings if one.chosen is None and one.id not in dict(case.readings)]
        if day is None:
            found.append(Mismatch(case, message("as-of date"), message("given"), message("missing")))
        elif undecided:
            found.append(Mismatch(case, message("readings"), message("decided"), undecided))
        else:
            groups.setdefault((day, case.readings), []).append(case)
    for (day, readings), members in groups.items():
        found += _differing(_Group(_read_as(policy, dict(readings)), day, members, data))
    return tuple(sorted(found, key=lambda one: one.case.line))


def _read_as(policy: Policy, chosen: Mapping[str, str]) -> Policy:
    if not chosen:
        return policy
    readings = tuple(replace(one, chosen=chosen.get(one.id, one.chosen)) for one in policy.readings)
    return replace(policy, readings=readings)


def _differing(group: _Group) -> Iterator[Mismatch]:
    judged = [case for case in group.cases if _asks_standing(case.expected)]
    if judged:
        wanted = planned(group.policy, group.as_of).facts() | {Fact("class")}
        screening = screen({fact: column(fact, judged) for fact in wanted}, group.policy, group.as_of)
        for row, case in enumerate(judged):
            yield from _standing(case, screening, row)
    policy = group.policy
    flags = [(one.id, one.when) for one in policy.flags]
    targets = [(one.id, one.who) for one in policy.targets]
    bonuses = [(one.id, one.when) for one in policy.exam.bonuses]
    yield from _belonging(group, message("flags shown"), flags, lambda expected: expected.flags)
    yield from _belonging(group, message("targets counted in"), targets, lambda expected: expected.targets)
    yield from _belonging(group, message("bonuses of the exam"), bonuses, lambda expected: expected.bonuses)
    for case in group.cases:
        yield from _sections(case, group)


def _asks_standing(expected: Expected) -> bool:
    asked = (expected.standing, expected.fails, expected.waived, expected.exception, expected.boundary)
    return any(one is not None for one in asked)


def column(fact: Fact, cases: Sequence[Case]) -> Column:
    """Return what is known of a fact, a row for each case; a fact that a case does not give is unknown."""
    vocabulary = fact.vocabulary
    unknown = {
        Kind.CHOICE: (0, 0),
        Kind.RATIO: (0, 0),
        Kind.LEVEL: (0, len(vocabulary.values) - 1),
    }.get(vocabulary.kind, (LOWEST, HIGHEST))
    known = np.array([case.facts.get(fact, unknown) for case in cases], np.int64).reshape(-1, 2)
    if vocabulary.kind is Kind.CHOICE:
        return Codes(known[:, 0].astype(np.uint8))
    if vocabulary.kind is Kind.RATIO:
        return Ratio(known[:, 0].copy(), known[:, 1].copy())
    return Interval(known[:, 0].astype(np.int32), known[:, 1].astype(np.int32))


def _standing(case: Case, screening: Screening, row: int) -> Iterator[Mismatch]:
    expected, plan = case.expected, screening.plan
    outcomes = dict(zip((one.id for one, _ in plan.criteria), shown_outcomes(screening, row), strict=True))
    standing = Standing(int(screening.standing[row]))
    admitted = int(screening.admitted_by[row])
    fails = frozenset(name for name, outcome in outcomes.items() if outcome is Outcome.FAILS)
    waived = frozenset(name for name, outcome in outcomes.items() if outcome is Outcome.WAIVED)
    exceptional = standing is Standing.EXCEPTIONAL
    exception = plan.exceptions[admitted].id if exceptional else ""
    boundary = YES_NO[int(screening.boundary[row])]
    why = tuple(_reasons(case, screening, row))
    for what, wanted, found in (
        (message("outcome"), expected.standing, standing.word),
        (message("criteria that fail"), expected.fails, fails),
        (message("criteria that are waived"), expected.waived, waived),
        (message("the exception that admits"), expected.exception, exception),
        (message("whether a reading of an age decides"), expected.boundary, boundary),
    ):
        if wanted is not None and wanted != found:
            yield Mismatch(case, what, _shown(wanted), _shown(found), why)


def _shown(value: object) -> object:
    if isinstance(value, frozenset):
        return sorted(value) or message("none")
    return message("none") if value == "" else value


def _reasons(case: Case, screening: Screening, row: int) -> Iterator[Message]:
    """Say of each criterion that is not met, and of each condition of an exception, what it asks and what is known."""
    plan = screening.plan
    one = {fact: of.part(slice(row, row + 1)) for fact, of in screening.columns.items()}
    words = {Outcome.FAILS: message("fails"), Outcome.UNKNOWN: message("unknown"), Outcome.MEETS: message("meets")}

    def reason(name: str, condition: Condition, outcome: Outcome) -> Message:
        asked = condition if case.place_class is None else for_choice(condition, "class", case.place_class)
        known = [f"{fact}={shown_value(fact, one) or '?'}" for fact in dict.fromkeys(facts(asked))]
        return message(
            "{id} {outcome}: asked is {asked}; known is {known}",
            id=name,
            outcome=words[outcome],
            asked=requirement(asked, plan.calendar),
            known=known,
        )

    outcomes = [Outcome(int(value)) for value in screening.outcomes[:, row]]
    for (criterion, condition), outcome in zip(plan.criteria, outcomes, strict=True):
        if outcome is not Outcome.MEETS:
            yield reason(criterion.id, condition, outcome)
    if Outcome.FAILS not in outcomes:
        return
    for rule, judged in zip(plan.exceptions, screening.exceptions, strict=True):
        if not any(outcomes[index] is Outcome.FAILS for index in rule.touches):
            continue
        for (entry, demanded), stands in zip(rule.conditions, judged.conditions[:, row], strict=True):
            yield reason(f"{rule.id}.{entry.id}", demanded, Outcome(int(stands)))
        for index, weaker in rule.touches.items():
            name = f"{rule.id}.{plan.criteria[index][0].id}"
            yield reason(name, weaker, Outcome(int(judged.weaker[index][row])))


def _belonging(
    group: _Group,
    what: Message,
    entries: Sequence[tuple[str, Condition]],
    expected: Callable[[Expected], frozenset[str] | None],
) -> Iterator[Mismatch]:
    """Compare for which entries of one kind somebody certainly meets the condition."""
    cases = [case for case in group.cases if expected(case.expected) is not None]
    if not cases:
        return
    shown: list[frozenset[str]] = [frozenset() for _ in cases]
    for name, when in entries:
        condition = resolve(when, group.policy.chosen, group.policy.named)
        wanted = {*facts(condition), Fact("class")}
        outcome = compiled(condition, group.calendar())({fact: column(fact, cases) for fact in wanted})
        shown = [
            names | {name} if value == Outcome.MEETS else names for names, value in zip(shown, outcome, strict=True)
        ]
    for case, names in zip(cases, shown, strict=True):
        wanted_names = expected(case.expected)
        if wanted_names != names:
            yield Mismatch(case, what, _shown(wanted_names), _shown(names))


def _sections(case: Case, group: _Group) -> Iterator[Mismatch]:
    """Compare what the sections say: whether the vote counts, the remark, the places, the exam, a single figure."""
    expected, policy = case.expected, group.policy
    for what, wanted, found in (
        (message("whether the vote counts"), expected.vote_counts, _vote_counts(case, policy)),
        (message("whether a remark is shown"), expected.remark, _remark(case, policy)),
        (message("places of the unit"), expected.places, _places(case, policy)),
        (message("whether the exam is passed"), expected.passes, _passes(case, policy)),
        (message("the figure {key}", key=case.figure), expected.figure, figure(group.data, case.figure)),
    ):
        if wanted is not None and wanted != found:
            yield Mismatch(case, what, wanted, message("nothing can be said") if found is None else found)


def _vote_counts(case: Case, policy: Policy) -> str | None:
    if case.due is None or case.present is None:
        return None
    votes, valid = policy.recommendation, case.present
    counts = gives_result(
        case.due, case.present, valid, valid, void=False, attendance=votes.attendance, large=votes.large_unit
    )
    return YES_NO[counts]


def _remark(case: Case, policy: Policy) -> str | None:
    below, (votes, valid) = policy.recommendation.remark_below, case.facts.get(Fact("vote_share"), (0, 0))
    if not valid:
        return None
    return YES_NO[below is not None and votes * below.denominator < below.numerator * valid]


def _places(case: Case, policy: Policy) -> int | None:
    if case.posts is None or case.place_class is None:
        return None
    return case.posts * policy.quota.per_post[case.place_class]


def _passes(case: Case, policy: Policy) -> str | None:
    if case.mark is None:
        return None
    if out_of_range(case.mark, policy.exam.full):
        return "refused"
    return YES_NO[case.mark >= policy.exam.pass_line]
