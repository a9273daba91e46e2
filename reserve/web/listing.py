"""The list: on the page with who is out and why, and on paper for the committee."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from litestar import Request, Response, get
from litestar.params import FromPath

from reserve.audit import queries as journal
from reserve.cycle.model import Step
from reserve.cycle.queries import Taken
from reserve.edge.providers import TheDatabase, TheLanguage, TheVisitor
from reserve.edge.roles import Permission
from reserve.listing import queries as listing
from reserve.reports import slates
from reserve.reports.nominees import PAGE, Standing
from reserve.reports.progress import changed_since
from reserve.roster import queries as roster
from reserve.roster.model import PlaceClass
from reserve.text import message
from reserve.web.desk import Desk, context, desk
from reserve.web.filters import Pager, address, filters, number, said
from reserve.web.render import page
from reserve.web.stages import Stage, State

Asked = Request[Any, Any, Any]

EVERYBODY: Final = "all"
"""Asks for everybody, wherever he or she stands; without a word the page shows who is on the list."""


@get("/cycles/{cycle_id:int}/list", permission=Permission.VIEW_LIST, sync_to_thread=True)
def show(
    request: Asked, database: TheDatabase, visitor: TheVisitor, lang: TheLanguage, cycle_id: FromPath[int]
) -> Response[str]:
    """Show who is on the list, who is not, and why, by unit and class."""
    query = dict(request.query_params)
    query.setdefault("standing", Standing.LISTED)
    wanted, at = filters({**query, "standing": query["standing"].replace(EVERYBODY, "")}), number(query, "page") or 1
    allowed = visitor.units(Permission.VIEW_LIST)
    with database.reading() as session:
        around = desk(session, visitor, "list", cycle_id)
        assert around.cycle is not None  # noqa: S101 - the desk of a cycle has it
        found = slates.page(session, around.cycle, wanted, units=allowed, offset=(at - 1) * PAGE, limit=PAGE)
        units = roster.units(session).values()
        lies = listing.submission(session, cycle_id)
    path, words = around.address("list"), {**said(wanted), "standing": wanted.standing or EVERYBODY}
    shown = context(
        around,
        message("List of reserve cadres") if lies is not None and lies.approved else message("Proposed list"),
        found=found,
        pager=Pager(path, words, at, found.total, PAGE),
        chosen=words,
        standings=[*Standing, EVERYBODY],
        classes=list(PlaceClass),
        units=[unit for unit in units if allowed is None or unit.id in allowed],
        lies=lies,
        late=late(around),
        blocks=blocks(around),
        link=lambda **changes: address(path, {"unit": words["unit"], "class": words["class"]}, **changes),
    )
    return page(request, lang, "list.html", shown)


def late(around: Desk) -> Sequence[tuple[Step, Taken]]:
    """Return what changed since the list, or the screening it rests on, was made: steps with who took them when."""
    if around.course is None:
        return []
    steps = around.course.steps
    return [*changed_since(steps, Step.SCREENING), *changed_since(steps, Step.LIST)]


def blocks(around: Desk) -> Sequence[Stage]:
    """Return the stages before the list that something is missing in."""
    before = list(around.stages)[:-2]
    return [stage for stage in before if stage.blocks is not None and stage.state is not State.DONE]


@get("/cycles/{cycle_id:int}/list/paper", permission=Permission.VIEW_LIST, sync_to_thread=True)
def paper(
    request: Asked, database: TheDatabase, visitor: TheVisitor, lang: TheLanguage, cycle_id: FromPath[int]
) -> Response[str]:
    """Show the list as it is printed: everybody on it, the places left, and room for signatures."""
    with database.reading() as session:
        around = desk(session, visitor, "list", cycle_id)
        assert around.cycle is not None  # noqa: S101 - the desk of a cycle has it
        found = slates.whole(session, around.cycle, visitor.units(Permission.VIEW_LIST))
        lies = listing.submission(session, cycle_id)
        digest, head = listing.digest(session, cycle_id), journal.head(session)
    shown = context(
        around,
        message("List of reserve cadres") if lies is not None and lies.approved else message("Proposed list"),
        slates=found,
        listed=sum(slate.places.listed for slate in found),
        reserved=sum(slate.places.reserved for slate in found),
        left=sum(slate.places.left for slate in found),
        lies=lies,
        digest=digest,
        head=head,
        late=late(around),
    )
    return page(request, lang, "paper.html", shown)
