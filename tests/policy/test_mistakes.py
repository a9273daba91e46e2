"""Every mistake in a plan is named, with its line, its key, and what to do about it."""

import pytest

from reserve.policy.check import check
from reserve.policy.load import parse
from reserve.policy.problems import suggestion
from reserve.text import word
from tests.policy.mistakes import MISTAKES
from tests.policy.plans import PLAN, changed


def problems_of(text: str) -> list[tuple[int, str, str]]:
    """Return line, key and English words of everything that keeps a text from being loaded."""
    return [(one.line, one.key, word(one.message, "en")) for one in parse(text).problems]


def line_with(text: str, piece: str) -> int:
    """Return the first line on which something stands."""
    return text[: text.index(piece)].count("\n") + 1


def test_the_plan_that_is_spoiled_below_is_in_order() -> None:
    assert check(PLAN) == ()


@pytest.mark.parametrize(("old", "new", "piece", "key", "said", "advice"), MISTAKES)
def test_a_mistake_is_named(old: str, new: str, piece: str, key: str, said: str, advice: str) -> None:
    text = changed(old, new)
    found = parse(text, "plan.toml").problems
    mistakes = [one for one in found if (one.key, word(one.message, "en")) == (key, said)]
    assert len(mistakes) == 1, [(one.line, one.key, word(one.message, "en")) for one in found]
    assert mistakes[0].line == line_with(text, piece)
    assert word(mistakes[0].advice or "", "en") == advice
    assert check(text, "plan.toml") == found


def test_a_mistake_carries_its_clause() -> None:
    found = parse(changed("not_turned = 30", "not_turned = 300")).problems
    assert [(one.clause, one.key) for one in found] == [
        ("三", "exception[young].condition[under_30].require.not_turned")
    ]


@pytest.mark.parametrize(("number", "listed"), [(0, False), (1, True), (12, True), (13, False)])
def test_what_is_accepted_is_listed_while_the_list_is_short(number: int, listed: bool) -> None:  # noqa: FBT001 - from the table
    assert (suggestion("?", [f"word_{one}" for one in range(number)]) is not None) is listed


def test_mistakes_of_independent_entries_do_not_hide_each_other() -> None:
    text = PLAN
    expected = set()
    for old, new in [
        ('title = "小方案"', 'titel = "小方案"'),
        ('reason = "按整岁"\n', ""),
        ("not_turned = 46", "not_turned = 46.5"),
        ('at_least = "30%"', "at_least = 0.3"),
        ('forms = ["full_time", "in_service"]', 'forms = ["fulltime"]'),
        ("months_at_least = 24", "months_at_least = 0"),
        ("approvals = 2", "approvals = -1"),
        ("steps = 1", 'steps = "1"'),
        ("pass = 60", "pass = 600"),
        ('order = ["votes", "mark"]', 'order = ["vote", "mark"]'),
    ]:
        expected |= {(key, said) for _, key, said in problems_of(changed(old, new))}
        text = changed(old, new, text)
    assert {(key, said) for _, key, said in problems_of(text)} == expected
