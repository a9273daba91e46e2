"""A form that is sent twice is acted on once."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from reserve import clock
from reserve.accounts.rules import ABSOLUTE
from reserve.accounts.tables import DoneFormRecord


def led_to(session: Session, form: str) -> str | None:
    """Return where a form led that was acted on before."""
    return session.execute(sa.select(DoneFormRecord.location).where(DoneFormRecord.form == form)).scalar_one_or_none()


def begin_form(session: Session, form: str) -> str | None:
    """Claim a form for this transaction; return where it led when it was acted on before.

    Two at once: the later one waits for the earlier one and then finds where it led. Side effects: one ``done_form``
    row; those of another day go.
    """
    now = clock.now()
    session.execute(sa.delete(DoneFormRecord).where(DoneFormRecord.done_at < now - ABSOLUTE))
    try:
        with session.begin_nested():
            session.execute(sa.insert(DoneFormRecord).values(form=form, location="", done_at=now))
    except IntegrityError:
        return led_to(session, form)
    return None


def end_form(session: Session, form: str, location: str) -> None:
    """Note where a form led. Side effects: its row changed."""
    session.execute(sa.update(DoneFormRecord).where(DoneFormRecord.form == form).values(location=location))
