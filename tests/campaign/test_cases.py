"""The table of a plan's cases: what is read from it, what is refused, and what is said of a case that differs."""

from pathlib import Path

import pytest
import xlsxwriter

from reserve.campaign.case_figures import figure
from reserve.campaign.case_files import book, cases_of
from reserve.campaign.case_table import read_cases
from reserve.campaign.case_template import template
from reserve.campaign.cases import tried
from reserve.cli.main import main
from reserve.policy.load import PLANS, load, parse
from reserve.policy.model import Policy
from reserve.text import word
from tests.policy.plans import PLAN, changed

SEED = load(PLANS / "seed-county.toml")
HEAD = ["case", "why", "birth", "education", "vote_share", "class", "expect", "expect_fails"]


def slips(*rows: list[str]) -> list[tuple[int, str, str]]:
    return [(one.line, one.column, word(one.message, "en")) for one in read_cases(rows, SEED).slips]


def told(header: list[str], *rows: list[str], policy: Policy = SEED) -> list[tuple[str, str, str]]:
    read = read_cases([header, *rows], policy)
    assert read.slips == ()
    return [
        (word(one.what, "en"), word(one.expected, "en"), word(one.found, "en")) for one in tried(policy, read.cases)
    ]


@pytest.mark.parametrize(
    ("cells", "column", "said"),
    [
        (["a", "", "1980"], "C", "a year alone is not enough: write year and month, as 1980.11"),
        (["a", "", "1980-02-30"], "C", "no calendar has this date"),
        (["a", "", "1990.05..1980.01"], "C", "the first value lies above the second"),
        (["a", "", "", "colege"], "D", "colege is no value of education"),
        (["a", "", "", "", "3"], "E", "not a share; accepted: 12/40, 30%"),
        (["a", "", "", "", "4/3"], "E", "a share lies between nothing and the whole"),
        (["a", "", "", "", "", "head"], "F", "head is no value of class"),
        (["a", "", "", "", "", "", "fine"], "G", "fine cannot be expected here"),
        (["a", "", "", "", "", "", "ineligible", "agee"], "H", "the plan has no agee"),
        (["a", "only why"], "", "the case a expects nothing"),
        (["", "no name", "", "", "", "", "eligible"], "A", "case must be filled in"),
    ],
)
def test_a_cell_that_cannot_be_read_is_named_by_line_and_column(cells: list[str], column: str, said: str) -> None:
    assert slips(["# a comment"], HEAD, [], cells) == [(4, column, said)]


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("brith", "there is no fact and no column brith"),
        ("rank_held", "missing: level"),
        ("rank_held(level=clerk)", 'unknown value: "clerk"'),
        ("birth(form=x)", "unknown key: form"),
        ("reading:age_46", "the plan has no age_46"),
        ("education(forms=full_time+in_service+party_school)", "two columns could be {title}: keep one"),
    ],
)  # fmt: skip
def test_a_header_that_is_no_fact_is_named(title: str, said: str) -> None:
    assert slips([*HEAD, title], ["a", "", "", "", "", "", "eligible"]) == [(1, "I", said.replace("{title}", title))]


def test_a_table_without_cases_or_expectations_says_so() -> None:
    assert slips() == [(1, "", "the table of cases is empty")]
    assert slips(["case", "birth"])[0] == (1, "", "there is no column expect")
    assert (3, "A", "the case a was told before, on line 2") in slips(
        HEAD, ["a", "", "", "", "", "", "eligible"], ["a", "", "", "", "", "", "eligible"]
    )


def test_headers_and_values_may_be_in_the_words_of_the_office() -> None:
    header = ["案例", "出生日期", "学历", "干部身份", "推荐类别", "影响期内的处分", "预期结论"]
    read = read_cases([header, ["甲", "1980.06.30", "大学专科", "公务员", "正职后备", "无", "不符合"]], SEED)
    assert read.slips == ()
    (case,) = read.cases
    assert {str(fact): known for fact, known in case.facts.items()} == {
        "birth": (722996, 722996),
        "education": (3, 3),
        "status": (1, 1),
        "class": (1, 1),
        "discipline_in_effect": (1, 1),
    }
    assert case.expected.standing == "ineligible"


def test_what_is_expected_and_does_not_come_is_explained() -> None:
    header = [*HEAD, "expect_boundary", "expect_flags"]
    row = ["a", "", "1980-06-30", "college", "", "chief", "eligible", "education", "yes", "-"]
    read = read_cases([header, row], SEED)
    found = tried(SEED, read.cases)
    assert [(word(one.what, "en"), word(one.expected, "en"), word(one.found, "en")) for one in found] == [
        ("outcome", "eligible", "ineligible"),
        ("criteria that fail", "education", "age"),
        ("whether a reading of an age decides", "yes", "no"),
        ("flags shown", "none", "over_age"),
    ]
    first = word(found[0].why[0], "en")
    assert first.startswith("cadre_status unknown: asked is cadre status: one of civil servant, ")
    assert first.endswith("; known is status=?")
    assert any("age fails: asked is not yet 46 years old" in word(why, "en") for why in found[0].why)


def test_a_blank_is_unknown_and_an_open_reading_has_to_be_chosen() -> None:
    assert told(HEAD, ["a", "", "", "", "", "", "undecided"]) == []
    text = PLAN.replace('chosen = "not_turned"\nchosen_by = "组织部"\nchosen_on = 2026-05-15\nreason = "按整岁"\n', "")
    policy = parse(text).policy
    assert policy is not None
    head, row = ["case", "birth", "class", "expect_fails"], ["a", "1980-06-30", "chief", "age"]
    assert told(head, row, policy=policy) == [("readings", "decided", "age_45")]
    assert told([*head, "reading:age_45"], [*row, "not_turned"], policy=policy) == []


def test_a_plan_without_an_as_of_date_takes_that_of_the_case() -> None:
    policy = parse(changed("as_of = 2026-06-30\n", "")).policy
    assert policy is not None
    head, row = ["case", "birth", "expect_fails"], ["a", "1980-06-30", "age"]
    assert told(head, row, policy=policy) == [("as-of date", "given", "missing")]
    assert told([*head, "as_of"], [*row, "2026-06-30"], policy=policy) == []
    assert told([*head, "as_of"], [*row, "2026-06-29"], policy=policy) == [("criteria that fail", "age", "none")]


def test_sections_are_tried_too() -> None:
    header = ["case", "class", "posts", "mark", "due", "present", "vote_share", "figure"]
    expected = ["expect_places", "expect_pass", "expect_vote", "expect_remark", "expect_figure"]
    row = ["a", "chief", "2", "59.99", "9", "5", "3/10", "exam.pass", "3", "yes", "yes", "yes", "61"]
    assert told([*header, *expected], row) == [
        ("whether the vote counts", "yes", "no"),
        ("whether a remark is shown", "yes", "no"),
        ("places of the unit", "3", "4"),
        ("whether the exam is passed", "yes", "no"),
        ("the figure exam.pass", "61", "60"),
    ]
    assert told(["case", "class", "expect_places"], ["a", "chief", "2"])[0][2] == "nothing can be said"


def test_a_figure_is_found_by_its_key() -> None:
    data = {"exam": {"pass": 60}, "stage": [{"id": "one", "order": 2}, {"tiers": ["near", "far"]}], "on": True}
    keys = ["exam.pass", "stage[one].order", "stage[2].tiers", "on", "exam", "stage[9].order", "stage[two]", "x.y", ""]
    assert [figure(data, key) for key in keys] == ["60", "2", "near, far", "true", None, None, None, None, None]


@pytest.mark.parametrize("form", ["tsv", "csv", "xlsx"])
def test_every_form_of_the_file_is_read(form: str, tmp_path: Path) -> None:
    plan = tmp_path / "county.toml"
    plan.write_text(SEED.text, "utf-8")
    rows = [["case", "why", "birth", "class", "expect_fails"], ["a", "说明，一句", "1980-06-30", "chief", "age"]]
    path = tmp_path / f"county.cases.{form}"
    if form == "xlsx":
        with xlsxwriter.Workbook(str(path)) as workbook:
            sheet = workbook.add_worksheet()
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    else:
        path.write_text("\n".join(("\t" if form == "tsv" else ",").join(row) for row in rows), "utf-8-sig")
    assert cases_of(plan) == [path]
    read = book(path, SEED)
    assert read.slips == ()
    assert [(case.name, case.why, case.line) for case in read.cases] == [("a", "说明，一句", 2)]
    assert tried(SEED, read.cases) == ()


def test_a_file_that_is_no_table_is_told(tmp_path: Path) -> None:
    path = tmp_path / "county.cases.tsv"
    path.write_bytes("case\tbirth\n甲".encode("gbk"))
    (slip,) = book(path, SEED).slips
    assert (slip.line, word(slip.message, "en")) == (2, "the file is not UTF-8 text")
    (tmp_path / "county.cases.xlsx").write_text("no workbook")
    assert len(book(tmp_path / "county.cases.xlsx", SEED).slips) == 1
    assert word(book(tmp_path / "none.cases.tsv", SEED).slips[0].message, "en").startswith("the file cannot be read")


def test_the_template_has_a_column_for_every_fact_and_can_be_filled_in(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = tmp_path / "county.toml"
    plan.write_text(SEED.text, "utf-8")
    assert main(["policy", "cases", str(plan)]) == 0
    path = tmp_path / "county.cases.tsv"
    with path.open("a", encoding="utf-8") as file:
        file.write("甲\t什么也不知道" + "\t" * 20 + "undecided\n")
    assert main(["policy", "check", str(plan)]) == 0
    assert "county.cases.tsv" in capsys.readouterr().out
    assert main(["policy", "cases", str(plan)]) == 2
    assert len(template(SEED, "en")[-1]) == 2 + 3 + 16 + 4


def test_check_fails_when_a_case_differs_or_cannot_be_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan = tmp_path / "county.toml"
    plan.write_text(SEED.text, "utf-8")
    path = tmp_path / "county.cases.tsv"
    path.write_text("case\tbirth\texpect_fails\na\t1980-07-01\tage\n", "utf-8")
    assert main(["--lang", "en", "policy", "check", str(plan)]) == 1
    assert "county.cases.tsv:2: case a: criteria that fail: expected age, found none" in capsys.readouterr().out
    path.write_text("case\tbirth\texpect_fails\na\t1980\tage\n", "utf-8")
    assert main(["--lang", "en", "policy", "check", str(plan)]) == 1
    assert "county.cases.tsv:2: column B: a year alone is not enough" in capsys.readouterr().out


def test_targets_and_bonuses_are_tried() -> None:
    text = (
        PLAN
        + """
[[target]]
id = "women"
clause = "八"
wording = "女干部不少于四分之一"
document = "方案"
who = { fact = "sex", is = "female" }
at_least = "25%"

[[exam.bonus]]
id = "minority"
clause = "八"
wording = "少数民族加分"
document = "方案"
when = { fact = "minority", is = "yes" }
marks = 2
"""
    )
    policy = parse(text).policy
    assert policy is not None
    head = ["case", "sex", "minority", "expect_targets", "expect_bonuses"]
    assert told(head, ["a", "female", "no", "women", "-"], ["b", "", "yes", "-", "minority"], policy=policy) == []
    assert told(head, ["a", "male", "no", "women", "minority"], policy=policy) == [
        ("targets counted in", "women", "none"),
        ("bonuses of the exam", "minority", "none"),
    ]


def test_a_fact_with_a_number_of_years_is_a_column() -> None:
    assert slips(["case", "appraisal_worst(years=3)", "expect"], ["a", "competent", "undecided"]) == []
