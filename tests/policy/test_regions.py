"""Whether conditions can be met together, against trying it out on people."""

import datetime as dt
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reserve.policy.conditions import (
    ALWAYS,
    AllOf,
    AnyOf,
    ByFact,
    Condition,
    Fact,
    IfThen,
    Negation,
    Operator,
    Test,
    Use,
)
from reserve.policy.evaluate import Calendar
from reserve.policy.regions import implied, impossible
from reserve.policy.vocabulary import EDUCATION, FACTS
from tests.policy import builders
from tests.policy.builders import Person
from tests.policy.naive import MEETS, Day, judge

CALENDAR = Calendar(dt.date(2026, 6, 30))
DAY = Day(CALENDAR.as_of, CALENDAR.leap_birthday)
SEX, CLASS, DEGREE = Fact("sex"), Fact("class"), Fact("education")
# Every person there can be, as far as these three facts go.
EVERYBODY: list[Person] = [
    {SEX: (sex,), CLASS: (one,), DEGREE: (level,)}
    for sex, one, level in product(FACTS["sex"].values, FACTS["class"].values, EDUCATION)
]


def few_facts() -> st.SearchStrategy[Condition]:
    """Conditions on facts so few that everybody can be asked."""
    sides = st.sampled_from([Operator.AT_LEAST, Operator.AT_MOST])
    leaves = st.one_of(
        st.builds(Test, st.just(DEGREE), sides, st.sampled_from(EDUCATION)),
        st.builds(Test, st.just(SEX), st.just(Operator.ONE_OF), st.sampled_from([frozenset(["male"])])),
        st.builds(Test, st.just(CLASS), st.just(Operator.ONE_OF), st.sampled_from([frozenset(["chief"])])),
    )
    return st.recursive(leaves, _joined, max_leaves=6)


def _joined(below: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    parts = st.lists(below, max_size=3).map(tuple)
    options = st.dictionaries(st.sampled_from(FACTS["class"].values), below).map(lambda one: tuple(one.items()))
    return st.one_of(
        st.builds(AllOf, parts),
        st.builds(AnyOf, parts),
        st.builds(Negation, below),
        st.builds(IfThen, below, below, below),
        st.builds(ByFact, st.just(CLASS), options),
    )


@given(few_facts())
def test_what_nobody_of_everybody_meets_is_impossible_and_nothing_else(condition: Condition) -> None:
    met = [judge(condition, person, DAY) == MEETS for person in EVERYBODY]
    assert impossible([condition], CALENDAR) is not any(met)
    assert implied([condition], ALWAYS, CALENDAR) is all(met)


@given(builders.conditions(), st.lists(builders.people(exact=True), min_size=1, max_size=20))
def test_nobody_meets_what_is_called_impossible(condition: Condition, people: list[Person]) -> None:
    for asked in (condition, Negation(condition)):
        if impossible([asked], CALENDAR):
            assert not any(judge(asked, person, DAY) == MEETS for person in people if _born(person))


def _born(person: Person) -> bool:
    """Tell whether somebody is born at all on the day; nobody else is ever judged."""
    birth = person[Fact("birth")]
    assert birth is not None
    assert isinstance(birth[0], dt.date)
    return birth[0] <= CALENDAR.as_of


def at_least(fact: Fact, bound: str | int | Fraction) -> Test:
    """Return the test that a fact is at least something."""
    return Test(fact, Operator.AT_LEAST, bound)


def forms(*names: str) -> Fact:
    """Return the education of some forms."""
    return Fact("education", (("forms", "+".join(names)),))


def held(level: str, *, after_probation: bool = False) -> Fact:
    """Return the day since when a rank is held."""
    more = (("probation", "not_counted"),) if after_probation else ()
    return Fact("rank_held", (("level", level), *more))


def months(fact: Fact, number: int) -> Test:
    """Return the test that something has lasted some months."""
    return Test(fact, Operator.MONTHS_AT_LEAST, number)


@pytest.mark.parametrize(
    ("stronger", "weaker"),
    [
        (at_least(forms("full_time"), "postgraduate"), at_least(DEGREE, "college")),
        (at_least(forms("full_time"), "college"), at_least(forms("full_time", "in_service"), "college")),
        (Test(DEGREE, Operator.AT_MOST, "college"), Test(forms("in_service"), Operator.AT_MOST, "college")),
        (months(held("chief_section"), 12), months(held("clerk_1"), 12)),
        (months(held("clerk_1", after_probation=True), 12), months(held("clerk_1"), 12)),
        (months(held("clerk_1", after_probation=True), 12), months(held("clerk_2", after_probation=True), 6)),
        (Test(Fact("birth"), Operator.NOT_TURNED, 30), Test(Fact("birth"), Operator.NOT_PAST_BIRTHDAY, 45)),
        (Test(Fact("birth"), Operator.NOT_TURNED, 30), Test(Fact("birth"), Operator.ON_OR_AFTER, "1996-07-01")),
        (at_least(Fact("vote_share"), Fraction(1, 3)), at_least(Fact("vote_share"), Fraction(3, 10))),
        (
            Negation(Test(Fact("vote_share"), Operator.AT_MOST, Fraction(1, 3))),
            at_least(Fact("vote_share"), Fraction(1, 3)),
        ),
        (Negation(at_least(Fact("votes"), 4)), Test(Fact("votes"), Operator.AT_MOST, 3)),
        (
            Test(Fact("vote_rank"), Operator.AT_MOST, Fact("places")),
            Test(Fact("vote_rank"), Operator.AT_MOST, Fact("places")),
        ),
    ],
)
def test_the_stronger_demand_implies_the_weaker_and_not_the_other_way(stronger: Condition, weaker: Condition) -> None:
    assert implied([weaker], stronger, CALENDAR)
    same = (Test(Fact("birth"), Operator.ON_OR_AFTER, "1996-07-01"), Test(Fact("votes"), Operator.AT_MOST, 3), stronger)
    assert implied([stronger], weaker, CALENDAR) is (weaker in same)


@pytest.mark.parametrize(
    "pair",
    [
        (at_least(forms("full_time"), "college"), at_least(forms("in_service"), "college")),
        (months(held("clerk_1"), 12), months(held("clerk_2", after_probation=True), 12)),
        (at_least(Fact("rank"), "clerk_1"), at_least(DEGREE, "college")),
    ],
)
def test_demands_on_different_facts_imply_nothing(pair: tuple[Condition, Condition]) -> None:
    assert not implied([pair[0]], pair[1], CALENDAR)
    assert not implied([pair[1]], pair[0], CALENDAR)


def test_nothing_is_claimed_of_what_is_too_hard_to_tell() -> None:
    many = [AnyOf((at_least(Fact("votes"), n), Test(SEX, Operator.ONE_OF, frozenset(["male"])))) for n in range(1, 15)]
    never = AnyOf(())
    assert impossible([never], CALENDAR)
    assert not impossible([AnyOf((AllOf(tuple(many)), AllOf(tuple(many)), never)), *many], CALENDAR)


def test_an_open_condition_is_refused() -> None:
    with pytest.raises(TypeError):
        impossible([Use("many_votes")], CALENDAR)
