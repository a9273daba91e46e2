"""Deciding about members on the pages: one person keeps or defers, two persons remove."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve import clock
from reserve.accounts.model import Relation, Role
from reserve.accounts.tables import RelationRecord
from reserve.audit.model import Actor, ActorKind, Head
from reserve.audit.queries import entries
from reserve.cycle import queries as cycle
from reserve.cycle import steps
from reserve.cycle.model import Step
from reserve.db import Database
from reserve.errors import Conflict, Invalid, NotFound, Refused, ReserveError
from reserve.retention import actions, queries
from reserve.retention.model import Decision, RemovalOutcome
from reserve.retention.rules import LONGEST_GROUND, MOST_GROUNDS, stated, unfit
from reserve.retention.tables import RemovalRecord
from tests.accounts.accounts import add_person
from tests.cycle.laws import counts, keeps
from tests.cycle.town import KEPT, KEYS, REMOVED, campaign

FIRST, SECOND = (Actor(name, ActorKind.PERSON) for name in ("wang.fang", "li.na"))
GROUNDS = ("群众基础差",)
Act = Callable[[Session, int, int], object]


@pytest.fixture
def town(database: Database) -> tuple[int, dict[int, int]]:
    """A cycle whose members have no decision yet, and member ids by person."""
    with database.writing() as session:
        cycle_id = campaign(session, "appraisal")
        return cycle_id, {one.member.person: number for number, one in queries.reviewed(session, cycle_id).items()}


Town = tuple[int, dict[int, int]]


def keep(session: Session, cycle_id: int, member_id: int) -> None:
    actions.keep_or_defer(session, FIRST, cycle_id, member_id, Decision.KEEP, (), signed_by="王芳")


def propose(session: Session, cycle_id: int, member_id: int) -> int:
    return actions.propose_removal(session, FIRST, cycle_id, member_id, GROUNDS, signed_by="王芳")


def in_effect(database: Database, cycle_id: int) -> dict[int, Decision]:
    with database.reading() as session:
        return {one.member.person: one.decision for one in queries.reviewed(session, cycle_id).values()}


def refused(database: Database, act: Callable[[Session], object]) -> ReserveError:
    """Do something that is refused, and see that nothing at all was stored."""
    with database.reading() as session:
        before = counts(session)
    with pytest.raises(ReserveError) as caught, database.writing() as session:
        act(session)
    with database.reading() as session:
        assert counts(session) == before
    return caught.value


def declare(database: Database, actor: Actor, person: int, relation: Relation = Relation.RELATIVE) -> None:
    add_person(database, KEYS, actor.name, Role.OFFICER)
    with database.writing() as session:
        account_id = session.execute(
            sa.text("SELECT id FROM user_account WHERE name = :name"), {"name": actor.name}
        ).scalar_one()
        session.execute(
            sa.insert(RelationRecord).values(
                account_id=account_id,
                person_number=person,
                relation=relation,
                declared_by="security",
                declared_at=clock.now(),
            )
        )


def test_keeping_and_deferring_take_one_person_and_are_told_with_grounds(database: Database, town: Town) -> None:
    cycle_id, members = town
    with database.writing() as session:
        keep(session, cycle_id, members[KEPT])
        grounds = [" 群众有反映 ", "", "群众有反映", "待核实"]
        actions.keep_or_defer(session, FIRST, cycle_id, members[REMOVED], Decision.DEFER, grounds, signed_by="王芳")
    assert in_effect(database, cycle_id) == {KEPT: Decision.KEEP, REMOVED: Decision.DEFER}
    with database.reading() as session:
        (entry,) = (one for one in entries(session, subject="P00008") if one.tag == "retention.decide")
        taken = cycle.steps(session, cycle_id)[Step.RETENTION]
    assert (entry.actor, entry.details) == (
        "wang.fang",
        {
            "cycle": cycle_id,
            "decision": "defer",
            "grounds": ["群众有反映", "待核实"],
            "decided_by": "王芳",
            "decided_on": clock.today().isoformat(),
        },
    )
    assert (taken.sequence, taken.actor) == (entry.sequence, "wang.fang")


def test_the_same_decision_sent_once_more_is_not_stored_again(database: Database, town: Town) -> None:
    cycle_id, members = town
    with database.writing() as session:
        keep(session, cycle_id, members[KEPT])
    with database.reading() as session:
        before = counts(session)
    with database.writing() as session:
        keep(session, cycle_id, members[KEPT])
    with database.reading() as session:
        assert counts(session) == before
    with database.writing() as session:
        # Another person of the same name.
        actions.keep_or_defer(session, SECOND, cycle_id, members[KEPT], Decision.KEEP, (), signed_by="王芳")
    with database.reading() as session:
        assert counts(session) != before


def test_a_new_decision_changes_an_old_one_and_both_stay(database: Database, town: Town) -> None:
    cycle_id, members = town
    with database.writing() as session:
        keep(session, cycle_id, members[KEPT])
        actions.keep_or_defer(session, SECOND, cycle_id, members[KEPT], Decision.DEFER, GROUNDS, signed_by="李娜")
        history = queries.decisions(session, cycle_id, members[KEPT])
    assert [(one.decision, one.decided_by) for one in history] == [(Decision.DEFER, "李娜"), (Decision.KEEP, "王芳")]
    assert in_effect(database, cycle_id)[KEPT] is Decision.DEFER


def test_several_are_kept_together_each_on_record_or_nobody_is(database: Database, town: Town) -> None:
    cycle_id, members = town
    with database.writing() as session:
        actions.keep_undecided(session, FIRST, cycle_id, members.values(), ["研究同意"], signed_by="王芳")
        assert counts(session)["retention"] == 2
        assert sum(one.tag == "retention.decide" for one in entries(session)) == 2
    wrong = refused(
        database,
        lambda session: actions.keep_undecided(session, FIRST, cycle_id, [members[KEPT]], (), signed_by="王芳"),
    )
    assert isinstance(wrong, Conflict)
    assert isinstance(
        refused(database, lambda session: actions.keep_undecided(session, FIRST, cycle_id, [], (), signed_by="王芳")),
        Invalid,
    )


def test_one_of_several_who_cannot_be_kept_is_named_by_number(database: Database, town: Town) -> None:
    cycle_id, members = town
    with database.writing() as session:
        propose(session, cycle_id, members[REMOVED])
    wrong = refused(
        database,
        lambda session: actions.keep_undecided(session, SECOND, cycle_id, members.values(), (), signed_by="李娜"),
    )
    assert [str(reason)[:6] for reason in wrong.reasons] == ["P00008"]


def test_a_removal_takes_effect_only_when_a_second_person_confirms(database: Database, town: Town) -> None:
    cycle_id, members = town
    with database.writing() as session:
        proposal = propose(session, cycle_id, members[KEPT])
        assert Step.RETENTION not in cycle.steps(session, cycle_id)
    assert in_effect(database, cycle_id)[KEPT] is Decision.NONE
    with database.writing() as session:
        actions.confirm_removal(session, SECOND, cycle_id, proposal, signed_by="李娜")
        (settled,) = queries.removals(session, cycle_id, members[KEPT])
        (decided,) = queries.decisions(session, cycle_id, members[KEPT])
        proposed, confirmed = entries(session, subject="P00004")
        assert cycle.steps(session, cycle_id)[Step.RETENTION].sequence == confirmed.sequence
    assert (settled.outcome, settled.decided_by) == (RemovalOutcome.CONFIRMED, "李娜")
    assert (decided.decision, decided.decided_by, decided.grounds) == (Decision.REMOVE, "李娜", GROUNDS)
    assert (proposed.tag, proposed.details["grounds"]) == ("retention.propose_removal", list(GROUNDS))
    assert confirmed.details["proposed_account"] == "wang.fang"
    assert confirmed.details["confirmed_account"] == "li.na"


def test_nobody_confirms_or_refuses_an_own_proposal(database: Database, town: Town) -> None:
    cycle_id, members = town
    with database.writing() as session:
        proposal = propose(session, cycle_id, members[KEPT])
    for act in (
        lambda session: actions.confirm_removal(session, FIRST, cycle_id, proposal, signed_by="王芳"),
        lambda session: actions.refuse_removal(session, FIRST, cycle_id, proposal, "不妥", signed_by="王芳"),
        lambda session: actions.withdraw_removal(session, SECOND, cycle_id, proposal, signed_by="李娜"),
    ):
        assert isinstance(refused(database, act), Refused)


def test_a_refused_or_withdrawn_removal_leaves_the_decision_as_it_was(database: Database, town: Town) -> None:
    cycle_id, members = town
    with database.writing() as session:
        keep(session, cycle_id, members[KEPT])
        first = propose(session, cycle_id, members[KEPT])
        actions.refuse_removal(session, SECOND, cycle_id, first, " 依据不足 ", signed_by="李娜")
        second = propose(session, cycle_id, members[KEPT])
        actions.withdraw_removal(session, FIRST, cycle_id, second, signed_by="王芳")
        found = queries.removals(session, cycle_id, members[KEPT])
        tags = [one.tag for one in entries(session, subject="P00004")]
    assert [(one.outcome, one.remark) for one in found] == [
        (RemovalOutcome.WITHDRAWN, ""),
        (RemovalOutcome.REFUSED, "依据不足"),
    ]
    assert in_effect(database, cycle_id)[KEPT] is Decision.KEEP
    assert tags[-4:] == [
        "retention.propose_removal",
        "retention.refuse_removal",
        "retention.propose_removal",
        "retention.withdraw_removal",
    ]


def test_what_was_settled_is_not_settled_again_and_nothing_is_proposed_twice(database: Database, town: Town) -> None:
    cycle_id, members = town
    with database.writing() as session:
        proposal = propose(session, cycle_id, members[KEPT])
    assert isinstance(refused(database, lambda session: propose(session, cycle_id, members[KEPT])), Conflict)
    with database.writing() as session:
        actions.confirm_removal(session, SECOND, cycle_id, proposal, signed_by="李娜")
    for act in (
        lambda session: actions.confirm_removal(session, SECOND, cycle_id, proposal, signed_by="李娜"),
        lambda session: actions.refuse_removal(session, SECOND, cycle_id, proposal, "不妥", signed_by="李娜"),
        lambda session: actions.withdraw_removal(session, FIRST, cycle_id, proposal, signed_by="王芳"),
    ):
        assert isinstance(refused(database, act), Conflict)
    assert isinstance(refused(database, lambda session: propose(session, cycle_id, members[KEPT])), Refused)


def test_while_a_removal_waits_nobody_decides_otherwise(database: Database, town: Town) -> None:
    cycle_id, members = town
    with database.writing() as session:
        propose(session, cycle_id, members[KEPT])
    assert isinstance(refused(database, lambda session: keep(session, cycle_id, members[KEPT])), Refused)


def test_a_decision_made_meanwhile_is_not_overwritten_unseen(database: Database, town: Town) -> None:
    cycle_id, members = town
    with database.writing() as session:
        keep(session, cycle_id, members[KEPT])

    def late(session: Session) -> None:
        actions.keep_or_defer(
            session, SECOND, cycle_id, members[KEPT], Decision.DEFER, GROUNDS, signed_by="李娜", seen=0
        )

    assert isinstance(refused(database, late), Conflict)


@pytest.mark.parametrize("relation", Relation)
def test_nobody_acts_on_the_own_or_a_relative_s_membership(database: Database, town: Town, relation: Relation) -> None:
    cycle_id, members = town
    with database.writing() as session:
        proposal = propose(session, cycle_id, members[KEPT])
        other = propose(session, cycle_id, members[REMOVED])
    declare(database, SECOND, KEPT, relation)
    for act in (
        lambda session: actions.confirm_removal(session, SECOND, cycle_id, proposal, signed_by="李娜"),
        lambda session: actions.refuse_removal(session, SECOND, cycle_id, proposal, "不妥", signed_by="李娜"),
        lambda session: actions.keep_undecided(session, SECOND, cycle_id, [members[KEPT]], (), signed_by="李娜"),
        lambda session: actions.propose_removal(session, SECOND, cycle_id, members[KEPT], GROUNDS, signed_by="李娜"),
    ):
        assert isinstance(refused(database, act), Refused)
    with database.writing() as session:
        actions.confirm_removal(session, SECOND, cycle_id, other, signed_by="李娜")


def test_a_proposer_who_turns_out_to_be_a_relative_cannot_withdraw(database: Database, town: Town) -> None:
    cycle_id, members = town
    with database.writing() as session:
        proposal = propose(session, cycle_id, members[KEPT])
    declare(database, FIRST, KEPT)
    wrong = refused(
        database, lambda session: actions.withdraw_removal(session, FIRST, cycle_id, proposal, signed_by="王芳")
    )
    assert isinstance(wrong, Refused)


def test_after_submission_nothing_about_members_changes(database: Database, town: Town) -> None:
    cycle_id, members = town
    with database.writing() as session:
        proposal = propose(session, cycle_id, members[KEPT])
        steps.take(session, FIRST, cycle_id, Step.APPROVAL, Head(99, "0" * 64))
    for act in (
        lambda session: keep(session, cycle_id, members[REMOVED]),
        lambda session: actions.keep_undecided(session, FIRST, cycle_id, [members[REMOVED]], (), signed_by="王芳"),
        lambda session: propose(session, cycle_id, members[REMOVED]),
        lambda session: actions.confirm_removal(session, SECOND, cycle_id, proposal, signed_by="李娜"),
        lambda session: actions.refuse_removal(session, SECOND, cycle_id, proposal, "不妥", signed_by="李娜"),
        lambda session: actions.withdraw_removal(session, FIRST, cycle_id, proposal, signed_by="王芳"),
    ):
        wrong = refused(database, act)
        assert isinstance(wrong, Refused)
        assert "submitted" in str(wrong)


def test_who_is_not_there_cannot_be_decided_about(database: Database, town: Town) -> None:
    cycle_id, members = town
    for act in (
        lambda session: keep(session, cycle_id, 99),
        lambda session: keep(session, 99, members[KEPT]),
        lambda session: propose(session, cycle_id, 99),
        lambda session: actions.confirm_removal(session, SECOND, cycle_id, 99, signed_by="李娜"),
    ):
        assert isinstance(refused(database, act), NotFound)


@pytest.mark.parametrize("decision", [Decision.REMOVE, Decision.NONE])
def test_one_person_alone_only_keeps_or_defers(database: Database, town: Town, decision: Decision) -> None:
    cycle_id, members = town
    wrong = refused(
        database,
        lambda session: actions.keep_or_defer(
            session, FIRST, cycle_id, members[KEPT], decision, GROUNDS, signed_by="王芳"
        ),
    )
    assert isinstance(wrong, Invalid)
    assert set(wrong.fields) == {"decision"}


def test_deferring_removing_and_refusing_need_words(database: Database, town: Town) -> None:
    cycle_id, members = town
    with database.writing() as session:
        proposal = propose(session, cycle_id, members[REMOVED])
    for field, act in (
        (
            "grounds",
            lambda session: actions.keep_or_defer(
                session, FIRST, cycle_id, members[KEPT], Decision.DEFER, ["  "], signed_by="王芳"
            ),
        ),
        (
            "grounds",
            lambda session: actions.propose_removal(session, FIRST, cycle_id, members[KEPT], [], signed_by="王芳"),
        ),
        (
            "remark",
            lambda session: actions.refuse_removal(session, SECOND, cycle_id, proposal, " ", signed_by="李娜"),
        ),
    ):
        wrong = refused(database, act)
        assert isinstance(wrong, Invalid)
        assert set(wrong.fields) == {field}


def test_grounds_are_kept_as_they_were_said_without_repetitions() -> None:
    assert stated([" b", "", "a", "b ", "  "]) == ("b", "a")
    assert unfit(Decision.KEEP, ()) is None
    assert unfit(Decision.DEFER, ()) is not None
    assert unfit(Decision.REMOVE, ["x" * LONGEST_GROUND] * MOST_GROUNDS) is None
    assert unfit(Decision.REMOVE, ["x" * (LONGEST_GROUND + 1)]) is not None
    assert unfit(Decision.KEEP, ["x"] * (MOST_GROUNDS + 1)) is not None


def test_what_the_database_refuses(database: Database, town: Town) -> None:
    cycle_id, members = town
    legal = {
        "cycle_id": cycle_id,
        "member_id": members[KEPT],
        "grounds": list(GROUNDS),
        "proposed_by": "王芳",
        "proposed_account": "wang.fang",
        "proposed_on": clock.today(),
        "outcome": RemovalOutcome.CONFIRMED,
        "decided_by": "李娜",
        "decided_account": "li.na",
        "decided_at": clock.now(),
        "remark": "",
    }
    waiting = {**legal, "outcome": None, "decided_by": None, "decided_account": None, "decided_at": None}
    with database.writing() as session:
        keeps(session, RemovalRecord, legal, {"decided_account": "wang.fang"}, "ck_removal_proposal_two_persons")
        keeps(session, RemovalRecord, legal, {"decided_account": None}, "ck_removal_proposal_decided")
        keeps(session, RemovalRecord, legal, {"grounds": []}, "ck_removal_proposal_named")
        keeps(session, RemovalRecord, legal, {"proposed_account": ""}, "ck_removal_proposal_named")
        session.execute(sa.insert(RemovalRecord).values(**waiting))
        keeps(session, RemovalRecord, legal, waiting, "uq_removal_proposal_open")
