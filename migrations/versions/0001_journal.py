"""The journal, append-only, and its head."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import reserve.db

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_HEAD_GROWS = {
    "sqlite": (
        """CREATE TRIGGER journal_head_no_update BEFORE UPDATE ON journal_head
        WHEN NEW.sequence <= OLD.sequence BEGIN SELECT RAISE(ABORT, 'journal_head only grows'); END""",
        """CREATE TRIGGER journal_head_no_delete BEFORE DELETE ON journal_head
        BEGIN SELECT RAISE(ABORT, 'journal_head only grows'); END""",
    ),
    "postgresql": (
        """CREATE FUNCTION journal_head_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        RAISE EXCEPTION 'journal_head only grows' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
        """CREATE TRIGGER journal_head_no_update BEFORE UPDATE ON journal_head FOR EACH ROW
        WHEN (NEW.sequence <= OLD.sequence) EXECUTE FUNCTION journal_head_refuse()""",
        """CREATE TRIGGER journal_head_no_delete BEFORE DELETE ON journal_head
        FOR EACH STATEMENT EXECUTE FUNCTION journal_head_refuse()""",
        """CREATE TRIGGER journal_head_no_truncate BEFORE TRUNCATE ON journal_head
        FOR EACH STATEMENT EXECUTE FUNCTION journal_head_refuse()""",
    ),
}


def upgrade() -> None:
    """Bring a database one version further."""
    op.create_table(
        "journal",
        sa.Column(
            "sequence",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("at", reserve.db.Moment(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column(
            "actor_kind",
            sa.Enum("person", "system", name="actor_kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("tag", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("details", reserve.db.Json(), nullable=False),
        sa.Column("format", sa.SmallInteger(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("length(hash) = 64 AND length(previous) = 64", name=op.f("ck_journal_hashes")),
        sa.CheckConstraint("sequence >= 1", name=op.f("ck_journal_sequence")),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_journal")),
        sa.UniqueConstraint("previous", name=op.f("uq_journal_previous")),
    )
    op.create_index(op.f("ix_journal_subject_sequence"), "journal", ["subject", "sequence"])
    op.create_index(op.f("ix_journal_tag_sequence"), "journal", ["tag", "sequence"])
    head = op.create_table(
        "journal_head",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_journal_head_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_head")),
    )
    op.bulk_insert(head, [{"id": 1, "sequence": 0, "hash": "0" * 64}])
    dialect = op.get_bind().dialect.name
    for statement in (*reserve.db.append_only("journal", dialect), *_HEAD_GROWS[dialect]):
        op.execute(statement)
