"""The department gives a unit more or fewer places: with a reason, on record, from the next count on."""

from collections.abc import Callable
from dataclasses import replace

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve import clock
from reserve.audit.model import Actor, ActorKind, Head
from reserve.audit.queries import entries
from reserve.cycle import queries as cycle
from reserve.cycle import steps
from reserve.cycle.model import Step
from reserve.db import Database
from reserve.errors import Invalid, NotFound, Refused, ReserveError
from reserve.quota import actions, queries
from reserve.quota.model import Figures
from reserve.quota.rules import LONGEST_REASON, MOST_ADJUSTED
from reserve.quota.tables import AdjustmentRecord
from reserve.roster import queries as roster
from reserve.roster.model import PlaceClass
from tests.cycle.laws import counts, keeps
from tests.cycle.town import CHIEF, DEPUTY, EAST, FOREST, SEED, TOWN, campaign
from tests.roster.builders import unit

ACTOR = Actor("wang.fang", ActorKind.PERSON)
Act = Callable[[Session], object]


@pytest.fixture
def town(database: Database) -> tuple[int, dict[str, int]]:
    """A cycle before the first count, and unit ids by name; one unit comes with an adjustment of the workbook."""
    county = replace(
        TOWN,
        units=(
            unit(FOREST, 1, 3, deputy_adjustment=1, adjustment_reason="机构改革"),
            unit(EAST, 2, None),
        ),
    )
    with database.writing() as session:
        cycle_id = campaign(session, "retention", county)
        return cycle_id, {one.name: one.id for one in roster.units(session).values()}


Town = tuple[int, dict[str, int]]


def adjust(
    session: Session, town: Town, adjustment: int, reason: str = "编制增加", place_class: PlaceClass = CHIEF, **at: int
) -> None:
    cycle_id, units = town
    where = {"cycle_id": cycle_id, "unit_id": units[FOREST], **at}
    actions.adjust(
        session,
        ACTOR,
        where["cycle_id"],
        where["unit_id"],
        place_class,
        adjustment,
        reason,
        signed_by="王芳",
    )


def planned(database: Database, town: Town) -> dict[tuple[str, PlaceClass], Figures]:
    cycle_id, units = town
    names = {number: name for name, number in units.items()}
    with database.reading() as session:
        found = queries.planned(session, cycle_id, SEED.quota)
    return {(names[unit_id], place_class): figures for (unit_id, place_class), figures in found.items()}


def refused(database: Database, act: Act) -> ReserveError:
    with database.reading() as session:
        before = counts(session)
    with pytest.raises(ReserveError) as caught, database.writing() as session:
        act(session)
    with database.reading() as session:
        assert counts(session) == before
    return caught.value


def test_before_the_count_the_figures_are_those_of_the_workbook(database: Database, town: Town) -> None:
    found = planned(database, town)
    assert found[FOREST, CHIEF].places == 2
    assert (found[FOREST, DEPUTY].places, found[FOREST, DEPUTY].reason) == (4, "机构改革")
    assert (found[EAST, DEPUTY].posts, found[EAST, DEPUTY].places) == (None, 0)


def test_the_latest_adjustment_counts_and_goes_before_the_workbook_s(database: Database, town: Town) -> None:
    cycle_id, units = town
    with database.writing() as session:
        adjust(session, town, 2, place_class=DEPUTY)
        adjust(session, town, -1, " 超编 ", place_class=DEPUTY)
        (entry,) = (one for one in entries(session, subject=FOREST) if one.details["adjustment"] == -1)
        assert cycle.steps(session, cycle_id)[Step.ADJUSTMENTS].sequence == entry.sequence
        history = queries.adjustments(session, cycle_id, {units[FOREST]})
    figures = planned(database, town)[FOREST, DEPUTY]
    assert (figures.adjustment, figures.reason, figures.places) == (-1, "超编", 2)
    assert planned(database, town)[FOREST, CHIEF].adjustment == 0
    assert [(one.adjustment, one.decided_by) for one in history] == [(2, "王芳"), (-1, "王芳")]
    assert (entry.tag, entry.actor) == ("quota.adjust", "wang.fang")
    assert entry.details == {
        "cycle": cycle_id,
        "class": "deputy",
        "adjustment": -1,
        "before": 2,
        "reason": "超编",
        "decided_by": "王芳",
    }


def test_an_adjustment_is_taken_back_by_zero(database: Database, town: Town) -> None:
    with database.writing() as session:
        adjust(session, town, 0, "按职数执行", place_class=DEPUTY)
    figures = planned(database, town)[FOREST, DEPUTY]
    assert (figures.adjustment, figures.reason, figures.places) == (0, "", 3)


def test_places_are_counted_only_when_they_are_counted_again(database: Database) -> None:
    with database.writing() as session:
        cycle_id = campaign(session, "quota")
        units = {one.name: one.id for one in roster.units(session).values()}
        adjust(session, (cycle_id, units), 3)
        card = queries.cards(session, cycle_id)[units[FOREST], CHIEF]
    assert (card.figures.adjustment, len(card.open_places)) == (0, 2)


@pytest.mark.parametrize(
    ("adjustment", "reason", "fields"),
    [
        (MOST_ADJUSTED + 1, "编制增加", {"adjustment"}),
        (-MOST_ADJUSTED - 1, "", {"adjustment", "reason"}),
        (-3, "超编", {"adjustment"}),
        (0, "没有变化", {"adjustment"}),
        (1, "  ", {"reason"}),
        (1, "x" * (LONGEST_REASON + 1), {"reason"}),
    ],
)
def test_what_cannot_be_adjusted_is_said_by_field(
    database: Database, town: Town, adjustment: int, reason: str, fields: set[str]
) -> None:
    wrong = refused(database, lambda session: adjust(session, town, adjustment, reason))
    assert isinstance(wrong, Invalid)
    assert set(wrong.fields) == fields


def test_a_unit_whose_posts_are_not_known_can_be_adjusted_beforehand(database: Database, town: Town) -> None:
    _, units = town
    with database.writing() as session:
        adjust(session, town, -2, place_class=DEPUTY, unit_id=units[EAST])
    figures = planned(database, town)[EAST, DEPUTY]
    assert (figures.adjustment, figures.places) == (-2, 0)


def test_what_is_not_there_or_was_submitted_is_not_adjusted(database: Database, town: Town) -> None:
    cycle_id, _ = town
    assert isinstance(refused(database, lambda session: adjust(session, town, 1, unit_id=99)), NotFound)
    assert isinstance(refused(database, lambda session: adjust(session, town, 1, cycle_id=99)), NotFound)
    with database.writing() as session:
        session.execute(sa.text("UPDATE unit SET present = FALSE WHERE name = :name"), {"name": FOREST})
    assert isinstance(refused(database, lambda session: adjust(session, town, 1)), NotFound)
    with database.writing() as session:
        steps.take(session, ACTOR, cycle_id, Step.APPROVAL, Head(99, "0" * 64))
    assert isinstance(refused(database, lambda session: adjust(session, town, 1)), Refused)


def test_an_adjustment_without_a_reason_cannot_be_stored(database: Database, town: Town) -> None:
    cycle_id, units = town
    legal = {
        "cycle_id": cycle_id,
        "unit_id": units[FOREST],
        "place_class": CHIEF,
        "adjustment": 1,
        "reason": "编制增加",
        "decided_by": "王芳",
        "decided_at": clock.now(),
    }
    with database.writing() as session:
        keeps(session, AdjustmentRecord, legal, {"reason": ""}, "ck_quota_adjustment_reason")
        keeps(session, AdjustmentRecord, legal, {"unit_id": 99}, "fk_quota_adjustment_unit_id_unit")
