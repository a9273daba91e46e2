"""How many may come on the list under an exception: in a unit, in the county, in a category.

Humans choose who they are, by approving: what is approved counts, and no more can be approved than the plan allows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve.eligibility.tables import ExceptionRecord, ScreeningRecord, StandingWord
from reserve.nominee import queries as nominee
from reserve.policy.model import ExceptionRule, Policy
from reserve.text import Message, message


@dataclass(frozen=True, slots=True)
class Use:
    """One person under an exception; ``category`` is blank when the plan has none, or nobody knows it."""

    exception: str
    unit: int
    category: str


@dataclass(frozen=True, slots=True)
class Uses:
    """Everybody who stands under an exception, by nominee id, and those whose papers are complete."""

    everybody: Mapping[int, Use]
    approved: Collection[int]

    def full_for(self, policy: Policy, number: int) -> list[Message]:
        """Return which limits leave no room for somebody; what is approved for this person does not count."""
        here = self.everybody.get(number)
        others = [use for one, use in self.everybody.items() if one in self.approved and one != number]
        return [] if here is None else full(policy, others, here)


def full(policy: Policy, approved: Iterable[Use], here: Use) -> list[Message]:
    """Return which limits of an exception are reached by those who are approved already."""
    rule = next((rule for rule in policy.exceptions if rule.id == here.exception), None)
    if rule is None:
        return []
    same = [use for use in approved if use.exception == here.exception]
    counts = (
        (rule.caps.county, len(same)),
        (rule.caps.unit, sum(use.unit == here.unit for use in same)),
        (rule.caps.category.get(here.category), sum(use.category == here.category for use in same)),
    )
    return [said for (most, count), said in zip(counts, _said(rule), strict=True) if most is not None and count >= most]


def _said(rule: ExceptionRule) -> tuple[Message, Message, Message]:
    given = {"id": rule.id}
    return (
        message("The exception {id} may be used for no more people of the county.", **given),
        message("The exception {id} may be used for no more people of this unit.", **given),
        message("The exception {id} may be used for no more people of this category.", **given),
    )


def uses(session: Session, cycle_id: int) -> Uses:
    """Return who stands under which exception in a cycle. Two queries."""
    screening, request = ScreeningRecord.__table__, ExceptionRecord.__table__
    wanted = (
        sa.select(screening.c.nominee_id, screening.c.exception, request.c.complete)
        .outerjoin(request, request.c.nominee_id == screening.c.nominee_id)
        .where(screening.c.nominee_id.in_(nominee.of_cycle(cycle_id)), screening.c.standing == StandingWord.EXCEPTIONAL)
    )
    units = {one.id: one.unit_id for one in nominee.nominees(session, cycle_id).values()}
    rows = session.execute(wanted).all()
    everybody = {
        row.nominee_id: Use(row.exception["id"], units[row.nominee_id], row.exception.get("category") or "")
        for row in rows
    }
    return Uses(everybody, frozenset(row.nominee_id for row in rows if row.complete))


def lock(session: Session, cycle_id: int, policy: Policy) -> None:
    """Let nobody else complete an exception of a plan with limits meanwhile; of two at once the later one waits."""
    if limited(policy):
        request = ExceptionRecord.__table__
        of_cycle = request.c.nominee_id.in_(nominee.of_cycle(cycle_id))
        session.execute(
            sa.select(request.c.nominee_id).where(of_cycle).order_by(request.c.nominee_id).with_for_update()
        )


def limited(policy: Policy) -> bool:
    """Tell whether any exception of a plan has a limit."""
    return any(
        rule.caps.county is not None or rule.caps.unit is not None or rule.caps.category for rule in policy.exceptions
    )
