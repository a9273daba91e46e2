"""Limits of an exception: no more people can be approved under it than the plan allows, and the list says so."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from reserve.audit.model import Actor, ActorKind
from reserve.db import Database
from reserve.eligibility import actions, queries
from reserve.eligibility.caps import Use, full
from reserve.errors import Refused
from reserve.listing import actions as listing
from reserve.listing.queries import listed
from reserve.nominee import queries as nominee
from reserve.policy.load import parse
from reserve.policy.model import Caps, Policy
from reserve.text import word
from tests.cycle.town import ACTOR, DEPUTY, SECOND, SEED, STAGES, TOWN, YOUNG, campaign, papers
from tests.roster.builders import young

NAMES = {"wang": "王建国", "zhao": "赵一鸣", "qian": "钱学林"}


def limited(caps: str) -> Policy:
    policy = parse(SEED.text.replace("approvals = 2", f"approvals = 2\ncaps = {caps}", 1)).policy
    assert policy is not None
    return policy


# Two young postgraduates of one unit come by the exception.
TWO = replace(TOWN, people=(TOWN.people[0], young(SECOND), *TOWN.people[2:]), exceptions=())


@pytest.fixture
def session(sqlite_url: str) -> Iterator[Session]:
    database = Database(sqlite_url)
    with database.writing() as opened:
        yield opened
    database.dispose()


def of(session: Session, person: int) -> int:
    everybody = nominee.nominees(session, 1).values()
    return next(one.id for one in everybody if (one.person, one.place_class) == (person, DEPUTY))


def propose(session: Session, person: int) -> None:
    said = {"reason": "抗洪抢险中带头担当，群众公认", "evidence": "县委表彰决定〔2026〕3号"}
    wang = Actor("wang", ActorKind.PERSON)
    actions.propose_exception(session, wang, 1, of(session, person), signed_by=NAMES["wang"], **said)


def approve(session: Session, person: int) -> None:
    for name in ("zhao", "qian"):
        somebody = Actor(name, ActorKind.PERSON)
        actions.approve_exception(session, somebody, 1, of(session, person), signed_by=NAMES[name])


@pytest.mark.parametrize("caps", ["{ unit = 1 }", "{ county = 1 }"])
def test_nobody_is_approved_beyond_a_limit(session: Session, caps: str) -> None:
    campaign(session, "eligibility", TWO, limited(caps))
    propose(session, SECOND)
    propose(session, YOUNG)
    approve(session, SECOND)
    with pytest.raises(Refused) as refused:
        approve(session, YOUNG)
    assert "The exception young_postgraduate may be used for no more people" in word(refused.value.reasons[0], "en")
    # Sent back, there is room again.
    somebody = Actor("qian", ActorKind.PERSON)
    number = of(session, SECOND)
    actions.send_back_exception(session, somebody, 1, number, signed_by=NAMES["qian"], reason="另行研究")
    approve(session, YOUNG)


def test_where_there_is_room_for_both_both_are_approved(session: Session) -> None:
    campaign(session, "eligibility", TWO, limited("{ unit = 2, county = 2 }"))
    for person in (SECOND, YOUNG):
        propose(session, person)
        approve(session, person)
    assert sum(one.complete for one in queries.papers(session, 1).values()) == 2


def test_whoever_comes_too_late_gets_no_place_and_is_told_why(session: Session) -> None:
    campaign(session, "eligibility", TWO, limited("{ unit = 1 }"))
    propose(session, SECOND)
    approve(session, SECOND)
    with pytest.raises(Refused, match="no more people of this unit"):
        propose(session, YOUNG)
    for stage in ("inspection", "exam"):
        STAGES[stage](session, 1, TWO)
    listing.draw_list(session, ACTOR, 1)
    found = listed(session, 1)
    assert found[of(session, SECOND)].seat is not None
    late = found[of(session, YOUNG)]
    assert late.seat is None
    assert late.why is not None
    assert word(late.why, "en") == ("The exception young_postgraduate may be used for no more people of this unit.")


def test_a_workbook_that_asks_for_more_gets_none_of_them(session: Session) -> None:
    both = replace(TWO, exceptions=(papers(SECOND), papers(YOUNG)))
    campaign(session, "eligibility", both, limited("{ unit = 1 }"))
    found = actions.record_exceptions(session, ACTOR, 1, both.exceptions)
    said = [word(one.message, "en") for one in found]
    assert said == ["The exception young_postgraduate may be used for no more people of this unit."] * 2
    assert not any(one.complete for one in queries.papers(session, 1).values())


def test_a_workbook_within_the_limits_counts(session: Session) -> None:
    campaign(session, "eligibility", TWO, limited("{ unit = 1 }"))
    assert actions.record_exceptions(session, ACTOR, 1, (papers(YOUNG),)) == ()
    assert [one.complete for one in queries.papers(session, 1).values()] == [True]


HERE = Use("young_postgraduate", 1, "young")


@pytest.mark.parametrize(
    ("caps", "approved", "reached"),
    [
        (Caps(), [HERE] * 9, 0),
        (Caps(unit=1), [], 0),
        (Caps(unit=0), [], 1),
        (Caps(unit=1), [replace(HERE, unit=2)], 0),
        (Caps(unit=1, county=1), [HERE], 2),
        (Caps(county=2), [HERE, replace(HERE, unit=2)], 1),
        (Caps(county=2), [HERE, replace(HERE, exception="other")], 0),
        (Caps(category={"young": 1}), [HERE], 1),
        (Caps(category={"young": 1}), [replace(HERE, category="old")], 0),
        (Caps(category={"old": 0}), [HERE], 0),
    ],
)
def test_limits_are_counted_apart(caps: Caps, approved: list[Use], reached: int) -> None:
    policy = replace(SEED, exceptions=(replace(SEED.exceptions[0], caps=caps),))
    assert len(full(policy, approved, HERE)) == reached
