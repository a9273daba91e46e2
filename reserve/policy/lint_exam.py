"""What is doubtful in the exam and the stages: figures without effect, and what is only read and described."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from reserve.policy.conditions import ALWAYS
from reserve.policy.examining import Stage, StageKind
from reserve.policy.lines import KeyPath
from reserve.policy.lint import Plan
from reserve.policy.lint_unenforced import NOT_ENFORCED
from reserve.policy.regions import implied, impossible
from reserve.policy.stages import HELD
from reserve.text import Message, message


def parts(plan: Plan) -> None:
    """Find parts that count for nothing, groups of one, and minimums that ask nothing."""
    exam = plan.policy.exam
    for index, part in enumerate(exam.parts):
        path: KeyPath = ("exam", "part", index)
        if len(exam.below(part.id)) == 1:
            plan.hint(path, message("{id} is a group with a single part", id=part.id))
        if part.weight == 0 and part.minimum is None:
            plan.warn((*path, "weight"), message("{id} counts for nothing", id=part.id))
        if part.minimum == 0:
            plan.hint((*path, "minimum"), message("everybody reaches the minimum of {id}", id=part.id))
    if exam.held and not exam.pass_line and exam.drop_lowest is None and not exam.composed:
        plan.hint(("exam", "pass"), message("everybody who sits the exam passes"))
    if exam.makeup_months is not None:
        plan.hint(
            ("exam", "makeup_months"), NOT_ENFORCED, message("a make-up mark is entered as a correction of the mark")
        )


def bonuses(plan: Plan) -> None:
    """Find bonuses that nobody or everybody gets, and caps without effect."""
    exam = plan.policy.exam
    for index, bonus in enumerate(exam.bonuses):
        path: KeyPath = ("exam", "bonus", index, "when")
        whens = [plan.settled(bonus.when, world) for world in plan.worlds]
        if all(impossible([when], plan.calendar) for when in whens):
            plan.warn(path, message("nobody can get the bonus {id}", id=bonus.id))
        elif all(implied([when], ALWAYS, plan.calendar) for when in whens):
            plan.warn(path, message("everybody gets the bonus {id}", id=bonus.id))
    if exam.bonus_cap is not None and sum(bonus.marks for bonus in exam.bonuses) <= exam.bonus_cap:
        plan.hint(("exam", "bonus_cap"), message("the bonuses together never come above the cap"))


def order(plan: Plan) -> None:
    """Find an order of the list that asks the same twice."""
    chain = plan.policy.listing.order
    if "mark" in chain and "total" in chain:
        plan.hint(("listing", "order"), message("the mark and the total are the same"))


def stages(plan: Plan) -> None:
    """Find stages that are missing or have no effect, and funnels that let in fewer people than there are places."""
    at = {stage.kind: (index, stage) for index, stage in _placed(plan)}
    if not at:
        return
    if StageKind.SCREENING not in at:
        plan.hint(("stage",), message("no stage checks the criteria; they are checked all the same"))
    if StageKind.RECOMMENDATION not in at:
        plan.hint(("stage",), message("no stage recommends anybody; only people with votes stand for the list"))
    if not any(kind in at for kind in HELD):
        plan.hint(("stage",), message("no exam is held: nobody needs a mark to be listed"))
    for path, text in _without_effect(plan):
        plan.warn(path, text)


def _placed(plan: Plan) -> Iterator[tuple[int, Stage]]:
    """Yield the stages with their place in the file: the policy has them in their order."""
    raw = plan.report.data.get("stage")
    ids = [entry.get("id") for entry in raw] if isinstance(raw, list) else []
    for stage in plan.policy.stages:
        yield ids.index(stage.id), stage


def _without_effect(plan: Plan) -> Iterator[tuple[KeyPath, Message]]:
    for index, stage in _placed(plan):
        path: KeyPath = ("stage", index)
        if stage.funnel is not None and stage.funnel.ratio is not None and stage.funnel.ratio < 1:
            yield (*path, "funnel", "ratio"), message("{id} lets in fewer people than there are places", id=stage.id)
        if stage.kind is StageKind.SCREENING and not stage.gate:
            yield (*path, "gate"), message("whoever fails a criterion is never listed, whatever the gate says")
        if stage.kind in (StageKind.LIST, StageKind.APPROVAL, StageKind.PUBLICITY) and not stage.gate:
            yield (*path, "gate"), NOT_ENFORCED
        if stage.applicants_at_least is not None:
            yield (*path, "applicants_at_least"), NOT_ENFORCED


LINTS: Final = (parts, bonuses, order, stages)
