"""The cases beside a shipped plan come true, and any figure of the plan that is moved breaks one of them."""

import re
import tomllib
from pathlib import Path

import pytest

from reserve.campaign.case_files import book, cases_of
from reserve.campaign.cases import tried
from reserve.policy.load import load, shipped
from reserve.policy.plan import policy_of
from reserve.policy.problems import Report
from tests.policy.figures import mutants

# Figures that no case can show, by key, with the reason.
EQUIVALENT = [
    (r"reading\[\w+\]\.chosen_on", "the day of the decision is a record; nothing is worked out from it"),
]


@pytest.mark.parametrize("plan", shipped(), ids=lambda plan: plan.stem)
def test_the_cases_of_a_shipped_plan_come_true(plan: Path) -> None:
    policy = load(plan)
    (path,) = cases_of(plan)
    read = book(path, policy)
    assert read.slips == ()
    assert len(read.cases) > 3
    assert [
        (one.case.name, str(one.what), str(one.expected), str(one.found)) for one in tried(policy, read.cases)
    ] == []


@pytest.mark.parametrize("plan", shipped(), ids=lambda plan: plan.stem)
def test_a_figure_that_is_moved_breaks_a_case(plan: Path) -> None:
    policy = load(plan)
    (path,) = cases_of(plan)
    cases = book(path, policy).cases
    survivors = []
    for mutant in mutants(tomllib.loads(policy.text)):
        if any(re.fullmatch(key, mutant.key) for key, _ in EQUIVALENT):
            continue
        report = Report(mutant.data, {})
        changed = policy_of(report)
        if not report.problems and not tried(changed, cases, mutant.data):
            survivors.append(f"{mutant.key}: {mutant.change}")
    assert survivors == []
