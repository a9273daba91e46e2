"""Taking in the votes, as often as their workbook comes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve.audit.model import Actor
from reserve.audit.record import Event, record_many
from reserve.audit.tags import Tag
from reserve.cycle import queries as cycle
from reserve.cycle import steps
from reserve.cycle.model import Step
from reserve.recommendation import queries
from reserve.recommendation.model import Meeting, Tally
from reserve.recommendation.queries import Ballot, Place
from reserve.recommendation.tables import MeetingRecord, TallyRecord
from reserve.roster import queries as roster


def import_votes(
    session: Session, actor: Actor, cycle_id: int, meetings: Sequence[Meeting], tallies: Sequence[Tally]
) -> None:
    """Make these the votes of the cycle; who is put forward by them is for the screening to say.

    Side effects: ``meeting`` and ``tally`` rows; one journal entry a meeting whose counts or votes changed; the step
    of the votes, at least once. Raises ``IntegrityError`` for a unit and class that stand twice and for counts that do
    not balance, ``KeyError`` for a unit that is not there, ``Refused`` after submission.
    """
    cycle.refuse_submitted(session, cycle_id)
    units = {unit.name: unit.id for unit in roster.units(session).values()}
    before = queries.ballots(session, cycle_id)
    now = ballots(meetings, tallies, units)
    changed = {place for place in before.keys() | now.keys() if before.get(place) != now.get(place)}
    if not changed and Step.VOTES in cycle.steps(session, cycle_id):
        return
    for table in (MeetingRecord, TallyRecord):
        session.execute(sa.delete(table).where(table.cycle_id == cycle_id))
    _store(session, cycle_id, meetings, tallies, units)
    events = [_event(cycle_id, one) for one in meetings if (units[one.unit], one.place_class) in changed]
    names = {number: name for name, number in units.items()}
    events += [
        Event(Tag.RECOMMENDATION_IMPORT, names[unit_id], {"cycle": cycle_id, "class": place_class.value, "gone": True})
        for unit_id, place_class in sorted(changed - now.keys())
    ]
    steps.take(session, actor, cycle_id, Step.VOTES, record_many(session, actor, events))


def ballots(meetings: Sequence[Meeting], tallies: Sequence[Tally], units: Mapping[str, int]) -> Mapping[Place, Ballot]:
    """Return the votes of a workbook as ``queries.ballots`` returns those that are stored; ``units``: name → id."""
    counts = {(units[one.unit], one.place_class): one for one in meetings}
    named: dict[Place, Counter[tuple[int | None, str, int]]] = {}
    for one in tallies:
        named.setdefault((units[one.unit], one.place_class), Counter())[one.person, one.name, one.votes] += 1
    return {
        place: Ballot(
            None
            if (held := counts.get(place)) is None
            else (held.due, held.present, held.returned, held.valid, held.void),
            named.get(place, Counter()),
        )
        for place in counts.keys() | named.keys()
    }


def _store(
    session: Session, cycle_id: int, meetings: Sequence[Meeting], tallies: Sequence[Tally], units: Mapping[str, int]
) -> None:
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
