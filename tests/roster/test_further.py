"""The optional columns of a roster: what is read, what is refused, and that it is kept sealed."""

import json

import msgspec
import pytest

from reserve.dates import PartialDate
from reserve.roster.further import appraisals, ethnicity, party_since, periods
from reserve.roster.model import Further, Grade, Person
from reserve.text import plain
from reserve.workbook.cells import Problem
from tests.roster.builders import person


def wrong(read: object) -> str:
    assert isinstance(read, Problem)
    return json.dumps(plain(read.message), ensure_ascii=False)


@pytest.mark.parametrize(
    ("written", "group"),
    [("汉", "汉族"), ("汉族", "汉族"), ("土家族", "土家族"), (" 回 族", "回族"), (1.0, "汉族"), ("11", "满族")],
)
def test_ethnic_groups_by_name_and_code(written: str | float, group: str) -> None:
    assert ethnicity(written) == group


@pytest.mark.parametrize("written", ["华", "57", "汉回", "族"])
def test_no_ethnic_group(written: str) -> None:
    assert "56" in wrong(ethnicity(written))


def test_no_day_of_joining_is_as_good_as_a_blank() -> None:
    assert party_since("无") is None
    assert party_since("2005.06") == PartialDate(2005, 6)
    assert isinstance(party_since("2005"), Problem)


@pytest.mark.parametrize(
    ("written", "begins", "ends"),
    [
        ("2010.07-2012.08 某镇", "2010-07", "2012-08"),
        ("2010.7—2012.8", "2010-07", "2012-08"),
        ("2010年7月至2012年8月任某村书记", "2010-07", "2012-08"),
        ("2010-07-2012-08", "2010-07", "2012-08"),
        ("2010.07.15--2012.08.16（某镇、某村）", "2010-07-15", "2012-08-16"),
        ("201007-201208", "2010-07", "2012-08"),
        ("2010.07-至今 某村", "2010-07", None),
        ("2010.07至今", "2010-07", None),
    ],
)
def test_periods_as_offices_write_them(written: str, begins: str, ends: str | None) -> None:
    end = None if ends is None else PartialDate.from_iso(ends)
    assert periods(written) == ((PartialDate.from_iso(begins), end),)


def test_several_periods_stand_by_their_beginning() -> None:
    read = periods("2015.03-至今 某村；2010.07-2012.08 某镇\n2013.01-2013.12")
    assert not isinstance(read, Problem)
    assert [begin.iso() for begin, _ in read] == ["2010-07", "2013-01", "2015-03"]


@pytest.mark.parametrize(
    "written",
    [
        "两年",
        "2010.07 某镇",
        "2010-2012",
        "2010.07-2012.13",
        "2012.08-2010.07",
        "2010.07-2012.08，2013.01",
        "2010.07-2012.088",
    ],
)
def test_periods_that_cannot_be_read(written: str) -> None:
    assert isinstance(periods(written), Problem)


def test_appraisals_by_year() -> None:
    read = appraisals("2024年度：称职；2023优秀,2022年考核为不确定等次")
    assert read == ((2022, None), (2023, Grade.EXCELLENT), (2024, Grade.COMPETENT))
    assert appraisals("无") == ()


@pytest.mark.parametrize("written", ["近三年均为称职", "优秀", "2023好", "23优秀"])
def test_appraisals_that_cannot_be_read(written: str) -> None:
    assert "2023优秀；2024称职" in wrong(appraisals(written))


def test_two_grades_of_one_year_contradict_each_other() -> None:
    assert "2023" in wrong(appraisals("2023优秀；2023称职"))
    assert appraisals("2023优秀；2023优秀") == ((2023, Grade.EXCELLENT),)


def test_what_is_not_told_is_not_written_down() -> None:
    without = msgspec.json.encode(person())
    assert b"further" not in without
    assert b"studying" not in without
    assert msgspec.json.decode(without, type=Person) == person()
    told = person(further=Further(ethnicity="汉族", appraisals=((2023, None),), own=(("a", "yes"),)))
    assert msgspec.json.decode(msgspec.json.encode(told), type=Person) == told
