"""Drawing up the list: seats on place rows, reasons for everybody, ties that people decide, laws of the database."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError, IntegrityError
from sqlalchemy.orm import Session

from reserve.audit.queries import entries
from reserve.audit.tags import Tag
from reserve.db import Database
from reserve.eligibility.model import ExceptionRow
from reserve.eligibility.tables import ExceptionRecord
from reserve.intake import County
from reserve.listing import actions, queries
from reserve.listing.model import Seat, TieDecision, TieRow
from reserve.listing.tables import ListingRecord, TieRecord
from reserve.nominee import queries as nominee
from reserve.quota.tables import PlaceRecord
from reserve.roster.model import PlaceClass
from reserve.text import word
from reserve.workbook.findings import Level
from tests.cycle.laws import broken_law, counts, keeps
from tests.cycle.town import (
    ACTOR,
    CHIEF,
    DEPUTY,
    EAST,
    EASTERN,
    KEPT,
    NO_BIRTH,
    ORDINARY,
    REMOVED,
    SANCTIONED,
    SECOND,
    TOO_OLD,
    TOWN,
    YOUNG,
    campaign,
    papers,
    tally,
    tie,
)

Came = dict[tuple[int, PlaceClass], tuple[Seat | None, str]]


def came_out(session: Session, cycle_id: int) -> Came:
    """Seat and sentence of each nominee."""
    found = queries.listed(session, cycle_id)
    return {
        (one.person, one.place_class): (found[one.id].seat, word(found[one.id].why, "en"))
        for one in nominee.nominees(session, cycle_id).values()
    }


def drawn(database: Database, county: County = TOWN) -> Came:
    with database.writing() as session:
        return came_out(session, campaign(session, "listing", county))


def seats(came: Came) -> dict[tuple[int, PlaceClass], Seat]:
    return {who: seat for who, (seat, _) in came.items() if seat is not None}


def test_the_list_holds_who_passed_every_gate_within_the_open_places(database: Database) -> None:
    came = drawn(database)
    # Two deputy places of three are open in the forest bureau; the one with a chief's place leaves that list. In the
    # township two are level for the only place.
    assert seats(came) == {(ORDINARY, CHIEF): Seat.LISTED, (SECOND, DEPUTY): Seat.LISTED, (YOUNG, DEPUTY): Seat.LISTED}
    begins = {
        (ORDINARY, CHIEF): "Listed: 20 votes",
        (ORDINARY, DEPUTY): "Has a place in the class drawn up first",
        (SECOND, DEPUTY): "Listed: 28 votes, mark 80.00, rank 1 for 2",
        (YOUNG, DEPUTY): "Listed under the exception: 27 votes",
        (TOO_OLD, DEPUTY): "Not eligible: 年龄",
        (NO_BIRTH, DEPUTY): "Undecided until it is clarified: 年龄",
        (EASTERN, DEPUTY): "Tie at the last place (30 votes, mark 80.00): it stays open",
        (REMOVED, DEPUTY): "Tie at the last place (30 votes, mark 80.00): it stays open",
        (SANCTIONED, DEPUTY): "Not eligible: 具有干部身份",
    }
    assert {who: why[: len(begins[who])] for who, (_, why) in came.items()} == begins


def test_a_seat_stands_on_a_place_row_of_its_unit_and_class(database: Database) -> None:
    drawn(database)
    with database.reading() as session:
        joined = session.execute(
            sa.select(ListingRecord.unit_id, ListingRecord.place_class, PlaceRecord.unit_id, PlaceRecord.place_class)
            .join(PlaceRecord, PlaceRecord.id == ListingRecord.place_id)
            .where(PlaceRecord.is_open)
        ).all()
    assert len(joined) == 3
    assert all((row[0], row[1]) == (row[2], row[3]) for row in joined)


def test_every_seat_stands_in_the_journal(database: Database) -> None:
    drawn(database)
    with database.reading() as session:
        told = {entry.subject: entry.details for entry in entries(session, tag=Tag.LISTING_DRAW)}
    assert told.keys() == {"P00001", "P00002", "P00003"}
    assert told["P00003"] == {
        "cycle": 1,
        "class": "deputy",
        "seat": "listed",
        "standing": "exceptional",
        "votes": 27,
        "mark": 8000,
    }


@pytest.mark.parametrize("row", [None, papers(YOUNG, evidence=""), papers(YOUNG, relatives=("周六",))])
def test_without_complete_papers_the_place_is_reserved(sqlite_url: str, row: ExceptionRow | None) -> None:
    database = Database(sqlite_url)
    came = drawn(database, replace(TOWN, exceptions=() if row is None else (row,)))
    assert came[YOUNG, DEPUTY][0] is Seat.RESERVED
    assert came[YOUNG, DEPUTY][1].startswith("Place reserved until the exception is approved")
    database.dispose()


# ---- ties ----------------------------------------------------------------------------------------------

EASTERN_LISTED = (tie(EASTERN), tie(REMOVED, TieDecision.LEAVE_OUT))


def test_a_decided_tie_lists_whom_the_decision_names_and_is_on_record(database: Database) -> None:
    came = drawn(database, replace(TOWN, ties=EASTERN_LISTED))
    assert (came[EASTERN, DEPUTY][0], came[REMOVED, DEPUTY][0]) == (Seat.LISTED, None)
    assert came[REMOVED, DEPUTY][1].endswith("decided for others.")
    with database.reading() as session:
        (entry,) = entries(session, tag=Tag.LISTING_SETTLE_TIE, subject="P00007")
    assert entry.details == {
        "cycle": 1,
        "class": "deputy",
        "decision": "list",
        "reason": "基层经历长",
        "decided_by": "县委",
        "decided_on": "2026-06-25",
    }


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        (EASTERN_LISTED, []),
        ((tie(EASTERN, place_class=None), tie(REMOVED, TieDecision.LEAVE_OUT)), []),
        ((tie(EASTERN), tie(REMOVED)), [(Level.ERROR, EASTERN), (Level.ERROR, REMOVED)]),
        ((tie(SECOND),), [(Level.WARNING, SECOND)]),
        ((tie(EASTERN, place_class=CHIEF),), [(Level.WARNING, EASTERN)]),
        ((tie(KEPT),), [(Level.WARNING, KEPT)]),
    ],
)
def test_a_decision_too_many_is_an_error_and_one_that_no_tie_needs_a_warning(
    sqlite_url: str, rows: tuple[TieRow, ...], found: list[tuple[Level, int]]
) -> None:
    database = Database(sqlite_url)
    with database.writing() as session:
        cycle_id = campaign(session, "exam")
        actions.settle_ties(session, ACTOR, cycle_id, rows)
        findings = actions.draw_list(session, ACTOR, cycle_id)
    assert [(one.level, one.person) for one in findings] == found
    assert {one.cell for one in findings} <= {"E2"}
    database.dispose()


@pytest.mark.parametrize("changes", [{"decided_by": ""}, {"reason": ""}])
def test_a_tie_without_decider_or_reason_leaves_nothing(database: Database, changes: dict[str, Any]) -> None:
    with database.reading() as session:
        before = counts(session)
    with pytest.raises(IntegrityError, match="ck_tie_decision_named"):
        drawn(database, replace(TOWN, ties=(tie(EASTERN, **changes),)))
    with database.reading() as session:
        assert counts(session) == before


@pytest.mark.parametrize("change", ["UPDATE tie_decision SET decision = 'list'", "DELETE FROM tie_decision"])
def test_a_tie_decision_on_record_is_never_changed(database: Database, change: str) -> None:
    with database.writing() as session:
        campaign(session, "listing", replace(TOWN, ties=EASTERN_LISTED))
        with pytest.raises(DatabaseError), session.begin_nested():
            session.execute(sa.text(change))
        assert counts(session)["tie_decision"] == 2


# ---- what the database refuses -------------------------------------------------------------------------


class Table:
    """Everything on the table before the list is drawn: nominees and places by whom and what they are."""

    def __init__(self, session: Session, county: County = TOWN) -> None:
        self.session = session
        self.cycle_id = campaign(session, "exam", county)
        self.nominees = {
            (one.person, one.place_class): one for one in nominee.nominees(session, self.cycle_id).values()
        }

    def place(self, unit_id: int, place_class: PlaceClass, *, is_open: bool = True) -> int:
        wanted = sa.select(PlaceRecord.id).where(
            PlaceRecord.unit_id == unit_id, PlaceRecord.place_class == place_class, PlaceRecord.is_open == is_open
        )
        return self.session.scalars(wanted.order_by(PlaceRecord.ordinal)).first() or 0

    def legal(self, person: int, standing: str = "eligible", place_class: PlaceClass = DEPUTY) -> dict[str, Any]:
        one = self.nominees[person, place_class]
        return {
            "nominee_id": one.id,
            "cycle_id": self.cycle_id,
            "unit_id": one.unit_id,
            "place_class": place_class,
            "place_id": self.place(one.unit_id, place_class),
            "place_is_open": True,
            "standing": standing,
            "approved": None,
            "seat": Seat.LISTED,
        }


def test_a_place_with_a_member_on_it_cannot_be_listed_on(database: Database) -> None:
    with database.writing() as session:
        table = Table(session)
        legal = table.legal(SECOND)
        taken = table.place(legal["unit_id"], DEPUTY, is_open=False)
        keeps(session, ListingRecord, legal, {"place_id": taken}, "fk_listing_place")
        keeps(session, ListingRecord, legal, {"place_id": taken, "place_is_open": False}, "ck_listing_open_places_only")


def test_two_people_cannot_stand_on_one_place_nor_one_on_two(database: Database) -> None:
    with database.writing() as session:
        table = Table(session)
        first, second = table.legal(SECOND), table.legal(ORDINARY)
        assert first["place_id"] == second["place_id"]
        assert broken_law(session, ListingRecord, second) is None
        session.execute(sa.insert(ListingRecord).values(**first))
        assert broken_law(session, ListingRecord, second) == "uq_listing_place_id"
        another = {**first, "place_id": first["place_id"] + 1}
        assert broken_law(session, ListingRecord, another) == "pk_listing"
        assert broken_law(session, ListingRecord, {**second, "place_id": first["place_id"] + 1}) is None


def test_a_place_of_another_unit_class_or_cycle_cannot_be_listed_on(database: Database) -> None:
    with database.writing() as session:
        table = Table(session)
        legal = table.legal(SECOND)
        elsewhere = table.legal(EASTERN)
        chief = table.place(legal["unit_id"], CHIEF)
        keeps(session, ListingRecord, legal, {"place_id": elsewhere["place_id"]}, "fk_listing_place")
        keeps(session, ListingRecord, legal, {"place_id": chief}, "fk_listing_place")
        keeps(session, ListingRecord, legal, {"place_id": 9999}, "fk_listing_place")
        # To say that the nominee is of that unit, class or cycle does not help.
        moved = {"place_id": elsewhere["place_id"], "unit_id": elsewhere["unit_id"]}
        keeps(session, ListingRecord, legal, moved, "fk_listing_nominee")
        keeps(session, ListingRecord, legal, {"place_id": chief, "place_class": CHIEF}, "fk_listing_nominee")
        assert broken_law(session, ListingRecord, {**legal, "cycle_id": 99}) in {
            "fk",
            "fk_listing_nominee",
            "fk_listing_place",
        }


@pytest.mark.parametrize(("person", "standing"), [(TOO_OLD, "ineligible"), (NO_BIRTH, "undecided")])
def test_who_is_ineligible_or_undecided_cannot_be_listed(database: Database, person: int, standing: str) -> None:
    with database.writing() as session:
        table = Table(session)
        row = table.legal(person)
        assert broken_law(session, ListingRecord, table.legal(SECOND)) is None
        assert broken_law(session, ListingRecord, row) in {"fk", "fk_listing_screening"}
        # Written past the program, which knows no such word.
        columns = ", ".join(row)
        values = {**row, "standing": standing, "place_class": "deputy", "seat": "reserved"}
        places = ", ".join(f":{name}" for name in row)
        with pytest.raises(IntegrityError, match="ck_listing_standing"), session.begin_nested():
            session.execute(sa.text(f"INSERT INTO listing ({columns}) VALUES ({places})"), values)  # noqa: S608


def test_an_exceptional_person_is_listed_only_on_complete_papers(database: Database) -> None:
    with database.writing() as session:
        table = Table(session)
        legal = {**table.legal(YOUNG, "exceptional"), "approved": True}
        keeps(session, ListingRecord, legal, {"approved": None}, "ck_listing_exception_is_approved")
        keeps(session, ListingRecord, legal, {"approved": False}, "ck_listing_exception_is_approved")
        keeps(session, ListingRecord, legal, {"standing": "eligible"}, "fk_listing_screening")


def test_a_claim_of_approval_must_be_true(database: Database) -> None:
    with database.writing() as session:
        table = Table(session, replace(TOWN, exceptions=(papers(YOUNG, reason=""),)))
        reserved = {**table.legal(YOUNG, "exceptional"), "seat": Seat.RESERVED}
        keeps(session, ListingRecord, reserved, {"seat": Seat.LISTED, "approved": True}, "fk_listing_exception")
        session.execute(sa.update(ExceptionRecord).values(complete=True))
        assert broken_law(session, ListingRecord, {**reserved, "seat": Seat.LISTED, "approved": True}) is None
        # Nor can somebody without any papers be said to have some.
        no_papers = table.legal(SECOND)
        keeps(session, ListingRecord, no_papers, {"approved": True}, "fk_listing_exception")


def test_a_list_in_force_keeps_what_it_rests_on(database: Database) -> None:
    """Papers, screening and place of somebody listed cannot be changed underneath."""
    with database.writing() as session:
        campaign(session, "listing")
        for change in (
            "UPDATE exception_request SET complete = FALSE",
            "UPDATE screening SET standing = 'ineligible' WHERE standing = 'exceptional'",
            "DELETE FROM screening",
            "UPDATE place SET is_open = FALSE, member_id = NULL",
            "DELETE FROM place",
            "DELETE FROM nominee",
        ):
            with pytest.raises(IntegrityError), session.begin_nested():
                session.execute(sa.text(change))


def test_a_tie_decision_is_named_and_reasoned(database: Database) -> None:
    with database.writing() as session:
        cycle_id = campaign(session, "exam")
        legal = {
            "cycle_id": cycle_id,
            "person_number": EASTERN,
            "place_class": None,
            "decision": TieDecision.LIST,
            "reason": "基层经历长",
            "decided_by": "县委",
            "decided_on": dt.date(2026, 6, 25),
        }
        keeps(session, TieRecord, legal, {"reason": ""}, "ck_tie_decision_named")
        keeps(session, TieRecord, legal, {"decided_by": ""}, "ck_tie_decision_named")
        keeps(session, TieRecord, legal, {"decided_on": None}, "null tie_decision.decided_on")
        keeps(session, TieRecord, legal, {"person_number": 99}, "fk_tie_decision_person_number_person")


def test_seats_do_not_depend_on_the_order_in_which_votes_came_in(database: Database) -> None:
    came = drawn(database, replace(TOWN, tallies=tuple(reversed(TOWN.tallies)), marks=tuple(reversed(TOWN.marks))))
    assert seats(came).keys() == {(ORDINARY, CHIEF), (SECOND, DEPUTY), (YOUNG, DEPUTY)}


def test_votes_of_a_meeting_without_a_result_still_order_the_list(database: Database) -> None:
    county = replace(TOWN, meetings=(), tallies=(tally(EASTERN, 9, EAST), tally(REMOVED, 8, EAST)))
    assert seats(drawn(database, county)) == {(EASTERN, DEPUTY): Seat.LISTED}
