"""The decisions on present members: columns of ``members.xlsx``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from reserve.retention.model import DECISION_WORDS, Decision, DecisionRow
from reserve.text import message
from reserve.workbook.cells import sentences
from reserve.workbook.findings import Level
from reserve.workbook.headers import Column
from reserve.workbook.person_columns import DECIDED_BY, DECIDED_ON
from reserve.workbook.rows import Rows
from reserve.workbook.words import words

DECISION: Final[Column[Decision]] = Column(
    "decision", ("决定", "去留决定", "审核意见"), words(DECISION_WORDS), choices=("保留", "调整出", "暂缓")
)
GROUNDS: Final[Column[tuple[str, ...]]] = Column(
    "grounds", ("决定理由", "理由", "依据"), sentences, hint=message("several grounds are parted by ；")
)
COLUMNS: Final[tuple[Column[object], ...]] = (DECISION, GROUNDS, DECIDED_BY, DECIDED_ON)


def read_decisions(rows: Rows, persons: Sequence[int | None]) -> list[DecisionRow]:
    """Return one decision for each member, NONE where there is none that counts (domain rule 16)."""
    return [_decision(rows, row, person) for row in rows.whole() if (person := persons[row]) is not None]


def _decision(rows: Rows, row: int, person: int) -> DecisionRow:
    decision = rows.of(DECISION)[row]
    grounds, by, on = rows.of(GROUNDS)[row] or (), rows.written(row, DECIDED_BY), rows.of(DECIDED_ON)[row]
    if decision is not None and (not by or on is None):
        text = message("a decision without decider or date counts as none")
        rows.note(row, DECISION, text, Level.WARNING)
        decision = None
    elif decision is Decision.REMOVE and not grounds:
        rows.note(row, DECISION, message("a removal without grounds counts as none"), Level.WARNING)
        decision = None
    if decision is None:
        return DecisionRow(rows.origins[row], person, Decision.NONE, (), "", None)
    return DecisionRow(rows.origins[row], person, decision, grounds, by, on)
