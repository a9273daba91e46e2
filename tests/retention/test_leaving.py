"""Exits, exits taken back, tiers: who counts in which cycle, what is refused, and what stays on record."""

import datetime as dt

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve import clock
from reserve.audit.model import Actor, ActorKind
from reserve.audit.queries import entries, head
from reserve.cycle import actions as cycle
from reserve.cycle import queries as cycles
from reserve.cycle import steps
from reserve.cycle.model import Step, outdated_by
from reserve.db import Database
from reserve.errors import Conflict, Invalid, NotFound, Refused
from reserve.pool import queries as pool
from reserve.pool.model import Leaving
from reserve.pool.tables import ExitRecord
from reserve.reports import register
from reserve.retention import actions, leaving, queries
from reserve.roster.model import Tier
from tests.cycle.laws import keeps
from tests.cycle.town import ACTOR, KEPT, KEYS, REMOVED, SEED, campaign

PERSON = Actor("officer", ActorKind.PERSON)
DAY = dt.date(2026, 6, 1)


def of(session: Session, number: int) -> int:
    return next(one.id for one in pool.present(session).values() if one.person == number)


def leave(session: Session, number: int = KEPT, kind: Leaving = Leaving.PROMOTED) -> int:
    member_id = of(session, number)
    leaving.record_exit(session, PERSON, member_id, kind, DAY, "任县水利局副局长", signed_by="甲")
    return member_id


def counted(session: Session, cycle_id: int) -> set[int]:
    return {one.member.person for one in queries.reviewed(session, cycle_id).values()}


def submit(session: Session, cycle_id: int) -> None:
    steps.take(session, ACTOR, cycle_id, Step.APPROVAL, head(session))


def test_who_left_while_the_campaign_is_open_counts_no_more_and_the_screening_is_out_of_date(
    database: Database,
) -> None:
    with database.writing() as session:
        cycle_id = campaign(session, "listing")
        taken = {step: one.sequence for step, one in cycles.steps(session, cycle_id).items()}
        steps.take(session, ACTOR, cycle_id, Step.SCREENING, head(session))
        member_id = leave(session)
        after = {step: one.sequence for step, one in cycles.steps(session, cycle_id).items()}
        assert taken.get(Step.RETENTION, 0) < after[Step.RETENTION]
        assert Step.RETENTION in outdated_by(after, Step.SCREENING)
        assert counted(session, cycle_id) == {REMOVED}
        assert member_id not in pool.present(session)
        (entry,) = [one for one in entries(session) if one.tag == "pool.release"]
        assert entry.details["kind"] == "promoted"
        assert "甲4" not in str(entry.details)


def test_who_left_after_the_submission_still_counts_in_that_campaign_and_not_in_the_next(database: Database) -> None:
    with database.writing() as session:
        cycle_id = campaign(session, "retention")
        submit(session, cycle_id)
        leave(session, kind=Leaving.DIED)
        assert counted(session, cycle_id) == {KEPT, REMOVED}
        following = cycle.open_cycle(session, ACTOR, SEED)
        assert counted(session, following) == {REMOVED}


def test_an_exit_is_taken_back_and_both_entries_stay(database: Database) -> None:
    with database.writing() as session:
        cycle_id = campaign(session, "retention")
        member_id = leave(session)
        leaving.take_back(session, PERSON, member_id, "录入有误", signed_by="甲")
        assert counted(session, cycle_id) == {KEPT, REMOVED}
        assert [one.kind for one in pool.exits(session)[member_id]] == [Leaving.PROMOTED, Leaving.TAKEN_BACK]
        with pytest.raises(NotFound):
            leaving.take_back(session, PERSON, member_id, "再次", signed_by="甲")
        leave(session, kind=Leaving.RETIRED)
        assert counted(session, cycle_id) == {REMOVED}


def test_an_exit_is_not_taken_back_under_a_submitted_list_nor_of_a_member_who_came_again(database: Database) -> None:
    with database.writing() as session:
        cycle_id = campaign(session, "retention")
        member_id = leave(session)
        row = {"person": KEPT, "unit": 1, "class": "deputy"}
        again = (
            "INSERT INTO member (person_number, unit_id, place_class, withdrawn) VALUES (:person, :unit, :class, FALSE)"
        )
        with session.begin_nested() as point:
            session.execute(sa.text(again), row)
            with pytest.raises(Conflict):
                leaving.take_back(session, PERSON, member_id, "录入有误", signed_by="甲")
            point.rollback()
        submit(session, cycle_id)
        with pytest.raises(Refused):
            leaving.take_back(session, PERSON, member_id, "录入有误", signed_by="甲")


def test_what_an_exit_needs(database: Database) -> None:
    with database.writing() as session:
        cycle_id = campaign(session, "appraisal")
        member_id = of(session, KEPT)
        tomorrow = clock.today() + dt.timedelta(days=1)
        for kind, day, ground, wrong in (
            (None, DAY, "x", "kind"),
            (Leaving.REVIEW, DAY, "x", "kind"),
            (Leaving.TAKEN_BACK, DAY, "x", "kind"),
            (Leaving.DIED, None, "x", "left_on"),
            (Leaving.DIED, tomorrow, "x", "left_on"),
            (Leaving.DIED, dt.date(2022, 5, 31), "x", "left_on"),
            (Leaving.DIED, DAY, " ", "ground"),
            (Leaving.DIED, DAY, "x" * 301, "ground"),
        ):
            with pytest.raises(Invalid) as caught:
                leaving.record_exit(session, PERSON, member_id, kind, day, ground, signed_by="甲")
            assert set(caught.value.fields) == {wrong}
        with pytest.raises(NotFound):
            leaving.record_exit(session, PERSON, 99, Leaving.DIED, DAY, "x", signed_by="甲")
        actions.propose_removal(session, PERSON, cycle_id, member_id, ["群众基础差"], signed_by="甲")
        with pytest.raises(Refused):
            leaving.record_exit(session, PERSON, member_id, Leaving.DIED, DAY, "x", signed_by="甲")


def test_an_exit_names_who_decided_and_on_what_ground(database: Database) -> None:
    with database.writing() as session:
        campaign(session, "pool")
        legal = {
            "member_id": of(session, KEPT),
            "kind": Leaving.DIED,
            "left_on": DAY,
            "ground": "x",
            "last_cycle_id": None,
            "decided_by": "甲",
            "decided_account": "officer",
            "recorded_at": clock.now(),
        }
        keeps(session, ExitRecord, legal, {"ground": ""}, "ck_member_exit_named")
        keeps(session, ExitRecord, legal, {"decided_by": ""}, "ck_member_exit_named")
        keeps(session, ExitRecord, legal, {"member_id": 99}, "fk_member_exit_member_id_member")
        session.execute(sa.insert(ExitRecord).values(**legal))
        with pytest.raises(sa.exc.DBAPIError), session.begin_nested():
            session.execute(sa.update(ExitRecord).values(ground="y"))


def test_a_tier_is_changed_by_a_decision_that_saw_the_one_before(database: Database) -> None:
    with database.writing() as session:
        campaign(session, "pool")
        member_id = of(session, KEPT)
        until = dt.date(2028, 12, 31)

        def say(tier: Tier | None, term: dt.date | None, ground: str, seen: int) -> None:
            leaving.set_tier(session, PERSON, member_id, tier, term, ground, signed_by="甲", seen=seen)

        say(Tier.FAR, until, "后备规划", 0)
        (first,) = pool.tiers(session)[member_id]
        with pytest.raises(Conflict):
            say(Tier.NEAR, None, "条件成熟", 0)
        with pytest.raises(Invalid):
            say(None, None, " ", first.id)
        say(Tier.NEAR, None, "条件成熟", first.id)
    with database.reading() as session:
        (entry,) = [one for one in register.register(session, KEYS, clock.today()) if one.person == KEPT]
    assert (entry.tier, entry.term_until, entry.tier_from_file) == (Tier.NEAR, until, False)


def test_the_register_says_who_was_there_on_any_day(database: Database) -> None:
    with database.writing() as session:
        campaign(session, "retention")
        leave(session)

    def there(on: dt.date) -> dict[int, Leaving | None]:
        with database.reading() as session:
            return {one.person: one.left for one in register.register(session, KEYS, on)}

    assert there(dt.date(2022, 5, 31)) == {}
    assert there(dt.date(2022, 6, 1)) == {KEPT: None, REMOVED: None}
    assert there(dt.date(2026, 5, 31)) == {KEPT: None, REMOVED: None}
    assert there(DAY) == {KEPT: Leaving.PROMOTED, REMOVED: None}
    # The removal by review was decided on 20 June.
    assert there(dt.date(2026, 6, 20)) == {KEPT: Leaving.PROMOTED, REMOVED: Leaving.REVIEW}
