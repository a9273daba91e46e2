"""Months together, appraisals, degrees: every rule of how a gap, an overlap or a blank is read."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reserve.eligibility import career
from reserve.eligibility.facts import Subject, columns
from reserve.policy.conditions import Fact
from reserve.policy.evaluate import HIGHEST, LOWEST, Codes, Interval
from reserve.policy.vocabulary import DEGREES, EDUCATION, FACTS, GRADES
from reserve.roster.further import appraisals, periods
from reserve.roster.model import (
    Education,
    EducationLevel,
    Further,
    Grade,
    Health,
    Person,
    PlaceClass,
    Politics,
    Probation,
    Rank,
    Tier,
)
from tests.roster.builders import BACHELOR, HIGHEST_NONE, date, person

AS_OF = dt.date(2026, 6, 30)
DAY = st.integers(dt.date(2019, 12, 1).toordinal(), dt.date(2021, 3, 31).toordinal())
PERIODS = st.lists(st.tuples(DAY, DAY).map(lambda ends: (min(ends), max(ends))), max_size=4)


def span(one: Person, name: str, **arguments: str) -> tuple[int, int]:
    fact = Fact(name, tuple(sorted(arguments.items())))
    column = columns([Subject(one, PlaceClass.DEPUTY, None)], [fact], AS_OF)[fact]
    assert isinstance(column, Interval)
    return int(column.low[0]), int(column.high[0])


def choice(one: Person, name: str) -> str | None:
    column = columns([Subject(one, PlaceClass.DEPUTY, None)], [Fact(name)], AS_OF)[Fact(name)]
    assert isinstance(column, Codes)
    return None if column.codes[0] == 0 else FACTS[name].values[column.codes[0] - 1]


def told(**changes: object) -> Person:
    return person(further=Further(**changes))  # type: ignore[arg-type] # any field


def day(iso: str) -> int:
    return dt.date.fromisoformat(iso).toordinal()


@pytest.mark.parametrize(
    ("written", "months"),
    [
        ([], 0),
        ([("2020-01-15", "2022-01-15")], 24),
        ([("2020-01-15", "2022-01-14")], 23),
        ([("2024-02-29", "2025-02-28")], 12),
        # Overlaps count once, neighbours are one period, and a gap is none.
        ([("2020-01-01", "2021-01-01"), ("2020-07-01", "2021-07-01")], 18),
        ([("2020-01-01", "2020-06-30"), ("2020-07-01", "2021-01-01")], 12),
        ([("2020-01-01", "2021-01-01"), ("2022-01-01", "2023-01-01")], 24),
        # Days left over add up, thirty to a month.
        ([("2020-01-01", "2020-02-16"), ("2021-01-01", "2021-02-16")], 3),
        ([("2020-01-01", "2020-02-15"), ("2021-01-01", "2021-02-15")], 2),
    ],
)
def test_months_of_periods_add_up(written: list[tuple[str, str]], months: int) -> None:
    assert career.months_of([(day(first), day(last)) for first, last in written]) == months


@given(PERIODS, PERIODS)
def test_more_time_is_never_fewer_months(some: list[tuple[int, int]], more: list[tuple[int, int]]) -> None:
    assert career.months_of(some) <= career.months_of([*some, *more])


@given(PERIODS, st.randoms(use_true_random=False))
def test_the_order_of_periods_means_nothing(some: list[tuple[int, int]], random: object) -> None:
    shuffled = [*some]
    random.shuffle(shuffled)  # type: ignore[attr-defined] # hypothesis' own Random
    assert career.months_of(some) == career.months_of(shuffled)


@pytest.mark.parametrize(
    ("cell", "months"),
    [
        (None, (0, HIGHEST)),
        ("无", (0, 0)),
        ("2010.07.01-2012.07.01 某镇", (24, 24)),
        # A month only: at least from its end, at most from its beginning.
        ("2010.07-2012.07", (23, 24)),
        # Still there: up to the as-of date, and never beyond it.
        ("2024.06.30—至今 某村；2010年7月1日至2011年7月1日", (36, 36)),
        ("2025.06.30-2030.01.01", (12, 12)),
    ],
)
def test_time_at_the_grass_roots(cell: str | None, months: tuple[int, int]) -> None:
    read = None if cell is None else periods(cell)
    assert span(told(grassroots=read), "grassroots") == months


CLERK_THEN_DEPUTY = ((Rank.CLERK_1, date("2012-07-01")), (Rank.DEPUTY_SECTION, date("2016-07-01")))
CHIEF_NOW: dict[str, Any] = {"rank": Rank.CHIEF_SECTION, "rank_since": date("2022-07-01")}


@pytest.mark.parametrize(
    ("levels", "changes", "months"),
    [
        ("deputy_section", {}, (72, 72)),
        ("deputy_section+chief_section", {}, (119, 119)),
        ("clerk_1+chief_section", {}, (95, 95)),
        ("deputy_division", {}, (0, 0)),
        # Before the first entry of the list there may have been any lower rank, from the first day of work on.
        ("clerk_2", {}, (0, 96)),
        ("deputy_section", {"earlier_ranks": ()}, (0, 216)),
        ("deputy_section", {"earlier_ranks": (), "work_since": None}, (0, HIGHEST)),
        ("chief_section", {"earlier_ranks": ()}, (47, 47)),
        ("chief_section", {"rank_since": None}, (0, 119)),
        ("chief_section", {"rank": None}, (0, 263)),
        ("chief_section", {"rank": None, "work_since": None}, (0, HIGHEST)),
    ],
)
def test_time_at_ranks_together(levels: str, changes: dict[str, Any], months: tuple[int, int]) -> None:
    facts: dict[str, Any] = {"work_since": date("2004-07-01"), "earlier_ranks": CLERK_THEN_DEPUTY, **CHIEF_NOW}
    assert span(person(**facts | changes), "rank_time", levels=levels) == months


@pytest.mark.parametrize(
    ("probation", "months"),
    [
        (Probation(known=True, in_probation=False), (48, 48)),
        (Probation(known=True, over_on=date("2013-07-01")), (36, 36)),
        (Probation(known=True, in_probation=True), (0, 0)),
        (Probation(), (0, 48)),
    ],
)
def test_probation_is_left_out_where_the_plan_asks_for_it(probation: Probation, months: tuple[int, int]) -> None:
    somebody = person(earlier_ranks=CLERK_THEN_DEPUTY, probation=probation, **CHIEF_NOW)
    assert span(somebody, "rank_time", levels="clerk_1", probation="not_counted") == months


ALL_GRADES = (0, len(GRADES) - 1)


@pytest.mark.parametrize(
    ("cell", "since", "worst", "excellent"),
    [
        ("2023优秀；2024称职；2025优秀", "2004-07", (2, 2), (2, 2)),
        ("2022不称职，2023 优秀、2024年优秀 2025年度：优秀", "2004-07", (3, 3), (3, 3)),
        # A year that is not told, or without a grade, may have been anything.
        ("2023优秀；2025优秀", "2004-07", (0, 3), (2, 3)),
        ("2023优秀；2024不定等次；2025基本称职", "2004-07", (0, 1), (1, 2)),
        # Shorter service: the years there are.
        ("2025称职", "2024-07", (2, 2), (0, 0)),
        ("2024优秀；2025称职", "2024-01", (2, 2), (1, 1)),
        ("2025称职", None, (0, 2), (0, 2)),
        (None, "2004-07", ALL_GRADES, (0, 3)),
        # Without a single year there is nothing to judge by.
        ("无", "2026-01", ALL_GRADES, (0, 0)),
    ],
)
def test_yearly_appraisals(
    cell: str | None, since: str | None, worst: tuple[int, int], excellent: tuple[int, int]
) -> None:
    somebody = person(
        further=Further(appraisals=None if cell is None else appraisals(cell)),  # type: ignore[arg-type] # read well
        work_since=date(since),
    )
    assert span(somebody, "appraisal_worst", years="3") == worst
    assert span(somebody, "appraisal_count", years="3") == excellent


def test_a_lower_grade_counts_the_better_ones_too() -> None:
    somebody = told(appraisals=((2023, Grade.BASIC), (2024, Grade.COMPETENT), (2025, Grade.EXCELLENT)))
    assert span(somebody, "appraisal_count", years="3", grade="competent") == (2, 2)
    assert span(somebody, "appraisal_count", years="1", grade="competent") == (1, 1)


MASTER_AT_PARTY_SCHOOL = Education(EducationLevel.POSTGRADUATE, party_school=True, degree="master")


@pytest.mark.parametrize(
    ("full_time", "in_service", "forms", "degrees"),
    [
        (BACHELOR, HIGHEST_NONE, "", ("bachelor", "bachelor")),
        (Education(EducationLevel.COLLEGE), HIGHEST_NONE, "", ("none", "none")),
        (Education(EducationLevel.BACHELOR), HIGHEST_NONE, "", ("none", "bachelor")),
        (Education(EducationLevel.POSTGRADUATE), HIGHEST_NONE, "", ("none", "doctor")),
        (BACHELOR, Education(), "", ("bachelor", "doctor")),
        (BACHELOR, Education(), "full_time", ("bachelor", "bachelor")),
        (BACHELOR, MASTER_AT_PARTY_SCHOOL, "", ("master", "master")),
        (BACHELOR, MASTER_AT_PARTY_SCHOOL, "full_time+in_service", ("bachelor", "bachelor")),
        # A degree alone, without an education, is a degree.
        (BACHELOR, Education(degree="master"), "", ("master", "master")),
        (Education(degree="doctor", held_from=date("2026-07")), HIGHEST_NONE, "", ("none", "none")),
        (Education(degree="doctor", held_from=date("2026-06")), HIGHEST_NONE, "", ("doctor", "doctor")),
    ],
)
def test_degrees(full_time: Education, in_service: Education, forms: str, degrees: tuple[str, str]) -> None:
    arguments = {"forms": forms} if forms else {}
    low, high = span(person(full_time=full_time, in_service=in_service), "degree", **arguments)
    assert (DEGREES[low], DEGREES[high]) == degrees


def test_a_degree_of_unknown_form_counts_where_every_form_does() -> None:
    blank = person(full_time=HIGHEST_NONE, in_service=HIGHEST_NONE, unspecified=Education(degree="master"))
    assert span(blank, "degree") == (2, 2)
    assert span(blank, "degree", forms="full_time") == (0, 2)


def test_still_studying_counts_only_where_the_plan_says_so() -> None:
    studying = Education(EducationLevel.NONE, studying=EducationLevel.BACHELOR)
    somebody = person(full_time=Education(EducationLevel.COLLEGE), in_service=studying)
    assert EDUCATION[span(somebody, "education")[0]] == "college"
    assert EDUCATION[span(somebody, "education", studying="counted")[0]] == "bachelor"
    later = Education(EducationLevel.BACHELOR, held_from=date("2026-07"))
    somebody = person(full_time=later, in_service=HIGHEST_NONE)
    assert EDUCATION[span(somebody, "education")[0]] == "none"
    assert EDUCATION[span(somebody, "education", studying="counted")[0]] == "bachelor"


def test_party_standing_is_nothing_for_those_who_are_no_members() -> None:
    joined = person(further=Further(party_since=date("2010-07-01")))
    assert span(joined, "party_since") == (day("2010-07-01"), day("2010-07-01"))
    assert span(person(), "party_since") == (LOWEST, HIGHEST)
    assert span(person(politics=Politics.MASSES), "party_since") == (HIGHEST, HIGHEST)


@pytest.mark.parametrize(
    ("fact", "changes", "value"),
    [
        ("minority", {"ethnicity": "汉族"}, "no"),
        ("minority", {"ethnicity": "土家族"}, "yes"),
        ("minority", {}, None),
        ("health", {"health": Health.FAIR}, "fair"),
        ("health", {}, None),
        ("tier", {"tier": Tier.FAR}, "far"),
        ("tier", {}, None),
    ],
)
def test_choices_of_the_optional_columns(fact: str, changes: dict[str, object], value: str | None) -> None:
    assert choice(told(**changes), fact) == value
