"""Who passed the exam (rule 12)."""

from __future__ import annotations

from reserve.exam.model import MarkStatus


def passed(status: MarkStatus, hundredths: int | None, pass_line: int) -> bool:
    """Tell whether a mark reaches the pass line, both in hundredths; absent and void never do."""
    return status is MarkStatus.TAKEN and hundredths is not None and hundredths >= pass_line


def shown(hundredths: int) -> str:
    """Return a mark with its two decimals: ``59.99``."""
    return f"{hundredths // 100}.{hundredths % 100:02d}"
