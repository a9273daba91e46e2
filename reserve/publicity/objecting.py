"""Objections: taken in by one, looked into and decided by another. Offered by ``actions``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve import clock
from reserve.audit.model import Actor
from reserve.audit.record import Event, record, record_many
from reserve.audit.tags import Tag
from reserve.errors import Conflict, Invalid, NotFound, Refused
from reserve.listing import queries as listing
from reserve.publicity.model import Channel, Entrant, Objection, Stage
from reserve.publicity.notices import held, related
from reserve.publicity.queries import Standing
from reserve.publicity.tables import ObjectionDecisionRecord, ObjectionRecord, WithdrawalRecord
from reserve.roster.model import person_id
from reserve.text import Message, message

_SETTLED = frozenset({Stage.ADMITTED, Stage.WITHDRAWN})


def take_objection(
    session: Session,
    actor: Actor,
    cycle_id: int,
    *,
    nominee_id: int | None,
    received_on: dt.date | None,
    channel: Channel | None,
    summary: str,
    signed_by: str,
) -> int:
    """Take in an objection about one person on the list, or (no nominee) about everybody; return its id.

    The clock of whom it is about stands still from the day it was received on. Who made it is not stored. Side
    effects: one ``objection``, one journal entry. Raises ``Invalid`` with every field that is wrong, ``NotFound`` for
    somebody who is not on the list, ``Refused`` for a relative and about somebody admitted or withdrawn.
    """
    stands = held(session, cycle_id)
    concerned = _concerned(stands, nominee_id)
    lies = listing.submission(session, cycle_id)
    wrong: dict[str, Message] = {}
    if received_on is None or received_on > clock.today():
        wrong["received_on"] = message("Give the day on which it was received, not one to come.")
    elif lies is not None and lies.decided_on is not None and received_on < lies.decided_on:
        wrong["received_on"] = message("It cannot have been received before the list was decided on.")
    if channel is None:
        wrong["channel"] = message("Say how it came in.")
    if not summary.strip():
        wrong["summary"] = message("Say in short what is objected.")
    if wrong or received_on is None or channel is None:
        raise Invalid(wrong)
    reasons = related(session, actor, [one.person for one in concerned])
    if not concerned:
        text = message("Nobody concerned is on the list any more: admitted already, or withdrawn.")
        reasons.append(text)
    if reasons:
        raise Refused(*reasons)
    row = {"received_on": received_on, "channel": channel, "summary": summary.strip(), "taken_by": signed_by}
    number = session.scalars(
        sa.insert(ObjectionRecord).returning(ObjectionRecord.id),
        {**row, "cycle_id": cycle_id, "nominee_id": nominee_id, "taken_account": actor.name, "taken_at": clock.now()},
    ).one()
    told = {
        "cycle": cycle_id,
        "objection": number,
        "received_on": received_on.isoformat(),
        "channel": channel.value,
        "summary": summary.strip(),
        "taken_by": signed_by,
    }
    record(session, actor, Tag.PUBLICITY_TAKE_OBJECTION, _subject(stands, cycle_id, nominee_id), told)
    return number


def decide_objection(
    session: Session,
    actor: Actor,
    cycle_id: int,
    objection_id: int,
    *,
    upheld: bool | None,
    investigation: str,
    grounds: str,
    withdrawn: Collection[int] = (),
    signed_by: str,
) -> None:
    """Decide on an objection: upheld, whom it is about leaves the list; else the clock goes on with what was left.

    ``withdrawn``: of an objection about everybody, the nominees who leave the list. Side effects: one
    ``objection_decision``, a ``list_withdrawal`` each; journal entries. Raises ``NotFound``; ``Conflict`` when it was
    decided already; ``Invalid`` with every field that is wrong; ``Refused`` for whoever took it in and for a relative.
    """
    stands = held(session, cycle_id)
    asked = next((one for one in stands.objections if one.id == objection_id), None)
    if asked is None:
        raise NotFound(message("There is no such objection."))
    if not asked.open:
        raise Conflict(message("This objection was decided already."))
    concerned = _concerned(stands, asked.nominee_id)
    leaving = _leaving(asked, concerned, withdrawn) if upheld else []
    wrong = _missing(upheld, investigation, grounds)
    if upheld and asked.nominee_id is None and not leaving:
        wrong["withdrawn"] = message("Choose who leaves the list.")
    if wrong or upheld is None:
        raise Invalid(wrong)
    reasons = related(session, actor, [one.person for one in concerned])
    if asked.taken_account == actor.name:
        reasons.append(message("You took this objection in yourself: somebody else has to decide on it."))
    if reasons:
        raise Refused(*reasons)
    now, said = clock.now(), {"investigation": investigation.strip(), "grounds": grounds.strip()}
    decision = {"objection_id": objection_id, "taken_account": asked.taken_account, "upheld": upheld, **said}
    signed = {"decided_by": signed_by, "decided_account": actor.name, "decided_on": clock.today(), "decided_at": now}
    session.execute(sa.insert(ObjectionDecisionRecord).values(**decision, **signed))
    told = {"cycle": cycle_id, "objection": objection_id, "decided_by": signed_by}
    subject = _subject(stands, cycle_id, asked.nominee_id)
    events = [Event(Tag.PUBLICITY_DECIDE_OBJECTION, subject, {**told, "upheld": upheld, **said})]
    if leaving:
        who = {"withdrawn_by": signed_by, "withdrawn_account": actor.name, "withdrawn_at": now}
        row = {"cycle_id": cycle_id, "objection_id": objection_id, "grounds": grounds.strip(), **who}
        session.execute(sa.insert(WithdrawalRecord), [{**row, "nominee_id": one.nominee_id} for one in leaving])
        events += [
            Event(
                Tag.PUBLICITY_WITHDRAW,
                person_id(one.person),
                {**told, "class": one.place_class.value, "unit": one.unit_id, "grounds": grounds.strip()},
            )
            for one in leaving
        ]
    record_many(session, actor, events)


def _missing(upheld: bool | None, investigation: str, grounds: str) -> dict[str, Message]:  # noqa: FBT001 - as given
    wrong = {}
    if upheld is None:
        wrong["upheld"] = message("Say whether it is upheld.")
    if not investigation.strip():
        wrong["investigation"] = message("Say how it was looked into.")
    if not grounds.strip():
        wrong["grounds"] = message("Give the grounds.")
    return wrong


def _concerned(stands: Standing, nominee_id: int | None) -> list[Entrant]:
    """Return whom an objection is about, as far as they are still on the way; raises ``NotFound``."""
    if nominee_id is not None and stands.entrant(nominee_id) is None:
        raise NotFound(message("There is no such person on the list."))
    return [one for one in stands.entrants if one.stage not in _SETTLED and nominee_id in {None, one.nominee_id}]


def _leaving(asked: Objection, concerned: Sequence[Entrant], withdrawn: Collection[int]) -> list[Entrant]:
    return [one for one in concerned if asked.nominee_id is not None or one.nominee_id in withdrawn]


def _subject(stands: Standing, cycle_id: int, nominee_id: int | None) -> str:
    one = stands.entrant(nominee_id)
    return f"cycle {cycle_id}" if one is None else person_id(one.person)
