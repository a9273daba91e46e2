"""Recording inspections one by one: what is missing is said, a correction supersedes, a mistake is withdrawn."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session

from reserve import clock
from reserve.accounts.granting import declare_relation
from reserve.accounts.model import Relation, Role
from reserve.audit.model import Actor, ActorKind, Head
from reserve.audit.queries import entries
from reserve.cycle import queries as cycle
from reserve.cycle import steps
from reserve.cycle.model import Step
from reserve.dates import PartialDate
from reserve.db import Database
from reserve.errors import Conflict, Invalid, Refused, ReserveError
from reserve.inspection import actions, queries
from reserve.inspection.model import Lack, Outcome
from reserve.inspection.rules import lacking
from reserve.text import word
from tests.accounts.accounts import add_person
from tests.cycle.town import KEYS, ORDINARY, TOO_OLD, YOUNG, campaign

ASSESSOR = Actor("assessor", ActorKind.PERSON)
WHOLE: dict[str, Any] = {"conclusion": "positive", "inspectors": ("赵一", "钱二"), "integrity": "无问题"}


def inspect(session: Session, cycle_id: int, person: int = YOUNG, **changes: Any) -> Outcome:  # noqa: ANN401 - any field
    return actions.inspect(session, ASSESSOR, cycle_id, person, **{**WHOLE, **changes})


def reasons(act: Callable[[], object], kind: type[ReserveError]) -> str:
    with pytest.raises(kind) as raised:
        act()
    return "; ".join(word(reason, "en") for reason in raised.value.reasons)


def test_what_is_missing_makes_it_incomplete_and_is_named() -> None:
    every = tuple(Lack)
    assert lacking(None, (), "", veto=False) == every
    assert lacking("positive", ("赵一", "赵一"), "无", veto=False) == (Lack.INSPECTORS,)
    assert lacking("positive", ("赵一", "钱二"), "无", veto=False) == ()
    # A negative one keeps somebody out as it stands.
    assert lacking("negative", (), "", veto=False) == lacking(None, (), "", veto=True) == ()


def test_a_correction_supersedes_and_a_mistake_is_withdrawn(database: Database) -> None:
    with database.writing() as session:
        cycle_id = campaign(session, "exceptions")
        day = PartialDate(2026, 6)
        assert inspect(session, cycle_id, conclusion=None, inspected_on=day, seen=0) is Outcome.INCOMPLETE
        (first,) = queries.history(session, cycle_id, YOUNG)
        assert (first.inspected_on, first.recorded_by, first.conclusion) == (day, "assessor", None)
        assert inspect(session, cycle_id, seen=first.id) is Outcome.POSITIVE
        assert inspect(session, cycle_id, veto=True, reason="群众举报查实") is Outcome.NEGATIVE
        assert queries.outcomes(session, cycle_id) == {YOUNG: Outcome.NEGATIVE}
        assert "Say why" in reasons(lambda: actions.withdraw(session, ASSESSOR, cycle_id, YOUNG, reason=" "), Invalid)
        actions.withdraw(session, ASSESSOR, cycle_id, YOUNG, reason="录入有误")
        assert queries.outcomes(session, cycle_id) == {}
        assert not queries.recorded(session, cycle_id)
        assert "no inspection of P00003" in reasons(
            lambda: actions.withdraw(session, ASSESSOR, cycle_id, YOUNG, reason="再次"), Conflict
        )
        history = queries.history(session, cycle_id, YOUNG)
        assert [(one.outcome, one.withdrawn, one.reason) for one in history] == [
            (Outcome.NEGATIVE, True, "录入有误"),
            (Outcome.NEGATIVE, False, "群众举报查实"),
            (Outcome.POSITIVE, False, ""),
            (Outcome.INCOMPLETE, False, ""),
        ]
        told = [(one.sequence, one.subject, one.details) for one in entries(session) if "inspection." in one.tag]
        assert cycle.steps(session, cycle_id)[Step.INSPECTIONS].sequence == told[-1][0]
    assert [details["outcome"] for _, _, details in told] == ["incomplete", "positive", "negative", "negative"]
    assert {subject for _, subject, _ in told} == {"P00003"}


def test_what_cannot_be_recorded(database: Database) -> None:
    add_person(database, KEYS, "assessor", Role.ASSESSOR)
    with database.writing() as session:
        cycle_id = campaign(session, "exceptions")
        tomorrow = PartialDate.of(clock.today() + dt.timedelta(days=1))
        for changes, field in (
            ({"conclusion": None, "inspectors": (), "integrity": " "}, "conclusion"),
            ({"inspectors": ("赵一", "赵一")}, "inspectors"),
            ({"inspectors": ("赵一", "甲3")}, "inspectors"),
            ({"veto": True}, "reason"),
            ({"reason": "有举报"}, "veto"),
            ({"inspected_on": tomorrow}, "inspected_on"),
        ):
            with pytest.raises(Invalid) as raised:
                inspect(session, cycle_id, **changes)
            assert set(raised.value.fields) == {field}, changes
        assert "P00005 is not an eligible" in reasons(lambda: inspect(session, cycle_id, TOO_OLD), Refused)
        inspect(session, cycle_id)
        assert "meanwhile" in reasons(lambda: inspect(session, cycle_id, seen=0), Conflict)
        declare_relation(session, Actor("security", ActorKind.PERSON), "assessor", ORDINARY, Relation.RELATIVE)
        assert "relative of yours" in reasons(lambda: inspect(session, cycle_id, ORDINARY), Refused)
        steps.take(session, ASSESSOR, cycle_id, Step.APPROVAL, Head(1, ""))
        assert "submitted for approval" in reasons(lambda: inspect(session, cycle_id), Refused)
        assert "submitted for approval" in reasons(
            lambda: actions.withdraw(session, ASSESSOR, cycle_id, YOUNG, reason="x"), Refused
        )
