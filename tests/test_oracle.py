"""The oracle against cases worked out by hand on small folders. As-of date: 30 June 2026 unless said."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from tests.oracle.__main__ import main
from tests.oracle.cells import Cell, Span, name_of, names_of, span_of
from tests.oracle.compare import differences
from tests.oracle.judge import AS_OF, expect
from tests.oracle.screen import birthday, held_since, months

Line = dict[str, object]

UNIT = "县财政局"

# Meets every criterion of both classes: 41 years old, deputy section level for more than eight years.
ORDINARY: Line = {
    "姓名": "甲一",
    "单位": UNIT,
    "出生年月": "1985.05.10",
    "身份": "公务员",
    "全日制学历": "本科",
    "在职学历": "无",
    "职级": "副科级",
    "任职级时间": "2018.03",
    "曾任职级": None,
    "参加工作时间": "2008.07",
    "试用期": "无",
    "处分": "无",
    "处分起": None,
    "处分止": None,
}

# Young, full-time postgraduate, a first-class clerk for 24 months: as a deputy short of 36, but more than 18.
YOUNG: Line = {
    **ORDINARY,
    "出生年月": "1998.01.15",
    "全日制学历": "硕士研究生",
    "职级": "一级科员",
    "任职级时间": "2024.06",
    "参加工作时间": "2023.07",
}


def write_table(path: Path, **sheets: list[Line]) -> None:
    """One workbook: each sheet's headers are those of its lines."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for title, lines in sheets.items():
        sheet = workbook.create_sheet(title)
        headers = list(dict.fromkeys(header for line in lines for header in line))
        sheet.append(headers)
        for line in lines:
            sheet.append([line.get(header) for header in headers])
    workbook.save(path)


def unit(name: str = UNIT, chief: object = 1, deputy: object = 2, **more: object) -> Line:
    return {"单位名称": name, "单位类别": "县直", "正职职数": chief, "副职职数": deputy, **more}


def meeting(place_class: str = "副职", **counts: object) -> Line:
    full: Line = {"单位": UNIT, "类别": place_class, "应到": 30, "实到": 28, "收回": 28, "有效": 28}
    return {**full, "是否作废": "否", **counts}


def vote(name: str, votes: object, place_class: str = "副职", **more: object) -> Line:
    return {"单位": UNIT, "类别": place_class, "姓名": name, "得票": votes, **more}


def mark(name: str, value: object, status: object = None) -> Line:
    return {"姓名": name, "单位": UNIT, "成绩": value, "状态": status}


def member(name: str, decision: object = "保留", **more: object) -> Line:
    decided: Line = {"决定": decision, "决定理由": "表现稳定", "决定人": "王部长", "决定日期": "2026-06-20"}
    return {"姓名": name, "单位": UNIT, "类别": "副职", **decided, **more}


def expected_of(
    folder: Path,
    people: list[Line],
    votes: list[Line],
    *,
    plan: str = "seed-county",
    as_of: dt.date = AS_OF,
    **tables: list[Line],
) -> dict[str, Any]:
    """Write the county and ask the oracle; tables not given hold one line that says nothing."""
    nobody: Line = {"姓名": None, "单位": None, "类别": None}
    write_table(folder / "units.xlsx", 单位=tables.get("units", [unit()]))
    write_table(folder / "roster.xlsx", 干部名册=people)
    write_table(folder / "members.xlsx", 在库后备=tables.get("members", [{**nobody, "决定": None}]))
    meetings = tables.get("meetings", [meeting(), meeting("正职")])
    write_table(folder / "votes.xlsx", 会议=meetings, 得票=votes)
    write_table(folder / "marks.xlsx", 成绩=tables.get("marks", [{"姓名": None, "成绩": None, "状态": None}]))
    for table in ["inspections", "exceptions", "decisions"]:
        if table in tables:
            write_table(folder / f"{table}.xlsx", 表=tables[table])
    return expect(folder, plan, as_of)


def only_nominee(
    folder: Path,
    person: Line,
    votes: int = 20,
    place_class: str = "副职",
    *,
    plan: str = "seed-county",
    as_of: dt.date = AS_OF,
    **tables: list[Line],
) -> dict[str, Any]:
    """The row of the only nominee of a county with one person."""
    named = [vote(str(person["姓名"]), votes, place_class)]
    expected = expected_of(folder, [person], named, plan=plan, as_of=as_of, **tables)
    (nominee,) = expected["nominees"]
    found: dict[str, Any] = nominee
    return found


def verdict(nominee: dict[str, Any], criterion: str) -> str:
    found = [entry["outcome"] for entry in nominee["verdicts"] if entry["criterion"] == criterion]
    assert len(found) == 1
    return str(found[0])


def condition(nominee: dict[str, Any], name: str) -> str:
    found = [entry["outcome"] for entry in nominee["exception"]["conditions"] if entry["id"] == name]
    assert len(found) == 1
    return str(found[0])


# ---- rules 1 and 5: age ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("birth", "outcome", "boundary"),
    [
        ("1981.07.01", "eligible", False),  # turns 45 tomorrow
        ("1981.06.30", "eligible", False),  # turns 45 today: not past the birthday either
        ("1981.06.29", "eligible", True),  # past the 45th birthday by a day, not yet 46
        ("1980.07.01", "eligible", True),  # turns 46 tomorrow
        ("1980.06.30", "ineligible", False),  # turns 46 today
        ("1980.06.29", "ineligible", False),
    ],
)
def test_the_age_limit_of_45_to_the_day(tmp_path: Path, birth: str, outcome: str, *, boundary: bool) -> None:
    nominee = only_nominee(tmp_path, {**ORDINARY, "出生年月": birth})
    assert (nominee["outcome"], nominee["boundary"]) == (outcome, boundary)


@pytest.mark.parametrize(
    ("birth", "age"),
    [("1980.06", "fails"), ("1980.07", "meets"), ("1980年5月", "fails"), (None, "unknown")],
)
def test_a_month_that_the_limit_does_not_cut(tmp_path: Path, birth: str | None, age: str) -> None:
    assert verdict(only_nominee(tmp_path, {**ORDINARY, "出生年月": birth}), "age") == age


def test_a_birth_month_that_the_limit_cuts_is_unknown(tmp_path: Path) -> None:
    nominee = only_nominee(tmp_path, {**ORDINARY, "出生年月": "1980.06"}, as_of=dt.date(2026, 6, 15))
    assert verdict(nominee, "age") == "unknown"
    assert nominee["outcome"] == "undecided"


@pytest.mark.parametrize(("as_of", "age"), [(dt.date(2026, 2, 28), "meets"), (dt.date(2026, 3, 1), "fails")])
def test_born_on_29_february_turns_46_on_1_march(tmp_path: Path, as_of: dt.date, age: str) -> None:
    nominee = only_nominee(tmp_path, {**ORDINARY, "出生年月": "1980.02.29"}, as_of=as_of)
    assert verdict(nominee, "age") == age


def test_29_february_in_a_leap_year_is_itself() -> None:
    assert birthday(dt.date(1980, 2, 29), 44) == dt.date(2024, 2, 29)


@pytest.mark.parametrize(
    ("birth", "under_30", "outcome", "boundary"),
    [
        ("1996.07.01", "meets", "exceptional", False),  # turns 30 tomorrow
        ("1996.06.30", "fails", "ineligible", True),  # turns 30 today: the other reading includes the day
        ("1996.06.29", "fails", "ineligible", False),
        ("1996.06", "fails", "ineligible", True),  # the other reading cannot tell: it might be the 30th
    ],
)
def test_under_30_to_the_day(
    tmp_path: Path,
    birth: str,
    under_30: str,
    outcome: str,
    *,
    boundary: bool,
) -> None:
    nominee = only_nominee(tmp_path, {**YOUNG, "出生年月": birth})
    assert condition(nominee, "under_30") == under_30
    assert (nominee["outcome"], nominee["boundary"]) == (outcome, boundary)


# ---- rules 6 and 7: education and discipline -------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "education", "postgraduate"),
    [
        ({"全日制学历": "大专毕业", "在职学历": "无"}, "meets", "fails"),
        ({"全日制学历": "高中", "在职学历": "无"}, "fails", "fails"),
        ({"全日制学历": "高中", "在职学历": None}, "unknown", "unknown"),
        ({"全日制学历": "本科", "在职学历": None}, "meets", "unknown"),
        ({"全日制学历": "高中", "在职学历": "省委党校大学"}, "meets", "fails"),
        ({"全日制学历": "本科", "在职学历": "中央党校研究生"}, "meets", "fails"),
        ({"全日制学历": "本科", "在职学历": "在职硕士研究生"}, "meets", "meets"),
        ({"全日制学历": "高中", "在职学历": "大学（在读）"}, "fails", "fails"),
        ({"全日制学历": "本科", "在职学历": "研究生", "在职毕业时间": "2026.07"}, "meets", "fails"),
        ({"全日制学历": "本科", "在职学历": "研究生", "在职毕业时间": "2026.06.30"}, "meets", "meets"),
        ({"全日制学历": "本科", "在职学历": "无", "学历": "研究生"}, "meets", "unknown"),
        ({"全日制学历": "高中", "在职学历": "无", "学历": "大学专科"}, "meets", "fails"),
        ({"全日制学历": None, "在职学历": None, "学位": "法学硕士"}, "unknown", "unknown"),
    ],
)
def test_education_is_level_and_form(tmp_path: Path, facts: Line, education: str, postgraduate: str) -> None:
    nominee = only_nominee(tmp_path, {**ORDINARY, **facts})
    assert verdict(nominee, "education") == education
    assert condition(nominee, "postgraduate") == postgraduate


def test_a_certificate_of_this_month_with_no_day_is_unknown(tmp_path: Path) -> None:
    person: Line = {**ORDINARY, "全日制学历": "高中", "在职学历": "大专", "在职毕业时间": "2026.06"}
    nominee = only_nominee(tmp_path, person, as_of=dt.date(2026, 6, 15))
    assert verdict(nominee, "education") == "unknown"


@pytest.mark.parametrize(
    ("kind", "begins", "ends", "outcome"),
    [
        ("无", None, None, "meets"),
        (None, None, None, "unknown"),
        ("不详", None, None, "unknown"),
        ("党内警告", "2025.10.01", "2026.06.30", "fails"),  # the last day still counts
        ("党内警告", "2025.10.01", "2026.06.29", "meets"),
        ("党内警告", "2026.07", "2027.07", "meets"),
        ("党内警告", None, None, "unknown"),
        ("党内警告", "2025.10.01", None, "unknown"),
        (None, "2025.10.01", "2026.09.30", "fails"),
    ],
)
def test_discipline_in_effect(
    tmp_path: Path, kind: str | None, begins: str | None, ends: str | None, outcome: str
) -> None:
    person: Line = {**ORDINARY, "处分": kind, "处分起": begins, "处分止": ends}
    assert verdict(only_nominee(tmp_path, person), "discipline") == outcome


@pytest.mark.parametrize(
    ("status", "outcome"),
    [("参公", "meets"), ("事业干部", "meets"), ("工勤", "fails"), ("聘用", "fails"), (None, "unknown")],
)
def test_cadre_status(tmp_path: Path, status: str | None, outcome: str) -> None:
    assert verdict(only_nominee(tmp_path, {**ORDINARY, "身份": status}), "cadre_status") == outcome


# ---- rule 4: rank and months in rank ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("since", "count"),
    [
        (dt.date(2024, 6, 30), 24),
        (dt.date(2024, 7, 1), 23),
        (dt.date(2024, 7, 31), 23),
        (dt.date(2024, 6, 1), 24),
        (dt.date(2026, 7, 1), 0),
        (dt.date(2026, 5, 31), 1),  # 31 has no June: the last of June is the day
    ],
)
def test_completed_months(since: dt.date, count: int) -> None:
    assert months(since, AS_OF) == count


@pytest.mark.parametrize(
    ("facts", "outcome"),
    [
        ({"职级": "副科", "任职级时间": "2024.06.30"}, "meets"),
        ({"职级": "副科", "任职级时间": "2024.07.01"}, "fails"),
        ({"职级": "副科", "任职级时间": "2024.07"}, "fails"),
        ({"职级": "副科", "任职级时间": None}, "unknown"),  # in work since 2008
        ({"职级": "副科", "任职级时间": None, "参加工作时间": "2025.07"}, "fails"),
        ({"职级": "正科", "任职级时间": "2025.01", "参加工作时间": "2008.07"}, "unknown"),
        ({"职级": "正科", "任职级时间": "2025.01", "曾任职级": "副科级 2020.05"}, "meets"),
        ({"职级": "正科", "任职级时间": "2025.01", "曾任职级": "科员 2012.07"}, "fails"),
        ({"职级": "科员", "任职级时间": "2012.07"}, "fails"),
        ({"职级": None, "任职级时间": None}, "unknown"),
        ({"职级": "专技十二级", "任职级时间": "2012.07"}, "unknown"),
    ],
)
def test_months_at_deputy_section_level_for_a_chief(tmp_path: Path, facts: Line, outcome: str) -> None:
    nominee = only_nominee(tmp_path, {**ORDINARY, **facts}, place_class="正职")
    assert verdict(nominee, "rank_months") == outcome


def test_the_day_a_rank_was_reached_may_lie_between_joining_work_and_the_present_rank() -> None:
    def month(year: int, number: int) -> Span:
        found = span_of(Cell(f"{year}.{number:02d}", "here"))
        assert found is not None
        return found

    person = {
        "rank": "chief_section",
        "rank_since": month(2020, 5),
        "earlier_ranks": [],
        "work_since": month(2008, 7),
    }
    assert held_since(person, "deputy_section") == (dt.date(2008, 7, 1), dt.date(2020, 5, 31))


@pytest.mark.parametrize(
    ("probation", "outcome"),
    [
        ("无", "meets"),
        ("2023.06.30", "meets"),
        ("2023.07.01", "fails"),  # 35 months since the probation was over
        ("是", "fails"),
        (None, "unknown"),
    ],
)
def test_probation_does_not_count_for_a_deputy(tmp_path: Path, probation: str | None, outcome: str) -> None:
    nominee = only_nominee(tmp_path, {**ORDINARY, "试用期": probation})
    assert verdict(nominee, "rank_months") == outcome


# ---- rules 2 and 3: the outcome and the exception --------------------------------------------------


def test_the_exception_waives_months_for_a_young_postgraduate_with_many_votes(tmp_path: Path) -> None:
    nominee = only_nominee(tmp_path, YOUNG)
    assert nominee["outcome"] == "exceptional"
    assert nominee["exception"]["waived"] == [{"criterion": "rank_months"}]
    assert verdict(nominee, "rank_months") == "waived"
    assert verdict(nominee, "rank") == "meets"


def test_an_ordinary_candidate_is_never_exceptional(tmp_path: Path) -> None:
    person: Line = {**YOUNG, "任职级时间": "2020.01", "参加工作时间": "2019.07"}
    nominee = only_nominee(tmp_path, person)
    assert nominee["outcome"] == "eligible"
    assert {entry["outcome"] for entry in nominee["exception"]["conditions"]} == {"meets"}
    assert nominee["exception"]["waived"] == []


def test_the_exception_does_not_touch_cadre_status(tmp_path: Path) -> None:
    nominee = only_nominee(tmp_path, {**YOUNG, "身份": "聘用"})
    assert nominee["outcome"] == "ineligible"
    assert verdict(nominee, "rank_months") == "fails"


def test_half_the_months_are_still_needed(tmp_path: Path) -> None:
    # From 31 January 2025 it is 17 completed months; 18 are needed even for exceptional people.
    person: Line = {**YOUNG, "任职级时间": "2025.01.31", "曾任职级": "试用期 2023.07"}
    assert only_nominee(tmp_path, person)["outcome"] == "ineligible"


def test_half_the_months_may_have_begun_before_the_present_rank(tmp_path: Path) -> None:
    # Nothing on record below first-class clerk: second-class clerk may go back to any day since July 2023.
    assert only_nominee(tmp_path, {**YOUNG, "任职级时间": "2025.01.31"})["outcome"] == "undecided"


def test_eighteen_months_on_the_last_day_of_the_month(tmp_path: Path) -> None:
    assert only_nominee(tmp_path, {**YOUNG, "任职级时间": "2024.12.31"})["outcome"] == "exceptional"


def test_a_month_that_cuts_half_the_months_is_undecided(tmp_path: Path) -> None:
    nominee = only_nominee(tmp_path, {**YOUNG, "任职级时间": "2025.01"}, as_of=dt.date(2026, 7, 15))
    assert nominee["outcome"] == "undecided"
    assert verdict(nominee, "rank_months") == "fails"


def test_a_chief_may_stand_one_step_lower(tmp_path: Path) -> None:
    nominee = only_nominee(tmp_path, YOUNG, place_class="正职")
    assert nominee["outcome"] == "exceptional"
    assert nominee["exception"]["waived"] == [{"criterion": "rank"}, {"criterion": "rank_months"}]


def test_two_steps_lower_is_too_low(tmp_path: Path) -> None:
    nominee = only_nominee(tmp_path, {**YOUNG, "职级": "二级科员"}, place_class="正职")
    assert nominee["outcome"] == "ineligible"


def test_never_for_people_in_probation(tmp_path: Path) -> None:
    nominee = only_nominee(tmp_path, {**YOUNG, "试用期": "2026.07.01"}, place_class="正职")
    assert condition(nominee, "not_in_probation") == "fails"
    assert nominee["outcome"] == "ineligible"


def test_a_condition_unknown_is_undecided(tmp_path: Path) -> None:
    nominee = only_nominee(tmp_path, {**YOUNG, "全日制学历": "本科", "在职学历": None})
    assert condition(nominee, "postgraduate") == "unknown"
    assert nominee["outcome"] == "undecided"


def test_a_failed_condition_decides_before_an_unknown_criterion(tmp_path: Path) -> None:
    person: Line = {**YOUNG, "出生年月": "1990.01.01", "处分": None}
    assert only_nominee(tmp_path, person)["outcome"] == "ineligible"


def test_under_the_literal_plan_the_exception_waives_nothing(tmp_path: Path) -> None:
    nominee = only_nominee(tmp_path, YOUNG, plan="seed-literal")
    assert nominee["outcome"] == "eligible"
    assert [entry["criterion"] for entry in nominee["verdicts"]] == [
        "cadre_status",
        "education",
        "age",
        "discipline",
    ]
    assert [entry["id"] for entry in nominee["exception"]["conditions"]] == [
        "under_30",
        "postgraduate",
        "many_votes",
    ]


# ---- rule 8: votes ---------------------------------------------------------------------------------


def people(*names: str, **more: object) -> list[Line]:
    return [{**ORDINARY, "姓名": name, **more} for name in names]


def test_ranks_are_1_1_3_over_all_names_and_strangers_too(tmp_path: Path) -> None:
    votes = [vote("甲一", 20), vote("外人", 20), vote("乙二", 9), vote("丙三", 8), vote("丁四", 0)]
    expected = expected_of(tmp_path, people("甲一", "乙二", "丙三", "丁四"), votes)
    found = {n["name"]: n["votes"] for n in expected["nominees"]}
    assert list(found) == ["丙三", "乙二", "甲一"]  # by person number; no votes, no nominee
    assert [found[name]["rank"] for name in ["甲一", "乙二", "丙三"]] == [1, 3, 4]
    # 9 of 28 is 32.14 %, enough, but the third rank of two places is not; 8 of 28 is under 30 %.
    assert [found[name]["share"] for name in ["甲一", "乙二", "丙三"]] == [7143, 3214, 2857]
    assert [found[name]["many"] for name in ["甲一", "乙二", "丙三"]] == [True, False, False]


def test_exactly_30_percent_is_many(tmp_path: Path) -> None:
    meetings = [meeting(有效=20, 收回=20)]
    nominee = only_nominee(tmp_path, ORDINARY, votes=6, meetings=meetings)
    assert nominee["votes"] == {
        "votes": 6,
        "valid": 20,
        "returned": 20,
        "present": 28,
        "due": 30,
        "share": 3000,
        "rank": 1,
        "many": True,
    }


@pytest.mark.parametrize(
    "meetings",
    [
        [meeting(实到=19, 收回=19, 有效=19)],  # 57 < 60
        [meeting(是否作废="是")],
        [meeting(有效=0)],
        [meeting(有效=None)],
        [meeting("正职")],
    ],
)
def test_a_vote_that_does_not_count_leaves_the_condition_unknown(tmp_path: Path, meetings: list[Line]) -> None:
    nominee = only_nominee(tmp_path, YOUNG, votes=15, meetings=meetings)
    assert nominee["votes"]["votes"] == 15
    assert [nominee["votes"][key] for key in ["share", "rank", "many"]] == [None, None, None]
    assert condition(nominee, "many_votes") == "unknown"
    assert nominee["outcome"] == "undecided"


def test_two_thirds_present_is_enough(tmp_path: Path) -> None:
    meetings = [meeting(实到=20, 收回=20, 有效=20)]
    assert only_nominee(tmp_path, ORDINARY, votes=20, meetings=meetings)["votes"]["rank"] == 1


def test_without_posts_many_is_unknown_where_the_share_is_enough(tmp_path: Path) -> None:
    units = [unit(deputy=None)]
    expected = expected_of(
        tmp_path,
        people("甲一", "乙二"),
        [vote("甲一", 20), vote("乙二", 8)],
        units=units,
        marks=[mark("甲一", 90)],
    )
    many = {n["name"]: n["votes"]["many"] for n in expected["nominees"]}
    assert many == {"甲一": None, "乙二": False}
    deputy = expected["units"][0]["deputy"]
    assert (deputy["posts"], deputy["places"], deputy["open"], deputy["listed"]) == (None, None, 0, 0)


def test_one_name_in_two_units(tmp_path: Path) -> None:
    # 县 (U+53BF) comes before 大 (U+5927): the bureau's person has the first number.
    assert UNIT < "大河乡"
    roster = [*people("甲一", 单位="大河乡"), *people("甲一")]
    votes = [vote("甲一", 20, 单位="大河乡"), vote("甲一", 11)]
    expected = expected_of(tmp_path, roster, votes, units=[unit(), unit("大河乡")])
    found = [(n["person_id"], n["unit"], n["votes"]["votes"]) for n in expected["nominees"]]
    assert found == [("P00001", UNIT, 11), ("P00002", "大河乡", 20)]


def test_persons_are_numbered_by_unit_and_name(tmp_path: Path) -> None:
    # 乙 (U+4E59) comes before 甲 (U+7532).
    roster = [*people("甲一", 单位="大河乡"), *people("甲一", "乙二")]
    votes = [vote("甲一", 20), vote("乙二", 20)]
    expected = expected_of(tmp_path, roster, votes, units=[unit("大河乡"), unit()])
    assert [u["unit"] for u in expected["units"]] == [UNIT, "大河乡"]
    assert [(n["person_id"], n["name"]) for n in expected["nominees"]] == [
        ("P00001", "乙二"),
        ("P00002", "甲一"),
    ]


# ---- rules 9 and 10: members and places ------------------------------------------------------------


def test_keep_defer_and_no_decision_occupy_places_and_a_removal_does_not(tmp_path: Path) -> None:
    members = [
        member("甲一"),
        member("乙二", decision="暂缓"),
        member("丙三", decision=None),
        member("丁四", decision="调整出"),
        member("戊五", decision="调整出", 决定理由=None),  # no grounds: no decision
        member("己六", decision="保留", 决定人=None),  # nobody decided it
    ]
    names = ["甲一", "乙二", "丙三", "丁四", "戊五", "己六"]
    expected = expected_of(tmp_path, people(*names), [vote("甲一", 5)], units=[unit(deputy=9)], members=members)
    deputy = expected["units"][0]["deputy"]
    assert (deputy["places"], deputy["kept"], deputy["deferred"], deputy["undecided"], deputy["open"]) == (
        9,
        1,
        1,
        3,
        4,
    )
    assert expected["nominees"] == []


def test_more_members_than_places_leave_nothing_open(tmp_path: Path) -> None:
    members = [member("甲一"), member("乙二"), member("丙三")]
    expected = expected_of(tmp_path, people("甲一", "乙二", "丙三"), [vote("甲一", 5)], members=members)
    deputy = expected["units"][0]["deputy"]
    assert (deputy["places"], deputy["kept"], deputy["open"]) == (2, 3, 0)


def test_places_are_posts_times_ratio_with_the_adjustment(tmp_path: Path) -> None:
    units = [unit(chief=2, deputy=1, 正职名额调整="+1", 副职名额调整=-2, 调整理由="班子年龄结构")]
    expected = expected_of(tmp_path, people("甲一"), [vote("甲一", 5)], units=units)
    assert expected["units"][0]["chief"]["places"] == 5
    assert expected["units"][0]["deputy"]["places"] == 0


def test_a_member_named_again_for_the_same_class_is_no_nominee_but_shows_the_votes(tmp_path: Path) -> None:
    votes = [vote("甲一", 14), vote("甲一", 10, "正职")]
    expected = expected_of(tmp_path, people("甲一"), votes, members=[member("甲一")])
    assert [(n["name"], n["class"]) for n in expected["nominees"]] == [("甲一", "chief")]
    assert expected["members"][0]["votes"] == {"votes": 14, "share": 5000, "rank": 1}


def test_a_removed_member_named_again_is_a_nominee(tmp_path: Path) -> None:
    members = [member("甲一", decision="调整出")]
    expected = expected_of(tmp_path, people("甲一"), [vote("甲一", 14)], members=members)
    assert [n["class"] for n in expected["nominees"]] == ["deputy"]
    assert expected["units"][0]["deputy"]["open"] == 2


def decision(name: str, act: str, decided: str, **more: object) -> Line:
    full: Line = {"姓名": name, "单位": UNIT, "类别": None, "事项": act, "决定": decided}
    return {**full, "理由": "部务会研究", "决定人": "王部长", "决定日期": "2026-07-20", **more}


def test_a_later_decision_takes_the_place_of_the_first(tmp_path: Path) -> None:
    decisions = [decision("甲一", "去留", "调整出", 理由="身体原因；本人申请")]
    expected = expected_of(tmp_path, people("甲一"), [vote("甲一", 14)], members=[member("甲一")], decisions=decisions)
    assert expected["members"][0]["decision"] == "remove"
    assert expected["members"][0]["grounds"] == ["身体原因", "本人申请"]
    assert len(expected["nominees"]) == 1


def test_a_decision_without_a_name_changes_nothing(tmp_path: Path) -> None:
    decisions = [decision("甲一", "去留", "调整出", 决定人=None)]
    expected = expected_of(tmp_path, people("甲一"), [vote("甲一", 14)], members=[member("甲一")], decisions=decisions)
    assert expected["members"][0]["decision"] == "keep"


def test_members_are_flagged_and_not_removed(tmp_path: Path) -> None:
    shares: Line = {"优秀": 0.4, "称职": 0.2, "基本称职": 0.0666, "不称职": 0.3334}
    percents: Line = {"优秀": "40%", "称职": "20", "基本称职": 6.67, "不称职": 33.33}
    roster = [*people("甲一", 出生年月="1979.01"), *people("乙二")]
    members = [member("甲一", **shares), member("乙二", **percents)]
    expected = expected_of(tmp_path, roster, [vote("甲一", 1)], members=members)
    flags = [entry["flags"] for entry in expected["members"]]
    assert flags == [[], ["incompetent_over_third", "over_age"]]  # 乙二 sorts first
    assert [entry["decision"] for entry in expected["members"]] == ["keep", "keep"]


# ---- rules 11, 12 and 13: the list -----------------------------------------------------------------


def placed(expected: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Who holds a place, in which class, and how."""
    return sorted(
        (nominee["name"], nominee["class"], how)
        for nominee in expected["nominees"]
        for how in ["listed", "reserved"]
        if nominee[how]
    )


@pytest.mark.parametrize(
    ("value", "status", "exam", "listed"),
    [
        (60, None, {"score": "60.00", "status": "taken", "passed": True}, True),
        (59.99, "正常", {"score": "59.99", "status": "taken", "passed": False}, False),
        ("６０．５", None, {"score": "60.50", "status": "taken", "passed": True}, True),
        (None, "缺考", {"score": None, "status": "absent", "passed": False}, False),
        ("违纪", None, {"score": None, "status": "void", "passed": False}, False),
        (None, None, None, False),
    ],
)
def test_the_exam_is_a_gate(tmp_path: Path, value: object, status: object, exam: Line | None, *, listed: bool) -> None:
    nominee = only_nominee(tmp_path, ORDINARY, marks=[mark("甲一", value, status)])
    assert nominee["exam"] == exam
    assert nominee["listed"] is listed


def test_the_mark_of_somebody_who_may_not_sit_is_ignored(tmp_path: Path) -> None:
    nominee = only_nominee(tmp_path, {**ORDINARY, "身份": "工勤"}, marks=[mark("甲一", 90)])
    assert nominee["exam"] is None


def test_a_mark_with_three_decimals_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"marks\.xlsx 成绩!C2"):
        only_nominee(tmp_path, ORDINARY, marks=[mark("甲一", 59.995)])


@pytest.mark.parametrize(
    ("row", "outcome", "listed"),
    [
        ({"考察结论": "合格", "考察人": "王平、李安", "廉政意见": "无问题"}, "positive", True),
        ({"考察结论": "合格", "考察人": "王  平", "廉政意见": "无问题"}, "incomplete", True),
        ({"考察结论": "合格", "考察人": "王平 李安", "廉政意见": None}, "incomplete", True),
        ({"考察结论": None, "考察人": "王平、李安", "廉政意见": "无问题"}, "incomplete", True),
        ({"考察结论": "不合格", "考察人": None, "廉政意见": None}, "negative", False),
        ({"考察结论": "合格", "一票否决": "是", "考察人": "王平、李安", "廉政意见": "有"}, "negative", False),
    ],
)
def test_only_a_negative_inspection_blocks(tmp_path: Path, row: Line, outcome: str, *, listed: bool) -> None:
    inspections: list[Line] = [{"姓名": "甲一", "单位": UNIT, **row}]
    nominee = only_nominee(tmp_path, ORDINARY, marks=[mark("甲一", 80)], inspections=inspections)
    assert nominee["inspection"] == {"outcome": outcome}
    assert nominee["listed"] is listed


def test_votes_go_first_then_the_mark(tmp_path: Path) -> None:
    votes = [vote("甲一", 9), vote("乙二", 10), vote("丙三", 9)]
    marks = [mark("甲一", 70), mark("乙二", 60), mark("丙三", 70.01)]
    expected = expected_of(tmp_path, people("甲一", "乙二", "丙三"), votes, marks=marks)
    assert placed(expected) == [("丙三", "deputy", "listed"), ("乙二", "deputy", "listed")]
    assert expected["units"][0]["deputy"]["listed"] == 2


TIED = ["甲一", "乙二", "丙三", "丁四"]
TIED_VOTES = [vote("甲一", 12), vote("乙二", 9), vote("丙三", 9), vote("丁四", 5)]
TIED_MARKS = [mark("甲一", 70), mark("乙二", 80), mark("丙三", 80), mark("丁四", 90)]


def test_a_tie_at_the_last_place_lists_none_of_the_tied_and_nobody_below(tmp_path: Path) -> None:
    expected = expected_of(tmp_path, people(*TIED), TIED_VOTES, marks=TIED_MARKS)
    assert placed(expected) == [("甲一", "deputy", "listed")]


def test_a_tie_that_fits_is_no_tie(tmp_path: Path) -> None:
    expected = expected_of(tmp_path, people(*TIED), TIED_VOTES, marks=TIED_MARKS, units=[unit(deputy=3)])
    assert [name for name, _, _ in placed(expected)] == ["丙三", "乙二", "甲一"]


@pytest.mark.parametrize(
    ("decided", "names"),
    [
        ({"乙二": "列入"}, ["乙二", "甲一"]),
        ({"乙二": "列入", "丙三": "列入"}, ["甲一"]),  # two for one place settle nothing
        ({"乙二": "不列入"}, ["甲一"]),  # 丙三 is still undecided
        ({"乙二": "不列入", "丙三": "不列入"}, ["丁四", "甲一"]),
        ({"甲一": "不列入"}, ["甲一"]),  # not tied: the decision is about nothing
    ],
)
def test_a_human_settles_the_tie(tmp_path: Path, decided: dict[str, str], names: list[str]) -> None:
    decisions = [decision(name, "并列", what) for name, what in decided.items()]
    expected = expected_of(tmp_path, people(*TIED), TIED_VOTES, marks=TIED_MARKS, decisions=decisions)
    assert [name for name, _, _ in placed(expected)] == names


def test_whoever_is_on_the_chief_list_leaves_the_deputy_list(tmp_path: Path) -> None:
    names = ["甲一", "乙二", "丙三"]
    votes = [vote("甲一", 20, "正职"), vote("甲一", 20), vote("乙二", 10), vote("丙三", 9)]
    marks = [mark(name, 80) for name in names]
    expected = expected_of(tmp_path, people(*names), votes, marks=marks)
    assert placed(expected) == [
        ("丙三", "deputy", "listed"),
        ("乙二", "deputy", "listed"),
        ("甲一", "chief", "listed"),
    ]


APPROVED: Line = {
    "姓名": "甲一",
    "单位": UNIT,
    "类别": "副职",
    "提出人": "王平",
    "理由": "表现突出",
    "依据": "年度考核优秀",
    "批准人1": "李安",
    "批准日期1": "2026-06-25",
    "批准人2": "赵宁",
    "批准日期2": "2026-06-26",
    "回避人员": "无",
}


@pytest.mark.parametrize(
    ("change", "how", "approved_by"),
    [
        ({}, "listed", ["李安", "赵宁"]),
        ({"依据": None}, "reserved", ["李安", "赵宁"]),
        ({"批准日期2": None}, "reserved", ["李安"]),
        ({"批准人2": "王平"}, "reserved", ["李安", "王平"]),
        ({"批准人2": "甲  一"}, "reserved", ["李安", "甲一"]),
        ({"回避人员": "钱多、李安"}, "reserved", ["李安", "赵宁"]),
        ({"类别": "正职"}, "reserved", []),
    ],
)
def test_an_exception_needs_three_different_persons(
    tmp_path: Path, change: Line, how: str, approved_by: list[str]
) -> None:
    # One place: whatever is missing, the next one below does not get it.
    roster = [YOUNG, *people("乙二")]
    votes = [vote("甲一", 20), vote("乙二", 10)]
    marks = [mark("甲一", 80), mark("乙二", 80)]
    exceptions: list[Line] = [{**APPROVED, **change}]
    expected = expected_of(tmp_path, roster, votes, units=[unit(deputy=1)], marks=marks, exceptions=exceptions)
    assert placed(expected) == [("甲一", "deputy", how)]
    (entry,) = expected["exceptions"]
    assert entry["waived"] == ["rank_months"]
    assert entry["votes"] == 20
    assert entry["approved_by"] == approved_by
    assert entry["listed"] is (how == "listed")
    assert expected["units"][0]["deputy"][how] == 1


# ---- reading ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("1980.11", dt.date(1980, 11, 1), dt.date(1980, 11, 30)),
        ("１９８０年１１月", dt.date(1980, 11, 1), dt.date(1980, 11, 30)),
        (1980.11, dt.date(1980, 11, 1), dt.date(1980, 11, 30)),
        (198002, dt.date(1980, 2, 1), dt.date(1980, 2, 29)),
        ("1980.1", dt.date(1980, 1, 1), dt.date(1980, 1, 31)),
        ("1980-11-03", dt.date(1980, 11, 3), dt.date(1980, 11, 3)),
        (19801103, dt.date(1980, 11, 3), dt.date(1980, 11, 3)),
        (dt.datetime(1980, 11, 3), dt.date(1980, 11, 3), dt.date(1980, 11, 3)),  # noqa: DTZ001
    ],
)
def test_dates(written: object, first: dt.date, last: dt.date) -> None:
    assert span_of(Cell(written, "here")) == (first, last)


@pytest.mark.parametrize("written", [1980.1, "1980", 1980, "80.11", "1980.13", "1981.02.29", "1850.01", "不详"])
def test_dates_that_cannot_be_read(written: object) -> None:
    with pytest.raises(ValueError, match="here"):
        span_of(Cell(written, "here"))


def test_names() -> None:
    assert name_of(Cell(" 张\u3000 三 ", "here")) == "张三"
    assert name_of(Cell("买买提・艾力", "here")) == "买买提·艾力"
    assert names_of(Cell("王平 李安，张  三", "here")) == ["王平", "李安", "张三"]


def test_titles_above_notes_below_and_columns_in_any_order(tmp_path: Path) -> None:
    expected_of(tmp_path, people("甲一"), [vote("甲一", 5)])
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    lines: list[list[object]] = [
        ["全县单位职数表"],
        [None, None, None, "2026年6月"],
        [],
        ["序号", "副职\n职数", "单位 名称", "正职职数"],
        [1, "２", "县 财政局 ", 1],
        [None, None, "合计", 1],
        ["注：职数以核定文件为准"],
    ]
    for line in lines:
        sheet.append(line)
    workbook.save(tmp_path / "units.xlsx")
    expected = expect(tmp_path)
    assert [(u["unit"], u["chief"]["posts"], u["deputy"]["posts"]) for u in expected["units"]] == [(UNIT, 1, 2)]


# ---- the command and the comparison ----------------------------------------------------------------


def test_the_command_writes_expected_json_beside_the_workbooks(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    expected = expected_of(tmp_path, people("甲一"), [vote("甲一", 5)])
    assert main([str(tmp_path)]) == 0
    assert json.loads((tmp_path / "expected.json").read_text(encoding="utf-8")) == expected
    assert main([str(tmp_path), "--out", "-", "--as-of", "2026-07-01"]) == 0
    assert json.loads(capsys.readouterr().out)["as_of"] == "2026-07-01"


def test_differences_name_the_field_and_ignore_what_the_oracle_does_not_carry(tmp_path: Path) -> None:
    expected = expected_of(tmp_path, [YOUNG], [vote("甲一", 20)])
    result = json.loads(json.dumps(expected))
    result["policy"] = {"id": "seed-county"}
    result["nominees"][0]["why"] = "…"
    result["nominees"][0]["exception"]["waived"][0]["required_instead"] = "18 months"
    result["exceptions"][0]["waived"] = result["nominees"][0]["exception"]["waived"]
    assert differences(result, expected) == []
    result["nominees"][0]["votes"]["rank"] = 2
    result["nominees"][0]["listed"] = 0
    result["members"].append({"person_id": "P00001"})
    assert differences(result, expected) == [
        "nominees[P00001/deputy].votes.rank: expected 1, got 2",
        "nominees[P00001/deputy].listed: expected False, got 0",
        "members[P00001]: not expected",
    ]
