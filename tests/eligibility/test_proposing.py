"""An exception is proposed by one person and approved by others; all three answer for it, and it stays on record."""

import datetime as dt
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from reserve import clock
from reserve.accounts.actions import create_account
from reserve.accounts.model import Relation, Role
from reserve.accounts.tables import RelationRecord
from reserve.audit.model import Actor, ActorKind
from reserve.audit.queries import entries
from reserve.audit.record import record
from reserve.audit.tags import Tag
from reserve.campaign.sending_back import send_back_exception as send_back_and_reserve
from reserve.cycle import queries as cycle
from reserve.cycle import steps
from reserve.cycle.model import Step
from reserve.db import Database
from reserve.eligibility import actions, queries
from reserve.eligibility.approval import fingerprint
from reserve.eligibility.model import ExceptionRow
from reserve.eligibility.tables import ApprovalRecord, ClosedExceptionRecord
from reserve.errors import Conflict, Invalid, NotFound, Refused, ReserveError
from reserve.listing import actions as listing
from reserve.listing.queries import listed, outdated
from reserve.nominee import queries as nominee
from reserve.text import word
from tests.accounts.accounts import PASSWORD
from tests.cycle.laws import keeps
from tests.cycle.town import ACTOR, DEPUTY, KEYS, NO_BIRTH, SECOND, TOO_OLD, TOWN, YOUNG, campaign, papers

pytestmark = pytest.mark.usefixtures("quick_hashes")
Acts = tuple[Callable[[], object], ...]
NAMES = {"wang": "王建国", "zhao": "赵一鸣", "qian": "钱学林", "sun": "孙大海"}
REASON, EVIDENCE = "抗洪抢险中带头担当，群众公认", "县委表彰决定〔2026〕3号"


def actor(name: str) -> Actor:
    return Actor(name, ActorKind.PERSON)


@pytest.fixture
def sqlite(sqlite_url: str) -> Iterator[Database]:
    """A fresh SQLite database: for what does not depend on the kind of database."""
    opened = Database(sqlite_url)
    yield opened
    opened.dispose()


def opened(session: Session, rows: tuple[ExceptionRow, ...] = (), last: str = "exceptions") -> int:
    """A campaign up to the papers; returns the id of the exceptional nominee."""
    campaign(session, last, replace(TOWN, exceptions=rows))
    return of(session, YOUNG)


def of(session: Session, person: int) -> int:
    return next(
        one.id for one in nominee.nominees(session, 1).values() if (one.person, one.place_class) == (person, DEPUTY)
    )


def propose(session: Session, nominee_id: int, by: str = "wang", **changes: str) -> None:
    said = {"signed_by": NAMES[by], "reason": REASON, "evidence": EVIDENCE, **changes}
    actions.propose_exception(session, actor(by), 1, nominee_id, **said)


def approve(session: Session, nominee_id: int, by: str, **changes: str) -> bool:
    return actions.approve_exception(session, actor(by), 1, nominee_id, **{"signed_by": NAMES[by], **changes})


def send_back(session: Session, nominee_id: int, reason: str = "依据不足", by: str = "zhao") -> None:
    actions.send_back_exception(session, actor(by), 1, nominee_id, signed_by=NAMES[by], reason=reason)


def withdraw(session: Session, nominee_id: int, by: str = "wang") -> None:
    actions.withdraw_exception(session, actor(by), 1, nominee_id, signed_by=NAMES[by])


def reasons(error: pytest.ExceptionInfo[ReserveError]) -> str:
    return "; ".join(word(reason, "en") for reason in error.value.reasons)


def related(session: Session, name: str, person: int, kind: Relation = Relation.RELATIVE) -> None:
    """Declare a relation of an account, which is made for it."""
    account = create_account(
        session, ACTOR, KEYS, name=name, display_name=NAMES[name], password=PASSWORD, role=Role.OFFICER
    )
    relation = {"account_id": account.id, "person_number": person, "relation": kind}
    session.execute(sa.insert(RelationRecord).values(**relation, declared_by="security", declared_at=clock.now()))


def submitted(session: Session) -> None:
    steps.take(session, ACTOR, 1, Step.APPROVAL, record(session, ACTOR, Tag.LISTING_SUBMIT, "cycle 1", {}))


# ---- three persons -------------------------------------------------------------------------------------


def test_one_proposes_two_approve_and_every_act_is_told(database: Database) -> None:
    with database.writing() as session:
        number = opened(session)
        propose(session, number)
        assert not queries.papers(session, 1)[number].complete
        assert approve(session, number, "zhao") is False
        assert approve(session, number, "qian") is True
        kept = queries.proposal(session, number)
        told = [one for one in entries(session, subject="P00003") if one.tag.endswith("_exception")]
        taken = cycle.steps(session, 1)[Step.EXCEPTIONS]
    today = clock.today()
    assert kept is not None
    assert (kept.complete, kept.proposed_by, kept.proposed_account, kept.proposed_on) == (True, "王建国", "wang", today)
    assert kept.approvals == (("赵一鸣", "zhao", today), ("钱学林", "qian", today))
    assert [(one.tag, one.actor) for one in told] == [
        (Tag.ELIGIBILITY_PROPOSE_EXCEPTION, "wang"),
        (Tag.ELIGIBILITY_APPROVE_EXCEPTION, "zhao"),
        (Tag.ELIGIBILITY_APPROVE_EXCEPTION, "qian"),
    ]
    assert [one.details.get("complete") for one in told] == [False, False, True]
    assert told[0].details["waived"] == told[2].details["waived"] != []
    assert (told[0].details["reason"], told[2].details["evidence"]) == (REASON, EVIDENCE)
    assert (taken.sequence, taken.actor) == (told[-1].sequence, "qian")


def test_whoever_proposed_cannot_approve_nor_anybody_twice(database: Database) -> None:
    with database.writing() as session:
        number = opened(session)
        propose(session, number)
        with pytest.raises(Refused, match="You proposed this exception yourself"):
            approve(session, number, "wang")
        approve(session, number, "zhao")
        with pytest.raises(Refused, match="You approved this exception already"):
            approve(session, number, "zhao")
        assert not queries.papers(session, 1)[number].complete


@pytest.mark.parametrize("name", [NAMES["wang"], NAMES["zhao"]])
def test_another_account_of_the_same_name_is_the_same_person(sqlite: Database, name: str) -> None:
    with sqlite.writing() as session:
        number = opened(session)
        propose(session, number)
        approve(session, number, "zhao")
        with pytest.raises(Refused, match="appears twice"):
            approve(session, number, "qian", signed_by=name)


def test_the_person_cannot_sign_for_himself(sqlite: Database) -> None:
    with sqlite.writing() as session:
        number = opened(session)
        own = next(one.name for one in TOWN.people if one.number == YOUNG)
        with pytest.raises(Refused, match="is the person or a relative"):
            propose(session, number, signed_by=own)
        propose(session, number)
        with pytest.raises(Refused, match="is the person or a relative"):
            approve(session, number, "zhao", signed_by=own)


@pytest.mark.parametrize("kind", list(Relation))
def test_nobody_acts_on_the_own_or_a_relatives_exception(sqlite: Database, kind: Relation) -> None:
    with sqlite.writing() as session:
        number = opened(session)
        related(session, "sun", YOUNG, kind)
        with pytest.raises(Refused, match="This is about"):
            propose(session, number, "sun")
        propose(session, number)
        acts: Acts = (
            lambda: approve(session, number, "sun"),
            lambda: send_back(session, number, by="sun"),
            lambda: withdraw(session, number, "sun"),
        )
        for act in acts:
            with pytest.raises(Refused, match="This is about"):
                act()


@pytest.mark.parametrize("signer", ["wang", "zhao"])
def test_a_relation_declared_after_signing_keeps_the_exception_from_being_completed(
    sqlite: Database, signer: str
) -> None:
    with sqlite.writing() as session:
        number = opened(session)
        propose(session, number)
        approve(session, number, "zhao")
        related(session, signer, YOUNG)
        with pytest.raises(Refused, match=f"{NAMES[signer]} is the person or a relative"):
            approve(session, number, "qian")


# ---- what can be proposed ------------------------------------------------------------------------------


@pytest.mark.parametrize("person", [SECOND, TOO_OLD, NO_BIRTH])
def test_only_who_stands_under_the_exception_can_be_proposed(sqlite: Database, person: int) -> None:
    with sqlite.writing() as session:
        opened(session)
        with pytest.raises(Refused, match="does not stand under the exception"):
            propose(session, of(session, person))


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"reason": "工作出色。 "}, {"reason"}),
        ({"reason": "  "}, {"reason"}),
        ({"evidence": " \n"}, {"evidence"}),
        ({"reason": "", "evidence": ""}, {"reason", "evidence"}),
    ],
)
def test_a_proposal_says_why_and_on_what_evidence(sqlite: Database, changes: dict[str, str], fields: set[str]) -> None:
    with sqlite.writing() as session:
        number = opened(session)
        with pytest.raises(Invalid) as error:
            propose(session, number, **changes)
        assert error.value.fields.keys() == fields
        assert queries.proposal(session, number) is None


def test_there_is_one_proposal_and_only_in_its_own_cycle(sqlite: Database) -> None:
    with sqlite.writing() as session:
        number = opened(session)
        propose(session, number)
        with pytest.raises(Conflict, match="proposal for this person already"):
            propose(session, number, "zhao")
        with pytest.raises(NotFound):
            actions.approve_exception(session, actor("zhao"), 2, number, signed_by="赵一鸣")
        with pytest.raises(NotFound):
            propose(session, 999)


def test_without_a_proposal_there_is_nothing_to_act_on(sqlite: Database) -> None:
    with sqlite.writing() as session:
        number = opened(session)
        acts: Acts = (
            lambda: approve(session, number, "zhao"),
            lambda: withdraw(session, number),
        )
        for act in acts:
            with pytest.raises(Conflict, match="There is no proposal"):
                act()
        with pytest.raises(Conflict, match="There is no proposal"):
            send_back(session, number)


def test_a_list_is_out_of_date_when_an_exception_is_complete_or_no_longer_so(sqlite: Database) -> None:
    with sqlite.writing() as session:
        number = opened(session, last="listing")
        propose(session, number)
        approve(session, number, "zhao")
        withdraw(session, number)
        assert outdated(session, 1) == frozenset()
        propose(session, number)
        approve(session, number, "zhao")
        approve(session, number, "qian")
        assert outdated(session, 1) == {Step.EXCEPTIONS}
        listing.draw_list(session, ACTOR, 1)
        send_back_and_reserve(session, actor("zhao"), 1, number, signed_by="赵一鸣", reason="依据不实")
        assert outdated(session, 1) == {Step.EXCEPTIONS}


def test_only_what_was_shown_is_approved(sqlite: Database) -> None:
    with sqlite.writing() as session:
        number = opened(session)
        propose(session, number)
        screened, before = queries.screening(session, number), queries.proposal(session, number)
        assert screened is not None
        assert screened.exception is not None
        assert before is not None
        seen = fingerprint(before, screened.exception["waived"])
        withdraw(session, number)
        propose(session, number, reason="换一个完全不同的理由，原来的撤回")
        with pytest.raises(Conflict, match="not those that you were shown"):
            approve(session, number, "zhao", seen=seen)
        after = queries.proposal(session, number)
        assert after is not None
        assert approve(session, number, "zhao", seen=fingerprint(after, screened.exception["waived"])) is False


# ---- taking back ---------------------------------------------------------------------------------------


def test_a_proposal_is_withdrawn_by_who_made_it_and_kept(database: Database) -> None:
    with database.writing() as session:
        number = opened(session)
        propose(session, number)
        approve(session, number, "zhao")
        with pytest.raises(Refused, match="Only 王建国"):
            withdraw(session, number, "qian")
        withdraw(session, number)
        assert queries.proposal(session, number) is None
        (kept,) = session.execute(sa.select(ClosedExceptionRecord.__table__)).all()
        (told,) = entries(session, tag=Tag.ELIGIBILITY_CLOSE_EXCEPTION)
        propose(session, number, "zhao")
    assert (kept.person_number, kept.place_class, kept.closing, kept.closed_by) == (
        YOUNG,
        "deputy",
        "withdrawn",
        "王建国",
    )
    assert (kept.papers["reason"], kept.papers["approvals"]) == (
        REASON,
        [["赵一鸣", clock.today().isoformat(), "zhao"]],
    )
    assert (told.subject, told.details["closing"], told.details["reason"]) == ("P00003", "withdrawn", REASON)


def test_what_is_approved_cannot_be_withdrawn_or_approved_again(sqlite: Database) -> None:
    with sqlite.writing() as session:
        number = opened(session)
        propose(session, number)
        approve(session, number, "zhao")
        approve(session, number, "qian")
        acts: Acts = (
            lambda: withdraw(session, number),
            lambda: approve(session, number, "sun"),
        )
        for act in acts:
            with pytest.raises(Conflict, match="complete already"):
                act()


def test_an_approver_sends_back_with_a_reason(sqlite: Database) -> None:
    with sqlite.writing() as session:
        number = opened(session)
        propose(session, number)
        with pytest.raises(Invalid):
            send_back(session, number, " ")
        send_back(session, number)
        (kept,) = session.execute(sa.select(ClosedExceptionRecord.__table__)).all()
        assert queries.proposal(session, number) is None
    assert (kept.closing, kept.closed_by, kept.reason) == ("sent_back", "赵一鸣", "依据不足")


def test_sent_back_after_being_listed_the_place_is_only_reserved(database: Database) -> None:
    with database.writing() as session:
        number = opened(session, (papers(YOUNG),), "listing")
        assert listed(session, 1)[number].seat == "listed"
        with pytest.raises(Refused, match="is listed on this exception"):
            send_back(session, number)
        send_back_and_reserve(session, actor("zhao"), 1, number, signed_by="赵一鸣", reason="依据不实")
        assert listed(session, 1)[number].seat == "reserved"
        assert queries.proposal(session, number) is None


# ---- papers of a workbook ------------------------------------------------------------------------------

DAY = dt.date(2026, 6, 2)


def test_papers_of_a_workbook_are_completed_by_the_approvals_they_lack(sqlite: Database) -> None:
    with sqlite.writing() as session:
        number = opened(session, (papers(YOUNG, approvals=(("周六", DAY),)),))
        with pytest.raises(Refused, match="appears twice"):
            approve(session, number, "zhao", signed_by="周六")
        assert approve(session, number, "zhao") is True


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"evidence": ""}, "No evidence is named"),
        ({"proposed_by": ""}, "No proposer is named"),
        ({"relatives": ("周六",)}, "周六 is the person or a relative"),
        ({"approvals": (("孙五", DAY),)}, "孙五 appears twice"),
    ],
)
def test_papers_of_a_workbook_with_a_fault_cannot_be_completed(
    sqlite: Database, changes: dict[str, Any], why: str
) -> None:
    with sqlite.writing() as session:
        number = opened(session, (papers(YOUNG, **{"approvals": (("周六", DAY),), **changes}),))
        with pytest.raises(Refused, match=why):
            approve(session, number, "zhao")
        # Nobody's account made them: anybody who may propose takes them back and starts anew.
        withdraw(session, number, "sun")
        propose(session, number)
        assert approve(session, number, "zhao") is False


# ---- after submission, and at the same time ------------------------------------------------------------


def test_after_submission_nothing_about_exceptions_changes(sqlite: Database) -> None:
    with sqlite.writing() as session:
        number = opened(session)
        propose(session, number)
        submitted(session)
        acts: Acts = (
            lambda: propose(session, number, "zhao"),
            lambda: approve(session, number, "zhao"),
            lambda: withdraw(session, number),
            lambda: send_back(session, number),
        )
        for act in acts:
            with pytest.raises(Refused, match="was submitted for approval"):
                act()


def at_once(database: Database, *acts: Callable[[Session], object]) -> list[str]:
    """Do several things in transactions of their own that begin together; return what each came to."""
    begin = threading.Barrier(len(acts))
    came = [""] * len(acts)

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
    return sorted(came)


def test_two_who_approve_at_once_both_count(database: Database) -> None:
    with database.writing() as session:
        number = opened(session)
        propose(session, number)
    came = at_once(
        database, lambda session: approve(session, number, "zhao"), lambda session: approve(session, number, "qian")
    )
    with database.reading() as session:
        kept = queries.proposal(session, number)
    assert came == ["done", "done"]
    assert kept is not None
    assert kept.complete
    assert {account for _, account, _ in kept.approvals} == {"zhao", "qian"}


def test_one_who_approves_twice_at_once_counts_once(database: Database) -> None:
    with database.writing() as session:
        number = opened(session)
        propose(session, number)
    came = at_once(database, *[lambda session: approve(session, number, "zhao")] * 2)
    with database.reading() as session:
        kept = queries.proposal(session, number)
    assert came == ["Refused", "done"]
    assert kept is not None
    assert not kept.complete


def test_of_two_who_propose_at_once_one_does(database: Database) -> None:
    with database.writing() as session:
        number = opened(session)
    came = at_once(
        database, lambda session: propose(session, number, "wang"), lambda session: propose(session, number, "sun")
    )
    assert came == ["Conflict", "done"]


def test_an_approval_and_a_withdrawal_at_once_leave_nothing_half_done(database: Database) -> None:
    with database.writing() as session:
        number = opened(session)
        propose(session, number)
    came = at_once(
        database, lambda session: approve(session, number, "zhao"), lambda session: withdraw(session, number)
    )
    with database.reading() as session:
        assert queries.proposal(session, number) is None
        (closed,) = session.scalars(sa.select(ClosedExceptionRecord.papers))
    assert len(closed["approvals"]) == (came == ["done", "done"])


# ---- what the database refuses -------------------------------------------------------------------------


def test_an_account_cannot_sign_twice_and_what_is_closed_stays(database: Database) -> None:
    with database.writing() as session:
        number = opened(session)
        propose(session, number)
        approve(session, number, "zhao")
        legal = {"nominee_id": number, "ordinal": 2, "approver": "钱学林", "account": "qian", "approved_on": DAY}
        keeps(session, ApprovalRecord, legal, {"account": "zhao"}, "uq_exception_approval_account")
        withdraw(session, number)
        for change in ("UPDATE exception_closed SET reason = 'x'", "DELETE FROM exception_closed"):
            with pytest.raises(DatabaseError), session.begin_nested():
                session.execute(sa.text(change))
