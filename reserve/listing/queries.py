"""Reading where every nominee stands before the list, and the list itself."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve.cycle import queries as cycle
from reserve.eligibility import queries as eligibility
from reserve.eligibility.queries import Screened
from reserve.exam import queries as exam
from reserve.inspection import queries as inspection
from reserve.listing.model import Seat, Standpoint
from reserve.listing.tables import ListingRecord, ReasonRecord
from reserve.nominee import queries as nominee
from reserve.policy.model import Policy
from reserve.recommendation import queries as recommendation
from reserve.text import Message, from_plain


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
    votes = recommendation.votes(session, cycle_id, policy.recommendation.attendance)
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
