"""What the file says of somebody, as intervals: every rule of how a blank, a month or a gap is read."""

import datetime as dt
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from reserve.dates import PartialDate
from reserve.eligibility.facts import Subject, Votes, columns
from reserve.policy.conditions import Fact
from reserve.policy.evaluate import HIGHEST, LOWEST, Codes, Interval, Ratio
from reserve.policy.vocabulary import EDUCATION, FACTS, RANKS
from reserve.roster.model import (
    Discipline,
    Education,
    EducationLevel,
    Person,
    PlaceClass,
    Politics,
    Probation,
    Rank,
    Sex,
    Status,
    UnitKind,
)
from tests.roster.builders import date, person

AS_OF = dt.date(2026, 6, 30)
EVER, NEVER = None, "never"
End = str | None


def span(
    one: Person, fact: Fact, place_class: PlaceClass = PlaceClass.DEPUTY, votes: Votes | None = None
) -> tuple[int, int]:
    """The lowest and highest a fact can be."""
    column = columns([Subject(one, place_class, None, votes)], [fact], AS_OF)[fact]
    assert isinstance(column, Interval)
    return int(column.low[0]), int(column.high[0])


def with_one(name: str, value: object) -> Person:
    changes: dict[str, Any] = {name: value}
    return person(**changes)


def days(low: End, high: End) -> tuple[int, int]:
    """Ends as day numbers: None is open, ``never`` after every day."""
    first = LOWEST if low is None else HIGHEST if low == NEVER else dt.date.fromisoformat(low).toordinal()
    last = HIGHEST if high in (None, NEVER) else dt.date.fromisoformat(str(high)).toordinal()
    return first, last


def choice(
    one: Person, name: str, place_class: PlaceClass = PlaceClass.DEPUTY, kind: UnitKind | None = None
) -> str | None:
    column = columns([Subject(one, place_class, kind)], [Fact(name)], AS_OF)[Fact(name)]
    assert isinstance(column, Codes)
    code = int(column.codes[0])
    return None if code == 0 else FACTS[name].values[code - 1]


# ---- dates ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["birth", "work_since"])
@pytest.mark.parametrize(
    ("written", "ends"),
    [
        ("1980-11-03", ("1980-11-03", "1980-11-03")),
        ("1980-11", ("1980-11-01", "1980-11-30")),
        ("1980-02", ("1980-02-01", "1980-02-29")),
        ("1981-02", ("1981-02-01", "1981-02-28")),
        (None, (EVER, None)),
    ],
)
def test_a_month_is_all_its_days_and_a_blank_is_any_day(name: str, written: str | None, ends: tuple[End, End]) -> None:
    assert span(with_one(name, date(written)), Fact(name)) == days(*ends)


# ---- education -----------------------------------------------------------------------------------------

ANY = Fact("education")
FULL_OR_IN_SERVICE = Fact("education", (("forms", "full_time+in_service"),))
PARTY_ONLY = Fact("education", (("forms", "party_school"),))
BLANK = Education()


def record(level: str, held_from: str | None = None, *, party_school: bool = False) -> Education:
    return Education(EducationLevel(level), party_school, "", "", date(held_from))


@pytest.mark.parametrize(
    ("full_time", "in_service", "fact", "levels"),
    [
        (record("bachelor"), record("none"), ANY, ("bachelor", "bachelor")),
        (record("bachelor"), BLANK, ANY, ("bachelor", "postgraduate")),
        (record("secondary"), BLANK, ANY, ("secondary", "postgraduate")),
        (record("postgraduate"), BLANK, ANY, ("postgraduate", "postgraduate")),
        (BLANK, BLANK, ANY, ("none", "postgraduate")),
        (record("none"), record("none"), ANY, ("none", "none")),
        # A certificate is held from its day on; a month may hold the day or not.
        (record("bachelor", "2026-06-30"), record("none"), ANY, ("bachelor", "bachelor")),
        (record("bachelor", "2026-07-01"), record("none"), ANY, ("none", "none")),
        (record("bachelor", "2026-06"), record("none"), ANY, ("bachelor", "bachelor")),
        (record("bachelor", "2026-07"), record("college"), ANY, ("college", "college")),
        # Party school counts only where it is asked for.
        (record("college"), record("postgraduate", party_school=True), ANY, ("postgraduate", "postgraduate")),
        (record("college"), record("postgraduate", party_school=True), FULL_OR_IN_SERVICE, ("college", "college")),
        (record("college"), record("postgraduate", party_school=True), PARTY_ONLY, ("postgraduate", "postgraduate")),
        (record("college"), record("none"), PARTY_ONLY, ("none", "none")),
        (record("none"), record("postgraduate"), FULL_OR_IN_SERVICE, ("postgraduate", "postgraduate")),
        (record("college"), BLANK, FULL_OR_IN_SERVICE, ("college", "postgraduate")),
    ],
)
def test_education_is_the_highest_that_is_held_in_a_form_that_counts(
    full_time: Education, in_service: Education, fact: Fact, levels: tuple[str, str]
) -> None:
    found = span(person(full_time=full_time, in_service=in_service), fact)
    assert tuple(EDUCATION[end] for end in found) == levels


def test_a_certificate_of_this_month_is_held_or_not() -> None:
    one = person(full_time=record("bachelor", "2026-06"), in_service=record("none"))
    column = columns([Subject(one, PlaceClass.DEPUTY, None)], [ANY], dt.date(2026, 6, 15))[ANY]
    assert isinstance(column, Interval)
    assert (column.low[0], column.high[0]) == (0, EducationLevel.BACHELOR.level)


@pytest.mark.parametrize(
    ("unspecified", "fact", "levels"),
    [
        (BLANK, ANY, ("none", "none")),
        (record("bachelor"), ANY, ("bachelor", "bachelor")),
        (record("postgraduate"), FULL_OR_IN_SERVICE, ("none", "postgraduate")),
        (record("bachelor"), FULL_OR_IN_SERVICE, ("none", "bachelor")),
        (record("postgraduate", party_school=True), FULL_OR_IN_SERVICE, ("none", "none")),
        (record("postgraduate", party_school=True), ANY, ("postgraduate", "postgraduate")),
        (record("postgraduate", party_school=True), PARTY_ONLY, ("postgraduate", "postgraduate")),
        (record("postgraduate", "2026-07-01"), ANY, ("none", "none")),
    ],
)
def test_a_level_of_unknown_form_counts_for_sure_only_where_every_form_does(
    unspecified: Education, fact: Fact, levels: tuple[str, str]
) -> None:
    one = person(full_time=record("none"), in_service=record("none"), unspecified=unspecified)
    assert tuple(EDUCATION[end] for end in span(one, fact)) == levels


def test_a_degree_never_counts_as_an_education() -> None:
    one = person(full_time=Education(EducationLevel.COLLEGE, degree="doctor"), in_service=record("none"))
    assert [EDUCATION[end] for end in span(one, FULL_OR_IN_SERVICE)] == ["college", "college"]


# ---- rank ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rank", Rank)
def test_a_rank_is_its_step_on_the_ladder(rank: Rank) -> None:
    assert [RANKS[end] for end in span(person(rank=rank), Fact("rank"))] == [rank, rank]


def test_no_rank_may_be_any_rank() -> None:
    assert [RANKS[end] for end in span(person(rank=None), Fact("rank"))] == ["none", "chief_division"]


def held(level: str, *, probation_counts: bool = True) -> Fact:
    arguments = (("level", level),) if probation_counts else (("level", level), ("probation", "not_counted"))
    return Fact("rank_held", arguments)


def earlier(*ranks: tuple[str, str]) -> tuple[tuple[Rank, PartialDate | None], ...]:
    return tuple((Rank(rank), date(since)) for rank, since in ranks)


CLERK: dict[str, Any] = {"rank": Rank.CLERK_1, "rank_since": date("2022-03"), "work_since": date("2018-07-15")}
SECTION: dict[str, Any] = {"rank": Rank.CHIEF_SECTION, "rank_since": date("2024-03"), "work_since": date("2010-07-15")}


@pytest.mark.parametrize(
    ("changes", "level", "ends"),
    [
        # At the level itself: the date of the file, to the month.
        (CLERK, "clerk_1", ("2022-03-01", "2022-03-31")),
        ({**CLERK, "rank_since": date("2022-03-15")}, "clerk_1", ("2022-03-15", "2022-03-15")),
        # Below the level: never held.
        (CLERK, "deputy_section", (NEVER, NEVER)),
        # Above it with nothing on record: between joining work and the present rank.
        (SECTION, "deputy_section", ("2010-07-15", "2024-03-31")),
        ({**SECTION, "work_since": None}, "deputy_section", (EVER, "2024-03-31")),
        # Above it, the level itself on record: since then.
        (
            {**SECTION, "earlier_ranks": earlier(("deputy_section", "2019-05"))},
            "deputy_section",
            ("2019-05-01", "2019-05-31"),
        ),
        # Above it, a step below on record: the first rank above that is the present one.
        ({**SECTION, "earlier_ranks": earlier(("clerk_1", "2012-05"))}, "deputy_section", ("2024-03-01", "2024-03-31")),
        # A higher rank was held before: the earliest counts.
        ({**CLERK, "earlier_ranks": earlier(("deputy_section", "2015-01"))}, "clerk_1", ("2015-01-01", "2015-01-31")),
        # The date of the present rank is missing.
        ({**CLERK, "rank_since": None}, "clerk_1", ("2018-07-15", None)),
        ({**CLERK, "rank_since": None, "work_since": None}, "clerk_1", (EVER, None)),
        (
            {**SECTION, "rank_since": None, "earlier_ranks": earlier(("deputy_section", "2019-05"))},
            "deputy_section",
            ("2010-07-15", "2019-05-31"),
        ),
        # No rank known: anything.
        ({**CLERK, "rank": None}, "clerk_1", (EVER, None)),
        ({**CLERK, "rank": Rank.NONE}, "none", ("2022-03-01", "2022-03-31")),
    ],
)
def test_since_when_a_rank_or_a_higher_one_is_held(changes: dict[str, Any], level: str, ends: tuple[End, End]) -> None:
    assert span(person(**changes), held(level)) == days(*ends)


@pytest.mark.parametrize(
    ("probation", "ends"),
    [
        (Probation(known=True, in_probation=False), ("2022-03-01", "2022-03-31")),
        (Probation(known=True, over_on=date("2023-01-10")), ("2023-01-10", "2023-01-10")),
        (Probation(known=True, over_on=date("2023-01")), ("2023-01-01", "2023-01-31")),
        (Probation(known=True, over_on=date("2022-03-10")), ("2022-03-10", "2022-03-31")),
        (Probation(known=True, over_on=date("2020-01-01")), ("2022-03-01", "2022-03-31")),
        (Probation(known=True, in_probation=True), (NEVER, NEVER)),
        (Probation(), ("2022-03-01", None)),
    ],
)
def test_probation_is_left_out_of_the_time_in_rank_where_the_plan_says_so(
    probation: Probation, ends: tuple[End, End]
) -> None:
    one = person(**CLERK, probation=probation)
    assert span(one, held("clerk_1", probation_counts=False)) == days(*ends)
    assert span(one, held("clerk_1")) == days("2022-03-01", "2022-03-31")
    assert span(one, held("deputy_section", probation_counts=False)) == days(NEVER, NEVER)


# ---- choices -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("probation", "said"),
    [
        (Probation(known=True, in_probation=False), "no"),
        (Probation(known=True, in_probation=True), "yes"),
        (Probation(known=True, over_on=date("2026-06-30")), "no"),
        (Probation(known=True, over_on=date("2026-07-01")), "yes"),
        (Probation(known=True, over_on=date("2026-06")), "no"),
        (Probation(known=True, over_on=date("2026-07")), "yes"),
        (Probation(), None),
    ],
)
def test_probation_is_over_on_the_day_it_names(probation: Probation, said: str | None) -> None:
    assert choice(person(probation=probation), "in_probation") == said


def test_a_probation_that_ends_this_month_is_over_or_not() -> None:
    one = Subject(person(probation=Probation(known=True, over_on=date("2026-06"))), PlaceClass.DEPUTY, None)
    column = columns([one], [Fact("in_probation")], dt.date(2026, 6, 15))[Fact("in_probation")]
    assert isinstance(column, Codes)
    assert column.codes[0] == 0


def sanction(begins: str | None, ends: str | None) -> Discipline:
    return Discipline("sanction", "警告", date(begins), date(ends))


@pytest.mark.parametrize(
    ("discipline", "said"),
    [
        (Discipline("none"), "no"),
        (Discipline("unknown"), None),
        (sanction("2026-01-01", "2026-06-30"), "yes"),
        (sanction("2026-01-01", "2026-06-29"), "no"),
        (sanction("2026-06-30", "2026-12-31"), "yes"),
        (sanction("2026-07-01", "2026-12-31"), "no"),
        (sanction("2026-01", "2026-07"), "yes"),
        (sanction("2026-01", "2026-06"), None),
        (sanction("2026-06", "2026-12"), "yes"),
        (sanction("2026-07", "2026-12"), "no"),
        (sanction(None, "2026-05-31"), "no"),
        (sanction(None, "2026-12-31"), None),
        (sanction("2026-01-01", None), None),
        (sanction("2026-08", None), "no"),
        (sanction(None, None), None),
    ],
)
def test_a_sanction_is_in_effect_from_its_first_day_to_its_last(discipline: Discipline, said: str | None) -> None:
    assert choice(person(discipline=discipline), "discipline_in_effect") == said


def test_a_sanction_that_begins_this_month_is_in_effect_or_not() -> None:
    one = Subject(person(discipline=sanction("2026-06", "2026-12")), PlaceClass.DEPUTY, None)
    column = columns([one], [Fact("discipline_in_effect")], dt.date(2026, 6, 15))[Fact("discipline_in_effect")]
    assert isinstance(column, Codes)
    assert column.codes[0] == 0


@pytest.mark.parametrize(
    ("name", "known"),
    [("sex", Sex), ("status", Status), ("politics", Politics)],
)
def test_a_choice_is_its_word_and_a_blank_is_unknown(name: str, known: type[Sex | Status | Politics]) -> None:
    assert [choice(with_one(name, value), name) for value in known] == [value.value for value in known]
    assert choice(with_one(name, None), name) is None


def test_the_class_and_the_unit_are_those_of_the_row() -> None:
    for place_class in PlaceClass:
        assert choice(person(), "class", place_class) == place_class
    for kind in UnitKind:
        assert choice(person(), "unit_kind", kind=kind) == kind
    assert choice(person(), "unit_kind") is None


# ---- votes ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("votes", "share"),
    [
        (Votes(9, 30, 2, 3), (9, 30)),
        (Votes(0, 30, 9, 3), (0, 30)),
        (Votes(9, 30, None, 3), None),
        (Votes(9, None, None, 3), None),
        (Votes(0, 0, 1, 3), None),
        (None, None),
    ],
)
def test_a_share_is_two_whole_numbers_and_unknown_where_the_vote_does_not_count(
    votes: Votes | None, share: tuple[int, int] | None
) -> None:
    subject = Subject(person(), PlaceClass.DEPUTY, None, votes)
    column = columns([subject], [Fact("vote_share")], AS_OF)[Fact("vote_share")]
    assert isinstance(column, Ratio)
    assert (int(column.numerator[0]), int(column.denominator[0])) == (share or (0, 0))


@pytest.mark.parametrize("name", ["votes", "vote_rank", "places"])
def test_counts_of_a_vote_are_exact_or_quite_unknown(name: str) -> None:
    known = Votes(9, 30, 2, 3)
    exact = {"votes": 9, "vote_rank": 2, "places": 3}[name]
    assert span(person(), Fact(name), votes=known) == (exact, exact)
    assert span(person(), Fact(name)) == (LOWEST, HIGHEST)


def test_a_rank_or_a_number_of_places_may_be_missing_alone() -> None:
    assert span(person(), Fact("vote_rank"), votes=Votes(9, 30, None, 3)) == (LOWEST, HIGHEST)
    assert span(person(), Fact("places"), votes=Votes(9, 30, 2, None)) == (LOWEST, HIGHEST)


def test_the_share_of_incompetent_grades_is_in_ten_thousandths() -> None:
    fact = Fact("incompetent_share")
    subjects = [Subject(person(), PlaceClass.DEPUTY, None, None, share) for share in (3334, 0, None)]
    column = columns(subjects, [fact], AS_OF)[fact]
    assert isinstance(column, Ratio)
    shares = [
        Fraction(int(top), int(under)) if under else None
        for top, under in zip(column.numerator, column.denominator, strict=True)
    ]
    assert shares == [Fraction(3334, 10_000), 0, None]


# ---- columns -------------------------------------------------------------------------------------------


def test_there_is_one_column_for_each_wanted_fact_and_one_row_for_each_person() -> None:
    wanted = [Fact("birth"), Fact("sex"), Fact("vote_share"), ANY]
    found = columns([Subject(person(number), PlaceClass.CHIEF, None) for number in (1, 2, 3)], wanted, AS_OF)
    assert list(found) == wanted
    for column in found.values():
        array = (
            column.low
            if isinstance(column, Interval)
            else column.codes
            if isinstance(column, Codes)
            else column.numerator
        )
        assert array.shape == (3,)


def test_a_column_in_which_all_is_known_needs_one_array_only() -> None:
    exact = columns([Subject(person(birth=date("1980-01-01")), PlaceClass.CHIEF, None)], [Fact("birth")], AS_OF)
    column = exact[Fact("birth")]
    assert isinstance(column, Interval)
    assert column.low is column.high
    assert column.low.dtype == np.int32


def test_no_people_are_empty_columns() -> None:
    for column in columns([], [Fact("birth"), Fact("sex"), Fact("vote_share")], AS_OF).values():
        array = (
            column.low
            if isinstance(column, Interval)
            else column.codes
            if isinstance(column, Codes)
            else column.numerator
        )
        assert array.shape == (0,)


def test_a_fact_outside_the_vocabulary_is_refused() -> None:
    with pytest.raises(KeyError):
        columns([Subject(person(), PlaceClass.CHIEF, None)], [Fact("height")], AS_OF)
