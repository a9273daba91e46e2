"""Units and cadres as the county's files tell of them; anything may be unknown (None)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal

import msgspec

from reserve.dates import PartialDate
from reserve.workbook.model import Origin


class UnitKind(StrEnum):
    """County organ (县直) or township (乡镇): units are ranked within their kind."""

    COUNTY_ORGAN = "county_organ"
    TOWNSHIP = "township"


class PlaceClass(StrEnum):
    """What somebody is reserved for: chief (正职) or deputy (副职)."""

    CHIEF = "chief"
    DEPUTY = "deputy"


PLACE_CLASS_HEADERS: Final = ("类别", "后备类别", "后备类型")
PLACE_CLASS_WORDS: Final[Mapping[str, PlaceClass]] = {
    "正职": PlaceClass.CHIEF,
    "副职": PlaceClass.DEPUTY,
    "正职后备": PlaceClass.CHIEF,
    "副职后备": PlaceClass.DEPUTY,
    "chief": PlaceClass.CHIEF,
    "deputy": PlaceClass.DEPUTY,
}


class Sex(StrEnum):
    """As the file has it."""

    MALE = "male"
    FEMALE = "female"


class Status(StrEnum):
    """Cadre status (身份): whether somebody counts as a cadre is for the policy to say."""

    CIVIL_SERVANT = "civil_servant"
    EQUIVALENT = "equivalent"
    INSTITUTION = "institution"
    WORKER = "worker"
    CONTRACT = "contract"
    ENTERPRISE = "enterprise"


class EducationLevel(StrEnum):
    """Levels of education (学历) in ascending order; compare ``level``, never the words."""

    NONE = "none"
    MIDDLE_SCHOOL = "middle_school"
    SECONDARY = "secondary"
    COLLEGE = "college"
    BACHELOR = "bachelor"
    POSTGRADUATE = "postgraduate"

    @property
    def level(self) -> int:
        """Its step, counted from 0 for nothing at all."""
        return _EDUCATION_STEPS[self]


_EDUCATION_STEPS: Final = {level: step for step, level in enumerate(EducationLevel)}


class Rank(StrEnum):
    """The common ladder of post levels and ranks in ascending order; compare ``level``, never the words."""

    NONE = "none"
    CLERK_2 = "clerk_2"
    CLERK_1 = "clerk_1"
    DEPUTY_SECTION = "deputy_section"
    CHIEF_SECTION = "chief_section"
    DEPUTY_DIVISION = "deputy_division"
    CHIEF_DIVISION = "chief_division"

    @property
    def level(self) -> int:
        """Its step on the ladder, counted from 0 for no rank."""
        return _LADDER[self]


_LADDER: Final = {rank: step for step, rank in enumerate(Rank)}


class Politics(StrEnum):
    """Political affiliation (政治面貌)."""

    MEMBER = "member"
    PROBATIONARY = "probationary"
    LEAGUE = "league"
    DEMOCRATIC = "democratic"
    INDEPENDENT = "independent"
    MASSES = "masses"


class Health(StrEnum):
    """State of health (健康状况) as the cadre file words it."""

    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"


class Grade(StrEnum):
    """Result of a yearly appraisal (年度考核) in ascending order."""

    INCOMPETENT = "incompetent"
    BASIC = "basic"
    COMPETENT = "competent"
    EXCELLENT = "excellent"


class Tier(StrEnum):
    """When somebody is meant to be used (备用层次): 近期, 中期 or 远期."""

    NEAR = "near"
    MIDDLE = "middle"
    FAR = "far"


HAN: Final = "汉族"
Period = tuple[PartialDate, PartialDate | None]
"""When something began and ended, both included; None: it goes on."""


class Further(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the optional columns of a roster tell. What is blank is not known, and not written down either.

    ``grassroots`` and ``appraisals`` are empty when the file says 无, None when it says nothing; an appraisal without
    a grade (不定等次) has None. ``category`` is the id of a category of the plan, ``own`` holds the plan's own facts:
    id → neutral word, number or ISO date.
    """

    ethnicity: str = ""
    health: Health | None = None
    party_since: PartialDate | None = None
    grassroots: tuple[Period, ...] | None = None
    appraisals: tuple[tuple[int, Grade | None], ...] | None = None
    tier: Tier | None = None
    category: str = ""
    own: tuple[tuple[str, str], ...] = ()


NOTHING_FURTHER: Final = Further()


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit with its approved posts; ``None`` posts are not known. Adjustments are signed places."""

    origin: Origin
    name: str
    kind: UnitKind | None
    chief_posts: int | None
    deputy_posts: int | None
    chief_adjustment: int
    deputy_adjustment: int
    adjustment_reason: str


@dataclass(frozen=True, slots=True)
class Education:
    """One form's highest education.

    ``level`` None: not told. ``degree``: "" not told, else "none", "bachelor", "master" or "doctor".
    ``held_from``: when the certificate was given, None when not told.
    """

    level: EducationLevel | None = None
    party_school: bool = False
    degree: str = ""
    school: str = ""
    held_from: PartialDate | None = None
    studying: EducationLevel | msgspec.UnsetType = msgspec.UNSET
    """What somebody is still studying for; unset (not written down at all) for everybody else."""


@dataclass(frozen=True, slots=True)
class Probation:
    """Probation of a new civil servant.

    ``known`` False: the file says nothing, the other two are None. ``in_probation`` False: none to leave out.
    True: in probation, its end unknown. None with ``over_on``: over on that day, in probation before.
    """

    known: bool = False
    over_on: PartialDate | None = None
    in_probation: bool | None = None


@dataclass(frozen=True, slots=True)
class Discipline:
    """A sanction and the period of its effect, both ends included; ``kind`` may be blank."""

    state: Literal["none", "unknown", "sanction"] = "unknown"
    kind: str = ""
    begins: PartialDate | None = None
    ends: PartialDate | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """One cadre of the roster. ``number`` counts the whole roster from 1 in the order of its content."""

    origin: Origin
    number: int
    name: str
    id_number: str | None
    sex: Sex | None
    birth: PartialDate | None
    unit: str
    post: str
    status: Status | None
    full_time: Education
    in_service: Education
    unspecified: Education
    rank: Rank | None
    rank_since: PartialDate | None
    earlier_ranks: tuple[tuple[Rank, PartialDate], ...]
    work_since: PartialDate | None
    politics: Politics | None
    probation: Probation
    discipline: Discipline
    further: Further | msgspec.UnsetType = msgspec.UNSET
    """Unset where the optional columns tell nothing: what was written down before there were any stays the same."""

    @property
    def more(self) -> Further:
        """What the optional columns tell."""
        return NOTHING_FURTHER if isinstance(self.further, msgspec.UnsetType) else self.further

    @property
    def person_id(self) -> str:
        """The number as it is shown: ``P00042``."""
        return person_id(self.number)


def person_id(number: int) -> str:
    """Return the shown form of a person's number, ``P00042``."""
    return f"P{number:05d}"
