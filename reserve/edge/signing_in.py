"""Signing in and changing the password: the slow comparison happens between two short transactions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from reserve import clock
from reserve.accounts import entering, passwords, queries
from reserve.accounts.model import Credentials
from reserve.accounts.once import USED, begin_form, led_to
from reserve.accounts.rules import LONGEST, folded_name, password_problem
from reserve.db import Database
from reserve.edge.counters import counters
from reserve.edge.visitor import Visitor
from reserve.errors import Invalid, Refused
from reserve.personal import Keys
from reserve.text import Message, message


class Attempt(NamedTuple):
    """What came of it: a session's secret, or else the seconds to wait (0: the words were wrong)."""

    secret: str | None
    wait: int


def attempt(database: Database, keys: Keys, *, name: str, password: str, code: str, source: str) -> Attempt:
    """Try to sign somebody in from the machine at ``source``.

    Side effects: those of ``accounts.entering.sign_in``; none while there is to be waited.
    """
    lookups = counters(keys, folded_name(name), source)
    seconds, known = _known(database, keys, name, lookups)
    if seconds > 0:
        return Attempt(None, seconds)
    stored = None if known is None else known.password_hash
    fits = passwords.fits(stored, password) and len(password) <= LONGEST
    rehashed = passwords.hashed(password) if fits and stored and passwords.outdated(stored) else None
    with database.writing() as session:
        secret = entering.sign_in(
            session, known, password_fits=fits, code=code, source=source, lookups=lookups, rehashed=rehashed
        )
    return Attempt(secret, 0)


def change_password(
    database: Database,
    keys: Keys,
    visitor: Visitor,
    *,
    password: str,
    code: str,
    new_password: str,
    again: str,
    form: str,
) -> None:
    """Replace the password of whoever asks; a ``form`` that was acted on before changes nothing.

    Side effects: those of ``accounts.entering.change_password``; none while there is to be waited. Raises ``Refused``
    for a wrong password or code, for too many of them, and for a ``form`` that was acted on with another password;
    ``Invalid`` for a new password that is not taken.
    """
    person = visitor.person
    if person is None:
        raise Refused(message("Only somebody who is signed in can do this."))
    lookups = counters(keys, person.name, visitor.source)
    with database.reading() as session:
        repeated = led_to(session, form) is not None
    seconds, known = _known(database, keys, person.name, lookups)
    if seconds > 0:
        raise Refused(message("Too many attempts that failed. Try again in {seconds} seconds.", seconds=seconds))
    if known is None:
        raise Refused(message("Only somebody who is signed in can do this."))
    if repeated:
        # Nobody is to believe that another password than the first holds now.
        if not passwords.fits(known.password_hash, new_password):
            raise Refused(USED)
        return
    _refuse_new(person.name, password, new_password, again)
    fits = passwords.fits(known.password_hash, password) and len(password) <= LONGEST
    hashed = passwords.hashed(new_password)
    with database.writing() as session:
        changed = entering.change_password(
            session, person, known, visitor.secret, password_fits=fits, code=code, new_hash=hashed, lookups=lookups
        )
        if changed:
            begin_form(session, form)
        done = led_to(session, form) is not None  # by this or, of a form sent twice at once, by the other
    if not done:
        raise Refused(message("The present password or the code is not right. Each code works once."))


def _known(database: Database, keys: Keys, name: str, lookups: Mapping[str, int]) -> tuple[int, Credentials | None]:
    """Return the seconds to wait, or 0 and what an account's password and code are compared with."""
    with database.reading() as session:
        seconds = queries.seconds_to_wait(session, lookups, clock.now())
        return seconds, None if seconds > 0 else queries.credentials(session, keys, name)


def _refuse_new(name: str, password: str, new_password: str, again: str) -> None:
    problem: Message | None = password_problem(new_password, name)
    if problem is None and new_password == password:
        problem = message("This is the password that you have already.")
    if problem is not None:
        raise Invalid({"new_password": problem})
    if again != new_password:
        raise Invalid({"again": message("The two passwords differ.")})
