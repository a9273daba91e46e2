"""Screening by columns against rule 2 read out for one person at a time, and what must hold of every plan."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reserve.eligibility import rules
from reserve.eligibility.rules import BLOCK, Screening, Standing, screen, shown_outcomes
from reserve.policy.conditions import (
    AllOf,
    ByReading,
    Condition,
    Fact,
    Operator,
    Relaxation,
    Test,
    Use,
    relax,
)
from reserve.policy.evaluate import Codes, Column, Interval, Outcome
from reserve.policy.model import Criterion, ExceptionRule, Policy, Waiver
from tests.eligibility.naive import Judged, Person, age_readings, judged
from tests.eligibility.plans import SEED, SOURCE, plans
from tests.policy import builders
from tests.policy.naive import Day

AS_OF = dt.date(2026, 6, 30)
LEAP = (3, 1)
PLANS = plans()
PERSON = builders.people()
PEOPLE = st.lists(PERSON, min_size=1, max_size=3)
FEWER = settings(max_examples=60)


def screened(policy: Policy, people: Sequence[Person], as_of: dt.date = AS_OF) -> Screening:
    return screen(builders.columns_of(people), policy, as_of)


def standings(policy: Policy, people: Sequence[Person], as_of: dt.date = AS_OF) -> list[Standing]:
    return [Standing(int(one)) for one in screened(policy, people, as_of).standing]


def as_judged(screening: Screening) -> list[Judged]:
    return [
        Judged(
            Standing(int(screening.standing[row])).word,
            tuple(screening.outcomes[:, row].tolist()),
            bool(screening.boundary[row]),
        )
        for row in range(len(screening.standing))
    ]


@settings(max_examples=200)
@given(PLANS, PEOPLE, builders.AS_OF)
def test_columns_judge_everybody_as_rule_2_does_one_by_one(
    policy: Policy, people: list[Person], as_of: dt.date
) -> None:
    expected = [judged(policy, person, Day(as_of, LEAP)) for person in people]
    assert as_judged(screened(policy, people, as_of)) == expected


@settings(max_examples=200)
@given(PEOPLE, builders.AS_OF)
def test_the_seed_plan_judges_everybody_as_rule_2_does_one_by_one(people: list[Person], as_of: dt.date) -> None:
    expected = [judged(SEED, person, Day(as_of, LEAP)) for person in people]
    assert as_judged(screened(SEED, people, as_of)) == expected


@FEWER
@given(PLANS, PEOPLE)
def test_an_exception_makes_nobody_worse_off(policy: Policy, people: list[Person]) -> None:
    without = standings(replace(policy, exceptions=()), people)
    for one, other in zip(standings(policy, people), without, strict=True):
        assert one >= other
        # Rule 3: whoever meets every criterion is an ordinary candidate, and only a failure is ever replaced.
        assert other is not Standing.ELIGIBLE or one is Standing.ELIGIBLE
        assert other is not Standing.UNDECIDED or one is Standing.UNDECIDED


@FEWER
@given(PLANS, PEOPLE)
def test_an_exception_admits_nobody_who_fails_what_it_does_not_touch(policy: Policy, people: list[Person]) -> None:
    screening = screened(policy, people)
    for row in np.flatnonzero(screening.standing == Standing.EXCEPTIONAL):
        admitting = screening.plan.exceptions[screening.admitted_by[row]]
        failed = set(np.flatnonzero(screening.outcomes[:, row] == Outcome.FAILS).tolist())
        assert failed
        assert failed <= set(admitting.touches)


@FEWER
@given(PLANS, PERSON, st.data())
def test_losing_a_fact_leaves_a_standing_or_makes_it_undecided(
    policy: Policy, person: Person, data: st.DataObject
) -> None:
    lost = data.draw(st.sampled_from(builders.ALL_FACTS))
    before, after = standings(policy, [person, {**person, lost: None}])
    assert after in {before, Standing.UNDECIDED}


@FEWER
@given(PLANS, PEOPLE, builders.relaxations())
def test_asking_for_less_makes_nobody_ineligible(policy: Policy, people: list[Person], by: Relaxation) -> None:
    """Such as a higher age limit."""
    chosen = rules.planned(policy, AS_OF)
    easier = {criterion.id: relax(condition, by) for criterion, condition in chosen.criteria}
    criteria = tuple(replace(one, require=easier.get(one.id, one.require)) for one in policy.criteria)
    # An exception that replaces a demand outright keeps its own: it is compared with the old one here.
    same = replace(policy, readings=tuple(replace(one, boundary=False) for one in policy.readings))
    for before, after in zip(standings(same, people), standings(replace(same, criteria=criteria), people), strict=True):
        assert after is not Standing.INELIGIBLE or before is Standing.INELIGIBLE


@pytest.mark.parametrize("limit", range(40, 60))
def test_a_higher_age_limit_never_leaves_anybody_out(limit: int) -> None:
    births = [dt.date(1966, 1, 1) + dt.timedelta(days=7 * number) for number in range(1200)]
    days = np.array([birth.toordinal() for birth in births], np.int32)

    def admitted(age: int) -> set[int]:
        asked = Criterion("age", SOURCE, Test(Fact("birth"), Operator.NOT_TURNED, age))
        policy = replace(SEED, criteria=(asked,), exceptions=())
        found = screen({Fact("birth"): Interval(days, days)}, policy, AS_OF).standing
        return set(np.flatnonzero(found == Standing.ELIGIBLE).tolist())

    assert admitted(limit) < admitted(limit + 1)


@FEWER
@given(PLANS, PEOPLE, st.randoms(use_true_random=False))
def test_the_order_of_people_means_nothing(policy: Policy, people: list[Person], draw: object) -> None:
    order = list(range(len(people)))
    draw.shuffle(order)  # type: ignore[attr-defined]
    straight = as_judged(screened(policy, people))
    moved = as_judged(screened(policy, [people[number] for number in order]))
    assert moved == [straight[number] for number in order]


@FEWER
@given(PLANS, PEOPLE)
def test_the_boundary_is_found_by_trying_every_combination_of_age_readings(
    policy: Policy, people: list[Person]
) -> None:
    tried = []
    for readings in age_readings(policy):
        decided = [replace(one, chosen=readings[one.id], boundary=False) for one in policy.readings]
        tried.append(standings(replace(policy, readings=tuple(decided)), people))
    expected = [len(set(every)) > 1 for every in zip(*tried, strict=True)]
    assert screened(policy, people).boundary.tolist() == expected


@FEWER
@given(PLANS, st.lists(builders.people(), min_size=3, max_size=9))
def test_blocks_are_judged_like_one_table(policy: Policy, people: list[Person]) -> None:
    whole = as_judged(screened(policy, people))
    with patch.object(rules, "BLOCK", 2):
        assert as_judged(screened(policy, people)) == whole


def test_the_row_after_a_full_block_is_judged_like_the_first() -> None:
    births = [dt.date(1980, 6, 30), dt.date(1980, 7, 1), dt.date(1981, 6, 29), dt.date(1990, 1, 1)]
    asked = [one for one in SEED.criteria if one.id == "age"]
    policy = replace(SEED, criteria=tuple(asked), exceptions=())
    n = BLOCK + 1
    days = np.array([births[row % 4].toordinal() for row in range(n)], np.int32)
    screening = screen({Fact("birth"): Interval(days, days)}, policy, AS_OF)
    expected = {0: (Standing.INELIGIBLE, False), 1: (Standing.ELIGIBLE, True), 2: (Standing.ELIGIBLE, True)}
    assert n % 4 == 1
    for row in (0, 1, 2, 3, BLOCK - 1, BLOCK):
        found = (screening.standing[row], bool(screening.boundary[row]))
        assert found == expected.get(row % 4, (Standing.ELIGIBLE, False))
    assert screening.standing.shape == screening.boundary.shape == (n,)
    assert screening.outcomes.shape == (1, n)


def test_nobody_at_all_is_no_mistake() -> None:
    screening = screened(SEED, [])
    assert screening.standing.tolist() == screening.boundary.tolist() == []


# ---- small tables: one criterion, one exception ------------------------------------------------------

SEX, STATUS, POLITICS = Fact("sex"), Fact("status"), Fact("politics")
THREE = {Outcome.FAILS: 2, Outcome.UNKNOWN: 0, Outcome.MEETS: 1}


def choice(fact: Fact) -> Test:
    """A question that code 1 of a fact meets, code 2 fails, and code 0 leaves open."""
    first = {"sex": "male", "status": "civil_servant", "politics": "member"}[fact.name]
    return Test(fact, Operator.ONE_OF, frozenset({first}))


def one_exception(*, touches: bool, by: Relaxation | None = None) -> Policy:
    waives = (Waiver("rank", by or Relaxation(require=choice(POLITICS))),) if touches else ()
    condition = Criterion("condition", SOURCE, choice(STATUS))
    exception = ExceptionRule("exception", SOURCE, (condition,), waives, (), 2)
    return replace(
        SEED,
        readings=(),
        definitions=(),
        criteria=(Criterion("rank", SOURCE, choice(SEX)),),
        exceptions=(exception,),
    )


def codes(*outcomes: Outcome) -> dict[Fact, Column]:
    facts = (SEX, STATUS, POLITICS)
    return {fact: Codes(np.array([THREE[outcome]], np.uint8)) for fact, outcome in zip(facts, outcomes, strict=True)}


F, U, M = Outcome.FAILS, Outcome.UNKNOWN, Outcome.MEETS


@pytest.mark.parametrize(
    ("criterion", "condition", "weaker", "standing"),
    [
        (M, F, F, Standing.ELIGIBLE),
        (M, U, U, Standing.ELIGIBLE),
        (M, M, M, Standing.ELIGIBLE),
        (U, F, F, Standing.UNDECIDED),
        (U, M, M, Standing.UNDECIDED),
        (F, M, M, Standing.EXCEPTIONAL),
        (F, M, U, Standing.UNDECIDED),
        (F, U, M, Standing.UNDECIDED),
        (F, U, U, Standing.UNDECIDED),
        (F, M, F, Standing.INELIGIBLE),
        (F, F, M, Standing.INELIGIBLE),
        (F, F, U, Standing.INELIGIBLE),
        (F, U, F, Standing.INELIGIBLE),
        (F, F, F, Standing.INELIGIBLE),
    ],
)
def test_the_order_of_rule_2(criterion: Outcome, condition: Outcome, weaker: Outcome, standing: Standing) -> None:
    screening = screen(codes(criterion, condition, weaker), one_exception(touches=True), AS_OF)
    assert screening.standing.tolist() == [standing]
    rescued = criterion == F and standing is not Standing.INELIGIBLE
    assert screening.admitted_by.tolist() == [0 if rescued else -1]


@pytest.mark.parametrize("condition", [F, U, M])
@pytest.mark.parametrize("criterion", [F, U, M])
def test_an_exception_that_waives_nothing_changes_nothing(criterion: Outcome, condition: Outcome) -> None:
    found = screen(codes(criterion, condition, M), one_exception(touches=False), AS_OF)
    assert found.standing.tolist() == [[Standing.INELIGIBLE, Standing.UNDECIDED, Standing.ELIGIBLE][criterion]]
    # Its conditions are shown all the same.
    assert found.exceptions[0].conditions.tolist() == [[condition]]


def test_waived_shows_only_for_exceptional_people() -> None:
    policy = one_exception(touches=True, by=Relaxation(entirely=True))
    for condition, shown in ((M, Outcome.WAIVED), (F, Outcome.FAILS), (U, Outcome.FAILS)):
        screening = screen(codes(F, condition, F), policy, AS_OF)
        assert shown_outcomes(screening, 0) == [shown]


def test_of_several_exceptions_the_one_that_admits_decides() -> None:
    policy = one_exception(touches=True, by=Relaxation(entirely=True))
    (admits,) = policy.exceptions
    never = replace(
        admits, id="never", conditions=(Criterion("never", SOURCE, Test(SEX, Operator.ONE_OF, frozenset())),)
    )
    open_ = replace(admits, id="open", conditions=(Criterion("open", SOURCE, choice(POLITICS)),))
    for order in ((never, open_, admits), (admits, never, open_), (open_, admits, never)):
        screening = screen(codes(F, M, U), replace(policy, exceptions=order), AS_OF)
        assert screening.standing.tolist() == [Standing.EXCEPTIONAL]
        (number,) = screening.admitted_by.tolist()
        assert screening.plan.exceptions[number].id == admits.id


def test_of_two_exceptions_that_both_admit_one_is_named_whatever_their_order() -> None:
    policy = one_exception(touches=True, by=Relaxation(entirely=True))
    (one,) = policy.exceptions
    other = replace(one, id="another")
    for order in ((one, other), (other, one)):
        screening = screen(codes(F, M, F), replace(policy, exceptions=order), AS_OF)
        (number,) = screening.admitted_by.tolist()
        assert screening.plan.exceptions[number].id == "another"


def test_two_exceptions_do_not_add_up() -> None:
    """Each must rescue on its own: what one waives and what the other waives are not put together."""
    policy = one_exception(touches=True, by=Relaxation(entirely=True))
    second = Criterion("years", SOURCE, Test(POLITICS, Operator.ONE_OF, frozenset({"member"})))
    (first,) = policy.exceptions
    other = replace(first, id="other", waives=(Waiver("years", Relaxation(entirely=True)),))
    both = replace(policy, criteria=(*policy.criteria, second), exceptions=(first, other))
    assert screen(codes(F, M, F), both, AS_OF).standing.tolist() == [Standing.INELIGIBLE]
    whole = replace(first, waives=(*first.waives, *other.waives))
    assert screen(codes(F, M, F), replace(both, exceptions=(whole,)), AS_OF).standing.tolist() == [Standing.EXCEPTIONAL]


def test_a_reading_left_open_is_named() -> None:
    readings = tuple(replace(one, chosen=None) if one.id == "age_45" else one for one in SEED.readings)
    with pytest.raises(KeyError, match="age_45"):
        screened(replace(SEED, readings=readings), [MAN])


# ---- what a plan may hold that the seed plans do not ---------------------------------------------------

MAN: Person = {
    **dict.fromkeys(builders.ALL_FACTS),
    SEX: ("male",),
    Fact("birth"): (dt.date(1990, 1, 1),),
}
AGE_READING = replace(SEED.readings[0], options={"not_turned_46": "", "other": ""})
WITHIN_46 = Test(Fact("birth"), Operator.NOT_TURNED, 46)
FEMALE = Test(SEX, Operator.ONE_OF, frozenset({"female"}))


def with_age(require: Condition, *more: Criterion) -> Policy:
    """A plan of one age criterion, its reading marked as a boundary."""
    age = Criterion("age", SOURCE, require)
    return replace(SEED, readings=(AGE_READING,), definitions=(), criteria=(age, *more), exceptions=(), flags=())


def on_the_facts_of_the_plan(policy: Policy) -> list[bool]:
    """Screen one man with no other columns than those the plan asks for, as the action does."""
    facts = rules.planned(policy, AS_OF).facts()
    columns = {fact: column for fact, column in builders.columns_of([MAN]).items() if fact in facts}
    found: list[bool] = screen(columns, policy, AS_OF).boundary.tolist()
    return found


def test_another_reading_may_ask_another_fact() -> None:
    """Such as an age limit that one reading sets by sex."""
    ways = (("not_turned_46", WITHIN_46), ("other", AllOf((WITHIN_46, FEMALE))))
    assert on_the_facts_of_the_plan(with_age(ByReading(AGE_READING.id, ways))) == [True]


def test_a_reading_of_an_age_may_switch_a_criterion_off() -> None:
    ways = (("not_turned_46", WITHIN_46), ("other", WITHIN_46))
    only_then = Criterion("women", SOURCE, FEMALE, only_if=(AGE_READING.id, "other"))
    assert on_the_facts_of_the_plan(with_age(ByReading(AGE_READING.id, ways), only_then)) == [True]


def test_an_exception_may_ask_a_definition_or_a_reading_instead() -> None:
    by_reading = ByReading("age_45", (("not_turned_46", WITHIN_46), ("not_past_45th_birthday", FEMALE)))
    for instead in (Use("within_age"), by_reading):
        exception = ExceptionRule("exception", SOURCE, (), (Waiver("women", Relaxation(require=instead)),), (), 2)
        policy = replace(SEED, criteria=(Criterion("women", SOURCE, FEMALE),), exceptions=(exception,))
        assert standings(policy, [MAN]) == [Standing.EXCEPTIONAL]
