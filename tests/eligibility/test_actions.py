"""Screening all nominees, and taking in the papers of exceptions."""

import datetime as dt
import json
from dataclasses import replace

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve.audit.queries import entries
from reserve.db import Database
from reserve.eligibility import actions, queries
from reserve.eligibility.model import ExceptionRow
from reserve.eligibility.queries import Screened
from reserve.eligibility.tables import ApprovalRecord, ExceptionRecord, ScreeningRecord
from reserve.errors import NotFound
from reserve.intake import County
from reserve.nominee import queries as nominee
from reserve.personal import unseal
from reserve.retention import queries as retention
from reserve.roster.model import PlaceClass
from reserve.text import word
from reserve.workbook.findings import Finding, Level
from tests.cycle.laws import keeps
from tests.cycle.town import (
    ACTOR,
    CANARY_SANCTION,
    CHIEF,
    DEPUTY,
    EASTERN,
    KEPT,
    KEYS,
    NO_BIRTH,
    ORDINARY,
    REMOVED,
    SANCTIONED,
    SECOND,
    TOO_OLD,
    TOWN,
    YOUNG,
    campaign,
    member,
    papers,
)
from tests.roster.builders import date, person

Screenings = dict[tuple[int, PlaceClass], Screened]


def screened(session: Session, cycle_id: int) -> Screenings:
    found = queries.screenings(session, cycle_id)
    return {(one.person, one.place_class): found[one.id] for one in nominee.nominees(session, cycle_id).values()}


def test_everybody_put_forward_is_screened(database: Database) -> None:
    with database.writing() as session:
        cycle_id = campaign(session, "eligibility")
        found = {key: one.standing.value for key, one in screened(session, cycle_id).items()}
    assert found == {
        (ORDINARY, CHIEF): "eligible",
        (ORDINARY, DEPUTY): "eligible",
        (SECOND, DEPUTY): "eligible",
        (YOUNG, DEPUTY): "exceptional",
        (TOO_OLD, DEPUTY): "ineligible",
        (NO_BIRTH, DEPUTY): "undecided",
        (EASTERN, DEPUTY): "eligible",
        (REMOVED, DEPUTY): "eligible",
        (SANCTIONED, DEPUTY): "ineligible",
    }


def test_a_verdict_is_stored_with_value_demand_and_cells(database: Database) -> None:
    with database.writing() as session:
        cycle_id = campaign(session, "eligibility")
        found = screened(session, cycle_id)
    verdicts = {one["criterion"]: one for one in found[TOO_OLD, DEPUTY].verdicts}
    change = verdicts["age"].pop("change")
    assert change["msgid"]
    assert verdicts["age"] == {
        "criterion": "age",
        "clause": "三.3",
        "outcome": "fails",
        "value": "1970-01-01",
        "required": "birth>=1980-07-01",
        "needs": [],
        "cells": ["roster.xlsx 干部名册!B6"],
    }
    exception = found[YOUNG, DEPUTY].exception
    assert exception is not None
    assert exception["waived"] == [
        {
            "criterion": "rank_months",
            "required_instead": "rank_held(level=clerk_2,probation=not_counted)<=2024-12-31",
        }
    ]


def test_the_journal_holds_every_verdict_and_no_personal_value(database: Database) -> None:
    with database.writing() as session:
        cycle_id = campaign(session, "eligibility")
        told = [entry for entry in entries(session) if entry.tag == "eligibility.screen"]
    assert len(told) == 9
    entry = next(entry for entry in told if entry.subject == "P00009")
    assert entry.details["verdicts"] == {
        "cadre_status": "fails",
        "education": "meets",
        "age": "meets",
        "discipline": "fails",
        "rank": "meets",
        "rank_months": "meets",
    }
    assert (entry.details["cycle"], entry.details["outcome"], entry.details["waived"]) == (cycle_id, "ineligible", [])
    assert len(str(entry.details["policy"])) == 64
    assert CANARY_SANCTION not in str([entry.details for entry in told])


def test_the_facts_used_are_kept_sealed(database: Database) -> None:
    with database.writing() as session:
        cycle_id = campaign(session, "eligibility")
        ids = {one.person: one.id for one in nominee.nominees(session, cycle_id).values()}
        rows = session.execute(sa.select(ScreeningRecord.nominee_id, ScreeningRecord.facts))
        sealed = {row.nominee_id: row.facts for row in rows}
        clear = str(session.execute(sa.text("SELECT verdicts, exception FROM screening")).all())
    number = ids[SANCTIONED]
    facts = json.loads(unseal(KEYS, f"screening.facts.{number}", sealed[number]))
    assert facts["person"]["discipline"]["kind"] == CANARY_SANCTION
    assert facts["votes"] == {"votes": 30, "valid": 36, "rank": 1, "places": 1}
    assert CANARY_SANCTION.encode() not in sealed[number]
    assert CANARY_SANCTION not in clear


def test_a_cycle_that_is_not_there_cannot_be_screened(database: Database) -> None:
    with pytest.raises(NotFound), database.writing() as session:
        actions.screen_all(session, ACTOR, 7, KEYS)


# ---- papers --------------------------------------------------------------------------------------------


def handed_in(session: Session, *rows: ExceptionRow) -> tuple[Finding, ...]:
    cycle_id = campaign(session, "eligibility")
    return actions.record_exceptions(session, ACTOR, cycle_id, rows)


def test_complete_papers_are_kept_and_told(database: Database) -> None:
    with database.writing() as session:
        assert handed_in(session, papers(YOUNG)) == ()
        (found,) = queries.papers(session, 1).values()
        (entry,) = [entry for entry in entries(session) if entry.tag == "eligibility.propose_exception"]
    assert (found.complete, found.proposed_by, found.reason, found.evidence) == (True, "孙五", "实绩突出", "考核文件")
    assert found.approvals == (("周六", dt.date(2026, 6, 2)), ("吴七", dt.date(2026, 6, 2)))
    assert (entry.subject, entry.details["complete"]) == ("P00003", True)
    assert entry.details["approvals"] == [["周六", "2026-06-02"], ["吴七", "2026-06-02"]]


def test_incomplete_papers_are_kept_with_a_warning_for_each_thing_that_lacks(database: Database) -> None:
    row = papers(YOUNG, reason="", approvals=(("周六", dt.date(2026, 6, 2)), ("吴七", None)))
    with database.writing() as session:
        found = handed_in(session, row)
        (kept,) = queries.papers(session, 1).values()
    assert [(one.level, one.file, one.person) for one in found] == [(Level.WARNING, "exceptions.xlsx", YOUNG)] * 2
    assert [word(one.message, "en").split()[0] for one in found] == ["No", "1"]
    assert not kept.complete
    assert kept.approvals == (("周六", dt.date(2026, 6, 2)), ("吴七", None))


def test_one_who_approves_twice_is_kept_as_he_signed(database: Database) -> None:
    """The ledger names who approved; a signature with its day is not lost because another has none."""
    row = papers(YOUNG, approvals=(("周六", dt.date(2026, 6, 2)), ("周六", None)))
    with database.writing() as session:
        found = handed_in(session, row)
        (kept,) = queries.papers(session, 1).values()
    assert len(found) == 2
    assert not kept.complete
    assert ("周六", dt.date(2026, 6, 2)) in kept.approvals


@pytest.mark.parametrize("number", [ORDINARY, TOO_OLD, NO_BIRTH, KEPT])
def test_papers_of_anybody_else_are_a_warning_and_not_kept(sqlite_url: str, number: int) -> None:
    database = Database(sqlite_url)
    with database.writing() as session:
        (found,) = handed_in(session, papers(number))
        assert queries.papers(session, 1) == {}
        assert not [entry for entry in entries(session) if entry.tag == "eligibility.propose_exception"]
    assert (found.level, found.person, found.cell) == (Level.WARNING, number, "A2")
    database.dispose()


def test_papers_for_the_other_class_are_not_used(database: Database) -> None:
    with database.writing() as session:
        assert len(handed_in(session, papers(YOUNG, place_class=CHIEF))) == 1
        assert queries.papers(session, 1) == {}


# ---- members -------------------------------------------------------------------------------------------


def flags(database: Database, county: County) -> dict[int, tuple[str, ...]]:
    with database.writing() as session:
        cycle_id = campaign(session, "retention", county)
        people = {number: one.member.person for number, one in retention.reviewed(session, cycle_id).items()}
        found = queries.member_flags(session, cycle_id, KEYS)
    return {people[number]: raised for number, raised in found.items()}


@pytest.mark.parametrize(
    ("birth", "shares", "raised"),
    [
        ("1980-07-01", (10_000, 0, 0, 0), set()),
        ("1980-06-30", (10_000, 0, 0, 0), {"over_age"}),
        (None, (10_000, 0, 0, 0), set()),
        ("1990-01-01", (6667, 0, 0, 3333), set()),
        ("1990-01-01", (6666, 0, 0, 3334), {"incompetent_over_third"}),
        ("1990-01-01", None, set()),
        ("1970-01-01", (0, 0, 0, 10_000), {"over_age", "incompetent_over_third"}),
    ],
)
def test_a_member_is_flagged_for_what_is_certain_and_never_removed(
    sqlite_url: str, birth: str | None, shares: tuple[int, int, int, int] | None, raised: set[str]
) -> None:
    database = Database(sqlite_url)
    people = tuple(replace(one, birth=date(birth)) if one.number == KEPT else one for one in TOWN.people)
    county = replace(TOWN, people=people, members=(replace(member(KEPT), shares=shares),), decisions=())
    assert set(flags(database, county)[KEPT]) == raised
    with database.reading() as session:
        assert [one.decision.value for one in retention.reviewed(session, 1).values()] == ["none"]
    database.dispose()


def test_a_pool_without_members_has_no_flags(database: Database) -> None:
    assert flags(database, replace(TOWN, members=(), decisions=())) == {}


# ---- what the database refuses -------------------------------------------------------------------------


def test_what_the_database_refuses(database: Database) -> None:
    with database.writing() as session:
        cycle_id = campaign(session, "exceptions")
        by_person = {one.person: one.id for one in nominee.nominees(session, cycle_id).values()}
        session.execute(sa.delete(ScreeningRecord).where(ScreeningRecord.nominee_id == by_person[SECOND]))
        screening = {
            "nominee_id": by_person[SECOND],
            "standing": "eligible",
            "boundary": False,
            "verdicts": [],
            "exception": None,
            "facts": b"",
        }
        keeps(session, ScreeningRecord, screening, {"nominee_id": by_person[YOUNG]}, "pk_screening")
        keeps(session, ScreeningRecord, screening, {"nominee_id": 99}, "fk_screening_nominee_id_nominee")
        keeps(session, ScreeningRecord, screening, {"facts": None}, "null screening.facts")
        request = {
            "nominee_id": by_person[SECOND],
            "proposed_by": "孙五",
            "proposed_account": "",
            "proposed_on": None,
            "reason": "",
            "evidence": "",
            "relatives": [],
            "complete": False,
        }
        keeps(session, ExceptionRecord, request, {"nominee_id": by_person[YOUNG]}, "pk_exception_request")
        keeps(session, ExceptionRecord, request, {"nominee_id": 99}, "fk_exception_request_nominee_id_nominee")
        approval = {
            "nominee_id": by_person[YOUNG],
            "approver": "郑八",
            "account": "",
            "ordinal": 3,
            "approved_on": None,
        }
        keeps(session, ApprovalRecord, approval, {"ordinal": 1}, "pk_exception_approval")
        nobody = {"nominee_id": by_person[SECOND]}
        keeps(session, ApprovalRecord, approval, nobody, "fk_exception_approval_nominee_id_exception_request")


def test_whoever_was_born_on_the_limit_is_marked_as_boundary(database: Database) -> None:
    people = tuple(person(one.number, birth=date("1980-07-01")) if one.number == SECOND else one for one in TOWN.people)
    with database.writing() as session:
        cycle_id = campaign(session, "eligibility", replace(TOWN, people=people))
        found = screened(session, cycle_id)
    assert {key for key, one in found.items() if one.boundary} == {(SECOND, DEPUTY)}
