"""Putting people forward: one row for each person and class."""

import sqlalchemy as sa

from reserve.audit.queries import entries
from reserve.db import Database
from reserve.nominee import actions, queries
from reserve.nominee.tables import NomineeRecord
from reserve.roster import queries as roster
from tests.cycle.laws import keeps
from tests.cycle.town import ACTOR, CHIEF, DEPUTY, FOREST, ORDINARY, SECOND, campaign


def test_nominees_come_in_the_order_of_persons_whatever_order_they_were_named_in(database: Database) -> None:
    with database.writing() as session:
        cycle_id = campaign(session, "quota")
        unit_id = next(number for number, unit in roster.units(session).items() if unit.name == FOREST)
        named = {(SECOND, unit_id, DEPUTY), (ORDINARY, unit_id, DEPUTY), (ORDINARY, unit_id, CHIEF)}
        actions.put_forward(session, ACTOR, cycle_id, named)
    with database.reading() as session:
        found = [(one.person, one.place_class) for one in queries.nominees(session, cycle_id).values()]
        assert queries.nominees(session, cycle_id + 1) == {}
        (entry,) = entries(session, subject=f"cycle {cycle_id}", after=1)
    assert found == [(ORDINARY, CHIEF), (ORDINARY, DEPUTY), (SECOND, DEPUTY)]
    assert (entry.tag, entry.details) == ("nominee.put_forward", {"nominees": 3})


def test_what_the_database_refuses(database: Database) -> None:
    with database.writing() as session:
        cycle_id = campaign(session, "recommendation")
        unit_id = session.scalar(sa.select(NomineeRecord.unit_id).where(NomineeRecord.person_number == SECOND))
        legal = {"cycle_id": cycle_id, "person_number": SECOND, "unit_id": unit_id, "place_class": CHIEF}
        again = {"place_class": DEPUTY}
        keeps(session, NomineeRecord, legal, again, "uq_nominee_cycle_id_person_number_place_class")
        keeps(session, NomineeRecord, legal, {"person_number": 99}, "fk_nominee_person_number_person")
        keeps(session, NomineeRecord, legal, {"unit_id": 99}, "fk_nominee_unit_id_unit")
        keeps(session, NomineeRecord, legal, {"cycle_id": 99}, "fk_nominee_cycle_id_cycle")
