"""Signing in and out, and showing the second factor again within a session."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve import clock
from reserve.accounts import bearer, totp
from reserve.accounts.model import Credentials, Principal
from reserve.accounts.rules import ABSOLUTE, FORGOTTEN_AFTER, STEPPED_UP
from reserve.accounts.tables import AccountRecord, DelayRecord, SessionRecord
from reserve.audit.model import Actor, ActorKind
from reserve.audit.record import record
from reserve.audit.tags import Tag

_NOBODY: Final = Actor("sign-in", ActorKind.SYSTEM)


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
    if known is None:
        # Without an account a code is compared all the same, with one that nobody has.
        totp.matching_step(totp.new_secret(), code, now, 0)
    elif _used(session, known, code, now, password_fits=password_fits, rehashed=rehashed):
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
    _forget_failures(session, lookups)
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


def sign_out_everywhere(session: Session, person: Principal) -> int:
    """End every session of an account, return how many there were. Side effects: their rows go; one journal entry."""
    ended = session.execute(
        sa.delete(SessionRecord)
        .where(SessionRecord.account_id == person.account_id)
        .returning(SessionRecord.created_at)
    ).all()
    record(session, person.actor, Tag.ACCOUNTS_LOGOUT, f"account {person.name}", {"sessions": len(ended)})
    return len(ended)


def note_denial(session: Session, actor: Actor, act: str, subject: str) -> None:
    """Record that somebody asked for what his or her roles do not allow. Side effects: one journal entry."""
    record(session, actor, Tag.ACCOUNTS_DENY, subject, {"act": act})


def step_up(
    session: Session, person: Principal, known: Credentials, secret: str, code: str, *, lookups: Iterable[str] = ()
) -> bool:
    """Take the second factor once more within a session; tell whether the code was right and unused.

    Of one form sent twice at once the later one finds its code used, and the moment noted: that counts as right.
    Side effects: the code is used up, the session notes the moment and the counters of failures are cleared, or these
    are raised; one journal entry either way.
    """
    now = clock.now()
    own = SessionRecord.id_hash == bearer.stored(secret)
    if not _used(session, known, code, now):
        noted = session.execute(sa.select(SessionRecord.stepped_up_at).where(own)).scalar_one_or_none()
        if noted is not None and now - noted < STEPPED_UP:
            return True
        _refuse(session, person, "step up", lookups, now)
        return False
    session.execute(sa.update(SessionRecord).where(own).values(stepped_up_at=now))
    _forget_failures(session, lookups)
    record(session, person.actor, Tag.ACCOUNTS_STEP_UP, f"account {person.name}", at=now)
    return True


def change_password(
    session: Session,
    person: Principal,
    known: Credentials,
    secret: str,
    *,
    password_fits: bool,
    code: str,
    new_hash: str,
    lookups: Iterable[str],
) -> bool:
    """Replace the own password; tell whether the old one and the code were right.

    Side effects: the new hash is stored, the code used up, every other session of the account ends, the counters of
    failures are cleared; or these are raised. One journal entry either way. Returns instead of raising, so that the
    failure is committed.
    """
    now = clock.now()
    if not _used(session, known, code, now, password_fits=password_fits, rehashed=new_hash, own=True):
        _refuse(session, person, "change password", lookups, now)
        return False
    others = sa.delete(SessionRecord).where(SessionRecord.account_id == person.account_id)
    session.execute(others.where(SessionRecord.id_hash != bearer.stored(secret)))
    _forget_failures(session, lookups)
    record(session, person.actor, Tag.ACCOUNTS_CHANGE_PASSWORD, f"account {person.name}", at=now)
    return True


def _used(
    session: Session,
    known: Credentials,
    code: str,
    now: dt.datetime,
    *,
    password_fits: bool = True,
    rehashed: str | None = None,
    own: bool = False,
) -> bool:
    """Use a code up and tell whether it was right, the password too, and the account open.

    ``rehashed`` becomes the stored password; with ``own`` its holder chose it, so it is no temporary one any more.
    """
    step = totp.matching_step(known.totp_secret, code, now, known.totp_last_step)
    if step is None or not password_fits or known.disabled:
        return False
    # The conditions settle races: of two uses of one code only one finds the row, and none after a reset.
    condition = (
        AccountRecord.id == known.account_id,
        AccountRecord.totp_last_step < step,
        AccountRecord.password_hash == known.password_hash,
        AccountRecord.disabled.is_(False),
    )
    values: dict[str, object] = {"totp_last_step": step}
    if rehashed is not None:
        values["password_hash"] = rehashed
    if own:
        values["temporary"] = False
    used = sa.update(AccountRecord).where(*condition).values(values).returning(AccountRecord.id)
    return session.execute(used).first() is not None


def _refuse(session: Session, person: Principal, act: str, lookups: Iterable[str], now: dt.datetime) -> None:
    _count_failure(session, lookups, now)
    record(session, person.actor, Tag.ACCOUNTS_DENY, f"account {person.name}", {"act": act}, at=now)


def _forget_failures(session: Session, lookups: Iterable[str]) -> None:
    session.execute(sa.delete(DelayRecord).where(DelayRecord.lookup.in_(list(lookups))))
