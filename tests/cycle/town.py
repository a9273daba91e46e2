"""A county of two units and nine people, and its campaign up to any stage."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from sqlalchemy.orm import Session

from reserve.audit.model import Actor, ActorKind
from reserve.cycle import actions as cycle
from reserve.eligibility import actions as eligibility
from reserve.eligibility.model import ExceptionRow
from reserve.exam import actions as exam
from reserve.exam.model import MarkRow, MarkStatus
from reserve.inspection import actions as inspection
from reserve.inspection.model import InspectionRow
from reserve.intake import County
from reserve.listing import actions as listing
from reserve.listing.model import TieDecision, TieRow
from reserve.nominee import actions as nominee
from reserve.personal import Keys
from reserve.policy.load import load
from reserve.policy.model import Policy
from reserve.pool import actions as pool
from reserve.pool.model import MemberRow
from reserve.quota import actions as quota
from reserve.recommendation import actions as recommendation
from reserve.recommendation import queries as recommendation_queries
from reserve.recommendation.model import Meeting, Tally
from reserve.retention import actions as retention
from reserve.retention.model import Decision, DecisionRow
from reserve.roster import actions as roster
from reserve.roster.model import Discipline, PlaceClass, Status
from reserve.workbook.model import Origin
from tests.journeys.running import plan_file
from tests.roster.builders import date, person, unit, young

ACTOR: Final = Actor("组织部 甲", ActorKind.PERSON)
KEYS: Final = Keys.ephemeral()
SEED: Final = load(plan_file("seed-county"))
CHIEF, DEPUTY = PlaceClass.CHIEF, PlaceClass.DEPUTY
FOREST, EAST = "县林业局", "东河乡"
CANARY_ID, CANARY_SANCTION = "990101198011032313", "金丝雀处分"

# Who is who, by number.
ORDINARY, SECOND, YOUNG, KEPT, TOO_OLD, NO_BIRTH, EASTERN, REMOVED, SANCTIONED = range(1, 10)


def origin(file: str, row: int = 2) -> Origin:
    return Origin(file, "表", row, {"name": "A", "mark": "D", "decision": "E"})


def meeting(unit_name: str = FOREST, place_class: PlaceClass = DEPUTY, **changes: Any) -> Meeting:  # noqa: ANN401 - any field
    return replace(Meeting(origin("votes.xlsx"), unit_name, place_class, 40, 36, 36, 36, void=False), **changes)


def tally(number: int | None, votes: int, unit_name: str = FOREST, place_class: PlaceClass = DEPUTY) -> Tally:
    return Tally(origin("votes.xlsx"), unit_name, place_class, number, f"甲{number}", votes)


def member(number: int, unit_name: str = FOREST, place_class: PlaceClass = DEPUTY) -> MemberRow:
    return MemberRow(origin("members.xlsx"), number, unit_name, place_class, date("2022-06"), (8000, 1500, 500, 0))


def decision(number: int, made: Decision = Decision.KEEP, **changes: Any) -> DecisionRow:  # noqa: ANN401 - any field
    day = dt.date(2026, 6, 20)
    return replace(DecisionRow(origin("members.xlsx"), number, made, ("群众公认",), "县委", day), **changes)


def mark(number: int, hundredths: int | None = 8000, status: MarkStatus = MarkStatus.TAKEN) -> MarkRow:
    return MarkRow(origin("marks.xlsx"), number, status, hundredths)


def inspected(number: int, **changes: Any) -> InspectionRow:  # noqa: ANN401 - any field
    whole = InspectionRow(
        origin("inspections.xlsx"),
        number,
        "positive",
        veto=False,
        inspectors=("赵一", "钱二"),
        integrity="无问题",
        inspected_on=None,
    )
    return replace(whole, **changes)


def papers(number: int, **changes: Any) -> ExceptionRow:  # noqa: ANN401 - any field
    day = dt.date(2026, 6, 2)
    signed = (("周六", day), ("吴七", day))
    whole = ExceptionRow(origin("exceptions.xlsx"), number, DEPUTY, "孙五", day, "实绩突出", "考核文件", signed, ())
    return replace(whole, **changes)


def tie(number: int, made: TieDecision = TieDecision.LIST, **changes: Any) -> TieRow:  # noqa: ANN401 - any field
    day = dt.date(2026, 6, 25)
    return replace(TieRow(origin("decisions.xlsx"), number, DEPUTY, made, "基层经历长", "县委", day), **changes)


TOWN: Final = County(
    units=(unit(FOREST, 1, 3), unit(EAST, 2, 1)),
    people=(
        person(ORDINARY, id_number=CANARY_ID),
        person(SECOND),
        young(YOUNG),
        person(KEPT),
        person(TOO_OLD, birth=date("1970-01-01")),
        person(NO_BIRTH, birth=None),
        person(EASTERN, unit=EAST),
        person(REMOVED, unit=EAST),
        person(
            SANCTIONED,
            unit=EAST,
            status=Status.WORKER,
            discipline=Discipline("sanction", CANARY_SANCTION, date("2026-01"), date("2026-12")),
        ),
    ),
    members=(member(KEPT), member(REMOVED, EAST)),
    decisions=(decision(KEPT), decision(REMOVED, Decision.REMOVE)),
    meetings=(meeting(), meeting(place_class=CHIEF), meeting(EAST)),
    tallies=(
        *(tally(number, 30 - number) for number in (ORDINARY, SECOND, YOUNG, KEPT, TOO_OLD, NO_BIRTH)),
        tally(ORDINARY, 20, place_class=CHIEF),
        tally(None, 25),
        *(tally(number, 30, EAST) for number in (EASTERN, REMOVED, SANCTIONED)),
    ),
    marks=tuple(mark(number) for number in (ORDINARY, SECOND, YOUNG, EASTERN, REMOVED)),
    inspections=(inspected(ORDINARY), inspected(SECOND)),
    exceptions=(papers(YOUNG),),
)


Stage = Callable[[Session, int, County], object]


def _roster(session: Session, _: int, county: County) -> None:
    roster.import_units(session, ACTOR, county.units)
    roster.import_people(session, ACTOR, county.people, KEYS)


def _listing(session: Session, cycle_id: int, county: County) -> None:
    listing.settle_ties(session, ACTOR, cycle_id, county.ties)
    listing.draw_list(session, ACTOR, cycle_id)


# In the order of the campaign; each takes the session, the cycle and the county.
STAGES: Final[Mapping[str, Stage]] = {
    "roster": _roster,
    "pool": lambda session, _, county: pool.import_members(session, ACTOR, county.members),
    "appraisal": lambda session, cycle_id, county: retention.record_appraisals(session, cycle_id, county.members),
    "retention": lambda session, cycle_id, county: retention.decide(session, ACTOR, cycle_id, county.decisions),
    "quota": lambda session, cycle_id, _: quota.count(session, ACTOR, cycle_id, SEED.quota),
    "recommendation": lambda session, cycle_id, county: recommendation.import_votes(
        session, ACTOR, cycle_id, county.meetings, county.tallies
    ),
    "nominee": lambda session, cycle_id, _: nominee.put_forward(
        session, ACTOR, cycle_id, recommendation_queries.named(session, cycle_id)
    ),
    "eligibility": lambda session, cycle_id, _: eligibility.screen_all(session, ACTOR, cycle_id, KEYS),
    "exceptions": lambda session, cycle_id, county: eligibility.record_exceptions(
        session, ACTOR, cycle_id, county.exceptions
    ),
    "inspection": lambda session, cycle_id, county: inspection.record(
        session, ACTOR, cycle_id, county.inspections or ()
    ),
    "exam": lambda session, cycle_id, county: exam.record_marks(session, ACTOR, cycle_id, county.marks),
    "listing": _listing,
}


def campaign(session: Session, last: str, county: County = TOWN, policy: Policy = SEED) -> int:
    """Open a cycle and carry it out up to and with one stage ("cycle": no further than opening it)."""
    cycle_id = cycle.open_cycle(session, ACTOR, policy)
    for name, stage in STAGES.items() if last != "cycle" else ():
        stage(session, cycle_id, county)
        if name == last:
            break
    return cycle_id
