"""Taking over the present members."""

import datetime as dt
from dataclasses import replace

import pytest
import sqlalchemy as sa

from reserve.audit.queries import entries
from reserve.db import Database
from reserve.pool import queries
from reserve.pool.tables import MemberRecord
from reserve.roster import queries as roster
from tests.cycle.laws import broken_law, keeps
from tests.cycle.town import CHIEF, DEPUTY, EAST, FOREST, KEPT, ORDINARY, REMOVED, STAGES, TOWN, campaign, member


def test_members_stand_in_their_unit_and_class(database: Database) -> None:
    with database.writing() as session:
        campaign(session, "pool")
    with database.reading() as session:
        names = {number: unit.name for number, unit in roster.units(session).items()}
        found = [
            (one.person, names[one.unit_id], one.place_class, str(one.since))
            for one in queries.present(session).values()
        ]
        (entry,) = entries(session, subject="members")
    assert found == [(KEPT, FOREST, DEPUTY, "2022.06"), (REMOVED, EAST, DEPUTY, "2022.06")]
    assert (entry.tag, entry.details) == ("pool.import", {"members": 2})


def test_somebody_of_a_unit_that_is_not_there_is_refused(database: Database) -> None:
    with database.writing() as session:
        cycle_id = campaign(session, "roster")
        with pytest.raises(KeyError):
            STAGES["pool"](session, cycle_id, replace(TOWN, members=(member(ORDINARY, "县水利局"),)))


def test_nobody_is_a_member_twice_at_one_time(database: Database) -> None:
    with database.writing() as session:
        campaign(session, "pool")
        unit_id = session.scalar(sa.select(MemberRecord.unit_id).where(MemberRecord.person_number == KEPT))
        legal = {"person_number": ORDINARY, "unit_id": unit_id, "place_class": CHIEF, "released_on": None}
        keeps(session, MemberRecord, legal, {"person_number": KEPT}, "uq_member_present")
        keeps(session, MemberRecord, legal, {"person_number": 99}, "fk_member_person_number_person")
        keeps(session, MemberRecord, legal, {"unit_id": 99}, "fk_member_unit_id_unit")
        # An earlier stay that is over stands beside the present one.
        over = {**legal, "person_number": KEPT, "released_on": dt.date(2020, 1, 1)}
        assert broken_law(session, MemberRecord, over) is None


def test_whoever_was_released_is_no_present_member(database: Database) -> None:
    with database.writing() as session:
        campaign(session, "pool")
        session.execute(
            sa.update(MemberRecord).where(MemberRecord.person_number == KEPT).values(released_on=dt.date(2026, 1, 1))
        )
        assert [one.person for one in queries.present(session).values()] == [REMOVED]
