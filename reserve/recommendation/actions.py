"""Taking in the votes, and putting forward everybody who was named."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve.audit.model import Actor
from reserve.audit.record import Event, record_many
from reserve.audit.tags import Tag
from reserve.nominee import actions as nominee
from reserve.recommendation.model import Meeting, Tally
from reserve.recommendation.tables import MeetingRecord, TallyRecord
from reserve.retention import queries as retention
from reserve.roster import queries as roster


def import_votes(
    session: Session, actor: Actor, cycle_id: int, meetings: Sequence[Meeting], tallies: Sequence[Tally]
) -> None:
    """Store the votes; everybody of the unit named at least once becomes a nominee (rule 8).

    A member who stays and is named for the same class does not (rule 9). Side effects: ``meeting`` and ``tally``
    rows; nominees; one journal entry a meeting and one for the nominees. Raises ``IntegrityError`` for a unit and
    class whose votes are there already, and for counts that do not balance.
    """
    units = {unit.name: unit.id for unit in roster.units(session).values()}
    if meetings:
        session.execute(
            sa.insert(MeetingRecord),
            [
                {
                    "cycle_id": cycle_id,
                    "unit_id": units[meeting.unit],
                    "place_class": meeting.place_class,
                    "due": meeting.due,
                    "present": meeting.present,
                    "returned": meeting.returned,
                    "valid": meeting.valid,
                    "void": meeting.void,
                }
                for meeting in meetings
            ],
        )
    if tallies:
        session.execute(
            sa.insert(TallyRecord),
            [
                {
                    "cycle_id": cycle_id,
                    "unit_id": units[tally.unit],
                    "place_class": tally.place_class,
                    "person_number": tally.person,
                    "name": tally.name,
                    "votes": tally.votes,
                }
                for tally in tallies
            ],
        )
    record_many(session, actor, [_event(cycle_id, meeting) for meeting in meetings])
    staying = {
        (review.member.person, review.member.place_class)
        for review in retention.reviewed(session, cycle_id).values()
        if review.decision.occupies_place
    }
    named = {
        (tally.person, units[tally.unit], tally.place_class)
        for tally in tallies
        if tally.person is not None and tally.votes >= 1 and (tally.person, tally.place_class) not in staying
    }
    nominee.put_forward(session, actor, cycle_id, named)


def _event(cycle_id: int, meeting: Meeting) -> Event:
    details = {
        "cycle": cycle_id,
        "class": meeting.place_class.value,
        "due": meeting.due,
        "present": meeting.present,
        "returned": meeting.returned,
        "valid": meeting.valid,
        "void": meeting.void,
    }
    return Event(Tag.RECOMMENDATION_IMPORT, meeting.unit, details)
