"""Screening a million people: three-valued with reasons, against the least that any program must do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.people import people
from benchmarks.person_by_person import judge_one, rows_of
from benchmarks.timing import Table, in_turn
from reserve.dates import latest_start, youngest_to_have_turned
from reserve.eligibility.rules import planned, screen
from reserve.policy.conditions import Fact
from reserve.policy.evaluate import Codes, Column, Interval
from reserve.policy.load import load
from reserve.policy.model import Policy

COUNT = 1_000_000
ONE_BY_ONE = 20_000
PLAN = Path(__file__).parent / "plan.toml"
CLERK_1, COLLEGE = 2, 3
CADRES, NO, MEMBER = 3, 1, 1


@dataclass(frozen=True)
class PlainNumpy:
    """Eight comparisons on the same integer columns, joined by ``&``: met or not, and nothing else."""

    columns: Mapping[str, NDArray[np.int32] | NDArray[np.uint8]]
    born_from: int
    rank_until: int
    service_until: int

    @classmethod
    def of(cls, policy: Policy, columns: Mapping[Fact, Column]) -> PlainNumpy:
        """Take the columns of the plan's eight criteria."""
        assert policy.as_of is not None
        by_name = {
            str(fact): column.codes if isinstance(column, Codes) else column.low
            for fact, column in columns.items()
            if isinstance(column, Codes | Interval)
        }
        return cls(
            by_name,
            youngest_to_have_turned(46, policy.as_of).toordinal() + 1,
            latest_start(36, policy.as_of).toordinal(),
            latest_start(60, policy.as_of).toordinal(),
        )

    def judge(self) -> NDArray[np.bool_]:
        """Return who meets everything."""
        column = self.columns
        met: NDArray[np.bool_] = column["birth"] >= self.born_from
        met &= column["education"] >= COLLEGE
        met &= column["status"] <= CADRES
        met &= column["discipline_in_effect"] == NO
        met &= column["politics"] == MEMBER
        met &= column["rank"] >= CLERK_1
        met &= column["rank_held(level=clerk_1)"] <= self.rank_until
        met &= column["work_since"] <= self.service_until
        return met

    def total(self) -> int:
        """Sum the same columns: the cost of reading them."""
        names = ("birth", "education", "status", "discipline_in_effect", "politics", "rank", "work_since")
        return sum(int(self.columns[name].sum()) for name in (*names, "rank_held(level=clerk_1)"))


def run(table: Table) -> None:
    """Measure screening against plain numpy and against a loop over persons, each pair in turn."""
    policy = load(PLAN)
    assert policy.as_of is not None
    as_of = policy.as_of
    plan = planned(policy, as_of)
    columns = people(COUNT, plan)
    plain = PlainNumpy.of(policy, columns)
    seconds = in_turn(
        {
            "screen": lambda: screen(columns, policy, as_of),
            "plain numpy": plain.judge,
            "sum": plain.total,
        }
    )
    job = f"screen {COUNT:,} people, 8 criteria, exception, boundary"
    table.compare(job, seconds, "screen", "plain numpy", at_most=3.0)
    table.compare("is plain numpy itself fast?", seconds, "plain numpy", "sum", at_most=5.0)

    few = {fact: column.part(slice(0, ONE_BY_ONE)) for fact, column in columns.items()}
    people_rows = rows_of(few)
    seconds = in_turn(
        {
            "screen": lambda: screen(few, policy, as_of),
            "a loop": lambda: [judge_one(person, as_of) for person in people_rows],
        },
        rounds=5,
    )
    table.compare(f"screen {ONE_BY_ONE:,} people", seconds, "screen", "a loop", at_least=50)
