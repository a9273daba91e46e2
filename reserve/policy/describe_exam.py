"""The exam and the stages of a plan in words; what the plan leaves out is said as it is taken."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Final, TypeAlias

from reserve.policy.conditions import Condition
from reserve.policy.examining import USUAL, BonusUse, Exam, ExamPart, Funnel, RoundingMode, Stage, StageKind
from reserve.policy.model import Policy, Source
from reserve.policy.wording import mark_word, share_word
from reserve.text import Message, message

Line: TypeAlias = tuple[int, Message]
Cite: TypeAlias = Callable[[Source], Message]
Say: TypeAlias = Callable[[Condition], Message]

KINDS: Final[Mapping[StageKind, Message]] = {
    StageKind.RECOMMENDATION: message("recommendation"),
    StageKind.SCREENING: message("screening against the criteria"),
    StageKind.INSPECTION: message("inspection"),
    StageKind.EXAM: message("exam"),
    StageKind.INTERVIEW: message("interview"),
    StageKind.LIST: message("drawing up the list"),
    StageKind.APPROVAL: message("approval"),
    StageKind.PUBLICITY: message("public notice"),
}
_LATER: Final = (StageKind.LIST, StageKind.APPROVAL, StageKind.PUBLICITY)


def exam_lines(exam: Exam, cited: Cite, asked: Say) -> Iterator[Line]:
    """Yield the lines below the heading of the exam."""
    if not exam.held:
        yield 1, message("the plan holds no exam")
        return
    yield 1, cited(exam.source)
    yield 2, _passing(exam)
    yield from _parts(exam, "", 2, cited)
    for bonus in exam.bonuses:
        yield 2, message("bonus of {marks}: {entry}", marks=mark_word(bonus.marks), entry=cited(bonus.source))
        yield 3, message("added when: {part}", part=asked(bonus.when))
    if exam.bonuses:
        yield 2, _bonuses(exam)
    if exam.composed or exam.drop_lowest is not None:
        yield 2, message("absent from one part, or one paper void: not passed; a part without a mark: no mark yet")
    if exam.composed:
        yield 2, _rounding(exam)
    if exam.makeup_months is not None:
        yield 2, message("a make-up exam within {months} months", months=exam.makeup_months)


def _passing(exam: Exam) -> Message:
    full = mark_word(exam.full)
    if exam.drop_lowest is not None:
        share = share_word(exam.drop_lowest)
        return message(
            "full mark {full}; the lowest {share} of those with a mark do not pass, ties at the border stay in",
            full=full,
            share=share,
        )
    return message("full mark {full}, pass line {pass_line}", full=full, pass_line=mark_word(exam.pass_line))


def _parts(exam: Exam, group: str, depth: int, cited: Cite) -> Iterator[Line]:
    for part in exam.below(group):
        yield depth, cited(part.source)
        yield depth + 1, _part(part)
        yield from _parts(exam, part.id, depth + 1, cited)


def _part(part: ExamPart) -> Message:
    said = [message("{name}: full mark {full}", name=part.name, full=mark_word(part.full))]
    said.append(
        message("added as it is") if part.weight is None else message("weight {weight}", weight=share_word(part.weight))
    )
    if part.minimum is not None:
        said.append(message("not passed below {minimum}", minimum=mark_word(part.minimum)))
    return message("{parts}", parts=said)


def _bonuses(exam: Exam) -> Message:
    cap = (
        message("no cap")
        if exam.bonus_cap is None
        else message("at most {marks} in all", marks=mark_word(exam.bonus_cap))
    )
    if exam.bonus_for is BonusUse.ORDER:
        return message("bonuses count for the order of the list, not for passing; {cap}", cap=cap)
    return message("bonuses count for passing and for the order; {cap}", cap=cap)


def _rounding(exam: Exam) -> Message:
    rules = exam.rounding
    figures = {"places": rules.places}
    if rules.mode is RoundingMode.TRUNCATE and rules.groups:
        return message("marks of groups and the total: {places} decimals, the rest is cut off", **figures)
    if rules.mode is RoundingMode.TRUNCATE:
        return message("the total: {places} decimals, the rest is cut off", **figures)
    if rules.groups:
        return message("marks of groups and the total: {places} decimals, rounded half up", **figures)
    return message("the total: {places} decimals, rounded half up", **figures)


def stage_lines(policy: Policy, cited: Cite) -> Iterator[Line]:
    """Yield the heading of the stages and the lines below it."""
    yield 0, message("Stages")
    if not policy.stages:
        yield 1, message("the plan does not say; taken as usual: {stages}", stages=[KINDS[one] for one in USUAL])
    for number, stage in enumerate(policy.stages, 1):
        yield 1, message("{number}. {entry}", number=number, entry=cited(stage.source))
        yield 2, _gate(stage)
        if stage.funnel is not None:
            yield 2, funnel_word(stage.funnel)
        if stage.applicants_at_least is not None:
            text = message(
                "at least {count} candidates for each place, or the place is looked at", count=stage.applicants_at_least
            )
            yield 2, text


def _gate(stage: Stage) -> Message:
    if stage.kind in _LATER or stage.kind is StageKind.RECOMMENDATION:
        return message("stage: {kind}", kind=KINDS[stage.kind])
    if stage.gate:
        return message("stage: {kind}; whoever does not pass it goes no further", kind=KINDS[stage.kind])
    return message("stage: {kind}; it keeps nobody out", kind=KINDS[stage.kind])


def funnel_word(funnel: Funnel) -> Message:
    """Return how many go on, in words."""
    if funnel.ratio is not None:
        return message(
            "{ratio} for each open place of a unit and class go on; whoever is level with the last goes on too",
            ratio=_figure(funnel.ratio),
        )
    if funnel.count is not None:
        return message(
            "{count} of each class in the county go on; whoever is level with the last goes on too", count=funnel.count
        )
    share = share_word(funnel.drop or Fraction(0))
    return message("the lowest {share} of each class in the county do not go on; ties at the border do", share=share)


def _figure(ratio: Fraction) -> str:
    return str(ratio.numerator) if ratio.denominator == 1 else f"{ratio.numerator}/{ratio.denominator}"


def order_word(word: str, exam: Exam) -> Message | str:
    """Return what decides the order of a list."""
    known = {"votes": message("votes"), "mark": message("exam mark"), "total": message("total mark")}
    return known[word] if word in known else exam.part(part_of(word)).name


def part_of(word: str) -> str:
    """Return the part that a word in the order of the list names."""
    return word.removeprefix("part:")
