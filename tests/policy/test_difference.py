"""The difference of two versions of a plan, in words."""

import copy
import random
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from reserve.cli.main import main
from reserve.policy.changes import Kind
from reserve.policy.difference import difference, difference_lines
from reserve.policy.load import PLANS, digest, load, parse, shipped
from reserve.policy.model import Policy
from reserve.policy.plan import policy_of
from reserve.policy.problems import Report
from reserve.text import word
from tests.policy.figures import mutants
from tests.policy.plans import PLAN, changed, toml


def policy(text: str = PLAN) -> Policy:
    loaded = parse(text)
    assert loaded.policy is not None, loaded.problems
    return loaded.policy


def lines(old: str, new: str) -> list[str]:
    """Return the difference between the small plan and a change of it, as it is printed."""
    changes = difference(policy(), policy(changed(old, new)))
    return ["  " * depth + word(line, "en") for depth, line in difference_lines(changes)]


def test_a_figure_is_shown_before_and_after_under_its_clause() -> None:
    held = "asked for chief reserve: deputy section chief level or above held for {} months"
    assert lines("months_at_least = 24", "months_at_least = 18")[:3] == [
        "Criteria",
        "  任职年限 [一; 方案]",
        f"    {held.format(24)} → {held.format(18)}",
    ]


def test_a_later_as_of_date_is_one_change() -> None:
    assert lines("as_of = 2026-06-30", "as_of = 2027-06-30") == [
        "As-of date: 2026-06-30 → As-of date: 2027-06-30",
    ]
    assert lines("as_of = 2026-06-30\n", "") == ["As-of date: 2026-06-30 → As-of date: none in the plan"]


def test_an_entry_that_came_or_went_is_said_whole() -> None:
    head = '\n[[criterion]]\nid = "sex"\nclause = "九"\nwording = "性别"\ndocument = "方案"\n'
    entry = head + 'require = { fact = "sex", is = "female" }\n'
    came = difference(policy(), policy(PLAN + entry))
    assert [(one.kind, [word(line, "en") for line in one.after]) for one in came] == [
        (Kind.ADDED, ["性别 [九; 方案]", "asked: sex: female"])
    ]
    went = difference(policy(PLAN + entry), policy())
    assert [(one.kind, one.before, one.after) for one in went] == [(Kind.REMOVED, came[0].after, ())]


def test_new_wording_of_an_entry_is_no_new_entry() -> None:
    assert lines('wording = "学历"', 'wording = "大专以上学历"') == [
        "Criteria",
        "  学历 [一; 方案] → 大专以上学历 [一; 方案]",
    ]


def test_what_the_description_does_not_say_is_not_passed_over() -> None:
    assert lines("boundary = true", "boundary = false") == [
        "Not in force, or not in the description",
        "  reading[age_45].boundary = True → reading[age_45].boundary = False",
    ]


@pytest.mark.parametrize("plan", shipped(), ids=lambda plan: plan.stem)
def test_order_means_nothing_and_no_change_is_passed_over(plan: Path) -> None:
    old = load(plan)
    data = tomllib.loads(old.text)
    shuffled: dict[str, Any] = copy.deepcopy(data)
    for entries in shuffled.values():
        if isinstance(entries, list):
            random.Random(7).shuffle(entries)
    assert difference(old, of(shuffled)) == ()
    for mutant in random.Random(7).sample(list(mutants(data)), 12):
        assert difference(old, of(mutant.data)) != (), mutant.key


def of(data: dict[str, Any]) -> Policy:
    """Return the policy of a plan's TOML; its text is as good as written."""
    return replace(policy_of(Report(data, {})), digest=digest(data), text=toml(data))


def test_two_versions_are_compared_on_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    seed = str(PLANS / "seed-county.toml")
    assert main(["--lang", "en", "policy", "diff", seed, seed]) == 0
    assert capsys.readouterr().out == "Both versions say the same.\n"
    new = tmp_path / "new.toml"
    new.write_text(Path(seed).read_text("utf-8").replace("pass = 60", "pass = 70"), "utf-8")
    assert main(["--lang", "en", "policy", "diff", seed, str(new)]) == 0
    assert "    " * 2 + "full mark 100, pass line 60 → full mark 100, pass line 70\n" in capsys.readouterr().out
