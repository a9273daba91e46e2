"""Bringing units and persons in: what is stored, what is sealed, and what the database refuses."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from reserve.audit.queries import entries
from reserve.db import Database
from reserve.personal import BrokenSeal, Keys, lookup_hash, unseal
from reserve.roster import actions, queries
from reserve.roster.model import Discipline, Education, EducationLevel, Probation, Rank
from reserve.roster.tables import PersonRecord, SheetRecord, UnitRecord
from tests.cycle.laws import keeps
from tests.cycle.town import ACTOR, CANARY_ID, CANARY_SANCTION, FOREST, KEYS, SANCTIONED, TOWN, campaign
from tests.roster.builders import date, person, unit


def test_units_and_people_come_back_as_they_went_in(database: Database) -> None:
    with database.writing() as session:
        campaign(session, "roster")
    with database.reading() as session:
        people = queries.people(session, KEYS)
        names = {row.name: (row.kind, row.chief_posts, row.deputy_posts) for row in queries.units(session).values()}
        told = [(entry.subject, entry.details) for entry in entries(session) if entry.tag == "roster.import"]
    assert names == {one.name: (one.kind, one.chief_posts, one.deputy_posts) for one in TOWN.units}
    # ID numbers stay sealed; everything else, the cell it was read from included, comes back.
    assert list(people.values()) == [replace(one, id_number=None) for one in TOWN.people]
    assert told == [("units", {"units": 2}), ("people", {"people": 9})]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"birth": date("1980-11"), "rank_since": None, "work_since": date("2004-07-15")},
        {"sex": None, "status": None, "politics": None, "rank": None, "birth": None},
        {
            "full_time": Education(),
            "in_service": Education(
                EducationLevel.COLLEGE, party_school=True, school="省委党校", held_from=date("2012-07")
            ),
        },
        {"unspecified": Education(EducationLevel.BACHELOR, degree="bachelor")},
        {"earlier_ranks": ((Rank.CLERK_1, date("2012-07")), (Rank.CLERK_2, date("2010-07-01")))},
        {"probation": Probation()},
        {"probation": Probation(known=True, over_on=date("2026-07-01"))},
        {"discipline": Discipline("sanction", "警告", date("2026-01"), None)},
        {"discipline": Discipline()},
        {"name": "阿依·古丽", "post": "", "id_number": "99010119801103231X"},
    ],
)
def test_every_kind_of_fact_survives_being_stored(sqlite_url: str, changes: Mapping[str, Any]) -> None:
    database, one = Database(sqlite_url), person(**changes)
    with database.writing() as session:
        actions.import_units(session, ACTOR, [unit()])
        actions.import_people(session, ACTOR, [one], KEYS)
        assert queries.people(session, KEYS) == {1: replace(one, id_number=None)}
        assert queries.names(session) == {1: one.name}
    database.dispose()


def test_identity_and_discipline_are_sealed_and_open_only_in_their_place(database: Database) -> None:
    with database.writing() as session:
        campaign(session, "roster")
        rows = session.execute(sa.select(PersonRecord.number, PersonRecord.id_number, PersonRecord.discipline)).all()
        sealed = {row.number: row for row in rows}
        lookup = session.scalar(sa.select(PersonRecord.id_lookup).where(PersonRecord.number == 1))
        journal = "".join(str(entry.details) for entry in entries(session))
    assert lookup == lookup_hash(KEYS, "person.id_number", CANARY_ID)
    assert unseal(KEYS, "person.id_number.1", sealed[1].id_number) == CANARY_ID
    assert CANARY_SANCTION in unseal(KEYS, f"person.discipline.{SANCTIONED}", sealed[SANCTIONED].discipline)
    with pytest.raises(BrokenSeal):
        unseal(KEYS, "person.discipline.1", sealed[SANCTIONED].discipline)
    with pytest.raises(BrokenSeal):
        unseal(Keys.ephemeral(), "person.id_number.1", sealed[1].id_number)
    assert CANARY_ID not in journal
    assert CANARY_SANCTION not in journal
    for row in rows:
        stored = b"".join(value for value in (row.id_number, row.discipline) if value)
        assert CANARY_ID.encode() not in stored
        assert CANARY_SANCTION.encode() not in stored


def test_a_person_of_a_unit_that_is_not_there_is_refused(database: Database) -> None:
    with pytest.raises(KeyError, match=FOREST), database.writing() as session:
        actions.import_people(session, ACTOR, [person()], KEYS)


def test_what_the_database_refuses(database: Database) -> None:
    with database.writing() as session:
        campaign(session, "roster")
        first = session.execute(sa.select(PersonRecord.__table__).where(PersonRecord.number == 1)).mappings().one()
        a_person = {**first, "number": 90, "id_lookup": "0" * 64}
        keeps(session, PersonRecord, a_person, {"number": 0}, "ck_person_number")
        keeps(session, PersonRecord, a_person, {"number": 1}, "pk_person")
        keeps(session, PersonRecord, a_person, {"id_lookup": first["id_lookup"]}, "uq_person_id_lookup")
        keeps(session, PersonRecord, a_person, {"unit_id": 99}, "fk_person_unit_id_unit")
        keeps(session, PersonRecord, a_person, {"sheet_id": 99}, "fk_person_sheet_id_sheet")
        keeps(session, PersonRecord, a_person, {"name": None}, "null person.name")
        a_unit = {
            "name": "县水利局",
            "chief_posts": 1,
            "deputy_posts": None,
            "chief_adjustment": 1,
            "deputy_adjustment": 0,
            "adjustment_reason": "机构改革",
            "present": True,
        }
        keeps(session, UnitRecord, a_unit, {"name": FOREST}, "uq_unit_name")
        keeps(session, UnitRecord, a_unit, {"chief_posts": -1}, "ck_unit_posts")
        keeps(session, UnitRecord, a_unit, {"deputy_posts": -1}, "ck_unit_posts")
        keeps(session, UnitRecord, a_unit, {"adjustment_reason": ""}, "ck_unit_adjustment_reason")
        assert session.scalar(sa.select(sa.func.count()).select_from(SheetRecord)) == 1


@pytest.mark.parametrize("written", ["1980", "1980-1", "1980.11", "1980-11-3", "19801103"])
def test_a_date_is_stored_in_one_form_only(sqlite_url: str, written: str) -> None:
    database = Database(sqlite_url)
    with database.writing() as session:
        campaign(session, "roster")
        change = sa.text("UPDATE person SET birth = :birth WHERE number = 1")
        with pytest.raises(sa.exc.IntegrityError, match="ck_person_birth_form"), session.begin_nested():
            session.execute(change, {"birth": written})
        session.execute(change, {"birth": "1980-11"})
    database.dispose()
