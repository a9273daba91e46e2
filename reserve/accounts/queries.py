"""Reading accounts, sessions and tokens."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from functools import cache
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve.accounts import bearer
from reserve.accounts.model import (
    AccountRow,
    Credentials,
    Grant,
    GrantRow,
    Machine,
    Principal,
    Relation,
    RelationRow,
    RequestRow,
    SessionRow,
)
from reserve.accounts.rules import FORGOTTEN_AFTER, folded_name, session_over, wait
from reserve.accounts.tables import (
    AccountRecord,
    DelayRecord,
    GrantRecord,
    RelationRecord,
    RoleRequestRecord,
    SessionRecord,
    TokenRecord,
)
from reserve.audit.model import Actor
from reserve.errors import NotFound
from reserve.personal import Keys, unseal
from reserve.text import Message, message


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
    rows = session.execute(_signed_in(), {"id_hash": bearer.stored(secret)}).all()
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
        stepped_up_at=first.stepped_up_at,
        temporary=first.temporary,
    )


@cache
def _signed_in() -> sa.Select[Any]:
    """Return the question that every page asks first; made once, since making it costs more than asking it."""
    account, signed_in, grant = AccountRecord.__table__, SessionRecord.__table__, GrantRecord.__table__
    return (
        sa.select(
            account.c.id,
            account.c.name,
            account.c.display_name,
            account.c.temporary,
            signed_in.c.created_at,
            signed_in.c.last_seen_at,
            signed_in.c.stepped_up_at,
            grant.c.role,
            grant.c.unit_id,
        )
        .join(account, account.c.id == signed_in.c.account_id)
        .outerjoin(grant, grant.c.account_id == account.c.id)
        .where(signed_in.c.id_hash == sa.bindparam("id_hash", type_=sa.Text), ~account.c.disabled)
        .order_by(grant.c.id)
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
            temporary=row.temporary,
            created_at=row.created_at,
        )
        for row in rows
    ]


def account(session: Session, name: str) -> AccountRow | None:
    """Return one account by its name."""
    return next((row for row in accounts(session) if row.name == folded_name(name)), None)


def account_of(session: Session, account_id: int) -> AccountRow:
    """Return one account by its id; raises ``NotFound``. Two queries."""
    found = next((row for row in accounts(session) if row.id == account_id), None)
    if found is None:
        raise NotFound(message("There is no such account."))
    return found


def grants(session: Session, account_id: int) -> list[GrantRow]:
    """Return the roles of an account, and who gave each, in the order in which they were given."""
    table = GrantRecord.__table__
    rows = session.execute(sa.select(table).where(table.c.account_id == account_id).order_by(table.c.id))
    return [
        GrantRow(id=row.id, role=row.role, unit_id=row.unit_id, granted_by=row.granted_by, granted_at=row.granted_at)
        for row in rows
    ]


def requests(session: Session, account_id: int | None = None) -> list[RequestRow]:
    """Return the roles asked for, the newest first: those of one account, or of all those that nobody decided."""
    asked, account = RoleRequestRecord.__table__, AccountRecord.__table__
    wanted = (
        sa.select(asked, account.c.name, account.c.display_name)
        .join(account, account.c.id == asked.c.account_id)
        .where(asked.c.granted.is_(None) if account_id is None else asked.c.account_id == account_id)
        .order_by(asked.c.id.desc())
    )
    return [RequestRow(**row) for row in session.execute(wanted).mappings()]


def relations(session: Session, account_id: int) -> list[RelationRow]:
    """Return the relations declared for an account, by person number."""
    table = RelationRecord.__table__
    columns = (table.c.id, table.c.person_number, table.c.relation, table.c.declared_by, table.c.declared_at)
    wanted = sa.select(*columns).where(table.c.account_id == account_id).order_by(table.c.person_number)
    return [RelationRow(**row) for row in session.execute(wanted).mappings()]


def sessions(session: Session, account_id: int, secret: str, now: dt.datetime) -> list[SessionRow]:
    """Return the sessions of an account that are not over, the newest first; ``secret`` is that of the one here."""
    table = SessionRecord.__table__
    wanted = sa.select(table).where(table.c.account_id == account_id).order_by(table.c.created_at.desc())
    here = bearer.stored(secret)
    return [
        SessionRow(created_at=row.created_at, last_seen_at=row.last_seen_at, here=row.id_hash == here)
        for row in session.execute(wanted)
        if not session_over(row.created_at, row.last_seen_at, now)
    ]


def recusal(session: Session, actor: Actor, persons: Collection[int]) -> list[Message]:
    """Return why an actor must stay out of what concerns these persons (by number): none when nothing is declared.

    Every action about a person asks this first (回避). One query.
    """
    account, relation = AccountRecord.__table__, RelationRecord.__table__
    wanted = (
        sa.select(relation.c.relation, relation.c.person_number)
        .join(account, account.c.id == relation.c.account_id)
        .where(account.c.name == actor.name, relation.c.person_number.in_(persons))
        .order_by(relation.c.person_number)
    )
    return [_RECUSED[row.relation] for row in session.execute(wanted)]


_RECUSED: Final[Mapping[Relation, Message]] = {
    Relation.SELF: message("This is about yourself: somebody else has to do it."),
    Relation.RELATIVE: message("This is about a declared relative of yours: somebody else has to do it."),
}
