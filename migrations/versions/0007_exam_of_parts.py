"""exam of parts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring a database one version further."""
    op.create_table(
        "mark_bonus",
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("person_number", sa.Integer(), nullable=False),
        sa.Column("bonus", sa.Text(), nullable=False),
        sa.Column("holds", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_mark_bonus_cycle_id_cycle")),
        sa.ForeignKeyConstraint(["person_number"], ["person.number"], name=op.f("fk_mark_bonus_person_number_person")),
        sa.PrimaryKeyConstraint("cycle_id", "person_number", "bonus", name=op.f("pk_mark_bonus")),
    )
    op.create_table(
        "mark_part",
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("person_number", sa.Integer(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column(
            "status",
            sa.Enum("taken", "absent", "void", name="status", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("hundredths", sa.Integer(), nullable=True),
        sa.CheckConstraint("(status = 'taken') = (hundredths IS NOT NULL)", name=op.f("ck_mark_part_only_taken")),
        sa.CheckConstraint("hundredths >= 0", name=op.f("ck_mark_part_range")),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_mark_part_cycle_id_cycle")),
        sa.ForeignKeyConstraint(["person_number"], ["person.number"], name=op.f("fk_mark_part_person_number_person")),
        sa.PrimaryKeyConstraint("cycle_id", "person_number", "part", name=op.f("pk_mark_part")),
    )
    _part_of("mark_correction")
    with op.batch_alter_table("mark_correction", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("uq_mark_correction_open"))
        batch_op.create_index(
            "uq_mark_correction_open",
            ["cycle_id", "person_number", "part"],
            unique=True,
            sqlite_where=sa.text("outcome IS NULL"),
            postgresql_where=sa.text("outcome IS NULL"),
        )
    _part_of("mark_entry")
    with op.batch_alter_table("mark_entry", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_mark_entry_cycle_id_person_number_account"), type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f("uq_mark_entry_cycle_id_person_number_part_account"),
            ["cycle_id", "person_number", "part", "account"],
        )
        batch_op.drop_constraint(batch_op.f("pk_mark_entry"), type_="primary")
        batch_op.create_primary_key(batch_op.f("pk_mark_entry"), ["cycle_id", "person_number", "part", "ordinal"])


def _part_of(table: str) -> None:
    """Say of which part each row is: of the only paper, blank, for those that are there."""
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.add_column(sa.Column("part", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.alter_column("part", server_default=None)
