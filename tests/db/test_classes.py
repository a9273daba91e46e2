"""Every column says what it holds about persons; what would harm is stored sealed."""

import importlib
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

import reserve
from reserve.db import Base
from reserve.db.classes import _TABLES, CLASSES, DataClass

_HASH_TYPES = (sa.String, sa.Text)


@pytest.fixture(scope="module")
def columns() -> dict[tuple[str, str], sa.Column[Any]]:
    for tables in sorted(Path(str(reserve.__file__)).parent.glob("*/tables.py")):
        importlib.import_module(f"reserve.{tables.parent.name}.tables")
    return {(table.name, column.name): column for table in Base.metadata.tables.values() for column in table.columns}


def test_every_column_has_a_class_and_every_class_a_column(columns: dict[tuple[str, str], sa.Column[Any]]) -> None:
    assert sorted(columns.keys() - CLASSES.keys()) == [], "name these in reserve/db/classes.py"
    assert sorted(CLASSES.keys() - columns.keys()) == [], "these columns are gone"
    named = [column for kinds in _TABLES.values() for said in kinds.values() for column in said.split()]
    assert len(named) == len(CLASSES), "a column has two classes"


def test_what_is_sealed_is_stored_as_bytes_and_nothing_else_is(
    columns: dict[tuple[str, str], sa.Column[Any]],
) -> None:
    for name, column in columns.items():
        sealed = CLASSES[name] is DataClass.SEALED
        assert isinstance(column.type, sa.LargeBinary) is sealed, name
        if CLASSES[name] is DataClass.HASHED:
            assert isinstance(column.type, _HASH_TYPES), name


def test_a_column_that_nobody_named_is_noticed(columns: dict[tuple[str, str], sa.Column[Any]]) -> None:
    forgotten = {**columns, ("person", "phone"): sa.Column("phone", sa.Text)}
    with pytest.raises(AssertionError, match="phone"):
        test_every_column_has_a_class_and_every_class_a_column(forgotten)
