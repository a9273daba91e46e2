"""The mark of an exam of several parts: weights, minimums, bonuses, rounding, exactly (rule 12). Pure; no floats."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from reserve.exam.model import MarkStatus, Paper
from reserve.policy.examining import BonusUse, Exam, ExamPart, Rounding, RoundingMode

_PLACES: Final = 2
"""Marks are kept in hundredths."""


@dataclass(frozen=True, slots=True)
class Line:
    """How one paper, interview or group came out; ``hundredths`` is None without a mark.

    ``depth``: how many groups it lies in. ``short``: below its minimum.
    """

    part: ExamPart
    depth: int
    status: MarkStatus | None
    hundredths: int | None
    short: bool


@dataclass(frozen=True, slots=True)
class Composite:
    """One person's mark and how it came about, in hundredths.

    ``status`` is None as long as a part has no mark, or a fact decides on a bonus and is not known (``waiting``: those
    bonuses). ``plain``: without bonuses. ``judged``: what the pass line asks. ``total``: what the list is ordered by.
    """

    status: MarkStatus | None
    lines: tuple[Line, ...]
    plain: int | None
    bonus: int
    granted: tuple[str, ...]
    waiting: tuple[str, ...]
    judged: int | None
    total: int | None

    @property
    def short(self) -> tuple[Line, ...]:
        """The parts below their minimum: whoever has one does not pass, whatever the total."""
        return tuple(line for line in self.lines if line.short)

    def mark_of(self, part: str) -> int | None:
        """Return the mark of a paper or group by its id."""
        return next((line.hundredths for line in self.lines if line.part.id == part), None)

    def passed(self, line: int) -> bool:
        """Tell whether this passes a line in hundredths; absent, void and below a minimum never do."""
        return self.status is MarkStatus.TAKEN and self.judged is not None and self.judged >= line and not self.short


def composite(exam: Exam, papers: Mapping[str, Paper], bonuses: Mapping[str, bool | None]) -> Composite:
    """Return the mark that papers come to, by part; ``bonuses``: which conditions hold, None where unknown.

    One void paper makes it void, one absence makes it absent (void comes first); else a missing paper leaves it open.
    """
    lines: list[Line] = []
    plain = _group(exam, "", exam.full, papers, lines, 0)
    statuses = [papers[part.id].status for part in exam.papers if part.id in papers]
    granted = tuple(one.id for one in exam.bonuses if bonuses.get(one.id))
    unknown = tuple(one.id for one in exam.bonuses if bonuses.get(one.id) is None)
    bonus, most = _capped(exam, granted), _capped(exam, (*granted, *unknown))
    status = _status(statuses, complete=len(statuses) == len(exam.papers))
    waiting = unknown if status is MarkStatus.TAKEN and bonus != most else ()
    if waiting:
        status = None
    mark = None if plain is None else rounded(plain, exam.rounding)
    total = None if mark is None or status is not MarkStatus.TAKEN else mark + bonus
    judged = mark if exam.bonus_for is BonusUse.ORDER else total
    return Composite(
        status, tuple(lines), mark, bonus, granted, waiting, judged if status is MarkStatus.TAKEN else None, total
    )


def lowest_passing(judged: Sequence[int], drop: Fraction) -> int:
    """Return the mark from which on one passes when a share of the lowest does not; ties at the border stay in.

    The number who leave is rounded down, as every maximum is. Zero without any mark.
    """
    ordered = sorted(judged)
    return ordered[len(ordered) * drop.numerator // drop.denominator] if ordered else 0


def rounded(value: Fraction, rules: Rounding) -> int:
    """Round hundredths to the places that are kept; the result is hundredths again. ``value`` is not negative."""
    unit = int(10 ** (_PLACES - rules.places))
    steps = value / unit
    if rules.mode is RoundingMode.HALF_UP:
        steps += Fraction(1, 2)
    return int(steps) * unit


def _status(statuses: Sequence[MarkStatus], *, complete: bool) -> MarkStatus | None:
    for word in (MarkStatus.VOID, MarkStatus.ABSENT):
        if word in statuses:
            return word
    return MarkStatus.TAKEN if complete else None


def _capped(exam: Exam, names: Sequence[str]) -> int:
    marks: int = sum(one.marks for one in exam.bonuses if one.id in names)
    return marks if exam.bonus_cap is None else min(marks, exam.bonus_cap)


def _group(
    exam: Exam, group: str, full: int, papers: Mapping[str, Paper], lines: list[Line], depth: int
) -> Fraction | None:
    """Return the exact mark of a group out of ``full``, and add the lines of what lies in it; None while one misses."""
    if not exam.parts:
        mark = papers[group].hundredths if group in papers else None
        return None if mark is None else Fraction(mark)
    total: Fraction | None = Fraction(0)
    for part in exam.below(group):
        value, status = _part(exam, part, papers, lines, depth)
        if value is None or status is not MarkStatus.TAKEN:
            total = None
        elif total is not None:
            total += value if part.weight is None else part.weight * value * full / part.full
    return total


def _part(
    exam: Exam, part: ExamPart, papers: Mapping[str, Paper], lines: list[Line], depth: int
) -> tuple[Fraction | None, MarkStatus | None]:
    at = len(lines)
    if exam.below(part.id):
        value = _group(exam, part.id, part.full, papers, lines, depth + 1)
        inside = [line.status for line in lines[at:]]
        known = [status for status in inside if status is not None]
        status = _status(known, complete=len(known) == len(inside))
        if value is not None and exam.rounding.groups:
            value = Fraction(rounded(value, exam.rounding))
    else:
        paper = papers.get(part.id)
        status = None if paper is None else paper.status
        value = None if paper is None or paper.hundredths is None else Fraction(paper.hundredths)
    short = value is not None and part.minimum is not None and value < part.minimum
    shown = None if value is None else rounded(value, Rounding())
    lines.insert(at, Line(part, depth, status, shown, short))
    return value, status
