"""Imports that wait for somebody: to be confirmed, or to be put right."""

from __future__ import annotations

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve.campaign.model import ImportState
from reserve.campaign.tables import ImportRecord, WorkbookRecord


class Unsettled(msgspec.Struct, frozen=True):
    """Counts of a cycle's imports."""

    proposed: int
    refused: int


def unsettled(session: Session, cycle_id: int) -> Unsettled:
    """Return how many imports wait for being confirmed, and how many were refused and not sent again.

    A refused one is done with when one of its workbooks came again later. One query.
    """
    sent, again = ImportRecord.__table__, ImportRecord.__table__.alias("again")
    had, has = WorkbookRecord.__table__.alias("had"), WorkbookRecord.__table__.alias("has")
    repeated = (
        sa.exists()
        .select_from(again.join(has, has.c.import_id == again.c.id).join(had, had.c.file == has.c.file))
        .where(had.c.import_id == sent.c.id, again.c.cycle_id == sent.c.cycle_id, again.c.id > sent.c.id)
    )
    refused = sent.c.state.in_((ImportState.REFUSED, ImportState.FAILED)) & ~repeated
    row = session.execute(
        sa.select(sa.func.count().filter(sent.c.state == ImportState.PROPOSED), sa.func.count().filter(refused)).where(
            sent.c.cycle_id == cycle_id
        )
    ).one()
    return Unsettled(*row)
