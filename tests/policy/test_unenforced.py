"""What a plan says without any effect in the program is never passed over in silence."""

import pytest

from reserve.policy.check import check
from reserve.policy.load import shipped
from reserve.policy.problems import Level

TOLD = "it is read and described, not enforced"
TARGET = """
[[target]]
id = "women"
clause = "五"
wording = "女干部不少于四分之一"
document = "方案"
who = { fact = "sex", is = "female" }
at_least = "25%"
binding = true

[publicity]
clause = "六"
wording = "考察后公示5天"
document = "方案"
mode = "unit"
days = 5
after = "inspection"
"""


def plan(name: str) -> str:
    (path,) = [path for path in shipped() if path.stem.startswith(name)]
    return path.read_text(encoding="utf-8")


def told(text: str) -> set[str]:
    return {one.key for one in check(text) if one.message.msgid == TOLD and one.level is not Level.ERROR}


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        (plan("seed-county"), set()),
        (plan("p17"), {"quota.totals", "quota.vacancies_only"}),
        (plan("p20"), {"flag[graded_low].proposes"}),
        (plan("seed-county") + TARGET, {"target[women].binding", "publicity.after"}),
        (plan("seed-county").replace("[recommendation]", '[recommendation]\ntalks = "1/2"'), {"recommendation.talks"}),
    ],
    ids=["seed", "p17", "p20", "target", "talks"],
)
def test_each_is_told(text: str, keys: set[str]) -> None:
    assert told(text) == keys


def test_places_of_a_category_are_told() -> None:
    assert {"category[young].places", "category[minority].places", "category[other].places"} <= told(plan("p44"))
