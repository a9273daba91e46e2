"""Accounts, what they may do, who is signed in, and how long a guesser has to wait."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from reserve.accounts.model import Family, Relation, Role
from reserve.db import Base, Json, Moment, enum_column

_FAMILY_OF_ROLE = (
    f"(family = '{Family.BUSINESS}') = (role NOT IN ('{Role.SYSTEM_ADMIN}', '{Role.SECURITY_ADMIN}', "
    f"'{Role.AUDIT_ADMIN}')) AND (role <> '{Role.SYSTEM_ADMIN}' OR family = '{Family.SYSTEM}') "
    f"AND (role <> '{Role.SECURITY_ADMIN}' OR family = '{Family.SECURITY}') "
    f"AND (role <> '{Role.AUDIT_ADMIN}' OR family = '{Family.AUDIT}')"
)


class AccountRecord(Base):
    """One account. Its family decides which roles it can hold at all."""

    __tablename__ = "user_account"
    __table_args__ = (
        sa.UniqueConstraint("name"),
        sa.UniqueConstraint("id", "family", name="uq_user_account_family"),
        sa.CheckConstraint("name <> '' AND display_name <> ''", name="named"),
        sa.CheckConstraint("totp_last_step >= 0", name="step"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.Text)
    display_name: Mapped[str] = mapped_column(sa.Text)
    family: Mapped[Family] = enum_column(Family)
    password_hash: Mapped[str] = mapped_column(sa.Text)
    totp_secret: Mapped[bytes] = mapped_column(sa.LargeBinary)
    totp_last_step: Mapped[int] = mapped_column(sa.BigInteger)
    disabled: Mapped[bool]
    temporary: Mapped[bool]
    """Somebody else knows the password: its holder has to choose another one before anything else."""
    created_at: Mapped[dt.datetime] = mapped_column(Moment)


class GrantRecord(Base):
    """One role of one account. The family is repeated so that a role of another family cannot be stored."""

    __tablename__ = "role_grant"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["account_id", "family"], ["user_account.id", "user_account.family"], name="fk_role_grant_family"
        ),
        sa.CheckConstraint(_FAMILY_OF_ROLE, name="family_of_role"),
        sa.CheckConstraint(f"(role = '{Role.UNIT_LIAISON}') = (unit_id IS NOT NULL)", name="unit_of_liaison"),
        sa.Index(
            "uq_role_grant_everywhere",
            "account_id",
            "role",
            unique=True,
            sqlite_where=sa.text("unit_id IS NULL"),
            postgresql_where=sa.text("unit_id IS NULL"),
        ),
        sa.UniqueConstraint("account_id", "role", "unit_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int]
    family: Mapped[Family] = enum_column(Family)
    role: Mapped[Role] = enum_column(Role)
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"))
    granted_by: Mapped[str] = mapped_column(sa.Text)
    granted_at: Mapped[dt.datetime] = mapped_column(Moment)


class SessionRecord(Base):
    """Somebody signed in. Only the hash of the cookie's secret is kept: reading this table opens no session."""

    __tablename__ = "web_session"
    __table_args__ = (
        sa.CheckConstraint("length(id_hash) = 64", name="hashed"),
        sa.Index(None, "account_id"),
    )

    id_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    created_at: Mapped[dt.datetime] = mapped_column(Moment)
    last_seen_at: Mapped[dt.datetime] = mapped_column(Moment)
    stepped_up_at: Mapped[dt.datetime | None] = mapped_column(Moment)


class RoleRequestRecord(Base):
    """A role that one administrator asks for and another one grants or refuses; both stay on record."""

    __tablename__ = "role_request"
    __table_args__ = (
        sa.CheckConstraint("(granted IS NULL) = (decided_by IS NULL)", name="decided"),
        sa.CheckConstraint("(granted IS NULL) = (decided_at IS NULL)", name="dated"),
        sa.CheckConstraint("decided_by IS NULL OR decided_by <> requested_by", name="two_persons"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    role: Mapped[Role] = enum_column(Role)
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"))
    requested_by: Mapped[str] = mapped_column(sa.Text)
    requested_at: Mapped[dt.datetime] = mapped_column(Moment)
    granted: Mapped[bool | None]
    decided_by: Mapped[str | None] = mapped_column(sa.Text)
    decided_at: Mapped[dt.datetime | None] = mapped_column(Moment)


class RelationRecord(Base):
    """Whom an account's holder is, or is a relative of: on those records he or she does not act (回避)."""

    __tablename__ = "relation"
    __table_args__ = (sa.UniqueConstraint("account_id", "person_number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    person_number: Mapped[int] = mapped_column(sa.ForeignKey("person.number"))
    relation: Mapped[Relation] = enum_column(Relation)
    declared_by: Mapped[str] = mapped_column(sa.Text)
    declared_at: Mapped[dt.datetime] = mapped_column(Moment)


class DoneFormRecord(Base):
    """A form that was acted on, and where it led: sent again, it leads there and nothing is done twice."""

    __tablename__ = "done_form"

    form: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    location: Mapped[str] = mapped_column(sa.Text)
    contents: Mapped[str | None] = mapped_column(sa.String(64))
    """A keyed digest of what it said; None where nobody looks at that."""
    done_at: Mapped[dt.datetime] = mapped_column(Moment)


class DelayRecord(Base):
    """Failed sign-ins of an account or a source, found by keyed hash: a name typed wrongly may be a password."""

    __tablename__ = "sign_in_delay"
    __table_args__ = (sa.CheckConstraint("failures >= 1", name="failures"),)

    lookup: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[dt.datetime] = mapped_column(Moment)


class TokenRecord(Base):
    """The token of another system, hashed; ``scopes`` are names of permissions."""

    __tablename__ = "api_token"
    __table_args__ = (
        sa.UniqueConstraint("name"),
        sa.UniqueConstraint("token_hash"),
        sa.CheckConstraint("length(token_hash) = 64", name="hashed"),
        sa.CheckConstraint("name <> '' AND scopes <> '[]'", name="named"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.Text)
    token_hash: Mapped[str] = mapped_column(sa.String(64))
    scopes: Mapped[list[str]] = mapped_column(Json)
    issued_by: Mapped[str] = mapped_column(sa.Text)
    issued_at: Mapped[dt.datetime] = mapped_column(Moment)
    expires_at: Mapped[dt.datetime] = mapped_column(Moment)
    revoked_at: Mapped[dt.datetime | None] = mapped_column(Moment)
