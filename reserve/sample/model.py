"""What an invented county consists of, before it is spelled the way offices spell it.

Facts are canonical here (levels, dates as ``PartialDate``); ``mess`` words them.
An empty string or ``None`` is a blank cell.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from reserve.dates import PartialDate

PlaceClass: TypeAlias = Literal["chief", "deputy"]
Level: TypeAlias = Literal["none", "middle_school", "secondary", "college", "bachelor", "postgraduate"]
Degree: TypeAlias = Literal["", "none", "bachelor", "master", "doctor"]
Rank: TypeAlias = Literal["none", "clerk_2", "clerk_1", "deputy_section", "chief_section", "deputy_division"]
Status: TypeAlias = Literal["civil_servant", "equivalent", "institution", "worker", "contract", "enterprise"]
Probation: TypeAlias = Literal["", "none", "in"] | PartialDate

RANKS: tuple[Rank, ...] = ("none", "clerk_2", "clerk_1", "deputy_section", "chief_section", "deputy_division")
CLASSES: tuple[PlaceClass, ...] = ("chief", "deputy")


@dataclass(frozen=True, slots=True)
class Schooling:
    """One education with its degree; ``suffix`` is what stands behind the level, such as ``在读``."""

    level: Level | None = None
    degree: Degree = ""
    school: str = ""
    held_from: PartialDate | None = None
    party_school: bool = False
    suffix: str = ""


@dataclass(slots=True)
class Cadre:
    """One person of the roster."""

    name: str
    unit: str
    id_number: str = ""
    sex: str = ""
    birth: PartialDate | None = None
    post: str = ""
    status: Status | None = None
    full_time: Schooling = Schooling()
    in_service: Schooling = Schooling()
    highest: Schooling = Schooling()
    rank: Rank | None = None
    rank_text: str = ""
    rank_since: PartialDate | None = None
    earlier: tuple[tuple[Rank, PartialDate], ...] = ()
    work_since: PartialDate | None = None
    party: str = ""
    probation: Probation = ""
    discipline: str = ""
    discipline_from: PartialDate | None = None
    discipline_to: PartialDate | None = None


@dataclass(slots=True)
class Unit:
    """A unit with its approved posts; ``adjustments`` are for chief and deputy places."""

    name: str
    kind: Literal["county_organ", "township"]
    chief_posts: int | None
    deputy_posts: int | None
    adjustments: tuple[int, int] = (0, 0)
    adjustment_reason: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """Who a row of a workbook speaks of; the ID number stands there only where a name does not tell."""

    name: str
    unit: str
    id_number: str = ""


@dataclass(slots=True)
class Member:
    """A row of the present pool; ``shares`` are hundredths of a percent, best grade first."""

    who: Named
    place_class: PlaceClass
    since: PartialDate | None = None
    shares: tuple[int, int, int, int] | None = None
    decision: str = ""
    grounds: str = ""
    decided_by: str = ""
    decided_on: PartialDate | None = None


@dataclass(slots=True)
class Meeting:
    """The counts of one recommendation meeting for one class."""

    unit: str
    place_class: PlaceClass
    due: int | None
    present: int | None
    returned: int | None
    valid: int | None
    void: bool = False


@dataclass(slots=True)
class Tally:
    """The votes of one name in one unit and class."""

    who: Named
    place_class: PlaceClass
    votes: int


@dataclass(slots=True)
class Mark:
    """A row of the exam; ``text`` is a mark, a word such as ``缺考``, or blank."""

    who: Named
    text: str


@dataclass(slots=True)
class Inspection:
    """A row of the inspections; ``conclusion`` and ``veto`` as the office writes them."""

    who: Named
    conclusion: str = "合格"
    veto: str = "否"
    inspectors: tuple[str, ...] = ()
    integrity: str = "未发现影响使用的问题"
    inspected_on: PartialDate | None = None


@dataclass(slots=True)
class Proposal:
    """A row of the exceptions: who proposes it, on what evidence, who approved."""

    who: Named
    place_class: PlaceClass
    proposed_by: str
    proposed_on: PartialDate | None
    reason: str
    evidence: str
    approvals: tuple[tuple[str, PartialDate | None], ...]
    relatives: str = "无"


@dataclass(slots=True)
class Decision:
    """A row of the decisions: a tie settled, or a member decided on."""

    who: Named
    place_class: PlaceClass | None
    act: str
    decision: str
    reason: str
    decided_by: str
    decided_on: PartialDate | None


@dataclass(slots=True)
class Case:
    """A hard case by name; ``facts`` are what must come out where that is clear: the outcome, a place."""

    slug: str
    name: str
    unit: str
    place_class: PlaceClass | Literal[""]
    expect: str
    facts: dict[str, str | bool] = field(default_factory=dict)


@dataclass(slots=True)
class County:
    """Everything that is written into the workbooks, and the cases in it."""

    units: list[Unit] = field(default_factory=list)
    people: list[Cadre] = field(default_factory=list)
    members: list[Member] = field(default_factory=list)
    meetings: list[Meeting] = field(default_factory=list)
    tallies: list[Tally] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    inspections: list[Inspection] = field(default_factory=list)
    proposals: list[Proposal] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
