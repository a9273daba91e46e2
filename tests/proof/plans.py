"""Random plans and people: the screening of columns against rule 2 read out for one person at a time."""

import datetime as dt
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from reserve.eligibility import rules
from reserve.eligibility.rules import Screening, Standing, screen
from reserve.policy.model import Policy
from tests.eligibility.naive import Judged, Person, judged
from tests.eligibility.plans import BIRTH, plans
from tests.policy import builders
from tests.policy.naive import Day
from tests.proof.model import Findings, Proof

LEAP_BIRTHDAYS = [(3, 1), (2, 28)]
PEOPLE_A_PLAN = 4
PAIRS_OF_A_CONTROL = 300
PAIRS_A_BATCH = 100
NEAR_A_LIMIT = st.tuples(st.sampled_from([29, 30, 31, 45, 46]), st.integers(-3, 3))
PLANS = plans()
PEOPLE = st.lists(builders.people(), min_size=PEOPLE_A_PLAN, max_size=PEOPLE_A_PLAN)


def look(first: int, count: int, folder: Path) -> Findings:
    """Judge pairs of a plan and a person, whole batches of them; the batch's number is its seed."""
    del folder
    found = Findings()
    for batch in range(first // PAIRS_A_BATCH, (first + count) // PAIRS_A_BATCH):
        _examples(batch, found)
    return found


def _examples(batch: int, found: Findings) -> None:
    @seed(batch)
    @settings(
        max_examples=PAIRS_A_BATCH // PEOPLE_A_PLAN,
        database=None,
        deadline=None,
        derandomize=False,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(PLANS, PEOPLE, builders.AS_OF, st.sampled_from(LEAP_BIRTHDAYS), NEAR_A_LIMIT)
    def judge(
        policy: Policy, people: list[Person], as_of: dt.date, leap: tuple[int, int], near: tuple[int, int]
    ) -> None:
        first, *others = people
        people = [{**first, BIRTH: (born_near_a_limit(as_of, *near),)}, *others]
        compare(policy, people, Day(as_of, leap), found, f"batch {batch}")

    judge()


def born_near_a_limit(as_of: dt.date, age: int, days: int) -> dt.date:
    """Return a birth date about so many years before a day, where the readings of an age part."""
    return as_of.replace(year=as_of.year - age, day=min(as_of.day, 28)) + dt.timedelta(days=days)


def compare(policy: Policy, people: list[Person], day: Day, found: Findings, where: str) -> None:
    """Judge people in both ways and note whoever comes out differently."""
    policy = _with_leap_birthday(policy, day)
    screening = screen(builders.columns_of(people), policy, day.as_of)
    for row, person in enumerate(people):
        expected = judged(policy, person, day)
        got = as_judged(screening, row)
        found.figures["pairs of plan and person"] += 1
        found.figures[expected.standing] += 1
        found.figures["at the boundary"] += expected.boundary
        if got != expected:
            found.troubles.append(f"{where}: expected {expected}, got {got}")


def _with_leap_birthday(policy: Policy, day: Day) -> Policy:
    return replace(policy, leap_birthday=day.leap_birthday)


def as_judged(screening: Screening, row: int) -> Judged:
    """Return one row of a screening as the reading of rule 2 puts it."""
    return Judged(
        Standing(int(screening.standing[row])).word,
        tuple(screening.outcomes[:, row].tolist()),
        bool(screening.boundary[row]),
    )


def controls(folder: Path) -> dict[str, bool]:
    """Let exceptions relax nothing; then forget the other readings of an age."""
    caught = {}
    with patch.object(rules, "relax", lambda condition, _: condition):
        caught["an exception relaxes nothing"] = bool(look(0, PAIRS_OF_A_CONTROL, folder).troubles)
    with patch.object(rules, "_other_readings", lambda *_: []):
        caught["other readings are forgotten"] = bool(look(0, PAIRS_OF_A_CONTROL, folder).troubles)
    return caught


PROOF = Proof(
    "plans",
    "screening by columns gives every outcome, standing and boundary that rule 2 gives person by person",
    total=100_000,
    batch=PAIRS_A_BATCH,
    look=look,
    controls=controls,
    sources=(
        "reserve/policy",
        "reserve/eligibility/rules.py",
        "reserve/dates.py",
        "tests/policy/builders.py",
        "tests/policy/naive.py",
        "tests/eligibility/naive.py",
        "tests/eligibility/plans.py",
        "tests/proof/plans.py",
    ),
)
