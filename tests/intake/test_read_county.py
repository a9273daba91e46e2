import datetime as dt
from pathlib import Path

import pytest

from reserve.dates import PartialDate
from reserve.exam.model import MarkStatus
from reserve.intake import read_county
from reserve.retention.model import Decision
from reserve.roster.model import EducationLevel, PlaceClass, Rank, Sex, Status, UnitKind
from reserve.text import word
from reserve.workbook.findings import Finding, Level
from tests.intake.county import Files, changed, county, without, write

ERROR, WARNING = Level.ERROR, Level.WARNING


def findings(folder: Path, files: Files) -> list[Finding]:
    return list(read_county(write(files, folder)).findings)


def test_a_county_with_nothing_wrong_is_read_without_a_finding(tmp_path: Path) -> None:
    read = read_county(write(county(), tmp_path))
    assert read.findings == ()
    assert not read.blocked
    assert [unit.name for unit in read.units] == ["东河乡", "县林业局"]
    assert [person.name for person in read.people] == ["王小明", "阿依·古丽", "张三", "李四"]
    assert [person.person_id for person in read.people] == ["P00001", "P00002", "P00003", "P00004"]


def test_units_carry_posts_and_adjustments(tmp_path: Path) -> None:
    township, bureau = read_county(write(county(), tmp_path)).units
    assert (township.kind, township.chief_posts, township.deputy_posts) == (UnitKind.TOWNSHIP, 2, 5)
    assert (bureau.kind, bureau.chief_adjustment, bureau.deputy_adjustment) == (UnitKind.COUNTY_ORGAN, 0, 1)
    assert bureau.adjustment_reason == "新设科室"


def test_a_person_carries_the_facts_of_the_row(tmp_path: Path) -> None:
    person = read_county(write(county(), tmp_path)).people[3]
    assert (person.sex, person.birth, person.status) == (Sex.FEMALE, PartialDate(1985, 2, 14), Status.EQUIVALENT)
    assert (person.full_time.level, person.full_time.degree) == (EducationLevel.COLLEGE, "none")
    assert (person.in_service.level, person.in_service.party_school) == (EducationLevel.BACHELOR, True)
    assert person.unspecified.level is None
    assert (person.rank, person.rank_since) == (Rank.CLERK_1, PartialDate(2015, 6))
    assert person.probation.in_probation is False
    assert person.discipline.state == "none"
    assert person.origin.cell("birth") == "D3"
    assert person.origin.cell("education") == ""


def test_a_sanction_has_its_period(tmp_path: Path) -> None:
    sanction = read_county(write(county(), tmp_path)).people[1].discipline
    assert (sanction.state, sanction.kind) == ("sanction", "警告")
    assert (sanction.begins, sanction.ends) == (PartialDate(2020, 1, 1), PartialDate(2020, 12, 31))


def test_every_stage_gets_its_rows(tmp_path: Path) -> None:
    read = read_county(write(county(), tmp_path))
    assert [(row.person, row.place_class, row.shares) for row in read.members] == [
        (2, PlaceClass.CHIEF, (5000, 3000, 1500, 500)),
        (3, PlaceClass.DEPUTY, (8000, 1500, 500, 0)),
    ]
    assert [(row.unit, row.due, row.valid, row.void) for row in read.meetings] == [
        ("东河乡", 40, 39, False),
        ("县林业局", 30, 27, False),
    ]
    assert [(row.person, row.votes) for row in read.tallies] == [(1, 30), (3, 20), (4, 7)]
    assert [(row.person, row.status, row.hundredths) for row in read.marks] == [
        (1, MarkStatus.ABSENT, None),
        (3, MarkStatus.TAKEN, 5999),
        (4, MarkStatus.TAKEN, 6000),
    ]
    [inspection] = read.inspections or ()
    assert (inspection.conclusion, inspection.veto, inspection.inspectors) == ("positive", False, ("赵一", "钱二"))
    [exception] = read.exceptions
    assert exception.approvals == (("周六", dt.date(2026, 6, 2)), ("吴七", dt.date(2026, 6, 3)))
    assert exception.relatives == ()
    [tie] = read.ties
    assert (tie.person, tie.place_class, tie.decision) == (1, PlaceClass.DEPUTY, "list")


def test_a_later_decision_supersedes_that_of_the_members_file(tmp_path: Path) -> None:
    read = read_county(write(county(), tmp_path))
    assert [(row.person, row.decision, row.grounds) for row in read.decisions] == [
        (2, Decision.DEFER, ("待查",)),
        (3, Decision.KEEP, ("群众公认",)),
    ]


def test_without_its_file_an_inspection_is_not_recorded(tmp_path: Path) -> None:
    files = county()
    for name in ("inspections.xlsx", "exceptions.xlsx", "decisions.xlsx"):
        del files[name]
    read = read_county(write(files, tmp_path))
    assert read.inspections is None
    assert (read.exceptions, read.ties, read.findings) == ((), (), ())
    assert [row.decision for row in read.decisions] == [Decision.NONE, Decision.KEEP]


R, M, V, K = ("roster.xlsx", "干部名册"), ("members.xlsx", "在库后备"), ("votes.xlsx", "得票"), ("marks.xlsx", "成绩")
U, H, N, X = ("units.xlsx", "单位"), ("votes.xlsx", "会议"), ("inspections.xlsx", "考察"), ("exceptions.xlsx", "破格")
D = ("decisions.xlsx", "决定")


@pytest.mark.parametrize(
    ("place", "header", "value", "row", "level", "words"),
    [
        (U, "单位类别", "事业单位", 1, ERROR, "not a word known here"),
        (U, "单位类别", None, 1, WARNING, "单位类别 is missing"),
        (U, "正职职数", "一", 1, ERROR, "not a whole number"),
        (U, "正职职数", 100, 1, ERROR, "not a whole number"),
        (U, "正职职数", None, 1, WARNING, "正职职数 is missing"),
        (U, "正职名额调整", "加1", 1, ERROR, "not a whole number with a sign"),
        (U, "调整理由", None, 1, ERROR, "an adjustment needs its reason"),
        (U, "单位名称", "东河乡", 1, ERROR, "listed more than once"),
        (R, "姓名", None, 1, ERROR, "姓名 must be filled in"),
        (R, "单位", None, 1, ERROR, "单位 must be filled in"),
        (R, "单位", "县水利局", 1, ERROR, "not in units.xlsx"),
        (R, "身份证号", 9.9010119801103e17, 1, ERROR, "digits are lost"),
        (R, "身份证号", "990101198011032310", 1, WARNING, "last character"),
        (R, "身份证号", "12345", 1, WARNING, "not a well-formed ID number"),
        (R, "身份证号", "99010119850214124X", 1, ERROR, "given to several persons"),
        (R, "出生年月", "1980.12", 1, WARNING, "another birth date"),
        (R, "出生年月", "1980", 1, ERROR, "a year alone"),
        (R, "出生年月", 1980.1, 1, ERROR, "ambiguous"),
        (R, "出生年月", None, 1, WARNING, "出生年月 is missing"),
        (R, "出生年月", True, 1, ERROR, "not a date"),
        (R, "性别", "女", 1, WARNING, "the other sex"),
        (R, "性别", "未知", 1, ERROR, "not a word known here"),
        (R, "身份", "事业编制", 1, ERROR, "ambiguous"),
        (R, "全日制学历", "硕士", 1, ERROR, "a degree, not an education"),
        (R, "在职学历", "研究生（在读）", 1, WARNING, "not completed"),
        (R, "职级", "专技八级", 1, WARNING, "no place on the common ladder"),
        (R, "任职级时间", None, 1, WARNING, "任职级时间 is missing"),
        (R, "政治面貌", "党", 1, ERROR, "not a word known here"),
        (R, "试用期", "已满", 1, ERROR, "neither a word known here nor a date"),
        (R, "处分", "无", 4, ERROR, "but no sanction"),
        (R, "处分止", "2019.12.31", 4, ERROR, "ends before it begins"),
        (R, "职务", "=VLOOKUP(1,A1:B2,2,0)", 1, ERROR, "the formula failed"),
        (M, "姓名", "钱二", 1, ERROR, "nobody of this name"),
        (M, "身份证号", "990101199607010013", 1, ERROR, "belongs to another name"),
        (M, "身份证号", "990101196607010019", 1, ERROR, "not in the roster"),
        (M, "单位", "东河乡", 1, ERROR, "nobody of this name"),
        (M, "类别", "副科", 1, ERROR, "not a word known here"),
        (M, "优秀", 60, 1, ERROR, "broken total"),
        (M, "优秀", None, 1, ERROR, "broken total"),
        (M, "优秀", "八成", 1, ERROR, "not a percentage"),
        (M, "决定人", None, 1, WARNING, "without decider or date"),
        (M, "决定日期", None, 1, WARNING, "without decider or date"),
        (M, "决定日期", "2026.06", 1, ERROR, "the day is missing"),
        (M, "决定", "待定", 1, ERROR, "not a word known here"),
        (H, "应到", 27, 1, ERROR, "实到 is more than 应到"),
        (H, "收回", 29, 1, ERROR, "收回 is more than 实到"),
        (H, "实到", None, 1, WARNING, "实到 is missing"),
        (H, "有效", 29, 1, ERROR, "有效 is more than 收回"),
        (H, "有效", 19, 1, ERROR, "more votes than valid slips"),
        (H, "单位", "县水利局", 1, ERROR, "not in units.xlsx"),
        (H, "类别", "副职", 1, WARNING, "votes without a meeting"),
        (V, "姓名", "钱二", 1, WARNING, "nobody of this name"),
        (V, "姓名", "王小明", 1, WARNING, "nobody of this name"),
        (V, "姓名", "李四", 1, ERROR, "twice in one unit and class"),
        (V, "身份证号", "990101199607010013", 1, ERROR, "belongs to another name"),
        (V, "得票", 28, 1, ERROR, "more votes than valid slips"),
        (V, "得票", None, 1, WARNING, "得票 is missing"),
        (K, "姓名", "钱二", 1, WARNING, "nobody of this name"),
        (K, "身份证号", "990101196607010019", 1, WARNING, "not in the roster"),
        (K, "身份证号", "990101199607010013", 1, ERROR, "belongs to another name"),
        (K, "单位", "县水利局", 1, WARNING, "not in units.xlsx"),
        (K, "成绩", 59.999, 1, ERROR, "at most two decimals"),
        (K, "成绩", 101, 1, ERROR, "between 0 and 100"),
        (K, "状态", "缺考", 1, ERROR, "a mark stands beside"),
        (K, "成绩", None, 2, WARNING, "成绩 is missing"),
        (K, "成绩", "违纪", 3, ERROR, "contradict each other"),
        (N, "考察结论", None, 1, WARNING, "考察结论 is missing"),
        (N, "考察结论", "良好", 1, ERROR, "not a word known here"),
        (N, "一票否决", "无", 1, ERROR, "not a word known here"),
        (X, "类别", None, 1, ERROR, "类别 must be filled in"),
        (X, "批准日期1", "2026.06", 1, ERROR, "the day is missing"),
        (D, "事项", "其他", 1, ERROR, "not a word known here"),
        (D, "决定", "保留", 1, ERROR, "does not fit the act"),
        (D, "决定人", None, 1, WARNING, "without reason, decider or date"),
        (D, "理由", None, 2, WARNING, "without reason, decider or date"),
        (D, "类别", "副职", 2, ERROR, "reserved for the other class"),
    ],
)
def test_one_spoilt_cell_is_one_finding(
    tmp_path: Path, place: tuple[str, str], header: str, value: object, row: int, level: Level, words: str
) -> None:
    found = findings(tmp_path, changed(*place, header, value, row))  # type: ignore[arg-type]
    matching = [one for one in found if words in str_en(one)]
    assert matching, [str_en(one) for one in found]
    assert {one.level for one in matching} == {level}
    assert {one.file for one in matching} <= {place[0], "votes.xlsx"}
    assert all(one.cell for one in matching)


def str_en(found: Finding) -> str:
    return word(found.message, "en")


def test_a_finding_names_its_cell_value_and_person(tmp_path: Path) -> None:
    [found] = findings(tmp_path, changed(*R, "身份", "事业编", 2))
    assert (found.file, found.sheet, found.cell, found.value, found.person) == (
        "roster.xlsx",
        "干部名册",
        "G3",
        "事业编",
        4,
    )


@pytest.mark.parametrize(
    ("place", "header", "level"),
    [
        *((R, "姓名", ERROR), (R, "单位", ERROR), (R, "处分", WARNING), (R, "身份", WARNING), (R, "出生年月", WARNING)),
        *((U, "正职职数", ERROR), (M, "类别", ERROR), (H, "有效", ERROR), (K, "成绩", ERROR), (N, "考察结论", ERROR)),
        *((X, "类别", ERROR), (D, "事项", ERROR)),
    ],
)
def test_a_missing_column_is_said_once_for_the_file(
    tmp_path: Path, place: tuple[str, str], header: str, level: Level
) -> None:
    found = [one for one in findings(tmp_path, without(*place, header)) if "there is no column" in str_en(one)]
    assert [(one.file, one.level) for one in found] == [(place[0], level)]


@pytest.mark.parametrize(
    ("place", "header"),
    [(U, "副职名额调整"), (M, "身份证号"), (M, "入库时间"), (K, "单位"), (N, "一票否决"), (X, "提出日期"), (D, "类别")],
)
def test_an_optional_column_may_be_missing(tmp_path: Path, place: tuple[str, str], header: str) -> None:
    assert findings(tmp_path, without(*place, header)) == []


def test_two_persons_of_one_name_need_their_numbers(tmp_path: Path) -> None:
    files = changed(*R, "姓名", "张三", 2)
    assert [one.message.msgid for one in findings(tmp_path / "with", files) if one.file == "roster.xlsx"] == []
    for row in files["roster.xlsx"]["干部名册"][1:3]:
        row[1] = None
    found = [one for one in findings(tmp_path / "without", files) if one.file == "roster.xlsx"]
    assert [(one.level, one.cell) for one in found] == [(ERROR, "A2"), (ERROR, "A3")]


def test_a_name_that_several_bear_is_never_chosen_among(tmp_path: Path) -> None:
    files = changed(*R, "姓名", "张三", 2)
    found = [one for one in findings(tmp_path, files) if "several persons bear this name" in str_en(one)]
    assert {(one.file, one.level) for one in found} == {
        ("members.xlsx", ERROR),
        ("votes.xlsx", ERROR),
        ("marks.xlsx", ERROR),
    }


def test_a_name_alone_is_enough_when_only_one_bears_it(tmp_path: Path) -> None:
    files = changed(*K, "单位", None, 1)
    assert read_county(write(files, tmp_path)).marks[1].person == 3


def test_a_member_of_another_unit_is_an_error(tmp_path: Path) -> None:
    files = changed(*M, "身份证号", "990101198011032313")
    files["members.xlsx"]["在库后备"][1][2] = "东河乡"
    found = findings(tmp_path, files)
    assert [(one.level, one.cell, one.person) for one in found] == [(ERROR, "C2", 3)]


@pytest.mark.parametrize("place", [M, K, N, D], ids=lambda place: str(place[0]))
def test_a_person_stands_in_each_file_once(tmp_path: Path, place: tuple[str, str]) -> None:
    files = county()
    table = files[place[0]][place[1]]
    table.append(list(table[1]))
    found = findings(tmp_path, files)
    assert {one.file for one in found} == {place[0]}
    assert [one.level for one in found] == [ERROR, ERROR]


def test_one_person_may_have_exceptions_for_both_classes(tmp_path: Path) -> None:
    files = county()
    table = files["exceptions.xlsx"]["破格"]
    table.append(list(table[1]))
    assert len(findings(tmp_path / "same", files)) == 2
    table[2][3] = "正职"
    assert findings(tmp_path / "other", files) == []


@pytest.mark.parametrize(
    ("key", "header", "fact"),
    [
        ("discipline", "处分", "discipline"),
        ("probation", "试用期", "probation"),
        ("in_service_education", "在职学历", "in_service"),
    ],
)
def test_a_blank_says_none_only_where_the_import_says_so(tmp_path: Path, key: str, header: str, fact: str) -> None:
    write(changed(*R, header, None, 2), tmp_path)
    unknown = read_county(tmp_path)
    told = read_county(tmp_path, frozenset({key}))
    assert getattr(unknown.people[3], fact) != getattr(told.people[3], fact)
    assert getattr(told.people[3], fact) == getattr(
        read_county(write(changed(*R, header, "无", 2), tmp_path)).people[3], fact
    )
    assert told.findings == ()


def test_a_column_that_is_not_there_never_says_none(tmp_path: Path) -> None:
    read = read_county(write(without(*R, "处分"), tmp_path), frozenset({"discipline"}))
    assert read.people[3].discipline.state == "unknown"


def test_only_three_columns_may_have_meaning_blanks(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="birth"):
        read_county(tmp_path, frozenset({"birth"}))


def test_a_void_meeting_may_have_more_votes_than_slips(tmp_path: Path) -> None:
    files = changed(*H, "有效", 0)
    files["votes.xlsx"]["会议"][1][6] = "作废"
    assert findings(tmp_path, files) == []


def test_an_empty_roster_is_one_error_and_not_one_for_every_other_row(tmp_path: Path) -> None:
    files = county()
    del files["roster.xlsx"]["干部名册"][1:]
    assert [(one.level, one.file) for one in findings(tmp_path, files)] == [(ERROR, "roster.xlsx")]
