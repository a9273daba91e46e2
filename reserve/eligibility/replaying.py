"""Screening a cycle once more from the facts stored with its verdicts, not from the roster of today (rule 15)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve.audit.queries import entries
from reserve.audit.tags import Tag
from reserve.cycle.queries import Cycle
from reserve.eligibility.deciding import decide, facts_hash, subject_of
from reserve.eligibility.facts import Subject
from reserve.eligibility.keeping import Screening, facts_place
from reserve.eligibility.tables import ScreeningRecord
from reserve.nominee import queries as nominee
from reserve.nominee.queries import Nominee
from reserve.personal import BrokenSeal, Keys, unseal
from reserve.roster.model import person_id


@dataclass(frozen=True, slots=True)
class Replayed:
    """One nominee's screening as it is stored, and as its stored facts give it again.

    ``stored`` is None when it cannot be read, ``again`` when the facts cannot. ``recorded`` is the hash of the facts in
    the journal, None when it has none; ``hashed`` the one of the stored facts.
    """

    nominee: Nominee
    stored: Screening | None
    again: Screening | None
    hashed: str | None
    recorded: str | None


def rescreened(session: Session, campaign: Cycle, keys: Keys) -> list[Replayed]:
    """Return every screening of a cycle beside what the cycle's policy makes of its stored facts today.

    A fixed number of queries; reads the journal's entries about screenings once.
    """
    here = nominee.nominees(session, campaign.id)
    rows = _rows(session, campaign.id)
    subjects = {row.nominee_id: _subject(keys, row.nominee_id, row.facts) for row in rows}
    readable = {number: subject for number, subject in subjects.items() if subject is not None}
    put_forward = [here[number] for number in readable]
    again = dict(
        zip(readable, decide(put_forward, list(readable.values()), campaign.policy, campaign.as_of), strict=True)
    )
    recorded = _recorded(session, campaign.id)
    replayed = []
    for row in rows:
        one, subject = here[row.nominee_id], subjects[row.nominee_id]
        hashed = None if subject is None else facts_hash(keys, subject)
        known = recorded.get((person_id(one.person), one.place_class.value))
        replayed.append(Replayed(one, _stored(row), again.get(one.id), hashed, known))
    return replayed


def _rows(session: Session, cycle_id: int) -> Sequence[sa.Row[tuple[int, str, bool, str, str | None, bytes]]]:
    """Return the screenings as text: a value that was tampered with may not even load as its type."""
    table = ScreeningRecord.__table__
    standing, verdicts, exception = (
        sa.type_coerce(column, sa.Text).label(column.name)
        for column in (table.c.standing, table.c.verdicts, table.c.exception)
    )
    wanted = sa.select(table.c.nominee_id, standing, table.c.boundary, verdicts, exception, table.c.facts)
    here = wanted.where(table.c.nominee_id.in_(nominee.of_cycle(cycle_id)))
    return session.execute(here.order_by(table.c.nominee_id)).all()


def _stored(row: sa.Row[tuple[int, str, bool, str, str | None, bytes]]) -> Screening | None:
    try:
        verdicts = json.loads(row.verdicts)
        exception = None if row.exception is None else json.loads(row.exception)
    except ValueError:
        return None
    return Screening(
        nominee_id=row.nominee_id,
        standing=row.standing,
        boundary=row.boundary,
        verdicts=verdicts,
        exception=exception,
        facts="",
    )


def _subject(keys: Keys, nominee_id: int, sealed: bytes) -> Subject | None:
    try:
        return subject_of(unseal(keys, facts_place(nominee_id), sealed))
    except (BrokenSeal, msgspec.ValidationError, msgspec.DecodeError):
        return None


def _recorded(session: Session, cycle_id: int) -> Mapping[tuple[str, str], str]:
    """Return the hash of the facts that the journal holds last, by person and class."""
    found = {}
    for entry in entries(session, tag=Tag.ELIGIBILITY_SCREEN):
        details = entry.details
        if details.get("cycle") == cycle_id and "facts" in details:
            found[entry.subject, str(details["class"])] = str(details["facts"])
    return found
