"""Taking in the votes: ranks over all names, shares where the vote counts, and who becomes a nominee."""

from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from reserve.audit.queries import entries
from reserve.audit.tags import Tag
from reserve.db import Database
from reserve.intake import County
from reserve.policy.model import Recommendation
from reserve.policy.structure import Denominator, LargeUnit
from reserve.recommendation import queries
from reserve.recommendation.model import Meeting
from reserve.recommendation.queries import Votes
from reserve.recommendation.tables import MeetingRecord, TallyRecord
from reserve.roster.model import PlaceClass
from tests.cycle.laws import broken_law, counts, keeps
from tests.cycle.town import (
    CHIEF,
    DEPUTY,
    EAST,
    EASTERN,
    FOREST,
    KEPT,
    NO_BIRTH,
    ORDINARY,
    REMOVED,
    SANCTIONED,
    SECOND,
    SEED,
    TOO_OLD,
    TOWN,
    YOUNG,
    campaign,
    meeting,
    member,
    tally,
)


def taken_in(
    database: Database, county: County = TOWN, rules: Recommendation = SEED.recommendation
) -> tuple[dict[tuple[int, PlaceClass], Votes], set[tuple[int, PlaceClass]]]:
    """Everybody's votes, and who is named for what."""
    with database.writing() as session:
        cycle_id = campaign(session, "recommendation", county)
        found = dict(queries.votes(session, cycle_id, rules))
        put_forward = {(person, place_class) for person, _, place_class in queries.named(session, cycle_id)}
    return found, put_forward


def test_ranks_go_over_all_names_members_ineligible_people_and_outsiders_included(database: Database) -> None:
    votes, _ = taken_in(database)
    # 29, 28, 27, 26 (a member), 25 (too old), 25 (nobody of the roster), 24
    ranks = {number: votes[number, DEPUTY].rank for number in (ORDINARY, SECOND, YOUNG, KEPT, TOO_OLD, NO_BIRTH)}
    assert ranks == {ORDINARY: 1, SECOND: 2, YOUNG: 3, KEPT: 4, TOO_OLD: 5, NO_BIRTH: 7}
    assert votes[ORDINARY, DEPUTY] == Votes(29, 36, 36, 36, 40, 8056, 1, 36)
    assert votes[ORDINARY, CHIEF] == Votes(20, 36, 36, 36, 40, 5556, 1, 36)
    assert {votes[number, DEPUTY].rank for number in (EASTERN, REMOVED, SANCTIONED)} == {1}


def test_the_share_is_taken_of_what_the_plan_divides_by(database: Database) -> None:
    votes, _ = taken_in(database, rules=replace(SEED.recommendation, denominator=Denominator.DUE))
    assert votes[ORDINARY, DEPUTY] == Votes(29, 36, 36, 36, 40, 7250, 1, 40)


@pytest.mark.parametrize(("large", "rank"), [(LargeUnit(39, 37), None), (LargeUnit(40, 37), 1), (LargeUnit(39, 36), 1)])
def test_large_units_need_a_number_of_people(database: Database, large: LargeUnit, rank: int | None) -> None:
    votes, _ = taken_in(database, rules=replace(SEED.recommendation, large_unit=large))
    assert votes[ORDINARY, DEPUTY].rank == rank


def test_everybody_named_is_a_nominee_but_a_member_who_stays(database: Database) -> None:
    _, nominees = taken_in(database)
    named = {ORDINARY, SECOND, YOUNG, TOO_OLD, NO_BIRTH, EASTERN, REMOVED, SANCTIONED}
    assert nominees == {(ORDINARY, CHIEF), *((number, DEPUTY) for number in named)}
    with database.reading() as session:
        assert {unit_id for person, unit_id, _ in queries.named(session, 1) if person == SECOND} == {forest(session)}


def test_a_member_named_for_the_other_class_is_a_nominee(database: Database) -> None:
    county = replace(TOWN, tallies=(tally(KEPT, 20), tally(KEPT, 20, place_class=CHIEF)))
    assert taken_in(database, county)[1] == {(KEPT, CHIEF)}


def test_an_undecided_member_is_no_nominee_for_the_same_class(database: Database) -> None:
    county = replace(TOWN, decisions=(), members=(member(KEPT),), tallies=(tally(KEPT, 20), tally(SECOND, 2)))
    assert taken_in(database, county)[1] == {(SECOND, DEPUTY)}


def test_no_votes_make_no_nominee_but_keep_a_rank(database: Database) -> None:
    county = replace(TOWN, tallies=(tally(ORDINARY, 3), tally(SECOND, 0), tally(YOUNG, 0)))
    votes, nominees = taken_in(database, county)
    assert nominees == {(ORDINARY, DEPUTY)}
    assert [votes[number, DEPUTY].rank for number in (ORDINARY, SECOND, YOUNG)] == [1, 2, 2]


@pytest.mark.parametrize(
    "held",
    [
        (),
        (meeting(void=True),),
        (meeting(present=26, returned=26, valid=26),),
        (meeting(valid=0),),
        (meeting(returned=None),),
        (meeting(due=None),),
    ],
)
def test_a_vote_that_does_not_count_has_neither_share_nor_rank(sqlite_url: str, held: tuple[Meeting, ...]) -> None:
    database = Database(sqlite_url)
    votes, nominees = taken_in(database, replace(TOWN, meetings=held, tallies=(tally(ORDINARY, 9), tally(SECOND, 8))))
    found = votes[ORDINARY, DEPUTY]
    assert (found.votes, found.share, found.rank) == (9, None, None)
    # Named is named: the conditions on votes are unknown, not failed.
    assert nominees == {(ORDINARY, DEPUTY), (SECOND, DEPUTY)}
    database.dispose()


def test_the_meeting_is_told_with_its_counts(database: Database) -> None:
    taken_in(database)
    with database.reading() as session:
        (entry,) = entries(session, subject=EAST, tag=Tag.RECOMMENDATION_IMPORT)
    counted = {"due": 40, "present": 36, "returned": 36, "valid": 36, "void": False}
    assert entry.details == {"cycle": 1, "class": "deputy", **counted}


@pytest.mark.parametrize("counted", [{"valid": 37}, {"returned": 37}, {"present": 41}])
def test_counts_that_do_not_balance_leave_nothing(database: Database, counted: dict[str, Any]) -> None:
    with database.reading() as session:
        before = counts(session)
    with pytest.raises(IntegrityError, match="ck_meeting_balance"):
        taken_in(database, replace(TOWN, meetings=(meeting(**counted),)))
    with database.reading() as session:
        assert counts(session) == before


def test_what_the_database_refuses(database: Database) -> None:
    with database.writing() as session:
        cycle_id = campaign(session, "recommendation")
        stored = session.execute(sa.select(MeetingRecord.__table__)).mappings().first()
        assert stored is not None
        session.execute(sa.delete(MeetingRecord))
        legal = dict(stored)
        keeps(session, MeetingRecord, legal, {"valid": 37}, "ck_meeting_balance")
        keeps(session, MeetingRecord, legal, {"valid": -1}, "ck_meeting_balance")
        keeps(session, MeetingRecord, legal, {"unit_id": 99}, "fk_meeting_unit_id_unit")
        assert broken_law(session, MeetingRecord, {**legal, "due": None, "void": True}) is None
        unit_id = stored["unit_id"]
        votes = {
            "cycle_id": cycle_id,
            "unit_id": unit_id,
            "place_class": CHIEF,
            "person_number": SECOND,
            "name": "甲2",
            "votes": 0,
        }
        keeps(session, TallyRecord, votes, {"votes": -1}, "ck_tally_votes")
        keeps(session, TallyRecord, votes, {"person_number": 99}, "fk_tally_person_number_person")
        again = {"place_class": DEPUTY, "unit_id": forest(session)}
        keeps(session, TallyRecord, votes, again, "uq_tally_cycle_id_unit_id_place_class_person_number")
        # Any number of names from outside.
        assert broken_law(session, TallyRecord, {**votes, **again, "person_number": None}) is None


def forest(session: Session) -> int:
    return int(session.execute(sa.text("SELECT id FROM unit WHERE name = :name"), {"name": FOREST}).scalar_one())
