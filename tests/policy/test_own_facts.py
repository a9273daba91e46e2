"""Facts and categories of a plan's own, bounds that move, and several exceptions with limits."""

import pytest

from reserve.policy.check import check
from reserve.policy.conditions import Adjusted, ByFact, Fact, IfThen, Operator, Test, spelled_out
from reserve.policy.describe import describe
from reserve.policy.load import parse
from reserve.policy.model import Policy
from reserve.policy.problems import Level
from reserve.policy.vocabulary import Kind
from reserve.text import word
from tests.policy.plans import PLAN, changed

FACTS = """
[[fact]]
id = "village"
kind = "yes_no"
column = "户籍在本村"

[[fact]]
id = "school"
kind = "level"
column = "毕业院校类型"
name = "毕业院校"
order = ["other", "project_211", "project_985"]
[fact.values]
project_985 = "985"
project_211 = "211"
other = "其他"

[[fact]]
id = "awards"
kind = "number"
column = "县级以上表彰次数"

[[fact]]
id = "title_since"
kind = "date"
column = "取得职称时间"

[[category]]
id = "young"
clause = "二"
wording = "青年类"
document = "方案"
when = { fact = "birth", not_turned = 31 }
places = 5

[[category]]
id = "minority"
clause = "二"
wording = "少数民族类"
name = "少数民族"
document = "方案"
when = { fact = "minority", is = "yes" }
"""
ASKED = """
[[criterion]]
id = "own"
clause = "三"
wording = "专门条件"
document = "方案"
require = { all = [
  { fact = "village", is = "yes" },
  { fact = "school", at_least = "project_211" },
  { any = [ { fact = "awards", at_least = 2 }, { fact = "title_since", months_at_least = 24 } ] },
] }

[[criterion]]
id = "service"
clause = "三"
wording = "工作满2年"
document = "方案"
categories = ["minority", "young"]
require = { fact = "work_since", months_at_least = 24, adjust = [
  { when = { fact = "education", forms = ["full_time"], at_least = "postgraduate" }, by = -12 },
] }
"""
WIDE = PLAN.replace("[recommendation]", FACTS + ASKED + "\n[recommendation]", 1)


def plan(text: str = WIDE) -> Policy:
    loaded = parse(text)
    assert loaded.policy is not None, [(one.key, word(one.message, "en")) for one in loaded.problems]
    return loaded.policy


def wrong(text: str) -> list[tuple[str, str]]:
    return [(one.key, word(one.message, "en")) for one in parse(text).problems]


def test_own_facts_are_of_the_kind_that_the_plan_says() -> None:
    kinds = {one.id: one.vocabulary.kind for one in plan().facts}
    assert kinds == {"village": Kind.CHOICE, "school": Kind.LEVEL, "awards": Kind.COUNT, "title_since": Kind.DATE}
    school = next(one for one in plan().facts if one.id == "school")
    assert school.vocabulary.values == ("other", "project_211", "project_985")
    assert (school.column, school.name) == ("毕业院校类型", "毕业院校")


def test_a_plan_says_in_words_what_it_asks() -> None:
    lines = [line.strip() for line in describe(plan(), "en")]
    assert "毕业院校: column “毕业院校类型” of the roster" in lines
    asked = "毕业院校: 211 or above and (县级以上表彰次数 at least 2 or 取得职称时间 for 24 months (since"
    assert any(asked in line for line in lines)
    moving = "(education (full-time): postgraduate or above: 12 months less)"
    assert any(line.startswith("asked for 青年类: start of work for 24 months") and moving in line for line in lines)
    assert "places in the county: 5" in lines


def test_a_plan_with_facts_and_categories_of_its_own_is_in_order() -> None:
    assert [word(one.message, "en") for one in check(WIDE) if one.level is not Level.HINT] == []


def test_criteria_of_categories_are_asked_of_those_only() -> None:
    service = next(one for one in plan().criteria if one.id == "service").require
    assert isinstance(service, ByFact)
    assert [value for value, _ in service.options] == ["minority", "young"]
    assert service.fact == Fact("category")
    assert service.fact.vocabulary.values == ("minority", "young")


def test_whoever_stands_in_a_category_has_to_belong_to_it() -> None:
    member = plan().criteria[-1]
    assert (member.id, member.source.clause) == ("category", "二")
    assert isinstance(member.require, ByFact)
    assert [value for value, _ in member.require.options] == ["minority", "young"]


def test_the_order_of_entries_means_nothing() -> None:
    first, second = ASKED.split("[[criterion]]")[1:]
    other = WIDE.replace(ASKED, f"\n[[criterion]]{second}\n[[criterion]]{first}")
    ours = {one.id: one for one in plan().criteria}
    assert {one.id: one for one in plan(other).criteria} == ours


@pytest.mark.parametrize(
    ("bound", "by", "moved"),
    [
        ("months_at_least = 24", -12, 12),
        ("months_at_least = 24", -30, 0),
        ("months_at_least = 24", 12, 36),
    ],
)
def test_an_adjustment_moves_a_period(bound: str, by: int, moved: int) -> None:
    text = WIDE.replace("months_at_least = 24, adjust", f"{bound}, adjust").replace("by = -12", f"by = {by}")
    service = next(one for one in plan(text).criteria if one.id == "service").require
    assert isinstance(service, ByFact)
    spelled = spelled_out(service.options[0][1])
    assert isinstance(spelled, IfThen)
    assert spelled.then == Test(Fact("work_since"), Operator.MONTHS_AT_LEAST, moved)
    assert spelled.otherwise == Test(Fact("work_since"), Operator.MONTHS_AT_LEAST, 24)


@pytest.mark.parametrize(
    ("test", "by", "moved"),
    [
        ('{ fact = "birth", not_turned = 46, adjust = [ CHANGE ] }', 2, 48),
        ('{ fact = "birth", on_or_after = 1967-06-30, adjust = [ CHANGE ] }', -24, "1965-06-30"),
        ('{ fact = "birth", on_or_after = 1968-02-29, adjust = [ CHANGE ] }', -12, "1967-02-28"),
        ('{ fact = "rank", at_least = "clerk_1", adjust = [ CHANGE ] }', 1, "deputy_section"),
        ('{ fact = "rank", at_least = "clerk_1", adjust = [ CHANGE ] }', -9, "none"),
        ('{ fact = "appraisal_count", years = 3, at_least = 2, adjust = [ CHANGE ] }', -1, 1),
    ],
)
def test_other_bounds_move_too(test: str, by: int, moved: object) -> None:
    change = f'{{ when = {{ fact = "minority", is = "yes" }}, by = {by} }}'
    asked = test.replace("CHANGE", change)
    policy = plan(changed('require = { use = "within_age" }', f"require = {asked}"))
    spelled = spelled_out(policy.criteria[0].require)
    assert isinstance(spelled, IfThen)
    assert isinstance(spelled.then, Test)
    assert spelled.then.bound == moved


def test_several_changes_add_up() -> None:
    test = Test(Fact("work_since"), Operator.MONTHS_AT_LEAST, 24)
    one, other = Test(Fact("sex"), Operator.ONE_OF, frozenset(["male"])), Test(Fact("votes"), Operator.AT_LEAST, 1)
    spelled = spelled_out(Adjusted(test, ((one, -12), (other, -6))))
    assert isinstance(spelled, IfThen)
    assert isinstance(spelled.then, IfThen)
    assert isinstance(spelled.then.then, Test)
    assert spelled.then.then.bound == 6


NO_FIGURE = "there is no figure, level or day that could move, or more than one"
EITHER = '{ fact = "awards", at_least = 2'
ANY = "criterion[own].require.all[3].any[1].adjust"
CHANGE = '{ when = { fact = "sex", is = "female" }, by = 1 }'


@pytest.mark.parametrize(
    ("old", "new", "key", "said"),
    [
        ('id = "village"', 'id = "birth"', "fact[birth].id", "birth is the name of a fact that every plan has"),
        (
            'id = "village"',
            'id = "category"',
            "fact[category].id",
            "category is the name of a fact that every plan has",
        ),
        (
            'column = "取得职称时间"',
            'column = "户籍在本村"',
            "fact[title_since].column",
            "the column 户籍在本村 is another fact's already",
        ),
        ('other = "其他"', 'other = "211"', "fact[school].values.other", "211 stands here twice"),
        (
            '["other", "project_211", "project_985"]',
            '["other", "project_211"]',
            "fact[school].order",
            "missing: project_985",
        ),
        (
            '{ fact = "minority", is = "yes" }',
            '{ fact = "category", is = "young" }',
            "category[minority].when",
            "a category cannot depend on a category",
        ),
        ('["minority", "young"]', '["minority", "old"]', "criterion[service].categories[2]", 'unknown category: "old"'),
        ("by = -12", "by = 0", "criterion[service].require.adjust[1].by", "nothing moves by 0"),
        (
            '{ fact = "village", is = "yes" }',
            f'{{ fact = "village", is = "yes", adjust = [{CHANGE}] }}',
            "criterion[own].require.all[1].adjust",
            NO_FIGURE,
        ),
        (EITHER, f"{EITHER}, at_most = 5, adjust = [{CHANGE}]", ANY, NO_FIGURE),
        (EITHER, EITHER + ", adjust = []", ANY, "there is no change in it"),
        (EITHER, f"{EITHER}, adjust = [{', '.join([CHANGE] * 5)}]", ANY, "more than 4 changes cannot be overlooked"),
    ],
)
def test_what_cannot_be_meant_is_named(old: str, new: str, key: str, said: str) -> None:
    assert (key, said) in wrong(changed(old, new, WIDE))


LIMITED = changed(
    "approvals = 2",
    "approvals = 2\ncaps = { unit = 1, county = 10, category = { young = 2 } }\n"
    'approver = "county_committee"\npublicity = false',
    WIDE,
)


def test_an_exception_may_have_limits() -> None:
    (rule,) = plan(LIMITED).exceptions
    assert (rule.caps.unit, rule.caps.county, rule.caps.category) == (1, 10, {"young": 2})
    assert (rule.approver, rule.publicity) == ("county_committee", False)
    lines = [line.strip() for line in describe(plan(LIMITED), "en")]
    assert "At most 1 in each unit" in lines
    assert "At most 2 in 青年类" in lines
    assert "Who decides: the county Party committee" in lines


def test_limits_of_categories_that_are_not_there_are_refused() -> None:
    text = changed("young = 2", "old = 2", LIMITED)
    assert ("exception[young].caps.category.old", "unknown key: old") in wrong(text)
    assert ("exception[young].caps", "the table limits nothing") in wrong(
        changed("{ unit = 1, county = 10, category = { young = 2 } }", "{}", LIMITED)
    )


def test_months_can_be_taken_off() -> None:
    text = changed('months = "1/2"', "less = 12", WIDE)
    (rule,) = plan(text).exceptions
    waiver = next(one for one in rule.waives if one.criterion == "rank_months")
    assert waiver.by.less == 12
    said = [
        line for line in describe(plan(text), "en") if "asked for chief reserve: " in line and "for 12 months" in line
    ]
    assert said
