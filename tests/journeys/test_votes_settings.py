"""The vote settings of a plan that the seed leaves off, and the remark about a low share (rule 8)."""

from collections.abc import Callable
from pathlib import Path

import pytest

from reserve.policy.load import PLANS, parse
from tests.journeys.running import run

SEED_PLAN = PLANS / "seed-county.toml"


@pytest.mark.usefixtures("no_workbook")
def test_a_share_below_thirty_percent_is_remarked_on_and_decides_nothing(
    county_of: Callable[[int], Path], tmp_path: Path
) -> None:
    nominees = run(county_of(2), tmp_path).result["nominees"]
    remarked = [row for row in nominees if row["remark"] is not None]
    assert {row["remark"] for row in remarked} == {"得票率低于 30%。"}
    assert any(row["listed"] for row in remarked)
    for row in nominees:
        votes = row["votes"]
        low = votes["share"] is not None and 10 * votes["votes"] < 3 * votes["valid"]
        assert (row["remark"] is not None) == low


def test_a_minimum_share_is_a_criterion_like_any_other() -> None:
    text = SEED_PLAN.read_text(encoding="utf-8").replace(
        'many = "many_votes"', 'many = "many_votes"\nminimum_share = "25%"'
    )
    policy = parse(text).policy
    assert policy is not None
    assert [criterion.id for criterion in policy.criteria][-1] == "minimum_share"


@pytest.mark.usefixtures("no_workbook")
def test_below_the_minimum_share_nobody_is_eligible(county_of: Callable[[int], Path], tmp_path: Path) -> None:
    plan = tmp_path / "plan.toml"
    text = SEED_PLAN.read_text(encoding="utf-8").replace(
        'many = "many_votes"', 'many = "many_votes"\nminimum_share = "40%"'
    )
    plan.write_text(text, encoding="utf-8")
    for row in run(county_of(2), tmp_path, "--policy", str(plan)).result["nominees"]:
        votes = row["votes"]
        if votes["share"] is not None and 10 * votes["votes"] < 4 * votes["valid"]:
            assert row["outcome"] == "ineligible"
        if votes["share"] is None:
            assert row["outcome"] in {"undecided", "ineligible"}
