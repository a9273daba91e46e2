import pytest
from hypothesis import given
from hypothesis import strategies as st

from reserve.dates import PartialDate
from reserve.roster.model import EducationLevel, Probation, Rank, Status
from reserve.roster.words import (
    FULL_TIME,
    IN_SERVICE,
    LEVELS,
    RANKS,
    STATUSES,
    Sanction,
    Schooling,
    degree,
    discipline,
    earlier_ranks,
    education,
    probation,
    rank,
    status,
)
from reserve.workbook.cells import Problem, Raw
from reserve.workbook.findings import Level

BACHELOR = EducationLevel.BACHELOR
POSTGRADUATE = EducationLevel.POSTGRADUATE


def level(value: object) -> Level:
    assert isinstance(value, Problem)
    return value.level


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        *(
            ("小学", "middle_school"),
            ("初中", "middle_school"),
            ("高中", "secondary"),
            ("中专", "secondary"),
            ("技校", "secondary"),
        ),
        *(
            ("大专", "college"),
            ("专科", "college"),
            ("大学专科", "college"),
            ("大专学历", "college"),
            ("大专毕业", "college"),
        ),
        *(
            ("本科", "bachelor"),
            ("大学本科", "bachelor"),
            ("大学", "bachelor"),
            ("本科学历", "bachelor"),
            ("大 学", "bachelor"),
        ),
        *(
            ("研究生", "postgraduate"),
            ("硕士研究生", "postgraduate"),
            ("博士研究生学历", "postgraduate"),
            ("无", "none"),
        ),
        ("全日制本科", "bachelor"),
    ],
)
def test_an_education_is_read_by_its_level(word: str, expected: str) -> None:
    assert education(FULL_TIME)(word) == Schooling(EducationLevel(expected))


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        *(("中央党校研究生", POSTGRADUATE), ("省委党校研究生", POSTGRADUATE), ("省党校研究生", POSTGRADUATE)),
        *(("市委党校大学", BACHELOR), ("党校大专", EducationLevel.COLLEGE), ("在职中央党校大学学历", BACHELOR)),
    ],
)
def test_a_party_school_is_its_own_form_in_whatever_column(word: str, expected: EducationLevel) -> None:
    assert education(IN_SERVICE)(word) == Schooling(expected, party_school=True)


@pytest.mark.parametrize("word", ["本科在读", "研究生（在读）", "大专肄业", "本科(结业)", "在读本科"])
def test_an_education_not_completed_does_not_count(word: str) -> None:
    read = education("")(word)
    if word == "在读本科":
        assert level(read) is Level.ERROR
    else:
        assert level(read) is Level.WARNING
        assert isinstance(read, Problem)
        assert isinstance(read.instead, Schooling)
        assert read.instead.level is EducationLevel.NONE
        # Plans that count students have to know what they are studying for.
        assert (read.instead.studying is not None) is ("在读" in word)


@pytest.mark.parametrize(
    "word",
    ["硕士", "博士", "学士", "大学普通班", "进修班", "同等学力", "党校", "中央党校", "2", "大学以上", "学历", "全日制"],
)
def test_an_education_that_is_none_or_ambiguous_is_an_error(word: str) -> None:
    assert level(education("")(word)) is Level.ERROR


def test_a_form_that_contradicts_the_column_is_an_error() -> None:
    assert level(education(FULL_TIME)("在职大学")) is Level.ERROR
    assert level(education(IN_SERVICE)("全日制大学")) is Level.ERROR
    assert education("")("全日制大学") == Schooling(BACHELOR)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        *(
            ("学士", "bachelor"),
            ("法学学士", "bachelor"),
            ("硕士", "master"),
            ("工商管理硕士", "master"),
            ("硕士学位", "master"),
        ),
        *(("法学博士学位", "doctor"), ("无", "none"), ("无学位", "none")),
    ],
)
def test_a_degree_is_read_with_or_without_its_field(word: str, expected: str) -> None:
    assert degree(word) == expected


@pytest.mark.parametrize("word", ["硕士研究生", "本科", "有", "双证", True, 1.0])
def test_what_is_no_degree_is_an_error(word: Raw) -> None:
    assert level(degree(word)) is Level.ERROR


@pytest.mark.parametrize("word", ["事业", "事业编制", "事业编"])
def test_an_institution_post_alone_does_not_say_whether_cadre_or_worker(word: str) -> None:
    read = status(word)
    assert level(read) is Level.ERROR
    assert isinstance(read, Problem)
    assert "工勤人员" in str(read.message.params["accepted"])


@pytest.mark.parametrize(("word", "expected"), STATUSES.items())
def test_each_status_word_is_known(word: str, expected: Status) -> None:
    assert status(f" {word} ") is expected


@pytest.mark.parametrize(("word", "expected"), RANKS.items())
def test_each_rank_word_is_known(word: str, expected: Rank) -> None:
    assert rank(word) is expected


def test_ladders_ascend() -> None:
    assert [step.level for step in Rank] == list(range(7))
    assert [step.level for step in EducationLevel] == list(range(6))
    assert set(LEVELS.values()) == set(EducationLevel)


@pytest.mark.parametrize("word", ["专技十级", "专业技术七级", "专技岗位11级"])
def test_a_professional_grade_is_a_missing_rank_with_a_warning(word: str) -> None:
    assert level(rank(word)) is Level.WARNING


@pytest.mark.parametrize("word", ["处长", "副科级 2016.03", "1", True])
def test_an_unknown_rank_is_an_error(word: Raw) -> None:
    assert level(rank(word)) is Level.ERROR


CLERK = (Rank.CLERK_1, PartialDate(2012, 7))
SECTION = (Rank.DEPUTY_SECTION, PartialDate(2016, 3))


@pytest.mark.parametrize(
    "written",
    [
        "一级科员 2012.07；四级主任科员 2016.03",
        "四级主任科员2016.03；一级科员2012.07",
        "一级科员（2012.07），四级主任科员（2016年3月）",
        "科员 2012-07\n副科级 2016.03",
        "一级科员 2012.07;四级主任科员 2016.03;",
    ],
)
def test_earlier_ranks_are_read_with_their_dates(written: str) -> None:
    assert earlier_ranks(written) == (CLERK, SECTION)


def test_no_earlier_rank_is_an_empty_list() -> None:
    assert earlier_ranks("无") == ()


def test_a_professional_grade_among_earlier_ranks_is_passed_over() -> None:
    read = earlier_ranks("一级科员 2012.07；专技十级 2014.01；四级主任科员 2016.03")
    assert level(read) is Level.WARNING
    assert isinstance(read, Problem)
    assert read.instead == (CLERK, SECTION)


@pytest.mark.parametrize(
    "written", ["一级科员", "2012.07", "一级科员 2012", "处长 2012.07", "一级科员 2012.13", 2012.07, True]
)
def test_earlier_ranks_without_rank_or_date_are_an_error(written: Raw) -> None:
    assert level(earlier_ranks(written)) is Level.ERROR


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        *(("无", Probation(known=True, in_probation=False)), ("否", Probation(known=True, in_probation=False))),
        *(("是", Probation(known=True, in_probation=True)), ("试用期内", Probation(known=True, in_probation=True))),
        ("2026.06", Probation(known=True, over_on=PartialDate(2026, 6))),
        ("2026-06-30", Probation(known=True, over_on=PartialDate(2026, 6, 30))),
    ],
)
def test_a_probation_is_none_or_running_or_has_its_last_day(raw: Raw, expected: Probation) -> None:
    assert probation(raw) == expected


@pytest.mark.parametrize("raw", ["已满", "一年", "2026", True])
def test_a_probation_without_its_date_is_an_error(raw: Raw) -> None:
    assert level(probation(raw)) is Level.ERROR


@pytest.mark.parametrize(
    ("raw", "expected"),
    [("无", ""), ("未受处分", ""), ("否", ""), ("党内警告", "党内警告"), ("记过（2020）", "记过（2020）")],
)
def test_a_sanction_is_kept_by_its_name(raw: Raw, expected: str) -> None:
    assert discipline(raw) == Sanction(expected)


def test_a_sanction_nobody_knows_is_missing() -> None:
    assert level(discipline("待查")) is Level.WARNING


@pytest.mark.parametrize("raw", ["/", "-", "no", "2020.03", "2020年3月", 0.0, True])
def test_what_is_no_sanction_is_an_error(raw: Raw) -> None:
    assert level(discipline(raw)) is Level.ERROR


@given(st.text() | st.floats() | st.integers() | st.booleans() | st.dates() | st.times())
def test_no_cell_breaks_a_parser(raw: Raw) -> None:
    for parse in (education(""), education(FULL_TIME), degree, status, rank, earlier_ranks, probation, discipline):
        parse(raw)
