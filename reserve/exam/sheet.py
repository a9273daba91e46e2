"""``marks.xlsx`` → one mark for each person who has one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

from reserve.exam.model import MarkRow, MarkStatus
from reserve.policy.examining import ExamPart
from reserve.text import message
from reserve.workbook.cells import Problem, Raw, squeeze
from reserve.workbook.findings import Level
from reserve.workbook.headers import Column, Presence, Table
from reserve.workbook.numbers import hundredths
from reserve.workbook.person_columns import ID_NUMBER, NAME, UNIT_IF_NEEDED
from reserve.workbook.rows import Rows
from reserve.workbook.words import words

STATUSES: Final[Mapping[str, MarkStatus]] = {
    "正常": MarkStatus.TAKEN,
    "缺考": MarkStatus.ABSENT,
    "违纪": MarkStatus.VOID,
    "作废": MarkStatus.VOID,
    "违纪作废": MarkStatus.VOID,
}


def mark_or_word(raw: Raw, full: int = 10_000) -> int | MarkStatus | Problem:
    """Read a mark in hundredths, or the word that stands in its place."""
    if isinstance(raw, str):
        word = STATUSES.get(squeeze(raw))
        if word is not None and word is not MarkStatus.TAKEN:
            return word
    return hundredths(raw, full)


MARK: Final[Column[int | MarkStatus]] = Column(
    "mark",
    ("成绩", "分数", "笔试成绩", "考试成绩"),
    mark_or_word,
    header=Presence.REQUIRED,
    hint=message("0 to 100 with at most two decimals; blank: no mark yet"),
)
STATUS: Final[Column[MarkStatus]] = Column(
    "status", ("状态", "备注", "考试状态"), words(STATUSES), choices=tuple(STATUSES)
)
MARKS: Final = Table("marks.xlsx", "成绩", (NAME, ID_NUMBER, UNIT_IF_NEEDED, MARK, STATUS), keys=("name",))
TOTAL: Final[Column[object]] = Column("total", ("总分", "总成绩", "综合成绩", "合计"), lambda raw: raw)
"""Not read: the total follows from the parts."""


def column_key(part: str) -> str:
    """Return the key of the column that holds a part; a blank is the only paper."""
    return f"part:{part}" if part else MARK.key


def marks_table(parts: Sequence[ExamPart]) -> Table:
    """Return the workbook of marks of a plan: one column for each part, its name as the header.

    A plan without parts has the workbook of one paper.
    """
    if not parts:
        return MARKS
    return Table(MARKS.file, MARKS.sheet, (NAME, ID_NUMBER, UNIT_IF_NEEDED, *_columns(parts), TOTAL), keys=("name",))


def _columns(parts: Sequence[ExamPart]) -> list[Column[int | MarkStatus]]:
    return [
        Column(
            column_key(part.id),
            (part.name,),
            partial(mark_or_word, full=part.full),
            header=Presence.EXPECTED,
            hint=message("a mark with at most two decimals, or 缺考 or 违纪; blank: no mark yet"),
        )
        for part in parts
    ]


def read_part_marks(rows: Rows, persons: Sequence[int | None], parts: Sequence[ExamPart]) -> list[MarkRow]:
    """Return the marks of every part, sorted by person and part; a blank cell is no mark yet and no row.

    A total of the workbook is not read, and a warning says so.
    """
    marks = []
    for column, part in zip(_columns(parts), parts, strict=True):
        for row in rows.whole():
            mark, person = rows.of(column)[row], persons[row]
            if mark is not None and person is not None:
                status, points = (mark, None) if isinstance(mark, MarkStatus) else (MarkStatus.TAKEN, mark)
                marks.append(MarkRow(rows.origins[row], person, status, points, part.id))
    if rows.has(TOTAL):
        rows.note_table(
            message("the column {column} is not read: the total follows from the parts", column=TOTAL.title),
            Level.WARNING,
        )
    return sorted(marks, key=lambda mark: (mark.person, mark.part))


def read_marks(rows: Rows, persons: Sequence[int | None]) -> list[MarkRow]:
    """Return the marks sorted by person; somebody without mark and status has none yet and no row."""
    marks = []
    for row in rows.whole():
        mark = _mark(rows, row)
        person = persons[row]
        if mark is not None and person is not None:
            status, points = mark
            marks.append(MarkRow(rows.origins[row], person, status, points))
    return sorted(marks, key=lambda mark: mark.person)


def _mark(rows: Rows, row: int) -> tuple[MarkStatus, int | None] | None:
    mark, status = rows.of(MARK)[row], rows.of(STATUS)[row]
    missed = status if status is not MarkStatus.TAKEN else None
    if isinstance(mark, MarkStatus):
        if status is not None and status is not mark:
            rows.note(row, STATUS, message("mark and status contradict each other"))
        return mark, None
    if missed is not None:
        if mark is not None:
            rows.note(row, MARK, message("a mark stands beside a word that says there is none"))
        return missed, None
    if mark is None:
        if status is MarkStatus.TAKEN and rows.blank(row, MARK):
            rows.note(row, MARK, message("{column} is missing", column=MARK.title), Level.WARNING)
        return None
    return MarkStatus.TAKEN, mark
