"""The list: who is on it, who is not and why, how it stands before the committee, and its ties."""

from __future__ import annotations

from litestar import Router, get
from litestar.params import FromQuery

from reserve.api import answers_of_office as office
from reserve.api import shapes
from reserve.api.ids import CycleId
from reserve.api.paging import PAGE, Limit, Offset, Search, UnitId
from reserve.api.shapes import shaped
from reserve.cycle import queries as cycle
from reserve.edge.providers import TheDatabase, TheLanguage, TheVisitor
from reserve.edge.roles import Permission
from reserve.listing import queries as listing
from reserve.listing.model import TieRow
from reserve.reports import slates
from reserve.reports.nominees import Filters, Standing
from reserve.roster.model import person_id

_TAGS = ["listing"]


@get(
    "/cycles/{cycle_id:int}/list",
    permission=Permission.VIEW_LIST,
    operation_id="getList",
    tags=_TAGS,
    sync_to_thread=True,
)
def get_list(
    database: TheDatabase,
    visitor: TheVisitor,
    lang: TheLanguage,
    cycle_id: CycleId,
    standing: FromQuery[Standing | None] = None,
    unit: UnitId = None,
    search: Search = "",
    offset: Offset = 0,
    limit: Limit = PAGE,
) -> office.SlatePage:
    """Return who is on the list and who is not, each with the reason, by unit and class in the order of the list."""
    filters = Filters(standing=standing, unit=unit, search=search.strip())
    allowed = visitor.units(Permission.VIEW_LIST)
    with database.reading() as session:
        campaign = cycle.cycle(session, cycle_id)
        page = slates.page(session, campaign, filters, units=allowed, offset=offset, limit=limit)
    return office.SlatePage(
        total=page.total,
        offset=offset,
        limit=limit,
        slates=tuple(
            shaped(
                office.Slate,
                slate,
                open=slate.places.open,
                listed=slate.places.listed,
                reserved=slate.places.reserved,
                left=slate.places.left,
                rows=tuple(
                    office.SlateRow(order=slate.numbers[row.id], nominee=shapes.nominee(row, lang))
                    for row in slate.rows
                ),
            )
            for slate in page.slates
        ),
    )


@get(
    "/cycles/{cycle_id:int}/list/standing",
    permission=Permission.VIEW_LIST,
    operation_id="getListStanding",
    tags=_TAGS,
    sync_to_thread=True,
)
def get_list_standing(database: TheDatabase, cycle_id: CycleId) -> office.ListStanding:
    """Return the list in figures, its digest, what it is out of date with, and how it lies before the committee."""
    with database.reading() as session:
        cycle.cycle(session, cycle_id)
        sums = listing.sums(session, cycle_id)
        digest, outdated = listing.digest(session, cycle_id), listing.outdated(session, cycle_id)
        lies = listing.submission(session, cycle_id)
    return shaped(
        office.ListStanding,
        sums,
        digest=digest,
        outdated=tuple(sorted(step.value for step in outdated)),
        submission=None if lies is None else shaped(office.Lodged, lies),
    )


@get(
    "/cycles/{cycle_id:int}/ties",
    permission=Permission.VIEW_LIST,
    operation_id="listTies",
    tags=_TAGS,
    sync_to_thread=True,
)
def list_ties(database: TheDatabase, visitor: TheVisitor, lang: TheLanguage, cycle_id: CycleId) -> office.Ties:
    """List every tie at a last place, the open ones first, with every decision about one."""
    with database.reading() as session:
        campaign = cycle.cycle(session, cycle_id)
        found = slates.ties(session, campaign, visitor.units(Permission.VIEW_LIST))
    return office.Ties(
        ties=tuple(
            shaped(
                office.TiedLevel,
                level,
                open=level.is_open,
                chosen=tuple(sorted(level.chosen)),
                nominees=tuple(shapes.nominee(row, lang) for row in level.rows),
                decisions=tuple(map(_decided, level.made)),
            )
            for level in found.levels
        ),
        others=tuple(map(_decided, found.others)),
    )


def _decided(row: TieRow) -> office.TieDecided:
    return shaped(office.TieDecided, row, person_id=person_id(row.person))


router = Router("/", route_handlers=[get_list, get_list_standing, list_ties])
