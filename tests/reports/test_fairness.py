"""Rates by groups: the figures add up, small groups never stand alone, and nothing depends on the order of rows."""

import datetime as dt
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reserve.cycle.queries import Cycle
from reserve.dates import PartialDate
from reserve.policy.load import load, shipped
from reserve.reports import fairness
from reserve.reports.fairness import SMALLEST, Division, Group, Stage, age_band, table
from reserve.reports.nominees import Filters, each
from reserve.web.fairness import rate
from tests.edge.service import Service, sign_in

PEOPLE = st.lists(st.tuples(st.sampled_from(["male", "female", "", "han"]), st.sampled_from(list(Stage))), max_size=40)


@given(PEOPLE)
def test_groups_add_up_and_none_is_small(people: list[tuple[str, Stage]]) -> None:
    made = table(Division.SEX, people)
    shown = {value for group in made.groups for value in group.values}
    if len(people) >= SMALLEST or not people:
        assert shown == {value for value, _ in people}
        for stage in Stage:
            assert sum(group.reached[stage] for group in made.groups) == sum(one >= stage for _, one in people)
    else:
        assert made.groups == ()
    assert all(group.size >= SMALLEST for group in made.groups)
    assert all(list(group.reached) == sorted(group.reached, reverse=True) for group in made.groups)
    shuffled = random.Random(7).sample(people, len(people))
    assert table(Division.SEX, shuffled) == made


def test_a_small_group_is_put_together_with_the_next_smallest() -> None:
    people = [("a", Stage.LISTED)] * 4 + [("b", Stage.PASSED)] * 6 + [("c", Stage.PUT_FORWARD)] * 9
    made = table(Division.SEX, people)
    assert made.merged
    assert [(group.values, group.reached) for group in made.groups] == [
        (("a", "b"), (10, 10, 10, 4)),
        (("c",), (9, 0, 0, 0)),
    ]


@pytest.mark.parametrize(
    ("birth", "band"),
    [
        (PartialDate(1996, 6, 30), "0-30"),
        (PartialDate(1995, 7, 1), "0-30"),
        (PartialDate(1995, 6, 30), "31-35"),
        (PartialDate(1980, 7, 1), "41-45"),
        (PartialDate(1980, 6, 30), "46-"),
        (PartialDate(1980, 7), "41-45"),
        (PartialDate(1980, 6), "46-"),
        (PartialDate(1995, 7), "0-30"),
        (PartialDate(1985, 6), "41-45"),
        (None, ""),
    ],
)
def test_a_band_of_ages_is_known_or_not(birth: PartialDate | None, band: str) -> None:
    assert age_band(birth, dt.date(2026, 6, 30), (3, 1)) == band


def test_a_month_that_two_bands_share_is_left_open() -> None:
    assert age_band(PartialDate(1980, 6), dt.date(2026, 6, 15), (3, 1)) == ""


def test_rates_are_whole_percent_half_up() -> None:
    group = Group(values=("a",), reached=(8, 1, 0, 0))
    assert [rate(group, stage) for stage in Stage] == ["100 %", "13 %", "0 %", "0 %"]


def test_the_page_counts_one_person_once(campaign: Service) -> None:
    with campaign.client() as client, campaign.database.reading() as session:
        sign_in(client, campaign.person())
        answer = client.get("/cycles/1/fairness")
        (plan,) = [path for path in shipped() if path.stem == "seed-county"]
        course = Cycle(1, dt.date(2026, 6, 30), load(plan))
        persons = {row.number for row in each(session, course, Filters())}
        report = fairness.fairness(session, course, campaign.keys)
    assert answer.status_code == 200
    assert report.everybody.size == len(persons)
    assert all(sum(group.size for group in one.groups) == len(persons) for one in report.tables)
    for heading in ("By sex", "By age", "By ethnic group", "By kind of unit"):
        assert heading in answer.text
