"""``exceptions.xlsx`` → the papers of each proposed exception."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from reserve.eligibility.model import ExceptionRow
from reserve.roster.model import PLACE_CLASS_HEADERS, PLACE_CLASS_WORDS, PlaceClass
from reserve.text import message
from reserve.workbook.cells import names, person_name, text
from reserve.workbook.dates import full_day
from reserve.workbook.headers import Column, Presence, Table
from reserve.workbook.person_columns import ID_NUMBER, NAME, UNIT_IF_NEEDED
from reserve.workbook.rows import Rows
from reserve.workbook.words import words

_DAY: Final = message("a full date, as 2026.06.15")
PLACE_CLASS: Final[Column[PlaceClass]] = Column(
    "place_class",
    PLACE_CLASS_HEADERS,
    words(PLACE_CLASS_WORDS),
    header=Presence.REQUIRED,
    cell=Presence.REQUIRED,
    choices=("正职", "副职"),
    fills_down=True,
)
PROPOSED_BY: Final[Column[str]] = Column(
    "proposed_by", ("提出人", "提名人", "建议人"), person_name, header=Presence.EXPECTED
)
PROPOSED_ON: Final[Column[dt.date]] = Column("proposed_on", ("提出日期",), full_day, as_text=True, hint=_DAY)
REASON: Final[Column[str]] = Column("reason", ("理由", "破格理由"), text, header=Presence.EXPECTED)
EVIDENCE: Final[Column[str]] = Column("evidence", ("依据", "证明材料", "破格依据"), text, header=Presence.EXPECTED)
APPROVERS: Final[tuple[Column[str], ...]] = (
    Column("approver_1", ("批准人1", "审批人1", "批准人一"), person_name, header=Presence.EXPECTED),
    Column("approver_2", ("批准人2", "审批人2", "批准人二"), person_name, header=Presence.EXPECTED),
)
APPROVED_ON: Final[tuple[Column[dt.date], ...]] = (
    Column("approved_on_1", ("批准日期1", "批准日期一"), full_day, as_text=True, hint=_DAY),
    Column("approved_on_2", ("批准日期2", "批准日期二"), full_day, as_text=True, hint=_DAY),
)
RELATIVES: Final[Column[tuple[str, ...]]] = Column(
    "relatives",
    ("回避人员", "亲属"),
    names,
    hint=message("relatives who may neither propose nor approve, parted by 、; or 无"),
)
EXCEPTIONS: Final = Table(
    "exceptions.xlsx",
    "破格",
    (
        NAME,
        ID_NUMBER,
        UNIT_IF_NEEDED,
        PLACE_CLASS,
        PROPOSED_BY,
        PROPOSED_ON,
        REASON,
        EVIDENCE,
        APPROVERS[0],
        APPROVED_ON[0],
        APPROVERS[1],
        APPROVED_ON[1],
        RELATIVES,
    ),
    keys=("name",),
)


def read_exceptions(rows: Rows, persons: Sequence[int | None]) -> list[ExceptionRow]:
    """Return the papers sorted by person and class; whether they suffice is not decided here."""
    papers = []
    for row in rows.whole():
        person, place_class = persons[row], rows.of(PLACE_CLASS)[row]
        if person is not None and place_class is not None:
            papers.append(
                ExceptionRow(
                    rows.origins[row],
                    person,
                    place_class,
                    proposed_by=rows.written(row, PROPOSED_BY),
                    proposed_on=rows.of(PROPOSED_ON)[row],
                    reason=rows.written(row, REASON),
                    evidence=rows.written(row, EVIDENCE),
                    approvals=_approvals(rows, row),
                    relatives=rows.of(RELATIVES)[row] or (),
                )
            )
    return sorted(papers, key=lambda paper: (paper.person, paper.place_class))


def _approvals(rows: Rows, row: int) -> tuple[tuple[str, dt.date | None], ...]:
    return tuple(
        (name, rows.of(approved_on)[row])
        for approver, approved_on in zip(APPROVERS, APPROVED_ON, strict=True)
        if (name := rows.of(approver)[row])
    )
