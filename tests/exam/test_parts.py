"""An exam of several parts: each part keyed by two clerks or read from a workbook, the mark following from all."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

import pytest
from sqlalchemy.orm import Session

from reserve.audit.model import Actor, ActorKind
from reserve.audit.queries import entries
from reserve.cycle import actions as cycle
from reserve.db import Database
from reserve.errors import Conflict, NotFound, Refused
from reserve.exam import actions, queries
from reserve.exam.model import KeyState, MarkRow, MarkStatus, Paper
from reserve.exam.queries import Mark
from reserve.exam.sheet import marks_table, read_part_marks
from reserve.listing import queries as listing
from reserve.policy.examining import Exam
from reserve.policy.load import parse
from reserve.policy.model import Policy
from reserve.reports import exam as reports
from reserve.reports import keying
from reserve.reports.keying import KeyState as Seen
from reserve.text import word
from reserve.workbook.findings import Level
from reserve.workbook.grids import Grid
from reserve.workbook.tables import read_table
from tests.cycle.town import ACTOR, EASTERN, KEYS, ORDINARY, REMOVED, SECOND, STAGES, TOWN, YOUNG, mark
from tests.journeys.running import plan_file
from tests.policy.exams import BONUS, FORESTRY, LOWEST_QUARTER, ONE_PAPER

TAKEN, ABSENT, VOID = MarkStatus.TAKEN, MarkStatus.ABSENT, MarkStatus.VOID
FIRST, OTHER, HEAD = (Actor(name, ActorKind.PERSON) for name in ("clerk.one", "clerk.two", "head"))
SEED_TEXT = plan_file("seed-county").read_text("utf-8")


def plan(exam: str, order: str = '["votes", "mark"]') -> Policy:
    """Return the seed plan with another exam."""
    text = SEED_TEXT.replace(ONE_PAPER, exam).replace('order = ["votes", "mark"]', f"order = {order}")
    policy = parse(text).policy
    assert policy is not None
    return policy


def started(session: Session, policy: Policy, last: str = "exceptions") -> int:
    """Carry the town's campaign out under a plan, up to and with one stage."""
    cycle_id = cycle.open_cycle(session, ACTOR, policy)
    for name, stage in STAGES.items():
        stage(session, cycle_id, TOWN)
        if name == "eligibility":
            actions.count_bonuses(session, cycle_id, KEYS)
        if name == last:
            break
    return cycle_id


def part(number: int, name: str, hundredths: int | None, status: MarkStatus = TAKEN) -> MarkRow:
    """Return one cell of the workbook of marks."""
    return replace(mark(number, hundredths, status), part=name)


def whole(number: int, *marks: int) -> list[MarkRow]:
    """Return all three marks of one person."""
    return [part(number, name, one) for name, one in zip(("public", "professional", "interview"), marks, strict=True)]


def why(session: Session, cycle_id: int, person: int) -> str:
    """Return why somebody did not pass."""
    return next(word(one.why or "", "en") for one in listing.standpoints(session, cycle_id) if one.person == person)


def test_the_mark_follows_from_the_parts_of_a_workbook(database: Database) -> None:
    rows = [
        *whole(ORDINARY, 7_000, 6_000, 8_000),
        *whole(SECOND, 5_900, 6_000, 10_000),
        part(YOUNG, "public", None, ABSENT),
        part(EASTERN, "public", 9_000),
    ]
    with database.writing() as session:
        cycle_id = started(session, plan(FORESTRY))
        assert actions.record_marks(session, ACTOR, cycle_id, rows) == ()
        assert queries.marks(session, cycle_id) == {
            ORDINARY: Mark(TAKEN, 7_440, passed=True),
            SECOND: Mark(TAKEN, 8_376, passed=False),
            YOUNG: Mark(ABSENT, None, passed=False),
        }
        assert why(session, cycle_id, ORDINARY) == ""
        assert why(session, cycle_id, SECOND) == "笔试: 59.40, below its minimum of 60.00."
        assert why(session, cycle_id, YOUNG) == "Absent from 公共科目."
        assert why(session, cycle_id, EASTERN) == "No mark yet: 专业科目, 面试."
        # What the next workbook no longer holds goes, and the mark with it; the same once more changes nothing.
        later = [one for one in rows if (one.person, one.part) != (ORDINARY, "interview")]
        actions.record_marks(session, ACTOR, cycle_id, later)
        assert ORDINARY not in queries.marks(session, cycle_id)
        told = len(list(entries(session)))
        actions.record_marks(session, ACTOR, cycle_id, later)
        assert len(list(entries(session))) == told


def key(session: Session, clerk: Actor, cycle_id: int, name: str, mark: int) -> KeyState:
    """Let a clerk key one part of the ordinary person's."""
    return actions.key_mark(session, clerk, cycle_id, ORDINARY, TAKEN, mark, part=name).state


def test_two_clerks_key_each_part(database: Database) -> None:
    with database.writing() as session:
        cycle_id = started(session, plan(FORESTRY))
        for name, one in (("public", 7_000), ("professional", 6_000), ("interview", 8_000)):
            assert key(session, FIRST, cycle_id, name, one) is KeyState.FIRST
            assert queries.mark(session, cycle_id, ORDINARY) is None
            assert key(session, OTHER, cycle_id, name, one) is KeyState.AGREED
        assert queries.mark(session, cycle_id, ORDINARY) == Mark(TAKEN, 7_440, passed=True)
        with pytest.raises(Refused):
            key(session, FIRST, cycle_id, "public", 7_100)
        for name in ("", "written"):
            with pytest.raises(NotFound):
                key(session, FIRST, cycle_id, name, 7_000)
        keyed = keying.rows(session, cycle_id, FIRST.name, {ORDINARY}, "public")
        assert [one.state for one in keyed] == [Seen.AGREED]
        open_still = keying.rows(session, cycle_id, FIRST.name, part="interview")
        assert {one.person for one in open_still if one.state is Seen.OPEN} == {SECOND, YOUNG, EASTERN, REMOVED}
        page = reports.page(session, cycle_id, reports.Filters(), part="public")
        assert [one.paper for one in page.rows if one.person == ORDINARY] == [Paper(TAKEN, 7_000)]
        assert page.states[reports.State.STANDS] == 1
        # A workbook does not change what was keyed here.
        (found,) = actions.record_marks(session, ACTOR, cycle_id, [part(ORDINARY, "public", 9_000)])
        assert found.level is Level.WARNING


def test_a_part_is_corrected_by_two_persons_and_the_mark_follows(database: Database) -> None:
    with database.writing() as session:
        cycle_id = started(session, plan(FORESTRY))
        actions.record_marks(session, ACTOR, cycle_id, whole(ORDINARY, 7_000, 6_000, 8_000))
        asked = {"reason": "漏加分", "signed_by": "甲"}
        made = actions.propose_correction(
            session, FIRST, cycle_id, ORDINARY, TAKEN, 9_000, part="professional", **asked
        )
        other = actions.propose_correction(session, FIRST, cycle_id, ORDINARY, TAKEN, 7_000, part="interview", **asked)
        with pytest.raises(Conflict):
            actions.propose_correction(session, FIRST, cycle_id, ORDINARY, VOID, None, part="interview", **asked)
        with pytest.raises(Refused):
            actions.confirm_correction(session, FIRST, cycle_id, made, signed_by="甲")
        actions.confirm_correction(session, HEAD, cycle_id, made, signed_by="乙")
        assert queries.mark(session, cycle_id, ORDINARY) == Mark(TAKEN, 7_920, passed=True)
        actions.confirm_correction(session, HEAD, cycle_id, other, signed_by="乙")
        assert queries.mark(session, cycle_id, ORDINARY) == Mark(TAKEN, 7_320, passed=True)
        told = [one.details["part"] for one in entries(session) if one.tag == "exam.correct"]
    assert told == ["professional", "interview"]


def test_a_bonus_is_found_out_with_the_screening_and_counts_for_the_mark(database: Database) -> None:
    with database.writing() as session:
        cycle_id = started(session, plan(BONUS))
        actions.record_marks(session, ACTOR, cycle_id, [mark(ORDINARY, 5_700), mark(YOUNG, 5_700)])
        assert queries.marks(session, cycle_id) == {
            ORDINARY: Mark(TAKEN, 5_700, passed=False),
            YOUNG: Mark(TAKEN, 6_000, passed=True),  # a postgraduate
        }
        assert queries.bonuses(session, cycle_id)[YOUNG] == {"master": True, "township": False}
        assert why(session, cycle_id, ORDINARY) == "Total mark 57.00, below the pass line 60.00."


def test_the_lowest_quarter_does_not_pass_and_whoever_no_longer_sits_counts_for_nothing(database: Database) -> None:
    rows = [mark(ORDINARY, 9_000), mark(SECOND, 8_000), mark(YOUNG, 7_000), mark(EASTERN, 6_000)]
    with database.writing() as session:
        cycle_id = started(session, plan(LOWEST_QUARTER))
        actions.record_marks(session, ACTOR, cycle_id, rows[:3])
        assert all(one.passed for one in queries.marks(session, cycle_id).values())
        actions.record_marks(session, ACTOR, cycle_id, rows)
        assert {person: one.passed for person, one in queries.marks(session, cycle_id).items()} == {
            ORDINARY: True, SECOND: True, YOUNG: True, EASTERN: False,
        }  # fmt: skip
        assert "among the lowest 25%, below 70.00" in why(session, cycle_id, EASTERN)
        actions.record_marks(session, ACTOR, cycle_id, [*rows[:2], mark(YOUNG, 6_000), mark(EASTERN, 6_000)])
        assert all(one.passed for one in queries.marks(session, cycle_id).values())


def test_the_list_is_ordered_by_a_part(database: Database) -> None:
    with database.writing() as session:
        cycle_id = started(session, plan(FORESTRY, '["interview", "part:public", "total"]'))
        rows = [*whole(ORDINARY, 7_000, 6_000, 8_000), *whole(SECOND, 6_500, 7_000, 8_000)]
        actions.record_marks(session, ACTOR, cycle_id, rows)
        order = cycle_order(session, cycle_id, ["interview", "part:public", "total"])
    assert order == {ORDINARY: (8_000, 7_000, 7_440), SECOND: (8_000, 6_500, 7_480)}


def cycle_order(session: Session, cycle_id: int, chain: Sequence[str]) -> Mapping[int, tuple[int, ...]]:
    """Return by what the people with a mark are ordered."""
    found = listing.standpoints(session, cycle_id)
    return {one.person: one.ordered_by(chain) for one in found if one.mark is not None}


HEADER = ("姓名", "公共科目", "专业科目", "面试", "总分")


def read(*rows: tuple[str | float, ...]) -> tuple[list[tuple[int, str, MarkStatus, int | None]], list[str]]:
    """Return the marks of a workbook by person, part and what stands, and what is said of it."""
    exam: Exam = plan(FORESTRY).exam
    grid = Grid("成绩", [HEADER, *rows])
    table = read_table([grid], marks_table(exam.papers))
    marks = read_part_marks(table, list(range(1, len(rows) + 1)), exam.papers)
    said = [word(one.message, "en") for one in table.settle()]
    return [(one.person, one.part, one.status, one.hundredths) for one in marks], said


def test_a_workbook_has_a_column_for_each_part_and_its_total_is_not_read() -> None:
    marks, said = read(("甲", 70, "60.5", "缺考", 99), ("乙", "", 101, "", ""))
    assert marks == [
        (1, "interview", ABSENT, None),
        (1, "professional", TAKEN, 6_050),
        (1, "public", TAKEN, 7_000),
    ]
    assert "the column 总分 is not read: the total follows from the parts" in said
    assert "a mark lies between 0 and 100" in said
    assert len(said) == 2


def test_a_plan_of_one_paper_has_the_workbook_it_always_had() -> None:
    assert marks_table(()).columns[3].headers[0] == "成绩"
    assert plan(ONE_PAPER).exam.drop_lowest is None
    assert plan(LOWEST_QUARTER).exam.drop_lowest == Fraction(1, 4)
