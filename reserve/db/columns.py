"""The parent of every table, and column types that mean the same on SQLite and PostgreSQL."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import DeclarativeBase, MappedColumn, mapped_column
from typing_extensions import override

from reserve.dates import PartialDate

_NAMES: Final = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
_ENUM_LENGTH: Final = 40

Hundredths = sa.Integer
"""Marks and shares as whole hundredths: 59.99 is 5999 (NUMERIC is a float on SQLite)."""


class Base(DeclarativeBase):
    """Parent of every table; names all constraints, so that migrations can alter them on both databases."""

    metadata = sa.MetaData(naming_convention=_NAMES)


class Moment(sa.types.TypeDecorator[dt.datetime]):
    """A point in time, aware, in UTC; text of fixed width on SQLite (it sorts), timestamptz on PostgreSQL."""

    impl = sa.String(27)
    cache_ok = True

    @override
    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine[Any]:
        """Return timestamptz for PostgreSQL, text elsewhere."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(sa.DateTime(timezone=True))
        return dialect.type_descriptor(sa.String(27))

    @override
    def process_bind_param(self, value: dt.datetime | None, dialect: sa.Dialect) -> Any:
        """Raise ``ValueError`` for a naive value: nobody could say which moment it is."""
        if value is None:
            return None
        return _utc(value) if dialect.name == "postgresql" else moment_text(value)

    @override
    def process_result_value(self, value: Any, dialect: sa.Dialect) -> dt.datetime | None:
        """Return an aware value in UTC."""
        if value is None:
            return None
        return _utc(dt.datetime.fromisoformat(value) if isinstance(value, str) else value)


def _utc(value: dt.datetime) -> dt.datetime:
    if value.tzinfo is None:
        raise ValueError(f"a moment without a time zone: {value.isoformat()}")
    return value.astimezone(dt.UTC)


def moment_text(value: dt.datetime) -> str:
    """Return ``2026-06-30T01:02:03.000004Z``, always 27 characters; a naive value is a ``ValueError``."""
    return _utc(value).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


class PartialDateType(sa.types.TypeDecorator[PartialDate]):
    """A month or a day, as ``1980-11`` or ``1980-11-03``; a birth month is not a date."""

    impl = sa.String(10)
    cache_ok = True

    @override
    def process_bind_param(self, value: PartialDate | None, dialect: sa.Dialect) -> str | None:
        """Return the ISO text."""
        return None if value is None else value.iso()

    @override
    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> PartialDate | None:
        """Return the month or day; raises ``ValueError`` for text that is neither."""
        return None if value is None else PartialDate.from_iso(value)


def partial_date_check(column: str) -> sa.CheckConstraint:
    """Return the CHECK that belongs beside a ``PartialDateType`` column of that name."""
    form = f"{column} LIKE '____-__' OR {column} LIKE '____-__-__'"
    return sa.CheckConstraint(form, name=f"{column}_form")


class Json(sa.types.TypeDecorator[Any]):
    """A plain value as canonical JSON text: equal values are equal text, on both databases."""

    impl = sa.Text
    cache_ok = True

    @override
    def process_bind_param(self, value: Any, dialect: sa.Dialect) -> str | None:
        """Raise ``TypeError`` for floats and for anything JSON has no word for."""
        return None if value is None else canonical_json(value)

    @override
    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> Any:
        """Return the value."""
        return None if value is None else json.loads(value)


def canonical_json(value: object) -> str:
    """Return the one text of a plain value: keys sorted, no blanks, characters unescaped, no floats.

    Raises ``TypeError`` for a float, for a key that is not text, and for objects that are not plain values.
    """
    _refuse_floats(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def _refuse_floats(value: object) -> None:
    """Floats print differently from one program to the next, and a mark or share is whole hundredths here."""
    if isinstance(value, float):
        raise TypeError(f"a float has no canonical text, use whole hundredths: {value!r}")
    if isinstance(value, Mapping):
        for key, part in value.items():
            if not isinstance(key, str):
                raise TypeError(f"a key must be text: {key!r}")
            _refuse_floats(part)
    elif isinstance(value, (list, tuple)):
        for part in value:
            _refuse_floats(part)


def enum_column(kind: type[StrEnum], **options: Any) -> MappedColumn[Any]:  # noqa: ANN401 - passed on as they are
    """Return a column that stores the enum's values, with a CHECK named after the column.

    ``options`` are those of ``mapped_column``. Text on both databases: a native enum of PostgreSQL cannot be
    altered inside every transaction.
    """
    stored = sa.Enum(
        kind,
        name=kind.__name__.lower(),
        native_enum=False,
        create_constraint=True,
        validate_strings=True,
        length=_ENUM_LENGTH,
        values_callable=lambda members: [member.value for member in members],
    )
    column: MappedColumn[Any] = mapped_column(stored, **options)
    # Two columns of one enum in one table need two names, and the column's own is only known now.
    event.listen(column.column, "before_parent_attach", lambda target, _: setattr(target.type, "name", target.name))
    return column
