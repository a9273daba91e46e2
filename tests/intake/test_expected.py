"""A folder in which only some workbooks are there, because the others came before or will come later."""

from collections.abc import Collection
from pathlib import Path

import pytest

from reserve.intake import County, read_county
from tests.intake.county import county, write

ALL = tuple(county())


def read(tmp_path: Path, there: Collection[str], expected: Collection[str] | None) -> County:
    folder = write({file: sheets for file, sheets in county().items() if file in there}, tmp_path / "county")
    return read_county(folder, expected=expected)


def faults(found: County) -> list[str]:
    return [one.file for one in found.findings if one.level == "error"]


def test_by_default_a_whole_county_is_expected(tmp_path: Path) -> None:
    found = read(tmp_path, {"units.xlsx", "roster.xlsx"}, None)
    assert faults(found) == ["marks.xlsx", "members.xlsx", "votes.xlsx"]


@pytest.mark.parametrize("file", [file for file in ALL if file not in {"units.xlsx", "roster.xlsx"}])
def test_one_workbook_is_read_beside_units_and_roster(tmp_path: Path, file: str) -> None:
    there = {"units.xlsx", "roster.xlsx", file}
    found = read(tmp_path, there, there)
    assert faults(found) == []
    assert found.people
    rows = (found.members, found.tallies, found.marks, found.exceptions, found.ties, found.inspections or ())
    assert sum(map(bool, rows)) == 1 or file == "decisions.xlsx"


def test_what_is_expected_must_be_there_and_nothing_is_said_of_the_rest(tmp_path: Path) -> None:
    found = read(tmp_path, {"units.xlsx", "roster.xlsx"}, {"units.xlsx", "inspections.xlsx"})
    assert faults(found) == ["inspections.xlsx"]


def test_what_is_there_is_read_though_nobody_expects_it(tmp_path: Path) -> None:
    found = read(tmp_path, ALL, ())
    assert faults(found) == []
    assert found == read_county(tmp_path / "county")


@pytest.mark.parametrize(
    ("there", "missing"),
    [
        ({"votes.xlsx"}, ["roster.xlsx", "units.xlsx"]),
        ({"units.xlsx", "marks.xlsx"}, ["roster.xlsx"]),
        ({"roster.xlsx"}, ["units.xlsx"]),
        ({"units.xlsx"}, []),
        (set(), []),
    ],
)
def test_whoever_names_people_needs_the_roster_and_the_roster_the_units(
    tmp_path: Path, there: set[str], missing: list[str]
) -> None:
    assert faults(read(tmp_path, there, there)) == missing
