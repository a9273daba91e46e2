"""Sending an exception back, also when somebody is listed on it already."""

from __future__ import annotations

from sqlalchemy.orm import Session

from reserve.audit.model import Actor
from reserve.eligibility import actions as eligibility
from reserve.listing import actions as listing


def send_back_exception(
    session: Session, actor: Actor, cycle_id: int, nominee_id: int, *, signed_by: str, reason: str
) -> None:
    """Refuse a proposal with a reason; a place that rests on it is only reserved from then on.

    Side effects and errors: those of ``listing.actions.hold_back`` and ``eligibility.actions.send_back_exception``.
    """
    listing.hold_back(session, actor, cycle_id, nominee_id)
    eligibility.send_back_exception(session, actor, cycle_id, nominee_id, signed_by=signed_by, reason=reason)
