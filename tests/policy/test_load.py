"""A plan is read as it is meant, however it is spelled, and never half."""

import datetime as dt
import random
import tomllib
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reserve.policy.check import check
from reserve.policy.conditions import AllOf, Condition, Fact, Negation, Operator, Relaxation, Test
from reserve.policy.load import digest, load, parse, shipped
from reserve.policy.model import Policy
from reserve.policy.problems import PolicyError, Problem
from reserve.text import word
from tests.policy.mistakes import AGE
from tests.policy.plans import PLAN, changed, toml


def policy_of(text: str) -> Policy:
    """Return a plan that is in order."""
    loaded = parse(text)
    assert loaded.policy is not None, loaded.problems
    return loaded.policy


def condition_of(toml_text: str) -> Condition:
    """Return what a ``require`` is read as."""
    return policy_of(changed(AGE, f"require = {toml_text}")).criteria[0].require


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ('{ fact = "education", at_least = "college" }', Test(Fact("education"), Operator.AT_LEAST, "college")),
        (
            '{ fact = "education", forms = ["party_school", "in_service", "full_time"], at_least = "college" }',
            Test(Fact("education"), Operator.AT_LEAST, "college"),
        ),
        (
            '{ fact = "education", forms = ["in_service", "full_time"], at_least = "college" }',
            Test(Fact("education", (("forms", "full_time+in_service"),)), Operator.AT_LEAST, "college"),
        ),
        (
            '{ months_at_least = 3, probation = "counted", level = "clerk_1", fact = "rank_held" }',
            Test(Fact("rank_held", (("level", "clerk_1"),)), Operator.MONTHS_AT_LEAST, 3),
        ),
        (
            '{ fact = "rank_held", probation = "not_counted", level = "none", months_at_least = 3 }',
            Test(Fact("rank_held", (("level", "none"), ("probation", "not_counted"))), Operator.MONTHS_AT_LEAST, 3),
        ),
        ('{ fact = "sex", is = "male" }', Test(Fact("sex"), Operator.ONE_OF, frozenset(["male"]))),
        ('{ fact = "sex", in = ["male"] }', Test(Fact("sex"), Operator.ONE_OF, frozenset(["male"]))),
        (
            '{ fact = "sex", not_in = ["male"] }',
            Negation(Test(Fact("sex"), Operator.ONE_OF, frozenset(["male"]))),
        ),
        (
            '{ fact = "votes", at_most = 9, at_least = 3 }',
            AllOf(
                (Test(Fact("votes"), Operator.AT_LEAST, 3), Test(Fact("votes"), Operator.AT_MOST, 9)),
            ),
        ),
        (
            '{ fact = "vote_share", at_least = "33.4%" }',
            Test(Fact("vote_share"), Operator.AT_LEAST, Fraction(167, 500)),
        ),
        ('{ fact = "votes", at_least = { fact = "places" } }', Test(Fact("votes"), Operator.AT_LEAST, Fact("places"))),
        ('{ fact = "birth", on_or_after = 1980-07-01 }', Test(Fact("birth"), Operator.ON_OR_AFTER, "1980-07-01")),
        ('{ fact = "birth", on_or_before = "1980-07-01" }', Test(Fact("birth"), Operator.ON_OR_BEFORE, "1980-07-01")),
    ],
)
def test_a_condition_is_read_as_meant(written: str, meant: Condition) -> None:
    assert condition_of(written) == meant


def test_a_plan_is_read_whole() -> None:
    policy = policy_of(PLAN)
    assert (policy.id, policy.title, policy.as_of) == ("small", "小方案", dt.date(2026, 6, 30))
    assert policy.leap_birthday == (3, 1)
    assert policy.chosen == {"age_45": "not_turned"}
    assert policy.readings[0].boundary
    assert policy.readings[0].chosen_on == dt.date(2026, 5, 15)
    assert [criterion.id for criterion in policy.criteria] == ["age", "education", "rank_months"]
    rule = policy.exceptions[0]
    assert [(waiver.criterion, waiver.by) for waiver in rule.waives] == [
        ("rank_months", Relaxation(steps=1, months=Fraction(1, 2)))
    ]
    assert (rule.never_waives, rule.approvals) == (("age",), 2)
    assert rule.conditions[0].source.document == rule.source.document
    assert policy.recommendation.attendance == Fraction(2, 3)
    assert (policy.recommendation.minimum_share, policy.recommendation.remark_below) == (None, None)
    assert policy.quota.per_post == {"chief": 2, "deputy": 1}
    assert (policy.exam.full, policy.exam.pass_line) == (10_000, 6_000)
    assert (policy.listing.classes, policy.listing.order) == (("chief", "deputy"), ("votes", "mark"))
    assert policy.text == PLAN


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("steps = 2", Relaxation(steps=2)),
        ('months = "50%"', Relaxation(months=Fraction(1, 2))),
        ("years = 3", Relaxation(years=3)),
        ('share = "25%"', Relaxation(share=Fraction(1, 4))),
        ("entirely = true", Relaxation(entirely=True)),
        (
            'require = { fact = "rank", at_least = "clerk_2" }',
            Relaxation(require=Test(Fact("rank"), Operator.AT_LEAST, "clerk_2")),
        ),
    ],
)
def test_an_exception_waives_by_the_amount_written_and_no_other(written: str, meant: Relaxation) -> None:
    policy = policy_of(changed('steps = 1\nmonths = "1/2"', written))
    assert policy.exceptions[0].waives[0].by == meant


def test_a_plan_may_leave_readings_open_and_say_nothing_of_what_is_usual() -> None:
    text = PLAN
    for line in ("chosen", "chosen_by", "chosen_on", "reason", "boundary", "as_of", "leap_birthday"):
        start = text.index(f"{line} = ")
        text = text[:start] + text[text.index("\n", start) + 1 :]
    policy = policy_of(text)
    assert policy.chosen == {}
    assert not policy.readings[0].boundary
    assert (policy.as_of, policy.leap_birthday) == (None, (3, 1))


def test_figures_at_the_edge_are_accepted() -> None:
    text = changed("approvals = 2", "approvals = 0", changed("pass = 60", "pass = 100"))
    policy = policy_of(text)
    assert (policy.exam.pass_line, policy.exceptions[0].approvals) == (policy.exam.full, 0)


def test_marks_with_decimals_are_written_as_text() -> None:
    assert policy_of(changed("pass = 60", 'pass = "59.5"')).exam.pass_line == 5_950


@pytest.mark.parametrize("path", shipped(), ids=lambda path: path.stem)
def test_a_shipped_plan_loads_under_its_own_name(path: Path) -> None:
    assert load(path).id == path.stem


@pytest.mark.parametrize(
    "respell",
    [
        lambda text: "# a comment\n" + text,
        lambda text: text.replace(" = ", "="),
        lambda text: text.replace("\n", "\r\n"),
        lambda text: "\ufeff" + text,
        lambda text: toml(tomllib.loads(text)),
    ],
)
def test_spelling_changes_neither_plan_nor_digest(respell: Callable[[str], str]) -> None:
    plain, respelled = policy_of(PLAN), policy_of(respell(PLAN))
    assert plain.digest == respelled.digest
    assert plain.criteria == respelled.criteria


def test_the_digest_is_that_of_the_content() -> None:
    other = changed("pass = 60", "pass = 61")
    assert digest(tomllib.loads(PLAN)) == policy_of(PLAN).digest != policy_of(other).digest


@settings(max_examples=10)
@given(st.randoms(use_true_random=False))
def test_the_order_of_entries_and_keys_means_nothing(chance: random.Random) -> None:
    for text in (PLAN, *(path.read_text("utf-8") for path in shipped())):
        plain, mixed = policy_of(text), policy_of(toml(_shuffled(tomllib.loads(text), chance)))
        assert _content(mixed) == _content(plain)


def _shuffled(value: object, chance: random.Random, key: str = "") -> dict[str, object]:
    """Mix the keys of every table and the entries of every list but those whose order is the point."""
    result = _mixed(value, chance, key)
    assert isinstance(result, dict)
    return result


def _mixed(value: object, chance: random.Random, key: str) -> object:
    match value:
        case dict():
            keys = list(value)
            chance.shuffle(keys)
            return {one: _mixed(value[one], chance, one) for one in keys}
        case list() if key not in {"classes", "order", "all", "any"}:
            items = [_mixed(one, chance, "") for one in value]
            chance.shuffle(items)
            return items
    return value


def _content(policy: Policy) -> object:
    """All of a plan that has an effect, without the order of its entries."""
    return (
        policy.id,
        policy.as_of,
        policy.chosen,
        (replace(policy.recommendation, thresholds=()), set(policy.recommendation.thresholds)),
        policy.quota,
        (replace(policy.exam, parts=(), bonuses=()), set(policy.exam.parts), set(policy.exam.bonuses)),
        policy.listing,
        {one.id: one for one in policy.readings},
        policy.named,
        {one.id: one for one in policy.criteria},
        {one.id: one for one in policy.flags},
        {
            one.id: (one.source, set(one.conditions), set(one.waives), set(one.never_waives), one.approvals)
            for one in policy.exceptions
        },
    )


def test_the_order_of_keys_does_not_change_the_digest() -> None:
    data = tomllib.loads(PLAN)
    assert digest(dict(reversed(data.items()))) == digest(data)


@given(st.data())
def test_a_damaged_plan_is_refused_or_read_but_never_breaks(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from([PLAN, *(path.read_text("utf-8") for path in shipped())]))
    rows = text.split("\n")
    for _ in range(data.draw(st.integers(1, 3))):
        row = data.draw(st.integers(0, len(rows) - 1))
        damage = data.draw(st.sampled_from(["drop", "double", "swap", "value", "cut"]))
        if damage == "drop":
            rows[row] = ""
        elif damage == "double":
            rows.insert(row, rows[row])
        elif damage == "swap":
            rows[row], rows[row - 1] = rows[row - 1], rows[row]
        elif damage == "cut":
            rows[row] = rows[row][: data.draw(st.integers(0, len(rows[row])))]
        else:
            value = data.draw(
                st.sampled_from(["1.5", "true", "[]", "{}", '""', "1979-05-27", "-1", "[{}]", "07:00:00"])
            )
            rows[row] = rows[row].split("=")[0] + "= " + value
    text = "\n".join(rows)
    found = check(text)
    loaded = parse(text)
    assert (loaded.policy is None) == bool(loaded.problems)
    assert all(1 <= one.line <= len(rows) for one in found)
    assert all(word(one.message, "en") for one in found)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('title = "小方案"\n'.encode("gb18030"), "the file is not UTF-8 text"),
        (b"a = " + b"[" * 5_000, "tables and lists are nested too deeply"),
        (b"a = " + b"1" * 5_000, "a number has too many digits"),
        (b"", "missing: format"),
    ],
)
def test_a_file_that_is_no_plan_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "plan.toml"
    path.write_bytes(content)
    with pytest.raises(PolicyError) as refused:
        load(path)
    assert said in str(refused.value)
    assert all(isinstance(one, Problem) for one in refused.value.problems)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PolicyError) as refused:
        load(tmp_path / "plan.toml")
    assert [one.key for one in refused.value.problems] == ["plan.toml"]
