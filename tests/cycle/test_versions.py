"""The versions of a plan: prepared, opened with, adopted; each with its digest, who made it, when and why."""

import re

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError

from reserve import clock
from reserve.audit.queries import entries
from reserve.cycle import actions, queries
from reserve.cycle.model import Step
from reserve.cycle.tables import PolicyVersionRecord, StepRecord
from reserve.db import Database
from reserve.errors import Invalid, NotFound, Refused
from reserve.policy.load import parse
from reserve.policy.model import Policy
from tests.cycle.town import ACTOR, SEED


def policy_of(text: str) -> Policy:
    policy = parse(text).policy
    assert policy is not None
    return policy


OPEN = policy_of(re.sub(r"chosen = .*\nchosen_by.*\nchosen_on.*\nreason.*\n", "", SEED.text, count=1))
STRICTER = policy_of(SEED.text.replace("not_turned = 46", "not_turned = 41"))


def test_a_choice_is_a_new_version_that_says_who_chose_when_and_why(database: Database) -> None:
    with database.writing() as session:
        first = actions.keep_policy(session, ACTOR, OPEN)
        second = actions.choose_reading(
            session, ACTOR, first, reading="age_45", option="not_past_45th_birthday", reason="从严", signed_by="王五"
        )
    with database.reading() as session:
        line = queries.lineage(session, second)
        assert [one.id for one in queries.prepared(session)] == [second]
        tags = [one.tag for one in entries(session)]
    assert [one.id for one in line] == [first, second]
    reading = line[1].policy.readings[0]
    assert (reading.chosen, reading.chosen_by, reading.reason) == ("not_past_45th_birthday", "王五", "从严")
    assert reading.chosen_on == clock.today()
    assert (line[1].made_by, line[1].made_account, line[1].reason) == ("王五", ACTOR.name, "从严")
    assert line[0].digest == OPEN.digest != line[1].digest
    assert tags == ["cycle.keep_policy", "cycle.choose_reading"]


@pytest.mark.parametrize(
    ("reading", "option", "reason", "field"),
    [
        ("age_45", "not_past_45th_birthday", " ", "reason"),
        ("age_45", "not_past_45th_birthday", "长" * 301, "reason"),
        ("age_45", "some_other", "从严", "option"),
        ("age_46", "not_turned_46", "从严", "option"),
    ],
)
def test_a_choice_without_a_reason_or_of_something_else_is_refused(
    database: Database, reading: str, option: str, reason: str, field: str
) -> None:
    with database.writing() as session:
        first = actions.keep_policy(session, ACTOR, OPEN)
        with pytest.raises(Invalid) as invalid:
            actions.choose_reading(
                session, ACTOR, first, reading=reading, option=option, reason=reason, signed_by="王五"
            )
        assert list(invalid.value.fields) == [field]
        with pytest.raises(NotFound):
            queries.version(session, first + 1)


def test_a_campaign_begins_with_the_first_version_and_adopts_others(database: Database) -> None:
    with database.writing() as session:
        cycle_id = actions.open_cycle(session, ACTOR, SEED)
        first = queries.versions(session, cycle_id)[0]
        with pytest.raises(Refused):
            actions.choose_reading(
                session, ACTOR, first.id, reading="age_45", option="not_turned_46", reason="x", signed_by="王五"
            )
        actions.adopt_policy(
            session, ACTOR, cycle_id, STRICTER, reason="年轻化", signed_by="王五", derive=lambda: [{"person": 1}]
        )
    with database.reading() as session:
        assert queries.cycle(session, cycle_id).policy == STRICTER
        versions = queries.versions(session, cycle_id)
        entry = list(entries(session))[-1]
    assert [one.policy for one in versions] == [SEED, STRICTER]
    assert [(one.reason, one.parent_id, one.changes) for one in versions] == [
        ("", None, None),
        ("年轻化", first.id, [{"person": 1}]),
    ]
    assert (entry.tag, entry.details["before"], entry.details["digest"]) == (
        "cycle.adopt_policy",
        SEED.digest,
        STRICTER.digest,
    )


@pytest.mark.parametrize(
    ("policy", "said"),
    [
        (SEED, "nothing in it is different"),
        (OPEN, "is not decided"),
        (policy_of(STRICTER.text.replace("2026-06-30", "2026-12-31")), "stays 2026-06-30; the plan says 2026-12-31"),
    ],
)
def test_what_cannot_be_adopted_is_refused_with_its_reason(database: Database, policy: Policy, said: str) -> None:
    with database.writing() as session:
        cycle_id = actions.open_cycle(session, ACTOR, SEED)
        with pytest.raises(Refused, match=said):
            actions.adopt_policy(session, ACTOR, cycle_id, policy, reason="x", signed_by="王五", derive=list)
        assert queries.cycle(session, cycle_id).policy == SEED


def test_nothing_is_adopted_once_the_list_is_submitted(database: Database) -> None:
    with database.writing() as session:
        cycle_id = actions.open_cycle(session, ACTOR, SEED)
        taken = {"cycle_id": cycle_id, "step": Step.APPROVAL, "sequence": 1, "at": clock.now(), "actor": "x"}
        session.execute(sa.insert(StepRecord).values(**taken))
        with pytest.raises(Refused, match="submitted"):
            actions.adopt_policy(session, ACTOR, cycle_id, STRICTER, reason="x", signed_by="王五", derive=list)


def test_a_version_is_never_changed(database: Database) -> None:
    with database.writing() as session:
        actions.keep_policy(session, ACTOR, SEED)
    with pytest.raises(DatabaseError), database.writing() as session:
        session.execute(sa.update(PolicyVersionRecord).values(reason="other"))
