"""Asking for the second factor once more, before an act that needs it; wrong codes delay as a sign-in does."""

from __future__ import annotations

from reserve import clock
from reserve.accounts import entering, queries
from reserve.db import Database
from reserve.edge.counters import counters
from reserve.edge.visitor import Visitor
from reserve.personal import Keys
from reserve.text import Message, message


def confirm(database: Database, keys: Keys, visitor: Visitor, code: str) -> Message | None:
    """Return what is wrong with the code, None when it is right or was given a short while ago.

    Side effects: those of ``accounts.entering.step_up``, none when no code is needed or there is to be waited.
    """
    person = visitor.person
    if person is None:
        return message("Only somebody who is signed in can do this.")
    if visitor.recently_confirmed(clock.now()):
        return None
    if not code.strip():
        return message("Give the code that your authenticator shows now.")
    lookups = counters(keys, person.name, visitor.source)
    with database.reading() as session:
        seconds = queries.seconds_to_wait(session, lookups, clock.now())
        known = None if seconds > 0 else queries.credentials(session, keys, person.name)
    if seconds > 0:
        return message("Too many attempts that failed. Try again in {seconds} seconds.", seconds=seconds)
    if known is None:
        return message("Only somebody who is signed in can do this.")
    with database.writing() as session:
        right = entering.step_up(session, person, known, visitor.secret, code.strip()[:20], lookups=lookups)
    return None if right else message("The code is not right, or was used before. Wait for the next one.")
