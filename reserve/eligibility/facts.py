"""What is known of each nominee, as columns: the bridge from the roster and the votes to the plan's facts.

A fact that the file leaves open is an interval of what it can be (rule 1); nothing is guessed and nothing filled in.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Final, TypeAlias

import numpy as np
from msgspec import UnsetType

from reserve.dates import PartialDate
from reserve.eligibility import career
from reserve.policy.conditions import Fact
from reserve.policy.evaluate import HIGHEST, LOWEST, Codes, Column, Interval, Ratio
from reserve.policy.vocabulary import CATEGORY, FORMS, Kind
from reserve.roster.model import HAN, Education, EducationLevel, Grade, Person, PlaceClass, Politics, Rank, UnitKind

Span: TypeAlias = tuple[int, int]
ANYTIME: Final[Span] = (LOWEST, HIGHEST)
_DATE: Final = re.compile(r"\d{4}-\d{2}(?:-\d{2})?")
NEVER: Final[Span] = (HIGHEST, HIGHEST)


@dataclass(frozen=True, slots=True)
class Votes:
    """One nominee's votes. ``rank`` and ``valid`` are None without a result (rule 8).

    ``valid``: what votes are divided by, which are the valid ballots unless the plan says otherwise.
    """

    votes: int
    valid: int | None
    rank: int | None
    places: int | None


@dataclass(frozen=True, slots=True)
class Subject:
    """One person in one class: what the plan is asked about. ``incompetent`` is a share in 1/10,000."""

    person: Person
    place_class: PlaceClass
    unit_kind: UnitKind | None
    votes: Votes | None = None
    incompetent: int | None = None


def columns(subjects: Sequence[Subject], wanted: Iterable[Fact], as_of: dt.date) -> Mapping[Fact, Column]:
    """Return one column of ``len(subjects)`` rows for each wanted fact, as known on ``as_of``.

    Raises ``KeyError`` for a fact outside the vocabulary.
    """
    return {fact: _column(subjects, fact, as_of) for fact in wanted}


def _column(subjects: Sequence[Subject], fact: Fact, as_of: dt.date) -> Column:
    kind = fact.vocabulary.kind
    if kind is Kind.CHOICE:
        read_choice = CHOICES[fact.name] if fact.own is None else partial(_own_choice, fact)
        values = fact.vocabulary.values
        codes: dict[str | None, int] = {None: 0} | {value: code for code, value in enumerate(values, start=1)}
        return Codes(np.array([codes[read_choice(subject, as_of)] for subject in subjects], np.uint8))
    if kind is Kind.RATIO:
        shares = [RATIOS[fact.name](subject) or (0, 0) for subject in subjects]
        numerators, denominators = zip(*shares, strict=True) if shares else ((), ())
        return Ratio(np.array(numerators, np.int64), np.array(denominators, np.int64))
    read_span = SPANS[fact.name] if fact.own is None else _own_span
    spans = np.array([read_span(subject, fact, as_of) for subject in subjects], np.int32).reshape(-1, 2)
    low, high = np.ascontiguousarray(spans[:, 0]), np.ascontiguousarray(spans[:, 1])
    return Interval(low, low if np.array_equal(low, high) else high)


@cache
def _days(date: PartialDate | None) -> Span:
    return ANYTIME if date is None else (date.first.toordinal(), date.last.toordinal())


def _count(value: int | None) -> Span:
    return ANYTIME if value is None else (value, value)


def _education(subject: Subject, fact: Fact, as_of: dt.date) -> Span:
    """The highest level held on the day in one of the wanted forms (rule 6)."""
    person = subject.person
    forms = _forms(fact)
    held = _level_studied if fact.argument("studying") == "counted" else _level_held
    spans = [
        held(record, as_of) if (("party_school" if record.party_school else form) in forms) else (0, 0)
        for form, record in (("full_time", person.full_time), ("in_service", person.in_service))
    ]
    spans.append(_level_of_unknown_form(person.unspecified, forms, as_of, held))
    return max(low for low, _ in spans), max(high for _, high in spans)


def _forms(fact: Fact) -> Sequence[str]:
    return fact.argument("forms", "+".join(FORMS)).split("+")


def _level_of_unknown_form(
    record: Education, forms: Sequence[str], as_of: dt.date, held: Callable[[Education, dt.date], Span]
) -> Span:
    """A level whose form the file does not tell counts for sure only where every form does."""
    if record.level is None:
        return 0, 0
    low, high = held(record, as_of)
    if record.party_school:
        return (low, high) if "party_school" in forms else (0, 0)
    return (low if set(forms) == set(FORMS) else 0), high


def _level_held(record: Education, as_of: dt.date) -> Span:
    if record.level is None:
        return 0, EducationLevel.POSTGRADUATE.level
    level = record.level.level
    if record.held_from is None or record.held_from.last <= as_of:
        return level, level
    return (0, 0) if record.held_from.first > as_of else (0, level)


def _level_studied(record: Education, as_of: dt.date) -> Span:
    """Whoever is still studying has the level: by what the file says, or by a certificate that is still to come."""
    del as_of
    if record.level is None:
        return 0, EducationLevel.POSTGRADUATE.level
    studying = 0 if isinstance(record.studying, UnsetType) else record.studying.level
    level = max(record.level.level, studying)
    return level, level


def _rank(subject: Subject, fact: Fact, as_of: dt.date) -> Span:
    del fact, as_of
    rank = subject.person.rank
    return (0, Rank.CHIEF_DIVISION.level) if rank is None else (rank.level, rank.level)


def _rank_held(subject: Subject, fact: Fact, as_of: dt.date) -> Span:
    """The day since when the person has held a rank at the level or above."""
    person = subject.person
    low, high = _since(person, Rank(fact.argument("level")).level)
    if fact.argument("probation") != "not_counted" or low == HIGHEST:
        return low, high
    over = _probation_over(person, as_of)
    return max(low, over[0]), max(high, over[1])


def _since(person: Person, level: int) -> Span:
    if person.rank is None:
        return ANYTIME
    entries = [(person.rank.level, person.rank_since), *((rank.level, since) for rank, since in person.earlier_ranks)]
    reached = [(step, since) for step, since in entries if step >= level]
    if not reached:
        return NEVER
    joined = _days(person.work_since)[0]
    starts = [_days(since) if since is not None else (joined, HIGHEST) for _, since in reached]
    # The first date at the level is known if the step below, or the level itself, stands in the file; a present
    # rank above it says only "no later than".
    whole = any(step == level for step, _ in reached) or any(rank.level < level for rank, _ in person.earlier_ranks)
    low = min(start[0] for start in starts) if whole else joined
    return low, min(start[1] for start in starts)


def _probation_over(person: Person, as_of: dt.date) -> Span:
    """The day on which probation is over; long ago when there is none to leave out."""
    del as_of
    probation = person.probation
    if not probation.known:
        return ANYTIME
    if probation.over_on is not None:
        return _days(probation.over_on)
    return NEVER if probation.in_probation else (LOWEST, LOWEST)


def _in_probation(subject: Subject, as_of: dt.date) -> str | None:
    low, high = _probation_over(subject.person, as_of)
    day = as_of.toordinal()
    if high <= day:
        return "no"
    return "yes" if low > day else None


def _discipline_in_effect(subject: Subject, as_of: dt.date) -> str | None:
    """Rule 7; both ends of the period count."""
    discipline = subject.person.discipline
    if discipline.state != "sanction":
        return "no" if discipline.state == "none" else None
    begins, ends, day = _days(discipline.begins), _days(discipline.ends), as_of.toordinal()
    if ends[1] < day or begins[0] > day:
        return "no"
    return "yes" if begins[1] <= day <= ends[0] else None


def _minority(subject: Subject, as_of: dt.date) -> str | None:
    del as_of
    ethnicity = subject.person.more.ethnicity
    return None if not ethnicity else "no" if ethnicity == HAN else "yes"


def _party_since(subject: Subject, fact: Fact, as_of: dt.date) -> Span:
    """Whoever is no member has no standing at all."""
    del fact, as_of
    if subject.person.politics not in {None, Politics.MEMBER, Politics.PROBATIONARY}:
        return NEVER
    return _days(subject.person.more.party_since)


def _rank_time(subject: Subject, fact: Fact, as_of: dt.date) -> Span:
    counts = fact.argument("probation") == "not_counted"
    over = _probation_over(subject.person, as_of) if counts else (LOWEST, LOWEST)
    return career.rank_time(subject.person, career.ranks(fact.argument("levels")), over, as_of)


def _own_choice(fact: Fact, subject: Subject, as_of: dt.date) -> str | None:
    """A choice that only this plan asks for; what the plan no longer knows is not known."""
    del as_of
    more = subject.person.more
    told = more.category if fact.name == CATEGORY else dict(more.own).get(fact.name)
    return told if told in fact.vocabulary.values else None


def _own_span(subject: Subject, fact: Fact, as_of: dt.date) -> Span:
    """A level, number or day that only this plan asks for, as its column was read."""
    del as_of
    told, vocabulary = dict(subject.person.more.own).get(fact.name, ""), fact.vocabulary
    match vocabulary.kind:
        case Kind.LEVEL:
            known = told in vocabulary.values
            step = vocabulary.values.index(told) if known else 0
            return step, step if known else len(vocabulary.values) - 1
        case Kind.DATE:
            return _days(PartialDate.from_iso(told) if _DATE.fullmatch(told) else None)
    return (int(told), int(told)) if told.isdecimal() else career.ANY_COUNT


def _vote_share(subject: Subject) -> tuple[int, int] | None:
    votes = subject.votes
    return None if votes is None or votes.rank is None or not votes.valid else (votes.votes, votes.valid)


CHOICES: Final[Mapping[str, Callable[[Subject, dt.date], str | None]]] = {
    "class": lambda subject, _: subject.place_class,
    "unit_kind": lambda subject, _: subject.unit_kind,
    "sex": lambda subject, _: subject.person.sex,
    "status": lambda subject, _: subject.person.status,
    "politics": lambda subject, _: subject.person.politics,
    "in_probation": _in_probation,
    "discipline_in_effect": _discipline_in_effect,
    "minority": _minority,
    "health": lambda subject, _: subject.person.more.health,
    "tier": lambda subject, _: subject.person.more.tier,
}
SPANS: Final[Mapping[str, Callable[[Subject, Fact, dt.date], Span]]] = {
    "birth": lambda subject, _, __: _days(subject.person.birth),
    "work_since": lambda subject, _, __: _days(subject.person.work_since),
    "education": _education,
    "rank": _rank,
    "rank_held": _rank_held,
    "rank_time": _rank_time,
    "degree": lambda subject, fact, as_of: career.degree(subject.person, _forms(fact), as_of),
    "party_since": _party_since,
    "grassroots": lambda subject, _, as_of: career.grassroots(subject.person, as_of),
    "appraisal_worst": lambda subject, fact, as_of: career.appraisal_worst(
        subject.person, int(fact.argument("years")), as_of
    ),
    "appraisal_count": lambda subject, fact, as_of: career.appraisal_count(
        subject.person, int(fact.argument("years")), Grade(fact.argument("grade", "excellent")), as_of
    ),
    "votes": lambda subject, _, __: _count(subject.votes.votes if subject.votes else None),
    "vote_rank": lambda subject, _, __: _count(subject.votes.rank if subject.votes else None),
    "places": lambda subject, _, __: _count(subject.votes.places if subject.votes else None),
}
RATIOS: Final[Mapping[str, Callable[[Subject], tuple[int, int] | None]]] = {
    "vote_share": _vote_share,
    "incompetent_share": lambda subject: None if subject.incompetent is None else (subject.incompetent, 10_000),
}
