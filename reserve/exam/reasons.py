"""Why an exam of several parts, or one of which the lowest do not pass, was not passed; decides nothing."""

from __future__ import annotations

from reserve.exam.composite import Composite
from reserve.exam.model import MarkStatus
from reserve.exam.rules import shown
from reserve.policy.examining import BonusUse, Exam
from reserve.policy.wording import share_word
from reserve.text import Message, message


def why_not(exam: Exam, found: Composite, line: int) -> Message | None:
    """Return in one sentence why somebody has not passed; None for who has, or where the mark says it all."""
    if found.short:
        short = found.short[0]
        return message(
            "{part}: {mark}, below its minimum of {minimum}.",
            part=short.part.name,
            mark=shown(short.hundredths or 0),
            minimum=shown(short.part.minimum or 0),
        )
    match found.status:
        case MarkStatus.ABSENT | MarkStatus.VOID if exam.parts:
            names = [one.part.name for one in found.lines if one.status is found.status and not exam.below(one.part.id)]
            if found.status is MarkStatus.ABSENT:
                return message("Absent from {parts}.", parts=names)
            return message("Made void: {parts}.", parts=names)
        case None if found.waiting:
            names = [one.source.wording for one in exam.bonuses if one.id in found.waiting]
            return message("A fact that decides on a bonus is unknown: {bonuses}.", bonuses=names)
        case None if exam.parts:
            names = [one.part.name for one in found.lines if one.status is None and not exam.below(one.part.id)]
            return message("No mark yet: {parts}.", parts=names)
        case MarkStatus.TAKEN if found.judged is not None and found.judged < line:
            return _below(exam, found.judged, line)
    return None


def _below(exam: Exam, judged: int, line: int) -> Message:
    figures = {"mark": shown(judged), "line": shown(line)}
    if exam.drop_lowest is not None:
        share = share_word(exam.drop_lowest)
        return message("Mark {mark}: among the lowest {share}, below {line}, who do not pass.", share=share, **figures)
    if exam.bonuses and exam.bonus_for is BonusUse.ORDER:
        return message("Mark {mark} without bonus, below the pass line {line}.", **figures)
    return message("Total mark {mark}, below the pass line {line}.", **figures)
