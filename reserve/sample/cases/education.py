"""Education: blanks, degrees alone, forms of study, certificates round the as-of date."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from reserve.dates import PartialDate
from reserve.sample.cases.desk import BACHELOR, DEPUTY, MASTER, YOUNG, Desk
from reserve.sample.model import Schooling
from reserve.sample.people import NOTHING

_SCHOOL: Final = Schooling("secondary", "none", "县第一中学")
_BLANK: Final = Schooling()
_COLLEGE: Final = Schooling("college", "none", "临江学院", PartialDate(2012, 7))
_FLOOR: Final = (
    ("education-unknown", _BLANK, _BLANK, "undecided", "both educations blank"),
    ("education-in-service-blank", _SCHOOL, _BLANK, "undecided", "full-time below college, in-service blank"),
    (
        "education-blank-does-not-matter",
        BACHELOR,
        _BLANK,
        "eligible",
        "full-time bachelor already meets the floor",
    ),
    ("education-in-service-college", _SCHOOL, _COLLEGE, "eligible", "the floor takes any form of study"),
    ("education-below-college", _SCHOOL, NOTHING, "ineligible", "nothing at college level"),
    (
        "education-party-school",
        _SCHOOL,
        Schooling("bachelor", "none", "省委党校", PartialDate(2014, 12), party_school=True),
        "eligible",
        "party school counts for the floor",
    ),
    (
        "certificate-day-after",
        _SCHOOL,
        replace(_COLLEGE, held_from=PartialDate(2026, 7, 1)),
        "ineligible",
        "certificate dated one day after the as-of date",
    ),
    (
        "still-studying",
        _SCHOOL,
        Schooling("bachelor", "none", "中原工学院", suffix="在读"),
        "ineligible",
        "在读 is nothing held yet",
    ),
    (
        "degree-alone",
        _BLANK,
        NOTHING,
        "undecided",
        "only a degree: the full-time education is blank, and a degree is no education",
    ),
)
_LATE: Final = Schooling("postgraduate", "master", "江北理工大学")
_POSTGRADUATE: Final = (
    ("postgraduate-in-service", BACHELOR, _LATE, "exceptional", "in-service postgraduate counts"),
    (
        "postgraduate-certificate-today",
        BACHELOR,
        replace(_LATE, held_from=PartialDate(2026, 6, 30)),
        "exceptional",
        "certificate dated on the as-of date is held",
    ),
    (
        "postgraduate-party-school",
        BACHELOR,
        Schooling("postgraduate", "none", "中央党校", PartialDate(2024, 7), party_school=True),
        "ineligible",
        "party-school postgraduate does not count for the exception",
    ),
    (
        "degree-without-education",
        replace(BACHELOR, degree="master"),
        NOTHING,
        "ineligible",
        "a master's degree on a bachelor education is no postgraduate education",
    ),
    (
        "postgraduate-certificate-day-after",
        BACHELOR,
        replace(_LATE, held_from=PartialDate(2026, 7, 1)),
        "ineligible",
        "certificate dated one day after the as-of date",
    ),
    (
        "postgraduate-still-studying",
        BACHELOR,
        Schooling("postgraduate", "none", "江北理工大学", suffix="在读"),
        "ineligible",
        "postgraduate student without certificate",
    ),
    (
        "postgraduate-in-service-blank",
        BACHELOR,
        _BLANK,
        "undecided",
        "a blank in-service education may be postgraduate",
    ),
)


def add(desk: Desk) -> None:
    """Add a unit round the floor and a unit round the exception's postgraduate education."""
    ballot = desk.ballot(desk.township(deputy=5), "deputy")
    for place, (slug, full_time, in_service, outcome, expect) in enumerate(_FLOOR):
        like = replace(DEPUTY, full_time=full_time, in_service=in_service)
        if slug == "degree-alone":
            like = replace(like, full_time=replace(_BLANK, degree="master"))
        ballot.case(slug, expect, like, 46 - 3 * place, outcome=outcome)
    _postgraduates(desk)


def _postgraduates(desk: Desk) -> None:
    unit = desk.township(deputy=9)
    ballot = desk.ballot(unit, "deputy")
    for place, (slug, full_time, in_service, outcome, expect) in enumerate(_POSTGRADUATE):
        like = replace(YOUNG, full_time=full_time, in_service=in_service)
        cadre = ballot.case(slug, expect, like, 48 - 2 * place, outcome=outcome)
        if outcome == "exceptional":
            desk.approve(cadre, "deputy")
    unknown = replace(YOUNG, full_time=BACHELOR, highest=Schooling("postgraduate", "none"))
    expect = "postgraduate in the column without a form of study: the form would decide"
    ballot.case("postgraduate-form-unknown", expect, unknown, 32, outcome="undecided")
    month = replace(YOUNG, full_time=replace(MASTER, held_from=PartialDate(2026, 6)), in_service=_COLLEGE)
    expect = "certificate dated in the month of the as-of date, whose last day that date is"
    ballot.case("postgraduate-certificate-this-month", expect, month, 30)
