"""Who comes through the stages of a plan that names them, in their order, and who does not and why. Pure.

A funnel counts those who are still there when it comes; whoever is level with the last of them goes on too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from reserve.inspection.model import Outcome
from reserve.listing import reasons
from reserve.listing.funnels import let_in, ranks
from reserve.listing.model import Standpoint
from reserve.policy.describe_exam import KINDS
from reserve.policy.examining import Exam, Funnel, Stage, StageKind
from reserve.policy.stages import HELD, written
from reserve.roster.model import PlaceClass
from reserve.text import Message, message

Places = Mapping[tuple[int, PlaceClass], int]
_NONE: Final = -1


@dataclass(slots=True)
class Campaign:
    """The plan's stages and exam, and what there is: open places, whether inspections are recorded at all."""

    stages: Sequence[Stage]
    exam: Exam
    places: Places
    pass_line: int
    recorded: bool
    out: dict[int, Message] = field(default_factory=dict)


def barred(nominees: Sequence[Standpoint], campaign: Campaign) -> Mapping[int, Message]:
    """Return why people are no candidates for the list, by nominee id; does not depend on the order of ``nominees``.

    Whoever fails a criterion or an inspection is out whatever the stages say (rules 2 and 11).
    """
    kinds = {stage.kind for stage in campaign.stages}
    here = list(nominees)
    if StageKind.SCREENING not in kinds:
        here = _through(here, campaign, reasons.screened_out)
    for stage in campaign.stages:
        here = _through(here, campaign, _gate(stage, campaign))
        if stage.funnel is not None:
            here = _narrowed(here, stage, stage.funnel, campaign)
    if StageKind.INSPECTION not in kinds:
        _through(here, campaign, reasons.vetoed)
    return campaign.out


def _through(
    here: Sequence[Standpoint], campaign: Campaign, gate: Callable[[Standpoint], Message | None]
) -> list[Standpoint]:
    """Keep those whom a gate lets through; of the others, the reason."""
    why = {one.id: reason for one in here if (reason := gate(one)) is not None}
    campaign.out.update(why)
    return [one for one in here if one.id not in why]


def _gate(stage: Stage, campaign: Campaign) -> Callable[[Standpoint], Message | None]:
    match stage.kind:
        case StageKind.SCREENING:
            return reasons.screened_out
        case StageKind.INSPECTION:
            late = stage.gate and campaign.recorded and _after_an_exam(stage, campaign.stages)
            return lambda one: reasons.vetoed(one) or (_not_inspected(one) if late else None)
        case StageKind.EXAM if stage.gate and (before := _before_interview(campaign)):
            return lambda one: _written_missed(one, before, campaign.exam)
        case StageKind.EXAM | StageKind.INTERVIEW if stage.gate:
            return lambda one: reasons.failed_exam(one, campaign.pass_line)
    return lambda _: None


def _after_an_exam(stage: Stage, stages: Sequence[Stage]) -> bool:
    return any(one.kind in HELD and one.order < stage.order for one in stages)


def _before_interview(campaign: Campaign) -> str:
    """Return the part that is marked before the interview; blank where no interview follows."""
    return written(campaign.exam) if any(one.kind is StageKind.INTERVIEW for one in campaign.stages) else ""


def _not_inspected(one: Standpoint) -> Message | None:
    if one.inspection is None:
        return message("No inspection is recorded; it comes after the exam.")
    if one.inspection is not Outcome.POSITIVE:
        return message("The inspection is incomplete; it comes after the exam.")
    return None


def _written_missed(one: Standpoint, part: str, exam: Exam) -> Message | None:
    inside = {part, *(below.id for below in exam.below(part))}
    if part not in one.parts or inside & one.short:
        return one.why or message("No exam mark yet.")
    return None


def _narrowed(here: Sequence[Standpoint], stage: Stage, funnel: Funnel, campaign: Campaign) -> list[Standpoint]:
    """Let the first through: of a unit and class for a ratio, else of a class in the county."""
    if not here:
        return []
    whole = funnel.ratio is None
    names = [(0 if whole else one.unit_id, one.place_class) for one in here]
    number = {name: at for at, name in enumerate(dict.fromkeys(names))}
    groups = np.array([number[name] for name in names], dtype=np.int64)
    keys = np.array([_key(one, stage, campaign) for one in here], dtype=np.int64)
    limits = {name: let_in(funnel, campaign.places.get(name, 0), names.count(name)) for name in number}
    standing = ranks(groups, keys)
    left = []
    for one, name, rank in zip(here, names, standing.tolist(), strict=True):
        if rank <= limits[name]:
            left.append(one)
        else:
            campaign.out[one.id] = message(
                "Rank {rank} after this stage: {stage}. {count} go on, and whoever is level with the last of them.",
                rank=rank,
                stage=KINDS[stage.kind],
                count=limits[name],
            )
    return left


def _key(one: Standpoint, stage: Stage, campaign: Campaign) -> int:
    if stage.kind is StageKind.RECOMMENDATION:
        return one.votes
    part = _before_interview(campaign) if stage.kind is StageKind.EXAM else ""
    mark = one.parts.get(part) if part else one.mark
    return _NONE if mark is None else mark
