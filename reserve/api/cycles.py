"""Cycles and what came of them."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Router, get
from litestar.params import FromQuery, QueryParameter

from reserve.api import schemas, shapes
from reserve.api.ids import CycleId, RowId
from reserve.api.paging import Limit, Offset
from reserve.cycle import queries as cycle
from reserve.edge.providers import TheDatabase, TheLanguage, TheVisitor
from reserve.edge.roles import Permission
from reserve.reports import nominees, progress, verdicts
from reserve.reports.nominees import PAGE, Exam, Filters, Outcome, Sort, Standing
from reserve.roster.model import PlaceClass

_TAGS = ["cycles"]


@get("/cycles", permission=Permission.VIEW_CYCLES, operation_id="listCycles", tags=_TAGS, sync_to_thread=True)
def list_cycles(database: TheDatabase) -> list[schemas.Cycle]:
    """List every cycle, the newest first."""
    with database.reading() as session:
        return [
            schemas.Cycle(
                id=row.id,
                as_of=row.as_of,
                policy=row.policy_id,
                policy_digest=row.policy_digest,
                opened_at=row.opened_at,
            )
            for row in cycle.cycles(session)
        ]


@get(
    "/cycles/{cycle_id:int}/progress",
    permission=Permission.VIEW_WORK,
    operation_id="getProgress",
    tags=_TAGS,
    sync_to_thread=True,
)
def get_progress(database: TheDatabase, cycle_id: CycleId) -> schemas.Progress:
    """Count what a cycle holds and what in it still waits for somebody."""
    with database.reading() as session:
        cycle.cycle(session, cycle_id)
        return schemas.Progress(cycle=cycle_id, counts=msgspec.structs.asdict(progress.progress(session, cycle_id)))


@get(
    "/cycles/{cycle_id:int}/nominees",
    permission=Permission.VIEW_NOMINEES,
    operation_id="listNominees",
    tags=_TAGS,
    sync_to_thread=True,
)
def list_nominees(
    database: TheDatabase,
    visitor: TheVisitor,
    lang: TheLanguage,
    cycle_id: CycleId,
    outcome: FromQuery[Outcome | None] = None,
    unit: Annotated[int | None, QueryParameter(ge=1, le=2**31 - 1)] = None,
    place_class: Annotated[PlaceClass | None, QueryParameter(name="class")] = None,
    boundary: FromQuery[bool | None] = None,
    standing: FromQuery[Standing | None] = None,
    exam: FromQuery[Exam | None] = None,
    search: Annotated[str, QueryParameter(max_length=40)] = "",
    sort: FromQuery[Sort] = Sort.UNIT,
    descending: FromQuery[bool] = False,  # noqa: FBT002 - a parameter of the address
    offset: Offset = 0,
    limit: Limit = PAGE,
) -> schemas.NomineePage:
    """List nominees with the outcome of every criterion; every filter that is given must hold."""
    filters = Filters(
        outcome=outcome,
        unit=unit,
        place_class=place_class,
        boundary=boundary,
        standing=standing,
        exam=exam,
        search=search.strip(),
        sort=sort,
        descending=descending,
    )
    allowed = visitor.units(Permission.VIEW_NOMINEES)
    with database.reading() as session:
        campaign = cycle.cycle(session, cycle_id)
        page = nominees.page(session, campaign, filters, units=allowed, offset=offset, limit=limit)
    return schemas.NomineePage(
        total=page.total,
        offset=offset,
        limit=limit,
        outcomes=page.outcomes,
        nominees=tuple(shapes.nominee(row, lang) for row in page.rows),
    )


@get(
    "/cycles/{cycle_id:int}/nominees/{nominee_id:int}",
    permission=Permission.VIEW_NOMINEES,
    operation_id="getVerdictSheet",
    tags=_TAGS,
    sync_to_thread=True,
)
def get_verdict_sheet(
    database: TheDatabase, visitor: TheVisitor, lang: TheLanguage, cycle_id: CycleId, nominee_id: RowId
) -> schemas.VerdictSheet:
    """Return the verdict sheet of one nominee: every criterion with clause, value, source cell and outcome."""
    with database.reading() as session:
        campaign = cycle.cycle(session, cycle_id)
        found = verdicts.sheet(session, campaign, nominee_id, visitor.units(Permission.VIEW_NOMINEES))
    return shapes.sheet(found, lang)


router = Router(
    "/",
    route_handlers=[
        list_cycles,
        get_progress,
        list_nominees,
        get_verdict_sheet,
    ],
)
