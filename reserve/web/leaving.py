"""What is done on the page of a register entry: an exit, an exit taken back, a tier with its term."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from litestar import Response, post
from litestar.params import FromPath
from sqlalchemy.orm import Session

from reserve.accounts.model import Principal
from reserve.edge.roles import Permission
from reserve.errors import Invalid
from reserve.pool.model import Leaving
from reserve.retention import leaving
from reserve.roster.model import Tier
from reserve.text import message
from reserve.web.forms import Failure, done, submit
from reserve.web.register import history_page
from reserve.web.sent import SENT, Sent, TheSent


def _about(
    sent: Sent, cycle_id: int, member_id: int, act: Callable[[Session, Principal], None], word: str
) -> Response[Any]:
    """Do something about one entry and say so on the page (``word``: of ``words.DONE``), or show what is wrong."""

    def acted(session: Session, person: Principal) -> str:
        act(session, person)
        return done(f"/cycles/{cycle_id}/register/{member_id}", word)

    def again(failure: Failure) -> Response[Any]:
        return history_page(
            sent.request, sent.database, sent.keys, sent.visitor, sent.lang, cycle_id, member_id, failure
        )

    return submit(sent.database, sent.visitor, sent.fields, acted, again)


def _day(sent: Sent, name: str) -> dt.date | None:
    """Return a day that was typed, None for a blank; raises ``Invalid`` for what is none."""
    typed = sent.text(name).replace(".", "-").replace("/", "-")
    try:
        return dt.date.fromisoformat(typed) if typed else None
    except ValueError:
        raise Invalid({name: message("A day such as 2026-06-30.")}) from None


@post(
    "/cycles/{cycle_id:int}/register/{member_id:int}/exit",
    permission=Permission.DECIDE_MEMBERS,
    dependencies=SENT,
    sync_to_thread=True,
)
def record_exit(sent: TheSent, cycle_id: FromPath[int], member_id: FromPath[int]) -> Response[Any]:
    """Record that a member left the register."""

    def act(session: Session, person: Principal) -> None:
        said = sent.text("kind")
        kind = Leaving(said) if said in set(Leaving) else None
        left_on, ground = _day(sent, "left_on"), sent.text("ground")
        leaving.record_exit(session, person.actor, member_id, kind, left_on, ground, signed_by=person.display_name)

    return _about(sent, cycle_id, member_id, act, "member_left")


@post(
    "/cycles/{cycle_id:int}/register/{member_id:int}/take-back",
    permission=Permission.DECIDE_MEMBERS,
    dependencies=SENT,
    sync_to_thread=True,
)
def take_back(sent: TheSent, cycle_id: FromPath[int], member_id: FromPath[int]) -> Response[Any]:
    """Take back an exit that was entered by mistake."""

    def act(session: Session, person: Principal) -> None:
        leaving.take_back(session, person.actor, member_id, sent.text("ground"), signed_by=person.display_name)

    return _about(sent, cycle_id, member_id, act, "exit_taken_back")


@post(
    "/cycles/{cycle_id:int}/register/{member_id:int}/tier",
    permission=Permission.DECIDE_MEMBERS,
    dependencies=SENT,
    sync_to_thread=True,
)
def set_tier(sent: TheSent, cycle_id: FromPath[int], member_id: FromPath[int]) -> Response[Any]:
    """Say for when a member is meant, and until when the term runs."""

    def act(session: Session, person: Principal) -> None:
        said = sent.text("tier")
        leaving.set_tier(
            session,
            person.actor,
            member_id,
            Tier(said) if said in set(Tier) else None,
            _day(sent, "term_until"),
            sent.text("ground"),
            signed_by=person.display_name,
            seen=sent.whole("seen"),
        )

    return _about(sent, cycle_id, member_id, act, "tier_set")
