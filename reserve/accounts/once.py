"""A form that is sent twice is acted on once."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from reserve import clock
from reserve.accounts.rules import ABSOLUTE
from reserve.accounts.tables import DoneFormRecord
from reserve.errors import Conflict
from reserve.text import message

USED: Final = message(
    "This was sent before with other contents, and what was sent first was done. Look at it first; "
    "if this is needed still, send it again."
)


def led_to(session: Session, form: str) -> str | None:
    """Return where a form led that was acted on before."""
    return session.execute(sa.select(DoneFormRecord.location).where(DoneFormRecord.form == form)).scalar_one_or_none()


def begin_form(session: Session, form: str, contents: str | None = None) -> str | None:
    """Claim a form for this transaction; return where it led when it was acted on before.

    ``contents``: a digest of what it says, where that is known. Two at once: the later one waits for the earlier one
    and then finds where it led. Side effects: one ``done_form`` row; those of another day go. Raises ``Conflict`` for
    a form that was acted on before with other contents: whoever sent it must not take that for done.
    """
    now = clock.now()
    session.execute(sa.delete(DoneFormRecord).where(DoneFormRecord.done_at < now - ABSOLUTE))
    try:
        with session.begin_nested():
            session.execute(sa.insert(DoneFormRecord).values(form=form, location="", contents=contents, done_at=now))
    except IntegrityError:
        here = sa.select(DoneFormRecord.contents).where(DoneFormRecord.form == form)
        first = session.execute(here).scalar_one_or_none()
        if first is not None and contents is not None and first != contents:
            raise Conflict(USED) from None
        return led_to(session, form)
    return None


def forget_form(session: Session, form: str) -> None:
    """Let a form be sent again: what it asked for was not done. Side effects: its row goes."""
    session.execute(sa.delete(DoneFormRecord).where(DoneFormRecord.form == form))


def end_form(session: Session, form: str, location: str) -> None:
    """Note where a form led. Side effects: its row changed."""
    session.execute(sa.update(DoneFormRecord).where(DoneFormRecord.form == form).values(location=location))
