"""Making, shutting and resetting accounts, and issuing tokens."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable
from typing import Final, NamedTuple

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from reserve import clock
from reserve.accounts import bearer, passwords, totp
from reserve.accounts.granting import end_sessions, existing, grant_role, refuse_last, refuse_own
from reserve.accounts.model import Family, Role
from reserve.accounts.queries import account, totp_place
from reserve.accounts.rules import display_name_problem, folded_name, name_problem, password_problem
from reserve.accounts.tables import AccountRecord, TokenRecord
from reserve.audit.model import Actor
from reserve.audit.record import record
from reserve.audit.tags import Tag
from reserve.errors import Conflict, Invalid, NotFound
from reserve.personal import Keys, seal
from reserve.text import message

_GENERATED_BYTES: Final = 12


class NewAccount(NamedTuple):
    """An account just made; the secret is shown once and never again."""

    id: int
    name: str
    totp_secret: str


def create_account(
    session: Session,
    actor: Actor,
    keys: Keys,
    *,
    name: str,
    display_name: str,
    password: str,
    role: Role | None = None,
    unit_id: int | None = None,
    family: Family = Family.BUSINESS,
    temporary: bool = False,
) -> NewAccount:
    """Make an account, with its first role or without any; the role decides its family for good, else ``family``.

    ``temporary``: somebody else knows the password, so its holder has to choose another one before anything else.
    Side effects: one ``user_account`` and perhaps one ``role_grant`` row; a journal entry for each. Raises ``Invalid``
    for a name or password that is not taken, ``Conflict`` for a name that is taken already.
    """
    folded = folded_name(name)
    problems = {
        "name": name_problem(folded),
        "display_name": display_name_problem(display_name),
        "password": password_problem(password, folded),
    }
    if found := {field: problem for field, problem in problems.items() if problem is not None}:
        raise Invalid(found)
    if account(session, folded) is not None:
        raise Conflict(message("There is an account {name} already.", name=folded))
    secret, family = totp.new_secret(), family if role is None else role.family
    added = AccountRecord(
        name=folded,
        display_name=display_name.strip() or folded,
        family=family,
        password_hash=passwords.hashed(password),
        totp_secret=seal(keys, totp_place(folded), secret),
        totp_last_step=0,
        disabled=False,
        temporary=temporary,
        created_at=clock.now(),
    )
    try:
        with session.begin_nested():
            session.add(added)
    except IntegrityError:  # somebody else took the name a moment ago
        raise Conflict(message("There is an account {name} already.", name=folded)) from None
    record(session, actor, Tag.ACCOUNTS_CREATE, f"account {folded}", {"family": family.value})
    if role is not None:
        grant_role(session, actor, folded, role, unit_id)
    return NewAccount(added.id, folded, secret)


def generated_password(name: str) -> str:
    """Return a password that nobody guesses, 96 random bits, for the account of that name."""
    while True:
        password = secrets.token_urlsafe(_GENERATED_BYTES)
        if password_problem(password, folded_name(name)) is None:
            return password


def disable_account(session: Session, actor: Actor, name: str) -> None:
    """Shut an account out: its sessions end at once. Side effects: one row changed, one journal entry.

    Raises ``NotFound`` for the account, ``Conflict`` when it is disabled already, ``Refused`` for the own account and
    for the last administrator of a kind.
    """
    holder = existing(session, name)
    refuse_own(actor, holder)
    if holder.disabled:
        raise Conflict(message("The account {name} is disabled already.", name=holder.name))
    refuse_last(session, holder, [grant.role for grant in holder.grants])
    session.execute(sa.update(AccountRecord).where(AccountRecord.id == holder.id).values(disabled=True))
    end_sessions(session, holder.id)
    record(session, actor, Tag.ACCOUNTS_DISABLE, f"account {holder.name}")


def enable_account(session: Session, actor: Actor, name: str) -> None:
    """Let an account in again, with the roles that it had. Side effects: one row changed, one journal entry.

    Raises ``NotFound`` for the account, ``Conflict`` when it is not disabled.
    """
    holder = existing(session, name)
    refuse_own(actor, holder)
    if not holder.disabled:
        raise Conflict(message("The account {name} is not disabled.", name=holder.name))
    session.execute(sa.update(AccountRecord).where(AccountRecord.id == holder.id).values(disabled=False))
    record(session, actor, Tag.ACCOUNTS_ENABLE, f"account {holder.name}")


class Secrets(NamedTuple):
    """What was made anew for an account; shown once and never again. None: as it was."""

    name: str
    password: str | None
    totp_secret: str | None


def reset_account(
    session: Session, actor: Actor, keys: Keys, name: str, *, password: bool, second_factor: bool
) -> Secrets:
    """Give an account a new password, a new second factor, or both; the old ones are worthless at once.

    Side effects: one row changed, the new password is a temporary one; all sessions of the account end; one journal
    entry. Raises ``NotFound`` for the account, ``Invalid`` when nothing is to be reset, ``Refused`` for the own one.
    """
    holder = existing(session, name)
    refuse_own(actor, holder)
    if not (password or second_factor):
        raise Invalid({"what": message("Choose what is to be made anew.")})
    made = Secrets(
        holder.name,
        generated_password(holder.name) if password else None,
        totp.new_secret() if second_factor else None,
    )
    values: dict[str, object] = {}
    if made.password is not None:
        values |= {"password_hash": passwords.hashed(made.password), "temporary": True}
    if made.totp_secret is not None:
        values |= {"totp_secret": seal(keys, totp_place(holder.name), made.totp_secret), "totp_last_step": 0}
    session.execute(sa.update(AccountRecord).where(AccountRecord.id == holder.id).values(values))
    end_sessions(session, holder.id)
    details = {"password": password, "second_factor": second_factor}
    record(session, actor, Tag.ACCOUNTS_RESET, f"account {holder.name}", details)
    return made


def issue_token(session: Session, actor: Actor, *, name: str, scopes: Iterable[str], days: int) -> str:
    """Make a token for another system and return it; it is shown once and never again.

    ``scopes`` are names of permissions. Side effects: one ``api_token`` row; one journal entry. Raises ``Conflict`` for
    a name that is taken already, ``Invalid`` for a name or a period that is not taken.
    """
    folded = folded_name(name)
    wrong = {"name": name_problem(folded)}
    if days < 1:
        wrong["days"] = message("A token is valid for at least one day.")
    if found := {field: problem for field, problem in wrong.items() if problem is not None}:
        raise Invalid(found)
    if session.execute(sa.select(TokenRecord.id).where(TokenRecord.name == folded)).first() is not None:
        raise Conflict(message("There is a token {name} already.", name=folded))
    token, now = bearer.new_secret(), clock.now()
    allowed = sorted(set(scopes))
    session.execute(
        sa.insert(TokenRecord).values(
            name=folded,
            token_hash=bearer.stored(token),
            scopes=allowed,
            issued_by=actor.name,
            issued_at=now,
            expires_at=now + dt.timedelta(days=days),
            revoked_at=None,
        )
    )
    record(session, actor, Tag.ACCOUNTS_ISSUE_TOKEN, f"token {folded}", {"scopes": allowed, "days": days})
    return token


def revoke_token(session: Session, actor: Actor, name: str) -> None:
    """Make a token worthless at once. Side effects: one row changed, one journal entry.

    Raises ``NotFound`` when there is no such token in force.
    """
    folded, now = folded_name(name), clock.now()
    revoked = session.execute(
        sa.update(TokenRecord)
        .where(TokenRecord.name == folded, TokenRecord.revoked_at.is_(None))
        .values(revoked_at=now)
        .returning(TokenRecord.id)
    )
    if revoked.first() is None:
        raise NotFound(message("There is no token {name} in force.", name=folded))
    record(session, actor, Tag.ACCOUNTS_REVOKE_TOKEN, f"token {folded}", at=now)
