"""Putting people forward: one row for each person and class."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from reserve.audit.queries import entries
from reserve.audit.tags import Tag
from reserve.db import Database
from reserve.nominee import actions, queries
from reserve.nominee.tables import NomineeRecord
from reserve.roster import queries as roster
from tests.cycle.laws import counts, keeps
from tests.cycle.town import ACTOR, CHIEF, DEPUTY, EAST, FOREST, ORDINARY, SECOND, YOUNG, campaign


def test_nominees_come_in_the_order_of_persons_whatever_order_they_were_named_in(database: Database) -> None:
    with database.writing() as session:
        cycle_id = campaign(session, "quota")
        unit_id = _unit(session, FOREST)
        named = {(SECOND, unit_id, DEPUTY), (ORDINARY, unit_id, DEPUTY), (ORDINARY, unit_id, CHIEF)}
        actions.put_forward(session, ACTOR, cycle_id, named)
    with database.reading() as session:
        found = [(one.person, one.place_class) for one in queries.nominees(session, cycle_id).values()]
        assert queries.nominees(session, cycle_id + 1) == {}
        (entry,) = entries(session, tag=Tag.NOMINEE_PUT_FORWARD)
    assert found == [(ORDINARY, CHIEF), (ORDINARY, DEPUTY), (SECOND, DEPUTY)]
    assert (entry.tag, entry.details) == ("nominee.put_forward", {"nominees": 3})


def test_putting_forward_again_keeps_ids_and_lets_go_who_is_no_longer_named(database: Database) -> None:
    with database.writing() as session:
        cycle_id = campaign(session, "quota")
        forest, east = (number for name in (FOREST, EAST) for number in [_unit(session, name)])
        first = {(ORDINARY, forest, DEPUTY), (SECOND, forest, DEPUTY)}
        actions.put_forward(session, ACTOR, cycle_id, first)
        ids = {one.person: one.id for one in queries.nominees(session, cycle_id).values()}
        actions.put_forward(session, ACTOR, cycle_id, {(SECOND, east, DEPUTY), (YOUNG, forest, DEPUTY)})
        found = {one.person: (one.id, one.unit_id) for one in queries.nominees(session, cycle_id).values()}
        told = [(entry.tag, entry.subject) for entry in entries(session) if entry.tag.startswith("nominee.")]
    assert found.keys() == {SECOND, YOUNG}
    assert found[SECOND] == (ids[SECOND], east)
    assert told == [
        ("nominee.put_forward", "cycle 1"),
        ("nominee.put_forward", "cycle 1"),
        ("nominee.withdraw", "P00001"),
        ("nominee.move", "P00002"),
    ]


def test_the_same_names_again_change_nothing_and_tell_nothing(database: Database) -> None:
    with database.writing() as session:
        cycle_id = campaign(session, "nominee")
        before = queries.nominees(session, cycle_id), counts(session)
        named = {(one.person, one.unit_id, one.place_class) for one in before[0].values()}
        actions.put_forward(session, ACTOR, cycle_id, named)
        assert (queries.nominees(session, cycle_id), counts(session)) == before


def test_nobody_is_let_go_on_whom_a_screening_rests(database: Database) -> None:
    with database.writing() as session:
        cycle_id = campaign(session, "eligibility")
        with pytest.raises(IntegrityError), session.begin_nested():
            actions.put_forward(session, ACTOR, cycle_id, ())


def _unit(session: Session, name: str) -> int:
    return next(number for number, unit in roster.units(session).items() if unit.name == name)


def test_what_the_database_refuses(database: Database) -> None:
    with database.writing() as session:
        cycle_id = campaign(session, "nominee")
        unit_id = session.scalar(sa.select(NomineeRecord.unit_id).where(NomineeRecord.person_number == SECOND))
        legal = {"cycle_id": cycle_id, "person_number": SECOND, "unit_id": unit_id, "place_class": CHIEF}
        again = {"place_class": DEPUTY}
        keeps(session, NomineeRecord, legal, again, "uq_nominee_cycle_id_person_number_place_class")
        keeps(session, NomineeRecord, legal, {"person_number": 99}, "fk_nominee_person_number_person")
        keeps(session, NomineeRecord, legal, {"unit_id": 99}, "fk_nominee_unit_id_unit")
        keeps(session, NomineeRecord, legal, {"cycle_id": 99}, "fk_nominee_cycle_id_cycle")
