"""Recording marks: whose count, and whose are ignored with a warning."""

import sqlalchemy as sa

from reserve.audit.queries import entries
from reserve.db import Database
from reserve.exam import actions, queries
from reserve.exam.model import MarkStatus
from reserve.exam.queries import Mark
from reserve.exam.tables import MarkRecord
from reserve.text import word
from reserve.workbook.findings import Level
from tests.cycle.laws import keeps
from tests.cycle.town import (
    ACTOR,
    EASTERN,
    KEPT,
    NO_BIRTH,
    ORDINARY,
    REMOVED,
    SECOND,
    TOO_OLD,
    YOUNG,
    campaign,
    mark,
)

ABSENT, VOID, TAKEN = MarkStatus.ABSENT, MarkStatus.VOID, MarkStatus.TAKEN


def test_the_marks_of_eligible_and_exceptional_nominees_count(database: Database) -> None:
    rows = [mark(ORDINARY, 6000), mark(SECOND, 5999), mark(YOUNG, None, ABSENT), mark(EASTERN, None, VOID)]
    with database.writing() as session:
        cycle_id = campaign(session, "exceptions")
        assert actions.record_marks(session, ACTOR, cycle_id, rows) == ()
        assert queries.marks(session, cycle_id) == {
            ORDINARY: Mark(TAKEN, 6000, passed=True),
            SECOND: Mark(TAKEN, 5999, passed=False),
            YOUNG: Mark(ABSENT, None, passed=False),
            EASTERN: Mark(VOID, None, passed=False),
        }
        told = [(entry.subject, entry.details) for entry in entries(session) if entry.tag == "exam.record"]
    assert told[1] == ("P00002", {"cycle": cycle_id, "status": "taken", "hundredths": 5999})
    assert told[2] == ("P00003", {"cycle": cycle_id, "status": "absent", "hundredths": None})


def test_every_other_mark_is_a_warning_at_its_cell_and_ignored(database: Database) -> None:
    # Ineligible, undecided, and a member who is no nominee.
    rows = [mark(TOO_OLD, 9000), mark(NO_BIRTH, None, ABSENT), mark(KEPT, 7050)]
    with database.writing() as session:
        cycle_id = campaign(session, "exceptions")
        found = actions.record_marks(session, ACTOR, cycle_id, rows)
        assert queries.marks(session, cycle_id) == {}
        assert not [entry for entry in entries(session) if entry.tag == "exam.record"]
    assert [(one.level, one.file, one.cell, one.value, one.person) for one in found] == [
        (Level.WARNING, "marks.xlsx", "D2", "90.00", TOO_OLD),
        (Level.WARNING, "marks.xlsx", "D2", "", NO_BIRTH),
        (Level.WARNING, "marks.xlsx", "D2", "70.50", KEPT),
    ]
    assert "ignored" in word(found[0].message, "en")


def test_whoever_may_sit_for_one_class_has_the_mark(database: Database) -> None:
    """Eligible as a deputy though not as a chief: one exam, one mark."""
    with database.writing() as session:
        cycle_id = campaign(session, "exceptions")
        session.execute(
            sa.text("UPDATE screening SET standing = 'ineligible' WHERE nominee_id = (SELECT min(id) FROM nominee)")
        )
        assert actions.record_marks(session, ACTOR, cycle_id, [mark(ORDINARY)]) == ()


def test_what_the_database_refuses(database: Database) -> None:
    with database.writing() as session:
        cycle_id = campaign(session, "exam")
        legal = {"cycle_id": cycle_id, "person_number": KEPT, "status": TAKEN, "hundredths": 6000, "passed": True}
        keeps(session, MarkRecord, legal, {"status": ABSENT}, "ck_mark_only_taken")
        keeps(session, MarkRecord, legal, {"status": VOID}, "ck_mark_only_taken")
        keeps(session, MarkRecord, legal, {"hundredths": None}, "ck_mark_only_taken")
        keeps(session, MarkRecord, legal, {"hundredths": -1}, "ck_mark_range")
        keeps(session, MarkRecord, legal, {"person_number": ORDINARY}, "pk_mark")
        keeps(session, MarkRecord, legal, {"person_number": 99}, "fk_mark_person_number_person")
        absent = {**legal, "status": ABSENT, "hundredths": None, "passed": False}
        keeps(session, MarkRecord, absent, {"hundredths": 0}, "ck_mark_only_taken")


def test_marks_of_another_cycle_are_not_seen(database: Database) -> None:
    with database.writing() as session:
        cycle_id = campaign(session, "exam")
        assert queries.marks(session, cycle_id + 1) == {}
        assert {number: one.passed for number, one in queries.marks(session, cycle_id).items()} == dict.fromkeys(
            (ORDINARY, SECOND, YOUNG, EASTERN, REMOVED), True
        )
