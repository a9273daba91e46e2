from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from reserve.intake import read_county, write_templates
from reserve.intake.files import TABLES
from reserve.workbook.findings import Level
from reserve.workbook.grids import read_grids
from reserve.workbook.headers import Table
from reserve.workbook.tables import read_table


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("templates") / "new"
    assert len(write_templates(folder)) == 8
    return folder


@pytest.mark.parametrize("table", TABLES, ids=lambda table: str(table.sheet))
def test_a_template_has_every_column_and_is_read_without_complaint(templates: Path, table: Table) -> None:
    rows = read_table(read_grids(templates / table.file), table)
    assert (len(rows), rows.settle()) == (0, [])
    assert rows.present == {column.key for column in table.columns}


def test_only_units_and_roster_may_not_stay_empty(templates: Path) -> None:
    found = read_county(templates).findings
    assert {(one.level, one.file) for one in found} == {(Level.ERROR, "units.xlsx"), (Level.ERROR, "roster.xlsx")}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: str(table.sheet))
def test_digits_that_must_not_be_lost_are_text_and_closed_words_drop_down(templates: Path, table: Table) -> None:
    sheet = openpyxl.load_workbook(templates / table.file)[table.sheet]
    lists = {str(validation.sqref).split(":")[0] for validation in sheet.data_validations.dataValidation}
    as_text = {
        place
        for group in sheet.column_dimensions.values()
        if group.number_format == "@"
        for place in range(group.min or 0, (group.max or 0) + 1)
    }
    for place, column in enumerate(table.columns, start=1):
        assert (place in as_text) is column.as_text
        assert (f"{get_column_letter(place)}2" in lists) is bool(column.choices)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: str(table.sheet))
def test_every_choice_of_a_drop_down_is_understood(table: Table) -> None:
    for column in table.columns:
        for choice in column.choices:
            assert type(column.parse(choice)).__name__ != "Problem"


def test_instructions_name_every_column(templates: Path) -> None:
    for table in TABLES:
        book = openpyxl.load_workbook(templates / table.file)
        told = {str(row[0]) for row in book[book.sheetnames[-1]].iter_rows(values_only=True)}
        assert {column.title for column in table.columns} <= told


def test_a_workbook_that_is_there_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "roster.xlsx").write_bytes(b"filled in")
    written = write_templates(tmp_path)
    assert len(written) == 7
    assert (tmp_path / "roster.xlsx").read_bytes() == b"filled in"


def test_the_same_templates_are_written_in_english(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(write_templates(tmp_path, "en")[0])
    assert book.sheetnames == ["单位", "How to fill in"]
