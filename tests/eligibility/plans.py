"""Small plans for the properties: criteria, readings, and several exceptions that touch some of the criteria."""

from dataclasses import replace
from typing import Final

from hypothesis import strategies as st

from reserve.policy.conditions import ByReading, Condition, Fact, Operator, Relaxation, Test
from reserve.policy.load import load
from reserve.policy.model import Criterion, ExceptionRule, Policy, Reading, Source, Waiver
from tests.journeys.running import plan_file
from tests.policy import builders

SEED = load(plan_file("seed-county"))
SOURCE = Source("一", "条件", "方案")
BIRTH = Fact("birth")


def reading(name: str, *, boundary: bool, chosen: str = "a") -> Reading:
    return Reading(name, "?", {"a": "甲", "b": "乙"}, chosen, "组织部", None, "按甲", SOURCE, boundary)


READINGS = (
    reading("age_one", boundary=True),
    reading("age_two", boundary=True, chosen="b"),
    reading("other", boundary=False),
)


# Built once: making a strategy takes far longer than drawing from it.
TESTS: Final = builders.tests()
AGES: Final = st.builds(
    Test,
    st.just(BIRTH),
    st.sampled_from([Operator.NOT_TURNED, Operator.NOT_PAST_BIRTHDAY]),
    st.sampled_from([29, 30, 31, 45, 46]),
)


def _by_reading(
    name: str, part: st.SearchStrategy[Test] | st.SearchStrategy[Condition]
) -> st.SearchStrategy[Condition]:
    return st.builds(lambda one, other: ByReading(name, (("a", one), ("b", other))), part, part)


# What an entry of a plan may ask, with ages that can be read in two ways.
DEMANDS: Final = st.one_of(
    TESTS,
    builders.conditions(),
    _by_reading("age_one", AGES),
    _by_reading("age_two", AGES),
    _by_reading("other", TESTS),
)
ENTRY: Final = st.tuples(DEMANDS, st.sampled_from([None, None, None, ("other", "a"), ("other", "b")]))
MORE_CRITERIA: Final = st.lists(ENTRY, max_size=2)
CONDITIONS: Final = st.lists(ENTRY, max_size=2)
# Exceptional people are rare: whoever fails something must meet all the rest, and every condition.
RELAXATIONS: Final = st.one_of(st.just(Relaxation(entirely=True)), builders.relaxations())
FEW: Final = st.sampled_from([0, 1, 1, 2, 3])


def _entries(prefix: str, found: list[tuple[Condition, tuple[str, str] | None]]) -> tuple[Criterion, ...]:
    return tuple(Criterion(f"{prefix}{number}", SOURCE, require, when) for number, (require, when) in enumerate(found))


@st.composite
def plans(draw: st.DrawFn) -> Policy:
    """A plan of one to three criteria and none to three exceptions, each touching some of the criteria."""
    # The first criterion always applies: a plan that asks nothing of anybody has no columns.
    criteria = (Criterion("c", SOURCE, draw(DEMANDS)), *_entries("c", draw(MORE_CRITERIA)))
    exceptions = []
    for number in range(draw(FEW)):
        touched = [one for one in criteria if draw(MOSTLY)]
        waives = tuple(Waiver(one.id, draw(RELAXATIONS)) for one in touched)
        conditions = _entries("k", draw(CONDITIONS))
        exceptions.append(ExceptionRule(f"x{number}", SOURCE, conditions, waives, (), 2))
    return replace(SEED, readings=READINGS, definitions=(), criteria=criteria, exceptions=tuple(exceptions), flags=())


MOSTLY: Final = st.sampled_from([True, True, False])
