"""Making accounts, giving roles, signing in and out, issuing tokens."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve import clock
from reserve.accounts import bearer, passwords, totp
from reserve.accounts.model import AccountRow, Credentials, Principal, Role
from reserve.accounts.queries import account, totp_place
from reserve.accounts.rules import ABSOLUTE, FORGOTTEN_AFTER, exclusive, folded_name, name_problem, password_problem
from reserve.accounts.tables import AccountRecord, DelayRecord, GrantRecord, SessionRecord, TokenRecord
from reserve.audit.model import Actor, ActorKind
from reserve.audit.record import record
from reserve.audit.tags import Tag
from reserve.errors import Conflict, Invalid, NotFound, Refused
from reserve.personal import Keys, seal
from reserve.text import message

_NOBODY = Actor("sign-in", ActorKind.SYSTEM)


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
    role: Role,
    unit_id: int | None = None,
) -> NewAccount:
    """Make an account with its first role, which decides its family for good.

    Side effects: one ``user_account`` and one ``role_grant`` row; two journal entries. Raises ``Invalid`` for a name or
    password that is not taken, ``Conflict`` for a name that is taken already.
    """
    folded = folded_name(name)
    problems = {"name": name_problem(folded), "password": password_problem(password, folded)}
    if found := {field: problem for field, problem in problems.items() if problem is not None}:
        raise Invalid(found)
    if account(session, folded) is not None:
        raise Conflict(message("There is an account {name} already.", name=folded))
    secret = totp.new_secret()
    added = AccountRecord(
        name=folded,
        display_name=display_name.strip() or folded,
        family=role.family,
        password_hash=passwords.hashed(password),
        totp_secret=seal(keys, totp_place(folded), secret),
        totp_last_step=0,
        disabled=False,
        created_at=clock.now(),
    )
    session.add(added)
    session.flush()
    record(session, actor, Tag.ACCOUNTS_CREATE, f"account {folded}", {"family": role.family.value})
    grant_role(session, actor, folded, role, unit_id)
    return NewAccount(added.id, folded, secret)


def grant_role(session: Session, actor: Actor, name: str, role: Role, unit_id: int | None = None) -> None:
    """Give an account one more role.

    Side effects: one ``role_grant`` row; all its sessions end, so that it comes back under a new id; one journal entry.
    Raises ``NotFound`` for the account, ``Refused`` for a role that another one excludes or that lacks its unit,
    ``Conflict`` for a role that it has already.
    """
    holder = _existing(session, name)
    if role.family is not holder.family:
        other = exclusive([grant.role for grant in holder.grants], role) or holder.family
        raise Refused(
            message(
                "The role {role} cannot be held together with {other}: the three administrators exclude each other.",
                role=role.value,
                other=other.value,
            )
        )
    if role.of_one_unit != (unit_id is not None):
        raise Refused(
            message("The role {role} needs its unit.", role=role.value)
            if role.of_one_unit
            else message("The role {role} is not limited to a unit.", role=role.value)
        )
    if any(grant.role is role and grant.unit_id == unit_id for grant in holder.grants):
        raise Conflict(message("{name} has the role {role} already.", name=holder.name, role=role.value))
    session.execute(
        sa.insert(GrantRecord).values(
            account_id=holder.id,
            family=holder.family,
            role=role,
            unit_id=unit_id,
            granted_by=actor.name,
            granted_at=clock.now(),
        )
    )
    session.execute(sa.delete(SessionRecord).where(SessionRecord.account_id == holder.id))
    record(session, actor, Tag.ACCOUNTS_GRANT, f"account {holder.name}", {"role": role.value, "unit": unit_id})


def disable_account(session: Session, actor: Actor, name: str) -> None:
    """Shut an account out: its sessions end at once. Side effects: one row changed, one journal entry.

    Raises ``NotFound`` for the account, ``Conflict`` when it is disabled already.
    """
    holder = _existing(session, name)
    if holder.disabled:
        raise Conflict(message("The account {name} is disabled already.", name=holder.name))
    session.execute(sa.update(AccountRecord).where(AccountRecord.id == holder.id).values(disabled=True))
    session.execute(sa.delete(SessionRecord).where(SessionRecord.account_id == holder.id))
    record(session, actor, Tag.ACCOUNTS_DISABLE, f"account {holder.name}")


def _existing(session: Session, name: str) -> AccountRow:
    found = account(session, name)
    if found is None:
        raise NotFound(message("There is no account {name}.", name=name))
    return found


def sign_in(
    session: Session,
    known: Credentials | None,
    *,
    password_fits: bool,
    code: str,
    source: str,
    lookups: Iterable[str],
    rehashed: str | None = None,
) -> str | None:
    """Open a session under a new id and return its secret, or count a failure and return None.

    Unknown name, wrong password, wrong or used code and disabled account do the same work and leave the same trace.
    ``lookups`` are the counters of failures of this attempt, ``rehashed`` the password under newer parameters.
    Side effects: success: one ``web_session`` row, the code used up, counters cleared, sessions that are over
    swept away; failure: counters raised; one journal entry either way. Returns instead of raising, so that the
    failure is committed.
    """
    now = clock.now()
    # Without an account a code is compared all the same, with one that nobody has.
    secret = known.totp_secret if known is not None else totp.new_secret()
    step = totp.matching_step(secret, code, now, known.totp_last_step if known is not None else 0)
    if known is not None and password_fits and step is not None and not known.disabled:
        # The condition in the statement settles a race: of two sign-ins with one code only one finds the row.
        used = session.execute(
            sa.update(AccountRecord)
            .where(
                AccountRecord.id == known.account_id,
                AccountRecord.totp_last_step < step,
                AccountRecord.disabled.is_(False),
            )
            .values(totp_last_step=step, **({"password_hash": rehashed} if rehashed else {}))
            .returning(AccountRecord.id)
        )
        if used.first() is not None:
            return _opened(session, known, source, lookups, now)
    _count_failure(session, lookups, now)
    subject = "account ?" if known is None else f"account {known.name}"
    # The machine's address is no personal value: it names a desk, and the auditor looks for it.
    record(session, _NOBODY, Tag.ACCOUNTS_DENY, subject, {"act": "sign in", "source": source}, at=now)
    return None


def _opened(session: Session, known: Credentials, source: str, lookups: Iterable[str], now: dt.datetime) -> str:
    secret = bearer.new_secret()
    session.execute(sa.delete(SessionRecord).where(SessionRecord.created_at < now - ABSOLUTE))
    session.execute(
        sa.insert(SessionRecord).values(
            id_hash=bearer.stored(secret), account_id=known.account_id, created_at=now, last_seen_at=now
        )
    )
    session.execute(sa.delete(DelayRecord).where(DelayRecord.lookup.in_(list(lookups))))
    actor = Actor(known.name, ActorKind.PERSON)
    record(session, actor, Tag.ACCOUNTS_LOGIN, f"account {known.name}", {"source": source}, at=now)
    return secret


def _count_failure(session: Session, lookups: Iterable[str], now: dt.datetime) -> None:
    session.execute(sa.delete(DelayRecord).where(DelayRecord.last_at < now - FORGOTTEN_AFTER))
    for lookup in lookups:
        counted = session.execute(
            sa.update(DelayRecord)
            .where(DelayRecord.lookup == lookup)
            .values(failures=DelayRecord.failures + 1, last_at=now)
            .returning(DelayRecord.lookup)
        )
        if counted.first() is None:
            session.execute(sa.insert(DelayRecord).values(lookup=lookup, failures=1, last_at=now))


def keep_alive(session: Session, secret: str) -> None:
    """Note that a session was used just now. Side effects: one row changed; not recorded."""
    used = sa.update(SessionRecord).where(SessionRecord.id_hash == bearer.stored(secret))
    session.execute(used.values(last_seen_at=clock.now()))


def sign_out(session: Session, person: Principal, secret: str) -> None:
    """End a session. Side effects: its row goes; one journal entry."""
    session.execute(sa.delete(SessionRecord).where(SessionRecord.id_hash == bearer.stored(secret)))
    record(session, person.actor, Tag.ACCOUNTS_LOGOUT, f"account {person.name}")


def note_denial(session: Session, actor: Actor, act: str, subject: str) -> None:
    """Record that somebody asked for what his or her roles do not allow. Side effects: one journal entry."""
    record(session, actor, Tag.ACCOUNTS_DENY, subject, {"act": act})


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
