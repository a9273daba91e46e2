"""Conditions and people for the properties: strategies, and the columns of a list of people."""

import datetime as dt
from calendar import monthrange
from collections.abc import Mapping, Sequence
from fractions import Fraction

import numpy as np
from hypothesis import strategies as st

from reserve.policy.conditions import (
    Adjusted,
    AllOf,
    AnyOf,
    ByFact,
    Condition,
    Fact,
    IfThen,
    Negation,
    Operator,
    Relaxation,
    Test,
)
from reserve.policy.evaluate import HIGHEST, LOWEST, Codes, Column, Interval, Ratio
from reserve.policy.vocabulary import FACTS, RANKS, Kind
from tests.policy.naive import NEVER, Possible

Person = Mapping[Fact, Possible]

ANY_FORM = Fact("education")
NO_PARTY_SCHOOL = Fact("education", (("forms", "full_time+in_service"),))
HELD = tuple(Fact("rank_held", (("level", level),)) for level in RANKS)
HELD_AFTER_PROBATION = tuple(Fact("rank_held", (("level", level), ("probation", "not_counted"))) for level in RANKS)
CHOICES = tuple(Fact(name) for name, one in FACTS.items() if one.kind is Kind.CHOICE)
RATIOS = tuple(Fact(name) for name, one in FACTS.items() if one.kind is Kind.RATIO)
ARGUMENTS = {
    "rank_time": (("levels", "clerk_1+deputy_section"),),
    "appraisal_count": (("years", "3"),),
    "appraisal_worst": (("years", "3"),),
}
COUNTS = tuple(Fact(name, ARGUMENTS.get(name, ())) for name, one in FACTS.items() if one.kind is Kind.COUNT)
# As an exception lets lower ranks count too: ever more months.
RANK_TIMES = tuple(
    Fact("rank_time", (("levels", f"{lower}clerk_1+deputy_section"),)) for lower in ("", "clerk_2+", "none+clerk_2+")
)
# Levels of which each can be anything, whatever the others are.
FREE_LEVELS = (Fact("rank"), Fact("degree"), Fact("appraisal_worst", ARGUMENTS["appraisal_worst"]))
LEVELS = (ANY_FORM, NO_PARTY_SCHOOL, *FREE_LEVELS)
STARTS = (Fact("work_since"), Fact("party_since"))
ALL_FACTS = (*CHOICES, *RATIOS, *COUNTS, *RANK_TIMES[1:], *LEVELS, Fact("birth"), *STARTS, *HELD, *HELD_AFTER_PROBATION)

DAYS = st.dates(dt.date(1950, 1, 1), dt.date(2030, 12, 31))
SHARES = st.sampled_from([Fraction(0), Fraction(1, 4), Fraction(3, 10), Fraction(1, 3), Fraction(2, 3), Fraction(1)])
NUMBERS = st.integers(0, 6)
# Where things happen: round the ends of months and of February.
AS_OF = st.one_of(
    st.sampled_from([dt.date(2026, 6, 30), dt.date(2024, 2, 29), dt.date(2025, 2, 28), dt.date(2025, 3, 1)]),
    st.dates(dt.date(2020, 1, 1), dt.date(2030, 12, 31)),
)


def tests() -> st.SearchStrategy[Condition]:
    """Any one test that a plan can hold."""
    return st.one_of(
        st.sampled_from(CHOICES).flatmap(_choice),
        st.builds(Test, st.sampled_from(RATIOS), _SIDES, SHARES),
        st.builds(Test, st.sampled_from(COUNTS), _SIDES, st.one_of(NUMBERS, st.sampled_from(COUNTS))),
        st.sampled_from(LEVELS).flatmap(_level),
        st.builds(Test, st.just(Fact("birth")), _AGES, st.integers(1, 60)),
        st.builds(Test, st.sampled_from([Fact("birth"), *HELD]), _LIMITS, DAYS.map(str)),
        st.builds(
            Test,
            st.sampled_from([*STARTS, *HELD, *HELD_AFTER_PROBATION]),
            st.just(Operator.MONTHS_AT_LEAST),
            st.integers(1, 60),
        ),
    )


_SIDES = st.sampled_from([Operator.AT_LEAST, Operator.AT_MOST])
_AGES = st.sampled_from([Operator.NOT_TURNED, Operator.NOT_PAST_BIRTHDAY])
_LIMITS = st.sampled_from([Operator.ON_OR_AFTER, Operator.ON_OR_BEFORE])


def _choice(fact: Fact) -> st.SearchStrategy[Condition]:
    values = st.sampled_from(FACTS[fact.name].values)
    return st.builds(Test, st.just(fact), st.just(Operator.ONE_OF), st.frozensets(values, min_size=1))


def _level(fact: Fact) -> st.SearchStrategy[Condition]:
    return st.builds(Test, st.just(fact), _SIDES, st.sampled_from(FACTS[fact.name].values))


def adjusted(below: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    """A test whose bound moves for some people."""
    return st.builds(
        Adjusted, _MOVABLE, st.lists(st.tuples(below, st.integers(-30, 30)), min_size=1, max_size=3).map(tuple)
    )


def conditions() -> st.SearchStrategy[Condition]:
    """Any resolved condition."""
    return st.recursive(tests(), _joined, max_leaves=8)


_MOVABLE = st.one_of(
    st.builds(Test, st.sampled_from(COUNTS), _SIDES, NUMBERS),
    st.sampled_from(LEVELS).flatmap(_level),
    st.builds(Test, st.just(Fact("birth")), _AGES, st.integers(1, 60)),
    st.builds(Test, st.sampled_from([Fact("birth"), *HELD]), _LIMITS, DAYS.map(str)),
    st.builds(Test, st.sampled_from([*STARTS, *HELD]), st.just(Operator.MONTHS_AT_LEAST), st.integers(1, 60)),
)


def _joined(below: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    parts = st.lists(below, max_size=3).map(tuple)
    return st.one_of(
        st.builds(AllOf, parts),
        st.builds(AnyOf, parts),
        st.builds(Negation, below),
        st.builds(IfThen, below, below, below),
        adjusted(below),
        st.sampled_from(CHOICES).flatmap(lambda fact: _by_fact(fact, below)),
    )


def _by_fact(fact: Fact, below: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    values = FACTS[fact.name].values
    options = st.dictionaries(st.sampled_from(values), below, min_size=1, max_size=3)
    return st.builds(ByFact, st.just(fact), options.map(lambda given: tuple(given.items())))


def relaxations() -> st.SearchStrategy[Relaxation]:
    """Any way in which an exception can lower a criterion."""
    return st.one_of(
        st.builds(
            Relaxation,
            steps=st.integers(0, 8),
            months=st.sampled_from([Fraction(0), Fraction(1, 3), Fraction(1, 2), Fraction(1)]),
            less=st.integers(0, 40),
            years=st.integers(0, 10),
            share=st.one_of(st.none(), SHARES),
        ),
        st.builds(Relaxation, require=conditions()),
        st.just(Relaxation(entirely=True)),
    )


@st.composite
def people(draw: st.DrawFn, *, exact: bool = False) -> Person:
    """Somebody all of whose facts fit together; ``exact`` leaves nothing unknown."""
    may = st.just(value=True) if exact else st.sampled_from([True, True, False])
    person: dict[Fact, Possible] = {}
    for fact in CHOICES:
        person[fact] = (draw(st.sampled_from(FACTS[fact.name].values)),) if draw(may) else None
    for fact in RATIOS:
        share = st.builds(Fraction, st.integers(0, 12), st.just(12))
        person[fact] = (draw(share),) if draw(may) else None
    for fact in COUNTS:
        person[fact] = (draw(NUMBERS),) if draw(may) else None
    months = person[RANK_TIMES[0]]
    for fact in RANK_TIMES[1:]:
        months = None if months is None else (int(str(months[0])) + draw(NUMBERS),)
        person[fact] = months
    for fact in FREE_LEVELS:
        person[fact] = _span(draw, FACTS[fact.name].values, exact=exact)
    person |= _education(draw, exact=exact)
    for fact in (Fact("birth"), *STARTS):
        person[fact] = _date(draw, exact=exact)
    return person | _held(draw, exact=exact)


def _span(draw: st.DrawFn, values: Sequence[str], *, exact: bool) -> tuple[str, ...]:
    ends = sorted(draw(st.integers(0, len(values) - 1)) for _ in range(2))
    return tuple(values[ends[0] : ends[0] + 1] if exact else values[ends[0] : ends[1] + 1])


def _education(draw: st.DrawFn, *, exact: bool) -> dict[Fact, Possible]:
    """Party school can only add to what the other forms give."""
    values = FACTS["education"].values
    some = _span(draw, values, exact=exact)
    more = _span(draw, values, exact=exact)
    low = max(values.index(some[0]), values.index(more[0]))
    high = max(values.index(some[-1]), values.index(more[-1]))
    return {NO_PARTY_SCHOOL: some, ANY_FORM: tuple(values[low : high + 1])}


def _date(draw: st.DrawFn, *, exact: bool) -> Possible:
    day = draw(DAYS)
    if exact:
        return (day,)
    match draw(st.sampled_from(["day", "month", "missing"])):
        case "day":
            return (day,)
        case "month":
            return tuple(day.replace(day=one) for one in range(1, monthrange(day.year, day.month)[1] + 1))
    return None


def _held(draw: st.DrawFn, *, exact: bool) -> dict[Fact, Possible]:
    """A higher rank is held later; when probation ends is known, so that all of it stays exact or all missing."""
    missing = not exact and draw(st.booleans())
    highest = draw(st.integers(0, len(RANKS) - 1))
    days = sorted(draw(DAYS) for _ in RANKS[: highest + 1])
    over = draw(DAYS)
    result: dict[Fact, Possible] = {}
    for number, (plain, after) in enumerate(zip(HELD, HELD_AFTER_PROBATION, strict=True)):
        since = days[number] if number <= highest else NEVER
        result[plain] = None if missing else (since,)
        result[after] = None if missing else (max(since, over),)
    return result


def columns_of(people: Sequence[Person]) -> dict[Fact, Column]:
    """Put people into the columns that the evaluator works on."""
    return {fact: _column(fact, [person[fact] for person in people]) for fact in ALL_FACTS}


def _column(fact: Fact, cells: list[Possible]) -> Column:
    values = FACTS[fact.name].values
    match FACTS[fact.name].kind:
        case Kind.CHOICE:
            codes = [0 if cell is None else values.index(str(cell[0])) + 1 for cell in cells]
            return Codes(np.array(codes, np.uint8))
        case Kind.RATIO:
            shares = [Fraction(0) if cell is None else cell[0] for cell in cells]
            assert all(isinstance(share, Fraction) for share in shares)
            bottom = [0 if cell is None else 12 for cell in cells]
            top = [int(Fraction(str(share)) * 12) for share in shares]
            return Ratio(np.array(top, np.int64), np.array(bottom, np.int64))
    ends = [(LOWEST, HIGHEST) if cell is None else (_int(fact, cell[0]), _int(fact, cell[-1])) for cell in cells]
    low = np.array([one for one, _ in ends], np.int32)
    high = np.array([one for _, one in ends], np.int32)
    return Interval(low, low if (low == high).all() else high)


def _int(fact: Fact, value: object) -> int:
    if value == NEVER:
        return HIGHEST
    if isinstance(value, dt.date):
        return value.toordinal()
    if isinstance(value, str):
        return FACTS[fact.name].values.index(value)
    assert isinstance(value, int)
    return value
