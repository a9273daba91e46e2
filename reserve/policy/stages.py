"""Reading ``[[stage]]``: in which order the stages come, who goes on, and what cannot be."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from reserve.policy import fields
from reserve.policy.entries import name, source
from reserve.policy.examining import Exam, Funnel, Stage, StageKind
from reserve.policy.fields import Spot, Table, Unfit
from reserve.policy.lines import line_of
from reserve.text import message

INTERVIEW: Final = "interview"
ORDERED: Final = (StageKind.RECOMMENDATION, StageKind.EXAM, StageKind.INTERVIEW)
"""The stages after which people stand in an order: by votes, by the written mark, by the total."""
HELD: Final = (StageKind.EXAM, StageKind.INTERVIEW)
_LATE: Final = (StageKind.LIST, StageKind.APPROVAL, StageKind.PUBLICITY)
_AMOUNTS: Final = ("ratio", "count", "drop")
_LARGEST_RATIO: Final = 100
_LARGEST_ORDER: Final = 100


def stage(table: Table) -> Stage:
    """Read a ``[[stage]]``."""
    kind = table.need("kind", fields.one_of([*StageKind], message("kind of stage")), "")
    funnel = None
    if table.has("funnel"):
        funnel = _funnel(table.table("funnel"))
        if kind and kind not in ORDERED:
            table.spot.below("funnel").wrong(
                message("nobody stands in an order after this stage, so nobody can come first"),
                message("a funnel belongs to one of these: {words}", words=[*ORDERED]),
            )
    return Stage(
        id=name(table),
        kind=StageKind(kind) if kind else StageKind.LIST,
        order=table.need("order", fields.whole(1, _LARGEST_ORDER), 0),
        gate=table.may("gate", fields.truth, default=True),
        funnel=funnel,
        applicants_at_least=table.may("applicants_at_least", fields.whole(1, _LARGEST_RATIO), None),
        source=source(table),
    )


def in_order(root: Table, stages: Sequence[Stage]) -> tuple[Stage, ...]:
    """Return the stages in their order; report what comes twice, at the same time, or too late to mean anything."""
    spot = root.spot.below("stage")
    used: tuple[tuple[str, list[str]], ...] = (
        ("kind", [one.kind.value for one in stages]),
        ("order", [str(one.order) for one in stages]),
    )
    for key, words in used:
        for index, word in enumerate(words):
            if (first := words.index(word)) != index and key in _given(spot, index):
                line = line_of(root.spot.report.lines, spot.below(first).below(key).path)
                spot.below(index).below(key).wrong(
                    message("{word} was used before, on line {line}", word=word, line=line)
                )
    _too_late(spot, stages)
    return tuple(sorted(stages, key=lambda one: one.order))


def _given(spot: Spot, index: int) -> frozenset[object]:
    """Return the keys that an entry gives: a blank that stands for a missing one is no repetition."""
    entries = spot.report.data["stage"]
    entry = entries[index] if isinstance(entries, list) else None
    return frozenset(entry) if isinstance(entry, dict) else frozenset()


def _too_late(spot: Spot, stages: Sequence[Stage]) -> None:
    """Report stages that stand after the list, where nobody reaches them, and approvals before it."""
    at = {one.kind: one.order for one in stages}
    end = at.get(StageKind.LIST)
    if stages and end is None:
        spot.wrong(message("no stage draws up the list"), message('add a stage of the kind "list"'))
    for index, one in enumerate(stages):
        if end is None:
            break
        if one.kind not in _LATE and one.order > end:
            spot.below(index).below("order").wrong(
                message("{id} comes after the list and is never reached", id=one.id),
                message("give it an order below {order}", order=end),
            )
        elif one.kind is StageKind.APPROVAL and one.order < end:
            spot.below(index).below("order").wrong(
                message("{id} comes before there is a list", id=one.id),
                message("give it an order above {order}", order=end),
            )


def agreeing(root: Table, stages: Sequence[Stage], exam: Exam) -> None:
    """Report an interview that no part of the exam is, and a written exam that has no mark of its own."""
    spot = root.spot.below("stage")
    kinds = [one.kind for one in stages]
    if StageKind.INTERVIEW not in kinds:
        return
    here = spot.below(kinds.index(StageKind.INTERVIEW)).below("kind")
    top = exam.below("")
    if INTERVIEW not in {part.id for part in top}:
        here.wrong(
            message("the exam has no part that is the interview"),
            message('give the exam an [[exam.part]] with id = "interview" that belongs to no group'),
        )
    elif len(top) != 2:  # noqa: PLR2004 - the interview, and what comes before it
        here.wrong(
            message(
                "beside the interview the exam has {count} parts, and no mark of what comes before", count=len(top) - 1
            ),
            message('put the other parts into one group, each with of = "written"'),
        )


def written(exam: Exam) -> str:
    """Return the paper or group that is marked before the interview; blank where that is the whole exam."""
    top = [part.id for part in exam.below("")]
    others = [one for one in top if one != INTERVIEW]
    return others[0] if INTERVIEW in top and len(others) == 1 else ""


def _funnel(table: Table) -> Funnel:
    given = [key for key in _AMOUNTS if key in table.values]
    if table.usable and len(given) != 1:
        table.spot.wrong(
            message("a funnel says one of {keys}", keys=_AMOUNTS),
            message("ratio: for each place; count: in all; drop: the share that leaves"),
        )
    result = Funnel(
        table.may("ratio", _ratio, None),
        table.may("count", fields.whole(1), None),
        table.may("drop", fields.some_share, None),
    )
    table.close()
    return result


def _ratio(value: object) -> Fraction:
    if isinstance(value, str) and value.count("/") == 1:
        over, _, under = value.partition("/")
        if over.isascii() and over.isdecimal() and under.isascii() and under.isdecimal() and int(under):
            return _fitting(Fraction(int(over), int(under)), value)
    return _fitting(Fraction(fields.whole(1, _LARGEST_RATIO)(value)), value)


def _fitting(ratio: Fraction, value: object) -> Fraction:
    if not 0 < ratio <= _LARGEST_RATIO:
        raise Unfit(message("{found} is out of range", found=fields.shown(value)))
    return ratio
