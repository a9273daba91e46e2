"""Leaving the register by a recorded act, apart from a removal by review; and for when a member is meant (rule 16)."""

from __future__ import annotations

import datetime as dt
from typing import Final

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from reserve import clock
from reserve.accounts import queries as accounts
from reserve.audit.model import Actor, ActorKind
from reserve.cycle import queries as cycle
from reserve.cycle import steps
from reserve.cycle.model import Step
from reserve.errors import Conflict, Invalid, NotFound, Refused
from reserve.pool import actions as pool_actions
from reserve.pool import queries as pool
from reserve.pool.model import Leaving
from reserve.pool.queries import Member
from reserve.retention import queries
from reserve.retention.model import Decision
from reserve.retention.rules import LONGEST_GROUND
from reserve.roster.model import Tier
from reserve.text import Message, message

RECORDED: Final = (Leaving.PROMOTED, Leaving.MOVED, Leaving.RETIRED, Leaving.DIED, Leaving.OWN_WISH)
"""What is recorded as an exit; a removal by review takes a decision of a cycle."""


def record_exit(
    session: Session,
    actor: Actor,
    member_id: int,
    kind: Leaving | None,
    left_on: dt.date | None,
    ground: str,
    *,
    signed_by: str,
) -> None:
    """Record that a member left the register: promoted, moved, retired, died, or at own wish.

    The place is free at the next counting. Once the newest cycle's list was submitted, the member still counts in that
    cycle, and no more in the next one. Side effects: those of ``pool.actions.release``; the step of the retention while
    the newest cycle is open. Raises ``NotFound`` for who is no present member, ``Refused`` for recusal and for somebody
    whose removal is proposed or in effect, ``Invalid`` for ``kind``, ``left_on`` and ``ground``.
    """
    newest, submitted, before = _newest(session)
    member = pool.present(session).get(member_id)
    if member is None:
        raise NotFound(message("There is no such member of the pool."))
    reasons = _recusal(session, actor, member) + _under_review(session, newest, member_id)
    if reasons:
        raise Refused(*reasons)
    wrong = _wrong_ground(ground)
    if kind not in RECORDED:
        wrong["kind"] = message("Choose how the member left.")
    if left_on is None or left_on > clock.today():
        wrong["left_on"] = message("Give the day on which the member left; it cannot lie ahead.")
    elif member.since is not None and left_on < member.since.first:
        wrong["left_on"] = message("Nobody leaves before coming in: the member is there since {day}.", day=member.since)
    if wrong or kind is None or left_on is None:
        raise Invalid(wrong)
    last = newest if submitted else before
    head = pool_actions.release(
        session, actor, member, kind, left_on, ground.strip(), last_cycle_id=last, signed_by=signed_by
    )
    if newest is not None and not submitted:
        steps.take(session, actor, newest, Step.RETENTION, head)


def take_back(session: Session, actor: Actor, member_id: int, ground: str, *, signed_by: str) -> None:
    """Note that a recorded exit was a mistake: the member never left.

    Side effects: those of ``pool.actions.take_back``; the step of the retention while the newest cycle is open. Raises
    ``NotFound`` for a member of whom no exit is recorded, ``Conflict`` when the person is a member again meanwhile,
    ``Refused`` for recusal, for a removal by review, and when a list was submitted that counts without the member,
    ``Invalid`` for ``ground``.
    """
    left = pool.exits(session, [member_id]).get(member_id, [])
    if not left or left[-1].kind is Leaving.TAKEN_BACK:
        raise NotFound(message("No exit of this member is recorded."))
    newest, submitted, _ = _newest(session)
    member = pool.stay(session, member_id)
    reasons = _recusal(session, actor, member)
    if left[-1].kind is Leaving.REVIEW:
        reasons.append(message("A removal by review ends with the list it belongs to; admit the person anew."))
    if reasons:
        raise Refused(*reasons)
    if newest is not None and left[-1].last_cycle_id != newest:
        cycle.refuse_submitted(session, newest)
    if wrong := _wrong_ground(ground):
        raise Invalid(wrong)
    try:
        with session.begin_nested():
            head = pool_actions.take_back(session, actor, member, left[-1].left_on, ground.strip(), signed_by=signed_by)
    except IntegrityError:
        raise Conflict(message("This person came into the pool again meanwhile.")) from None
    if newest is not None and not submitted:
        steps.take(session, actor, newest, Step.RETENTION, head)


def set_tier(
    session: Session,
    actor: Actor,
    member_id: int,
    tier: Tier | None,
    term_until: dt.date | None,
    ground: str,
    *,
    signed_by: str,
    seen: int,
) -> None:
    """Say for when a present member is meant, and until when the term runs; the latest decision counts.

    ``seen``: the id of the decision that the decider had before the eyes, 0 for none. Side effects: those of
    ``pool.actions.set_tier``. Raises ``NotFound`` for who is no present member, ``Conflict`` when another decision was
    made since, ``Refused`` for recusal, ``Invalid`` for ``tier``, ``term_until`` and ``ground``.
    """
    member = pool.present(session).get(member_id)
    if member is None:
        raise NotFound(message("There is no such member of the pool."))
    before = pool.tiers(session, [member_id]).get(member_id, [])
    if seen != (before[-1].id if before else 0):
        raise Conflict(message("Somebody decided about this member meanwhile. Look at that decision first."))
    if reasons := _recusal(session, actor, member):
        raise Refused(*reasons)
    wrong = _wrong_ground(ground)
    if tier is None and term_until is None:
        wrong["tier"] = message("Choose a tier, or give the end of the term.")
    if wrong:
        raise Invalid(wrong)
    pool_actions.set_tier(session, actor, member, tier, term_until, ground.strip(), signed_by=signed_by)


def _newest(session: Session) -> tuple[int | None, bool, int | None]:
    """Return the newest cycle, whether its list was submitted, and the cycle before it; locks the newest."""
    every = [row.id for row in cycle.cycles(session)]
    if not every:
        return None, False, None
    try:
        cycle.refuse_submitted(session, every[0])
    except Refused:
        return every[0], True, None
    return every[0], False, every[1] if len(every) > 1 else None


def _under_review(session: Session, newest: int | None, member_id: int) -> list[Message]:
    if newest is None:
        return []
    reviewed = queries.reviewed(session, newest).get(member_id)
    if reviewed is not None and reviewed.decision is Decision.REMOVE:
        return [message("The removal is in effect already.")]
    if member_id in queries.open_removals(session, newest):
        return [message("A removal is proposed and waits for confirmation; it has to be refused or withdrawn first.")]
    return []


def _recusal(session: Session, actor: Actor, member: Member) -> list[Message]:
    return [] if actor.kind is ActorKind.SYSTEM else accounts.recusal(session, actor, [member.person])


def _wrong_ground(ground: str) -> dict[str, Message]:
    if not ground.strip():
        return {"ground": message("Say on what ground.")}
    if len(ground.strip()) > LONGEST_GROUND:
        return {"ground": message("At most {longest} characters.", longest=LONGEST_GROUND)}
    return {}
