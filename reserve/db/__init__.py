"""The database: portable column types, the two transactions, and bringing a database up to date.

SQLite (one server process, WAL) is the embedded default, PostgreSQL the second backend.
"""

from reserve.db.columns import (
    Base,
    Hundredths,
    Json,
    Moment,
    PartialDateType,
    canonical_json,
    enum_column,
    moment_text,
    partial_date_check,
)
from reserve.db.doors import CommitInDoubt, Database
from reserve.db.versions import alembic_config, append_only, check_version, migrating, upgrade

__all__ = [
    "Base",
    "CommitInDoubt",
    "Database",
    "Hundredths",
    "Json",
    "Moment",
    "PartialDateType",
    "alembic_config",
    "append_only",
    "canonical_json",
    "check_version",
    "enum_column",
    "migrating",
    "moment_text",
    "partial_date_check",
    "upgrade",
]
