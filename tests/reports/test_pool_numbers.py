"""The pool in numbers: when members pass the plan's limit, and a structure that shows nobody alone."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import pytest

from reserve.policy.conditions import AnyOf
from reserve.reports.ageing import forecast
from reserve.reports.pool_structure import Structure, Trait, structure
from reserve.reports.register import Entry
from reserve.roster.model import PlaceClass, Sex, UnitKind
from tests.cycle.town import SEED
from tests.roster.builders import date, person

ON = dt.date(2026, 6, 30)
LEAP = (3, 1)


def entry(number: int, birth: str | None = "1985-01-01", sex: Sex = Sex.MALE, unit: int = 1) -> Entry:
    return Entry(
        id=number,
        person=number,
        name=f"甲{number}",
        unit_id=unit,
        unit=f"单位{unit}",
        unit_kind=UnitKind.TOWNSHIP,
        place_class=PlaceClass.DEPUTY,
        since=None,
        ground="",
        term_until=None,
        tier=None,
        tier_from_file=False,
        facts=person(number, birth=None if birth is None else date(birth), sex=sex),
        left=None,
        left_on=None,
        left_ground="",
        left_by="",
    )


@pytest.mark.parametrize(
    ("birth", "column"),
    [
        ("1980-06-30", "over"),  # turned 46 on the day
        ("1980-07-01", 2026),
        ("1980-12", 2026),
        ("1981-01-01", 2027),
        ("1984-12-31", 2030),
        ("1985-01-01", "later"),
        ("1984-02-29", 2030),
        (None, "unknown"),
    ],
)
def test_the_year_in_which_somebody_turns_46_counts(birth: str | None, column: str | int) -> None:
    found = forecast(SEED, [entry(1, birth)], ON)
    row = found.units[0]
    counts: dict[str | int, int] = {"over": row.over, "later": row.later, "unknown": row.unknown}
    counts |= dict(zip(found.years, row.years, strict=True))
    assert counts.pop(column) == 1
    assert set(counts.values()) == {0}
    assert found.sum.total == row.total == 1


def test_the_reading_of_the_plan_decides_the_day() -> None:
    readings = tuple(
        replace(one, chosen="not_past_45th_birthday") if one.id == "age_45" else one for one in SEED.readings
    )
    (passing,) = forecast(replace(SEED, readings=readings), [entry(1, "1981-06-30")], ON).passing
    assert passing.first == passing.last == dt.date(2026, 7, 1)
    (passing,) = forecast(SEED, [entry(1, "1980-11")], ON).passing
    assert (passing.first, passing.last) == (dt.date(2026, 11, 1), dt.date(2026, 11, 30))


def test_a_limit_that_cannot_be_read_is_none() -> None:
    criteria = tuple(replace(one, require=AnyOf((one.require,))) for one in SEED.criteria)
    found = forecast(replace(SEED, criteria=criteria), [entry(1)], ON)
    assert found.limits == ()
    assert found.sum.unknown == 1


def by_sex(found: Structure) -> Sequence[tuple[tuple[str, ...], tuple[int | None, ...]]]:
    (table,) = [table for table in found.tables if table.trait is Trait.SEX]
    return [(group.values, group.counts) for group in table.groups]


def test_a_group_that_is_small_on_any_day_is_put_together() -> None:
    men = [entry(number) for number in range(1, 8)]
    women = [entry(number, sex=Sex.FEMALE) for number in range(11, 17)]
    before = dt.date(2025, 6, 30)
    assert by_sex(structure({ON: men + women}, LEAP)) == [(("female",), (6,)), (("male",), (7,))]
    assert by_sex(structure({ON: men + women, before: men + women[:4]}, LEAP)) == [(("female", "male"), (13, 11))]
    assert by_sex(structure({ON: men + women, before: men[:4]}, LEAP)) == [
        (("female",), (6, None)),
        (("male",), (7, None)),
    ]


def test_every_table_counts_everybody_and_no_group_is_small() -> None:
    members = [entry(number, sex=Sex.FEMALE if number % 4 else Sex.MALE) for number in range(1, 30)]
    found = structure({ON: members}, LEAP)
    for table in found.tables:
        assert sum(group.counts[0] or 0 for group in table.groups) == found.totals[0] == 29
        assert all((group.counts[0] or 0) >= 5 for group in table.groups)
    assert structure({ON: members[:4]}, LEAP).totals == (None,)
