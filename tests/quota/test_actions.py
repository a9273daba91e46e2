"""Counting places: one row each, members on theirs first."""

from dataclasses import replace

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from reserve.audit.queries import entries
from reserve.db import Database
from reserve.intake import County
from reserve.quota import queries
from reserve.quota.tables import PlaceRecord, QuotaRecord
from reserve.retention.model import Decision
from reserve.roster import queries as roster
from reserve.roster.model import PlaceClass
from tests.cycle.laws import counts, keeps
from tests.cycle.town import CHIEF, DEPUTY, EAST, FOREST, KEPT, ORDINARY, SECOND, TOWN, campaign, decision, member
from tests.roster.builders import unit


def cards(database: Database, county: County = TOWN) -> dict[tuple[str, PlaceClass], tuple[int, int, int, int, int]]:
    """Places, kept, deferred, undecided and open by unit and class."""
    with database.writing() as session:
        cycle_id = campaign(session, "quota", county)
        names = {number: one.name for number, one in roster.units(session).items()}
        return {
            (names[unit_id], place_class): (
                card.figures.places,
                card.kept,
                card.deferred,
                card.undecided,
                len(card.open_places),
            )
            for (unit_id, place_class), card in queries.cards(session, cycle_id).items()
        }


def test_places_come_from_posts_and_the_plan_s_ratio_less_the_members_who_stay(database: Database) -> None:
    assert cards(database) == {
        (FOREST, CHIEF): (2, 0, 0, 0, 2),
        (FOREST, DEPUTY): (3, 1, 0, 0, 2),
        (EAST, CHIEF): (4, 0, 0, 0, 4),
        # The member whose removal is decided takes up no place.
        (EAST, DEPUTY): (1, 0, 0, 0, 1),
    }


def test_kept_deferred_and_undecided_members_all_take_up_a_place(database: Database) -> None:
    county = replace(
        TOWN,
        members=tuple(member(number) for number in (KEPT, ORDINARY, SECOND)),
        decisions=(decision(KEPT), decision(ORDINARY, Decision.DEFER)),
    )
    assert cards(database, county)[FOREST, DEPUTY] == (3, 1, 1, 1, 0)


def test_more_members_than_places_leave_nothing_open_and_force_nobody_out(database: Database) -> None:
    county = replace(
        TOWN,
        units=(unit(FOREST, 1, 1), *TOWN.units[1:]),
        members=tuple(member(number) for number in (KEPT, ORDINARY, SECOND)),
        decisions=(),
    )
    assert cards(database, county)[FOREST, DEPUTY] == (1, 0, 0, 3, 0)
    with database.reading() as session:
        assert counts(session)["member"] == 3


def test_an_adjustment_changes_the_places_and_is_told_with_its_reason(database: Database) -> None:
    changed = unit(FOREST, 1, 3, chief_adjustment=-1, deputy_adjustment=2, adjustment_reason="机构改革")
    found = cards(database, replace(TOWN, units=(changed, *TOWN.units[1:])))
    assert (found[FOREST, CHIEF][0], found[FOREST, DEPUTY][0]) == (1, 5)
    with database.reading() as session:
        (entry,) = entries(session, subject=FOREST)
    assert entry.tag == "quota.count"
    assert entry.details == {
        "cycle": 1,
        "chief_posts": 1,
        "deputy_posts": 3,
        "chief_adjustment": -1,
        "deputy_adjustment": 2,
        "reason": "机构改革",
    }


def test_an_adjustment_without_a_reason_leaves_nothing(database: Database) -> None:
    with database.reading() as session:
        before = counts(session)
    changed = unit(FOREST, 1, 3, deputy_adjustment=1)
    with pytest.raises(IntegrityError, match="ck_unit_adjustment_reason"):
        cards(database, replace(TOWN, units=(changed, *TOWN.units[1:])))
    with database.reading() as session:
        assert counts(session) == before


def test_posts_that_are_not_known_give_no_place(database: Database) -> None:
    found = cards(database, replace(TOWN, units=(unit(FOREST, 1, None), *TOWN.units[1:])))
    assert found[FOREST, DEPUTY] == (0, 1, 0, 0, 0)


def test_what_the_database_refuses(database: Database) -> None:
    with database.writing() as session:
        cycle_id = campaign(session, "quota")
        taken, free = (
            dict(
                session.execute(sa.select(PlaceRecord.__table__).where(PlaceRecord.is_open == is_open))
                .mappings()
                .first()
                or {}
            )
            for is_open in (False, True)
        )
        del taken["id"], free["id"]
        legal = {**free, "ordinal": 90}
        keeps(session, PlaceRecord, legal, {"ordinal": 0}, "ck_place_ordinal")
        keeps(
            session, PlaceRecord, legal, {"ordinal": free["ordinal"]}, "uq_place_cycle_id_unit_id_place_class_ordinal"
        )
        keeps(session, PlaceRecord, legal, {"is_open": False}, "ck_place_is_open_says_so")
        keeps(session, PlaceRecord, legal, {"member_id": taken["member_id"]}, "ck_place_is_open_says_so")
        on_two = {"member_id": taken["member_id"], "is_open": False}
        keeps(session, PlaceRecord, legal, on_two, "uq_place_cycle_id_member_id")
        keeps(session, PlaceRecord, legal, {"unit_id": 99}, "fk_place_quota")
        session.execute(sa.delete(PlaceRecord))
        session.execute(sa.delete(QuotaRecord))
        figures = {
            "cycle_id": cycle_id,
            "unit_id": free["unit_id"],
            "place_class": CHIEF,
            "posts": 1,
            "per_post": 2,
            "adjustment": 1,
            "reason": "机构改革",
        }
        keeps(session, QuotaRecord, figures, {"reason": ""}, "ck_quota_reason")
        keeps(session, QuotaRecord, figures, {"posts": -1}, "ck_quota_figures")
        keeps(session, QuotaRecord, figures, {"per_post": -1}, "ck_quota_figures")
        keeps(
            session, QuotaRecord, {**figures, "adjustment": 0, "reason": ""}, {"unit_id": 99}, "fk_quota_unit_id_unit"
        )
