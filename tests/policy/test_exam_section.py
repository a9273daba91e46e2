"""Exams of several parts and stages: read, checked, described; a plan that says nothing stays as it was."""

from fractions import Fraction
from pathlib import Path

import pytest

from reserve.policy.check import check
from reserve.policy.describe import describe
from reserve.policy.examining import WHOLE, BonusUse, Rounding, RoundingMode, StageKind, inspection_first
from reserve.policy.load import load, parse, shipped
from reserve.policy.model import Policy
from reserve.text import word
from tests.policy.exams import (
    BONUS,
    CUT_OFF,
    FORESTRY,
    LOWEST_QUARTER,
    ONE_PAPER,
    RECORD,
    examined,
    stage,
    stages,
)
from tests.policy.plans import PLAN
from tests.policy.test_mistakes import line_with

USUAL = stages("recommendation", "screening", "inspection", "exam", "list")
EXAM_FIRST = stages("recommendation", "screening", "exam", "inspection", "list")


def read(text: str) -> Policy:
    """Return a plan without mistakes."""
    loaded = parse(text)
    assert loaded.policy is not None, [(one.key, word(one.message, "en")) for one in loaded.problems]
    return loaded.policy


@pytest.mark.parametrize("path", shipped()[:2], ids=lambda path: path.stem)
def test_a_plan_that_says_nothing_of_parts_has_one_paper(path: Path) -> None:
    exam = load(path).exam
    assert not exam.composed
    assert [(part.id, part.full) for part in exam.papers] == [(WHOLE, exam.full)]
    assert exam.drop_lowest is None
    assert inspection_first(load(path).stages)


def test_an_exam_in_parts_is_read_with_its_groups() -> None:
    exam = read(examined(FORESTRY)).exam
    assert (exam.full, exam.pass_line, exam.composed) == (10_000, 6_000, True)
    assert [part.id for part in exam.papers] == ["public", "professional", "interview"]
    assert [part.id for part in exam.below("written")] == ["public", "professional"]
    assert [(part.id, part.weight, part.minimum, part.full) for part in exam.below("")] == [
        ("written", Fraction(2, 5), 6_000, 10_000),
        ("interview", Fraction(3, 5), None, 10_000),
    ]
    assert exam.part("public").source.wording == "公共科目"
    assert exam.rounding == Rounding(2, RoundingMode.HALF_UP)


def test_marks_that_are_added_need_no_weights() -> None:
    exam = read(examined(RECORD)).exam
    assert sum(part.full for part in exam.papers) == exam.full
    assert {part.weight for part in exam.papers} == {None}


def test_the_rest_of_an_exam_is_read() -> None:
    assert read(examined(LOWEST_QUARTER)).exam.drop_lowest == Fraction(1, 4)
    assert read(examined(CUT_OFF)).exam.rounding.mode is RoundingMode.TRUNCATE
    exam = read(examined(BONUS)).exam
    assert [(one.id, one.marks) for one in exam.bonuses] == [("master", 300), ("township", 300)]
    assert (exam.bonus_cap, exam.bonus_for) == (500, BonusUse.TOTAL)
    exam = read(examined('bonus_for = "order"\nmakeup_months = 3\n' + BONUS)).exam
    assert (exam.bonus_for, exam.makeup_months) == (BonusUse.ORDER, 3)


def test_stages_stand_in_their_order_whatever_that_of_the_file() -> None:
    policy = read(PLAN + stage("list", 9) + stage("exam", 5, 'funnel = { drop = "1/4" }') + stage("screening", 2))
    assert [one.kind for one in policy.stages] == [StageKind.SCREENING, StageKind.EXAM, StageKind.LIST]
    assert policy.stages[1].funnel is not None
    assert policy.stages[1].funnel.drop == Fraction(1, 4)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("", True),
        (USUAL, True),
        (EXAM_FIRST, False),
        (stages("screening", "exam", "list"), False),
        (USUAL.replace("order = 3\n", "order = 3\ngate = false\n"), False),
    ],
)
def test_the_inspection_comes_first_unless_the_stages_say_otherwise(text: str, first: bool) -> None:  # noqa: FBT001 - from the table
    assert inspection_first(read(PLAN + text).stages) is first


def test_a_plan_whose_stages_hold_no_exam_needs_none() -> None:
    text = PLAN[: PLAN.index("[exam]")] + PLAN[PLAN.index("[listing]") :].replace(', "mark"', "")
    policy = read(text + stages("recommendation", "screening", "list"))
    assert not policy.exam.held
    assert "the plan holds no exam" in "\n".join(describe(policy, "en"))
    assert "missing: exam" in [word(one.message, "en") for one in parse(text).problems]


@pytest.mark.parametrize(
    ("exam", "order", "known"),
    [
        (ONE_PAPER, "total", True),
        (ONE_PAPER, "written", False),
        (FORESTRY, "written", True),
        (FORESTRY, "interview", True),
        (FORESTRY, "part:public", True),
        (FORESTRY, "part:privat", False),
        (RECORD, "written", False),
    ],
)
def test_the_list_is_ordered_by_what_the_exam_has(exam: str, order: str, known: bool) -> None:  # noqa: FBT001 - from the table
    problems = parse(
        examined(exam).replace('["votes", "mark"]', f'["total", "{order}"]' if order != "total" else '["total"]')
    ).problems
    assert [one.key for one in problems] == ([] if known else ["listing.order[2]"])


MISTAKES = [
    (FORESTRY.replace('"60%"', '"50%"', 1), 'weight = "40%"\n[[exam.part]]\nid = "interview"',
     "exam.part[professional].weight", "the weights of 笔试 add up to 90%, not to 100%", "with 50% here they would"),
    (CUT_OFF.replace('"60%"', '"70%"'), 'weight = "70%"', "exam.part[interview].weight",
     "the weights of the whole exam add up to 110%, not to 100%", "with 60% here they would"),
    (FORESTRY.replace('of = "written"\nweight = "40%"\n', 'of = "written"\n'),
     '[[exam.part]]\nid = "professional"', "exam.part[professional]",
     "the other parts of 笔试 have a weight, this one has none",
     "give every part of a group a weight, or none: then their marks are added"),
    (RECORD.replace("full = 30", "full = 35"), "full = 15\n\n[listing]", "exam.part[awards].full",
     "the marks of the whole exam are added and come to 105, while its full mark is 100",
     "give the parts weights, or write full = 105"),
    (FORESTRY.replace('of = "written"', 'of = "writen"', 1), 'of = "writen"', "exam.part[public].of",
     'unknown part: "writen"', "did you mean written?"),
    (CUT_OFF.replace('weight = "40%"', 'weight = "40%"\nof = "written"'), 'of = "written"', "exam.part[written].of",
     "written is a part of itself", ""),
    (CUT_OFF.replace('"面试"', '"笔试"'), 'name = "笔试"\nweight = "60%"', "exam.part[interview].name",
     "笔试 stands here twice", ""),
    (CUT_OFF.replace('"面试"', '"总分"'), 'name = "总分"', "exam.part[interview].name",
     '"总分" is another column of the workbook of marks',
     "the name of a part is the header of its column: give it another one"),
    (CUT_OFF.replace("minimum = 70", "minimum = 170"), "minimum", "exam.part[interview].minimum",
     "the minimum is above the full mark", ""),
    (LOWEST_QUARTER + "pass = 60\n", "drop_lowest", "exam.drop_lowest", "pass and drop_lowest both say who passes",
     "take one of the two out"),
    ("full = 100\n", "[exam]", "exam.pass", "missing: pass", ""),
    ('full = 100\ndrop_lowest = "100%"\n', "drop_lowest", "exam.drop_lowest", '"100%" is out of range',
     'a share such as "25%" or "1/4"'),
    (BONUS.replace('{ fact = "unit_kind", is = "township" }', '{ fact = "votes", at_least = 3 }'),
     'when = { fact = "votes"', "exam.bonus[township].when", "a bonus cannot depend on votes",
     "a person sits the exam once, whatever class and votes; ask for facts of the person"),
    (BONUS.replace('{ fact = "unit_kind", is = "township" }', '{ use = "many_votes" }'),
     'when = { use = "many_votes"', "exam.bonus[township].when",
     "a bonus cannot depend on vote_share, vote_rank, places",
     "a person sits the exam once, whatever class and votes; ask for facts of the person"),
    (CUT_OFF.replace("places = 2", "places = 3"), "rounding", "exam.rounding.places", "3 is out of range",
     "a whole number from 0 to 2"),
    (CUT_OFF.replace('"truncate"', '"cut"'), "rounding", "exam.rounding.mode", 'unknown word: "cut"',
     "accepted here: half_up, truncate"),
]  # fmt: skip


@pytest.mark.parametrize(("exam", "piece", "key", "said", "advice"), MISTAKES)
def test_a_mistake_in_an_exam_is_named(exam: str, piece: str, key: str, said: str, advice: str) -> None:
    text = examined(exam)
    found = [(one.line, one.key, word(one.message, "en"), word(one.advice or "", "en")) for one in parse(text).problems]
    assert found == [(line_with(text, piece), key, said, advice)]


STAGES = [
    (stages("exam") + stage("exam", 2).replace("exam_stage", "again") + stage("list", 3), "stage[again].kind",
     "exam was used before, on line 127"),
    (stages("exam", "list") + stage("inspection", 1), "stage[inspection_stage].order",
     "1 was used before, on line 128"),
    (stages("exam", "list", "inspection"), "stage[inspection_stage].order",
     "inspection_stage comes after the list and is never reached"),
    (stages("approval", "exam", "list"), "stage[approval_stage].order", "approval_stage comes before there is a list"),
    (stages("screening", "exam"), "stage", "no stage draws up the list"),
    (stages("exam") + stage("inspection", 2, "funnel = { ratio = 3 }") + stage("list", 3),
     "stage[inspection_stage].funnel", "nobody stands in an order after this stage, so nobody can come first"),
    (stage("exam", 1, "funnel = { ratio = 3, count = 4 }") + stage("list", 3), "stage[exam_stage].funnel",
     "a funnel says one of ratio, count, drop"),
    (stage("exam", 1, "funnel = { ratio = 0 }") + stage("list", 3), "stage[exam_stage].funnel.ratio",
     "0 is out of range"),
    (stages("exam", "interview", "list"), "stage[interview_stage].kind",
     "the exam has no part that is the interview"),
    (stages("recommendation", "list"), "exam", "none of the stages is an exam"),
]  # fmt: skip


@pytest.mark.parametrize(("more", "key", "said"), STAGES)
def test_a_mistake_in_the_stages_is_named(more: str, key: str, said: str) -> None:
    assert [(one.key, word(one.message, "en")) for one in parse(PLAN + more).problems] == [(key, said)]


DOUBTS = [
    (examined(BONUS.replace("bonus_cap = 5", "bonus_cap = 6")), "exam.bonus_cap",
     "the bonuses together never come above the cap"),
    (examined(CUT_OFF.replace('"40%"', '"0%"').replace('"60%"', '"100%"')), "exam.part[written].weight",
     "written counts for nothing"),
    (examined(ONE_PAPER + "makeup_months = 3\n"), "exam.makeup_months", "it is read and described, not enforced"),
    (examined(ONE_PAPER).replace('["votes", "mark"]', '["mark", "total"]'), "listing.order",
     "the mark and the total are the same"),
    (PLAN + stage("exam", 1, 'funnel = { ratio = "1/2" }') + stage("list", 2), "stage[exam_stage].funnel.ratio",
     "exam_stage lets in fewer people than there are places"),
    (PLAN + stage("exam", 1, "applicants_at_least = 10") + stage("list", 2),
     "stage[exam_stage].applicants_at_least", "it is read and described, not enforced"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "key", "said"), DOUBTS)
def test_what_is_doubtful_in_an_exam_is_found(text: str, key: str, said: str) -> None:
    assert (key, said) in [(one.key, word(one.message, "en")) for one in check(text)]


@pytest.mark.parametrize("lang", ["en", "zh_CN"])
def test_an_exam_is_described_with_every_figure(lang: str) -> None:
    said = "\n".join(
        describe(read(examined(FORESTRY, USUAL.replace("order = 4\n", "order = 4\nfunnel = { ratio = 5 }\n"))), lang)
    )
    for figure in ("公共科目", "专业科目", "面试", "40%", "60%", "60", "100", "5"):
        assert figure in said
    assert "{" not in said
    said = "\n".join(describe(read(examined(BONUS)), lang))
    for figure in ("研究生加3分", "3", "5"):
        assert figure in said
