"""The mark of an exam of parts: the rules of real plans, and a slow reckoning of the same that shares nothing."""

from collections.abc import Mapping
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reserve.exam.composite import composite, lowest_passing, rounded
from reserve.exam.model import MarkStatus, Paper
from reserve.policy.conditions import ALWAYS
from reserve.policy.examining import Bonus, BonusUse, Exam, ExamPart, Rounding, RoundingMode
from reserve.policy.model import Source
from tests.policy.exams import BONUS, CUT_OFF, FORESTRY, RECORD, examined
from tests.policy.test_exam_section import read

NOWHERE = Source("", "", "")
ABSENT, VOID = Paper(MarkStatus.ABSENT, None), Paper(MarkStatus.VOID, None)
PAPERS = ("public", "professional", "interview")


def taken(**marks: int) -> dict[str, Paper]:
    """Return papers that were sat, by part, in hundredths."""
    return {part: Paper(MarkStatus.TAKEN, mark) for part, mark in marks.items()}


def exam_of(text: str) -> Exam:
    """Return the exam of the small plan with another exam in it."""
    return read(examined(text)).exam


FORESTRY_MARKS = [
    # public, professional, interview; written, total, passed: worked out by hand
    ((7_000, 6_000, 8_000), 6_600, 7_440, True),
    ((6_000, 6_000, 6_000), 6_000, 6_000, True),
    ((5_999, 6_000, 10_000), 5_999, 8_400, False),  # 59.994 → 59.99, below the minimum of the written exam
    ((6_001, 5_999, 5_999), 6_000, 5_999, False),  # 60.002 → 60.00; 59.994 → 59.99
    ((7_333, 6_667, 8_151), 7_067, 7_717, True),  # 70.666 → 70.67; 28.268 + 48.906 = 77.174
    ((0, 0, 10_000), 0, 6_000, False),
]


@pytest.mark.parametrize(("marks", "written", "total", "passes"), FORESTRY_MARKS)
def test_the_forestry_bureau_s_selection(
    marks: tuple[int, int, int],
    written: int,
    total: int,
    passes: bool,  # noqa: FBT001 - from the table
) -> None:
    exam = exam_of(FORESTRY)
    found = composite(exam, taken(**dict(zip(PAPERS, marks, strict=True))), {})
    assert (found.mark_of("written"), found.total) == (written, total)
    assert found.passed(exam.pass_line) is passes
    assert [line.part.id for line in found.lines] == ["written", "public", "professional", "interview"]
    assert [line.depth for line in found.lines] == [0, 1, 1, 0]


@pytest.mark.parametrize(
    ("written", "interview", "total", "passes"),
    [
        (7_013, 8_127, 7_681, True),  # 28.052 + 48.762 = 76.814
        (7_001, 8_001, 7_601, True),  # 28.004 + 48.006 = 76.01
        (7_013, 8_126, 7_680, True),  # 28.052 + 48.756 = 76.808: cut off, rounding would give 76.81
        (10_000, 6_999, 8_199, False),  # the interview is below 70; 81.994
        (0, 7_000, 4_200, True),
    ],
)
def test_decimals_are_cut_off_where_the_county_does(written: int, interview: int, total: int, passes: bool) -> None:  # noqa: FBT001 - from the table
    exam = exam_of(CUT_OFF)
    found = composite(exam, taken(written=written, interview=interview), {})
    assert (found.total, found.passed(exam.pass_line)) == (total, passes)


def test_records_are_added_up() -> None:
    exam = exam_of(RECORD)
    found = composite(exam, taken(education=1_200, standing=2_000, title=800, appraisal=2_500, awards=1_300), {})
    assert found.total == 7_800
    assert composite(exam, taken(**{part.id: part.full for part in exam.papers}), {}).total == exam.full


@pytest.mark.parametrize(
    ("papers", "status"),
    [
        ({}, None),
        (taken(public=7_000, professional=7_000), None),
        ({**taken(public=7_000), "professional": ABSENT}, MarkStatus.ABSENT),
        ({**taken(public=7_000, interview=9_000), "professional": ABSENT}, MarkStatus.ABSENT),
        ({"public": VOID, "professional": ABSENT}, MarkStatus.VOID),
        ({**taken(public=10_000, professional=10_000), "interview": VOID}, MarkStatus.VOID),
    ],
)
def test_an_absence_and_a_void_paper_count_for_the_whole_and_a_missing_one_leaves_it_open(
    papers: Mapping[str, Paper], status: MarkStatus | None
) -> None:
    found = composite(exam_of(FORESTRY), papers, {})
    assert (found.status, found.total, found.passed(0)) == (status, None, False)


def test_who_is_below_a_minimum_is_out_before_the_other_parts_are_marked() -> None:
    found = composite(exam_of(FORESTRY), taken(public=5_000, professional=5_000), {})
    assert [line.part.id for line in found.short] == ["written"]
    assert found.status is None


@pytest.mark.parametrize(
    ("bonuses", "bonus", "total"),
    [
        ({"master": False, "township": False}, 0, 5_800),
        ({"master": True, "township": False}, 300, 6_100),
        ({"master": True, "township": True}, 500, 6_300),
        ({"master": True, "township": None}, 300, None),
        ({"master": False, "township": None}, 0, None),
        ({}, 0, None),
    ],
)
def test_bonuses_are_capped_and_an_unknown_fact_leaves_the_mark_open(
    bonuses: Mapping[str, bool | None], bonus: int, total: int | None
) -> None:
    exam = exam_of(BONUS)
    found = composite(exam, {"": Paper(MarkStatus.TAKEN, 5_800)}, bonuses)
    assert (found.plain, found.bonus, found.total) == (5_800, bonus, total)
    assert (found.status is None) is bool(found.waiting)
    assert found.passed(exam.pass_line) is (total is not None and total >= 6_000)


def test_a_bonus_that_is_unknown_does_not_matter_once_the_cap_is_reached() -> None:
    exam = exam_of(BONUS.replace("bonus_cap = 5", "bonus_cap = 3"))
    found = composite(exam, {"": Paper(MarkStatus.TAKEN, 5_800)}, {"master": True, "township": None})
    assert (found.total, found.waiting) == (6_100, ())


def test_a_bonus_for_the_order_alone_helps_nobody_to_pass() -> None:
    exam = exam_of('bonus_for = "order"\n' + BONUS)
    found = composite(exam, {"": Paper(MarkStatus.TAKEN, 5_800)}, {"master": True, "township": True})
    assert (found.judged, found.total) == (5_800, 6_300)
    assert not found.passed(6_000)
    assert exam.bonus_for is BonusUse.ORDER


@pytest.mark.parametrize(
    ("value", "places", "half_up", "truncate"),
    [
        ("6666.5", 2, 6_667, 6_666),
        ("6666.49", 2, 6_666, 6_666),
        ("6665", 1, 6_670, 6_660),
        ("6664", 1, 6_660, 6_660),
        ("6650", 0, 6_700, 6_600),
        ("0", 0, 0, 0),
    ],
)
def test_rounding(value: str, places: int, half_up: int, truncate: int) -> None:
    assert rounded(Fraction(value), Rounding(places, RoundingMode.HALF_UP)) == half_up
    assert rounded(Fraction(value), Rounding(places, RoundingMode.TRUNCATE)) == truncate


@pytest.mark.parametrize(
    ("marks", "drop", "line"),
    [
        ([], "1/4", 0),
        ([50], "1/4", 50),
        ([50, 60, 70], "1/4", 50),  # a quarter of three is none
        ([50, 60, 70, 80], "1/4", 60),
        ([50, 50, 70, 80], "1/4", 50),  # level with who would go: both stay
        ([50, 60, 60, 80], "1/4", 60),
        ([10, 20, 30, 40, 50, 60, 70, 80], "1/4", 30),
        (list(range(229)), "1/4", 57),  # 229 sat, a quarter goes
    ],
)
def test_the_lowest_go_and_ties_at_the_border_stay(marks: list[int], drop: str, line: int) -> None:
    assert lowest_passing(marks, Fraction(drop)) == line
    assert lowest_passing(marks[::-1], Fraction(drop)) == line


@given(st.lists(st.integers(0, 20), max_size=40), st.fractions(Fraction(1, 50), Fraction(49, 50), max_denominator=50))
def test_as_many_go_as_can_without_parting_those_who_are_level(marks: list[int], drop: Fraction) -> None:
    gone = [mark for mark in marks if mark < lowest_passing(marks, drop)]
    assert len(gone) <= len(marks) * drop
    if marks:
        more = [mark for mark in marks if mark <= min(set(marks) - set(gone))]
        assert len(more) > len(marks) * drop - 1


# ------------------------------------------------------------ the slow reckoning

WEIGHTS = st.lists(st.integers(1, 5), min_size=1, max_size=3).map(
    lambda parts: [Fraction(one, sum(parts)) for one in parts]
)


@st.composite
def exams(draw: st.DrawFn) -> Exam:
    """Any exam: up to three parts at the top, each a paper or a group of up to three papers."""
    parts: list[ExamPart] = []
    for number, weight in enumerate(draw(WEIGHTS)):
        name = f"top_{number}"
        parts.append(_part(draw, name, weight, ""))
        if draw(st.booleans()):
            parts += [_part(draw, f"{name}_{one}", below, name) for one, below in enumerate(draw(WEIGHTS))]
    rounding = Rounding(draw(st.integers(0, 2)), draw(st.sampled_from(RoundingMode)), draw(st.booleans()))
    bonuses = tuple(
        Bonus(f"b{one}", NOWHERE, ALWAYS, draw(st.integers(1, 500))) for one in range(draw(st.integers(0, 2)))
    )
    cap = draw(st.none() | st.integers(0, 700))
    return Exam(10_000, 6_000, NOWHERE, tuple(draw(st.permutations(parts))), bonuses, cap, rounding=rounding)


def _part(draw: st.DrawFn, name: str, weight: Fraction, group: str) -> ExamPart:
    full = draw(st.sampled_from([10_000, 12_000, 5_000, 333]))
    return ExamPart(name, name, full, weight, draw(st.none() | st.integers(0, full)), group, NOWHERE)


def slow(
    exam: Exam, marks: Mapping[str, Paper], bonuses: Mapping[str, bool | None]
) -> tuple[str | None, int | None, bool]:
    """Return status, total and whether a minimum is missed, reckoned with long decimals and no shared code."""
    heads = [part.id for part in exam.parts if any(other.of == part.id for other in exam.parts)]
    words = [marks[part.id].status if part.id in marks else None for part in exam.parts if part.id not in heads]
    points: dict[str, Fraction] = {}
    for part in exam.parts:
        if part.id in marks and (mark := marks[part.id].hundredths) is not None:
            points[part.id] = Fraction(mark)
    for head in heads:
        below = [part for part in exam.parts if part.of == head]
        if all(part.id in points for part in below):
            group = next(part for part in exam.parts if part.id == head)
            summed = sum(((part.weight or 0) * points[part.id] * group.full / part.full for part in below), Fraction(0))
            points[head] = _slowly_rounded(summed, exam.rounding) if exam.rounding.groups else summed
    missed = any(
        part.minimum is not None and part.id in points and points[part.id] < part.minimum for part in exam.parts
    )
    if MarkStatus.VOID in words:
        return "void", None, missed
    if MarkStatus.ABSENT in words:
        return "absent", None, missed
    if None in words:
        return None, None, missed
    top = [part for part in exam.parts if not part.of]
    total = _slowly_rounded(
        sum(((part.weight or 0) * points[part.id] * exam.full / part.full for part in top), Fraction(0)), exam.rounding
    )
    added = {_sum(exam, bonuses, unknown=answer) for answer in (False, True)}
    if len(added) > 1:
        return None, None, missed
    return "taken", int(total) + added.pop(), missed


def _sum(exam: Exam, bonuses: Mapping[str, bool | None], *, unknown: bool) -> int:
    got = 0
    for one in exam.bonuses:
        answer = bonuses.get(one.id)
        got += one.marks if (unknown if answer is None else answer) else 0
    return got if exam.bonus_cap is None or got < exam.bonus_cap else exam.bonus_cap


def _slowly_rounded(value: Fraction, rules: Rounding) -> Fraction:
    exact = Decimal(value.numerator * 10**40 // value.denominator).scaleb(-42)
    mode = ROUND_HALF_UP if rules.mode is RoundingMode.HALF_UP else ROUND_DOWN
    # 40 digits decide; a half that is exact stays exact, and what lies closer to it does not occur.
    return Fraction(exact.quantize(Decimal(1).scaleb(-rules.places), rounding=mode)) * 100


PAPER = st.one_of(
    st.integers(0, 333).map(lambda mark: Paper(MarkStatus.TAKEN, mark)), st.sampled_from([ABSENT, VOID, None])
)


@given(exams(), st.data())
def test_the_composite_is_the_slow_reckoning(exam: Exam, data: st.DataObject) -> None:
    drawn = {part.id: data.draw(PAPER if data.draw(st.integers(0, 4)) == 0 else st.builds(
        Paper, st.just(MarkStatus.TAKEN), st.integers(0, part.full))) for part in exam.papers}  # fmt: skip
    papers = {part: paper for part, paper in drawn.items() if paper is not None}
    bonuses = {one.id: data.draw(st.sampled_from([True, False, None])) for one in exam.bonuses}
    found = composite(exam, papers, bonuses)
    assert (found.status, found.total, bool(found.short)) == slow(exam, papers, bonuses)


@given(exams(), st.data())
def test_a_better_paper_never_makes_the_mark_worse(exam: Exam, data: st.DataObject) -> None:
    marks = {part.id: data.draw(st.integers(0, part.full)) for part in exam.papers}
    better = dict(marks)
    raised = data.draw(st.sampled_from(exam.papers))
    better[raised.id] = data.draw(st.integers(marks[raised.id], raised.full))
    answers = {one.id: False for one in exam.bonuses}
    before, after = (composite(exam, taken(**one), answers) for one in (marks, better))
    assert before.total is not None
    assert after.total is not None
    assert after.total >= before.total
    assert len(after.short) <= len(before.short)
