"""Reading ``[exam]``: one paper, or parts with weights, minimums and bonuses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final

from reserve.policy import fields
from reserve.policy.conditions import Condition, Use, facts, walk
from reserve.policy.entries import entries, name, source
from reserve.policy.examining import Bonus, BonusUse, Exam, ExamPart, Rounding, RoundingMode
from reserve.policy.fields import Spot, Table, Unfit
from reserve.policy.grammar import Names, demanded
from reserve.policy.model import Source
from reserve.policy.wording import mark_word, share_word
from reserve.text import message

FULL: Final = 10_000
"""Hundredths: what a part is marked out of when the plan does not say."""
PLACES_AT_MOST: Final = 2
MONTHS_AT_MOST: Final = 24
TAKEN: Final = frozenset(
    {
        "姓名", "身份证号", "身份证号码", "公民身份号码", "身份证", "单位", "工作单位", "所在单位", "单位名称",
        "人事关系所在单位", "状态", "备注", "考试状态", "总分", "总成绩", "综合成绩", "合计", "成绩", "分数",
    }
)  # fmt: skip
"""Headers of the workbook of marks that no part can be called by."""
OF_A_CLASS: Final = ("class", "votes", "vote_share", "vote_rank", "places", "incompetent_share")
"""Facts that differ from one candidacy of a person to the other, while a person sits the exam once."""


def exam(table: Table, names: Names) -> Exam:
    """Read ``[exam]``: marks in the file, hundredths of a mark in the policy."""
    where = source(table)
    composed = "part" in table.values
    full = table.may("full", fields.mark, FULL) if composed else table.need("full", fields.mark, 0)
    drop = table.may("drop_lowest", fields.some_share, None)
    line = 0 if table.has("drop_lowest") and not table.has("pass") else table.need("pass", fields.mark, 0)
    if "pass" in table.values and "drop_lowest" in table.values:
        table.spot.below("drop_lowest").wrong(
            message("pass and drop_lowest both say who passes"), message("take one of the two out")
        )
    if full < line and (composed or "full" in table.values):
        table.spot.below("pass").wrong(message("the pass line is above the full mark"))
    parts = entries(table, "part", lambda one: _part(one, where))
    _groups(table, parts, full)
    result = Exam(
        full=full,
        pass_line=line,
        source=where,
        parts=_filled(parts),
        bonuses=entries(table, "bonus", lambda one: _bonus(one, where, names)),
        bonus_cap=table.may("bonus_cap", fields.mark, None),
        bonus_for=BonusUse(table.may("bonus_for", fields.one_of([*BonusUse], message("word")), BonusUse.TOTAL.value)),
        rounding=_rounding(table.table("rounding")) if table.has("rounding") else Rounding(),
        drop_lowest=drop,
        makeup_months=table.may("makeup_months", fields.whole(1, MONTHS_AT_MOST), None),
    )
    table.close()
    return result


def no_exam() -> Exam:
    """Return what stands for the exam in a plan that holds none."""
    return Exam(FULL, 0, Source("", "", ""), held=False)


def refuse_facts_of_a_class(root: Table, result: Exam, named: Mapping[str, Condition]) -> None:
    """Report every bonus that asks for something of one class or vote: a person has one mark for all classes."""
    for index, bonus in enumerate(result.bonuses):
        asked = {fact.name for fact in facts(bonus.when)}
        for used in _used(bonus.when, named, set()):
            asked |= {fact.name for fact in facts(named[used])}
        if wrong := [one for one in OF_A_CLASS if one in asked]:
            root.spot.below("exam").below("bonus").below(index).below("when").wrong(
                message("a bonus cannot depend on {facts}", facts=wrong),
                message("a person sits the exam once, whatever class and votes; ask for facts of the person"),
            )


def _used(node: Condition, named: Mapping[str, Condition], seen: set[str]) -> set[str]:
    for part in walk(node):
        if isinstance(part, Use) and part.definition in named and part.definition not in seen:
            seen.add(part.definition)
            _used(named[part.definition], named, seen)
    return seen


def _part(table: Table, where: Source) -> ExamPart:
    return ExamPart(
        id=name(table),
        name=table.need("name", _header, ""),
        full=table.may("full", fields.mark, 0),
        weight=table.may("weight", fields.share, None),
        minimum=table.may("minimum", fields.mark, None),
        of=table.may("of", fields.identifier, ""),
        source=_inherited(table, where),
    )


def _inherited(table: Table, where: Source) -> Source:
    """Read where a part comes from; what it leaves out is as the exam has it, and its name is its wording."""
    called = table.values.get("name")
    return Source(
        table.may("clause", fields.text, where.clause),
        table.may("wording", fields.text, called if isinstance(called, str) else ""),
        table.may("document", fields.text, where.document),
    )


def _header(value: object) -> str:
    if fields.text(value) in TAKEN:
        raise Unfit(
            message("{found} is another column of the workbook of marks", found=fields.shown(value)),
            message("the name of a part is the header of its column: give it another one"),
        )
    return fields.text(value)


def _bonus(table: Table, where: Source, names: Names) -> Bonus:
    return Bonus(
        name(table), source(table, where.document or "-"), demanded(table, "when", names),
        table.need("marks", _positive, 0),
    )  # fmt: skip


def _positive(value: object) -> int:
    if not fields.mark(value):
        raise Unfit(message("{found} is out of range", found=fields.shown(value)))
    return fields.mark(value)


def _rounding(table: Table) -> Rounding:
    result = Rounding(
        table.may("places", fields.whole(0, PLACES_AT_MOST), PLACES_AT_MOST),
        RoundingMode(table.may("mode", fields.one_of([*RoundingMode], message("word")), RoundingMode.HALF_UP.value)),
        table.may("groups", fields.truth, default=True),
    )
    table.close()
    return result


def _filled(parts: Sequence[ExamPart]) -> tuple[ExamPart, ...]:
    """Put the full mark where a part leaves it out: 100, and of a group whose marks are added, their sum."""
    found: dict[str, int] = {}

    def full(part: ExamPart, above: frozenset[str] = frozenset()) -> int:
        below = [one for one in parts if one.of == part.id]
        if part.full or part.id in above or not below or any(one.weight is not None for one in below):
            return part.full or FULL
        return sum(full(one, above | {part.id}) for one in below)

    for part in parts:
        found[part.id] = full(part)
    return tuple(
        ExamPart(one.id, one.name, found[one.id], one.weight, one.minimum, one.of, one.source) for one in parts
    )


def _groups(table: Table, parts: Sequence[ExamPart], full: int) -> None:
    """Report groups that are not there or hold themselves, figures that do not add up, and names used twice."""
    above = {part.id: part.of for part in parts}
    called: dict[str, int] = {}
    filled = {part.id: part for part in _filled(parts)}
    for index, part in enumerate(parts):
        spot = table.spot.below("part").below(index)
        if part.of and part.of not in above:
            advice = [one for one in above if one != part.id]
            spot.below("of").read(part.of, fields.one_of(advice, message("part")), "")
        elif _holds_itself(part.id, above):
            spot.below("of").wrong(message("{word} is a part of itself", word=part.id))
        if part.name and called.setdefault(part.name, index) != index:
            spot.below("name").wrong(message("{word} stands here twice", word=part.name))
        if part.minimum is not None and part.id in filled and part.minimum > filled[part.id].full:
            spot.below("minimum").wrong(message("the minimum is above the full mark"))
    if not table.spot.report.problems:
        for group in dict.fromkeys(above.values()):
            _adds_up(table.spot.below("part"), parts, filled, group, full if group == "" else filled[group].full)


def _holds_itself(start: str, above: Mapping[str, str]) -> bool:
    seen, at = set[str](), above.get(start, "")
    while at and at not in seen:
        if at == start:
            return True
        seen.add(at)
        at = above.get(at, "")
    return False


def _adds_up(spot: Spot, parts: Sequence[ExamPart], filled: Mapping[str, ExamPart], group: str, full: int) -> None:
    """Report weights of one group that are not 100 % together, and added marks that are not its full mark."""
    inside = [(index, filled[part.id]) for index, part in enumerate(parts) if part.of == group]
    bare = [index for index, part in inside if part.weight is None]
    called = message("the whole exam") if group == "" else filled[group].name
    last, end = inside[-1]
    if not bare:
        total = sum((part.weight for _, part in inside if part.weight is not None), Fraction(0))
        if total != 1 and end.weight is not None:
            rest = end.weight + 1 - total
            spot.below(last).below("weight").wrong(
                message("the weights of {group} add up to {sum}, not to 100%", group=called, sum=_percent(total)),
                message("with {weight} here they would", weight=share_word(rest)) if 0 <= rest <= 1 else None,
            )
    elif len(bare) < len(inside):
        spot.below(bare[0]).wrong(
            message("the other parts of {group} have a weight, this one has none", group=called),
            message("give every part of a group a weight, or none: then their marks are added"),
        )
    elif (total_full := sum(part.full for _, part in inside)) != full:
        spot.below(last).below("full").wrong(
            message(
                "the marks of {group} are added and come to {sum}, while its full mark is {full}",
                group=called,
                sum=mark_word(total_full),
                full=mark_word(full),
            ),
            message("give the parts weights, or write full = {sum}", sum=mark_word(total_full)),
        )


def _percent(share: Fraction) -> str:
    return share_word(share) if share <= 1 else f"{float(share * 100):g}%"
