"""Undoing restores what was there before, or says what stands on the import; records of decisions stay."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from reserve.audit.model import Entry
from reserve.audit.queries import entries
from reserve.audit.verify import verify
from reserve.campaign import deriving, imports, results, sent, undoing
from reserve.campaign.model import ImportState
from reserve.cycle.queries import steps
from reserve.db import Database
from reserve.errors import Conflict, Invalid, Refused
from reserve.inspection import actions as inspecting
from reserve.inspection import queries as inspections
from reserve.intake import read_county
from reserve.pool import queries as pool
from reserve.pool.tables import MemberRecord
from reserve.retention import actions as retention
from reserve.retention import queries as reviewed
from reserve.retention.model import Decision
from tests.campaign import doing, sending
from tests.campaign.sending import OFFICER
from tests.cycle.town import KEYS
from tests.intake.county import Files, county, write

pytestmark = pytest.mark.usefixtures("read_here")

ROSTER, VOTES, MARKS, MEMBERS = "roster.xlsx", "votes.xlsx", "marks.xlsx", "members.xlsx"
# A step that was taken again says so.
TIMES = sending.ITS_OWN | {"cycle_step"}


def screen(database: Database, cycle_id: int) -> None:
    with database.writing() as session:
        deriving.screen(session, OFFICER, cycle_id, KEYS)
    imports.apply_waiting(database, KEYS, OFFICER, cycle_id)


def varied() -> Files:
    """Facts, votes and marks that differ; the decisions are the same."""
    files = county()
    people = files[ROSTER]["干部名册"]
    people[1][5], people[2][13] = "局长", "副科级"
    people.append(["赵新来", None, "女", "1990.05", "东河乡", "科员", "公务员", "大学", "学士", *people[1][9:]])
    files["units.xlsx"]["单位"].append(["县档案馆", "县直", 1, 1, None, None, None])
    files["units.xlsx"]["单位"][1][2] = 2
    files[VOTES]["得票"][1][4] = 11
    del files[VOTES]["会议"][2], files[VOTES]["得票"][3]
    files[MARKS]["成绩"][1][3] = 88
    files["exceptions.xlsx"]["破格"][1][6] = "另有实绩"
    return files


def test_undoing_restores_every_row_of_what_was_there_before(database: Database) -> None:
    cycle_id = sending.opened(database)
    sending.taken_in(database, cycle_id)
    screen(database, cycle_id)
    before = sending.contents(database, TIMES)
    number = sending.taken_in(database, cycle_id, varied())
    assert sending.contents(database, TIMES) != before
    sending.undo(database, cycle_id, number)
    after = sending.contents(database, TIMES)
    differing = {table for table in before if before[table] != after[table]}
    # A unit or person who came and went stays on record; the papers that were replaced are kept closed.
    assert differing <= {"unit", "person", "exception_closed"}
    for table in ("unit", "person"):
        assert set(before[table]) <= set(after[table])
    with database.reading() as session:
        assert {slot.import_id for slot in sent.current(session, cycle_id).values()} == {number - 1}
    [(actor, reason)] = [(one.actor, one.details["reason"]) for one in _told(database, "campaign.undo_import")]
    assert (actor, reason) == ("officer", "填错了")


def _told(database: Database, tag: str) -> list[Entry]:
    with database.reading() as session:
        return [one for one in entries(session) if one.tag == tag]


def effective(database: Database, cycle_id: int) -> dict[str, object]:
    """Who is a member with which decision, which inspections are in effect, and what was taken."""
    with database.reading() as session:
        return {
            "members": {
                one.member.person: (one.decision, one.decided_by, one.member.since)
                for one in reviewed.reviewed(session, cycle_id).values()
            },
            "inspections": {
                person: one.conclusion
                for person, one in inspections.latest(session, cycle_id).items()
                if not one.withdrawn
            },
            "steps": set(steps(session, cycle_id)),
        }


def test_undoing_the_first_import_leaves_an_empty_campaign_and_decisions_only_on_record(database: Database) -> None:
    cycle_id = sending.opened(database)
    empty = effective(database, cycle_id)
    number = sending.taken_in(database, cycle_id)
    assert len(effective(database, cycle_id)["members"]) == 2  # type: ignore[arg-type] # a mapping
    sending.undo(database, cycle_id, number)
    assert effective(database, cycle_id) == empty
    rows = sending.contents(database)
    assert [len(rows[table]) for table in ("meeting", "tally", "member_appraisal", "mark")] == [0, 0, 0, 0]
    with database.reading() as session:
        assert set(session.execute(sa.select(MemberRecord.withdrawn, MemberRecord.released_on.is_not(None)))) == {
            (True, True)
        }
        assert sent.current(session, cycle_id) == {}
    # Taken in once more, it is as if nothing had been.
    sending.taken_in(database, cycle_id)
    screen(database, cycle_id)
    with database.writing() as session:
        deriving.draw(session, OFFICER, cycle_id, KEYS)
    outcome = doing.read(database, lambda session: results.result(session, cycle_id, KEYS, "en"))
    assert sorted(row["decision"] for row in outcome["members"]) == ["defer", "keep"]
    assert doing.read(database, lambda session: verify(session).ok)


def test_a_decision_that_only_the_import_brought_is_withdrawn_and_the_member_stays(database: Database) -> None:
    files = county()
    files[MEMBERS]["在库后备"][1][9:] = [None] * 4
    cycle_id = sending.opened(database)
    sending.taken_in(database, cycle_id, files, {"units.xlsx", ROSTER, MEMBERS, VOTES})
    before = effective(database, cycle_id)
    number = sending.taken_in(database, cycle_id, only={"decisions.xlsx", MEMBERS})
    decided = effective(database, cycle_id)["members"]
    assert {decision for decision, _, _ in decided.values()} == {Decision.KEEP, Decision.DEFER}  # type: ignore[attr-defined] # a mapping
    sending.undo(database, cycle_id, number)
    after = effective(database, cycle_id)
    assert (after["members"], after["inspections"]) == (before["members"], before["inspections"])


def test_only_the_import_that_was_saved_last_can_be_undone_and_with_a_reason(database: Database) -> None:
    cycle_id = sending.opened(database)
    first = sending.taken_in(database, cycle_id, only={"units.xlsx", ROSTER})
    second = sending.taken_in(database, cycle_id, only={VOTES})
    with pytest.raises(Refused, match=f"Import {second} was saved after"):
        sending.undo(database, cycle_id, first)
    with pytest.raises(Invalid) as refused:
        sending.undo(database, cycle_id, second, reason="  ")
    assert set(refused.value.fields) == {"reason"}
    sending.undo(database, cycle_id, second)
    with pytest.raises(Conflict, match="undone already"):
        sending.undo(database, cycle_id, second)
    sending.undo(database, cycle_id, first)


def refused_undo(database: Database, cycle_id: int, number: int, text: str) -> None:
    before = sending.contents(database)
    with pytest.raises(Refused, match=text):
        sending.undo(database, cycle_id, number)
    assert sending.contents(database) == before
    assert sending.one(database, cycle_id, number).state is ImportState.SAVED


def test_a_member_who_was_decided_on_here_since_keeps_the_import_in_place(database: Database) -> None:
    cycle_id = sending.opened(database)
    number = sending.taken_in(database, cycle_id)
    with database.writing() as session:
        member = next(number for number, one in pool.present(session).items() if one.person)
        retention.keep_or_defer(session, OFFICER, cycle_id, member, Decision.DEFER, ["待查"], signed_by="张科")
    refused_undo(database, cycle_id, number, "Something else was decided here")


def test_a_removal_that_is_proposed_keeps_the_import_in_place(database: Database) -> None:
    cycle_id = sending.opened(database)
    number = sending.taken_in(database, cycle_id)
    with database.writing() as session:
        member = next(iter(pool.present(session)))
        retention.propose_removal(session, OFFICER, cycle_id, member, ["群众基础差"], signed_by="张科")
    refused_undo(database, cycle_id, number, "is proposed")


def test_ties_that_the_import_settled_keep_it_in_place(database: Database) -> None:
    cycle_id = sending.opened(database)
    number = sending.taken_in(database, cycle_id)
    screen(database, cycle_id)
    refused_undo(database, cycle_id, number, "decisions on ties")


def test_what_no_workbook_holds_cannot_be_restored(database: Database, tmp_path: Path) -> None:
    doing.whole(database, read_county(write(county(), tmp_path)))
    cycle_id = sending.opened(database)
    number = sending.taken_in(database, cycle_id, varied(), {"units.xlsx", ROSTER})
    refused_undo(database, cycle_id, number, "did not come from a workbook")


def test_before_the_first_workbooks_of_a_campaign_those_of_the_last_one_counted(database: Database) -> None:
    last = sending.opened(database)
    sending.taken_in(database, last, only={"units.xlsx", ROSTER})
    before = sending.contents(database)
    cycle_id = sending.opened(database)
    files = county()
    files[ROSTER]["干部名册"][1][5] = "局长"
    number = sending.taken_in(database, cycle_id, files, {"units.xlsx", ROSTER})
    assert sending.contents(database)["person"] != before["person"]
    sending.undo(database, cycle_id, number)
    after = sending.contents(database)
    assert [after[table] for table in ("unit", "person")] == [before[table] for table in ("unit", "person")]


def test_an_inspection_that_followed_here_outlives_the_import(database: Database) -> None:
    cycle_id = sending.opened(database)
    files = county()
    files["inspections.xlsx"]["考察"][1][0] = "王小明"
    files["inspections.xlsx"]["考察"][1][2] = "东河乡"
    sending.taken_in(database, cycle_id, files, {"units.xlsx", ROSTER, MEMBERS, VOTES})
    screen(database, cycle_id)
    number = sending.taken_in(database, cycle_id, files, {"inspections.xlsx"})
    ((person, _),) = effective(database, cycle_id)["inspections"].items()  # type: ignore[attr-defined] # a mapping
    with database.writing() as session:
        inspecting.inspect(
            session,
            OFFICER,
            cycle_id,
            person,
            conclusion="negative",
            veto=False,
            inspectors=["赵一", "钱二"],
            integrity="无问题",
        )
    before = effective(database, cycle_id)["inspections"]
    sending.undo(database, cycle_id, number)
    assert effective(database, cycle_id)["inspections"] == before


def test_an_undo_that_was_read_too_early_changes_nothing(database: Database) -> None:
    cycle_id = sending.opened(database)
    sending.taken_in(database, cycle_id, only={"units.xlsx", ROSTER})
    number = sending.taken_in(database, cycle_id, only={VOTES})
    folders = undoing.folders_to_undo(database, KEYS, cycle_id, number)
    later = sending.taken_in(database, cycle_id, only={ROSTER})
    sending.undo(database, cycle_id, later)
    with database.writing() as session:
        undoing.undo(session, OFFICER, KEYS, cycle_id, number, folders, reason="同样的工作簿")
    again = sending.taken_in(database, cycle_id, only={VOTES})
    with pytest.raises(Conflict, match="meanwhile"), database.writing() as session:
        undoing.undo(session, OFFICER, KEYS, cycle_id, again, folders, reason="过时")
