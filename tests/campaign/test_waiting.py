"""Exceptions, marks and ties wait for the screening; what people did here is never changed by a workbook."""

from dataclasses import replace

import pytest

from reserve.campaign import results
from reserve.campaign.findings import findings
from reserve.campaign.taking_in import FILES, WAITS
from reserve.cycle.model import Step
from reserve.db import Database
from reserve.eligibility import actions as eligibility
from reserve.eligibility import queries as eligibility_queries
from reserve.errors import Refused
from reserve.exam import actions as exam
from reserve.exam.model import MarkStatus
from reserve.listing import actions as listing_actions
from reserve.listing import queries as listing
from reserve.listing.model import TieDecision
from reserve.text import word
from reserve.workbook.findings import Level
from tests.campaign import doing
from tests.campaign.doing import CLERKS, TIED, ready
from tests.cycle.town import (
    DEPUTY,
    EASTERN,
    KEYS,
    NO_BIRTH,
    ORDINARY,
    REMOVED,
    SECOND,
    YOUNG,
    mark,
    papers,
)
from tests.roster.builders import date


def test_exceptions_marks_and_ties_wait_for_the_screening(database: Database) -> None:
    cycle_id = doing.opened(database)
    doing.take(database, cycle_id, TIED)
    tables = ("exception_request", "mark", "tie_decision")
    assert [doing.everything(database)[table] for table in tables] == [[], [], []]
    with pytest.raises(Refused, match="not screened"):
        doing.waiting(database, cycle_id, TIED)
    doing.screen(database, cycle_id)
    doing.waiting(database, cycle_id, TIED)
    applied = doing.everything(database)
    assert [len(applied[table]) for table in tables] == [1, 5, 2]
    doing.waiting(database, cycle_id, TIED)
    assert doing.everything(database) == applied


def test_only_the_files_that_were_sent_are_applied(database: Database) -> None:
    cycle_id = doing.opened(database)
    doing.take(database, cycle_id, TIED, set(FILES) - WAITS)
    doing.screen(database, cycle_id)
    doing.waiting(database, cycle_id, TIED, {"marks.xlsx"})
    applied = doing.everything(database)
    assert (len(applied["mark"]), applied["exception_request"], applied["tie_decision"]) == (5, [], [])


def test_a_mark_is_used_as_soon_as_somebody_may_sit_the_exam(database: Database) -> None:
    marked = replace(TIED, marks=(*TIED.marks, mark(NO_BIRTH, 7000)))
    cycle_id = ready(database, marked)
    found = doing.read(database, lambda session: findings(session, KEYS, cycle_id))
    assert [(one.file, one.person) for one in found] == [("marks.xlsx", NO_BIRTH)]
    assert NO_BIRTH not in doing.marks(database, cycle_id)
    clear = doing.person_changed(marked, NO_BIRTH, birth=date("1985-01-01"))
    doing.take(database, cycle_id, clear, {"roster.xlsx"})
    doing.screen(database, cycle_id)
    assert doing.waiting(database, cycle_id, clear) == ()
    assert doing.marks(database, cycle_id)[NO_BIRTH] == 7000
    assert doing.read(database, lambda session: findings(session, KEYS, cycle_id)) == ()


def test_the_mark_of_somebody_who_may_no_longer_sit_is_ignored(database: Database) -> None:
    cycle_id = ready(database)
    older = doing.person_changed(TIED, SECOND, birth=date("1970-01-01"))
    doing.take(database, cycle_id, older, {"roster.xlsx"})
    doing.screen(database, cycle_id)
    doing.waiting(database, cycle_id, older)
    doing.draw(database, cycle_id)
    found = doing.read(database, lambda session: results.result(session, cycle_id, KEYS, "en"))
    fresh = doing.whole(database, older)
    assert found == doing.read(database, lambda session: results.result(session, fresh, KEYS, "en"))
    assert [row["exam"] for row in found["nominees"] if row["person_id"] == "P00002"] == [None]


def test_marks_of_a_newer_workbook_replace_those_of_an_older_one(database: Database) -> None:
    cycle_id = ready(database)
    newer = replace(TIED, marks=(mark(ORDINARY, 9000), mark(SECOND), mark(EASTERN, None, MarkStatus.ABSENT)))
    found = doing.of_file(database, cycle_id, newer, "marks.xlsx")
    assert [(row.kind, row.person, row.changes) for row in found.rows] == [
        ("changed", ORDINARY, (("成绩", "80.00", "90.00"),)),
        ("changed", EASTERN, (("成绩", "80.00", "缺考"),)),
        ("gone", YOUNG, (("成绩", "80.00", ""),)),
        ("gone", REMOVED, (("成绩", "80.00", ""),)),
    ]
    doing.take(database, cycle_id, newer, {"marks.xlsx"})
    assert doing.marks(database, cycle_id) == {ORDINARY: 9000, SECOND: 8000, EASTERN: None}
    assert doing.told(database, "exam.clear") == ["P00003", "P00008"]


def test_no_workbook_changes_a_mark_that_was_keyed_here(database: Database) -> None:
    cycle_id = ready(database, replace(TIED, marks=(), inspections=()))
    with database.writing() as session:
        for clerk in CLERKS:
            exam.key_mark(session, clerk, cycle_id, ORDINARY, MarkStatus.TAKEN, 7000)
        exam.key_mark(session, CLERKS[0], cycle_id, SECOND, MarkStatus.TAKEN, 7000)
    county = replace(TIED, marks=(mark(ORDINARY, 9000), mark(SECOND, 9000), mark(YOUNG, 9000)))
    found = doing.of_file(database, cycle_id, county, "marks.xlsx")
    assert [(row.kind, row.person) for row in found.rows] == [
        ("new", YOUNG),
        ("conflict", ORDINARY),
        ("conflict", SECOND),
    ]
    doing.take(database, cycle_id, county, {"marks.xlsx"})
    assert doing.marks(database, cycle_id) == {ORDINARY: 7000, YOUNG: 9000}
    said = doing.read(database, lambda session: findings(session, KEYS, cycle_id))
    assert [(one.level, one.person, one.cell, one.value) for one in said] == [
        (Level.WARNING, ORDINARY, "D2", "90.00"),
        (Level.WARNING, SECOND, "D2", "90.00"),
    ]
    doing.take(database, cycle_id, replace(county, marks=(mark(YOUNG, 9000),)), {"marks.xlsx"})
    assert doing.marks(database, cycle_id) == {ORDINARY: 7000, YOUNG: 9000}


def test_changed_papers_replace_those_of_an_older_workbook_and_give_the_list_up(database: Database) -> None:
    cycle_id = ready(database)
    doing.draw(database, cycle_id)
    worse = replace(TIED, exceptions=(papers(YOUNG, evidence=""),))
    (row,) = doing.of_file(database, cycle_id, worse, "exceptions.xlsx").rows
    assert (row.kind, row.changes) == ("changed", (("依据", "考核文件", ""),))
    doing.take(database, cycle_id, worse, {"exceptions.xlsx"})
    assert doing.seats(database, cycle_id) == {}
    assert Step.LIST not in doing.taken(database, cycle_id)
    assert doing.draw(database, cycle_id).reserved == 1
    doing.take(database, cycle_id, replace(TIED, exceptions=()), {"exceptions.xlsx"})
    stored = doing.everything(database)
    assert (stored["exception_request"], len(stored["exception_closed"])) == ([], 1)
    # They lapsed with the workbook; with it they come again.
    doing.take(database, cycle_id, TIED, {"exceptions.xlsx"})
    assert len(doing.everything(database)["exception_request"]) == 1


def test_no_workbook_changes_what_was_proposed_here(database: Database) -> None:
    cycle_id = ready(database, replace(TIED, exceptions=()))
    young = doing.nominees(database, cycle_id)[YOUNG, DEPUTY].id
    with database.writing() as session:
        eligibility.propose_exception(
            session,
            CLERKS[0],
            cycle_id,
            young,
            signed_by="王科长",
            reason="实绩突出，群众公认度高",
            evidence="县委文件",
        )
    (row,) = doing.of_file(database, cycle_id, TIED, "exceptions.xlsx").rows
    assert (row.kind, row.person) == ("conflict", YOUNG)
    before = doing.everything(database)["exception_request"]
    doing.take(database, cycle_id, TIED, {"exceptions.xlsx"})
    doing.take(database, cycle_id, replace(TIED, exceptions=()), {"exceptions.xlsx"})
    assert doing.everything(database)["exception_request"] == before


def test_approvals_given_here_to_papers_of_a_workbook_stay_with_them(database: Database) -> None:
    unsigned = replace(TIED, exceptions=(papers(YOUNG, approvals=()),))
    cycle_id = ready(database, unsigned)
    young = doing.nominees(database, cycle_id)[YOUNG, DEPUTY].id
    with database.writing() as session:
        for clerk, name in zip(CLERKS, ("周六", "吴七"), strict=True):
            eligibility.approve_exception(session, clerk, cycle_id, young, signed_by=name)
    doing.take(database, cycle_id, unsigned, {"exceptions.xlsx"})
    kept = doing.read(database, lambda session: eligibility_queries.proposals(session, cycle_id))[young]
    assert (kept.complete, len(kept.approvals)) == (True, 2)
    assert doing.of_file(database, cycle_id, unsigned, "exceptions.xlsx").total == 0
    assert doing.read(database, lambda session: findings(session, KEYS, cycle_id)) == ()
    (row,) = doing.of_file(database, cycle_id, TIED, "exceptions.xlsx").rows
    assert row.kind == "conflict"


def test_papers_that_were_sent_back_here_do_not_come_again(database: Database) -> None:
    cycle_id = ready(database)
    young = doing.nominees(database, cycle_id)[YOUNG, DEPUTY].id
    with database.writing() as session:
        eligibility.send_back_exception(session, CLERKS[0], cycle_id, young, signed_by="王科长", reason="实绩材料不足")
    found = doing.waiting(database, cycle_id, TIED)
    assert [word(one.message, "en").split(";")[0] for one in found] == ["Withdrawn or sent back here"]
    assert doing.everything(database)["exception_request"] == []
    other = replace(TIED, exceptions=(papers(YOUNG, evidence="补充材料"),))
    assert doing.waiting(database, cycle_id, other) == ()
    assert len(doing.everything(database)["exception_request"]) == 1


def test_a_tie_that_was_decided_here_since_stays_so(database: Database) -> None:
    cycle_id = ready(database)
    doing.draw(database, cycle_id)
    ids = {person: doing.nominees(database, cycle_id)[person, DEPUTY].id for person in (EASTERN, REMOVED)}
    with database.writing() as session:
        listing_actions.settle_tie(
            session,
            CLERKS[0],
            cycle_id,
            signed_by="王科长",
            tied=set(ids.values()),
            listed={ids[REMOVED]},
            reason="基层经历更长",
        )
    doing.waiting(database, cycle_id, TIED)
    in_effect = doing.read(database, lambda session: listing.ties_in_effect(session, cycle_id))
    assert in_effect[REMOVED, DEPUTY].decision is TieDecision.LIST
    # Sent again, the workbook's decisions are shown beside those made here, and supersede them.
    rows = doing.of_file(database, cycle_id, TIED, "decisions.xlsx").rows
    assert [(row.kind, row.person) for row in rows] == [("conflict", EASTERN), ("conflict", REMOVED)]
    doing.take(database, cycle_id, TIED, {"decisions.xlsx"})
    in_effect = doing.read(database, lambda session: listing.ties_in_effect(session, cycle_id))
    assert in_effect[REMOVED, DEPUTY].decision is TieDecision.LEAVE_OUT
