"""Categories: everybody stands in the one that was chosen, else in the only one to which he or she belongs."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reserve.eligibility.facts import Subject, columns
from reserve.eligibility.rules import Standing, planned, screen
from reserve.policy.evaluate import Codes, Outcome
from reserve.policy.load import parse
from reserve.policy.model import Policy
from reserve.policy.vocabulary import CATEGORY
from reserve.roster.model import Further, Person, PlaceClass
from tests.policy.test_own_facts import WIDE
from tests.roster.builders import date, person

AS_OF = dt.date(2026, 6, 30)
OWN = (("awards", "2"), ("school", "project_985"), ("title_since", "2024-01"), ("village", "yes"))


def plan(text: str = WIDE) -> Policy:
    policy = parse(text).policy
    assert policy is not None
    return policy


POLICY = plan()
BIRTHS = st.sampled_from(["1985-02-03", "1995-06-30", "1995-07", "1998-01-15", None])
GROUPS = st.sampled_from(["汉族", "土家族", ""])
CHOSEN = st.sampled_from(["", "", "young", "minority", "gone"])


def somebody(
    birth: str | None, ethnicity: str = "", category: str = "", own: tuple[tuple[str, str], ...] = OWN
) -> Person:
    return person(birth=date(birth), further=Further(ethnicity=ethnicity, category=category, own=own))


def judged(one: Person, policy: Policy = POLICY) -> tuple[str | None, dict[str, Outcome], Standing]:
    """The category, every verdict, and where he or she stands."""
    facts = planned(policy, AS_OF).facts()
    screening = screen(columns([Subject(one, PlaceClass.DEPUTY, None)], facts, AS_OF), policy, AS_OF)
    place = next(fact for fact in screening.columns if fact.name == CATEGORY)
    column = screening.columns[place]
    assert isinstance(column, Codes)
    code = int(column.codes[0])
    verdicts = {
        criterion.id: Outcome(int(screening.outcomes[index, 0]))
        for index, (criterion, _) in enumerate(screening.plan.criteria)
    }
    return place.vocabulary.values[code - 1] if code else None, verdicts, Standing(int(screening.standing[0]))


def by_hand(birth: str | None, ethnicity: str, category: str) -> str | None:
    """The category as an officer would tell it: young are those born after 30 June 1995."""
    if category in {"young", "minority"}:
        return category
    young = {"1985-02-03": False, "1995-06-30": False, "1995-07": True, "1998-01-15": True, None: None}[birth]
    minority = {"汉族": False, "土家族": True, "": None}[ethnicity]
    if (young, minority) == (True, False):
        return "young"
    return "minority" if (young, minority) == (False, True) else None


@settings(max_examples=60)
@given(BIRTHS, GROUPS, CHOSEN)
def test_the_chosen_one_or_the_only_one(birth: str | None, ethnicity: str, category: str) -> None:
    found, _, _ = judged(somebody(birth, ethnicity, category))
    assert found == by_hand(birth, ethnicity, category)


@pytest.mark.parametrize(
    ("birth", "ethnicity", "category", "outcome"),
    [
        ("1998-01-15", "汉族", "", Outcome.MEETS),
        ("1998-01-15", "汉族", "minority", Outcome.FAILS),
        ("1998-01-15", "", "minority", Outcome.UNKNOWN),
        # Somebody of two categories who chose none belongs to both, and it is not known which criteria apply.
        ("1998-01-15", "土家族", "", Outcome.MEETS),
        ("1985-02-03", "汉族", "", Outcome.FAILS),
        (None, "汉族", "", Outcome.UNKNOWN),
    ],
)
def test_whoever_does_not_belong_to_the_category_fails(
    birth: str | None, ethnicity: str, category: str, outcome: Outcome
) -> None:
    _, verdicts, _ = judged(somebody(birth, ethnicity, category))
    assert verdicts["category"] == outcome


def test_own_facts_are_judged_and_a_blank_is_unknown() -> None:
    whole = somebody("1998-01-15", "汉族")
    assert judged(whole)[1]["own"] == Outcome.MEETS
    for lost in OWN:
        without = somebody("1998-01-15", "汉族", own=tuple(one for one in OWN if one != lost))
        # Awards or a title are enough, so that neither is missed.
        expected = Outcome.MEETS if lost[0] in {"awards", "title_since"} else Outcome.UNKNOWN
        assert judged(without)[1]["own"] == expected
    for fact, value in (("village", "no"), ("school", "other")):
        other = somebody("1998-01-15", "汉族", own=tuple((name, value if name == fact else was) for name, was in OWN))
        assert judged(other)[1]["own"] == Outcome.FAILS


@settings(max_examples=40)
@given(BIRTHS, GROUPS, CHOSEN)
def test_the_order_of_categories_means_nothing(birth: str | None, ethnicity: str, category: str) -> None:
    head, *entries = WIDE.split("[[category]]")
    last, rest = entries[-1].split("\n[[criterion]]", 1)
    turned = "[[category]]".join([head, last + "\n", entries[0]]) + "\n[[criterion]]" + rest
    one = somebody(birth, ethnicity, category)
    assert judged(one) == judged(one, plan(turned))
