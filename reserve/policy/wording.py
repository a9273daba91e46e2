"""What facts and their values are called in the office."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Final

from reserve.policy.conditions import Fact
from reserve.policy.vocabulary import YES_NO
from reserve.text import Message, message

_FACTS: Final[Mapping[str, Message]] = {
    "class": message("class voted for"),
    "unit_kind": message("kind of unit"),
    "sex": message("sex"),
    "birth": message("date of birth"),
    "work_since": message("start of work"),
    "status": message("cadre status"),
    "politics": message("political affiliation"),
    "education": message("education"),
    "rank": message("cadre rank"),
    "rank_held": message("cadre rank held"),
    "in_probation": message("probation"),
    "discipline_in_effect": message("sanction in effect"),
    "votes": message("votes"),
    "vote_share": message("share of valid ballots"),
    "vote_rank": message("rank by votes in the unit"),
    "places": message("places of the unit in the class"),
    "incompetent_share": message("share of incompetent grades"),
    "minority": message("ethnic minority"),
    "health": message("health"),
    "degree": message("degree"),
    "party_since": message("Party membership"),
    "grassroots": message("work at the grass roots"),
    "rank_time": message("time in rank"),
    "appraisal_worst": message("lowest yearly appraisal"),
    "appraisal_count": message("yearly appraisals"),
    "tier": message("tier"),
    "category": message("category"),
}

# Facts that are said as a whole, not as a question with an answer.
_STATED: Final[Mapping[str, Mapping[str, Message]]] = {
    "in_probation": {"no": message("not in probation"), "yes": message("in probation")},
    "discipline_in_effect": {
        "no": message("no sanction in effect"),
        "yes": message("a sanction in effect"),
    },
    "minority": {"no": message("Han"), "yes": message("of an ethnic minority")},
}
_GRADES: Final = {
    "incompetent": message("graded incompetent"),
    "basic": message("graded basically competent"),
    "competent": message("graded competent"),
    "excellent": message("graded excellent"),
}
_RANKS: Final = {
    "none": message("no rank"),
    "clerk_2": message("second-class clerk"),
    "clerk_1": message("first-class clerk"),
    "deputy_section": message("deputy section chief level"),
    "chief_section": message("section chief level"),
    "deputy_division": message("deputy division chief level"),
    "chief_division": message("division chief level"),
}
_VALUES: Final[Mapping[str, Mapping[str, Message]]] = {
    "class": {"chief": message("chief reserve"), "deputy": message("deputy reserve")},
    "unit_kind": {"county_organ": message("county organ"), "township": message("township")},
    "sex": {"male": message("male"), "female": message("female")},
    "status": {
        "civil_servant": message("civil servant"),
        "equivalent": message("staff managed like civil servants"),
        "institution": message("cadre of a public institution"),
        "worker": message("worker"),
        "contract": message("contract staff"),
        "enterprise": message("enterprise staff"),
    },
    "politics": {
        "member": message("Party member"),
        "probationary": message("probationary Party member"),
        "league": message("Youth League member"),
        "democratic": message("member of a democratic party"),
        "independent": message("prominent non-party person"),
        "masses": message("of no party"),
    },
    "education": {
        "none": message("no education"),
        "middle_school": message("middle school"),
        "secondary": message("secondary school"),
        "college": message("junior college"),
        "bachelor": message("undergraduate"),
        "postgraduate": message("postgraduate"),
    },
    "forms": {
        "full_time": message("full-time"),
        "in_service": message("in-service"),
        "party_school": message("Party school"),
    },
    "rank": _RANKS,
    "level": _RANKS,
    "levels": _RANKS,
    "health": {"good": message("good health"), "fair": message("fair health"), "poor": message("poor health")},
    "degree": {
        "none": message("no degree"),
        "bachelor": message("bachelor's degree"),
        "master": message("master's degree"),
        "doctor": message("doctor's degree"),
    },
    "appraisal_worst": _GRADES,
    "grade": _GRADES,
    "tier": {
        "near": message("for use soon"),
        "middle": message("for use in some years"),
        "far": message("for use in the long run"),
    },
    **_STATED,
}


def value_word(kind: str, value: str) -> Message:
    """Return what a value of a fact, or of an argument such as ``forms``, is called."""
    return _VALUES[kind][value]


def answer_word(fact: Fact, value: str) -> Message:
    """Return what a value of a fact is called, also of one of the plan's own."""
    own = fact.own
    if own is None:
        return value_word(fact.name, value)
    if own.values == YES_NO:
        return message("{name}", name=own.name) if value == "yes" else message("not: {name}", name=own.name)
    return message("{name}", name=own.words[value])


def value_words(kind: str, values: Iterable[str]) -> list[Message]:
    """Return what several values are called."""
    return [value_word(kind, value) for value in values]


def fact_word(fact: Fact) -> Message:
    """Return what a fact is called, with its arguments."""
    if fact.own is not None and fact.own.name:
        return message("{name}", name=fact.own.name)
    word = _ARGUED.get(fact.name, _plainly)(fact)
    if forms := fact.argument("forms"):
        word = message("{fact} ({forms})", fact=word, forms=value_words("forms", forms.split("+")))
    if fact.argument("studying") == "counted":
        word = message("{fact}, also while studying for it", fact=word)
    if fact.argument("probation") == "not_counted":
        word = message("{fact}, probation not counted", fact=word)
    return word


def _plainly(fact: Fact) -> Message:
    return _FACTS[fact.name]


def _appraisal_count(fact: Fact) -> Message:
    years, grade = fact.argument("years"), fact.argument("grade", "excellent")
    if grade == "excellent":
        return message("years graded excellent among the last {years}", years=years)
    return message("years with {grade} or better among the last {years}", grade=value_word("grade", grade), years=years)


_ARGUED: Final[Mapping[str, Callable[[Fact], Message]]] = {
    "rank_held": lambda fact: message("{rank} or above held", rank=value_word("level", fact.argument("level"))),
    "rank_time": lambda fact: message(
        "time at {ranks} together", ranks=value_words("levels", fact.argument("levels").split("+"))
    ),
    "appraisal_worst": lambda fact: message(
        "lowest yearly appraisal of the last {years} years", years=fact.argument("years")
    ),
    "appraisal_count": _appraisal_count,
}
"""How facts are said whose arguments are more than an addition."""


def share_word(share: Fraction) -> str:
    """Return a share as the plan would write it: a whole percentage, or else a fraction."""
    percent = share * 100
    return f"{percent}%" if percent.denominator == 1 else f"{share.numerator}/{share.denominator}"


def in_order(fact: Fact, values: Iterable[str]) -> list[str]:
    """Return values of a choice in the order of the vocabulary."""
    wanted = set(values)
    return [value for value in fact.vocabulary.values if value in wanted]


def mark_word(hundredths: int) -> str:
    """Return a mark as the plan would write it: 60, 59.5."""
    return f"{hundredths / 100:g}"
