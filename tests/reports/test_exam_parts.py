"""The result of a campaign says how a mark of several parts came about, and nothing more for a plan of one paper."""

from reserve.db import Database
from reserve.exam import actions
from reserve.listing import actions as listing
from reserve.reports.result import result
from tests.cycle.town import ACTOR, KEYS, ORDINARY, mark
from tests.exam.test_parts import plan, started, whole
from tests.policy.exams import FORESTRY, ONE_PAPER


def test_the_parts_stand_beside_the_mark(database: Database) -> None:
    with database.writing() as session:
        cycle_id = started(session, plan(FORESTRY))
        actions.record_marks(session, ACTOR, cycle_id, whole(ORDINARY, 7_000, 6_000, 8_000))
        listing.draw_list(session, ACTOR, cycle_id)
        told = result(session, cycle_id, KEYS, (), "en")["nominees"]
    found = {one["person_id"]: one for one in told}
    mine = found["P00001"]
    assert mine["exam"] == {"score": "74.40", "status": "taken", "passed": True}
    made = mine["exam_parts"]
    assert [(one["part"], one["score"], one["weight"], one["minimum"]) for one in made["parts"]] == [
        ("written", "66.00", "40%", "60.00"),
        ("public", "70.00", "60%", None),
        ("professional", "60.00", "40%", None),
        ("interview", "80.00", "60%", None),
    ]
    assert (made["total"], made["bonus"], made["rounding"]) == ("74.40", "0.00", {"places": 2, "mode": "half_up"})
    assert found["P00002"]["exam_parts"] is None


def test_a_plan_of_one_paper_has_no_such_key(database: Database) -> None:
    with database.writing() as session:
        cycle_id = started(session, plan(ONE_PAPER))
        actions.record_marks(session, ACTOR, cycle_id, [mark(ORDINARY, 7_000)])
        listing.draw_list(session, ACTOR, cycle_id)
        told = result(session, cycle_id, KEYS, (), "en")["nominees"]
    assert not any("exam_parts" in one for one in told)
