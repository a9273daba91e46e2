"""Changing single values of a plan's text: nothing else of it moves, wherever the value stands."""

import datetime as dt
import tomllib

import pytest

from reserve.policy.editing import Value, changed, chosen
from reserve.policy.load import load, parse, shipped
from tests.policy.plans import PLAN

ANSWER: dict[str, Value] = {
    "chosen": "b",
    "chosen_by": '王"五"',
    "chosen_on": dt.date(2026, 7, 1),
    "reason": "从严\n掌握",
}
OWN_LINES = """# 开头
[[reading]]
id = "r" # 注
question = "问？" # 问的是什么
[reading.options]
a = "甲"
b = "乙"
"""
INLINE = 'reading = [{id = "r", question = "问？", options = {a = "甲", b = "乙"}}]\n'


@pytest.mark.parametrize("text", [OWN_LINES, OWN_LINES.rstrip().removesuffix('b = "乙"') + 'b = "乙"', INLINE])
def test_a_choice_is_written_where_the_reading_stands(text: str) -> None:
    result = chosen(text, 0, ANSWER)
    (reading,) = tomllib.loads(result)["reading"]
    assert {key: reading[key] for key in ANSWER} == ANSWER
    (before,) = tomllib.loads(text)["reading"]
    assert {key: value for key, value in reading.items() if key not in ANSWER} == before
    assert all(line in result for line in ("# 开头", "# 问的是什么") if line in text)


def test_another_choice_takes_the_place_of_the_one_before() -> None:
    once = chosen(OWN_LINES, 0, ANSWER)
    twice = chosen(once, 0, {**ANSWER, "chosen": "a", "reason": "再议"})
    (reading,) = tomllib.loads(twice)["reading"]
    assert (reading["chosen"], reading["reason"]) == ("a", "再议")
    assert len(twice.splitlines()) == len(once.splitlines()) == len(OWN_LINES.splitlines()) + 4


def test_figures_change_where_they_stand_and_comments_stay() -> None:
    result = changed(PLAN, {("exam", "pass"): 65, ("recommendation", "attendance"): "3/4"})
    data = tomllib.loads(result)
    assert (data["exam"]["pass"], data["recommendation"]["attendance"]) == (65, "3/4")
    there = zip(PLAN.splitlines(), result.splitlines(), strict=True)
    assert sum(before != after for before, after in there) == 2


def test_every_value_of_a_shipped_plan_can_be_written_again_and_nothing_changes() -> None:
    for path in shipped():
        policy = load(path)
        for number, reading in enumerate(policy.readings):
            if reading.chosen is not None:
                assert chosen(policy.text, number, dict[str, Value](chosen=reading.chosen)) == policy.text


def test_what_is_not_there_is_not_changed() -> None:
    with pytest.raises(KeyError):
        changed(PLAN, {("exam", "passs"): 65})
    with pytest.raises(KeyError):
        chosen(OWN_LINES, 3, ANSWER)


def test_a_choice_makes_the_plan_usable_and_gives_it_a_digest_of_its_own() -> None:
    before = parse(PLAN).policy
    assert before is not None
    option = next(name for name in before.readings[0].options if name != before.readings[0].chosen)
    after = parse(chosen(PLAN, 0, {"chosen": option})).policy
    assert after is not None
    assert after.chosen[before.readings[0].id] == option
    assert after.digest != before.digest
