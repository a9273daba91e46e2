"""Units and cadres to be changed in one thing: each is whole, and nothing about it is unknown."""

from dataclasses import replace
from typing import Any

from reserve.dates import PartialDate
from reserve.roster.model import (
    Discipline,
    Education,
    EducationLevel,
    Person,
    Politics,
    Probation,
    Rank,
    Sex,
    Status,
    Unit,
    UnitKind,
)
from reserve.workbook.model import Origin

COLUMNS = {
    "name": "A",
    "birth": "B",
    "status": "C",
    "full_time_education": "D",
    "in_service_education": "E",
    "rank": "F",
    "rank_since": "G",
    "discipline": "H",
    "probation": "J",
}
HIGHEST_NONE = Education(EducationLevel.NONE, degree="none")
BACHELOR = Education(EducationLevel.BACHELOR, degree="bachelor")
POSTGRADUATE = Education(EducationLevel.POSTGRADUATE, degree="master")


def date(text: str | None) -> PartialDate | None:
    """``1980-11`` or ``1980-11-03``; None stays None."""
    return None if text is None else PartialDate.from_iso(text)


def origin(row: int, file: str = "roster.xlsx", sheet: str = "干部名册") -> Origin:
    return Origin(file, sheet, row, COLUMNS)


def person(number: int = 1, **changes: Any) -> Person:  # noqa: ANN401 - any field
    """A man of 41, eight years at deputy section level, who meets every criterion of the seed plan."""
    whole = Person(
        origin=origin(number + 1),
        number=number,
        name=f"甲{number}",
        id_number=None,
        sex=Sex.MALE,
        birth=date("1985-02-03"),
        unit="县林业局",
        post="股长",
        status=Status.CIVIL_SERVANT,
        full_time=BACHELOR,
        in_service=HIGHEST_NONE,
        unspecified=Education(),
        rank=Rank.DEPUTY_SECTION,
        rank_since=date("2018-03"),
        earlier_ranks=(),
        work_since=date("2004-07"),
        politics=Politics.MEMBER,
        probation=Probation(known=True, in_probation=False),
        discipline=Discipline("none"),
    )
    return replace(whole, **changes)


def young(number: int = 1, **changes: Any) -> Person:  # noqa: ANN401 - any field
    """A full-time postgraduate of 28, first-class clerk for two years: as a deputy only by the exception."""
    fresh = {
        "birth": date("1998-01-15"),
        "full_time": POSTGRADUATE,
        "rank": Rank.CLERK_1,
        "rank_since": date("2024-06"),
        "work_since": date("2023-07"),
    }
    return person(number, **{**fresh, **changes})


def unit(name: str = "县林业局", chief: int | None = 1, deputy: int | None = 3, **changes: Any) -> Unit:  # noqa: ANN401 - any field
    whole = Unit(Origin("units.xlsx", "单位", 2, {}), name, UnitKind.COUNTY_ORGAN, chief, deputy, 0, 0, "")
    return replace(whole, **changes)
