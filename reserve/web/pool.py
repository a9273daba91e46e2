"""The present members, one of them, and the places of every unit; what is done to them is in ``deciding``."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from litestar import Request, Response, get
from litestar.exceptions import ClientException
from litestar.params import FromPath
from litestar.status_codes import HTTP_200_OK, HTTP_422_UNPROCESSABLE_ENTITY

from reserve.cycle.model import Step
from reserve.db import Database
from reserve.edge.providers import TheDatabase, TheKeys, TheLanguage, TheVisitor
from reserve.edge.roles import Permission
from reserve.edge.visitor import Visitor
from reserve.personal import Keys
from reserve.reports import member as one_member
from reserve.reports import members, nominees, places
from reserve.reports.members import PAGE, Shown, Sort
from reserve.roster import queries as roster
from reserve.roster.model import PlaceClass, UnitKind
from reserve.text import message
from reserve.web.desk import Desk, context, desk
from reserve.web.filters import Pager, Query, address, choice, number, truth
from reserve.web.forms import Failure
from reserve.web.render import page

Asked = Request[Any, Any, Any]
TICK: Final = "member-"
"""How the field of a ticked member begins; its id follows."""
_LONGEST: Final = 40
_MOST: Final = 1000


def name_of(visitor: Visitor) -> str:
    """Return the account of whoever is signed in; blank for nobody."""
    return "" if visitor.person is None else visitor.person.name


def closed(around: Desk) -> bool:
    """Tell whether the list was submitted, so that nothing it rests on can be changed."""
    return around.course is not None and Step.APPROVAL in around.course.steps


def status(failure: Failure | None) -> int:
    """Return how a page is answered: as it is, or again because its form could not be acted on."""
    return HTTP_200_OK if failure is None else HTTP_422_UNPROCESSABLE_ENTITY


@get("/cycles/{cycle_id:int}/members", permission=Permission.VIEW_MEMBERS, sync_to_thread=True)
def show_members(
    request: Asked,
    database: TheDatabase,
    keys: TheKeys,
    visitor: TheVisitor,
    lang: TheLanguage,
    cycle_id: FromPath[int],
) -> Response[str]:
    """Show one page of the present members with the decision in effect."""
    query = dict(request.query_params)
    wanted, at = _wanted(query), number(query, "page") or 1
    allowed = visitor.units(Permission.VIEW_MEMBERS)
    with database.reading() as session:
        around = desk(session, visitor, "members", cycle_id)
        assert around.cycle is not None  # noqa: S101 - the desk of a cycle has it
        found = members.page(
            session,
            around.cycle,
            keys,
            wanted,
            account=name_of(visitor),
            units=allowed,
            offset=(at - 1) * PAGE,
            limit=PAGE,
        )
        units = roster.units(session).values()
    path, words = around.address("members"), _said(wanted)
    shown = context(
        around,
        message("Present members"),
        found=found,
        pager=Pager(path, words, at, found.total, PAGE),
        chosen=words,
        tabs=[tab for tab in Shown if tab is not Shown.MINE or around.may("confirm_removals")],
        units=[unit for unit in units if allowed is None or unit.id in allowed],
        classes=list(PlaceClass),
        ticked=query.get("tick", "") == "all",
        closed=closed(around),
        link=lambda **changes: address(path, words, **changes),
    )
    return page(request, lang, "members.html", shown)


def _wanted(query: Query) -> members.Filters:
    return members.Filters(
        shown=choice(query, "decision", Shown),
        unit=number(query, "unit"),
        place_class=choice(query, "class", PlaceClass),
        flagged=truth(query, "flagged"),
        search=query.get("search", "").strip()[:_LONGEST],
        sort=choice(query, "sort", Sort) or Sort.UNIT,
        descending=query.get("descending", "") == "1",
    )


def _said(wanted: members.Filters) -> dict[str, str]:
    return {
        "decision": wanted.shown or "",
        "unit": "" if wanted.unit is None else str(wanted.unit),
        "class": wanted.place_class or "",
        "flagged": {None: "", True: "yes", False: "no"}[wanted.flagged],
        "search": wanted.search,
        "sort": "" if wanted.sort is Sort.UNIT else wanted.sort,
        "descending": "1" if wanted.descending else "",
    }


def ticked(fields: Query) -> frozenset[int]:
    """Return the ids of the members whose box was ticked; raises ``ClientException`` for what is no id."""
    names = [name for name in fields if name.startswith(TICK)][:_MOST]
    return frozenset(number({TICK: name.removeprefix(TICK)}, TICK) or 0 for name in names)


@get("/cycles/{cycle_id:int}/members/keep", permission=Permission.DECIDE_MEMBERS, sync_to_thread=True)
def ask_to_keep(
    request: Asked,
    database: TheDatabase,
    keys: TheKeys,
    visitor: TheVisitor,
    lang: TheLanguage,
    cycle_id: FromPath[int],
) -> Response[str]:
    """Name those who were ticked and ask whether to keep or to defer them all."""
    return keeping(request, database, keys, visitor, lang, cycle_id, ticked(dict(request.query_params)))


def keeping(
    request: Asked,
    database: Database,
    keys: Keys,
    visitor: Visitor,
    lang: str,
    cycle_id: int,
    ids: Collection[int],
    failure: Failure | None = None,
) -> Response[str]:
    """Show the page that asks whether to keep several members."""
    with database.reading() as session:
        around = desk(session, visitor, "members", cycle_id)
        assert around.cycle is not None  # noqa: S101 - the desk of a cycle has it
        rows = members.chosen(session, around.cycle, keys, ids, visitor.units(Permission.VIEW_MEMBERS))
    shown = context(
        around,
        message("Decide on several members"),
        rows=rows,
        left_out=len(ids) - len(rows),
        tick=TICK,
        closed=closed(around),
        failure=failure,
    )
    return page(request, lang, "keeping.html", shown, status=status(failure))


@get("/cycles/{cycle_id:int}/members/{member_id:int}", permission=Permission.VIEW_MEMBERS, sync_to_thread=True)
def show_member(
    request: Asked,
    database: TheDatabase,
    keys: TheKeys,
    visitor: TheVisitor,
    lang: TheLanguage,
    cycle_id: FromPath[int],
    member_id: FromPath[int],
) -> Response[str]:
    """Show one member: what a decision rests on, and how it came to stand."""
    return member_page(request, database, keys, visitor, lang, cycle_id, member_id)


def member_page(
    request: Asked,
    database: Database,
    keys: Keys,
    visitor: Visitor,
    lang: str,
    cycle_id: int,
    member_id: int,
    failure: Failure | None = None,
) -> Response[str]:
    """Show the page of one member, with what was wrong with a form of it. Raises ``NotFound``."""
    with database.reading() as session:
        around = desk(session, visitor, "members", cycle_id)
        assert around.cycle is not None  # noqa: S101 - the desk of a cycle has it
        found = one_member.one(
            session,
            around.cycle,
            keys,
            member_id,
            account=name_of(visitor),
            units=visitor.units(Permission.VIEW_MEMBERS),
        )
    # The name stays out of the title: titles are kept in histories and shown in task bars.
    title = message("Member {number}", number=found.row.person_id)
    shown = context(
        around, title, found=found, row=found.row, account=name_of(visitor), closed=closed(around), failure=failure
    )
    return page(request, lang, "member.html", shown, status=status(failure))


@get("/cycles/{cycle_id:int}/places", permission=Permission.VIEW_PLACES, sync_to_thread=True)
def show_places(
    request: Asked, database: TheDatabase, visitor: TheVisitor, lang: TheLanguage, cycle_id: FromPath[int]
) -> Response[str]:
    """Show how the places of every unit stand, with the sums."""
    query = dict(request.query_params)
    posts, kind = query.get("posts", ""), choice(query, "kind", UnitKind)
    search = query.get("search", "").strip()[:_LONGEST]
    if posts not in {"", "unknown"}:
        raise ClientException("posts")
    with database.reading() as session:
        around = desk(session, visitor, "places", cycle_id)
        assert around.cycle is not None  # noqa: S101 - the desk of a cycle has it
        every = places.places(session, around.cycle, visitor.units(Permission.VIEW_PLACES))
    rows = [
        row
        for row in every
        if (not posts or row.posts is None) and (kind is None or row.kind is kind) and search in row.unit
    ]
    shown = context(
        around,
        message("Units and places"),
        rows=rows,
        chosen={"posts": posts, "kind": kind or "", "search": search},
        kinds=list(UnitKind),
        total=len(every),
        counted=any(row.counted for row in every),
        pending=sum(row.changed for row in every),
    )
    return page(request, lang, "places.html", shown)


@get("/cycles/{cycle_id:int}/places/{unit_id:int}", permission=Permission.VIEW_PLACES, sync_to_thread=True)
def show_unit(
    request: Asked,
    database: TheDatabase,
    keys: TheKeys,
    visitor: TheVisitor,
    lang: TheLanguage,
    cycle_id: FromPath[int],
    unit_id: FromPath[int],
) -> Response[str]:
    """Show the card of one unit: its places, who holds them, and how they were adjusted."""
    return unit_page(request, database, keys, visitor, lang, cycle_id, unit_id)


def unit_page(
    request: Asked,
    database: Database,
    keys: Keys,
    visitor: Visitor,
    lang: str,
    cycle_id: int,
    unit_id: int,
    failure: Failure | None = None,
) -> Response[str]:
    """Show the card of one unit, with what was wrong with its form. Raises ``NotFound``."""
    allowed = visitor.units(Permission.VIEW_PLACES)
    with database.reading() as session:
        around = desk(session, visitor, "places", cycle_id)
        assert around.cycle is not None  # noqa: S101 - the desk of a cycle has it
        card = places.card(session, around.cycle, keys, unit_id, allowed)
        put_forward: Collection[nominees.Row] = ()
        if visitor.may(Permission.VIEW_NOMINEES):
            of_unit = nominees.Filters(unit=unit_id, sort=nominees.Sort.VOTES, descending=True)
            seen = visitor.units(Permission.VIEW_NOMINEES)
            put_forward = nominees.page(session, around.cycle, of_unit, units=seen, limit=_MOST).rows
    shown = context(
        around,
        message("Unit card"),
        card=card,
        classes=list(PlaceClass),
        put_forward=put_forward,
        closed=closed(around),
        failure=failure,
    )
    return page(request, lang, "unit.html", shown, status=status(failure))
