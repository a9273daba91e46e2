"""Two clerks key every paper, and a mark stands when both read the same; a mark that stands changes by two persons."""

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from reserve import clock
from reserve.accounts.granting import declare_relation
from reserve.accounts.model import Relation, Role
from reserve.audit.model import Actor, ActorKind, Head
from reserve.audit.queries import entries
from reserve.cycle import queries as cycle
from reserve.cycle import steps
from reserve.cycle.model import Step
from reserve.db import Database
from reserve.errors import Conflict, Invalid, NotFound, Refused, ReserveError
from reserve.exam import actions, queries
from reserve.exam.model import Block, CorrectionOutcome, Keyed, KeyState, MarkStatus, Paper
from reserve.exam.queries import Mark
from reserve.exam.rules import WORDS, blocked, shown, typed
from reserve.exam.sheet import STATUSES
from reserve.exam.tables import CorrectionRecord, EntryRecord
from reserve.inspection import actions as inspection
from reserve.inspection.model import Outcome
from reserve.text import LANGUAGES, word
from reserve.web.words import WORDS as SHOWN
from tests.accounts.accounts import add_person
from tests.cycle.laws import keeps
from tests.cycle.town import EASTERN, KEPT, KEYS, ORDINARY, SECOND, TOO_OLD, YOUNG, campaign

TAKEN, ABSENT, VOID = MarkStatus.TAKEN, MarkStatus.ABSENT, MarkStatus.VOID
FIRST, SECOND_CLERK, THIRD = (Actor(name, ActorKind.PERSON) for name in ("clerk.one", "clerk.two", "clerk.three"))
OFFICER, HEAD = Actor("officer", ActorKind.PERSON), Actor("head", ActorKind.PERSON)
LONG_AGO = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)

Examined = tuple[Database, int]


@pytest.fixture
def examined(database: Database) -> Examined:
    """A campaign before the exam, in which no inspections are recorded."""
    with database.writing() as session:
        return database, campaign(session, "exceptions")


def told(session: Session, *tags: str) -> list[tuple[str, str, dict[str, object]]]:
    return [(one.tag, one.subject, dict(one.details)) for one in entries(session) if one.tag in tags]


def reasons(act: Callable[[], object], kind: type[ReserveError] = Refused) -> str:
    with pytest.raises(kind) as raised:
        act()
    return "; ".join(word(reason, "en") for reason in raised.value.reasons)


# ---- What was typed ----


@given(st.integers(0, 10_000), st.sampled_from(["plain", "short", "wide", "spaced", "stop"]))
def test_a_mark_is_read_however_it_is_written(hundredths: int, way: str) -> None:
    text = shown(hundredths)
    written = {
        "plain": text,
        "short": text.rstrip("0").rstrip("."),
        "wide": text.translate({ord(char): ord(char) + 0xFEE0 for char in "0123456789."}),
        "spaced": f"　{text} \t",
        "stop": text.replace(".", "。"),
    }[way]
    assert typed(written) == Paper(TAKEN, hundredths)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_word_is_read_as_it_is_shown_and_as_the_workbook_reads_it(lang: str) -> None:
    for status in (ABSENT, VOID):
        assert typed(word(SHOWN["mark"][status], lang)) == Paper(status, None)
    assert {text: WORDS[text] for text in STATUSES if STATUSES[text] is not TAKEN}.items() <= STATUSES.items()
    assert [typed(key) for key in "qWｚ"] == [Paper(ABSENT, None), Paper(VOID, None), Paper(VOID, None)]


@pytest.mark.parametrize("text", ["", " ", "　", "\u200b"])
def test_a_blank_is_no_mark(text: str) -> None:
    assert typed(text) is None


@pytest.mark.parametrize(
    ("text", "full", "fault"),
    [
        ("78.555", 10_000, "at most two decimals"),
        ("100.01", 10_000, "between 0 and 100"),
        ("-1", 10_000, "between 0 and 100"),
        ("81", 8_000, "between 0 and 80"),
        ("78,5", 10_000, "not a mark"),
        ("1e1", 10_000, "not a mark"),
        ("七十", 10_000, "not a mark"),
        ("78 分", 10_000, "not a mark"),
        ("qq", 10_000, "not a mark"),
    ],
)
def test_what_is_no_mark_is_said_to_be_none(text: str, full: int, fault: str) -> None:
    assert fault in reasons(lambda: typed(text, full), Invalid)


@given(st.text(max_size=12))
def test_whatever_is_typed_is_a_paper_a_blank_or_a_fault(text: str) -> None:
    try:
        paper = typed(text)
    except Invalid:
        return
    assert paper is None or (paper.hundredths is not None) == (paper.status is TAKEN)
    assert paper is None or paper.hundredths is None or 0 <= paper.hundredths <= 10_000


@pytest.mark.parametrize(
    ("outcome", "recorded", "block"),
    [
        (None, False, None),
        (None, True, Block.NOT_RECORDED),
        (Outcome.POSITIVE, True, None),
        (Outcome.INCOMPLETE, True, Block.INCOMPLETE),
        (Outcome.NEGATIVE, True, Block.NEGATIVE),
        (Outcome.NEGATIVE, False, Block.NEGATIVE),
    ],
)
def test_the_inspection_gates_the_exam_once_any_is_recorded(
    outcome: Outcome | None, *, recorded: bool, block: Block | None
) -> None:
    assert blocked(outcome, recorded=recorded) is block


# ---- Two clerks ----


def test_a_mark_stands_when_two_clerks_read_the_same(examined: Examined) -> None:
    database, cycle_id = examined
    with database.writing() as session:
        assert actions.key_mark(session, FIRST, cycle_id, ORDINARY, TAKEN, 5999) == Keyed(KeyState.FIRST)
        assert queries.mark(session, cycle_id, ORDINARY) is None
        assert actions.key_mark(session, SECOND_CLERK, cycle_id, ORDINARY, TAKEN, 5999) == Keyed(KeyState.AGREED)
        assert queries.mark(session, cycle_id, ORDINARY) == Mark(TAKEN, 5999, passed=False)
        actions.key_mark(session, SECOND_CLERK, cycle_id, SECOND, ABSENT, None)
        assert Step.MARKS in cycle.steps(session, cycle_id)
        # An answer that was lost is asked for again; nothing is done twice.
        assert actions.key_mark(session, SECOND_CLERK, cycle_id, ORDINARY, TAKEN, 5999) == Keyed(KeyState.AGREED)
        assert told(session, "exam.key", "exam.record") == [
            ("exam.key", "P00001", {"cycle": cycle_id, "entry": "first"}),
            ("exam.key", "P00001", {"cycle": cycle_id, "entry": "second"}),
            ("exam.record", "P00001", {"cycle": cycle_id, "status": "taken", "hundredths": 5999}),
            ("exam.key", "P00002", {"cycle": cycle_id, "entry": "first"}),
        ]


def test_clerks_who_differ_look_again_until_they_agree(examined: Examined) -> None:
    database, cycle_id = examined
    with database.writing() as session:
        actions.key_mark(session, FIRST, cycle_id, YOUNG, TAKEN, 7000)
        assert actions.key_mark(session, SECOND_CLERK, cycle_id, YOUNG, TAKEN, 7001).state is KeyState.DIFFERS
        assert queries.mark(session, cycle_id, YOUNG) is None
        assert actions.key_mark(session, FIRST, cycle_id, YOUNG, VOID, None).state is KeyState.DIFFERS
        actions.clear_mark(session, SECOND_CLERK, cycle_id, YOUNG)
        actions.clear_mark(session, SECOND_CLERK, cycle_id, YOUNG)
        assert actions.key_mark(session, SECOND_CLERK, cycle_id, YOUNG, VOID, None).state is KeyState.AGREED
        assert queries.mark(session, cycle_id, YOUNG) == Mark(VOID, None, passed=False)
        assert [entry.account for entry in queries.entries(session, cycle_id, YOUNG)] == ["clerk.one", "clerk.two"]
        words = [details.get("entry") for _, _, details in told(session, "exam.key", "exam.clear")]
    assert words == ["first", "differs", "differs", None, "second"]


def test_who_cannot_key_and_what(examined: Examined) -> None:
    database, cycle_id = examined
    add_person(database, KEYS, "clerk.three", Role.SCORE_CLERK)
    with database.writing() as session:
        declare_relation(session, FIRST, "clerk.three", SECOND, Relation.RELATIVE)
        for clerk in (FIRST, SECOND_CLERK):
            actions.key_mark(session, clerk, cycle_id, ORDINARY, TAKEN, 7000)
        actions.key_mark(session, FIRST, cycle_id, SECOND, TAKEN, 7000)
        actions.key_mark(session, SECOND_CLERK, cycle_id, SECOND, TAKEN, 7100)

        def key(clerk: Actor, person: int, hundredths: int | None = 7000) -> Callable[[], object]:
            return lambda: actions.key_mark(session, clerk, cycle_id, person, TAKEN, hundredths)

        assert "changes only by a correction" in reasons(key(FIRST, ORDINARY, 7001))
        assert "changes only by a correction" in reasons(lambda: actions.clear_mark(session, FIRST, cycle_id, ORDINARY))
        both = reasons(key(THIRD, SECOND))
        assert "relative of yours" in both
        assert "Two other clerks" in both
        assert "between 0 and 100" in reasons(key(FIRST, YOUNG, 10_001), Invalid)
        for nobody in (TOO_OLD, KEPT, 99):
            assert "does not sit the exam" in reasons(key(FIRST, nobody), NotFound)
        steps.take(session, OFFICER, cycle_id, Step.APPROVAL, Head(1, ""))
        assert "submitted for approval" in reasons(key(FIRST, YOUNG))
        assert "submitted for approval" in reasons(lambda: actions.clear_mark(session, FIRST, cycle_id, SECOND))


def test_without_a_passed_inspection_nothing_is_keyed(database: Database) -> None:
    with database.writing() as session:
        cycle_id = campaign(session, "inspection")  # of two people, both positive
        actions.key_mark(session, FIRST, cycle_id, ORDINARY, TAKEN, 7000)

        def key(person: int) -> Callable[[], object]:
            return lambda: actions.key_mark(session, FIRST, cycle_id, person, TAKEN, 7000)

        assert "No inspection is recorded" in reasons(key(YOUNG))
        one: dict[str, Any] = {"conclusion": None, "inspectors": ("赵一",), "integrity": ""}
        inspection.inspect(session, FIRST, cycle_id, YOUNG, **one)
        assert "inspection is incomplete" in reasons(key(YOUNG))
        inspection.inspect(session, FIRST, cycle_id, SECOND, **{**one, "conclusion": "negative"})
        assert "inspection was not passed" in reasons(key(SECOND))
        # Nothing is left of inspections in this cycle: they do not gate any more.
        for person in (ORDINARY, SECOND, YOUNG):
            inspection.withdraw(session, FIRST, cycle_id, person, reason="录入有误")
        assert actions.key_mark(session, FIRST, cycle_id, YOUNG, TAKEN, 7000).state is KeyState.FIRST


@pytest.mark.parametrize("same", [True, False])
def test_two_clerks_who_save_at_the_same_moment_come_to_one_outcome(examined: Examined, *, same: bool) -> None:
    database, cycle_id = examined
    for person in (ORDINARY, SECOND, YOUNG, EASTERN):
        gate = Barrier(2)

        def save(clerk: Actor, mark: int, person: int = person, gate: Barrier = gate) -> KeyState:
            gate.wait(timeout=20)
            with database.writing() as session:
                return actions.key_mark(session, clerk, cycle_id, person, TAKEN, mark).state

        with ThreadPoolExecutor(2) as pool:
            saves = [pool.submit(save, FIRST, 7000), pool.submit(save, SECOND_CLERK, 7000 if same else 7100)]
            states = sorted(one.result(timeout=30).value for one in saves)
        assert states == sorted(["first", "agreed" if same else "differs"])
    with database.reading() as session:
        assert len(queries.marks(session, cycle_id)) == (4 if same else 0)
        assert [entry.ordinal for entry in queries.entries(session, cycle_id, EASTERN)] == [1, 2]
        assert len(told(session, "exam.record")) == (4 if same else 0)


# ---- Corrections ----


@pytest.fixture
def marked(examined: Examined) -> Examined:
    database, cycle_id = examined
    with database.writing() as session:
        for clerk in (FIRST, SECOND_CLERK):
            actions.key_mark(session, clerk, cycle_id, ORDINARY, TAKEN, 5900)
    return examined


def propose(session: Session, cycle_id: int, mark: int | None = 6900, reason: str = "漏加一题", **by: Actor) -> int:
    return actions.propose_correction(
        session,
        by.get("by", OFFICER),
        cycle_id,
        ORDINARY,
        TAKEN if mark is not None else ABSENT,
        mark,
        reason=reason,
        signed_by="甲",
    )


def test_a_correction_takes_effect_when_a_second_person_confirms_it(marked: Examined) -> None:
    database, cycle_id = marked
    with database.writing() as session:
        before = cycle.steps(session, cycle_id)[Step.MARKS]
        made = propose(session, cycle_id)
        assert queries.mark(session, cycle_id, ORDINARY) == Mark(TAKEN, 5900, passed=False)
        own = reasons(lambda: actions.confirm_correction(session, OFFICER, cycle_id, made, signed_by="甲"))
        assert "somebody else has to" in own
        actions.confirm_correction(session, HEAD, cycle_id, made, signed_by="乙")
        assert queries.mark(session, cycle_id, ORDINARY) == Mark(TAKEN, 6900, passed=True)
        assert cycle.steps(session, cycle_id)[Step.MARKS].sequence > before.sequence
        (kept,) = queries.corrections(session, cycle_id, ORDINARY)
        assert (kept.old, kept.new) == (Paper(TAKEN, 5900), Paper(TAKEN, 6900))
        assert (kept.proposed_by, kept.decided_by, kept.outcome) == ("甲", "乙", CorrectionOutcome.CONFIRMED)
        again = reasons(lambda: actions.confirm_correction(session, HEAD, cycle_id, made, signed_by="乙"), Conflict)
        assert "decided on already" in again
        (_, subject, details) = told(session, "exam.correct")[0]
        assert subject == "P00001"
        assert (details["old_hundredths"], details["hundredths"], details["proposed_by"]) == (5900, 6900, "officer")
        assert told(session, "exam.propose_correction")[0][2]["reason"] == "漏加一题"


def test_a_correction_is_refused_or_withdrawn_and_stays_on_record(marked: Examined) -> None:
    database, cycle_id = marked
    with database.writing() as session:
        first = propose(session, cycle_id)
        assert "is decided on first" in reasons(lambda: propose(session, cycle_id, 7000), Conflict)
        actions_of = (session, HEAD, cycle_id, first)
        assert "Say why" in reasons(lambda: actions.refuse_correction(*actions_of, remark=" ", signed_by="乙"), Invalid)
        assert "withdrawn, not refused" in reasons(
            lambda: actions.refuse_correction(session, OFFICER, cycle_id, first, remark="x", signed_by="甲")
        )
        assert "Only whoever proposed" in reasons(lambda: actions.withdraw_correction(*actions_of, signed_by="乙"))
        actions.refuse_correction(*actions_of, remark="卷面无误", signed_by="乙")
        second = propose(session, cycle_id, None)
        actions.withdraw_correction(session, OFFICER, cycle_id, second, signed_by="甲")
        found = queries.corrections(session, cycle_id, ORDINARY)
        assert [one.outcome for one in found] == [CorrectionOutcome.WITHDRAWN, CorrectionOutcome.REFUSED]
        assert found[1].remark == "卷面无误"
        assert queries.mark(session, cycle_id, ORDINARY) == Mark(TAKEN, 5900, passed=False)
        third = propose(session, cycle_id, None)
        actions.confirm_correction(session, HEAD, cycle_id, third, signed_by="乙")
        assert queries.mark(session, cycle_id, ORDINARY) == Mark(ABSENT, None, passed=False)


def test_what_cannot_be_proposed(marked: Examined) -> None:
    database, cycle_id = marked
    add_person(database, KEYS, "officer", Role.OFFICER)
    with database.writing() as session:
        with pytest.raises(Invalid) as raised:
            propose(session, cycle_id, 5900, " ")
        assert set(raised.value.fields) == {"mark", "reason"}
        assert "between 0 and 100" in reasons(lambda: propose(session, cycle_id, 10_001), Invalid)
        missing = reasons(
            lambda: actions.propose_correction(
                session, OFFICER, cycle_id, SECOND, TAKEN, 1, reason="x", signed_by="甲"
            ),
            NotFound,
        )
        assert "No mark of P00002 stands" in missing
        assert "no correction 7" in reasons(
            lambda: actions.confirm_correction(session, HEAD, cycle_id, 7, signed_by="乙"), NotFound
        )
        declare_relation(session, HEAD, "officer", ORDINARY, Relation.SELF)
        assert "about yourself" in reasons(lambda: propose(session, cycle_id))
        made = propose(session, cycle_id, by=HEAD)
        assert "about yourself" in reasons(
            lambda: actions.confirm_correction(session, OFFICER, cycle_id, made, signed_by="甲")
        )
        steps.take(session, OFFICER, cycle_id, Step.APPROVAL, Head(1, ""))
        assert "submitted for approval" in reasons(
            lambda: actions.confirm_correction(session, THIRD, cycle_id, made, signed_by="丙")
        )


def test_what_the_database_refuses(marked: Examined) -> None:
    database, cycle_id = marked
    with database.writing() as session:
        key = {"cycle_id": cycle_id, "person_number": SECOND, "keyed_at": LONG_AGO, "status": TAKEN, "hundredths": 1}
        session.execute(sa.insert(EntryRecord).values(**key, ordinal=1, account="a"))
        legal = {**key, "ordinal": 2, "account": "b"}
        keeps(session, EntryRecord, legal, {"ordinal": 1}, "pk_mark_entry")
        keeps(session, EntryRecord, legal, {"ordinal": 3}, "ck_mark_entry_two_clerks")
        keeps(session, EntryRecord, legal, {"account": ""}, "ck_mark_entry_two_clerks")
        keeps(session, EntryRecord, legal, {"account": "a"}, "uq_mark_entry_cycle_id_person_number_part_account")
        keeps(session, EntryRecord, legal, {"hundredths": None}, "ck_mark_entry_only_taken")
        propose(session, cycle_id)
        stored = session.execute(sa.select(CorrectionRecord.__table__)).mappings().one()
        decided = {"outcome": "confirmed", "decided_by": "乙", "decided_account": "head", "decided_at": clock.now()}
        correction = {**stored, **decided, "id": 90}
        keeps(session, CorrectionRecord, correction, {"decided_account": "officer"}, "ck_mark_correction_two_persons")
        keeps(session, CorrectionRecord, correction, {"reason": ""}, "ck_mark_correction_named")
        keeps(session, CorrectionRecord, correction, {"decided_account": None}, "ck_mark_correction_decided")
        keeps(session, CorrectionRecord, correction, {**dict.fromkeys(decided)}, "uq_mark_correction_open")
