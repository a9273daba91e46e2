"""The list before the committee: submitted by one, approved by another with the decision's number, or sent back."""

import datetime as dt
import threading
import time
from collections.abc import Callable, Iterator
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
from reserve.audit.record import record
from reserve.audit.tags import Tag
from reserve.cycle import queries as cycle
from reserve.cycle import steps
from reserve.cycle.model import Step
from reserve.db import Database
from reserve.errors import Conflict, Invalid, NotFound, Refused, ReserveError
from reserve.exam import actions as exam
from reserve.listing import actions, queries
from reserve.listing.model import TieDecision
from reserve.listing.tables import SubmissionRecord
from tests.accounts.accounts import PASSWORD
from tests.cycle.laws import keeps
from tests.cycle.town import ACTOR, EASTERN, KEYS, ORDINARY, REMOVED, SECOND, TOWN, YOUNG, campaign, mark, tie

pytestmark = pytest.mark.usefixtures("quick_hashes")
Acts = tuple[Callable[[], object], ...]
WANG, ZHAO = Actor("wang", ActorKind.PERSON), Actor("zhao", ActorKind.PERSON)
DECISION: dict[str, Any] = {
    "decision_number": "县委〔2026〕31号",
    "meeting": "县委常委会第18次会议",
    "decided_on": dt.date(2026, 7, 3),
}


@pytest.fixture(autouse=True)
def some_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the end of the working day on 6 July 2026: in the office, not yet in Greenwich's evening."""
    monkeypatch.setattr(clock, "now", lambda: dt.datetime(2026, 7, 6, 9, 0, tzinfo=dt.UTC))


@pytest.fixture
def sqlite(sqlite_url: str) -> Iterator[Database]:
    """A fresh SQLite database: for what does not depend on the kind of database."""
    opened = Database(sqlite_url)
    yield opened
    opened.dispose()


def submit(session: Session, actor: Actor = WANG, **changes: Any) -> str:  # noqa: ANN401 - any parameter
    return actions.submit_list(session, actor, 1, **{"signed_by": "王建国", "open_meant": True, **changes})


def approve(session: Session, actor: Actor = ZHAO, **changes: Any) -> None:  # noqa: ANN401 - any parameter
    actions.approve_list(session, actor, 1, **{"signed_by": "赵一鸣", **DECISION, **changes})


def send_back(session: Session, reason: str = "请核对城关镇人选") -> None:
    actions.send_back_list(session, ZHAO, 1, signed_by="赵一鸣", reason=reason)


# ---- the way of a list ---------------------------------------------------------------------------------


def test_one_submits_another_approves_and_everybody_listed_is_in_the_journal(database: Database) -> None:
    with database.writing() as session:
        campaign(session, "listing")
        before = queries.digest(session, 1)
        assert submit(session, seen=before) == before
        assert cycle.steps(session, 1)[Step.APPROVAL].actor == "wang"
        approve(session, seen=before)
        found = queries.submission(session, 1)
        told = {one.subject: one for one in entries(session, tag=Tag.LISTING_APPROVE)}
        (sent,) = entries(session, tag=Tag.LISTING_SUBMIT)
    assert found is not None
    assert found.approved
    assert (found.digest, found.submitted_by, found.submitted_account) == (before, "王建国", "wang")
    assert (found.approved_by, found.approved_account, found.decision_number) == ("赵一鸣", "zhao", "县委〔2026〕31号")
    assert (sent.subject, sent.details["digest"], sent.details["listed"]) == ("cycle 1", before, 3)
    assert (sent.details["left"], sent.details["open_ties"]) == (6, 2)
    assert told.keys() == {"cycle 1", "P00001", "P00002", "P00003"}
    for one in told.values():
        assert one.actor == "zhao"
        assert (one.details["decision_number"], one.details["decided_on"]) == ("县委〔2026〕31号", "2026-07-03")
        assert one.details["digest"] == before
    why = told["P00003"].details["why"]
    assert isinstance(why, dict)
    assert why["msgid"].startswith("Listed under the exception")
    assert why["params"]["votes"] == 27


def test_a_list_that_is_sent_back_can_be_worked_on_and_submitted_again(database: Database) -> None:
    with database.writing() as session:
        campaign(session, "listing")
        first = submit(session)
        with pytest.raises(Refused, match="was submitted for approval"):
            actions.draw_list(session, ACTOR, 1)
        with pytest.raises(Invalid):
            send_back(session, " ")
        send_back(session)
        assert queries.submission(session, 1) is None
        assert Step.APPROVAL not in cycle.steps(session, 1)
        (told,) = entries(session, tag=Tag.LISTING_RETURN)
        actions.settle_ties(session, ACTOR, 1, (tie(EASTERN), tie(REMOVED, TieDecision.LEAVE_OUT)))
        actions.draw_list(session, ACTOR, 1)
        assert submit(session) != first
    assert (told.actor, told.details["reason"], told.details["digest"]) == ("zhao", "请核对城关镇人选", first)


def test_an_approved_list_is_final(database: Database) -> None:
    with database.writing() as session:
        campaign(session, "listing")
        submit(session)
        approve(session)
        acts: Acts = (lambda: approve(session), lambda: send_back(session))
        for act in acts:
            with pytest.raises(Conflict, match="approved already and final"):
                act()
        with pytest.raises(Conflict, match="submitted already"):
            submit(session)
        with pytest.raises(Refused):
            actions.draw_list(session, ACTOR, 1)
        with pytest.raises(Refused):
            exam.record_marks(session, ACTOR, 1, [mark(SECOND, 9000)])


def test_the_same_list_has_the_same_digest_however_often_it_is_drawn(database: Database) -> None:
    with database.writing() as session:
        campaign(session, "listing")
        first = queries.digest(session, 1)
        actions.draw_list(session, ACTOR, 1)
        assert queries.digest(session, 1) == first
        exam.record_marks(session, ACTOR, 1, [mark(SECOND, 8100)])
        actions.draw_list(session, ACTOR, 1)
        assert queries.digest(session, 1) != first


# ---- what cannot be submitted --------------------------------------------------------------------------


def test_nothing_is_submitted_before_it_is_drawn(sqlite: Database) -> None:
    with sqlite.writing() as session:
        campaign(session, "exam")
        with pytest.raises(Refused, match="not drawn up yet"):
            submit(session)
        with pytest.raises(NotFound):
            actions.submit_list(session, WANG, 9, signed_by="王建国")


@pytest.mark.parametrize("step", [Step.MARKS, Step.ROSTER, Step.TIES, Step.EXCEPTIONS])
def test_what_is_out_of_date_is_not_submitted(sqlite: Database, step: Step) -> None:
    with sqlite.writing() as session:
        campaign(session, "listing")
        steps.take(session, ACTOR, 1, step, record(session, ACTOR, Tag.EXAM_RECORD, "P00001", {}))
        with pytest.raises(Refused, match="out of date"):
            submit(session)


def test_reserved_places_are_settled_first_or_meant(sqlite: Database) -> None:
    with sqlite.writing() as session:
        campaign(session, "listing", replace(TOWN, exceptions=()))
        with pytest.raises(Refused, match="1 places are reserved") as error:
            submit(session, open_meant=False)
        assert len(error.value.reasons) == 2
        submit(session, open_meant=True)


def test_a_reserved_place_is_nobodys_listing_when_the_list_is_approved(sqlite: Database) -> None:
    with sqlite.writing() as session:
        campaign(session, "listing", replace(TOWN, exceptions=()))
        submit(session)
        approve(session)
        told = {one.subject: one.details for one in entries(session, tag=Tag.LISTING_APPROVE)}
        assert queries.sums(session, 1).reserved == 1
    assert told.keys() == {"cycle 1", "P00001", "P00002"}
    assert (told["cycle 1"]["listed"], told["cycle 1"]["reserved"]) == (2, 1)


def test_open_places_are_said_to_be_meant(sqlite: Database) -> None:
    with sqlite.writing() as session:
        campaign(session, "listing")
        with pytest.raises(Refused, match="6 places stay open, and 2 people wait"):
            submit(session, open_meant=False)
        submit(session, open_meant=True)


def test_only_the_list_that_was_shown_is_submitted_and_approved(sqlite: Database) -> None:
    with sqlite.writing() as session:
        campaign(session, "listing")
        seen = queries.digest(session, 1)
        exam.record_marks(session, ACTOR, 1, [mark(SECOND, 8100)])
        actions.draw_list(session, ACTOR, 1)
        with pytest.raises(Conflict, match="drawn anew meanwhile"):
            submit(session, seen=seen)
        submit(session)
        with pytest.raises(Conflict, match="not the one that was submitted"):
            approve(session, seen=seen)


def test_a_list_that_was_changed_underneath_is_not_approved(sqlite: Database) -> None:
    with sqlite.writing() as session:
        campaign(session, "listing")
        submit(session)
        session.execute(sa.text("DELETE FROM listing WHERE nominee_id = (SELECT min(nominee_id) FROM listing)"))
        with pytest.raises(Conflict, match="not the one that was submitted"):
            approve(session)


# ---- who, and with what decision -----------------------------------------------------------------------


def test_whoever_submitted_does_not_approve(database: Database) -> None:
    with database.writing() as session:
        campaign(session, "listing")
        submit(session)
        with pytest.raises(Refused, match="You submitted this list yourself"):
            approve(session, WANG)


@pytest.mark.parametrize("about", [ORDINARY, YOUNG])
def test_a_relative_of_somebody_listed_neither_submits_nor_approves(sqlite: Database, about: int) -> None:
    with sqlite.writing() as session:
        campaign(session, "listing")
        for actor in (WANG, ZHAO):
            name = actor.name
            account = create_account(
                session, ACTOR, KEYS, name=name, display_name="", password=PASSWORD, role=Role.OFFICER
            )
            relation = {"account_id": account.id, "person_number": about, "relation": Relation.RELATIVE}
            session.execute(sa.insert(RelationRecord).values(**relation, declared_by="sec", declared_at=clock.now()))
        with pytest.raises(Refused, match="relative of yours") as error:
            submit(session)
        assert len(error.value.reasons) == 1
        submit(session, Actor("li", ActorKind.PERSON))
        with pytest.raises(Refused, match="relative of yours"):
            approve(session)


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"decision_number": " "}, {"decision_number"}),
        ({"meeting": ""}, {"meeting"}),
        ({"decided_on": None}, {"decided_on"}),
        ({"decided_on": dt.date(2026, 7, 7)}, {"decided_on"}),
        ({"decision_number": "", "meeting": "", "decided_on": None}, {"decision_number", "meeting", "decided_on"}),
    ],
)
def test_a_decision_has_number_meeting_and_a_day_that_has_come(
    sqlite: Database, changes: dict[str, Any], fields: set[str]
) -> None:
    with sqlite.writing() as session:
        campaign(session, "listing")
        submit(session)
        with pytest.raises(Invalid) as error:
            approve(session, **changes)
        assert error.value.fields.keys() == fields
        approve(session, decided_on=dt.date(2026, 7, 6))


def test_nothing_is_approved_or_sent_back_that_was_not_submitted(sqlite: Database) -> None:
    with sqlite.writing() as session:
        campaign(session, "listing")
        acts: Acts = (lambda: approve(session), lambda: send_back(session))
        for act in acts:
            with pytest.raises(Conflict, match="No list waits"):
                act()


# ---- at the same time ----------------------------------------------------------------------------------


def at_once(database: Database, *acts: Callable[[Session], object]) -> list[str]:
    """Do several things in transactions of their own that begin together; return what each came to."""
    begin, came = threading.Barrier(len(acts)), [""] * len(acts)

    def do(at: int) -> None:
        begin.wait()
        try:
            with database.writing() as session:
                acts[at](session)
            came[at] = "done"
        except ReserveError as error:
            came[at] = type(error).__name__

    threads = [threading.Thread(target=do, args=(at,)) for at in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return came


def test_submitted_twice_at_once_it_is_submitted_once(database: Database) -> None:
    with database.writing() as session:
        campaign(session, "listing")
    assert sorted(at_once(database, submit, lambda session: submit(session, ZHAO))) == ["Conflict", "done"]


def test_approved_and_sent_back_at_once_one_of_them_counts(database: Database) -> None:
    with database.writing() as session:
        campaign(session, "listing")
        submit(session)
    assert sorted(at_once(database, approve, send_back)) == ["Conflict", "done"]


@pytest.mark.postgres
def test_a_submission_waits_for_who_is_changing_something_and_then_sees_it(postgres_url: str) -> None:
    """On PostgreSQL writers run side by side: one who looked before the submission is let finish first."""
    database = Database(postgres_url)
    with database.writing() as session:
        campaign(session, "listing")
    looked = threading.Event()

    def slowly(session: Session) -> None:
        cycle.refuse_submitted(session, 1)
        looked.set()
        time.sleep(0.3)
        steps.take(session, ACTOR, 1, Step.MARKS, record(session, ACTOR, Tag.EXAM_RECORD, "P00001", {}))

    def then_submit(session: Session) -> None:
        assert looked.wait(10)
        submit(session)

    assert at_once(database, slowly, then_submit) == ["done", "Refused"]
    with database.reading() as session:
        assert queries.submission(session, 1) is None
    database.dispose()


# ---- what the database refuses -------------------------------------------------------------------------


def test_two_persons_and_a_decision_stand_behind_an_approved_list(database: Database) -> None:
    with database.writing() as session:
        campaign(session, "listing")
        legal = {
            "cycle_id": 1,
            "digest": "0" * 64,
            "submitted_by": "王建国",
            "submitted_account": "wang",
            "submitted_at": clock.now(),
            "decision_number": "县委〔2026〕31号",
            "meeting": "县委常委会",
            "decided_on": dt.date(2026, 7, 3),
            "approved_by": "赵一鸣",
            "approved_account": "zhao",
            "approved_at": clock.now(),
        }
        law = "ck_list_submission_two_persons_and_a_decision"
        keeps(session, SubmissionRecord, legal, {"approved_account": "wang"}, law)
        keeps(session, SubmissionRecord, legal, {"decision_number": ""}, law)
        keeps(session, SubmissionRecord, legal, {"decided_on": None}, law)
        keeps(session, SubmissionRecord, legal, {"approved_at": None}, "ck_list_submission_dated")
        keeps(session, SubmissionRecord, legal, {"digest": "0"}, "ck_list_submission_submitted")
        keeps(session, SubmissionRecord, legal, {"submitted_account": ""}, "ck_list_submission_submitted")
        submit(session)
        with pytest.raises(Conflict):
            submit(session)
