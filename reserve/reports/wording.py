"""What the codes of a result are called in the office: outcomes, criteria, columns, and the values used.

The values and demands of a result are neutral of language; here they become words, as far as they are known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from reserve.dates import PartialDate
from reserve.policy.conditions import Condition, Fact, facts
from reserve.policy.requirement import requirement
from reserve.policy.vocabulary import Kind
from reserve.policy.wording import answer_word, fact_word
from reserve.reports.demands import demand, facts_of
from reserve.text import Message, message

Words = Mapping[str, Message]
Asked = Mapping[str, Condition]
"""What a plan asks, by the text that stands for it (``reports.asked``)."""
NOTHING_ELSE: Final[Asked] = {}

OUTCOMES: Final[Words] = {
    "eligible": message("eligible"),
    "exceptional": message("exceptional"),
    "undecided": message("undecided"),
    "ineligible": message("not eligible"),
}
VERDICTS: Final[Words] = {
    "meets": message("meets"),
    "fails": message("fails"),
    "unknown": message("unknown"),
    "waived": message("waived"),
}
CLASSES: Final[Words] = {
    "chief": message("chief"),
    "deputy": message("deputy"),
    "all": message("both classes"),
}
SEATS: Final[Words] = {"listed": message("listed"), "reserved": message("place reserved")}
DECISIONS: Final[Words] = {
    "keep": message("keep"),
    "remove": message("remove"),
    "defer": message("defer"),
    "none": message("not decided yet"),
}
EXAM: Final[Words] = {
    "taken": message("taken"),
    "absent": message("absent"),
    "void": message("made void"),
    "missing": message("not recorded"),
}
INSPECTIONS: Final[Words] = {
    "positive": message("inspection passed"),
    "negative": message("inspection not passed"),
    "incomplete": message("inspection incomplete"),
    "missing": message("not recorded"),
}
LEVELS: Final[Words] = {"error": message("error"), "warning": message("warning")}
ASKED_BY: Final[Words] = {
    "criterion": message("criterion of the plan"),
    "condition": message("condition of the exception"),
    "weaker": message("criterion as the exception relaxes it"),
}
YES_NO: Final = {True: message("yes"), False: message("no")}
NOT_KNOWN: Final = message("not known")

_CRITERIA: Final[Words] = {
    "cadre_status": message("Cadre status"),
    "education": message("Education"),
    "age": message("Age"),
    "discipline": message("Discipline"),
    "rank": message("Cadre rank"),
    "rank_months": message("Time in rank"),
    "under_30": message("Under 30"),
    "postgraduate": message("Postgraduate education"),
    "many_votes": message("Many votes"),
    "not_in_probation": message("Not in probation"),
}
_FLAGS: Final[Words] = {
    "over_age": message("over the age limit"),
    "incompetent_over_third": message("over a third graded incompetent"),
}
# Headers of the office's own workbooks, so that whoever clarifies a fact finds the column to fill in.
_COLUMNS: Final[Words] = {
    "sex": message("Sex"),
    "birth": message("Birth"),
    "work_since": message("Start of work"),
    "status": message("Status"),
    "party": message("Political affiliation"),
    "full_time_education": message("Full-time education"),
    "in_service_education": message("In-service education"),
    "rank": message("Cadre rank"),
    "rank_since": message("In this rank since"),
    "earlier_ranks": message("Earlier ranks"),
    "probation": message("Probation"),
    "discipline": message("Discipline"),
    "discipline_from": message("Sanction from"),
    "discipline_to": message("Sanction to"),
    "votes": message("Votes received"),
    "due": message("Due"),
    "present": message("Present"),
    "returned": message("Returned"),
    "valid": message("Valid"),
    "chief_posts": message("Chief posts"),
    "deputy_posts": message("Deputy posts"),
    "incompetent": message("Incompetent"),
    "id_number": message("ID number"),
    "unit": message("Unit"),
    "post": message("Post"),
    "full_time_degree": message("Full-time degree"),
    "full_time_school": message("Full-time school"),
    "full_time_date": message("Full-time graduation"),
    "in_service_degree": message("In-service degree"),
    "in_service_school": message("In-service school"),
    "in_service_date": message("In-service graduation"),
    "education": message("Education, form not told"),
    "degree": message("Degree, form not told"),
    "education_date": message("Graduation, form not told"),
    "ethnicity": message("Ethnic group"),
    "health": message("Health"),
    "party_since": message("Joined the Party"),
    "grassroots": message("Work at the grass roots"),
    "appraisals": message("Yearly appraisals"),
    "tier": message("Tier"),
}
_DATE: Final = re.compile(r"\d{4}-\d{2}(?:-\d{2})?")


def criterion_word(name: str) -> Message | str:
    """Return what a criterion or a condition of an exception is called; its id when the plan has its own."""
    return _CRITERIA.get(name, name)


def flag_word(name: str) -> Message | str:
    """Return what a flag of a member is called."""
    return _FLAGS.get(name, name)


def column_words(names: Iterable[str]) -> list[Message | str]:
    """Return the headers under which facts stand in the office's workbooks."""
    return [_COLUMNS.get(name, name) for name in names]


def office_day(iso: str | None) -> Message | str:
    """Return an ISO day or month as the office writes it: 1980.11."""
    return str(PartialDate.from_iso(iso)) if iso else message("not set")


def required_word(required: str, asked: Asked = NOTHING_ELSE) -> Message | str:
    """Return a demand in words; one that is not plain, and not among ``asked``, stays as it is written."""
    condition = asked.get(required) or demand(required)
    if condition is None:
        return required
    try:
        return requirement(condition, None)
    except KeyError:
        return required


def value_used_word(value: str | None, required: str, asked: Asked = NOTHING_ELSE) -> Message | str | list[Message]:
    """Return the value that was used for a demand in words: ``1980-11`` as 1980.11, ``college`` as 大学专科."""
    if value is None:
        return NOT_KNOWN
    used = facts(asked[required]) if required in asked else facts_of(required)
    found = {fact.name: fact for fact in used}
    if len(found) == 1:
        return _one_value(next(iter(found.values())), value)
    parts = [part.partition("=") for part in value.split(", ")]
    if not all(name in found and said for name, _, said in parts):
        return value
    return [
        message("{fact}: {value}", fact=fact_word(found[name]), value=_one_value(found[name], said))
        for name, _, said in parts
    ]


def _one_value(fact: Fact, value: str) -> Message | str:
    low, span, high = value.partition("..")
    if not span:
        return _point(fact, value)
    if low and high:
        return message("{low} to {high}", low=_point(fact, low), high=_point(fact, high))
    if low and fact.vocabulary.kind is Kind.COUNT:
        return message("{low} or more", low=low)
    if low:
        return message("{low} or later", low=_point(fact, low))
    return message("{high} or earlier", high=_point(fact, high))


def _point(fact: Fact, value: str) -> Message | str:
    if fact.vocabulary.kind is Kind.DATE:
        if value == "never":
            return message("never")
        return str(PartialDate.from_iso(value)) if _DATE.fullmatch(value) else value
    if fact.vocabulary.kind in {Kind.LEVEL, Kind.CHOICE} and value in fact.vocabulary.values:
        return answer_word(fact, value)
    return value
