"""One exception: everything about it, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.status_codes import HTTP_200_OK, HTTP_422_UNPROCESSABLE_ENTITY
from sqlalchemy.orm import Session

from reserve.accounts.model import Principal
from reserve.audit import queries as journal
from reserve.campaign.sending_back import send_back_exception
from reserve.cycle import queries as cycle
from reserve.cycle.model import Step
from reserve.db import Database
from reserve.edge.providers import TheDatabase, TheFields, TheKeys, TheLanguage, TheVisitor
from reserve.edge.roles import Permission
from reserve.edge.visitor import Visitor
from reserve.eligibility import actions
from reserve.errors import NotFound
from reserve.personal import Keys
from reserve.reports import exceptions, nominees
from reserve.text import message
from reserve.web.desk import context, desk
from reserve.web.exceptions import me
from reserve.web.forms import Failure, done, submit
from reserve.web.render import page

Asked = Request[Any, Any, Any]
Doing = Callable[[Session, Principal], str]
"""Does it and returns the word that says so."""


@get("/cycles/{cycle_id:int}/exceptions/{nominee_id:int}", permission=Permission.VIEW_EXCEPTIONS, sync_to_thread=True)
def show(
    request: Asked,
    database: TheDatabase,
    visitor: TheVisitor,
    lang: TheLanguage,
    cycle_id: FromPath[int],
    nominee_id: FromPath[int],
) -> Response[str]:
    """Show one exception with its papers and their history, and the forms that the visitor can use."""
    return _page(request, database, visitor, lang, cycle_id, nominee_id)


@post(
    "/cycles/{cycle_id:int}/exceptions/{nominee_id:int}/proposal",
    permission=Permission.PROPOSE_EXCEPTIONS,
    sync_to_thread=True,
)
def propose(
    request: Asked,
    database: TheDatabase,
    visitor: TheVisitor,
    lang: TheLanguage,
    fields: TheFields,
    cycle_id: FromPath[int],
    nominee_id: FromPath[int],
) -> Response[Any]:
    """Propose the exception, with reason and evidence."""

    def act(session: Session, person: Principal) -> str:
        actions.propose_exception(
            session,
            person.actor,
            cycle_id,
            nominee_id,
            signed_by=person.display_name,
            reason=fields.get("reason", ""),
            evidence=fields.get("evidence", ""),
        )
        return "exception_proposed"

    where = (cycle_id, nominee_id, Permission.PROPOSE_EXCEPTIONS)
    return _answer(request, database, visitor, lang, fields, where, act)


@post(
    "/cycles/{cycle_id:int}/exceptions/{nominee_id:int}/withdrawal",
    permission=Permission.PROPOSE_EXCEPTIONS,
    sync_to_thread=True,
)
def withdraw(
    request: Asked,
    database: TheDatabase,
    visitor: TheVisitor,
    lang: TheLanguage,
    fields: TheFields,
    cycle_id: FromPath[int],
    nominee_id: FromPath[int],
) -> Response[Any]:
    """Take the own proposal back."""

    def act(session: Session, person: Principal) -> str:
        actions.withdraw_exception(session, person.actor, cycle_id, nominee_id, signed_by=person.display_name)
        return "exception_withdrawn"

    where = (cycle_id, nominee_id, Permission.PROPOSE_EXCEPTIONS)
    return _answer(request, database, visitor, lang, fields, where, act)


@post(
    "/cycles/{cycle_id:int}/exceptions/{nominee_id:int}/approval",
    permission=Permission.APPROVE_EXCEPTIONS,
    sync_to_thread=True,
)
def approve(
    request: Asked,
    database: TheDatabase,
    keys: TheKeys,
    visitor: TheVisitor,
    lang: TheLanguage,
    fields: TheFields,
    cycle_id: FromPath[int],
    nominee_id: FromPath[int],
) -> Response[Any]:
    """Approve the exception, with the second factor."""

    def act(session: Session, person: Principal) -> str:
        complete = actions.approve_exception(
            session,
            person.actor,
            cycle_id,
            nominee_id,
            signed_by=person.display_name,
            seen=fields.get("seen", ""),
        )
        return "exception_approved" if complete else "exception_signed"

    where = (cycle_id, nominee_id, Permission.APPROVE_EXCEPTIONS)
    return _answer(request, database, visitor, lang, fields, where, act, keys)


@post(
    "/cycles/{cycle_id:int}/exceptions/{nominee_id:int}/return",
    permission=Permission.APPROVE_EXCEPTIONS,
    sync_to_thread=True,
)
def send_back(
    request: Asked,
    database: TheDatabase,
    visitor: TheVisitor,
    lang: TheLanguage,
    fields: TheFields,
    cycle_id: FromPath[int],
    nominee_id: FromPath[int],
) -> Response[Any]:
    """Send the proposal back, with a reason."""

    def act(session: Session, person: Principal) -> str:
        reason = fields.get("send_back", "")
        send_back_exception(session, person.actor, cycle_id, nominee_id, signed_by=person.display_name, reason=reason)
        return "exception_sent_back"

    where = (cycle_id, nominee_id, Permission.APPROVE_EXCEPTIONS)
    return _answer(request, database, visitor, lang, fields, where, act)


def _answer(
    request: Asked,
    database: Database,
    visitor: Visitor,
    lang: str,
    fields: Mapping[str, str],
    where: tuple[int, int, Permission],
    doing: Doing,
    keys: Keys | None = None,
) -> Response[Any]:
    cycle_id, nominee_id, permission = where

    def act(session: Session, person: Principal) -> str:
        campaign = cycle.cycle(session, cycle_id)
        if nominees.one(session, campaign, nominee_id, visitor.units(permission)) is None:
            raise NotFound(message("There is no such nominee in this cycle."))
        return done(f"/cycles/{cycle_id}/exceptions/{nominee_id}", doing(session, person))

    def again(failure: Failure) -> Response[Any]:
        return _page(request, database, visitor, lang, cycle_id, nominee_id, failure)

    return submit(database, visitor, fields, act, again, confirmed_by=keys)


def _page(
    request: Asked,
    database: Database,
    visitor: Visitor,
    lang: str,
    cycle_id: int,
    nominee_id: int,
    failure: Failure | None = None,
) -> Response[str]:
    with database.reading() as session:
        around = desk(session, visitor, "exceptions", cycle_id)
        assert around.cycle is not None  # noqa: S101 - the desk of a cycle has it
        found = exceptions.case(session, around.cycle, nominee_id, visitor.units(Permission.VIEW_EXCEPTIONS))
        visiting, head = me(session, visitor), journal.head(session)
    submitted = around.course is not None and Step.APPROVAL in around.course.steps
    # The name stays out of the title: titles are kept in histories and shown in task bars.
    title = message("Exception {number}", number=found.sheet.row.person_id)
    needed = around.cycle.policy.approvals_of_exceptions()
    more = context(
        around, title, case=found, me=visiting, head=head, submitted=submitted, needed=needed, failure=failure
    )
    status = HTTP_200_OK if failure is None else HTTP_422_UNPROCESSABLE_ENTITY
    return page(request, lang, "exception.html", more, status=status)
