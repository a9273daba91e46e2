"""What a plan says of its exam and of the order of its stages. Marks are hundredths, weights and shares are exact."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from reserve.policy.conditions import Condition
    from reserve.policy.model import Source


class RoundingMode(StrEnum):
    """What becomes of the decimals that are not kept."""

    HALF_UP = "half_up"
    TRUNCATE = "truncate"


@dataclass(frozen=True, slots=True)
class Rounding:
    """How a computed mark is rounded; ``groups``: the mark of every group is, not only the total."""

    places: int = 2
    mode: RoundingMode = RoundingMode.HALF_UP
    groups: bool = True


@dataclass(frozen=True, slots=True)
class ExamPart:
    """One paper or interview, or a group of them; ``of``: the group it belongs to, blank at the top.

    ``weight`` is None where the marks of a group are simply added.
    """

    id: str
    name: str
    full: int
    weight: Fraction | None
    minimum: int | None
    of: str
    source: Source


@dataclass(frozen=True, slots=True)
class Bonus:
    """Marks added for those for whom a condition holds; only facts of the person, not of a class or a vote."""

    id: str
    source: Source
    when: Condition
    marks: int


class BonusUse(StrEnum):
    """What a bonus counts for: the total, with which one passes and is ordered, or the order alone."""

    TOTAL = "total"
    ORDER = "order"


@dataclass(frozen=True, slots=True)
class Exam:
    """The unified exam (rule 12): full mark and pass line in hundredths of a mark.

    ``drop_lowest`` stands in the place of the pass line: that share of those with a mark does not pass, and ties at the
    border stay in. ``held`` is False for a plan without an exam.
    """

    full: int
    pass_line: int
    source: Source
    parts: tuple[ExamPart, ...] = ()
    bonuses: tuple[Bonus, ...] = ()
    bonus_cap: int | None = None
    bonus_for: BonusUse = BonusUse.TOTAL
    rounding: Rounding = Rounding()
    drop_lowest: Fraction | None = None
    makeup_months: int | None = None
    held: bool = True

    @property
    def composed(self) -> bool:
        """Whether the mark is made of several parts or of bonuses, not read off one paper."""
        return bool(self.parts or self.bonuses)

    @property
    def papers(self) -> tuple[ExamPart, ...]:
        """The parts that are marked; an exam without parts has one paper of its own."""
        if not self.parts:
            return (ExamPart(WHOLE, "", self.full, None, None, "", self.source),)
        groups = {part.of for part in self.parts}
        return tuple(part for part in self.parts if part.id not in groups)

    def below(self, group: str) -> tuple[ExamPart, ...]:
        """Return the parts directly in a group; a blank stands for the whole exam."""
        return tuple(part for part in self.parts if part.of == group)

    def part(self, name: str) -> ExamPart:
        """Return a paper or group by its id; raises ``KeyError``."""
        for part in (*self.parts, *self.papers):
            if part.id == name:
                return part
        raise KeyError(name)


WHOLE: Final = ""
"""The id of the only paper of an exam without parts."""


class StageKind(StrEnum):
    """What is done at a stage."""

    RECOMMENDATION = "recommendation"
    SCREENING = "screening"
    INSPECTION = "inspection"
    EXAM = "exam"
    INTERVIEW = "interview"
    LIST = "list"
    APPROVAL = "approval"
    PUBLICITY = "publicity"


@dataclass(frozen=True, slots=True)
class Funnel:
    """How many come through a stage; one of the three is given.

    ``ratio``: for each open place of a unit and class. ``count``: in the whole county, for each class. ``drop``: the
    share of each class in the county that does not. Whoever is level with the last one comes through too.
    """

    ratio: Fraction | None = None
    count: int | None = None
    drop: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of the campaign. ``gate``: whoever does not meet what it asks goes no further."""

    id: str
    kind: StageKind
    order: int
    gate: bool
    funnel: Funnel | None
    applicants_at_least: int | None
    source: Source


USUAL: Final = (
    StageKind.RECOMMENDATION,
    StageKind.SCREENING,
    StageKind.INSPECTION,
    StageKind.EXAM,
    StageKind.LIST,
    StageKind.APPROVAL,
)
"""The stages of a plan that does not say (rules 11 to 13)."""


def inspection_first(stages: tuple[Stage, ...]) -> bool:
    """Tell whether nobody sits the exam before the inspection (rule 13), as in a plan that says nothing of stages."""
    at = {stage.kind: stage for stage in stages}
    if not at:
        return True
    inspection = at.get(StageKind.INSPECTION)
    marked = [at[kind].order for kind in (StageKind.EXAM, StageKind.INTERVIEW) if kind in at]
    return inspection is not None and inspection.gate and all(inspection.order < order for order in marked)
