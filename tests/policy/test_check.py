"""What can be used but is hardly meant is found, and nothing is found in a plan that is in order."""

import datetime as dt
from pathlib import Path

import pytest

from reserve.policy.check import check
from reserve.policy.load import shipped
from reserve.policy.problems import Level
from reserve.text import word
from tests.policy.mistakes import AGE, EDUCATION
from tests.policy.plans import PLAN, changed
from tests.policy.test_mistakes import line_with

COUNTY, LITERAL = shipped()[:2]
CHOICE = PLAN[PLAN.index('chosen = "') : PLAN.index("[reading.options]")]
READING = PLAN[PLAN.index("[[reading]]") : PLAN.index("[[definition]]")]
UNUSED_READING = (
    READING.replace("age_45", "other").replace("boundary = true\n", "") + 'third = "又一种"\n\n[[definition]]'
)
UNUSED_DEFINITION = """[[definition]]
id = "unused"
clause = "九"
wording = "无用"
document = "方案"
require = { use = "within_age" }

"""
WAIVES = 'criterion = "rank_months"\nsteps = 1\nmonths = "1/2"\n'
UNDER_30 = 'require = { fact = "birth", not_turned = 30 }'
BY_CLASS = PLAN[PLAN.index("[criterion.require]\nby") : PLAN.index("[[exception]]")]
OVER_AGE = 'when = { not = { use = "within_age" } }'
WAIVES_EDUCATION = '\n[[exception.waives]]\ncriterion = "education"\n'
POSTGRADUATE = 'require = { fact = "education", forms = ["full_time"], at_least = "postgraduate" }'
SECONDARY = 'require = { fact = "education", at_most = "secondary" }'
PARTY_SCHOOL = 'require = { fact = "education", forms = ["party_school"], at_least = "bachelor" }'
BOTH_CLASSES = (
    'by = "class", options = {{ chief = {{ {how} = [ {{ fact = "votes", at_most = 3 }}, '
    '{{ fact = "votes", at_least = {least} }} ] }}, deputy = {{ fact = "votes", at_least = {deputy} }} }}'
)
OFF = 'document = "方案"\nonly_if = { reading = "age_45", is = "on_birthday" }\n'

# What is replaced by what; level, a piece of the line, key and words of the one thing to be found.
DOUBTS = [
    # readings and definitions
    (CHOICE, "", Level.WARNING, "[[reading]]", "reading[age_45].chosen",
     "the reading age_45 is undecided: a cycle cannot start"),
    ("[[definition]]", UNUSED_READING, Level.WARNING, 'id = "other"', "reading[other].id",
     "nothing depends on the reading other"),
    ("boundary = true\n", "", Level.HINT, "[[reading]]", "reading[age_45].boundary",
     "the reading age_45 decides an age, but does not mark the people at the boundary"),
    ("[[criterion]]", UNUSED_DEFINITION + "[[criterion]]", Level.WARNING, 'id = "unused"', "definition[unused].id",
     "the definition unused is never used"),
    # what is left out
    ("as_of = 2026-06-30\n", "", Level.HINT, "format", "as_of",
     "the plan names no as-of date; it has to be given for every run"),
    ('leap_birthday = "03-01"\n', "", Level.HINT, "format", "leap_birthday",
     "the plan does not say when those born on 29 February have their birthday; 1 March is taken"),
    (PLAN[PLAN.index("[[flag]]") : PLAN.index("[recommendation]")], "", Level.HINT, "format", "flag",
     "the plan names no ground to look again at present members"),
    # criteria
    (EDUCATION, 'fact = "education", at_least = "college", at_most = "secondary"', Level.ERROR, "secondary",
     "criterion[education].require", "nobody can meet education"),
    (EDUCATION, 'fact = "birth", on_or_after = 2026-07-01', Level.ERROR, "2026-07-01", "criterion[education].require",
     "nobody can meet education"),
    (EDUCATION, 'fact = "vote_share", at_least = "1/2", at_most = "1/3"', Level.ERROR, "1/3",
     "criterion[education].require", "nobody can meet education"),
    (EDUCATION, 'fact = "education", at_least = "none"', Level.WARNING, '"none"', "criterion[education].require",
     "everybody meets education for whom the facts are known"),
    (EDUCATION, 'fact = "sex", in = ["male", "female"]', Level.WARNING, "female", "criterion[education].require",
     "everybody meets education for whom the facts are known"),
    (EDUCATION, BOTH_CLASSES.format(how="any", least=3, deputy=0), Level.WARNING,
     'by = "class"', "criterion[education].require", "everybody meets education for whom the facts are known"),
    (EDUCATION, BOTH_CLASSES.format(how="all", least=4, deputy=1), Level.WARNING,
     'by = "class"', "criterion[education].require", "nobody can meet education as chief reserve"),
    ('wording = "学历"\ndocument = "方案"\n', 'wording = "学历"\n' + OFF, Level.HINT, "only_if",
     "criterion[education].only_if", "education is not in force under the chosen readings"),
    (EDUCATION, 'fact = "birth", on_or_before = 1970-01-01', Level.ERROR, "[[criterion]]", "criterion",
     "the criteria contradict each other: nobody can meet them all"),
    ("chief = { fact", "#", Level.HINT, "[criterion.require]\nby", "criterion[rank_months].require",
     "nothing is demanded for chief reserve"),
    # flags and figures
    (OVER_AGE, 'when = { fact = "votes", at_most = { fact = "places" }, at_least = 0 }', None, "", "", ""),
    (OVER_AGE, 'when = { fact = "votes", at_least = 0 }', Level.WARNING, "when =", "flag[over_age].when",
     "over_age is shown for everybody"),
    (OVER_AGE, 'when = { fact = "rank", at_least = "clerk_1", at_most = "none" }', Level.WARNING, "when =",
     "flag[over_age].when", "over_age can never be shown"),
    ('attendance = "2/3"', 'attendance = "0/3"', Level.HINT, "attendance", "recommendation.attendance",
     "a vote counts however few attend"),
    ('attendance = "2/3"', 'attendance = "2/3"\nminimum_share = "30%"\nremark_below = "25%"', Level.HINT, "remark",
     "recommendation.remark_below", "the remark is never shown: nobody below minimum_share is put forward"),
    ('attendance = "2/3"', 'attendance = "2/3"\nminimum_share = "30%"\nremark_below = "30%"', Level.HINT, "remark",
     "recommendation.remark_below", "the remark is never shown: nobody below minimum_share is put forward"),
    ('attendance = "2/3"', 'attendance = "2/3"\nminimum_share = "25%"\nremark_below = "30%"', None, "", "", ""),
    ("pass = 60", "pass = 0", Level.HINT, "pass", "exam.pass", "everybody who sits the exam passes"),
    ("chief = 2, deputy = 1", "chief = 0, deputy = 0", Level.WARNING, "per_post", "quota.per_post",
     "there are no places in any class"),
    # exceptions
    (WAIVES, 'criterion = "education"\nyears = 3\n', Level.WARNING, "[[exception]]", "exception[young]",
     "the exception young can waive nothing: nothing in education is lowered by it"),
    (UNDER_30, POSTGRADUATE + WAIVES_EDUCATION + "steps = 1", Level.WARNING, "[[exception.waives]]",
     "exception[young].waives[education]",
     "this waives nothing: whoever meets the conditions of the exception meets education anyway"),
    (UNDER_30, UNDER_30 + '\n[[exception.waives]]\ncriterion = "education"\nentirely = true', None, "", "", ""),
    (UNDER_30, SECONDARY + WAIVES_EDUCATION + PARTY_SCHOOL, Level.WARNING, "[[exception]]", "exception[young]",
     "nobody can be admitted by the exception young"),
    (UNDER_30, 'require = { fact = "birth", not_turned = 30, on_or_before = 1990-01-01 }', Level.WARNING,
     "[[exception.condition]]", "exception[young].condition",
     "nobody can meet all conditions of the exception young"),
    (UNDER_30, 'require = { not = { fact = "birth", not_turned = 47 } }', Level.WARNING, "[[exception]]",
     "exception[young]", "nobody can be admitted by the exception young"),
    (UNDER_30, 'require = { fact = "vote_share", at_least = "0%" }', Level.WARNING, '"0%"',
     "exception[young].condition[under_30].require",
     "everybody meets under_30 for whom the facts are known"),
    (UNDER_30, UNDER_30 + '\n[[exception.waives]]\ncriterion = "education"\nsteps = 9', Level.HINT,
     "[[exception.waives]]", "exception[young].waives[education]", "nothing is left of education"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "level", "piece", "key", "said"), DOUBTS)
def test_what_is_doubtful_is_found_and_nothing_else(
    old: str, new: str, level: Level | None, piece: str, key: str, said: str
) -> None:
    text = changed(old, new)
    found = [(one.level, one.line, one.key, word(one.message, "en")) for one in check(text)]
    assert found == ([] if level is None else [(level, line_with(text, piece), key, said)])


def test_a_reading_that_marks_a_boundary_decides_an_age() -> None:
    text = changed(
        "[[definition]]", UNUSED_READING.replace("question", "boundary = true\nquestion", 1)
    ).replace(OVER_AGE, 'when = { by_reading = "other", options = { not_turned = { fact = "sex", is = "male" }, '
              'on_birthday = { use = "within_age" }, third = { not = { use = "within_age" } } } }')  # fmt: skip
    assert check(text) == ()
    text = text.replace("on_birthday = { use", 'on_birthday = { fact = "sex", is = "male" }, third = { fact = "sex", '
                        'is = "male" } } } #')  # fmt: skip
    assert [word(one.message, "en") for one in check(text)] == [
        "the reading other marks a boundary of age, but decides no age"
    ]


def test_an_open_reading_is_no_reason_to_call_a_rule_empty() -> None:
    """Of what is in force in one reading only, nothing is claimed while the reading is open."""
    text = changed(CHOICE, "").replace('wording = "学历"\ndocument = "方案"\n', 'wording = "学历"\n' + OFF)
    text = text.replace(WAIVES, 'criterion = "education"\nsteps = 1\n')
    assert [one.key for one in check(text)] == ["reading[age_45].chosen"]


def test_a_definition_used_only_by_an_unused_one_is_unused_too() -> None:
    inner = UNUSED_DEFINITION.replace('"unused"', '"inner"')
    outer = UNUSED_DEFINITION.replace('use = "within_age"', 'use = "inner"')
    found = [one.key for one in check(changed("[[criterion]]", inner + outer + "[[criterion]]"))]
    assert found == ["definition[inner].id", "definition[unused].id"]


def test_the_plan_of_the_county_is_in_order() -> None:
    assert check(COUNTY.read_text("utf-8")) == ()


def test_the_plan_read_literally_has_an_exception_that_can_waive_nothing() -> None:
    text = LITERAL.read_text("utf-8")
    found = check(text)
    serious = [one for one in found if one.level is not Level.HINT]
    assert [(one.level, one.line, one.key, one.clause) for one in serious] == [
        (Level.WARNING, line_with(text, "[[exception]]"), "exception[young_postgraduate]", "三.3")
    ]
    assert word(serious[0].message, "en").startswith("the exception young_postgraduate can waive nothing")
    assert {one.key for one in found if one.level is Level.HINT} == {
        "criterion[rank].only_if",
        "criterion[rank_months].only_if",
    }


@pytest.mark.parametrize("path", [COUNTY, LITERAL], ids=lambda path: path.stem)
def test_the_seed_s_exception_would_waive_nothing_that_the_clause_names(path: Path) -> None:
    text = path.read_text("utf-8").replace('"education", "age", ', "")
    text = text.replace(
        "# ---------------------------------------------------------------- 在库",
        '[[exception.waives]]\ncriterion = "age"\nyears = 5\n'
        '[[exception.waives]]\ncriterion = "education"\nsteps = 1\n\n# 在库',
    )
    said = " ".join(word(one.message, "en") for one in check(text))
    for criterion in ("age", "education"):
        assert f"whoever meets the conditions of the exception meets {criterion} anyway" in said


def test_the_day_on_which_a_plan_is_judged_can_be_left_open() -> None:
    text = changed("as_of = 2026-06-30\n", "").replace(
        UNDER_30, f'require = {{ fact = "birth", on_or_after = {dt.date(1996, 7, 1)} }}'
    )
    assert [one.level for one in check(text)] == [Level.HINT]


def test_very_many_open_readings_are_not_all_combined() -> None:
    readings = "".join(
        READING.replace("age_45", f"open_{number}").replace(CHOICE, "").replace("boundary = true\n", "")
        for number in range(20)
    )
    found = check(changed("[[definition]]", readings + "[[definition]]"))
    assert len(found) == 40


def test_a_plan_that_cannot_be_loaded_is_told_its_mistakes_only() -> None:
    text = changed("pass = 60", "pass = 600").replace(AGE, "require = {}").replace("as_of = 2026-06-30\n", "")
    assert {one.level for one in check(text)} == {Level.ERROR}
