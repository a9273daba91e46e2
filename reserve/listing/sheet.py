"""``decisions.xlsx`` → human decisions on ties at the last place, and on members, superseding ``members.xlsx``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final, Literal, cast

from reserve.listing.model import TieDecision, TieRow
from reserve.pool.model import MemberRow
from reserve.retention.model import DECISION_WORDS, Decision, DecisionRow
from reserve.roster.model import PLACE_CLASS_HEADERS, PLACE_CLASS_WORDS, PlaceClass
from reserve.text import message
from reserve.workbook.cells import sentences, text
from reserve.workbook.findings import Level
from reserve.workbook.headers import Column, Presence, Table
from reserve.workbook.person_columns import DECIDED_BY, DECIDED_ON, ID_NUMBER, NAME, UNIT_IF_NEEDED
from reserve.workbook.rows import Rows
from reserve.workbook.words import words

Act = Literal["tie", "member"]
ACTS: Final[Mapping[str, Act]] = {"并列": "tie", "并列取舍": "tie", "去留": "member", "后备去留": "member"}
TIE_WORDS: Final[Mapping[str, TieDecision]] = {"列入": TieDecision.LIST, "不列入": TieDecision.LEAVE_OUT}
REQUIRED: Final = Presence.REQUIRED

PLACE_CLASS: Final[Column[PlaceClass]] = Column(
    "place_class",
    PLACE_CLASS_HEADERS,
    words(PLACE_CLASS_WORDS),
    choices=("正职", "副职"),
    fills_down=True,
)
ACT: Final[Column[Act]] = Column(
    "act", ("事项", "决定事项"), words(ACTS), header=REQUIRED, cell=REQUIRED, choices=("并列取舍", "后备去留")
)
DECISION: Final[Column[TieDecision | Decision]] = Column(
    "decision",
    ("决定", "决定结果"),
    words(cast("Mapping[str, TieDecision | Decision]", {**TIE_WORDS, **DECISION_WORDS})),
    header=REQUIRED,
    cell=REQUIRED,
    choices=("列入", "不列入", "保留", "调整出", "暂缓"),
    hint=message("列入 or 不列入 for a tie; 保留, 调整出 or 暂缓 for a member"),
)
REASON: Final[Column[str]] = Column("reason", ("理由", "决定理由"), text, header=REQUIRED)
DECISIONS: Final = Table(
    "decisions.xlsx",
    "决定",
    (NAME, ID_NUMBER, UNIT_IF_NEEDED, PLACE_CLASS, ACT, DECISION, REASON, DECIDED_BY, DECIDED_ON),
    keys=("name",),
)


def read_ties(rows: Rows, persons: Sequence[int | None]) -> list[TieRow]:
    """Return the effective decisions on ties sorted by person and class."""
    ties, read = [], []
    for row in _effective(rows, persons, "tie"):
        decision, person, on = rows.of(DECISION)[row], persons[row], rows.of(DECIDED_ON)[row]
        if isinstance(decision, Decision) or decision is None or person is None or on is None:
            continue
        place_class, reason, by = rows.of(PLACE_CLASS)[row], rows.written(row, REASON), rows.written(row, DECIDED_BY)
        ties.append(TieRow(rows.origins[row], person, place_class, decision, reason, by, on))
        read.append(row)
    times = Counter((tie.person, tie.place_class) for tie in ties)
    rows_of = Counter(tie.person for tie in ties)
    for row, tie in zip(read, ties, strict=True):
        # A decision without a class holds for both classes and so stands against any other.
        if times[tie.person, tie.place_class] > 1 or (times[tie.person, None] and rows_of[tie.person] > 1):
            rows.note(row, NAME, message("decided more than once"))
    return sorted(ties, key=lambda tie: (tie.person, tie.place_class or "", tie.decision))


def read_superseding(rows: Rows, persons: Sequence[int | None], members: Sequence[MemberRow]) -> list[DecisionRow]:
    """Return the effective decisions on members sorted by person; ``members`` are those of ``members.xlsx``."""
    pool = {member.person: member for member in members}
    decisions, read = [], []
    for row in _effective(rows, persons, "member"):
        decision, person, on = rows.of(DECISION)[row], persons[row], rows.of(DECIDED_ON)[row]
        if not isinstance(decision, Decision) or person is None:
            continue
        member, place_class = pool.get(person), rows.of(PLACE_CLASS)[row]
        if member is None:
            rows.note(row, NAME, message("no member of the pool; the decision is not used"), Level.WARNING)
            continue
        if place_class not in {None, member.place_class}:
            rows.note(row, PLACE_CLASS, message("the member is reserved for the other class"))
        grounds = sentences(rows.written(row, REASON))
        by = rows.written(row, DECIDED_BY)
        decisions.append(DecisionRow(rows.origins[row], person, decision, cast("tuple[str, ...]", grounds), by, on))
        read.append(row)
    times = Counter(decision.person for decision in decisions)
    for row, decided in zip(read, decisions, strict=True):
        if times[decided.person] > 1:
            rows.note(row, NAME, message("decided more than once"))
    return sorted(decisions, key=lambda decided: (decided.person, decided.decision))


def _effective(rows: Rows, persons: Sequence[int | None], act: Act) -> list[int]:
    """Return the rows of one act that name person, reason, decider and date (domain rule 16), noting the others."""
    effective = []
    for row in rows.whole():
        decision = rows.of(DECISION)[row]
        if rows.of(ACT)[row] != act or decision is None:
            continue
        if (act == "member") is not isinstance(decision, Decision):
            accepted = tuple(DECISION_WORDS if act == "member" else TIE_WORDS)
            text_ = message("this decision does not fit the act; accepted: {accepted}", accepted=accepted)
            rows.note(row, DECISION, text_)
        elif not rows.written(row, REASON) or not rows.written(row, DECIDED_BY) or rows.of(DECIDED_ON)[row] is None:
            text_ = message("a decision without reason, decider or date is not used")
            rows.note(row, DECISION, text_, Level.WARNING)
        elif persons[row] is not None:
            effective.append(row)
    return effective
