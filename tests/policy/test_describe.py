"""Conditions and plans in words, and the short text that stands in results."""

import datetime as dt
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given

from reserve.policy.conditions import (
    ALWAYS,
    AllOf,
    AnyOf,
    ByFact,
    ByReading,
    Condition,
    Fact,
    IfThen,
    Negation,
    Operator,
    Test,
    Use,
)
from reserve.policy.describe import canonical, describe, requirement
from reserve.policy.evaluate import Calendar
from reserve.policy.load import load, parse, shipped
from reserve.policy.vocabulary import FACTS
from reserve.policy.wording import fact_word, share_word, value_word
from reserve.text import word
from tests.policy import builders
from tests.policy.plans import PLAN, changed

CALENDAR = Calendar(dt.date(2026, 6, 30))
BIRTH, SHARE = Fact("birth"), Fact("vote_share")
YOUNG = Test(BIRTH, Operator.NOT_TURNED, 46)
MALE = Test(Fact("sex"), Operator.ONE_OF, frozenset(["male"]))
FORMS = Fact("education", (("forms", "full_time+in_service"),))
DEPUTY = Fact("rank_held", (("level", "deputy_section"),))
CLERK = Fact("rank_held", (("level", "clerk_1"), ("probation", "not_counted")))
MANY = AllOf(
    (
        Test(SHARE, Operator.AT_LEAST, Fraction(3, 10)),
        Test(Fact("vote_rank"), Operator.AT_MOST, Fact("places")),
    )
)

SAID = [
    (YOUNG, "birth>=1980-07-01", "not yet 46 years old (born on or after 1980-07-01)"),
    (
        Test(BIRTH, Operator.NOT_PAST_BIRTHDAY, 45),
        "birth>=1981-06-30",
        "not past the birthday of 45 (born on or after 1981-06-30)",
    ),
    (Test(BIRTH, Operator.ON_OR_AFTER, "1980-01-01"), "birth>=1980-01-01", "date of birth on or after 1980-01-01"),
    (Test(BIRTH, Operator.ON_OR_BEFORE, "1980-01-01"), "birth<=1980-01-01", "date of birth on or before 1980-01-01"),
    (
        Test(Fact("status"), Operator.ONE_OF, frozenset(["institution", "civil_servant", "equivalent"])),
        "status in civil_servant|equivalent|institution",
        "cadre status: one of civil servant, staff managed like civil servants, cadre of a public institution",
    ),
    (MALE, "sex in male", "sex: male"),
    (
        Test(Fact("discipline_in_effect"), Operator.ONE_OF, frozenset(["no"])),
        "discipline_in_effect in no",
        "no sanction in effect",
    ),
    (Test(Fact("education"), Operator.AT_LEAST, "college"), "education>=college", "education: junior college or above"),
    (
        Test(FORMS, Operator.AT_LEAST, "postgraduate"),
        "education(forms=full_time+in_service)>=postgraduate",
        "education (full-time, in-service): postgraduate or above",
    ),
    (Test(Fact("rank"), Operator.AT_MOST, "clerk_1"), "rank<=clerk_1", "cadre rank: first-class clerk or below"),
    (
        Test(DEPUTY, Operator.MONTHS_AT_LEAST, 24),
        "rank_held(level=deputy_section)<=2024-06-30",
        "deputy section chief level or above held for 24 months (since 2024-06-30 or earlier)",
    ),
    (
        Test(CLERK, Operator.MONTHS_AT_LEAST, 36),
        "rank_held(level=clerk_1,probation=not_counted)<=2023-06-30",
        "first-class clerk or above held, probation not counted for 36 months (since 2023-06-30 or earlier)",
    ),
    (
        MANY,
        "vote_share>=3/10 and vote_rank<=places",
        "share of valid ballots at least 30% and rank by votes in the unit at most places of the unit in the class",
    ),
    (Test(SHARE, Operator.AT_MOST, Fraction(1, 3)), "vote_share<=1/3", "share of valid ballots at most 1/3"),
    (Negation(MALE), "not (sex in male)", "not the case: sex: male"),
    (AnyOf((MALE, YOUNG)), "sex in male or birth>=1980-07-01", None),
    (AllOf((AnyOf((MALE, YOUNG)), MALE)), "(sex in male or birth>=1980-07-01) and sex in male", None),
    (AnyOf((AllOf((MALE, YOUNG)), MALE)), "(sex in male and birth>=1980-07-01) or sex in male", None),
    (AllOf((AnyOf((MALE,)), MALE)), "sex in male and sex in male", "(sex: male) and sex: male"),
    (ALWAYS, "always", "nothing is asked"),
    (AnyOf(()), "never", "nothing is enough"),
    (
        IfThen(MALE, YOUNG, ALWAYS),
        "if (sex in male) then (birth>=1980-07-01) else (always)",
        "if sex: male, then not yet 46 years old (born on or after 1980-07-01)",
    ),
    (
        IfThen(MALE, YOUNG, MALE),
        "if (sex in male) then (birth>=1980-07-01) else (sex in male)",
        "if sex: male, then not yet 46 years old (born on or after 1980-07-01), otherwise sex: male",
    ),
    (
        ByFact(Fact("class"), (("chief", YOUNG), ("deputy", MALE))),
        "class=chief: birth>=1980-07-01; class=deputy: sex in male",
        "for chief reserve: not yet 46 years old (born on or after 1980-07-01); for deputy reserve: sex: male",
    ),
    (
        AllOf((ByFact(Fact("class"), (("chief", YOUNG),)), MALE)),
        "(class=chief: birth>=1980-07-01) and sex in male",
        None,
    ),
    (ByReading("age", (("one", MALE),)), "age=one: sex in male", "for the reading one: sex: male"),
    (Use("many_votes"), "many_votes", "as defined under many_votes"),
]


@pytest.mark.parametrize(("condition", "short", "words"), SAID)
def test_a_condition_is_said_short_and_in_words(condition: Condition, short: str, words: str | None) -> None:
    assert canonical(condition, CALENDAR) == short
    if words is not None:
        assert word(requirement(condition, CALENDAR), "en") == words


@given(builders.conditions())
def test_every_condition_can_be_said(condition: Condition) -> None:
    assert canonical(condition, CALENDAR)
    for calendar in (CALENDAR, None):
        said = word(requirement(condition, calendar), "en")
        assert said
        assert "{" not in said


@pytest.mark.parametrize("lang", ["en", "zh_CN"])
@pytest.mark.parametrize("path", shipped(), ids=lambda path: path.stem)
def test_a_description_names_every_entry_with_its_clause_and_figure(path: Path, lang: str) -> None:
    policy = load(path)
    text = "\n".join(describe(policy, lang))
    sources = [policy.recommendation.source, policy.quota.source, policy.exam.source, policy.listing.source]
    sources += [one.source for one in policy.criteria]
    sources += [one.source for one in policy.readings]
    sources += [one.source for one in policy.flags]
    for rule in policy.exceptions:
        sources += [rule.source, *(one.source for one in rule.conditions)]
    for source in sources:
        assert source.wording in text
        assert source.clause in text
        assert source.document in text
    figures = ("2026-06-30", "1980-07-01", "1996-07-01", "46", "30%", "2/3", "60", "100", "1/3")
    if path.stem.startswith("seed-"):
        assert [figure for figure in figures if figure not in text] == []
    assert "{" not in text


def test_the_two_readings_of_the_seed_are_described_as_they_are_chosen() -> None:
    county, literal = ("\n".join(describe(load(path), "en")) for path in shipped()[:2])
    assert "chief reserve: first-class clerk or above held for 12 months (since 2025-06-30 or earlier)" in county
    assert "not in force, so that nothing is waived" in literal
    assert "not in force" not in county


def test_what_is_open_is_described_as_open() -> None:
    text = PLAN[: PLAN.index('chosen = "')] + PLAN[PLAN.index("[reading.options]") :]
    text = text.replace("as_of = 2026-06-30\n", "").replace('many = "', 'minimum_share = "20%"\nmany = "')
    policy = parse(text).policy
    assert policy is not None
    lines = describe(policy, "en")
    assert "As-of date: none in the plan; to be given for every run" in lines
    assert "        not decided yet; no cycle can start before it is" in lines
    assert "        nobody is put forward below 20%" in lines
    said = "for the reading not_turned: not yet 46 years old; for the reading on_birthday: not past the birthday of 45"
    assert f"        asked: {said}" in lines


def test_a_mark_with_decimals_is_described_as_it_is_written() -> None:
    policy = parse(changed("pass = 60", 'pass = "59.5"')).policy
    assert policy is not None
    assert "        full mark 100, pass line 59.5" in describe(policy, "en")


@pytest.mark.parametrize("name", FACTS)
def test_every_fact_and_every_value_has_a_word(name: str) -> None:
    vocabulary = FACTS[name]
    arguments = tuple((one, str(vocabulary.arguments[one][0])) for one in vocabulary.required)
    assert word(fact_word(Fact(name, arguments)), "en")
    for value in vocabulary.values:
        assert word(value_word(name, value), "en")


@pytest.mark.parametrize(
    ("share", "said"),
    [(Fraction(3, 10), "30%"), (Fraction(1, 3), "1/3"), (Fraction(2, 3), "2/3"), (Fraction(1), "100%")],
)
def test_a_share_is_said_as_the_plan_writes_it(share: Fraction, said: str) -> None:
    assert share_word(share) == said
