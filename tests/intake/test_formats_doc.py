"""What officers read about the formats is what the program does."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from reserve.exam.sheet import STATUSES as MARK_STATUSES
from reserve.inspection.sheet import CONCLUSIONS
from reserve.intake.files import TABLES
from reserve.listing.sheet import ACTS, TIE_WORDS
from reserve.retention.model import DECISION_WORDS
from reserve.roster.model import PLACE_CLASS_WORDS
from reserve.roster.words import LEVELS, POLITICS, RANKS, SEXES, STATUSES, UNIT_KINDS
from reserve.workbook.headers import Table

DOCUMENT = (Path(__file__).parents[2] / "docs" / "formats.md").read_text("utf-8")
VOCABULARIES: list[Mapping[str, object]] = [
    *(UNIT_KINDS, SEXES, STATUSES, LEVELS, RANKS, POLITICS, PLACE_CLASS_WORDS),
    *(DECISION_WORDS, MARK_STATUSES, CONCLUSIONS, ACTS, TIE_WORDS),
]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: str(table.sheet))
def test_every_file_sheet_and_header_is_described(table: Table) -> None:
    words = {table.file, table.sheet, *(header for column in table.columns for header in column.headers)}
    assert {word for word in words if word not in DOCUMENT} == set()


def test_every_accepted_word_is_described() -> None:
    assert {word for vocabulary in VOCABULARIES for word in vocabulary if word not in DOCUMENT} == set()
