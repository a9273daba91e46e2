"""Accounts, roles, sessions, tokens of machines, and how long a guesser waits."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import reserve.db

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring a database one version further."""
    op.create_table(
        "api_token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("scopes", reserve.db.Json(), nullable=False),
        sa.Column("issued_by", sa.Text(), nullable=False),
        sa.Column("issued_at", reserve.db.Moment(), nullable=False),
        sa.Column("expires_at", reserve.db.Moment(), nullable=False),
        sa.Column("revoked_at", reserve.db.Moment(), nullable=True),
        sa.CheckConstraint("name <> '' AND scopes <> '[]'", name=op.f("ck_api_token_named")),
        sa.CheckConstraint("length(token_hash) = 64", name=op.f("ck_api_token_hashed")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
        sa.UniqueConstraint("name", name=op.f("uq_api_token_name")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_api_token_token_hash")),
    )
    op.create_table(
        "sign_in_delay",
        sa.Column("lookup", sa.String(length=64), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", reserve.db.Moment(), nullable=False),
        sa.CheckConstraint("failures >= 1", name=op.f("ck_sign_in_delay_failures")),
        sa.PrimaryKeyConstraint("lookup", name=op.f("pk_sign_in_delay")),
    )
    op.create_table(
        "user_account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("display_name", sa.Text(), nullable=False),
        sa.Column(
            "family",
            sa.Enum(
                "business",
                "system",
                "security",
                "audit",
                name="family",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("totp_secret", sa.LargeBinary(), nullable=False),
        sa.Column("totp_last_step", sa.BigInteger(), nullable=False),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.Column("created_at", reserve.db.Moment(), nullable=False),
        sa.CheckConstraint("name <> '' AND display_name <> ''", name=op.f("ck_user_account_named")),
        sa.CheckConstraint("totp_last_step >= 0", name=op.f("ck_user_account_step")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_account")),
        sa.UniqueConstraint("id", "family", name="uq_user_account_family"),
        sa.UniqueConstraint("name", name=op.f("uq_user_account_name")),
    )
    op.create_table(
        "role_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column(
            "family",
            sa.Enum(
                "business",
                "system",
                "security",
                "audit",
                name="family",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "role",
            sa.Enum(
                "officer",
                "section_head",
                "approver",
                "assessor",
                "score_clerk",
                "marker",
                "unit_liaison",
                "auditor",
                "system_admin",
                "security_admin",
                "audit_admin",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("granted_by", sa.Text(), nullable=False),
        sa.Column("granted_at", reserve.db.Moment(), nullable=False),
        sa.CheckConstraint(
            "(family = 'business') = (role NOT IN ('system_admin', 'security_admin', 'audit_admin')) "
            "AND (role <> 'system_admin' OR family = 'system') "
            "AND (role <> 'security_admin' OR family = 'security') "
            "AND (role <> 'audit_admin' OR family = 'audit')",
            name=op.f("ck_role_grant_family_of_role"),
        ),
        sa.CheckConstraint(
            "(role = 'unit_liaison') = (unit_id IS NOT NULL)", name=op.f("ck_role_grant_unit_of_liaison")
        ),
        sa.ForeignKeyConstraint(
            ["account_id", "family"], ["user_account.id", "user_account.family"], name="fk_role_grant_family"
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_role_grant_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
        sa.UniqueConstraint("account_id", "role", "unit_id", name=op.f("uq_role_grant_account_id_role_unit_id")),
    )
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.create_index(
            "uq_role_grant_everywhere",
            ["account_id", "role"],
            unique=True,
            sqlite_where=sa.text("unit_id IS NULL"),
            postgresql_where=sa.text("unit_id IS NULL"),
        )

    op.create_table(
        "web_session",
        sa.Column("id_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("created_at", reserve.db.Moment(), nullable=False),
        sa.Column("last_seen_at", reserve.db.Moment(), nullable=False),
        sa.CheckConstraint("length(id_hash) = 64", name=op.f("ck_web_session_hashed")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["user_account.id"], name=op.f("fk_web_session_account_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id_hash", name=op.f("pk_web_session")),
    )
    with op.batch_alter_table("web_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_web_session_account_id"), ["account_id"], unique=False)
