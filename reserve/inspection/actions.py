"""Recording inspections."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve.audit.model import Actor
from reserve.audit.record import Event, record_many
from reserve.audit.tags import Tag
from reserve.inspection.model import InspectionRow
from reserve.inspection.rules import outcome
from reserve.inspection.tables import InspectionRecord
from reserve.roster.model import person_id


def record(session: Session, actor: Actor, cycle_id: int, rows: Sequence[InspectionRow]) -> None:
    """Store the inspections of a cycle with what each came to.

    Side effects: one ``inspection`` row and one journal entry each. Raises ``IntegrityError`` for a second
    inspection of the same person.
    """
    values = [
        {
            "cycle_id": cycle_id,
            "person_number": row.person,
            "outcome": outcome(row.conclusion, row.inspectors, row.integrity, veto=row.veto),
            "veto": row.veto,
            "inspectors": list(row.inspectors),
            "integrity": row.integrity,
            "inspected_on": row.inspected_on,
        }
        for row in rows
    ]
    if values:
        session.execute(sa.insert(InspectionRecord), values)
    record_many(
        session,
        actor,
        [
            Event(
                Tag.INSPECTION_RECORD,
                person_id(row.person),
                {"cycle": cycle_id, "outcome": value["outcome"], "inspectors": list(row.inspectors)},
            )
            for row, value in zip(rows, values, strict=True)
        ],
    )
