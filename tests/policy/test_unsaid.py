"""A plan that says nothing of votes, places or the list can be used; what then holds is said."""

import re

import pytest

from reserve.policy.check import check
from reserve.policy.describe import describe
from reserve.policy.load import parse
from reserve.text import word
from tests.policy.plans import PLAN


def without(section: str) -> str:
    return re.sub(rf"\[{section}\]\n(?:[^\[\n].*\n)+", "", PLAN)


@pytest.mark.parametrize(
    ("section", "said"),
    [
        ("recommendation", "a vote counts when 2/3 of those due attend"),
        ("quota", "chief reserve: 2 for each approved post"),
        ("listing", "within a unit by: votes, exam mark"),
    ],
)
def test_a_section_that_the_plan_does_not_have_is_the_default_and_said_so(section: str, said: str) -> None:
    policy = parse(without(section)).policy
    assert policy is not None
    lines = [line.strip() for line in describe(policy, "en")]
    at = lines.index(said)
    assert "the plan does not say; by default:" in lines[at - 2 : at]
    assert f"the plan has no [{section}]: the default holds, as describe says" in [
        word(one.message, "en") for one in check(without(section))
    ]


def test_a_section_that_is_begun_has_to_be_whole() -> None:
    problems = parse(PLAN.replace('order = ["votes", "mark"]\n', "")).problems
    assert [(one.key, word(one.message, "en")) for one in problems] == [("listing.order", "missing: order")]
