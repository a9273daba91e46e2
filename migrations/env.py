"""Run by Alembic: knows every stage's tables by looking, so that a new stage needs no edit here."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Literal

from alembic import context

import reserve
from reserve.db import Base

for tables in sorted(Path(str(reserve.__file__)).parent.glob("*/tables.py")):
    importlib.import_module(f"reserve.{tables.parent.name}.tables")


def own_type(kind: str, item: object, _autogenerate: object) -> str | Literal[False]:
    """Word a column type of ours in a new migration; ``False`` leaves it to Alembic."""
    ours = kind == "type" and type(item).__module__.startswith("reserve.db.")
    return f"reserve.db.{type(item).__name__}()" if ours else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
    compare_server_default=True,
    render_item=own_type,
    # SQLite can undo DDL as well, now that the driver opens no transactions of its own.
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
