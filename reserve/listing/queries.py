"""Reading where every nominee stands before the list, and the list itself."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve.cycle import queries as cycle
from reserve.cycle.model import Step, outdated_by
from reserve.db import canonical_json
from reserve.eligibility import queries as eligibility
from reserve.eligibility.queries import Screened
from reserve.exam import queries as exam
from reserve.inspection import queries as inspection
from reserve.listing import reasons
from reserve.listing.gates import Campaign, Places, barred
from reserve.listing.model import Seat, Standpoint, Submission, Sums, Tie, TieRow
from reserve.listing.rules import Drawn, drawn_up
from reserve.listing.tables import ListingRecord, ReasonRecord, SubmissionRecord, TieRecord
from reserve.nominee import queries as nominee
from reserve.policy.model import Policy
from reserve.quota import queries as quota
from reserve.recommendation import queries as recommendation
from reserve.roster.model import PlaceClass, person_id
from reserve.text import Message, from_plain
from reserve.workbook.model import Origin


class Listed(msgspec.Struct, frozen=True):
    """How one nominee came out: the seat, if any, and the sentence that says why."""

    seat: Seat | None
    why: Message | None


def standpoints(session: Session, cycle_id: int) -> list[Standpoint]:
    """Return where every nominee of a cycle stands. A fixed number of queries."""
    policy = cycle.cycle(session, cycle_id).policy
    screened = eligibility.screenings(session, cycle_id)
    papers = eligibility.papers(session, cycle_id)
    inspected = inspection.outcomes(session, cycle_id)
    marks = exam.marks(session, cycle_id)
    votes = recommendation.votes(session, cycle_id, policy.recommendation)
    composed = exam.explained(session, cycle_id, policy.exam)
    limits = eligibility.exhausted(session, cycle_id, policy)
    result = []
    for one in nominee.nominees(session, cycle_id).values():
        mark = marks.get(one.person)
        result.append(
            Standpoint(
                id=one.id,
                person=one.person,
                unit_id=one.unit_id,
                place_class=one.place_class,
                standing=screened[one.id].standing.value,
                approved=one.id in papers and papers[one.id].complete,
                failed=_failed(screened[one.id], policy),
                unknown=_unknown(screened[one.id], policy),
                inspection=inspected.get(one.person),
                status=mark.status if mark else None,
                mark=mark.hundredths if mark else None,
                passed=mark.passed if mark else False,
                votes=votes[one.person, one.place_class].votes,
                parts=composed[one.person].marks if one.person in composed else {},
                why=composed[one.person].why if one.person in composed else None,
                limit=limits.get(one.id),
                short=composed[one.person].short if one.person in composed else frozenset(),
            )
        )
    return result


def _failed(screened: Screened, policy: Policy) -> tuple[str, ...]:
    """Return the plan's own words for the criteria that somebody fails."""
    wordings = {criterion.id: criterion.source.wording for criterion in policy.criteria}
    return tuple(wordings[verdict["criterion"]] for verdict in screened.verdicts if verdict["outcome"] == "fails")


def _unknown(screened: Screened, policy: Policy) -> tuple[str, ...]:
    """Return the plan's own words for what is still open; conditions of the exception only if it is needed."""
    wordings = {criterion.id: criterion.source.wording for criterion in policy.criteria}
    found = [
        wordings[verdict["criterion"]]
        for verdict in screened.verdicts
        if verdict["outcome"] == "unknown" or verdict["needs"]
    ]
    if screened.exception is not None and any(verdict["outcome"] == "fails" for verdict in screened.verdicts):
        asked = {
            (rule.id, condition.id): condition.source.wording
            for rule in policy.exceptions
            for condition in rule.conditions
        }
        found += [
            asked[screened.exception["id"], condition["id"]]
            for condition in screened.exception["conditions"]
            if condition["outcome"] == "unknown"
        ]
    return tuple(dict.fromkeys(found))


def listed(session: Session, cycle_id: int) -> Mapping[int, Listed]:
    """Return how every nominee of a cycle came out, by nominee id; empty before the list is drawn up."""
    seats, reasons = ListingRecord.__table__, ReasonRecord.__table__
    wanted = (
        sa.select(reasons.c.nominee_id, reasons.c.msgid, reasons.c.params, seats.c.seat)
        .outerjoin(seats, seats.c.nominee_id == reasons.c.nominee_id)
        .where(reasons.c.nominee_id.in_(nominee.of_cycle(cycle_id)))
    )
    return {row.nominee_id: Listed(row.seat, _why(row.msgid, row.params)) for row in session.execute(wanted)}


def _why(msgid: str, params: Mapping[str, object]) -> Message:
    return Message(msgid, {name: from_plain(value) for name, value in params.items()})


def tie_rows(session: Session, cycle_id: int) -> list[TieRow]:
    """Return every decision on a tie as a workbook would bring it, the oldest first. One query."""
    table = TieRecord.__table__
    rows = session.execute(sa.select(table).where(table.c.cycle_id == cycle_id).order_by(table.c.id))
    return [
        TieRow(
            Origin("", "", 0, {}) if row.origin is None else Origin(**row.origin),
            row.person_number,
            row.place_class,
            row.decision,
            row.reason,
            row.decided_by,
            row.decided_on,
        )
        for row in rows
    ]


def ties_in_effect(session: Session, cycle_id: int) -> Mapping[tuple[int, PlaceClass], TieRow]:
    """Return the decision on a tie that counts for each person and class: the latest. One query."""
    return {
        (row.person, place_class): row
        for row in tie_rows(session, cycle_id)
        for place_class in (PlaceClass if row.place_class is None else (row.place_class,))
    }


def redrawn(session: Session, cycle_id: int) -> tuple[list[Standpoint], Drawn]:
    """Return where every nominee stands, and the list as everything stands now gives it. A fixed number of queries."""
    nominees = standpoints(session, cycle_id)
    policy = cycle.cycle(session, cycle_id).policy
    places = {key: len(card.open_places) for key, card in quota.cards(session, cycle_id).items()}
    drawn = drawn_up(
        nominees,
        places,
        {key: row.decision for key, row in ties_in_effect(session, cycle_id).items()},
        classes=policy.listing.classes,
        order=policy.listing.order,
        pass_line=policy.exam.pass_line,
        barred=barred_by_stages(session, cycle_id, nominees, places),
    )
    return nominees, drawn


def ties(session: Session, cycle_id: int) -> list[Tie]:
    """Return the ties at a last place as everything stands now, the decided ones too. A fixed number of queries.

    What was decided since the list was drawn counts already. Nothing without a screening.
    """
    nominees, drawn = redrawn(session, cycle_id)
    by_id = {one.id: one for one in nominees}
    return [
        Tie(
            by_id[level.ids[0]].unit_id,
            by_id[level.ids[0]].place_class,
            level.places,
            level.ids,
            tuple(number for number in level.ids if number in drawn.seats),
            any(number in drawn.open_ties for number in level.ids),
        )
        for level in drawn.levels
    ]


def barred_by_stages(
    session: Session, cycle_id: int, nominees: Sequence[Standpoint], places: Places
) -> Mapping[int, Message] | None:
    """Return whom the plan's own stages keep from the list, and why; None for a plan that names none. Two queries."""
    policy = cycle.cycle(session, cycle_id).policy
    if not policy.stages:
        return None
    recorded = inspection.recorded(session, cycle_id)
    return barred(nominees, Campaign(policy.stages, policy.exam, places, policy.exam.pass_line, recorded))


def submission(session: Session, cycle_id: int, *, lock: bool = False) -> Submission | None:
    """Return how the list lies before the committee; None before it was submitted. One query."""
    table = SubmissionRecord.__table__
    wanted = sa.select(table).where(table.c.cycle_id == cycle_id)
    row = session.execute(wanted.with_for_update() if lock else wanted).one_or_none()
    return None if row is None else Submission(*row[1:])


def outdated(session: Session, cycle_id: int) -> frozenset[Step]:
    """Return the inputs that changed after the list, or the screening it rests on, was made. One query."""
    sequences = {step: taken.sequence for step, taken in cycle.steps(session, cycle_id).items()}
    return outdated_by(sequences, Step.SCREENING) | outdated_by(sequences, Step.LIST)


def sums(session: Session, cycle_id: int) -> Sums:
    """Return the list in figures. Two queries."""
    seats, reasons = ListingRecord.__table__, ReasonRecord.__table__
    row = session.execute(
        sa.select(
            sa.func.count().label("drawn"),
            sa.func.count().filter(seats.c.seat == Seat.LISTED).label("listed"),
            sa.func.count().filter(seats.c.seat == Seat.RESERVED).label("reserved"),
            sa.func.count().filter(reasons.c.open_tie).label("tied"),
        )
        .select_from(reasons.outerjoin(seats, seats.c.nominee_id == reasons.c.nominee_id))
        .where(reasons.c.nominee_id.in_(nominee.of_cycle(cycle_id)))
    ).one()
    left = quota.open_places(session, cycle_id) - row.listed - row.reserved
    return Sums(row.drawn, row.listed, row.reserved, row.tied, left)


def digest(session: Session, cycle_id: int) -> str:
    """Return which list this is: SHA-256 over everybody's place or lack of one, with the reason. Two queries.

    The same list has the same digest whenever and however often it is drawn; which of a unit's places somebody holds
    means nothing and is left out.
    """
    seats, reasons = ListingRecord.__table__, ReasonRecord.__table__
    rows = session.execute(
        sa.select(reasons.c.nominee_id, reasons.c.msgid, reasons.c.params, seats.c.seat, seats.c.standing)
        .outerjoin(seats, seats.c.nominee_id == reasons.c.nominee_id)
        .where(reasons.c.nominee_id.in_(nominee.of_cycle(cycle_id)))
    )
    came = {row.nominee_id: row for row in rows}
    told = [
        {
            "person": person_id(one.person),
            "class": one.place_class.value,
            "unit": one.unit_id,
            "seat": came[one.id].seat,
            "standing": came[one.id].standing,
            "why": {"msgid": came[one.id].msgid, "params": came[one.id].params},
        }
        for one in nominee.nominees(session, cycle_id).values()
        if one.id in came
    ]
    ordered = sorted(told, key=lambda row: (str(row["person"]), str(row["class"])))
    return hashlib.sha256(canonical_json({"cycle": cycle_id, "list": ordered}).encode()).hexdigest()


class Seated(msgspec.Struct, frozen=True):
    """The place that somebody is listed on."""

    place_id: int
    exceptional: bool


def seats(session: Session, cycle_id: int) -> Mapping[int, Seated]:
    """Return the places of those who are listed, by nominee id; reserved places are nobody's. One query."""
    table = ListingRecord.__table__
    wanted = sa.select(table.c.nominee_id, table.c.place_id, table.c.approved).where(
        table.c.cycle_id == cycle_id, table.c.seat == Seat.LISTED
    )
    return {
        row.nominee_id: Seated(row.place_id, row.approved is not None)
        for row in session.execute(wanted.order_by(table.c.nominee_id))
    }


def passed(session: Session, cycle_id: int) -> list[Standpoint]:
    """Return who passed every gate: eligible, or exceptional with all approvals; a fixed number of queries.

    People on a reserved place are not among them.
    """
    line = cycle.cycle(session, cycle_id).policy.exam.pass_line
    nominees = standpoints(session, cycle_id)
    places = {key: len(card.open_places) for key, card in quota.cards(session, cycle_id).items()}
    out = barred_by_stages(session, cycle_id, nominees, places)
    if out is None:
        out = {one.id: why for one in nominees if (why := reasons.barred(one, line)) is not None}
    return [one for one in nominees if one.id not in out and (one.approved or not one.exceptional)]
