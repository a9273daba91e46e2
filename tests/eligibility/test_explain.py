"""What is said of a nominee: the value used, what was asked, what would settle it, and what would change it."""

import datetime as dt
from typing import Any

import pytest

from reserve.dates import PartialDate
from reserve.eligibility.explain import Explanation, Verdict, explain
from reserve.eligibility.facts import Subject, Votes, columns
from reserve.eligibility.rules import planned, screen
from reserve.policy.evaluate import Outcome
from reserve.roster.model import Discipline, Education, EducationLevel, Person, PlaceClass, Probation, Rank, Status
from reserve.text import word
from tests.eligibility.plans import SEED
from tests.roster.builders import HIGHEST_NONE, date, person, young

AS_OF = dt.date(2026, 6, 30)
MANY = Votes(20, 30, 1, 3)
CHIEF, DEPUTY = PlaceClass.CHIEF, PlaceClass.DEPUTY


def explained(
    one: Person, place_class: PlaceClass = DEPUTY, votes: Votes | None = MANY, as_of: dt.date = AS_OF
) -> Explanation:
    subject = Subject(one, place_class, None, votes)
    # Somebody else stands before: the row must be the right one.
    table = columns([Subject(person(9), CHIEF, None, MANY), subject], planned(SEED, as_of).facts(), as_of)
    return explain(subject, table, screen(table, SEED, as_of), 1)


def verdict(name: str, *given: Any, **more: Any) -> Verdict:  # noqa: ANN401 - passed on
    found = [one for one in explained(*given, **more).verdicts if one.criterion == name]
    assert len(found) == 1
    return found[0]


def condition(name: str, *given: Any, **more: Any) -> Verdict:  # noqa: ANN401 - passed on
    ((_, conditions, _),) = explained(*given, **more).exceptions
    (found,) = [one for one in conditions if one.criterion == name]
    return found


def sanction(begins: str | None = None, ends: str | None = None) -> Discipline:
    return Discipline("sanction", "警告", date(begins), date(ends))


def test_every_criterion_of_the_plan_is_explained_in_its_order_with_its_clause() -> None:
    verdicts = explained(person()).verdicts
    assert [one.criterion for one in verdicts] == [one.id for one in SEED.criteria]
    assert [one.clause for one in verdicts] == [one.source.clause for one in SEED.criteria]
    assert {one.outcome for one in verdicts} == {Outcome.MEETS}
    assert [(one.needs, one.change) for one in verdicts] == [((), None)] * len(verdicts)


@pytest.mark.parametrize(
    ("name", "changes", "place_class", "value", "required"),
    [
        ("cadre_status", {"status": Status.WORKER}, DEPUTY, "worker", "status in civil_servant|equivalent|institution"),
        ("cadre_status", {"status": None}, DEPUTY, None, "status in civil_servant|equivalent|institution"),
        ("education", {}, DEPUTY, "bachelor", "education>=college"),
        ("education", {"in_service": Education()}, DEPUTY, "bachelor..postgraduate", "education>=college"),
        ("education", {"full_time": Education(), "in_service": Education()}, DEPUTY, None, "education>=college"),
        ("age", {"birth": date("1980-11-03")}, DEPUTY, "1980-11-03", "birth>=1980-07-01"),
        ("age", {"birth": date("1980-11")}, DEPUTY, "1980-11", "birth>=1980-07-01"),
        ("age", {"birth": None}, DEPUTY, None, "birth>=1980-07-01"),
        ("discipline", {"discipline": sanction("2026-01", "2026-12")}, DEPUTY, "yes", "discipline_in_effect in no"),
        ("discipline", {"discipline": sanction()}, DEPUTY, None, "discipline_in_effect in no"),
        ("rank", {"rank": Rank.CLERK_1}, CHIEF, "clerk_1", "rank>=deputy_section"),
        ("rank", {"rank": Rank.CLERK_1}, DEPUTY, "clerk_1", "rank>=clerk_1"),
        ("rank", {"rank": None}, DEPUTY, None, "rank>=clerk_1"),
        ("rank_months", {}, CHIEF, "2018-03", "rank_held(level=deputy_section)<=2024-06-30"),
        (
            "rank_months",
            {"rank": Rank.CLERK_1, "rank_since": date("2022-01-05")},
            DEPUTY,
            "2022-01-05",
            "rank_held(level=clerk_1,probation=not_counted)<=2023-06-30",
        ),
        ("rank_months", {"rank": Rank.CLERK_1}, CHIEF, "never", "rank_held(level=deputy_section)<=2024-06-30"),
        (
            "rank_months",
            {"rank": Rank.CHIEF_SECTION},
            CHIEF,
            "2004-07-01..2018-03-31",
            "rank_held(level=deputy_section)<=2024-06-30",
        ),
        (
            "rank_months",
            {"rank": Rank.CHIEF_SECTION, "work_since": None},
            CHIEF,
            "..2018-03-31",
            "rank_held(level=deputy_section)<=2024-06-30",
        ),
        (
            "rank_months",
            {"rank_since": None},
            CHIEF,
            "2004-07-01..",
            "rank_held(level=deputy_section)<=2024-06-30",
        ),
    ],
)
def test_the_value_used_stands_beside_what_was_asked(
    name: str, changes: dict[str, Any], place_class: PlaceClass, value: str | None, required: str
) -> None:
    found = verdict(name, person(**changes), place_class)
    assert (found.value, found.required) == (value, required)


@pytest.mark.parametrize(
    ("name", "changes", "needs"),
    [
        ("cadre_status", {"status": None}, {"status"}),
        (
            "education",
            {"full_time": Education(), "in_service": Education()},
            {"full_time_education", "in_service_education"},
        ),
        (
            "education",
            {"full_time": Education(EducationLevel.SECONDARY), "in_service": Education()},
            {"in_service_education"},
        ),
        ("age", {"birth": None}, {"birth"}),
        ("discipline", {"discipline": Discipline()}, {"discipline"}),
        ("discipline", {"discipline": sanction()}, {"discipline_from", "discipline_to"}),
        ("discipline", {"discipline": sanction("2026-01-01")}, {"discipline_to"}),
        ("rank", {"rank": None}, {"rank"}),
        (
            "rank_months",
            {"rank": Rank.CLERK_1, "probation": Probation(), "rank_since": date("2020-03-01")},
            {"probation"},
        ),
        ("rank_months", {"rank": Rank.CLERK_1, "rank_since": None}, {"rank_since"}),
    ],
)
def test_an_unknown_names_the_columns_that_would_settle_it(name: str, changes: dict[str, Any], needs: set[str]) -> None:
    found = verdict(name, person(**changes))
    assert found.outcome is Outcome.UNKNOWN
    assert needs <= set(found.needs)
    # A history that is blank is complete in most files, and 无 needs no dates: they may be named beside it.
    assert set(found.needs) - needs <= {"earlier_ranks", "discipline_from", "discipline_to"}


def test_a_month_that_the_limit_cuts_needs_the_day() -> None:
    one = person(birth=date("1980-06"))
    found = verdict("age", one, as_of=dt.date(2026, 6, 15))
    assert (found.outcome, found.value, found.needs) == (Outcome.UNKNOWN, "1980-06", ("birth",))


def test_what_is_known_needs_nothing_even_where_another_fact_is_blank() -> None:
    assert verdict("education", person(in_service=Education())).needs == ()
    assert verdict("discipline", person(discipline=sanction("2020-01", "2020-12"))).needs == ()


@pytest.mark.parametrize(
    ("votes", "needs"),
    [
        (Votes(20, None, None, 3), {"due", "present", "returned", "valid"}),
        (Votes(20, 30, 1, None), {"deputy_posts"}),
    ],
)
def test_many_votes_names_the_counts_that_are_missing(votes: Votes, needs: set[str]) -> None:
    found = condition("many_votes", young(), DEPUTY, votes)
    assert found.outcome is Outcome.UNKNOWN
    assert set(found.needs) == needs


def test_many_votes_shows_share_rank_and_places() -> None:
    found = condition("many_votes", young(), DEPUTY, Votes(9, 30, 4, 3))
    assert found.outcome is Outcome.FAILS
    assert found.value == "vote_share=9/30, vote_rank=4, places=3"
    assert found.required == "vote_share>=3/10 and vote_rank<=places"


def test_the_cells_are_those_the_value_was_read_from() -> None:
    verdicts = {one.criterion: one.cells for one in explained(person(4)).verdicts}
    assert verdicts["age"] == ("roster.xlsx 干部名册!B5",)
    assert verdicts["education"] == ("roster.xlsx 干部名册!D5", "roster.xlsx 干部名册!E5")
    # The sheet has no column of earlier ranks, and none of the ends of a sanction.
    assert verdicts["rank_months"] == (
        "roster.xlsx 干部名册!F5",
        "roster.xlsx 干部名册!G5",
        "roster.xlsx 干部名册!J5",
    )
    assert verdicts["discipline"] == ("roster.xlsx 干部名册!H5",)


# ---- what would change it ------------------------------------------------------------------------------


def test_only_a_failure_says_what_would_change_it() -> None:
    assert verdict("age", person()).change is None
    assert verdict("age", person(birth=None)).change is None
    change = verdict("age", person(birth=date("1970-01-01"))).change
    assert change is not None
    assert "1980" in word(change, "en")


@pytest.mark.parametrize("since", ["2024-06", "2024-06-15", "2025-08-31", "2024-02-29", "2026-06-30", "2026-07-01"])
@pytest.mark.parametrize(("place_class", "rank"), [(DEPUTY, Rank.CLERK_1), (CHIEF, Rank.DEPUTY_SECTION)])
def test_too_short_a_time_names_the_first_day_on_which_it_is_long_enough(
    since: str, place_class: PlaceClass, rank: Rank
) -> None:
    one = person(rank=rank, rank_since=date(since), birth=date("1990-01-01"))
    change = verdict("rank_months", one, place_class).change
    if change is None:
        assert verdict("rank_months", one, place_class).outcome is Outcome.MEETS
        return
    day = dt.date.fromisoformat(str(change.params["day"]))
    assert verdict("rank_months", one, place_class, as_of=day).outcome is Outcome.MEETS
    before = verdict("rank_months", one, place_class, as_of=day - dt.timedelta(days=1)).outcome
    assert before is not Outcome.MEETS


def test_a_rank_never_held_has_no_such_day() -> None:
    change = verdict("rank_months", person(rank=Rank.CLERK_2), DEPUTY).change
    assert change is not None
    assert "day" not in change.params


# ---- exceptions ----------------------------------------------------------------------------------------


def test_an_exceptional_person_sees_what_was_waived_and_what_was_asked_instead() -> None:
    found = explained(young())
    assert [one.criterion for one in found.verdicts if one.outcome is Outcome.WAIVED] == ["rank_months"]
    ((name, conditions, waived),) = found.exceptions
    assert name == "young_postgraduate"
    assert {one.outcome for one in conditions} == {Outcome.MEETS}
    assert waived == (("rank_months", "rank_held(level=clerk_2,probation=not_counted)<=2024-12-31"),)


def test_both_rank_and_time_can_be_waived() -> None:
    ((_, _, waived),) = explained(young(), CHIEF).exceptions
    assert waived == (
        ("rank", "rank>=clerk_1"),
        ("rank_months", "rank_held(level=clerk_1)<=2025-06-30"),
    )


@pytest.mark.parametrize(
    ("one", "votes"),
    [
        (person(), MANY),
        (young(birth=date("1990-01-15")), MANY),
        (young(full_time=HIGHEST_NONE), MANY),
        (young(), Votes(1, 30, 9, 3)),
        (young(), Votes(20, None, None, 3)),
        (young(probation=Probation(known=True, in_probation=True)), MANY),
        (young(rank_since=date("2026-01")), MANY),
        (young(status=Status.WORKER), MANY),
        (person(birth=date("1998-01-15")), MANY),
    ],
)
def test_whoever_is_not_exceptional_sees_the_conditions_and_nothing_waived(one: Person, votes: Votes) -> None:
    found = explained(one, DEPUTY, votes)
    ((_, conditions, waived),) = found.exceptions
    assert [one.criterion for one in conditions] == ["under_30", "postgraduate", "many_votes", "not_in_probation"]
    assert waived == ()
    assert Outcome.WAIVED not in {one.outcome for one in found.verdicts}


def test_whoever_is_undecided_is_told_what_would_settle_it() -> None:
    """A work list: each of these people waits for a fact, and the explanation names it (rule 1)."""
    waiting = {
        "the criterion": person(birth=None),
        "the condition": young(full_time=Education(), in_service=Education(EducationLevel.COLLEGE)),
        # First-class clerk for 12 months, joined work three years ago: second-class clerk since when?
        "the weaker form": young(rank_since=PartialDate(2025, 6), work_since=PartialDate(2023, 7)),
    }
    for name, one in waiting.items():
        found = explained(one)
        needs = [need for entry in (*found.verdicts, *found.exceptions[0][1]) for need in entry.needs]
        assert needs, name
