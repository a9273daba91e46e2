"""Another as-of date by one day: whose verdicts change, and whose must not."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import reserve.cli.run
from tests.journeys.running import nominees, run
from tests.journeys.turning import days_of_boundary, days_of_verdicts
from tests.oracle.judge import expect
from tests.oracle.read import read_county

AS_OF = dt.date(2026, 6, 30)
ONE_DAY = dt.timedelta(days=1)
MAY_CHANGE = {"outcome", "boundary", "verdicts", "exception", "listed", "reserved", "why", "exam"}
Key = tuple[str, str]


@pytest.fixture(scope="module")
def days(
    county_of: Callable[[int], Path], tmp_path_factory: pytest.TempPathFactory
) -> dict[dt.date, tuple[dict[str, Any], dict[str, Any]]]:
    """The program's result and the oracle's on the as-of date, the day before and the day after."""
    out = tmp_path_factory.mktemp("days")
    judged = {}
    for day in (AS_OF - ONE_DAY, AS_OF, AS_OF + ONE_DAY):
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(reserve.cli.run, "write_result", lambda *_: None)
            ran = run(county_of(1), out / day.isoformat(), "--as-of", day.isoformat())
        assert ran.status == 0
        judged[day] = (ran.result, expect(county_of(1), "seed-county", day))
    return judged


@pytest.fixture(scope="module")
def people(county_of: Callable[[int], Path]) -> dict[str, dict[str, Any]]:
    """Everybody's bare facts, by person."""
    found: dict[str, dict[str, Any]] = read_county(county_of(1))["people"]
    return found


def verdicts(result: dict[str, Any]) -> dict[Key, tuple[str, ...]]:
    """How every criterion and condition came out for each nominee."""
    return {
        key: tuple(entry["outcome"] for entry in [*row["verdicts"], *row["exception"]["conditions"]])
        for key, row in nominees(result).items()
    }


def changed(before: dict[Key, Any], after: dict[Key, Any]) -> set[Key]:
    assert before.keys() == after.keys()
    return {key for key in before if before[key] != after[key]}


@pytest.mark.parametrize("earlier", [AS_OF - ONE_DAY, AS_OF])
def test_the_verdicts_change_of_exactly_those_whose_dates_are_crossed(
    earlier: dt.date, days: dict[dt.date, tuple[dict[str, Any], dict[str, Any]]], people: dict[str, dict[str, Any]]
) -> None:
    later = earlier + ONE_DAY
    (before, expected_before), (after, expected_after) = days[earlier], days[later]
    turned = changed(verdicts(before), verdicts(after))
    assert turned
    assert turned == changed(verdicts(expected_before), verdicts(expected_after))

    crossed = {number for number, person in people.items() if later in days_of_verdicts(person)}
    assert {number for number, _ in turned} <= crossed
    assert len(crossed) < len(people) / 4

    boundaries = changed(*({key: row["boundary"] for key, row in nominees(one).items()} for one in (before, after)))
    other = {number for number, person in people.items() if later in days_of_boundary(person)}
    assert {number for number, _ in boundaries} <= crossed | other


@pytest.mark.parametrize("earlier", [AS_OF - ONE_DAY, AS_OF])
def test_nothing_else_of_a_nominee_changes_and_seats_only_in_the_units_of_those_people(
    earlier: dt.date, days: dict[dt.date, tuple[dict[str, Any], dict[str, Any]]]
) -> None:
    before, after = (nominees(days[day][0]) for day in (earlier, earlier + ONE_DAY))
    turned = changed(verdicts(days[earlier][0]), verdicts(days[earlier + ONE_DAY][0]))
    units = {before[key]["unit"] for key in turned}
    for key, row in before.items():
        different = {name for name in row if name not in ("verdicts", "exception") and row[name] != after[key][name]}
        assert different <= MAY_CHANGE, key
        if row["unit"] not in units:
            assert different <= {"boundary"}, key


@pytest.mark.parametrize("day", [AS_OF - ONE_DAY, AS_OF, AS_OF + ONE_DAY])
def test_everybody_who_crosses_an_age_limit_today_is_judged_otherwise_than_yesterday(
    day: dt.date, days: dict[dt.date, tuple[dict[str, Any], dict[str, Any]]], people: dict[str, dict[str, Any]]
) -> None:
    """The cases of the sample: 46 or 30 years on this very day."""
    found = 0
    for (number, _), row in nominees(days[day][0]).items():
        birth = people[number]["birth"]
        if birth is None or birth[0] != birth[1]:
            continue
        outcomes = {entry["criterion"]: entry["outcome"] for entry in row["verdicts"]}
        turns_46, turns_30 = (birth[0] == day.replace(year=day.year - age) for age in (46, 30))
        if turns_46:
            assert outcomes["age"] == "fails"
        if turns_30:
            conditions = {entry["id"]: entry["outcome"] for entry in row["exception"]["conditions"]}
            assert conditions["under_30"] == "fails"
        found += turns_46 or turns_30
    assert found
