"""The list before the county committee: submitting it, recording the decision, sending it back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.status_codes import HTTP_200_OK, HTTP_422_UNPROCESSABLE_ENTITY
from sqlalchemy.orm import Session

from reserve.accounts.model import Principal
from reserve.audit import queries as journal
from reserve.db import Database
from reserve.edge.providers import TheDatabase, TheFields, TheKeys, TheLanguage, TheVisitor
from reserve.edge.roles import Permission
from reserve.edge.visitor import Visitor
from reserve.listing import actions
from reserve.listing import queries as listing
from reserve.listing.approving import unfit
from reserve.text import message
from reserve.web.desk import context, desk
from reserve.web.forms import Failure, day_of, done, submit
from reserve.web.listing import late
from reserve.web.render import page

Asked = Request[Any, Any, Any]


@get("/cycles/{cycle_id:int}/list/approval", permission=Permission.VIEW_LIST, sync_to_thread=True)
def show(
    request: Asked, database: TheDatabase, visitor: TheVisitor, lang: TheLanguage, cycle_id: FromPath[int]
) -> Response[str]:
    """Show how the list stands before the committee, and what the visitor can do."""
    return _page(request, database, visitor, lang, cycle_id)


@post("/cycles/{cycle_id:int}/list/submission", permission=Permission.DRAW_LIST, sync_to_thread=True)
def submit_list(
    request: Asked,
    database: TheDatabase,
    visitor: TheVisitor,
    lang: TheLanguage,
    fields: TheFields,
    cycle_id: FromPath[int],
) -> Response[Any]:
    """Submit the list for approval."""

    def act(session: Session, person: Principal) -> str:
        actions.submit_list(
            session,
            person.actor,
            cycle_id,
            signed_by=person.display_name,
            seen=fields.get("seen", ""),
            open_meant=fields.get("open_meant") == "yes",
        )
        return done(_address(cycle_id), "list_submitted")

    return submit(database, visitor, fields, act, _again(request, database, visitor, lang, cycle_id))


@post("/cycles/{cycle_id:int}/list/approval", permission=Permission.APPROVE_LIST, sync_to_thread=True)
def approve(
    request: Asked,
    database: TheDatabase,
    keys: TheKeys,
    visitor: TheVisitor,
    lang: TheLanguage,
    fields: TheFields,
    cycle_id: FromPath[int],
) -> Response[Any]:
    """Record that the committee approved the list, with the second factor."""

    def act(session: Session, person: Principal) -> str:
        actions.approve_list(
            session,
            person.actor,
            cycle_id,
            signed_by=person.display_name,
            decision_number=fields.get("decision_number", ""),
            meeting=fields.get("meeting", ""),
            decided_on=day_of(fields, "decided_on"),
            seen=fields.get("seen", ""),
        )
        return done(_address(cycle_id), "list_approved")

    again = _again(request, database, visitor, lang, cycle_id)
    return submit(database, visitor, fields, act, again, confirmed_by=keys)


@post("/cycles/{cycle_id:int}/list/return", permission=Permission.APPROVE_LIST, sync_to_thread=True)
def send_back(
    request: Asked,
    database: TheDatabase,
    visitor: TheVisitor,
    lang: TheLanguage,
    fields: TheFields,
    cycle_id: FromPath[int],
) -> Response[Any]:
    """Send the list back, with a reason."""

    def act(session: Session, person: Principal) -> str:
        reason = fields.get("return_reason", "")
        actions.send_back_list(session, person.actor, cycle_id, signed_by=person.display_name, reason=reason)
        return done(_address(cycle_id), "list_sent_back")

    return submit(database, visitor, fields, act, _again(request, database, visitor, lang, cycle_id))


def _address(cycle_id: int) -> str:
    return f"/cycles/{cycle_id}/list/approval"


def _again(
    request: Asked, database: Database, visitor: Visitor, lang: str, cycle_id: int
) -> Callable[[Failure], Response[Any]]:
    return lambda failure: _page(request, database, visitor, lang, cycle_id, failure)


def _page(
    request: Asked, database: Database, visitor: Visitor, lang: str, cycle_id: int, failure: Failure | None = None
) -> Response[str]:
    with database.reading() as session:
        around = desk(session, visitor, "list", cycle_id)
        lies = listing.submission(session, cycle_id)
        sums, digest = listing.sums(session, cycle_id), listing.digest(session, cycle_id)
        reasons = [] if lies is not None else unfit(session, cycle_id, open_meant=True)
        head = journal.head(session)
    shown = context(
        around,
        message("Approval of the list"),
        lies=lies,
        sums=sums,
        digest=digest,
        reasons=reasons,
        head=head,
        late=late(around),
        account="" if visitor.person is None else visitor.person.name,
        failure=failure,
    )
    status = HTTP_200_OK if failure is None else HTTP_422_UNPROCESSABLE_ENTITY
    return page(request, lang, "approval.html", shown, status=status)
