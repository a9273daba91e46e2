"""Signing in: the slow comparison happens between two short transactions, so that nobody waits for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from reserve import clock
from reserve.accounts import actions, passwords, queries
from reserve.accounts.rules import LONGEST, folded_name
from reserve.db import Database
from reserve.personal import Keys, lookup_hash

_FREE_FROM_ONE_SOURCE: Final = 3
_FREE_OF_A_SOURCE: Final = 10
_FREE_OF_A_NAME: Final = 20


class Attempt(NamedTuple):
    """What came of it: a session's secret, or else the seconds to wait (0: the words were wrong)."""

    secret: str | None
    wait: int


def attempt(database: Database, keys: Keys, *, name: str, password: str, code: str, source: str) -> Attempt:
    """Try to sign somebody in from the machine at ``source``.

    Side effects: those of ``accounts.actions.sign_in``; none while there is to be waited.
    """
    lookups = _lookups(keys, folded_name(name), source)
    with database.reading() as session:
        seconds = queries.seconds_to_wait(session, lookups, clock.now())
        if seconds > 0:
            return Attempt(None, seconds)
        known = queries.credentials(session, keys, name)
    stored = None if known is None else known.password_hash
    fits = passwords.fits(stored, password) and len(password) <= LONGEST
    rehashed = passwords.hashed(password) if fits and stored and passwords.outdated(stored) else None
    with database.writing() as session:
        secret = actions.sign_in(
            session, known, password_fits=fits, code=code, source=source, lookups=lookups, rehashed=rehashed
        )
    return Attempt(secret, 0)


def _lookups(keys: Keys, name: str, source: str) -> Mapping[str, int]:
    """Return the counters of an attempt, with the failures that each has free before it delays.

    The name has more of them than the machine: else anybody could keep somebody else out.
    """
    counters = {
        f"{name}\0{source}": _FREE_FROM_ONE_SOURCE,
        f"\0{source}": _FREE_OF_A_SOURCE,
        f"{name}\0": _FREE_OF_A_NAME,
    }
    return {lookup_hash(keys, "sign_in_delay.lookup", text): free for text, free in counters.items()}
