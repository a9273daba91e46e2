"""Who passed the exam (rule 12), who is kept from it (rule 13), and what a clerk typed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from reserve.errors import Invalid
from reserve.exam.model import Block, MarkStatus, Paper
from reserve.inspection.model import Outcome
from reserve.text import Message, message
from reserve.workbook.cells import Problem, squeeze
from reserve.workbook.numbers import hundredths

WORDS: Final[Mapping[str, MarkStatus]] = {
    "缺考": MarkStatus.ABSENT,
    "absent": MarkStatus.ABSENT,
    "q": MarkStatus.ABSENT,
    "违纪": MarkStatus.VOID,
    "w": MarkStatus.VOID,
    "作废": MarkStatus.VOID,
    "违纪作废": MarkStatus.VOID,
    "void": MarkStatus.VOID,
    "madevoid": MarkStatus.VOID,
    "z": MarkStatus.VOID,
}
"""What can be typed for a mark that is none: the words as they are shown, and the first letter of their sound."""


_USUAL: Final = 10_000


def typed(text: str, full: int = 10_000) -> Paper | None:
    """Read what a clerk typed, as the workbook of marks is read; None for a blank. ``full``: hundredths.

    Raises ``Invalid`` for ``mark``.
    """
    # With Chinese punctuation on, the point of the numeric block comes out as a full stop; no number holds one.
    content = squeeze(text).replace("。", ".").lower()
    if not content:
        return None
    status = WORDS.get(content)
    if status is not None:
        return Paper(status, None)
    read = hundredths(content, max(full, _USUAL))
    if isinstance(read, Problem):
        raise Invalid({"mark": read.message})
    if wrong := out_of_range(read, full):
        raise Invalid({"mark": wrong})
    return Paper(MarkStatus.TAKEN, read)


def out_of_range(mark: int | None, full: int) -> Message | None:
    """Return what is wrong with a mark of the plan's exam, both in hundredths."""
    if mark is None or 0 <= mark <= full:
        return None
    return message("a mark lies between 0 and {full}", full=full // 100 if full % 100 == 0 else shown(full))


def blocked(inspection: Outcome | None, *, recorded: bool) -> Block | None:
    """Return what keeps somebody from the exam; ``recorded``: inspections are recorded in this cycle at all."""
    if inspection is Outcome.NEGATIVE:
        return Block.NEGATIVE
    if not recorded or inspection is Outcome.POSITIVE:
        return None
    return Block.NOT_RECORDED if inspection is None else Block.INCOMPLETE


def passed(status: MarkStatus, hundredths: int | None, pass_line: int) -> bool:
    """Tell whether a mark reaches the pass line, both in hundredths; absent and void never do."""
    return status is MarkStatus.TAKEN and hundredths is not None and hundredths >= pass_line


def shown(hundredths: int) -> str:
    """Return a mark with its two decimals: ``59.99``."""
    return f"{hundredths // 100}.{hundredths % 100:02d}"
