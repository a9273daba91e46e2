"""Adopting another version of a running campaign's plan: everybody is screened anew in the same act."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy.orm import Session

from reserve.audit.model import Actor
from reserve.campaign import anew
from reserve.cycle import actions as cycles
from reserve.cycle import queries as cycle_queries
from reserve.cycle.model import Step, outdated_by
from reserve.eligibility import queries as eligibility
from reserve.eligibility.queries import Screened
from reserve.errors import Refused
from reserve.exam import actions as exam
from reserve.exam import queries as exam_queries
from reserve.nominee import queries as nominees
from reserve.personal import Keys
from reserve.policy.model import Policy
from reserve.roster.model import PlaceClass
from reserve.text import message

_WITH_A_CHANCE: Final = frozenset({"eligible", "exceptional"})


class _Found(NamedTuple):
    """How one nominee stands: who it is, the screening, and whether the exam was passed."""

    nominee_id: int
    unit_id: int
    screened: Screened
    passed: bool | None


_Everybody = Mapping[tuple[int, PlaceClass], _Found]


def adopt(
    session: Session, actor: Actor, cycle_id: int, keys: Keys, policy: Policy, *, reason: str, signed_by: str
) -> None:
    """Pin a campaign to another version of its plan, screen everybody anew, judge the marks anew; record what changed.

    Before the first screening only the version changes. A drawn list is given up. Afterwards call
    ``imports.apply_waiting``. Side effects: those of the stages' actions; one ``policy_version`` with whose outcome
    changed. Raises ``NotFound``, ``Invalid`` for the reason, ``Refused`` with all reasons: submitted, a reading that is
    open, nothing different, the screening out of date (what changed would not be due to the plan alone).
    """
    sequences = {step: taken.sequence for step, taken in cycle_queries.steps(session, cycle_id).items()}
    if outdated_by(sequences, Step.SCREENING):
        raise Refused(
            message("The screening is out of date: screen again first, so that what changes is due to the plan.")
        )

    def derive() -> Sequence[Mapping[str, Any]]:
        if Step.SCREENING not in sequences:
            return []
        before = _everybody(session, cycle_id)
        anew.screen(session, actor, cycle_id, keys)
        exam.judge_marks(session, actor, cycle_id)
        return list(_changes(before, _everybody(session, cycle_id)))

    cycles.adopt_policy(session, actor, cycle_id, policy, reason=reason, signed_by=signed_by, derive=derive)


def _everybody(session: Session, cycle_id: int) -> _Everybody:
    screened = eligibility.screenings(session, cycle_id)
    marks = exam_queries.marks(session, cycle_id)
    return {
        (one.person, one.place_class): _Found(
            one.id,
            one.unit_id,
            screened[one.id],
            marks[one.person].passed if one.person in marks else None,
        )
        for one in nominees.nominees(session, cycle_id).values()
        if one.id in screened
    }


def _changes(before: _Everybody, after: _Everybody) -> Iterator[Mapping[str, Any]]:
    """Yield whose outcome changed, from what to what, and the criteria that turned; no names."""
    for (person, place_class), now in after.items():
        was = before.get((person, place_class))
        if was is None:
            continue
        examined = was.passed != now.passed and bool({was.screened.standing, now.screened.standing} & _WITH_A_CHANCE)
        if was.screened.standing == now.screened.standing and not examined:
            continue
        yield {
            "nominee": now.nominee_id,
            "person": person,
            "class": place_class.value,
            "unit": now.unit_id,
            "was": was.screened.standing.value,
            "now": now.screened.standing.value,
            "passed_was": was.passed,
            "passed_now": now.passed,
            "turned": _turned(was.screened, now.screened),
        }


def _turned(was: Screened, now: Screened) -> list[list[str | None]]:
    found = _different(_criteria(was), _criteria(now))
    return found or _different(_conditions(was), _conditions(now))


def _different(was: Mapping[str, str], now: Mapping[str, str]) -> list[list[str | None]]:
    names = dict.fromkeys((*was, *now))
    return [[name, was.get(name), now.get(name)] for name in names if was.get(name) != now.get(name)]


def _criteria(one: Screened) -> dict[str, str]:
    return {verdict["criterion"]: verdict["outcome"] for verdict in one.verdicts}


def _conditions(one: Screened) -> dict[str, str]:
    return {condition["id"]: condition["outcome"] for condition in (one.exception or {}).get("conditions", ())}
