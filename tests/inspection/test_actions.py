"""Recording inspections."""

from dataclasses import replace

import sqlalchemy as sa

from reserve.audit.queries import entries
from reserve.db import Database
from reserve.inspection import queries
from reserve.inspection.model import Outcome
from reserve.inspection.tables import InspectionRecord
from tests.cycle.laws import keeps
from tests.cycle.town import EASTERN, ORDINARY, SECOND, TOWN, YOUNG, campaign, inspected


def test_each_inspection_is_kept_with_what_it_came_to(database: Database) -> None:
    rows = (
        inspected(ORDINARY),
        inspected(SECOND, veto=True),
        inspected(YOUNG, conclusion="negative"),
        inspected(EASTERN, integrity=""),
    )
    with database.writing() as session:
        cycle_id = campaign(session, "inspection", replace(TOWN, inspections=rows))
        assert queries.outcomes(session, cycle_id) == {
            ORDINARY: Outcome.POSITIVE,
            SECOND: Outcome.NEGATIVE,
            YOUNG: Outcome.NEGATIVE,
            EASTERN: Outcome.INCOMPLETE,
        }
        assert queries.outcomes(session, cycle_id + 1) == {}
        told = [entry.details for entry in entries(session) if entry.tag == "inspection.record"]
    assert told[1] == {"cycle": cycle_id, "outcome": "negative", "inspectors": ["赵一", "钱二"]}


def test_a_county_without_inspections_has_none(database: Database) -> None:
    with database.writing() as session:
        cycle_id = campaign(session, "inspection", replace(TOWN, inspections=None))
        assert queries.outcomes(session, cycle_id) == {}


def test_what_the_database_refuses(database: Database) -> None:
    with database.writing() as session:
        cycle_id = campaign(session, "inspection")
        stored = session.execute(sa.select(InspectionRecord.__table__)).mappings().first()
        legal = {**(stored or {}), "person_number": EASTERN}
        keeps(session, InspectionRecord, {**legal, "id": 90}, {"id": legal["id"]}, "pk_inspection")
        legal["id"] = 90
        keeps(session, InspectionRecord, legal, {"person_number": 99}, "fk_inspection_person_number_person")
        keeps(session, InspectionRecord, legal, {"cycle_id": cycle_id + 1}, "fk_inspection_cycle_id_cycle")
