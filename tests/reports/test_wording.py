"""Words for officers: values and demands of a result are read back and said as the office says them."""

import datetime as dt
from pathlib import Path

import pytest

from reserve.policy.conditions import for_choice, resolve
from reserve.policy.describe import canonical
from reserve.policy.evaluate import Calendar
from reserve.policy.load import load, parse
from reserve.policy.vocabulary import FACTS
from reserve.reports.asked import asked
from reserve.reports.demands import demand, facts_of
from reserve.reports.wording import column_words, criterion_word, office_day, required_word, value_used_word
from reserve.text import LOCALE_DIR, Message, word
from tests.policy.test_own_facts import WIDE

PLANS = sorted((LOCALE_DIR.parent / "policy" / "plans").glob("*.toml"))
AGE = "birth>=1980-07-01"
HELD = "rank_held(level=deputy_section)<=2024-06-30"
MANY = "vote_share>=3/10 and vote_rank<=places"


def said(text: object) -> str:
    return word(text, "en")


@pytest.mark.parametrize("plan", PLANS, ids=lambda path: path.stem)
def test_every_demand_of_the_shipped_plans_can_be_said(plan: Path) -> None:
    policy = load(plan)
    entries = [*policy.criteria, *(condition for rule in policy.exceptions for condition in rule.conditions)]
    known = asked(policy, dt.date(2026, 6, 30))
    for entry in entries:
        condition = resolve(entry.require, policy.chosen, policy.named)
        for place_class in ("chief", "deputy"):
            text = canonical(for_choice(condition, "class", place_class), Calendar(dt.date(2026, 6, 30)))
            assert isinstance(required_word(text, known), Message), text
            if plan.stem.startswith("seed-"):
                assert demand(text) is not None, text
                assert isinstance(required_word(text), Message)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (AGE, "date of birth on or after 1980.07.01"),
        (HELD, "deputy section chief level or above held on or before 2024.06.30"),
        ("education>=college", "education: junior college or above"),
        ("(rank>=clerk_1 or votes>=3) and status in civil_servant|equivalent", None),
        ("not (incompetent_share<=1/3)", None),
        ("always", None),
        ("never", None),
    ],
)
def test_a_plain_demand_is_said_in_words(text: str, words: str | None) -> None:
    shown = required_word(text)
    assert isinstance(shown, Message)
    assert words is None or said(shown) == words


@pytest.mark.parametrize(
    "text",
    [
        "",
        "within_age",
        "shoe_size>=44",
        "if (votes>=3) then (always) else (never)",
        "votes>=3 and votes<=9 or always",
        "(votes>=3",
        "birth>=soon",
        "votes>=",
        "rank>=emperor",
        "status in emperor",
        "votes>=3 tail",
    ],
)
def test_anything_else_stays_as_it_is_written(text: str) -> None:
    assert required_word(text) == text


def test_facts_come_in_the_order_of_the_text() -> None:
    assert [fact.name for fact in facts_of(MANY)] == ["vote_share", "vote_rank", "places"]
    assert facts_of("no demand") == ()


@pytest.mark.parametrize(
    ("value", "required", "words"),
    [
        (None, AGE, "not known"),
        ("1980-07", AGE, "1980.07"),
        ("1980-07-03", AGE, "1980.07.03"),
        ("1980-07-03..1981-01-01", HELD, "1980.07.03 to 1981.01.01"),
        ("2020-01-01..", HELD, "2020.01.01 or later"),
        ("..2020-01-01", HELD, "2020.01.01 or earlier"),
        ("never", HELD, "never"),
        ("bachelor", "education>=college", "undergraduate"),
        ("college..postgraduate", "education>=college", "junior college to postgraduate"),
        ("civil_servant", "status in civil_servant", "civil servant"),
        ("12/40", "vote_share>=3/10", "12/40"),
        ("anything", "no demand", "anything"),
        ("rubbish", MANY, "rubbish"),
        ("emperor", "rank>=clerk_1", "emperor"),
    ],
)
def test_values_are_said_as_the_office_says_them(value: str | None, required: str, words: str) -> None:
    assert said(value_used_word(value, required)) == words


def test_several_facts_are_named_each() -> None:
    words = value_used_word("vote_share=12/40, vote_rank=3, places=2", MANY)
    assert isinstance(words, list)
    assert [said(one) for one in words] == [
        "share of valid ballots: 12/40",
        "rank by votes in the unit: 3",
        "places of the unit in the class: 2",
    ]


def test_every_column_that_can_be_missing_has_a_header() -> None:
    columns = {column for vocabulary in FACTS.values() for column in vocabulary.needed_from}
    assert [column for column in sorted(columns) if isinstance(column_words([column])[0], str)] == []


def test_a_plan_may_have_criteria_of_its_own() -> None:
    assert criterion_word("swims_well") == "swims_well"
    assert isinstance(criterion_word("age"), Message)


def test_days_are_written_with_points() -> None:
    assert office_day("2026-06-30") == "2026.06.30"
    assert said(office_day(None)) == "not set"


def test_what_only_a_plan_knows_is_said_in_its_words() -> None:
    policy = parse(WIDE).policy
    assert policy is not None
    known = asked(policy, dt.date(2026, 6, 30))
    own = next(text for text in known if text.startswith("village in yes"))
    value = "village=yes, school=project_985, title_since=2024-01"
    assert str(required_word(own)) == own
    assert said(required_word(own, known)).startswith("户籍在本村 and 毕业院校: 211 or above")
    words = value_used_word(value, own, known)
    assert isinstance(words, list)
    assert [said(one) for one in words] == ["户籍在本村: 户籍在本村", "毕业院校: 985", "取得职称时间: 2024.01"]
    moving = next(text for text in known if text.startswith("category=minority: if (education(forms=full_time)"))
    assert "12 months less" in said(required_word(moving, known))
