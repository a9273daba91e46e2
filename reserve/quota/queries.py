"""Reading the places of a cycle."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve.quota.model import Card, Figures
from reserve.quota.tables import PlaceRecord, QuotaRecord
from reserve.retention import queries as retention
from reserve.retention.model import Decision
from reserve.roster.model import PlaceClass


def cards(session: Session, cycle_id: int) -> Mapping[tuple[int, PlaceClass], Card]:
    """Return how the places of every unit (by id) and class stand. Three queries, whatever the number of units."""
    quota, place = QuotaRecord.__table__, PlaceRecord.__table__
    open_places: dict[tuple[int, PlaceClass], list[int]] = {}
    wanted = sa.select(place).where(place.c.cycle_id == cycle_id, place.c.is_open).order_by(place.c.ordinal)
    for row in session.execute(wanted):
        open_places.setdefault((row.unit_id, row.place_class), []).append(row.id)
    decided = Counter(
        (review.member.unit_id, review.member.place_class, review.decision)
        for review in retention.reviewed(session, cycle_id).values()
    )
    return {
        (row.unit_id, row.place_class): Card(
            Figures(row.unit_id, row.place_class, row.posts, row.per_post, row.adjustment, row.reason),
            decided[row.unit_id, row.place_class, Decision.KEEP],
            decided[row.unit_id, row.place_class, Decision.DEFER],
            decided[row.unit_id, row.place_class, Decision.NONE],
            tuple(open_places.get((row.unit_id, row.place_class), ())),
        )
        for row in session.execute(sa.select(quota).where(quota.c.cycle_id == cycle_id))
    }
