"""Rows of workbooks in the words of their own columns, for showing what an import would change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from operator import attrgetter
from typing import Any, Final, TypeAlias, TypeVar

from reserve.campaign.difference import Cells
from reserve.dates import PartialDate
from reserve.eligibility import sheet as exceptions
from reserve.eligibility.model import Proposal
from reserve.exam import sheet as exam
from reserve.exam.model import MarkRow, Paper
from reserve.exam.rules import shown as mark_shown
from reserve.inspection import sheet as inspections
from reserve.listing import sheet as decisions
from reserve.policy.examining import Exam
from reserve.pool import sheet as pool
from reserve.recommendation import sheet as votes
from reserve.recommendation.queries import Ballot
from reserve.retention import sheet as retention
from reserve.retention.model import DECISION_WORDS, Decision
from reserve.roster import columns as roster
from reserve.roster.further import GRADES, TIERS
from reserve.roster.model import PLACE_CLASS_WORDS, Education, EducationLevel, Person, Probation
from reserve.roster.own import CATEGORY_HEADERS
from reserve.roster.words import LEVELS, POLITICS, RANKS, SEXES, STATUSES, UNIT_KINDS
from reserve.text import message
from reserve.workbook.cells import text
from reserve.workbook.headers import Column
from reserve.workbook.person_columns import DECIDED_BY, DECIDED_ON, ID_NUMBER, NAME, UNIT
from reserve.workbook.words import YES_NO

NOT_SHOWN: Final = message("changed, not shown here")
_DEGREES: Final = {"none": "无", "bachelor": "学士", "master": "硕士", "doctor": "博士"}

T = TypeVar("T")
Title: TypeAlias = Column[Any]
Field: TypeAlias = tuple[Title, Callable[[Any], object]]


def _first(vocabulary: Mapping[str, T]) -> Mapping[T, str]:
    """Return value → the word that stands first for it."""
    found: dict[T, str] = {}
    for word, value in vocabulary.items():
        found.setdefault(value, word)
    return found


def _words(*vocabularies: Mapping[str, Any]) -> Mapping[tuple[type, object], str]:
    """Return value → the word that stands first for it; values of two vocabularies may have one code."""
    found: dict[tuple[type, object], str] = {}
    for vocabulary in vocabularies:
        for word, value in vocabulary.items():
            found.setdefault((type(value), value), word)
    return found


_WORDS: Final = _words(
    UNIT_KINDS,
    SEXES,
    POLITICS,
    STATUSES,
    RANKS,
    PLACE_CLASS_WORDS,
    exam.STATUSES,
    decisions.TIE_WORDS,
    DECISION_WORDS,
    YES_NO,
    TIERS,
    {word: grade for word, grade in GRADES.items() if grade is not None},
)
_CONCLUSIONS: Final = _first(inspections.CONCLUSIONS)


def show(value: object) -> str:
    """Return a value as its workbook writes it; blank for what is missing."""
    match value:
        case None | Decision.NONE:
            return ""
        case Enum() | bool():
            return _WORDS[type(value), value]
        case dt.date():
            return str(PartialDate.of(value))
        case tuple() | list():
            return "；".join(map(show, value))
    return str(value)


def _level(get: Callable[[Person], Education]) -> Callable[[Person], object]:
    def shown(person: Person) -> object:
        education = get(person)
        if education.level is None:
            return None
        word = _LEVELS[education.level]
        return f"党校{word}" if education.party_school else word

    return shown


_LEVELS: Final[Mapping[EducationLevel, str]] = _first(LEVELS)


def _degree(get: Callable[[Person], Education]) -> Callable[[Person], object]:
    return lambda person: _DEGREES.get(get(person).degree, "")


def _earlier(person: Person) -> object:
    return tuple(f"{show(rank)} {since}" for rank, since in person.earlier_ranks)


def _probation(person: Person) -> object:
    probation: Probation = person.probation
    if not probation.known:
        return None
    if probation.over_on is not None:
        return probation.over_on
    return "试用期内" if probation.in_probation else "无"


def _grassroots(person: Person) -> object:
    periods = person.more.grassroots
    return periods and tuple(f"{begin}-{'至今' if end is None else end}" for begin, end in periods)


def _appraisals(person: Person) -> object:
    told = person.more.appraisals
    return told and tuple(f"{year}{'不定等次' if grade is None else show(grade)}" for year, grade in told)


def _own(person: Person) -> object:
    """Return what only the plan asks for, by the ids of its facts."""
    category = [f"{CATEGORY_HEADERS[0]} {person.more.category}"] if person.more.category else []
    return (*category, *(f"{fact} {value}" for fact, value in person.more.own))


_OWN: Final[Title] = Column("own", ("方案专用列",), text)
UNIT_FIELDS: Final[Sequence[Field]] = [(column, attrgetter(column.key)) for column in roster.UNITS.columns[1:]]
_FULL_TIME, _IN_SERVICE, _ANY_FORM = attrgetter("full_time"), attrgetter("in_service"), attrgetter("unspecified")
PERSON_FIELDS: Final[Sequence[Field]] = [
    (NAME, attrgetter("name")),
    (roster.SEX, attrgetter("sex")),
    (roster.BIRTH, attrgetter("birth")),
    (UNIT, attrgetter("unit")),
    (roster.POST, attrgetter("post")),
    (roster.STATUS, attrgetter("status")),
    (roster.FULL_TIME_EDUCATION, _level(_FULL_TIME)),
    (roster.FULL_TIME_DEGREE, _degree(_FULL_TIME)),
    (roster.FULL_TIME_SCHOOL, attrgetter("full_time.school")),
    (roster.FULL_TIME_DATE, attrgetter("full_time.held_from")),
    (roster.IN_SERVICE_EDUCATION, _level(_IN_SERVICE)),
    (roster.IN_SERVICE_DEGREE, _degree(_IN_SERVICE)),
    (roster.IN_SERVICE_SCHOOL, attrgetter("in_service.school")),
    (roster.IN_SERVICE_DATE, attrgetter("in_service.held_from")),
    (roster.EDUCATION, _level(_ANY_FORM)),
    (roster.DEGREE, _degree(_ANY_FORM)),
    (roster.EDUCATION_DATE, attrgetter("unspecified.held_from")),
    (roster.RANK, attrgetter("rank")),
    (roster.RANK_SINCE, attrgetter("rank_since")),
    (roster.EARLIER_RANKS, _earlier),
    (roster.WORK_SINCE, attrgetter("work_since")),
    (roster.PARTY, attrgetter("politics")),
    (roster.PROBATION, _probation),
    (roster.ETHNICITY, attrgetter("more.ethnicity")),
    (roster.PARTY_SINCE, attrgetter("more.party_since")),
    (roster.GRASSROOTS, _grassroots),
    (roster.APPRAISALS, _appraisals),
    (roster.TIER, attrgetter("more.tier")),
    (_OWN, _own),
]
SEALED_FIELDS: Final[Sequence[Field]] = [
    (ID_NUMBER, attrgetter("id_number")),
    (roster.DISCIPLINE, attrgetter("discipline")),
    (roster.HEALTH_STATE, attrgetter("more.health")),
]
MEMBER_FIELDS: Final[Sequence[Field]] = [
    (UNIT, attrgetter("unit")),
    (pool.PLACE_CLASS, attrgetter("place_class")),
    (pool.SINCE, attrgetter("since")),
]
DECISION_FIELDS: Final[Sequence[Field]] = [
    (retention.DECISION, attrgetter("decision")),
    (retention.GROUNDS, attrgetter("grounds")),
    (DECIDED_BY, attrgetter("decided_by")),
    (DECIDED_ON, attrgetter("decided_on")),
]
TIE_FIELDS: Final[Sequence[Field]] = [
    (decisions.PLACE_CLASS, attrgetter("place_class")),
    (decisions.DECISION, attrgetter("decision")),
    (decisions.REASON, attrgetter("reason")),
    (DECIDED_BY, attrgetter("decided_by")),
    (DECIDED_ON, attrgetter("decided_on")),
]
_INSPECTED: Final = (inspections.VETO, inspections.INSPECTORS, inspections.INTEGRITY, inspections.INSPECTED_ON)
INSPECTION_FIELDS: Final[Sequence[Field]] = [
    (inspections.CONCLUSION, lambda inspection: _CONCLUSIONS.get(inspection.conclusion)),
    *((column, attrgetter(column.key)) for column in _INSPECTED),
]
PAPER_FIELDS: Final[Sequence[Field]] = [
    *(
        (column, attrgetter(column.key))
        for column in (exceptions.PROPOSED_BY, exceptions.PROPOSED_ON, exceptions.REASON, exceptions.EVIDENCE)
    ),
    *((column, lambda papers, nth=nth: _approval(papers, nth)) for nth, column in enumerate(exceptions.APPROVERS)),
    (exceptions.RELATIVES, attrgetter("relatives")),
]
CLASS: Final = exceptions.PLACE_CLASS.title
MARK: Final = exam.MARK.title


def paper_title(parts: Exam, part: str) -> str:
    """Return the header under which a paper stands in the workbook of marks."""
    return parts.part(part).name or MARK


_COUNTS: Final = (*votes.COUNTS, votes.VOID)


def _approval(papers: Proposal, nth: int) -> object:
    """Return who signed and when; approvals are in the order of the columns."""
    if nth >= len(papers.approvals):
        return None
    name, _, day = papers.approvals[nth]
    return f"{name} {show(day)}".rstrip()


def changes(before: object, now: object, fields: Sequence[Field]) -> Cells:
    """Return column, before and after of what differs; ``before`` None: everything that is told is new."""
    told = [(column, None if before is None else get(before), get(now)) for column, get in fields]
    return tuple((column.title, show(old), show(new)) for column, old, new in told if show(old) != show(new))


def sealed(before: object, now: object, fields: Sequence[Field] = SEALED_FIELDS) -> Cells:
    """Return the columns of protected values that differ, without the values."""
    return tuple((column.title, "", NOT_SHOWN) for column, get in fields if get(before) != get(now))


def mark(paper: Paper | MarkRow | None) -> str:
    """Return a mark as its workbook writes it."""
    if paper is None:
        return ""
    return show(paper.status) if paper.hundredths is None else mark_shown(paper.hundredths)


def shares(before: Sequence[int] | None, now: Sequence[int] | None) -> Cells:
    """Return the appraisal shares that differ, in percent."""
    nothing = (None,) * len(pool.SHARES)
    pairs = zip(pool.SHARES, before or nothing, now or nothing, strict=True)
    return tuple((column.title, _percent(old), _percent(new)) for column, old, new in pairs if old != new)


def _percent(share: int | None) -> str:
    return "" if share is None else f"{mark_shown(share)}%"


def ballot(before: Ballot | None, now: Ballot) -> Cells:
    """Return the counts of a meeting that differ, and the names whose votes do; of a new one only the counts."""
    nothing = (None,) * len(_COUNTS)
    old_counts, new_counts = (before and before.counts) or nothing, now.counts or nothing
    counted = zip(_COUNTS, old_counts, new_counts, strict=True)
    cells: Cells = tuple((column.title, show(old), show(new)) for column, old, new in counted if old != new)
    if before is None:
        return cells
    old_votes, new_votes = ({name: count for _, name, count in one.named} for one in (before, now))
    names = dict.fromkeys((*old_votes, *new_votes))
    return cells + tuple(
        (name, show(old_votes.get(name)), show(new_votes.get(name)))
        for name in names
        if old_votes.get(name) != new_votes.get(name)
    )
