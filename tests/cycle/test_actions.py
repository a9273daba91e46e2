"""Opening a cycle: pinned to a policy and a day."""

import datetime as dt
from dataclasses import replace

import pytest
import sqlalchemy as sa

from reserve.audit.queries import entries
from reserve.cycle import actions, queries
from reserve.cycle.tables import CycleRecord
from reserve.db import Database
from reserve.errors import NotFound, Refused
from reserve.policy.load import text_hash
from reserve.policy.model import Policy
from tests.cycle.laws import broken_law, counts, keeps
from tests.cycle.town import ACTOR, SEED


def undecided(policy: Policy) -> Policy:
    return replace(policy, readings=tuple(replace(reading, chosen=None) for reading in policy.readings))


def test_a_cycle_keeps_its_policy_and_its_day(database: Database) -> None:
    with database.writing() as session:
        cycle_id = actions.open_cycle(session, ACTOR, SEED, dt.date(2026, 1, 31))
    with database.reading() as session:
        found = queries.cycle(session, cycle_id)
        (entry,) = entries(session)
    assert (found.as_of, found.policy) == (dt.date(2026, 1, 31), SEED)
    assert (entry.tag, entry.subject, entry.actor) == ("cycle.open", f"cycle {cycle_id}", ACTOR.name)
    told = {"policy": "seed-county", "digest": SEED.digest, "as_of": "2026-01-31"}
    assert entry.details == {**told, "text": text_hash(SEED.text)}


def test_without_a_day_the_policy_s_own_counts_and_never_today_s(database: Database) -> None:
    with database.writing() as session:
        cycle_id = actions.open_cycle(session, ACTOR, SEED)
        assert queries.cycle(session, cycle_id).as_of == SEED.as_of
        with pytest.raises(Refused) as refused:
            actions.open_cycle(session, ACTOR, replace(SEED, as_of=None))
    assert "as-of date" in str(refused.value)


def test_every_open_reading_is_named_at_once_and_nothing_is_left_behind(database: Database) -> None:
    with database.reading() as session:
        before = counts(session)
    with pytest.raises(Refused) as refused, database.writing() as session:
        actions.open_cycle(session, ACTOR, replace(undecided(SEED), as_of=None))
    assert len(refused.value.reasons) == len(SEED.readings) + 1
    assert all(reading.id in str(refused.value) for reading in SEED.readings)
    with database.reading() as session:
        assert counts(session) == before


def test_a_cycle_that_is_not_there_is_not_found(database: Database) -> None:
    with database.reading() as session, pytest.raises(NotFound):
        queries.cycle(session, 7)


def test_a_policy_text_that_is_not_the_pinned_one_is_noticed(database: Database) -> None:
    with database.writing() as session:
        cycle_id = actions.open_cycle(session, ACTOR, SEED)
        text = SEED.text.replace("not_turned = 46", "not_turned = 56")
        session.execute(sa.update(CycleRecord).values(policy_text=text))
        with pytest.raises(RuntimeError, match="pinned"):
            queries.cycle(session, cycle_id)


def test_a_digest_has_its_length(database: Database) -> None:
    legal = {
        "as_of": dt.date(2026, 6, 30),
        "policy_id": "seed",
        "policy_digest": "0" * 64,
        "policy_text": "",
        "opened_at": dt.datetime(2026, 6, 30, tzinfo=dt.UTC),
    }
    with database.writing() as session:
        keeps(session, CycleRecord, legal, {"policy_digest": "0" * 63}, "ck_cycle_digest")
        assert broken_law(session, CycleRecord, {**legal, "policy_text": None}) == "null cycle.policy_text"
