"""Units, people, members, votes and inspections change in place; what was decided stays on record."""

from dataclasses import replace

import msgspec

from reserve.campaign import results
from reserve.campaign.taking_in import FILES
from reserve.db import Database
from reserve.pool import queries as pool
from reserve.recommendation import queries as votes
from reserve.retention import actions as retention
from reserve.retention import queries as reviewed
from reserve.retention.model import Decision
from reserve.roster import queries as roster
from reserve.roster.model import Discipline
from tests.campaign import doing
from tests.campaign.doing import CLERKS, TIED, ready
from tests.cycle.town import (
    CANARY_SANCTION,
    CHIEF,
    DEPUTY,
    EAST,
    FOREST,
    KEPT,
    KEYS,
    NO_BIRTH,
    ORDINARY,
    REMOVED,
    SANCTIONED,
    SECOND,
    TOO_OLD,
    YOUNG,
    decision,
    inspected,
    meeting,
    member,
    tally,
    tie,
)
from tests.roster.builders import date, unit


def test_a_change_of_a_person_is_shown_and_done_in_place(database: Database) -> None:
    cycle_id = ready(database)
    changed = doing.person_changed(
        TIED,
        SECOND,
        birth=date("1986-07-01"),
        post="局长",
        id_number="990101199607010013",
        discipline=Discipline("sanction", CANARY_SANCTION),
    )
    (row,) = doing.of_file(database, cycle_id, changed, "roster.xlsx").rows
    assert (row.kind, row.person, row.subject) == ("changed", SECOND, "P00002 甲2")
    assert row.changes[:2] == (("出生年月", "1985.02.03", "1986.07.01"), ("职务", "股长", "局长"))
    assert [title for title, _, _ in row.changes[2:]] == ["身份证号", "处分"]
    shown = msgspec.json.encode(row).decode()
    assert "990101199607010013" not in shown
    assert CANARY_SANCTION not in shown
    doing.take(database, cycle_id, changed, {"roster.xlsx"})
    assert doing.read(database, lambda session: roster.stored(session, KEYS))[SECOND].person == next(
        one for one in changed.people if one.number == SECOND
    )
    assert doing.difference(database, cycle_id, changed).total == 0
    assert doing.told(database, "roster.import") == ["units", "people", "people"]


def test_whoever_is_no_longer_in_the_roster_stays_on_record_and_comes_back_under_the_old_number(
    database: Database,
) -> None:
    cycle_id = ready(database)
    left = doing.without(TIED, SECOND)
    assert [(row.kind, row.subject) for row in doing.of_file(database, cycle_id, left, "roster.xlsx").rows] == [
        ("gone", "P00002 甲2")
    ]
    doing.take(database, cycle_id, left, {"roster.xlsx"})
    assert SECOND not in doing.read(database, roster.in_roster)
    assert doing.screen(database, cycle_id).withdrawn == 1
    assert (SECOND, DEPUTY) not in doing.nominees(database, cycle_id)
    assert [row.kind for row in doing.of_file(database, cycle_id, TIED, "roster.xlsx").rows] == ["new"]
    doing.take(database, cycle_id, TIED, {"roster.xlsx"})
    assert doing.screen(database, cycle_id).added == 1
    assert (SECOND, DEPUTY) in doing.nominees(database, cycle_id)
    assert doing.difference(database, cycle_id, TIED).total == 0


def test_units_change_in_place_and_one_that_is_gone_has_no_places(database: Database) -> None:
    cycle_id = doing.opened(database)
    doing.take(database, cycle_id, TIED)
    smaller = unit(FOREST, 1, 4, deputy_adjustment=-1, adjustment_reason="撤并")
    changed = replace(TIED, units=(smaller, unit("县水利局")))
    rows = doing.of_file(database, cycle_id, changed, "units.xlsx").rows
    assert [(row.kind, row.subject) for row in rows] == [("changed", FOREST), ("new", "县水利局"), ("gone", EAST)]
    assert rows[0].changes == (("副职职数", "3", "4"), ("副职名额调整", "0", "-1"), ("调整理由", "", "撤并"))
    before = {one.name: one.id for one in doing.read(database, roster.units).values()}
    doing.take(database, cycle_id, changed, {"units.xlsx"})
    after = {one.name: one for one in doing.read(database, roster.units).values()}
    assert {name: one.id for name, one in after.items() if name in before} == before
    assert {name for name, one in after.items() if one.present} == {FOREST, "县水利局"}
    doing.screen(database, cycle_id)
    # Nobody is put forward by the votes of a unit that is no longer there.
    assert {person for person, _ in doing.nominees(database, cycle_id)} == {
        *(ORDINARY, SECOND, YOUNG, TOO_OLD, NO_BIRTH)
    }
    doing.draw(database, cycle_id)
    found = doing.read(database, lambda session: results.result(session, cycle_id, KEYS, "en"))
    assert {row["unit"]: row["deputy"]["places"] for row in found["units"]} == {FOREST: 3, "县水利局": 3}


def test_a_nominee_who_changes_the_unit_is_judged_there_when_its_votes_come(database: Database) -> None:
    cycle_id = ready(database)
    moved_on = doing.person_changed(TIED, SECOND, unit=EAST, id_number="990101199607010013")
    with_number = doing.person_changed(TIED, SECOND, id_number="990101199607010013")
    doing.take(database, cycle_id, with_number, {"roster.xlsx"})
    before = doing.nominees(database, cycle_id)[SECOND, DEPUTY]
    votes_there = (*(one for one in TIED.tallies if one.person != SECOND), tally(SECOND, 20, EAST))
    doing.take(database, cycle_id, replace(moved_on, tallies=votes_there), {"roster.xlsx", "votes.xlsx"})
    doing.screen(database, cycle_id)
    after = doing.nominees(database, cycle_id)[SECOND, DEPUTY]
    assert (after.id, after.unit_id == before.unit_id) == (before.id, False)
    assert doing.told(database, "nominee.move") == ["P00002"]


def test_a_member_leaves_with_the_workbook_only_while_nothing_was_decided(database: Database) -> None:
    cycle_id = ready(database, replace(TIED, members=(*TIED.members, member(NO_BIRTH))))
    fewer = replace(TIED, members=(member(KEPT),), decisions=(decision(KEPT),))
    rows = doing.of_file(database, cycle_id, fewer, "members.xlsx").rows
    assert [(row.kind, row.person) for row in rows] == [("gone", NO_BIRTH), ("conflict", REMOVED)]
    doing.take(database, cycle_id, fewer, {"members.xlsx"})
    assert {one.person for one in doing.read(database, pool.present).values()} == {KEPT, REMOVED}
    doing.screen(database, cycle_id)
    assert (NO_BIRTH, DEPUTY) in doing.nominees(database, cycle_id)


def test_members_change_in_place(database: Database) -> None:
    cycle_id = ready(database)
    chief = replace(member(KEPT, place_class=CHIEF), since=date("2020-01"), shares=(10_000, 0, 0, 0))
    changed = replace(TIED, members=(chief, *TIED.members[1:]))
    (row,) = doing.of_file(database, cycle_id, changed, "members.xlsx").rows
    assert row.changes == (
        ("类别", "副职", "正职"),
        ("入库时间", "2022.06", "2020.01"),
        ("优秀", "80.00%", "100.00%"),
        ("称职", "15.00%", "0.00%"),
        ("基本称职", "5.00%", "0.00%"),
    )
    doing.take(database, cycle_id, changed, {"members.xlsx"})
    found = {one.person: one for one in doing.read(database, pool.present).values()}
    assert (found[KEPT].place_class, found[KEPT].since) == (CHIEF, date("2020-01"))
    assert doing.difference(database, cycle_id, changed).total == 0


def test_a_decision_of_the_workbook_supersedes_the_one_in_effect_and_is_shown_as_a_conflict(
    database: Database,
) -> None:
    cycle_id = ready(database)
    with database.writing() as session:
        members = {one.person: one.id for one in pool.present(session).values()}
        retention.keep_or_defer(
            session, CLERKS[0], cycle_id, members[KEPT], Decision.DEFER, ["再看一年"], signed_by="王科长"
        )
    (row,) = doing.of_file(database, cycle_id, TIED, "members.xlsx").rows
    assert (row.kind, row.person) == ("conflict", KEPT)
    assert row.changes[:2] == (("决定", "暂缓", "保留"), ("决定理由", "再看一年", "群众公认"))
    doing.take(database, cycle_id, TIED, {"members.xlsx"})
    decisions = doing.read(database, lambda session: reviewed.decisions(session, cycle_id, members[KEPT]))
    assert [one.decision for one in decisions] == [Decision.KEEP, Decision.DEFER, Decision.KEEP]


def test_no_decision_in_the_workbook_takes_none_away(database: Database) -> None:
    cycle_id = ready(database)
    silent = replace(TIED, decisions=tuple(replace(one, decision=Decision.NONE) for one in TIED.decisions))
    assert doing.of_file(database, cycle_id, silent, "members.xlsx").total == 0
    doing.take(database, cycle_id, silent, {"members.xlsx"})
    assert len(doing.everything(database)["retention"]) == 2


def test_decisions_on_members_count_at_once_and_ties_wait(database: Database) -> None:
    cycle_id = doing.opened(database)
    later = replace(decision(KEPT, Decision.DEFER), origin=tie(KEPT).origin)
    county = replace(TIED, decisions=(decision(REMOVED, Decision.REMOVE), later))
    doing.take(database, cycle_id, county, set(FILES) - {"decisions.xlsx"})
    doing.take(database, cycle_id, county, {"decisions.xlsx"})
    found = doing.read(database, lambda session: reviewed.reviewed(session, cycle_id)).values()
    assert {one.member.person: one.decision for one in found} == {KEPT: Decision.DEFER, REMOVED: Decision.REMOVE}
    assert doing.everything(database)["tie_decision"] == []
    doing.screen(database, cycle_id)
    doing.waiting(database, cycle_id, county)
    assert len(doing.everything(database)["tie_decision"]) == 2


def test_votes_are_replaced_and_only_what_changed_is_told(database: Database) -> None:
    cycle_id = ready(database)
    told = len(doing.told(database, "recommendation.import"))
    counted = (meeting(due=45), meeting(place_class=CHIEF), meeting(EAST))
    tallies = tuple(one for one in TIED.tallies if one.person != SANCTIONED)
    changed = replace(TIED, meetings=counted, tallies=tallies)
    rows = {row.subject: row for row in doing.of_file(database, cycle_id, changed, "votes.xlsx").rows}
    assert {name: row.kind for name, row in rows.items()} == {f"{EAST} 副职": "changed", f"{FOREST} 副职": "changed"}
    assert rows[f"{FOREST} 副职"].changes == (("应到", "40", "45"),)
    assert rows[f"{EAST} 副职"].changes == (("甲9", "30", ""),)
    doing.take(database, cycle_id, changed, {"votes.xlsx"})
    assert len(doing.told(database, "recommendation.import")) == told + 2
    doing.screen(database, cycle_id)
    assert (SANCTIONED, DEPUTY) not in doing.nominees(database, cycle_id)


def test_a_vote_that_is_taken_back_goes(database: Database) -> None:
    cycle_id = ready(database)
    fewer = replace(
        TIED,
        meetings=(meeting(), meeting(EAST)),
        tallies=tuple(one for one in TIED.tallies if one.place_class is DEPUTY),
    )
    (row,) = doing.of_file(database, cycle_id, fewer, "votes.xlsx").rows
    assert (row.kind, row.subject) == ("gone", f"{FOREST} 正职")
    doing.take(database, cycle_id, fewer, {"votes.xlsx"})
    assert len(doing.read(database, lambda session: votes.ballots(session, cycle_id))) == 2
    doing.screen(database, cycle_id)
    assert (ORDINARY, CHIEF) not in doing.nominees(database, cycle_id)


def test_another_inspection_is_added_and_what_the_workbook_leaves_out_stays(database: Database) -> None:
    cycle_id = ready(database)
    changed = replace(TIED, inspections=(inspected(SECOND, veto=True), inspected(YOUNG)))
    rows = doing.of_file(database, cycle_id, changed, "inspections.xlsx").rows
    assert [(row.kind, row.person, row.changes[:1]) for row in rows] == [
        ("conflict", SECOND, (("一票否决", "否", "是"),)),
        ("new", YOUNG, (("考察结论", "", "合格"),)),
    ]
    doing.take(database, cycle_id, changed, {"inspections.xlsx"})
    assert len(doing.everything(database)["inspection"]) == 4
    assert doing.told(database, "inspection.record") == ["P00001", "P00002", "P00002", "P00003"]
