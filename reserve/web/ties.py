"""The ties at the last places: who is level, and who of them is listed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from litestar import Request, Response, get, post
from litestar.exceptions import ClientException
from litestar.params import FromPath
from litestar.status_codes import HTTP_200_OK, HTTP_422_UNPROCESSABLE_ENTITY
from sqlalchemy.orm import Session

from reserve.accounts.model import Principal
from reserve.cycle.model import Step
from reserve.db import Database
from reserve.edge.providers import TheDatabase, TheFields, TheLanguage, TheVisitor
from reserve.edge.roles import Permission
from reserve.edge.visitor import Visitor
from reserve.listing import actions
from reserve.reports import slates
from reserve.text import message
from reserve.web.desk import context, desk
from reserve.web.forms import Failure, done, submit
from reserve.web.listing import late
from reserve.web.render import page

Asked = Request[Any, Any, Any]

CHOSEN = "list-"
"""Begins the name of the box of each of the tied; the nominee's id follows."""


@get("/cycles/{cycle_id:int}/ties", permission=Permission.VIEW_LIST, sync_to_thread=True)
def show(
    request: Asked, database: TheDatabase, visitor: TheVisitor, lang: TheLanguage, cycle_id: FromPath[int]
) -> Response[str]:
    """Show every tie at a last place with everything known about its people, and every decision on record."""
    return _page(request, database, visitor, lang, cycle_id)


@post("/cycles/{cycle_id:int}/ties", permission=Permission.SETTLE_TIES, sync_to_thread=True)
def settle(
    request: Asked,
    database: TheDatabase,
    visitor: TheVisitor,
    lang: TheLanguage,
    fields: TheFields,
    cycle_id: FromPath[int],
) -> Response[Any]:
    """Decide one tie."""
    tied = _ids(fields.get("tied", "").split("-"))
    listed = _ids(name.removeprefix(CHOSEN) for name in fields if name.startswith(CHOSEN))

    def act(session: Session, person: Principal) -> str:
        actions.settle_tie(
            session,
            person.actor,
            cycle_id,
            signed_by=person.display_name,
            tied=tied,
            listed=listed,
            reason=fields.get("reason", ""),
        )
        return done(f"/cycles/{cycle_id}/ties", "tie_settled")

    def again(failure: Failure) -> Response[Any]:
        return _page(request, database, visitor, lang, cycle_id, failure)

    return submit(database, visitor, fields, act, again)


def _ids(numbers: Iterable[str]) -> list[int]:
    """Return nominee ids as the page wrote them; raises ``ClientException`` for anything else."""
    found = [number for number in numbers if number]
    if not all(number.isascii() and number.isdecimal() for number in found):
        raise ClientException("tied")
    return [int(number[:10]) for number in found]


def _page(
    request: Asked,
    database: Database,
    visitor: Visitor,
    lang: str,
    cycle_id: int,
    failure: Failure | None = None,
) -> Response[str]:
    with database.reading() as session:
        around = desk(session, visitor, "list", cycle_id)
        assert around.cycle is not None  # noqa: S101 - the desk of a cycle has it
        found = slates.ties(session, around.cycle, visitor.units(Permission.VIEW_LIST))
    changed = {step for step, _ in late(around)}
    shown = context(
        around,
        message("Ties at the last place"),
        ties=found,
        submitted=around.course is not None and Step.APPROVAL in around.course.steps,
        late=changed - {Step.TIES},
        undrawn=Step.TIES in changed,
        failure=failure,
    )
    status = HTTP_200_OK if failure is None else HTTP_422_UNPROCESSABLE_ENTITY
    return page(request, lang, "ties.html", shown, status=status)
