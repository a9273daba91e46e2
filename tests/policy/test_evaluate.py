"""The column evaluator against one person at a time, and what must hold of every plan."""

import datetime as dt
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reserve.policy.conditions import (
    ALWAYS,
    ByFact,
    Condition,
    Fact,
    Operator,
    Relaxation,
    Test,
    Use,
    for_choice,
    relax,
)
from reserve.policy.evaluate import (
    Calendar,
    Codes,
    Interval,
    Outcome,
    Ratio,
    compiled,
    day_limit,
    row_count,
)
from tests.policy import builders
from tests.policy.builders import Person
from tests.policy.naive import Day, birthday, judge

LEAP_BIRTHDAYS = [(3, 1), (2, 28)]
BIRTHS = [dt.date(1968, 1, 1) + dt.timedelta(days=number) for number in range(366 * 13)]
BIRTH = Fact("birth")


@given(
    builders.conditions(),
    st.lists(builders.people(), min_size=1, max_size=5),
    builders.AS_OF,
    st.sampled_from(LEAP_BIRTHDAYS),
)
def test_columns_say_what_a_person_by_person_reading_says(
    condition: Condition, people: list[Person], as_of: dt.date, leap: tuple[int, int]
) -> None:
    outcomes = compiled(condition, Calendar(as_of, leap))(builders.columns_of(people))
    assert outcomes.tolist() == [judge(condition, person, Day(as_of, leap)) for person in people]


@given(builders.conditions(), builders.people(), builders.AS_OF, st.data())
def test_taking_a_fact_away_leaves_an_outcome_or_makes_it_unknown(
    condition: Condition, person: Person, as_of: dt.date, data: st.DataObject
) -> None:
    rule = compiled(condition, Calendar(as_of))
    lost = data.draw(st.sampled_from(builders.ALL_FACTS))
    before = rule(builders.columns_of([person]))[0]
    after = rule(builders.columns_of([{**person, lost: None}]))[0]
    assert after in {before, Outcome.UNKNOWN}


@given(builders.conditions(), builders.relaxations(), builders.people(), builders.AS_OF)
def test_an_exception_never_asks_for_more(condition: Condition, by: Relaxation, person: Person, as_of: dt.date) -> None:
    columns = builders.columns_of([person])
    plain, relaxed = (compiled(one, Calendar(as_of))(columns)[0] for one in (condition, relax(condition, by)))
    assert relaxed >= plain


@given(builders.conditions(), builders.people(exact=True), builders.AS_OF)
def test_for_choice_asks_of_a_class_what_the_whole_condition_asks_of_it(
    condition: Condition, person: Person, as_of: dt.date
) -> None:
    columns = builders.columns_of([person])
    value = str((person[Fact("class")] or ("",))[0])
    branch = for_choice(condition, "class", value)
    whole, part = (compiled(one, Calendar(as_of))(columns)[0] for one in (condition, branch))
    assert whole == part


@pytest.mark.parametrize("leap", LEAP_BIRTHDAYS)
@pytest.mark.parametrize(
    "as_of",
    ["2024-02-28", "2024-02-29", "2024-03-01", "2025-02-28", "2025-03-01", "2026-06-30", "2026-12-31", "2027-01-01"],
)
@pytest.mark.parametrize("operator", [Operator.NOT_TURNED, Operator.NOT_PAST_BIRTHDAY])
@pytest.mark.parametrize("age", [30, 45, 46])
def test_every_birth_date_is_judged_as_by_counting_birthdays(
    age: int, operator: Operator, as_of: str, leap: tuple[int, int]
) -> None:
    day = dt.date.fromisoformat(as_of)
    ordinals = np.array([birth.toordinal() for birth in BIRTHS], np.int32)
    columns = {BIRTH: Interval(ordinals, ordinals)}
    met = compiled(Test(BIRTH, operator, age), Calendar(day, leap))(columns) == Outcome.MEETS
    turned = np.array([birthday(birth, age, Day(day, leap)).toordinal() for birth in BIRTHS])
    expected = turned > day.toordinal() if operator is Operator.NOT_TURNED else turned >= day.toordinal()
    assert (met == expected).all()


@pytest.mark.parametrize(
    ("birth", "outcome"),
    [
        (("1980-07-01", "1980-07-01"), Outcome.MEETS),
        (("1980-06-30", "1980-06-30"), Outcome.FAILS),
        (("1980-06-01", "1980-06-30"), Outcome.FAILS),
        (("1980-07-01", "1980-07-31"), Outcome.MEETS),
        (("1980-06-30", "1980-07-01"), Outcome.UNKNOWN),
    ],
)
def test_a_month_is_unknown_only_when_the_limit_lies_inside(birth: tuple[str, str], outcome: Outcome) -> None:
    low, high = (np.array([dt.date.fromisoformat(one).toordinal()], np.int32) for one in birth)
    rule = compiled(Test(BIRTH, Operator.NOT_TURNED, 46), Calendar(dt.date(2026, 6, 30)))
    assert rule({BIRTH: Interval(low, high)})[0] == outcome


def test_a_share_is_compared_without_rounding() -> None:
    share = Fact("vote_share")
    column = Ratio(np.array([3, 2999, 30, 0], np.int64), np.array([10, 10_000, 100, 0], np.int64))
    rule = compiled(Test(share, Operator.AT_LEAST, Fraction(3, 10)), Calendar(dt.date(2026, 6, 30)))
    assert rule({share: column}).tolist() == [2, 0, 2, 1]


@pytest.mark.parametrize("operator", [Operator.AT_LEAST, Operator.AT_MOST])
def test_two_facts_are_compared_end_by_end(operator: Operator) -> None:
    """Every pair of spans of small numbers against trying each number with each."""
    spans = [(low, high) for low in range(4) for high in range(low, 4)]
    pairs = [(left, right) for left in spans for right in spans]
    columns = {
        fact: Interval(*(np.array([pair[side][end] for pair in pairs], np.int32) for end in (0, 1)))
        for side, fact in enumerate((Fact("vote_rank"), Fact("places")))
    }
    outcomes = compiled(Test(Fact("vote_rank"), operator, Fact("places")), Calendar(dt.date(2026, 6, 30)))(columns)
    for (left, right), outcome in zip(pairs, outcomes, strict=True):
        tried = {
            one >= other if operator is Operator.AT_LEAST else one <= other
            for one in range(left[0], left[1] + 1)
            for other in range(right[0], right[1] + 1)
        }
        assert outcome == (Outcome.UNKNOWN if len(tried) == 2 else Outcome.MEETS if True in tried else Outcome.FAILS)


def test_the_birthday_of_29_february_is_1_march_unless_said_otherwise() -> None:
    assert Calendar(dt.date(2026, 6, 30)).leap_birthday == (3, 1)


def test_an_outcome_has_the_word_of_the_results() -> None:
    assert [outcome.word for outcome in Outcome] == ["fails", "unknown", "meets", "waived"]


def test_columns_can_be_cut_and_picked() -> None:
    numbers = np.arange(4, dtype=np.int32)
    exact, open_ = Interval(numbers, numbers), Interval(numbers, numbers + 1)
    assert exact.part(slice(1, 3)).low is not None
    assert exact.part(slice(1, 3)).low.tolist() == [1, 2]
    part = exact.part(slice(0, 2))
    assert part.low is part.high
    assert open_.part(slice(0, 2)).high.tolist() == [1, 2]
    rows = np.array([3, 0], np.intp)
    assert open_.take(rows).high.tolist() == [4, 1]
    codes, ratio = Codes(numbers.astype(np.uint8)), Ratio(numbers.astype(np.int64), numbers.astype(np.int64))
    assert codes.part(slice(2, 4)).codes.tolist() == codes.take(np.array([2, 3], np.intp)).codes.tolist() == [2, 3]
    assert ratio.part(slice(2, 4)).numerator.tolist() == ratio.take(np.array([2, 3], np.intp)).numerator.tolist()
    assert [row_count({BIRTH: one}) for one in (exact, codes, ratio)] == [4, 4, 4]


@pytest.mark.parametrize(
    "condition",
    [
        Use("many_votes"),
        Test(BIRTH, Operator.AT_LEAST, 46),
        Test(Fact("education"), Operator.NOT_TURNED, 46),
        Test(Fact("vote_share"), Operator.AT_LEAST, 30),
    ],
)
def test_what_cannot_be_asked_is_refused(condition: Condition) -> None:
    with pytest.raises(TypeError):
        compiled(condition, Calendar(dt.date(2026, 6, 30)))


def test_a_date_is_not_compared_by_levels() -> None:
    with pytest.raises(TypeError):
        day_limit(Operator.ONE_OF, frozenset({"a"}), Calendar(dt.date(2026, 6, 30)))


@pytest.mark.parametrize(
    ("condition", "by", "expected"),
    [
        (Test(Fact("rank"), Operator.AT_LEAST, "deputy_section"), Relaxation(steps=1), "clerk_1"),
        (Test(Fact("rank"), Operator.AT_LEAST, "clerk_2"), Relaxation(steps=9), "none"),
        (Test(Fact("rank"), Operator.AT_MOST, "clerk_2"), Relaxation(steps=1), "clerk_2"),
        (Test(BIRTH, Operator.NOT_TURNED, 46), Relaxation(years=5), 51),
        (Test(Fact("work_since"), Operator.MONTHS_AT_LEAST, 25), Relaxation(months=Fraction(1, 2)), 13),
        (
            Test(Fact("vote_share"), Operator.AT_LEAST, Fraction(3, 10)),
            Relaxation(share=Fraction(1, 4)),
            Fraction(1, 4),
        ),
        (Test(Fact("vote_share"), Operator.AT_LEAST, Fraction(1, 5)), Relaxation(share=Fraction(1, 4)), Fraction(1, 5)),
        (Test(Fact("vote_share"), Operator.AT_LEAST, Fraction(1, 5)), Relaxation(steps=1), Fraction(1, 5)),
    ],
)
def test_an_exception_lowers_by_its_amount(condition: Test, by: Relaxation, expected: object) -> None:
    relaxed = relax(condition, by)
    assert isinstance(relaxed, Test)
    assert relaxed.bound == expected


@given(builders.conditions())
def test_an_exception_without_an_amount_lowers_nothing(condition: Condition) -> None:
    assert relax(condition, Relaxation()) == condition


def test_an_exception_lowers_the_level_and_the_months_of_a_rank_held() -> None:
    held = Fact("rank_held", (("level", "deputy_section"), ("probation", "not_counted")))
    relaxed = relax(Test(held, Operator.MONTHS_AT_LEAST, 25), Relaxation(steps=1, months=Fraction(1, 2)))
    lower = Fact("rank_held", (("level", "clerk_1"), ("probation", "not_counted")))
    assert relaxed == Test(lower, Operator.MONTHS_AT_LEAST, 13)


def test_a_value_without_an_option_is_asked_nothing() -> None:
    condition = ByFact(Fact("class"), (("chief", Test(BIRTH, Operator.NOT_TURNED, 30)),))
    assert for_choice(condition, "class", "deputy") == ALWAYS
