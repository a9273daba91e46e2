"""Counting the places of a cycle, and adjusting them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve import clock
from reserve.audit.model import Actor
from reserve.audit.record import Event, record, record_many
from reserve.audit.tags import Tag
from reserve.cycle import queries as cycle
from reserve.cycle import steps
from reserve.cycle.model import Step
from reserve.errors import Invalid, NotFound
from reserve.policy.model import Quota
from reserve.quota import queries
from reserve.quota.model import Figures
from reserve.quota.rules import occupants, unfit
from reserve.quota.tables import AdjustmentRecord, PlaceRecord, QuotaRecord
from reserve.retention import queries as retention
from reserve.roster import queries as roster
from reserve.roster.model import PlaceClass
from reserve.text import message

Place = tuple[int, PlaceClass]
"""A unit id and a class."""


def count(session: Session, actor: Actor, cycle_id: int, quota: Quota) -> None:
    """Make one row for every place of every unit; members who stay are put on theirs first.

    May be done again; while nothing changed, the rows stay as they are. No list may be drawn. Side effects: ``quota``
    and ``place`` rows; one journal entry a unit whose sum changed. Raises ``IntegrityError`` when a list rests on
    places that would change.
    """
    planned = queries.planned(session, cycle_id, quota)
    before = queries.counted(session, cycle_id)
    standing = queries.standing(session, cycle_id)
    places = _places(planned, _staying(session, cycle_id))
    if (before, standing) != (planned, places):
        _replace(session, cycle_id, planned, places)
    changed = {key[0] for key in planned if before.get(key) != planned[key]}
    names = {unit.id: unit.name for unit in roster.units(session).values() if unit.id in changed}
    record_many(session, actor, [_event(cycle_id, unit_id, name, planned) for unit_id, name in names.items()])


def _places(
    planned: Mapping[Place, Figures], staying: Mapping[Place, Sequence[int]]
) -> Mapping[Place, list[int | None]]:
    counted = {key: occupants(figures.places, staying.get(key, [])) for key, figures in planned.items()}
    return {key: places for key, places in counted.items() if places}


def _replace(
    session: Session, cycle_id: int, planned: Mapping[Place, Figures], places: Mapping[Place, Sequence[int | None]]
) -> None:
    session.execute(sa.delete(PlaceRecord).where(PlaceRecord.cycle_id == cycle_id))
    session.execute(sa.delete(QuotaRecord).where(QuotaRecord.cycle_id == cycle_id))
    if planned:
        rows = [{"cycle_id": cycle_id, **asdict(figures)} for figures in planned.values()]
        session.execute(sa.insert(QuotaRecord), rows)
    rows = [
        {
            "cycle_id": cycle_id,
            "unit_id": unit_id,
            "place_class": place_class,
            "ordinal": ordinal,
            "member_id": member,
            "is_open": member is None,
        }
        for (unit_id, place_class), occupied in places.items()
        for ordinal, member in enumerate(occupied, start=1)
    ]
    if rows:
        session.execute(sa.insert(PlaceRecord), rows)


def _staying(session: Session, cycle_id: int) -> Mapping[Place, list[int]]:
    staying: dict[Place, list[int]] = {}
    for review in retention.reviewed(session, cycle_id).values():
        if review.decision.occupies_place:
            key = (review.member.unit_id, review.member.place_class)
            staying.setdefault(key, []).append(review.member.id)
    return staying


def _event(cycle_id: int, unit_id: int, name: str, planned: Mapping[Place, Figures]) -> Event:
    chief, deputy = planned[unit_id, PlaceClass.CHIEF], planned[unit_id, PlaceClass.DEPUTY]
    details = {
        "cycle": cycle_id,
        "chief_posts": chief.posts,
        "deputy_posts": deputy.posts,
        "chief_adjustment": chief.adjustment,
        "deputy_adjustment": deputy.adjustment,
        "reason": "；".join(dict.fromkeys(filter(None, (chief.reason, deputy.reason)))),
    }
    return Event(Tag.QUOTA_COUNT, name, details)


def vacate(session: Session, cycle_id: int, member_ids: Collection[int]) -> None:
    """Take members who are to leave the list off their places, which are open until the places are counted again.

    Side effects: ``place`` rows of the cycle changed.
    """
    theirs = sa.update(PlaceRecord).where(PlaceRecord.cycle_id == cycle_id, PlaceRecord.member_id.in_(member_ids))
    session.execute(theirs.values(member_id=None, is_open=True))


def adjust(
    session: Session,
    actor: Actor,
    cycle_id: int,
    unit_id: int,
    place_class: PlaceClass,
    adjustment: int,
    reason: str,
    *,
    signed_by: str,
) -> None:
    """Give a unit more or fewer places in one class, with a reason; 0 takes an earlier adjustment back (rule 10).

    It goes before the adjustment of the units workbook, and takes effect when the places are counted next. Side
    effects: one ``quota_adjustment`` row; one journal entry; the step of the adjustments. Raises ``NotFound`` for the
    cycle and the unit, ``Refused`` after submission, ``Invalid`` for ``adjustment`` and ``reason``.
    """
    policy = cycle.cycle(session, cycle_id).policy
    cycle.refuse_submitted(session, cycle_id)
    unit = roster.units(session).get(unit_id)
    if unit is None or not unit.present:
        raise NotFound(message("There is no such unit."))
    before = queries.planned(session, cycle_id, policy.quota)[unit_id, place_class]
    told = reason.strip()
    staying = len(_staying(session, cycle_id).get((unit_id, place_class), ()))
    if wrong := unfit(before, adjustment, told, at_most=policy.quota.adjusted_at_most, occupied=staying):
        raise Invalid(wrong)
    session.execute(
        sa.insert(AdjustmentRecord).values(
            cycle_id=cycle_id,
            unit_id=unit_id,
            place_class=place_class,
            adjustment=adjustment,
            reason=told,
            decided_by=signed_by,
            decided_at=clock.now(),
        )
    )
    details = {
        "cycle": cycle_id,
        "class": place_class.value,
        "adjustment": adjustment,
        "before": before.adjustment,
        "reason": told,
        "decided_by": signed_by,
    }
    steps.take(session, actor, cycle_id, Step.ADJUSTMENTS, record(session, actor, Tag.QUOTA_ADJUST, unit.name, details))
