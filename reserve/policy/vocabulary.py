"""The facts a plan may speak of, their kinds, and the values each can take.

``eligibility.facts`` fills these facts from the roster and the votes; a plan that names any other is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """What sort of thing a fact is, and with it which comparisons make sense."""

    DATE = "date"
    LEVEL = "level"
    COUNT = "count"
    CHOICE = "choice"
    RATIO = "ratio"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """One fact: its kind, its values (ordered for a level), and the arguments a plan may or must give it.

    An argument in ``lists`` takes several of its values, and all of them when it may be left out and is; of any other
    that may be left out, the first value is the default. A range stands for whole numbers. ``in_months``: a count of
    months, which an exception can shorten like a period.

    ``needed_from`` names the roster or vote columns that would settle the fact when it is unknown.
    """

    kind: Kind
    values: tuple[str, ...] = ()
    arguments: Mapping[str, tuple[str, ...] | range] = field(default_factory=dict)
    required: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    needed_from: tuple[str, ...] = ()
    in_months: bool = False
    name: str = ""
    """What a fact of the plan's own is called; blank for those that every plan has."""
    words: Mapping[str, str] = field(default_factory=dict)
    """What its values are called."""


YES_NO: Final = ("no", "yes")
FORMS: Final = ("full_time", "in_service", "party_school")
EDUCATION: Final = ("none", "middle_school", "secondary", "college", "bachelor", "postgraduate")
RANKS: Final = (
    "none", "clerk_2", "clerk_1", "deputy_section", "chief_section", "deputy_division", "chief_division",
)  # fmt: skip
STATUSES: Final = ("civil_servant", "equivalent", "institution", "worker", "contract", "enterprise")
DEGREES: Final = ("none", "bachelor", "master", "doctor")
HEALTH: Final = ("good", "fair", "poor")
GRADES: Final = ("incompetent", "basic", "competent", "excellent")
TIERS: Final = ("near", "middle", "far")
_PROBATION: Final = ("counted", "not_counted")
_YEARS: Final = range(1, 11)
POLITICS: Final = ("member", "probationary", "league", "democratic", "independent", "masses")

FACTS: Final[Mapping[str, Vocabulary]] = {
    "class": Vocabulary(Kind.CHOICE, ("chief", "deputy")),
    "unit_kind": Vocabulary(Kind.CHOICE, ("county_organ", "township")),
    "sex": Vocabulary(Kind.CHOICE, ("male", "female"), needed_from=("sex",)),
    "birth": Vocabulary(Kind.DATE, needed_from=("birth",)),
    "work_since": Vocabulary(Kind.DATE, needed_from=("work_since",)),
    "status": Vocabulary(Kind.CHOICE, STATUSES, needed_from=("status",)),
    "politics": Vocabulary(Kind.CHOICE, POLITICS, needed_from=("party",)),
    "education": Vocabulary(
        Kind.LEVEL,
        EDUCATION,
        {"forms": FORMS, "studying": ("not_counted", "counted")},
        lists=("forms",),
        needed_from=("full_time_education", "in_service_education"),
    ),
    "degree": Vocabulary(
        Kind.LEVEL,
        DEGREES,
        {"forms": FORMS},
        lists=("forms",),
        needed_from=("full_time_degree", "in_service_degree"),
    ),
    "rank": Vocabulary(Kind.LEVEL, RANKS, needed_from=("rank",)),
    "rank_held": Vocabulary(
        Kind.DATE,
        arguments={"level": RANKS, "probation": _PROBATION},
        required=("level",),
        needed_from=("rank", "rank_since", "earlier_ranks", "probation"),
    ),
    "rank_time": Vocabulary(
        Kind.COUNT,
        arguments={"levels": RANKS, "probation": _PROBATION},
        required=("levels",),
        lists=("levels",),
        needed_from=("rank", "rank_since", "earlier_ranks", "work_since", "probation"),
        in_months=True,
    ),
    "in_probation": Vocabulary(Kind.CHOICE, YES_NO, needed_from=("probation",)),
    "discipline_in_effect": Vocabulary(
        Kind.CHOICE, YES_NO, needed_from=("discipline", "discipline_from", "discipline_to")
    ),
    "minority": Vocabulary(Kind.CHOICE, YES_NO, needed_from=("ethnicity",)),
    "health": Vocabulary(Kind.CHOICE, HEALTH, needed_from=("health",)),
    "party_since": Vocabulary(Kind.DATE, needed_from=("party_since", "party")),
    "grassroots": Vocabulary(Kind.COUNT, needed_from=("grassroots",), in_months=True),
    "appraisal_worst": Vocabulary(
        Kind.LEVEL,
        GRADES,
        {"years": _YEARS},
        required=("years",),
        needed_from=("appraisals", "work_since"),
    ),
    "appraisal_count": Vocabulary(
        Kind.COUNT,
        arguments={"years": _YEARS, "grade": GRADES[::-1]},
        required=("years",),
        needed_from=("appraisals", "work_since"),
    ),
    "tier": Vocabulary(Kind.CHOICE, TIERS, needed_from=("tier",)),
    "votes": Vocabulary(Kind.COUNT, needed_from=("votes",)),
    "vote_share": Vocabulary(Kind.RATIO, needed_from=("due", "present", "returned", "valid")),
    "vote_rank": Vocabulary(Kind.COUNT, needed_from=("due", "present", "returned", "valid")),
    "places": Vocabulary(Kind.COUNT, needed_from=("chief_posts", "deputy_posts")),
    "incompetent_share": Vocabulary(Kind.RATIO, needed_from=("incompetent",)),
}


OWN_KINDS: Final[Mapping[str, Kind]] = {
    "yes_no": Kind.CHOICE,
    "choice": Kind.CHOICE,
    "level": Kind.LEVEL,
    "number": Kind.COUNT,
    "date": Kind.DATE,
}
"""What a fact of the plan's own can be, as the plan writes it."""
CATEGORY: Final = "category"
"""A fact of every plan that has categories; its values are theirs."""


def level_of(fact: str, value: str) -> int:
    """Return the place of a value in its fact's order; raises ``ValueError`` for a value it cannot take."""
    return FACTS[fact].values.index(value)
