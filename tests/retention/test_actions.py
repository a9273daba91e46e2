"""What is decided about the members: named, reasoned, and never changed afterwards."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError, IntegrityError

from reserve.audit.queries import entries
from reserve.db import Database
from reserve.retention import actions, queries
from reserve.retention.model import Decision
from reserve.retention.tables import AppraisalRecord, RetentionRecord
from tests.cycle.laws import counts, keeps
from tests.cycle.town import ACTOR, KEPT, ORDINARY, REMOVED, TOWN, campaign, decision, member


def decided(database: Database, cycle_id: int) -> dict[int, Decision]:
    with database.reading() as session:
        return {one.member.person: one.decision for one in queries.reviewed(session, cycle_id).values()}


def test_every_member_has_the_decision_that_was_made(database: Database) -> None:
    with database.writing() as session:
        cycle_id = campaign(session, "retention")
    assert decided(database, cycle_id) == {KEPT: Decision.KEEP, REMOVED: Decision.REMOVE}
    with database.reading() as session:
        entry = next(entries(session, subject="P00008"))
    assert entry.tag == "retention.decide"
    assert entry.details == {
        "cycle": cycle_id,
        "decision": "remove",
        "grounds": ["群众公认"],
        "decided_by": "县委",
        "decided_on": "2026-06-20",
    }


def test_a_later_decision_supersedes_and_the_earlier_one_stays_on_record(database: Database) -> None:
    with database.writing() as session:
        cycle_id = campaign(session, "retention")
        actions.decide(session, ACTOR, cycle_id, [decision(REMOVED, Decision.DEFER)])
    assert decided(database, cycle_id)[REMOVED] is Decision.DEFER
    with database.reading() as session:
        assert counts(session)["retention"] == 3


def test_no_decision_is_recorded_for_a_row_that_holds_none(database: Database) -> None:
    with database.writing() as session:
        county = replace(TOWN, decisions=(decision(KEPT, Decision.NONE, decided_by="", decided_on=None),))
        cycle_id = campaign(session, "retention", county)
        assert counts(session)["retention"] == 0
    assert decided(database, cycle_id) == {KEPT: Decision.NONE, REMOVED: Decision.NONE}


def test_whoever_is_no_member_cannot_be_decided_about(database: Database) -> None:
    with database.writing() as session:
        cycle_id = campaign(session, "retention")
        with pytest.raises(KeyError):
            actions.decide(session, ACTOR, cycle_id, [decision(ORDINARY)])


@pytest.mark.parametrize(
    "changes", [{"decided_by": ""}, {"decided_on": None}, {"made": Decision.REMOVE, "grounds": ()}]
)
def test_an_unnamed_or_groundless_decision_leaves_nothing(sqlite_url: str, changes: dict[str, Any]) -> None:
    database = Database(sqlite_url)
    with database.writing() as session:
        cycle_id = campaign(session, "retention")
    with database.reading() as session:
        before = counts(session)
    row = decision(KEPT, **{"made": Decision.KEEP, **changes})
    with pytest.raises(IntegrityError), database.writing() as session:
        actions.decide(session, ACTOR, cycle_id, [decision(REMOVED), row])
    with database.reading() as session:
        assert counts(session) == before
    database.dispose()


def test_the_appraisal_is_kept_in_whole_hundredths(database: Database) -> None:
    with database.writing() as session:
        shares = (6666, 0, 0, 3334)
        county = replace(
            TOWN, members=(replace(member(KEPT), shares=shares), replace(member(REMOVED, "东河乡"), shares=None))
        )
        cycle_id = campaign(session, "appraisal", county)
        found = {one.member.person: one.incompetent for one in queries.reviewed(session, cycle_id).values()}
    assert found == {KEPT: 3334, REMOVED: None}


def test_what_the_database_refuses(database: Database) -> None:
    with database.writing() as session:
        cycle_id = campaign(session, "retention")
        member_id = next(iter(queries.reviewed(session, cycle_id)))
        legal = {
            "cycle_id": cycle_id,
            "member_id": member_id,
            "decision": Decision.REMOVE,
            "grounds": ["不称职"],
            "decided_by": "县委",
            "decided_on": dt.date(2026, 6, 21),
        }
        keeps(session, RetentionRecord, legal, {"grounds": []}, "ck_retention_grounds")
        keeps(session, RetentionRecord, legal, {"decided_by": ""}, "ck_retention_named")
        keeps(session, RetentionRecord, legal, {"decision": Decision.NONE}, "ck_retention_named")
        keeps(session, RetentionRecord, legal, {"decided_on": None}, "null retention.decided_on")
        keeps(session, RetentionRecord, legal, {"member_id": 99}, "fk_retention_member_id_member")
        keeps(session, RetentionRecord, legal, {"cycle_id": 99}, "fk_retention_cycle_id_cycle")
        session.execute(sa.delete(AppraisalRecord))
        shares = {
            "cycle_id": cycle_id,
            "member_id": member_id,
            "excellent": 10_000,
            "competent": 0,
            "basic": 0,
            "incompetent": 0,
        }
        for share in ("excellent", "competent", "basic", "incompetent"):
            keeps(session, AppraisalRecord, shares, {share: 10_001}, "ck_member_appraisal_shares")
            keeps(session, AppraisalRecord, shares, {share: -1}, "ck_member_appraisal_shares")


@pytest.mark.parametrize("change", ["UPDATE retention SET decided_by = 'x'", "DELETE FROM retention"])
def test_a_decision_on_record_is_never_changed(database: Database, change: str) -> None:
    with database.writing() as session:
        campaign(session, "retention")
        with pytest.raises(DatabaseError), session.begin_nested():
            session.execute(sa.text(change))
        assert counts(session)["retention"] == 2
