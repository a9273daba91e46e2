"""Counting the places of a cycle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve.audit.model import Actor
from reserve.audit.record import Event, record_many
from reserve.audit.tags import Tag
from reserve.policy.model import Quota
from reserve.quota.model import Figures
from reserve.quota.rules import occupants
from reserve.quota.tables import PlaceRecord, QuotaRecord
from reserve.retention import queries as retention
from reserve.roster import queries as roster
from reserve.roster.model import PlaceClass, Unit


def count(session: Session, actor: Actor, cycle_id: int, quota: Quota, adjusted: Sequence[Unit]) -> None:
    """Make one row for every place of every unit; members who stay are put on theirs first.

    ``adjusted`` are the units as imported, with their adjustments. Side effects: ``quota`` and ``place`` rows; one
    journal entry a unit. Raises ``IntegrityError`` when the cycle's places were counted already, or for an
    adjustment without a reason.
    """
    ids = {unit.name: unit.id for unit in roster.units(session).values()}
    figures = [_figures(ids[unit.name], unit, place_class, quota) for unit in adjusted for place_class in PlaceClass]
    session.execute(sa.insert(QuotaRecord), [{"cycle_id": cycle_id, **asdict(figure)} for figure in figures])
    staying = _staying(session, cycle_id)
    rows = [
        {
            "cycle_id": cycle_id,
            "unit_id": figure.unit_id,
            "place_class": figure.place_class,
            "ordinal": ordinal,
            "member_id": member,
            "is_open": member is None,
        }
        for figure in figures
        for ordinal, member in enumerate(
            occupants(figure.places, staying.get((figure.unit_id, figure.place_class), [])), start=1
        )
    ]
    if rows:
        session.execute(sa.insert(PlaceRecord), rows)
    record_many(session, actor, [_event(cycle_id, unit) for unit in adjusted])


def _figures(unit_id: int, unit: Unit, place_class: PlaceClass, quota: Quota) -> Figures:
    chief = place_class is PlaceClass.CHIEF
    adjustment = unit.chief_adjustment if chief else unit.deputy_adjustment
    return Figures(
        unit_id,
        place_class,
        unit.chief_posts if chief else unit.deputy_posts,
        quota.per_post[place_class],
        adjustment,
        unit.adjustment_reason if adjustment else "",
    )


def _staying(session: Session, cycle_id: int) -> Mapping[tuple[int, PlaceClass], list[int]]:
    staying: dict[tuple[int, PlaceClass], list[int]] = {}
    for review in retention.reviewed(session, cycle_id).values():
        if review.decision.occupies_place:
            key = (review.member.unit_id, review.member.place_class)
            staying.setdefault(key, []).append(review.member.id)
    return staying


def _event(cycle_id: int, unit: Unit) -> Event:
    details = {
        "cycle": cycle_id,
        "chief_posts": unit.chief_posts,
        "deputy_posts": unit.deputy_posts,
        "chief_adjustment": unit.chief_adjustment,
        "deputy_adjustment": unit.deputy_adjustment,
        "reason": unit.adjustment_reason,
    }
    return Event(Tag.QUOTA_COUNT, unit.name, details)
