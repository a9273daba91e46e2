"""Write the next migration from what the stages' tables declare: ``python -m migrations.new "message"``.

Compares with the newest version, in a temporary SQLite database. Read what it wrote: first rows and the moving
of data are to be added by hand. Triggers of new append-only tables are written too.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.autogenerate import renderers
from alembic.autogenerate.api import AutogenContext
from alembic.operations.ops import CreateTableOp, MigrateOperation, MigrationScript
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from reserve import db


class AppendOnly(MigrateOperation):
    """The triggers of one table."""

    def __init__(self, table: str) -> None:
        self.table = table


@renderers.dispatch_for(AppendOnly)
def _render(_context: AutogenContext, operation: AppendOnly) -> list[str]:
    # On one line: Alembic indents only the first; the formatter breaks it afterwards.
    statements = f'reserve.db.append_only("{operation.table}", op.get_bind().dialect.name)'
    return [f"for statement in {statements}: op.execute(statement)"]


def _guard(_context: MigrationContext, _revision: object, directives: list[MigrationScript]) -> None:
    """Add the triggers of the append-only tables that this migration creates."""
    for script in directives:
        if script.upgrade_ops is not None:
            created = [step for step in script.upgrade_ops.ops if isinstance(step, CreateTableOp)]
            guarded = [step.table_name for step in created if step.info.get("append_only")]
            script.upgrade_ops.ops.extend(AppendOnly(table) for table in guarded)


def write(text: str) -> Path:
    """Write the next migration and return its path; raises ``CommandError`` when two heads exist."""
    script = ScriptDirectory.from_config(db.alembic_config())
    number = f"{len(list(script.walk_revisions())) + 1:04d}"
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/reserve.db"
        db.upgrade(url)
        with db.migrating(url) as config:
            revision = command.revision(
                config, text, autogenerate=True, rev_id=number, process_revision_directives=_guard
            )
    if revision is None or isinstance(revision, list):
        raise RuntimeError("Alembic wrote no single revision")
    for tidy in (["check", "--fix", "--silent", "--exit-zero"], ["format", "--silent"]):
        subprocess.run([sys.executable, "-m", "ruff", *tidy, revision.path], check=True)  # noqa: S603 - our own path
    return Path(revision.path)


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1].startswith("-"):  # noqa: PLR2004 - the program and its one argument
        sys.exit('Usage: python -m migrations.new "what changes"')
    sys.stdout.write(f"{write(sys.argv[1])}\n")
