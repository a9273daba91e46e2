"""Publicity and admission: the notice, objections to it, who comes instead, and the entry into the pool."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.exceptions import ClientException
from litestar.params import FromPath
from litestar.status_codes import HTTP_200_OK, HTTP_422_UNPROCESSABLE_ENTITY
from sqlalchemy.orm import Session

from reserve import clock
from reserve.accounts.model import Principal
from reserve.db import Database
from reserve.edge.providers import TheDatabase, TheFields, TheKeys, TheLanguage, TheVisitor
from reserve.edge.roles import Permission
from reserve.edge.visitor import Visitor
from reserve.errors import NotFound
from reserve.listing import queries as listing
from reserve.publicity import actions
from reserve.publicity.model import Channel, Stage
from reserve.reports import publicity
from reserve.text import message
from reserve.web.desk import context, desk
from reserve.web.filters import Pager, address, choice, number
from reserve.web.forms import Failure, day_of, done, submit
from reserve.web.render import page

Asked = Request[Any, Any, Any]
_PAGE: Final = 50
_TRUTHS: Final = {"yes": True, "no": False}


@get("/cycles/{cycle_id:int}/publicity", permission=Permission.VIEW_LIST, sync_to_thread=True)
def show(
    request: Asked, database: TheDatabase, visitor: TheVisitor, lang: TheLanguage, cycle_id: FromPath[int]
) -> Response[str]:
    """Show how far everybody on the approved list has come, and what can be done next."""
    return _page(request, database, visitor, lang, cycle_id)


@get("/cycles/{cycle_id:int}/publicity/notices/{notice_id:int}", permission=Permission.VIEW_LIST, sync_to_thread=True)
def notice(
    request: Asked,
    database: TheDatabase,
    visitor: TheVisitor,
    lang: TheLanguage,
    cycle_id: FromPath[int],
    notice_id: FromPath[int],
) -> Response[str]:
    """Show a notice as it is put up: only what the plan lets be told of each person."""
    with database.reading() as session:
        around = desk(session, visitor, "publicity", cycle_id)
        assert around.cycle is not None  # noqa: S101 - the desk of a cycle has it
        whole = publicity.whole(session, around.cycle, clock.today(), visitor.units(Permission.VIEW_LIST))
        lies = listing.submission(session, cycle_id)
    found = next((one for one in whole.notices if one.id == notice_id), None)
    if found is None:
        raise NotFound(message("There is no such notice."))
    shown = context(
        around,
        message("Notice before the admission of reserve cadres"),
        notice=found,
        lines=[one for one in whole.lines if one.entrant.notice_id == notice_id],
        lies=lies,
        told=frozenset(found.shown),
    )
    return page(request, lang, "notice.html", shown)


@post("/cycles/{cycle_id:int}/publicity/notices", permission=Permission.PUBLISH_LIST, sync_to_thread=True)
def open_notice(
    request: Asked,
    database: TheDatabase,
    visitor: TheVisitor,
    lang: TheLanguage,
    fields: TheFields,
    cycle_id: FromPath[int],
) -> Response[Any]:
    """Put up the notice of everybody who is on none yet."""

    def act(session: Session, person: Principal) -> str:
        first = day_of(fields, "first_day")
        actions.open_notice(session, person.actor, cycle_id, first_day=first, signed_by=person.display_name)
        return done(_address(cycle_id), "notice_opened")

    return submit(database, visitor, fields, act, _again(request, database, visitor, lang, cycle_id))


@post("/cycles/{cycle_id:int}/publicity/objections", permission=Permission.PUBLISH_LIST, sync_to_thread=True)
def take_objection(
    request: Asked,
    database: TheDatabase,
    visitor: TheVisitor,
    lang: TheLanguage,
    fields: TheFields,
    cycle_id: FromPath[int],
) -> Response[Any]:
    """Take in an objection, about one person or about everybody."""

    def act(session: Session, person: Principal) -> str:
        actions.take_objection(
            session,
            person.actor,
            cycle_id,
            nominee_id=number(fields, "about"),
            received_on=day_of(fields, "received_on"),
            channel=choice(fields, "channel", Channel),
            summary=fields.get("summary", ""),
            signed_by=person.display_name,
        )
        return done(_address(cycle_id), "objection_taken")

    return submit(database, visitor, fields, act, _again(request, database, visitor, lang, cycle_id))


@post(
    "/cycles/{cycle_id:int}/publicity/objections/{objection_id:int}",
    permission=Permission.DECIDE_OBJECTIONS,
    sync_to_thread=True,
)
def decide_objection(
    request: Asked,
    database: TheDatabase,
    visitor: TheVisitor,
    lang: TheLanguage,
    fields: TheFields,
    cycle_id: FromPath[int],
    objection_id: FromPath[int],
) -> Response[Any]:
    """Decide on an objection; upheld, whom it is about leaves the list."""

    def act(session: Session, person: Principal) -> str:
        upheld = _TRUTHS.get(fields.get("upheld", ""))
        actions.decide_objection(
            session,
            person.actor,
            cycle_id,
            objection_id,
            upheld=upheld,
            investigation=fields.get("investigation", ""),
            grounds=fields.get("grounds", ""),
            withdrawn=_chosen(fields, "leave"),
            signed_by=person.display_name,
        )
        return done(_address(cycle_id), "objection_upheld" if upheld else "objection_not_upheld")

    again = _again(request, database, visitor, lang, cycle_id, objection_id)
    return submit(database, visitor, fields, act, again)


@post("/cycles/{cycle_id:int}/publicity/replacement", permission=Permission.APPROVE_LIST, sync_to_thread=True)
def replace(
    request: Asked,
    database: TheDatabase,
    keys: TheKeys,
    visitor: TheVisitor,
    lang: TheLanguage,
    fields: TheFields,
    cycle_id: FromPath[int],
) -> Response[Any]:
    """Record whom the committee put in the place of somebody withdrawn, with the second factor."""
    withdrawn = number(fields, "withdrawn") or 0

    def act(session: Session, person: Principal) -> str:
        actions.replace(
            session,
            person.actor,
            cycle_id,
            withdrawn,
            number(fields, "nominee") or 0,
            decision_number=fields.get("decision_number", ""),
            meeting=fields.get("meeting", ""),
            decided_on=day_of(fields, "decided_on"),
            signed_by=person.display_name,
        )
        return done(_address(cycle_id), "replaced")

    again = _again(request, database, visitor, lang, cycle_id, withdrawn)
    return submit(database, visitor, fields, act, again, confirmed_by=keys)


@post("/cycles/{cycle_id:int}/publicity/admission", permission=Permission.ADMIT_MEMBERS, sync_to_thread=True)
def admit(
    request: Asked,
    database: TheDatabase,
    keys: TheKeys,
    visitor: TheVisitor,
    lang: TheLanguage,
    fields: TheFields,
    cycle_id: FromPath[int],
) -> Response[Any]:
    """Admit people to the pool by a named decision, with the second factor."""

    def act(session: Session, person: Principal) -> str:
        actions.admit(
            session,
            person.actor,
            cycle_id,
            _chosen(fields, "admit"),
            decision_number=fields.get("decision_number", ""),
            decided_on=day_of(fields, "decided_on"),
            signed_by=person.display_name,
        )
        return done(_address(cycle_id), "admitted")

    again = _again(request, database, visitor, lang, cycle_id)
    return submit(database, visitor, fields, act, again, confirmed_by=keys)


def _chosen(fields: Any, prefix: str) -> frozenset[int]:  # noqa: ANN401 - the fields of a form
    """Return the nominees whose boxes ``prefix-12`` are ticked; raises ``ClientException`` for another name."""
    found = [name.removeprefix(f"{prefix}-") for name, on in fields.items() if name.startswith(f"{prefix}-") and on]
    if not all(one.isascii() and one.isdecimal() and len(one) < len(str(2**31)) for one in found):
        raise ClientException(prefix)
    return frozenset(map(int, found))


def _address(cycle_id: int) -> str:
    return f"/cycles/{cycle_id}/publicity"


def _again(
    request: Asked, database: Database, visitor: Visitor, lang: str, cycle_id: int, about: int = 0
) -> Callable[[Failure], Response[Any]]:
    return lambda failure: _page(request, database, visitor, lang, cycle_id, failure, about)


def _page(
    request: Asked,
    database: Database,
    visitor: Visitor,
    lang: str,
    cycle_id: int,
    failure: Failure | None = None,
    about: int = 0,
) -> Response[str]:
    query = dict(request.query_params)
    stage, at = choice(query, "stage", Stage), number(query, "page") or 1
    today = clock.today()
    with database.reading() as session:
        around = desk(session, visitor, "publicity", cycle_id)
        assert around.cycle is not None  # noqa: S101 - the desk of a cycle has it
        whole = publicity.whole(session, around.cycle, today, visitor.units(Permission.VIEW_LIST))
    wanted = whole.lines if stage is None else whole.at(stage)
    here, words = _address(cycle_id), {} if stage is None else {"stage": stage.value}
    shown = context(
        around,
        message("Publicity and admission"),
        whole=whole,
        counts={one: len(whole.at(one)) for one in Stage},
        stage=stage,
        lines=wanted[(at - 1) * _PAGE : at * _PAGE],
        pager=Pager(here, words, at, len(wanted), _PAGE),
        link=lambda **changes: address(here, {}, **changes),
        plan=around.cycle.policy.publicity,
        ready=whole.at(Stage.OVER),
        concerned=[one for one in whole.lines if one.entrant.stage not in {Stage.ADMITTED, Stage.WITHDRAWN}],
        channels=list(Channel),
        today=today,
        account="" if visitor.person is None else visitor.person.name,
        about=about,
        failure=failure,
    )
    status = HTTP_200_OK if failure is None else HTTP_422_UNPROCESSABLE_ENTITY
    return page(request, lang, "publicity.html", shown, status=status)
