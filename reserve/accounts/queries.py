"""Reading accounts, sessions and tokens."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve.accounts import bearer
from reserve.accounts.model import AccountRow, Credentials, Grant, Machine, Principal
from reserve.accounts.rules import FORGOTTEN_AFTER, folded_name, session_over, wait
from reserve.accounts.tables import AccountRecord, DelayRecord, GrantRecord, SessionRecord, TokenRecord
from reserve.personal import Keys, unseal


def totp_place(name: str) -> str:
    """Return the place for which an account's secret is sealed."""
    return f"user_account.totp_secret.{name}"


def credentials(session: Session, keys: Keys, name: str) -> Credentials | None:
    """Return what a sign-in under that name is compared with."""
    wanted = sa.select(AccountRecord.__table__).where(AccountRecord.name == folded_name(name))
    row = session.execute(wanted).one_or_none()
    if row is None:
        return None
    return Credentials(
        account_id=row.id,
        name=row.name,
        password_hash=row.password_hash,
        totp_secret=unseal(keys, totp_place(row.name), row.totp_secret),
        totp_last_step=row.totp_last_step,
        disabled=row.disabled,
    )


def seconds_to_wait(session: Session, lookups: Mapping[str, int], now: dt.datetime) -> int:
    """Return how long an attempt has to wait; ``lookups``: its counters, with the failures that each has free."""
    rows = session.execute(sa.select(DelayRecord.__table__).where(DelayRecord.lookup.in_(lookups)))
    longest = 0
    for row in rows:
        if now - row.last_at < FORGOTTEN_AFTER:
            until = row.last_at + dt.timedelta(seconds=wait(row.failures, lookups[row.lookup]))
            longest = max(longest, -((now - until) // dt.timedelta(seconds=1)))
    return longest


def principal(session: Session, secret: str, now: dt.datetime) -> Principal | None:
    """Return who is signed in with a session's secret: one query, and none for what was not made here.

    None for a secret that is unknown, a session that is over, and an account that is disabled.
    """
    if not bearer.is_secret(secret):
        return None
    account, signed_in, grant = AccountRecord.__table__, SessionRecord.__table__, GrantRecord.__table__
    rows = session.execute(
        sa.select(
            account.c.id,
            account.c.name,
            account.c.display_name,
            signed_in.c.created_at,
            signed_in.c.last_seen_at,
            grant.c.role,
            grant.c.unit_id,
        )
        .join(account, account.c.id == signed_in.c.account_id)
        .outerjoin(grant, grant.c.account_id == account.c.id)
        .where(signed_in.c.id_hash == bearer.stored(secret), ~account.c.disabled)
        .order_by(grant.c.id)
    ).all()
    if not rows or session_over(rows[0].created_at, rows[0].last_seen_at, now):
        return None
    first = rows[0]
    return Principal(
        account_id=first.id,
        name=first.name,
        display_name=first.display_name,
        grants=tuple(Grant(row.role, row.unit_id) for row in rows if row.role is not None),
        created_at=first.created_at,
        last_seen_at=first.last_seen_at,
    )


def machine(session: Session, token: str, now: dt.datetime) -> Machine | None:
    """Return the other system that a token belongs to; None when it is unknown, revoked or has run out."""
    if not bearer.is_secret(token):
        return None
    table = TokenRecord.__table__
    wanted = sa.select(table.c.name, table.c.scopes).where(
        table.c.token_hash == bearer.stored(token), table.c.revoked_at.is_(None), table.c.expires_at > now
    )
    row = session.execute(wanted).one_or_none()
    return None if row is None else Machine(name=row.name, scopes=frozenset(row.scopes))


def accounts(session: Session) -> list[AccountRow]:
    """Return every account with its roles, by name. Two queries."""
    grants: dict[int, list[Grant]] = {}
    for row in session.execute(sa.select(GrantRecord.__table__).order_by(GrantRecord.id)):
        grants.setdefault(row.account_id, []).append(Grant(row.role, row.unit_id))
    rows = session.execute(sa.select(AccountRecord.__table__).order_by(AccountRecord.name))
    return [
        AccountRow(
            id=row.id,
            name=row.name,
            display_name=row.display_name,
            family=row.family,
            grants=tuple(grants.get(row.id, ())),
            disabled=row.disabled,
            created_at=row.created_at,
        )
        for row in rows
    ]


def account(session: Session, name: str) -> AccountRow | None:
    """Return one account by its name."""
    return next((row for row in accounts(session) if row.name == folded_name(name)), None)
