"""Screening and list are made anew as often as wanted, and nothing that was found before is lost."""

import json
from dataclasses import replace

import pytest
import sqlalchemy as sa

from reserve.audit.model import Actor
from reserve.audit.record import record
from reserve.audit.tags import Tag
from reserve.audit.verify import verify
from reserve.campaign.findings import findings
from reserve.cycle import steps
from reserve.cycle.model import Step
from reserve.db import Database
from reserve.eligibility import actions as eligibility
from reserve.eligibility.tables import ClosedExceptionRecord, SupersededRecord
from reserve.errors import NotFound, Refused
from reserve.listing.model import Seat, TieDecision
from reserve.personal import unseal
from reserve.pool import queries as pool
from reserve.quota import actions as quota
from reserve.quota import queries as quota_queries
from reserve.retention import actions as retention
from reserve.retention.model import Decision
from reserve.roster import queries as roster
from reserve.text import word
from reserve.workbook.findings import Level
from tests.campaign import doing
from tests.campaign.doing import CLERKS, TIED, ready
from tests.cycle.town import (
    ACTOR,
    CHIEF,
    DEPUTY,
    EASTERN,
    FOREST,
    KEPT,
    KEYS,
    NO_BIRTH,
    ORDINARY,
    REMOVED,
    SECOND,
    TOO_OLD,
    TOWN,
    YOUNG,
    tie,
)
from tests.roster.builders import date

OFFICER: Actor = CLERKS[0]


def decide(database: Database, cycle_id: int, person: int, decision: Decision) -> None:
    with database.writing() as session:
        member = next(one.id for one in pool.present(session).values() if one.person == person)
        retention.keep_or_defer(session, OFFICER, cycle_id, member, decision, ["群众公认"], signed_by="王科长")


def submit(database: Database, cycle_id: int) -> None:
    with database.writing() as session:
        head = record(session, ACTOR, Tag.LISTING_SUBMIT, f"cycle {cycle_id}")
        steps.take(session, ACTOR, cycle_id, Step.APPROVAL, head)


# ---- screening -----------------------------------------------------------------------------------------


def test_a_screening_says_what_came_of_it(database: Database) -> None:
    cycle_id = doing.opened(database)
    doing.take(database, cycle_id, TIED)
    derived = doing.screen(database, cycle_id)
    assert derived.before == {}
    assert derived.after == {"eligible": 5, "exceptional": 1, "ineligible": 2, "undecided": 1}
    assert (derived.added, derived.changed, derived.withdrawn, derived.lapsed) == (9, 0, 0, 0)
    assert Step.SCREENING in doing.taken(database, cycle_id)


def test_screening_twice_changes_nothing_but_is_told(database: Database) -> None:
    cycle_id = ready(database)
    before = doing.everything(database)
    derived = doing.screen(database, cycle_id)
    assert (derived.before, derived.added, derived.changed) == (derived.after, 0, 0)
    after = doing.everything(database)
    changed = {table for table in before if before[table] != after[table]}
    assert changed == {"journal", "journal_head", "cycle_step"}
    assert doing.told(database, "eligibility.screen")[-1] == "cycle 1"
    assert len(after["journal"]) == len(before["journal"]) + 1


def test_only_what_differs_is_superseded_and_stays_on_record(database: Database) -> None:
    cycle_id = ready(database)
    ids = {who: one.id for who, one in doing.nominees(database, cycle_id).items()}
    changed = doing.person_changed(TIED, SECOND, birth=date("1970-01-01"))
    doing.take(database, cycle_id, changed, {"roster.xlsx"})
    derived = doing.screen(database, cycle_id)
    assert (derived.changed, derived.added, derived.withdrawn) == (1, 0, 0)
    assert (derived.before["eligible"], derived.after["eligible"]) == (5, 4)
    assert doing.standings(database, cycle_id)[SECOND, DEPUTY] == "ineligible"
    assert {who: one.id for who, one in doing.nominees(database, cycle_id).items()} == ids
    with database.reading() as session:
        (old,) = session.execute(sa.select(SupersededRecord.__table__))
        assert verify(session).ok
    assert (old.person_number, old.place_class, old.standing, old.nominee_id) == (
        *(SECOND, DEPUTY),
        *("eligible", ids[SECOND, DEPUTY]),
    )
    facts = json.loads(unseal(KEYS, f"screening.facts.{old.nominee_id}", old.facts))
    assert facts["person"]["birth"] == {"year": 1985, "month": 2, "day": 3}
    assert doing.told(database, "eligibility.screen")[-2:] == ["P00002", "cycle 1"]


def test_facts_that_change_no_verdict_are_superseded_all_the_same(database: Database) -> None:
    cycle_id = ready(database)
    doing.take(database, cycle_id, doing.person_changed(TIED, SECOND, post="局长"), {"roster.xlsx"})
    assert doing.screen(database, cycle_id).changed == 1
    assert len(doing.everything(database)["screening_superseded"]) == 1


def test_who_stays_a_member_is_no_nominee_and_the_other_way_round(database: Database) -> None:
    cycle_id = ready(database)
    assert (REMOVED, DEPUTY) in doing.nominees(database, cycle_id)
    decide(database, cycle_id, REMOVED, Decision.DEFER)
    derived = doing.screen(database, cycle_id)
    assert (derived.added, derived.withdrawn) == (0, 1)
    assert (REMOVED, DEPUTY) not in doing.nominees(database, cycle_id)
    with database.reading() as session:
        (old,) = session.execute(sa.select(SupersededRecord.__table__))
        cards = quota_queries.cards(session, cycle_id)
        east = next(number for number, one in roster.units(session).items() if one.name != FOREST)
    assert (old.person_number, old.standing) == (REMOVED, "eligible")
    # The member takes up the only place of the unit.
    assert (cards[east, DEPUTY].deferred, cards[east, DEPUTY].open_places) == (1, ())
    assert doing.told(database, "nominee.withdraw") == ["P00008"]


def test_a_proposal_whose_ground_is_gone_is_closed_with_its_papers(database: Database) -> None:
    cycle_id = ready(database)
    doing.draw(database, cycle_id)
    senior = doing.person_changed(TIED, YOUNG, rank_since=date("2015-01"), work_since=date("2012-07"))
    doing.take(database, cycle_id, senior, {"roster.xlsx"})
    assert doing.screen(database, cycle_id).lapsed == 1
    assert doing.standings(database, cycle_id)[YOUNG, DEPUTY] == "eligible"
    with database.reading() as session:
        (closed,) = session.execute(sa.select(ClosedExceptionRecord.__table__))
    assert (closed.person_number, closed.closing, closed.papers["reason"]) == (YOUNG, "lapsed", "实绩突出")
    assert doing.everything(database)["exception_request"] == []
    assert doing.everything(database)["exception_approval"] == []
    # The ground comes back, and so do the papers of the workbook.
    doing.take(database, cycle_id, TIED, {"roster.xlsx"})
    doing.screen(database, cycle_id)
    assert doing.waiting(database, cycle_id, TIED) == ()
    assert len(doing.everything(database)["exception_request"]) == 1


def test_a_proposal_made_here_goes_with_the_nominee(database: Database) -> None:
    cycle_id = ready(database, replace(TIED, exceptions=()))
    young = doing.nominees(database, cycle_id)[YOUNG, DEPUTY].id
    with database.writing() as session:
        eligibility.propose_exception(
            session, OFFICER, cycle_id, young, signed_by="王科长", reason="实绩突出，群众公认度高", evidence="文件"
        )
    fewer = replace(TIED, tallies=tuple(one for one in TIED.tallies if one.person != YOUNG))
    doing.take(database, cycle_id, fewer, {"votes.xlsx"})
    derived = doing.screen(database, cycle_id)
    assert (derived.withdrawn, derived.lapsed) == (1, 1)
    assert len(doing.everything(database)["exception_closed"]) == 1


def test_an_adjustment_of_places_counts_with_the_next_screening(database: Database) -> None:
    cycle_id = ready(database)
    with database.writing() as session:
        forest = next(number for number, one in roster.units(session).items() if one.name == FOREST)
        quota.adjust(session, OFFICER, cycle_id, forest, DEPUTY, 2, "机构改革", signed_by="王科长")
    with pytest.raises(Refused) as refused:
        doing.draw(database, cycle_id)
    assert "adjusted places" in str(refused.value)
    told = len(doing.told(database, "quota.count"))
    doing.screen(database, cycle_id)
    cards = doing.read(database, lambda session: quota_queries.cards(session, cycle_id))
    assert (cards[forest, DEPUTY].figures.places, len(cards[forest, DEPUTY].open_places)) == (5, 4)
    assert doing.told(database, "quota.count")[told:] == [FOREST]
    doing.draw(database, cycle_id)


def test_a_screening_gives_the_list_up(database: Database) -> None:
    cycle_id = ready(database)
    doing.draw(database, cycle_id)
    assert doing.seats(database, cycle_id)
    doing.screen(database, cycle_id)
    assert doing.seats(database, cycle_id) == {}
    assert Step.LIST not in doing.taken(database, cycle_id)


def test_without_a_roster_and_after_submission_nothing_is_screened(database: Database) -> None:
    cycle_id = doing.opened(database)
    submit(database, cycle_id)
    with pytest.raises(Refused) as refused:
        doing.screen(database, cycle_id)
    assert len(refused.value.reasons) == 2
    with pytest.raises(NotFound):
        doing.screen(database, cycle_id + 1)


def test_votes_for_nobody_are_screened_all_the_same(database: Database) -> None:
    cycle_id = doing.opened(database)
    doing.take(database, cycle_id, replace(TOWN, tallies=()))
    assert doing.screen(database, cycle_id).after == {}
    assert doing.draw(database, cycle_id).listed == 0


# ---- the list ------------------------------------------------------------------------------------------


def test_a_drawing_says_what_came_of_it(database: Database) -> None:
    cycle_id = ready(database, TOWN)
    drawn = doing.draw(database, cycle_id)
    assert (drawn.listed, drawn.reserved, drawn.open_ties, drawn.findings) == (3, 0, 2, ())
    doing.take(database, cycle_id, TIED, {"decisions.xlsx"})
    drawn = doing.draw(database, cycle_id)
    assert (drawn.listed, drawn.open_ties) == (4, 0)
    assert doing.seats(database, cycle_id)[EASTERN, DEPUTY] is Seat.LISTED


def test_drawing_twice_gives_the_same_list(database: Database) -> None:
    cycle_id = ready(database)
    doing.draw(database, cycle_id)
    before = doing.everything(database)
    doing.draw(database, cycle_id)
    after = doing.everything(database)
    assert [after[table] for table in ("listing", "listing_reason")] == [
        before[table] for table in ("listing", "listing_reason")
    ]


def test_the_list_rests_on_a_screening_that_is_up_to_date(database: Database) -> None:
    cycle_id = doing.opened(database)
    doing.take(database, cycle_id, TIED)
    with pytest.raises(Refused, match="not screened"):
        doing.draw(database, cycle_id)
    doing.screen(database, cycle_id)
    doing.draw(database, cycle_id)
    decide(database, cycle_id, KEPT, Decision.DEFER)
    doing.take(database, cycle_id, doing.person_changed(TIED, SECOND, post="局长"), {"roster.xlsx"})
    with pytest.raises(Refused) as refused:
        doing.draw(database, cycle_id)
    assert word(refused.value.reasons[0], "en").endswith("units and roster, decisions on members")
    submit(database, cycle_id)
    with pytest.raises(Refused) as refused:
        doing.draw(database, cycle_id)
    assert len(refused.value.reasons) == 2
    with pytest.raises(NotFound):
        doing.draw(database, cycle_id + 1)


def test_decisions_that_name_more_people_than_places_are_refused(database: Database) -> None:
    cycle_id = ready(database, replace(TOWN, ties=(tie(EASTERN), tie(REMOVED))))
    before = doing.everything(database)
    with pytest.raises(Refused) as refused:
        doing.draw(database, cycle_id)
    assert [word(reason, "en")[:7] for reason in refused.value.reasons] == ["P00007:", "P00008:"]
    assert doing.everything(database) == before


def test_the_latest_decision_on_a_tie_counts_and_one_that_no_tie_needs_is_found(database: Database) -> None:
    cycle_id = ready(database, replace(TOWN, ties=(tie(EASTERN), tie(REMOVED))))
    later = replace(TIED, ties=(*TIED.ties, tie(SECOND)))
    doing.take(database, cycle_id, later, {"decisions.xlsx"})
    drawn = doing.draw(database, cycle_id)
    assert [(one.level, one.person, one.file, one.cell) for one in drawn.findings] == [
        (Level.WARNING, SECOND, "decisions.xlsx", "E2")
    ]
    assert doing.seats(database, cycle_id)[REMOVED, DEPUTY] is None
    assert len(doing.read(database, lambda session: findings(session, KEYS, cycle_id))) == 1
    doing.screen(database, cycle_id)
    assert doing.read(database, lambda session: findings(session, KEYS, cycle_id)) == ()


def test_a_tie_decision_keeps_the_cell_it_came_from(database: Database) -> None:
    cycle_id = ready(database, replace(TOWN, ties=(tie(SECOND, TieDecision.LEAVE_OUT, place_class=None),)))
    (found,) = doing.draw(database, cycle_id).findings
    assert (found.file, found.sheet, found.cell) == ("decisions.xlsx", "表", "E2")


def test_everybody_stands_where_the_whole_campaign_at_one_go_puts_them(database: Database) -> None:
    cycle_id = ready(database)
    doing.draw(database, cycle_id)
    at_one_go = doing.whole(database, TIED)
    assert doing.standings(database, cycle_id) == doing.standings(database, at_one_go)
    assert doing.seats(database, cycle_id) == doing.seats(database, at_one_go)
    assert {who for who, seat in doing.seats(database, cycle_id).items() if seat} == {
        (ORDINARY, CHIEF),
        (SECOND, DEPUTY),
        (YOUNG, DEPUTY),
        (EASTERN, DEPUTY),
    }
    assert {(TOO_OLD, DEPUTY), (NO_BIRTH, DEPUTY)} <= doing.standings(database, cycle_id).keys()
