"""Columns that only one plan asks for: read by its words, refused by cell, and left alone without the plan."""

from reserve.policy.load import parse
from reserve.roster.columns import roster_table
from reserve.roster.model import Person
from reserve.roster.own import own_columns
from reserve.roster.sheet import read_people
from reserve.workbook.findings import Finding, Level
from reserve.workbook.grids import Grid
from reserve.workbook.tables import read_table
from tests.policy.test_own_facts import WIDE

HEADER = ("姓名", "单位", "户籍在本村", "毕业院校类型", "县级以上表彰次数", "取得职称时间", "报名类别")


def read(*rows: tuple[str, ...], plan: str = WIDE) -> tuple[dict[str, Person], list[Finding]]:
    own = own_columns(parse(plan).policy if plan else None)
    table = read_table([Grid("名册", [HEADER, *rows])], roster_table(frozenset(), own.values()))
    people, numbers = read_people(table, {}, own=own)
    found = [one for one in table.settle(numbers) if one.level is Level.ERROR]
    return {person.name: person for person in people}, found


def test_a_plan_s_columns_are_read_by_its_words() -> None:
    first = ("王一", "林业局", "是", "985", "2", "2020.05", "青年类")
    people, errors = read(first, ("李二", "林业局", "", "", "", "", "minority"))
    assert errors == []
    expected = {"village": "yes", "school": "project_985", "awards": "2", "title_since": "2020-05"}
    assert dict(people["王一"].more.own) == expected
    assert people["王一"].more.category == "young"
    assert (people["李二"].more.own, people["李二"].more.category) == ((), "minority")
    assert people["王一"].origin.cell("户籍在本村") == "C2"


def test_what_the_plan_does_not_know_is_an_error_at_its_cell() -> None:
    _, errors = read(("王一", "林业局", "也许", "清华", "两次", "去年", "老年类"))
    assert [one.cell for one in errors] == ["C2", "D2", "E2", "F2", "G2"]


def test_without_the_plan_these_columns_say_nothing() -> None:
    people, errors = read(("王一", "林业局", "也许", "清华", "两次", "去年", "老年类"), plan="")
    assert errors == []
    assert people["王一"].more.own == ()
