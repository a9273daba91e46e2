"""The roster, the present members, and the units with their places."""

from __future__ import annotations

from litestar import Router, get
from litestar.params import FromQuery

from reserve.api import answers, schemas, shapes
from reserve.api.answers import MemberPage, MemberSheet, PersonPage, PersonSheet, UnitCard
from reserve.api.ids import CycleId, PersonNumber, RowId
from reserve.api.paging import PAGE, Limit, Offset, Search, UnitId
from reserve.api.shapes import shaped
from reserve.cycle import queries as cycle
from reserve.edge.providers import TheDatabase, TheKeys, TheLanguage, TheVisitor
from reserve.edge.roles import Permission
from reserve.edge.visitor import Visitor
from reserve.reports import member as one_member
from reserve.reports import members, places
from reserve.reports import person as one_person
from reserve.reports import roster as people

_TAGS = ["people and places"]


def _sees(visitor: Visitor, permission: Permission, unit_id: int) -> bool:
    allowed = visitor.units(permission)
    return allowed is None or unit_id in allowed


@get(
    "/cycles/{cycle_id:int}/persons",
    permission=Permission.VIEW_ROSTER,
    operation_id="listPersons",
    tags=_TAGS,
    sync_to_thread=True,
)
def list_persons(
    database: TheDatabase,
    keys: TheKeys,
    visitor: TheVisitor,
    cycle_id: CycleId,
    unit: UnitId = None,
    missing: FromQuery[people.Missing | None] = None,
    gone: FromQuery[bool] = False,  # noqa: FBT002 - a parameter of the address
    search: Search = "",
    sort: FromQuery[people.Sort] = people.Sort.UNIT,
    descending: FromQuery[bool] = False,  # noqa: FBT002 - a parameter of the address
    offset: Offset = 0,
    limit: Limit = PAGE,
) -> PersonPage:
    """List the roster with what is missing about each person; ``gone``: those who are in the newest one no more."""
    filters = people.Filters(
        unit=unit, missing=missing, gone=gone, search=search.strip(), sort=sort, descending=descending
    )
    allowed = visitor.units(Permission.VIEW_ROSTER)
    with database.reading() as session:
        cycle.cycle(session, cycle_id)
        page = people.page(session, keys, filters, units=allowed, offset=offset, limit=limit)
    return PersonPage(
        total=page.total,
        offset=offset,
        limit=limit,
        persons=tuple(shaped(answers.Person, row) for row in page.rows),
    )


@get(
    "/cycles/{cycle_id:int}/persons/{number:int}",
    permission=Permission.VIEW_ROSTER,
    operation_id="getPerson",
    tags=_TAGS,
    sync_to_thread=True,
)
def get_person(
    database: TheDatabase,
    keys: TheKeys,
    visitor: TheVisitor,
    lang: TheLanguage,
    cycle_id: CycleId,
    number: PersonNumber,
) -> PersonSheet:
    """Return every fact of one person with its cell; the ID number and sanctions stay masked."""
    with database.reading() as session:
        campaign = cycle.cycle(session, cycle_id)
        found = one_person.sheet(session, campaign, keys, number, units=visitor.units(Permission.VIEW_ROSTER))
    judged = _sees(visitor, Permission.VIEW_NOMINEES, found.unit_id)
    known = found.membership is not None and _sees(visitor, Permission.VIEW_MEMBERS, found.membership.unit_id)
    return shaped(
        PersonSheet,
        found,
        lang,
        facts=tuple(shaped(answers.Fact, fact, lang) for fact in found.facts),
        nominations=tuple(shapes.nominee(row, lang) for row in found.nominations) if judged else (),
        membership=shapes.member(found.membership) if found.membership is not None and known else None,
        earlier=tuple(shaped(answers.EarlierScreening, one) for one in found.earlier) if judged else (),
    )


@get(
    "/cycles/{cycle_id:int}/members",
    permission=Permission.VIEW_MEMBERS,
    operation_id="listMembers",
    tags=_TAGS,
    sync_to_thread=True,
)
def list_members(
    database: TheDatabase,
    keys: TheKeys,
    visitor: TheVisitor,
    cycle_id: CycleId,
    decision: FromQuery[members.Shown | None] = None,
    unit: UnitId = None,
    flagged: FromQuery[bool | None] = None,
    search: Search = "",
    sort: FromQuery[members.Sort] = members.Sort.UNIT,
    descending: FromQuery[bool] = False,  # noqa: FBT002 - a parameter of the address
    offset: Offset = 0,
    limit: Limit = PAGE,
) -> MemberPage:
    """List the present members with the decision in effect; ``mine``: those whose removal the caller may confirm."""
    filters = members.Filters(
        shown=decision, unit=unit, flagged=flagged, search=search.strip(), sort=sort, descending=descending
    )
    allowed = visitor.units(Permission.VIEW_MEMBERS)
    with database.reading() as session:
        campaign = cycle.cycle(session, cycle_id)
        page = members.page(
            session, campaign, keys, filters, account=_name(visitor), units=allowed, offset=offset, limit=limit
        )
    return MemberPage(
        total=page.total,
        offset=offset,
        limit=limit,
        counts={shown.value: count for shown, count in page.counts.items()},
        members=tuple(map(shapes.member, page.rows)),
    )


def _name(visitor: Visitor) -> str:
    return "" if visitor.person is None else visitor.person.name


@get(
    "/cycles/{cycle_id:int}/members/{member_id:int}",
    permission=Permission.VIEW_MEMBERS,
    operation_id="getMember",
    tags=_TAGS,
    sync_to_thread=True,
)
def get_member(
    database: TheDatabase, keys: TheKeys, visitor: TheVisitor, cycle_id: CycleId, member_id: RowId
) -> MemberSheet:
    """Return one member with everything that a decision rests on, and how the decision came to stand."""
    allowed = visitor.units(Permission.VIEW_MEMBERS)
    with database.reading() as session:
        campaign = cycle.cycle(session, cycle_id)
        found = one_member.one(session, campaign, keys, member_id, account=_name(visitor), units=allowed)
    judged = _sees(visitor, Permission.VIEW_NOMINEES, found.row.unit_id)
    grades = found.appraisal
    return MemberSheet(
        member=shapes.member(found.row),
        offered=tuple(shaped(answers.OfferedGround, one) for one in found.offered),
        decisions=tuple(shaped(answers.Decided, one) for one in found.decisions),
        removals=tuple(shaped(schemas.RemovalProposal, one) for one in found.removals),
        appraisal=None
        if grades is None
        else answers.Appraisal(excellent=grades[0], competent=grades[1], basic=grades[2], incompetent=grades[3]),
        place=found.place,
        nominations=tuple(shaped(answers.Nomination, one) for one in found.nominations) if judged else (),
    )


@get(
    "/cycles/{cycle_id:int}/units",
    permission=Permission.VIEW_PLACES,
    operation_id="listUnitPlaces",
    tags=_TAGS,
    sync_to_thread=True,
)
def list_units(database: TheDatabase, visitor: TheVisitor, cycle_id: CycleId) -> list[schemas.UnitPlaces]:
    """List the places of every unit that the caller may see, two rows a unit."""
    with database.reading() as session:
        campaign = cycle.cycle(session, cycle_id)
        found = places.places(session, campaign, visitor.units(Permission.VIEW_PLACES))
    return [shapes.unit_places(row) for row in found]


@get(
    "/cycles/{cycle_id:int}/units/{unit_id:int}",
    permission=Permission.VIEW_PLACES,
    operation_id="getUnit",
    tags=_TAGS,
    sync_to_thread=True,
)
def get_unit(database: TheDatabase, keys: TheKeys, visitor: TheVisitor, cycle_id: CycleId, unit_id: RowId) -> UnitCard:
    """Return the card of one unit: its places, who holds them, and how they were adjusted."""
    with database.reading() as session:
        campaign = cycle.cycle(session, cycle_id)
        card = places.card(session, campaign, keys, unit_id, visitor.units(Permission.VIEW_PLACES))
    seen = card.members if _sees(visitor, Permission.VIEW_MEMBERS, unit_id) else ()
    return shaped(
        UnitCard,
        card.unit,
        places=tuple(map(shapes.unit_places, card.rows)),
        members=tuple(answers.UnitMember(member=shapes.member(row), place=place) for row, place in seen),
        adjustments=tuple(shaped(answers.PlacesAdjustment, one) for one in card.adjustments),
    )


router = Router("/", route_handlers=[list_persons, get_person, list_members, get_member, list_units, get_unit])
