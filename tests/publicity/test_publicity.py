"""An approved list made public, objected to, decided on, and admitted to the pool."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve import clock
from reserve.accounts.actions import create_account
from reserve.accounts.model import Relation, Role
from reserve.accounts.tables import RelationRecord
from reserve.audit.model import Actor, ActorKind
from reserve.audit.queries import entries
from reserve.audit.tags import Tag
from reserve.audit.verify import verify
from reserve.db import Database
from reserve.errors import Conflict, Invalid, NotFound, Refused
from reserve.evidence.replaying import replay
from reserve.listing import actions as listing
from reserve.listing.model import TieDecision
from reserve.nominee import queries as nominee
from reserve.pool import queries as pool
from reserve.pool.tables import MemberRecord
from reserve.publicity import actions, queries
from reserve.publicity.following import vacancies
from reserve.publicity.model import Channel, Entrant, Stage
from reserve.publicity.tables import AdmissionRecord, ObjectionDecisionRecord
from reserve.quota import queries as quota
from reserve.retention import queries as retention
from tests.accounts.accounts import PASSWORD
from tests.cycle.laws import keeps
from tests.cycle.town import (
    ACTOR,
    CHIEF,
    DEPUTY,
    EASTERN,
    KEPT,
    KEYS,
    ORDINARY,
    REMOVED,
    SECOND,
    TOWN,
    YOUNG,
    campaign,
    mark,
    tally,
    tie,
)

pytestmark = pytest.mark.usefixtures("quick_hashes")
WANG, ZHAO, LI = (Actor(name, ActorKind.PERSON) for name in ("wang", "zhao", "li"))
FRIDAY = dt.date(2026, 7, 3)
COUNTY = replace(
    TOWN,
    tallies=(*TOWN.tallies, tally(KEPT, 19, place_class=CHIEF)),
    marks=(*TOWN.marks, mark(KEPT)),
    ties=(tie(EASTERN), tie(REMOVED, TieDecision.LEAVE_OUT)),
)


@pytest.fixture
def day(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], dt.date]:
    """Say which day of 2026 it is, at five in the afternoon."""

    def today(text: str) -> dt.date:
        found = dt.date.fromisoformat(f"2026-{text}")
        monkeypatch.setattr(clock, "now", lambda: dt.datetime(2026, found.month, found.day, 9, tzinfo=dt.UTC))
        return found

    today("07-03")
    return today


def approved(session: Session) -> None:
    """ORDINARY and KEPT (until now a deputy) are listed as chiefs, SECOND, YOUNG and EASTERN as deputies."""
    campaign(session, "listing", COUNTY)
    listing.submit_list(session, WANG, 1, signed_by="王建国", open_meant=True)
    decision: dict[str, Any] = {"decision_number": "县委〔2026〕31号", "meeting": "常委会"}
    listing.approve_list(session, ZHAO, 1, signed_by="赵一鸣", **decision, decided_on=FRIDAY)


def at(session: Session, person: int) -> Entrant:
    stands = queries.standing(session, 1, clock.today())
    return next(one for one in stands.entrants if one.person == person)


def stages(session: Session) -> dict[int, str]:
    return {one.person: one.stage.value for one in queries.standing(session, 1, clock.today()).entrants}


def publish(session: Session, first: dt.date | None, actor: Actor = WANG) -> int:
    return actions.open_notice(session, actor, 1, first_day=first, signed_by="王建国")


def object_to(session: Session, person: int | None, received: dt.date, actor: Actor = WANG, **changes: Any) -> int:  # noqa: ANN401 - any parameter
    about = None if person is None else at(session, person).nominee_id
    fields: dict[str, Any] = {
        "nominee_id": about,
        "received_on": received,
        "channel": Channel.LETTER,
        "summary": "反映经商办企业",
    }
    return actions.take_objection(session, actor, 1, **{**fields, "signed_by": "王建国", **changes})


def decide(session: Session, objection: int, *, upheld: bool, actor: Actor = LI, **changes: Any) -> None:  # noqa: ANN401 - any parameter
    fields: dict[str, Any] = {"investigation": "派两人核查，调阅档案", "grounds": "查证属实" if upheld else "查无实据"}
    actions.decide_objection(
        session, actor, 1, objection, **{**fields, "upheld": upheld, "signed_by": "李明", **changes}
    )


def admit(session: Session, *persons: int, on: dt.date, actor: Actor = ZHAO, **changes: Any) -> int:  # noqa: ANN401 - any parameter
    chosen = [at(session, person).nominee_id for person in persons]
    fields: dict[str, Any] = {"decision_number": "县组〔2026〕9号", "decided_on": on, "signed_by": "赵一鸣"}
    return actions.admit(session, actor, 1, chosen, **{**fields, **changes})


def relative(session: Session, actor: Actor, person: int) -> None:
    account = create_account(
        session, ACTOR, KEYS, name=actor.name, display_name="", password=PASSWORD, role=Role.OFFICER
    )
    row = {"account_id": account.id, "person_number": person, "relation": Relation.RELATIVE, "declared_by": "sec"}
    session.execute(sa.insert(RelationRecord).values(**row, declared_at=clock.now()))


# ---- the whole way -------------------------------------------------------------------------------------


def test_a_list_is_published_and_admitted_and_the_campaign_stays_as_it_was(
    database: Database, day: Callable[[str], dt.date]
) -> None:
    with database.writing() as session:
        approved(session)
        before = (retention.reviewed(session, 1), quota.cards(session, 1))
        assert set(stages(session).values()) == {"unpublished"}
        publish(session, day("07-06"))
        assert {one.clock.last for one in queries.standing(session, 1, day("07-06")).entrants if one.clock} == {
            dt.date(2026, 7, 10)
        }
        with pytest.raises(Conflict, match="on a notice already"):
            publish(session, day("07-06"))
        with pytest.raises(Refused, match="notice period lasts until 2026-07-10") as error:
            admit(session, *stages(session), on=day("07-10"))
        assert len(error.value.reasons) == 5
        on = day("07-13")
        with pytest.raises(Refused, match="has to be of a later day"):
            admit(session, SECOND, on=dt.date(2026, 7, 10))
        assert admit(session, *stages(session), on=on) == 5
        with pytest.raises(Conflict, match="admitted already"):
            admit(session, SECOND, on=on)
        after = (retention.reviewed(session, 1), quota.cards(session, 1))
        present = {one.person: one for one in pool.present(session).values()}
        told = {one.subject: one for one in entries(session, tag=Tag.POOL_ADMIT)}
        left = [one.subject for one in entries(session, tag=Tag.POOL_RELEASE)]
    assert before == after
    assert {person: one.place_class for person, one in present.items()} == {
        ORDINARY: CHIEF, KEPT: CHIEF, SECOND: DEPUTY, YOUNG: DEPUTY, EASTERN: DEPUTY,
    }  # fmt: skip
    assert str(present[SECOND].since) == "2026.07.13"
    assert present[SECOND].admitted_in == 1
    assert left == ["P00008", "P00004"]
    assert told["P00004"].details["decision_number"] == "县组〔2026〕9号"
    assert told["P00004"].actor == "zhao"
    with database.reading() as session:
        assert replay(session, KEYS, 1).differences == ()
        assert verify(session).ok


def test_the_old_place_is_kept_until_the_admission(database: Database, day: Callable[[str], dt.date]) -> None:
    with database.writing() as session:
        approved(session)
        publish(session, day("07-06"))
        day("07-13")
        admit(session, SECOND, on=clock.today())
        assert {one.place_class for one in pool.present(session).values() if one.person == KEPT} == {DEPUTY}
        admit(session, KEPT, on=clock.today())
        stays = session.execute(
            sa.select(MemberRecord.place_class, MemberRecord.released_on, MemberRecord.admitted_in)
            .where(MemberRecord.person_number == KEPT)
            .order_by(MemberRecord.id)
        ).all()
    assert [tuple(stay) for stay in stays] == [(DEPUTY, dt.date(2026, 7, 13), None), (CHIEF, None, 1)]


# ---- the notice ----------------------------------------------------------------------------------------


def test_no_notice_before_the_approval_nor_into_a_year_without_calendar(
    database: Database, day: Callable[[str], dt.date]
) -> None:
    with database.writing() as session:
        campaign(session, "listing", COUNTY)
        with pytest.raises(Refused, match="not approved yet"):
            publish(session, FRIDAY)
        with pytest.raises(NotFound):
            actions.open_notice(session, WANG, 9, first_day=FRIDAY, signed_by="王建国")
        listing.submit_list(session, WANG, 1, signed_by="王建国", open_meant=True)
        decision: dict[str, Any] = {"decision_number": "县委〔2026〕31号", "meeting": "常委会"}
        listing.approve_list(session, ZHAO, 1, signed_by="赵一鸣", **decision, decided_on=FRIDAY)
        for first in (None, dt.date(2026, 7, 2), dt.date(2026, 9, 1)):
            with pytest.raises(Invalid):
                publish(session, first)
        relative(session, WANG, YOUNG)
        day("12-30")
        with pytest.raises(Refused) as error:
            publish(session, clock.today())
        assert [reason.msgid[:20] for reason in error.value.reasons] == ["This is about a decl", "The working days of "]


# ---- objections ----------------------------------------------------------------------------------------


def test_an_objection_about_one_stops_one_clock_and_the_days_left_go_on(
    database: Database, day: Callable[[str], dt.date]
) -> None:
    with database.writing() as session:
        approved(session)
        publish(session, day("07-06"))
        made = object_to(session, SECOND, day("07-08"))
        day("07-13")
        found = stages(session)
        assert (found[SECOND], found[YOUNG]) == ("stopped", "over")
        told = at(session, SECOND).clock
        assert told is not None
        assert (told.stopped, told.left) == (True, 3)
        with pytest.raises(Refused, match="P00002: an objection is still open"):
            admit(session, SECOND, YOUNG, on=clock.today())
        assert Stage.ADMITTED.value not in stages(session).values()
        with pytest.raises(Refused, match="You took this objection in yourself"):
            decide(session, made, upheld=False, actor=WANG)
        decide(session, made, upheld=False)
        with pytest.raises(Conflict):
            decide(session, made, upheld=True)
        told = at(session, SECOND).clock
        assert told is not None
        assert told.last == dt.date(2026, 7, 16)
        day("07-17")
        assert admit(session, SECOND, on=clock.today()) == 1
        (taken,) = entries(session, tag=Tag.PUBLICITY_TAKE_OBJECTION)
    assert (taken.subject, taken.details["channel"]) == ("P00002", "letter")


def test_an_objection_about_all_stops_all_and_takes_off_whom_it_names(
    database: Database, day: Callable[[str], dt.date]
) -> None:
    with database.writing() as session:
        approved(session)
        publish(session, day("07-06"))
        made = object_to(session, None, day("07-07"))
        assert set(stages(session).values()) == {"stopped"}
        with pytest.raises(Invalid) as wrong:
            decide(session, made, upheld=True, investigation=" ")
        assert wrong.value.fields.keys() == {"investigation", "withdrawn"}
        decide(session, made, upheld=True, withdrawn=[at(session, YOUNG).nominee_id])
        found = stages(session)
        assert (found[YOUNG], found[SECOND]) == ("withdrawn", "running")
        day("07-20")
        with pytest.raises(Refused, match="P00003 was withdrawn"):
            admit(session, YOUNG, on=clock.today())
        with pytest.raises(Refused, match="Nobody concerned"):
            object_to(session, YOUNG, clock.today())


def test_what_is_wrong_with_an_objection_is_said_at_once(database: Database, day: Callable[[str], dt.date]) -> None:
    with database.writing() as session:
        approved(session)
        publish(session, day("07-06"))
        with pytest.raises(Invalid) as wrong:
            object_to(session, SECOND, dt.date(2026, 7, 9), channel=None, summary=" ")
        assert wrong.value.fields.keys() == {"received_on", "channel", "summary"}
        with pytest.raises(Invalid):
            object_to(session, SECOND, dt.date(2026, 7, 2))
        with pytest.raises(NotFound):
            object_to(session, None, clock.today(), nominee_id=99)
        with pytest.raises(NotFound):
            decide(session, 99, upheld=False)
        relative(session, WANG, SECOND)
        with pytest.raises(Refused, match="relative of yours"):
            object_to(session, SECOND, clock.today())
        made = object_to(session, YOUNG, clock.today())
        relative(session, LI, YOUNG)
        with pytest.raises(Refused, match="relative of yours"):
            decide(session, made, upheld=False)
        moment = clock.now()
        row: dict[str, Any] = {
            "objection_id": made,
            "taken_account": "wang",
            "upheld": False,
            "investigation": "x",
            "grounds": "x",
        }
        row |= {"decided_by": "李", "decided_account": "li", "decided_on": FRIDAY, "decided_at": moment}
        law = "ck_objection_decision_two_persons"
        keeps(session, ObjectionDecisionRecord, row, {"decided_account": "wang"}, law)
        keeps(session, ObjectionDecisionRecord, row, {"taken_account": "other"}, "fk_objection_decision_objection")


# ---- who comes instead ---------------------------------------------------------------------------------


def test_the_next_by_rank_comes_by_a_decision_of_its_own_and_is_published(
    database: Database, day: Callable[[str], dt.date]
) -> None:
    decision: dict[str, Any] = {"decision_number": "县委〔2026〕40号", "meeting": "常委会", "signed_by": "赵一鸣"}
    with database.writing() as session:
        approved(session)
        publish(session, day("07-06"))
        decide(session, object_to(session, EASTERN, day("07-07")), upheld=True)
        gone = at(session, EASTERN).nominee_id
        stands = queries.standing(session, 1, clock.today())
        (following,) = vacancies(session, 1, stands)[gone]
        assert following.person == REMOVED
        day("07-09")

        def come(who: int, actor: Actor = ZHAO, **changes: Any) -> None:  # noqa: ANN401 - any parameter
            fields: dict[str, Any] = {**decision, "decided_on": clock.today(), **changes}
            actions.replace(session, actor, 1, gone, who, **fields)

        with pytest.raises(Refused, match="You withdrew the one before yourself"):
            come(following.id, LI)
        with pytest.raises(Refused, match="not the next by rank"):
            come(at(session, SECOND).nominee_id)
        with pytest.raises(Invalid) as wrong:
            come(following.id, decided_on=dt.date(2026, 7, 6), meeting=" ")
        assert wrong.value.fields.keys() == {"decided_on", "meeting"}
        come(following.id)
        with pytest.raises(Conflict):
            come(following.id)
        assert stages(session)[REMOVED] == "unpublished"
        publish(session, day("07-10"))
        assert stages(session)[SECOND] == "running"
        day("07-17")
        with pytest.raises(Refused, match="P00008: the notice period lasts until 2026-07-16"):
            admit(session, REMOVED, on=dt.date(2026, 7, 16))
        assert admit(session, REMOVED, SECOND, on=clock.today()) == 2
        assert replay(session, KEYS, 1).differences == ()
        (told,) = entries(session, tag=Tag.PUBLICITY_REPLACE)
    assert (told.subject, told.details["instead_of"]) == ("P00008", "P00007")


def test_nobody_is_admitted_on_a_place_that_is_taken_or_without_an_approved_exception(
    database: Database, day: Callable[[str], dt.date]
) -> None:
    with database.writing() as session:
        approved(session)
        publish(session, day("07-06"))
        day("07-13")
        admit(session, SECOND, on=clock.today())
        one = at(session, YOUNG)
        member = session.scalar(sa.select(sa.func.min(MemberRecord.id)))
        taken = at(session, SECOND).place_id
        row: dict[str, Any] = {
            "nominee_id": one.nominee_id,
            "cycle_id": 1,
            "unit_id": one.unit_id,
            "place_class": DEPUTY,
        }
        row |= {"place_id": one.place_id, "place_is_open": True, "standing": "exceptional", "approved": True}
        row |= {"member_id": member, "left_member_id": None, "decision_number": "x", "admitted_on": FRIDAY}
        row |= {"admitted_by": "赵", "admitted_account": "zhao", "admitted_at": clock.now()}
        keeps(session, AdmissionRecord, row, {"place_id": taken}, "uq_admission_place_id")
        keeps(session, AdmissionRecord, row, {"approved": None}, "ck_admission_exception_is_approved")
        keeps(session, AdmissionRecord, row, {"standing": "eligible"}, "fk_admission_screening")
        keeps(session, AdmissionRecord, row, {"place_is_open": False}, "ck_admission_open_places_only")


def test_a_relative_admits_nobody_and_nobody_is_forgotten_in_a_decision(
    database: Database, day: Callable[[str], dt.date]
) -> None:
    with database.writing() as session:
        approved(session)
        publish(session, day("07-06"))
        day("07-13")
        relative(session, ZHAO, YOUNG)
        with pytest.raises(Refused, match="relative of yours"):
            admit(session, YOUNG, SECOND, on=clock.today())
        with pytest.raises(Invalid) as wrong:
            admit(session, on=dt.date(2026, 7, 20), decision_number=" ")
        assert wrong.value.fields.keys() == {"decision_number", "decided_on", "nominees"}
        other = next(number for number, one in nominee.nominees(session, 1).items() if one.person == REMOVED)
        with pytest.raises(NotFound):
            actions.admit(session, ZHAO, 1, [other], decision_number="x", decided_on=FRIDAY, signed_by="赵")
