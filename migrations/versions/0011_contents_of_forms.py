"""contents of forms, accounts that decided."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring a database one version further."""
    with op.batch_alter_table("done_form", schema=None) as batch_op:
        batch_op.add_column(sa.Column("contents", sa.String(length=64), nullable=True))

    with op.batch_alter_table("retention", schema=None) as batch_op:
        batch_op.add_column(sa.Column("decided_account", sa.Text(), nullable=True))
