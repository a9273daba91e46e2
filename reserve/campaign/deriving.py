"""What follows from the inputs, made anew as often as wanted until the list is submitted: screening and list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import msgspec
from sqlalchemy.orm import Session

from reserve.audit.model import Actor
from reserve.campaign import findings
from reserve.cycle import queries as cycle
from reserve.cycle.model import Step, outdated_by
from reserve.eligibility import actions as eligibility
from reserve.eligibility import queries as eligibility_queries
from reserve.errors import Refused
from reserve.exam import actions as exam
from reserve.listing import actions as listing
from reserve.listing import queries as listing_queries
from reserve.nominee import actions as nominee
from reserve.nominee import queries as nominee_queries
from reserve.personal import Keys
from reserve.quota import actions as quota
from reserve.recommendation import queries as recommendation
from reserve.roster import queries as roster
from reserve.roster.model import person_id
from reserve.text import Message, message
from reserve.workbook.findings import Finding, Level

_STEPS: Final[Mapping[Step, Message]] = {
    Step.ROSTER: message("units and roster"),
    Step.MEMBERS: message("present members"),
    Step.VOTES: message("votes"),
    Step.RETENTION: message("decisions on members"),
    Step.ADJUSTMENTS: message("adjusted places"),
}


class Derived(msgspec.Struct, frozen=True, kw_only=True):
    """How a screening came out: nominees by outcome before and after.

    ``changed``: nominees whose screening is another one, ``added`` and ``withdrawn`` not among them. ``lapsed``:
    proposals of exceptions that were closed because their ground is gone.
    """

    before: Mapping[str, int]
    after: Mapping[str, int]
    added: int
    changed: int
    withdrawn: int
    lapsed: int


class DrawnList(msgspec.Struct, frozen=True, kw_only=True):
    """How a drawing came out: seats, nominees who wait for a tie to be settled, and what was found."""

    listed: int
    reserved: int
    open_ties: int
    findings: tuple[Finding, ...]


def screen(session: Session, actor: Actor, cycle_id: int, keys: Keys) -> Derived:
    """Count the places, put forward everybody who was named, and screen them all, anew.

    A drawn list is given up first: it has to be drawn anew. Nominees keep their ids; what was found of somebody who is
    no longer named stays on record. Afterwards call ``taking_in.apply_waiting`` with the workbooks that wait. Side
    effects: those of the stages' actions; the step of the screening. Raises ``NotFound`` for the cycle, ``Refused``
    with all reasons: no roster, an open reading, the list submitted.
    """
    policy = cycle.cycle(session, cycle_id).policy
    _refuse([*_submitted(session, cycle_id), *_not_ready(session, cycle_id)])
    before = set(nominee_queries.nominees(session, cycle_id))
    outcomes = _outcomes(session, cycle_id)
    proposed = set(eligibility_queries.proposals(session, cycle_id))
    _give_up_list(session, cycle_id, keys)
    quota.count(session, actor, cycle_id, policy.quota)
    _put_forward(session, actor, cycle_id)
    changed = eligibility.screen_all(session, actor, cycle_id, keys)
    exam.count_bonuses(session, cycle_id, keys)
    after = set(nominee_queries.nominees(session, cycle_id))
    return Derived(
        before=outcomes,
        after=_outcomes(session, cycle_id),
        added=len(after - before),
        changed=len(changed & before),
        withdrawn=len(before - after),
        lapsed=len(proposed - set(eligibility_queries.proposals(session, cycle_id))),
    )


def _put_forward(session: Session, actor: Actor, cycle_id: int) -> None:
    named = recommendation.named(session, cycle_id)
    still = {(person, place_class) for person, _, place_class in named}
    gone = {
        one.id
        for one in nominee_queries.nominees(session, cycle_id).values()
        if (one.person, one.place_class) not in still
    }
    eligibility.let_go(session, actor, cycle_id, gone)
    nominee.put_forward(session, actor, cycle_id, named)


def _give_up_list(session: Session, cycle_id: int, keys: Keys) -> None:
    listing.clear(session, cycle_id)
    findings.store(session, keys, cycle_id, findings.LIST, ())


def _outcomes(session: Session, cycle_id: int) -> Mapping[str, int]:
    return {word.value: number for word, number in eligibility_queries.standings(session, cycle_id).items()}


def draw(session: Session, actor: Actor, cycle_id: int, keys: Keys) -> DrawnList:
    """Draw up the list anew, with the ties settled as the latest decisions say; store what was found.

    Side effects: those of ``listing.actions.draw_list``. Raises ``NotFound`` for the cycle, ``Refused`` with all
    reasons: the screening missing or out of date, the list submitted, tie decisions that name more people than places.
    """
    cycle.cycle(session, cycle_id)
    _refuse([*_submitted(session, cycle_id), *_not_screened(session, cycle_id)])
    found = draw_anew(session, actor, cycle_id, keys)
    _refuse(
        message("{person}: {reason}", person=person_id(one.person or 0), reason=one.message)
        for one in found
        if one.level is Level.ERROR
    )
    sums = listing_queries.sums(session, cycle_id)
    return DrawnList(listed=sums.listed, reserved=sums.reserved, open_ties=sums.tied, findings=found)


def draw_anew(session: Session, actor: Actor, cycle_id: int, keys: Keys) -> tuple[Finding, ...]:
    """Draw up the list anew and return what was found, errors among it, which must lead to nothing being kept.

    Side effects: those of ``listing.actions.draw_list``; the findings are stored.
    """
    exam.settle(session, cycle_id)
    found = listing.draw_list(session, actor, cycle_id)
    findings.store(session, keys, cycle_id, findings.LIST, found)
    return found


def _refuse(reasons: Iterable[Message]) -> None:
    if told := tuple(reasons):
        raise Refused(*told)


def _submitted(session: Session, cycle_id: int) -> Sequence[Message]:
    try:
        cycle.refuse_submitted(session, cycle_id)
    except Refused as refused:
        return refused.reasons
    return ()


def _not_ready(session: Session, cycle_id: int) -> Iterator[Message]:
    if not roster.in_roster(session):
        yield message("There is no roster yet: take in units.xlsx and roster.xlsx first.")
    for reading in cycle.cycle(session, cycle_id).policy.readings:
        if reading.chosen is None:
            yield message(
                "The reading “{reading}” is not decided: {question}", reading=reading.id, question=reading.question
            )


def _not_screened(session: Session, cycle_id: int) -> Iterator[Message]:
    sequences = {step: taken.sequence for step, taken in cycle.steps(session, cycle_id).items()}
    if Step.SCREENING not in sequences:
        yield message("This campaign was not screened yet.")
    elif changed := outdated_by(sequences, Step.SCREENING):
        names = [_STEPS[step] for step in Step if step in changed]
        yield message("The screening is out of date, screen anew first. Changed since: {steps}", steps=names)
