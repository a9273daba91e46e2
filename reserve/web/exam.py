"""The exam: who sits it, how the marks stand, and correcting a mark that stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.status_codes import HTTP_200_OK, HTTP_422_UNPROCESSABLE_ENTITY
from sqlalchemy.orm import Session

from reserve.accounts.model import Principal
from reserve.cycle import queries as cycle
from reserve.edge.providers import TheDatabase, TheFields, TheLanguage, TheVisitor
from reserve.edge.roles import Permission
from reserve.errors import Invalid
from reserve.exam import actions, queries
from reserve.exam.rules import typed
from reserve.policy.examining import Exam
from reserve.policy.wording import share_word
from reserve.reports import exam
from reserve.reports.exam import PAGE, Filters, Sort, State
from reserve.roster import queries as roster
from reserve.roster.model import person_id
from reserve.text import message
from reserve.web.desk import Desk, context, desk
from reserve.web.filters import Pager, address, choice, number
from reserve.web.forms import Act, Failure, done, submit
from reserve.web.keying import chosen, looked_at
from reserve.web.render import page

Asked = Request[Any, Any, Any]

_LONGEST: Final = 40


@get("/cycles/{cycle_id:int}/exam", permission=Permission.VIEW_EXAM, sync_to_thread=True)
def table(
    request: Asked, database: TheDatabase, visitor: TheVisitor, lang: TheLanguage, cycle_id: FromPath[int]
) -> Response[str]:
    """Show who sits the exam and how each mark stands. Eight queries at most, whatever the number of rows."""
    query = dict(request.query_params)
    wanted = Filters(
        state=choice(query, "state", State),
        unit=number(query, "unit"),
        search=query.get("search", "").strip()[:_LONGEST],
        sort=choice(query, "sort", Sort) or Sort.UNIT,
        descending=query.get("descending", "") == "1",
    )
    at = number(query, "page") or 1
    allowed = visitor.units(Permission.VIEW_EXAM)
    with database.reading() as session:
        around = desk(session, visitor, "exam", cycle_id)
        plan = _plan(around)
        paper = chosen(plan, query)
        part = looked_at(plan, paper)
        found = exam.page(session, cycle_id, wanted, units=allowed, offset=(at - 1) * PAGE, limit=PAGE, part=part)
        units = roster.units(session).values()
    path = around.address("exam")
    words = {
        "state": wanted.state or "",
        "unit": str(wanted.unit or ""),
        "search": wanted.search,
        "sort": "" if wanted.sort is Sort.UNIT else wanted.sort,
        "descending": "1" if wanted.descending else "",
        "part": paper.id if query.get("part") else "",
    }
    shown = context(
        around,
        message("Exam and marks"),
        found=found,
        pager=Pager(path, words, at, found.total, PAGE),
        chosen=words,
        plan=plan,
        paper=paper,
        share_word=share_word,
        states=[state for state in State if found.states[state] or state is wanted.state],
        units=[unit for unit in units if allowed is None or unit.id in allowed],
        link=lambda **changes: address(path, words, **changes),
    )
    return page(request, lang, "exam.html", shown)


@get("/cycles/{cycle_id:int}/exam/{person:int}", permission=Permission.VIEW_EXAM, sync_to_thread=True)
def sheet(
    request: Asked,
    database: TheDatabase,
    visitor: TheVisitor,
    lang: TheLanguage,
    cycle_id: FromPath[int],
    person: FromPath[int],
) -> Response[str]:
    """Show one person's mark with its whole history."""
    return _sheet(request, database, visitor, lang, cycle_id, person)


@post(
    "/cycles/{cycle_id:int}/exam/{person:int}/propose", permission=Permission.PROPOSE_CORRECTIONS, sync_to_thread=True
)
def propose(
    request: Asked,
    database: TheDatabase,
    visitor: TheVisitor,
    lang: TheLanguage,
    fields: TheFields,
    cycle_id: FromPath[int],
    person: FromPath[int],
) -> Response[Any]:
    """Propose another mark."""

    def act(session: Session, principal: Principal) -> str:
        exam.sheet(session, cycle_id, person, visitor.units(Permission.PROPOSE_CORRECTIONS))
        part = chosen(cycle.cycle(session, cycle_id).policy.exam, fields)
        paper = typed(fields.get("mark", "")[:_LONGEST], part.full)
        if paper is None:
            raise Invalid({"mark": message("Give the mark that is right, or the word absent or void.")})
        actions.propose_correction(
            session,
            principal.actor,
            cycle_id,
            person,
            paper.status,
            paper.hundredths,
            reason=fields.get("reason", ""),
            signed_by=principal.display_name,
            part=part.id,
        )
        return done(_address(cycle_id, person, fields), "correction_proposed")

    return _answer(request, database, visitor, lang, fields, cycle_id, person, act)


@post(
    "/cycles/{cycle_id:int}/exam/{person:int}/confirm", permission=Permission.CONFIRM_CORRECTIONS, sync_to_thread=True
)
def confirm(
    request: Asked,
    database: TheDatabase,
    visitor: TheVisitor,
    lang: TheLanguage,
    fields: TheFields,
    cycle_id: FromPath[int],
    person: FromPath[int],
) -> Response[Any]:
    """Put a correction into effect, as the second person."""

    def act(session: Session, principal: Principal) -> str:
        exam.sheet(session, cycle_id, person, visitor.units(Permission.CONFIRM_CORRECTIONS))
        signed = principal.display_name
        actions.confirm_correction(session, principal.actor, cycle_id, _correction(fields), signed_by=signed)
        return done(_address(cycle_id, person, fields), "correction_confirmed")

    return _answer(request, database, visitor, lang, fields, cycle_id, person, act)


@post("/cycles/{cycle_id:int}/exam/{person:int}/refuse", permission=Permission.CONFIRM_CORRECTIONS, sync_to_thread=True)
def refuse(
    request: Asked,
    database: TheDatabase,
    visitor: TheVisitor,
    lang: TheLanguage,
    fields: TheFields,
    cycle_id: FromPath[int],
    person: FromPath[int],
) -> Response[Any]:
    """Refuse a correction, with a reason."""

    def act(session: Session, principal: Principal) -> str:
        exam.sheet(session, cycle_id, person, visitor.units(Permission.CONFIRM_CORRECTIONS))
        said, signed = fields.get("remark", ""), principal.display_name
        actions.refuse_correction(
            session, principal.actor, cycle_id, _correction(fields), remark=said, signed_by=signed
        )
        return done(_address(cycle_id, person, fields), "correction_refused")

    return _answer(request, database, visitor, lang, fields, cycle_id, person, act)


@post(
    "/cycles/{cycle_id:int}/exam/{person:int}/withdraw", permission=Permission.PROPOSE_CORRECTIONS, sync_to_thread=True
)
def withdraw(
    request: Asked,
    database: TheDatabase,
    visitor: TheVisitor,
    lang: TheLanguage,
    fields: TheFields,
    cycle_id: FromPath[int],
    person: FromPath[int],
) -> Response[Any]:
    """Take back one's own proposal."""

    def act(session: Session, principal: Principal) -> str:
        exam.sheet(session, cycle_id, person, visitor.units(Permission.PROPOSE_CORRECTIONS))
        signed = principal.display_name
        actions.withdraw_correction(session, principal.actor, cycle_id, _correction(fields), signed_by=signed)
        return done(_address(cycle_id, person, fields), "withdrawn")

    return _answer(request, database, visitor, lang, fields, cycle_id, person, act)


def _address(cycle_id: int, person: int, fields: TheFields) -> str:
    part = fields.get("part", "")
    return f"/cycles/{cycle_id}/exam/{person}" + (f"?part={part}" if part.isidentifier() else "")


def _plan(around: Desk) -> Exam:
    assert around.cycle is not None  # noqa: S101 - the desk of a cycle has it
    return around.cycle.policy.exam


def _correction(fields: TheFields) -> int:
    """Return which correction a form is about; raises ``ClientException`` for what is no number."""
    return number(fields, "correction") or 0


def _answer(
    request: Asked,
    database: TheDatabase,
    visitor: TheVisitor,
    lang: TheLanguage,
    fields: TheFields,
    cycle_id: int,
    person: int,
    act: Act,
) -> Response[Any]:
    def again(failure: Failure) -> Response[str]:
        return _sheet(request, database, visitor, lang, cycle_id, person, failure, fields)

    return submit(database, visitor, fields, act, again)


def _sheet(
    request: Asked,
    database: TheDatabase,
    visitor: TheVisitor,
    lang: TheLanguage,
    cycle_id: int,
    person: int,
    failure: Failure | None = None,
    asked: Mapping[str, str] | None = None,
) -> Response[str]:
    with database.reading() as session:
        around = desk(session, visitor, "exam", cycle_id)
        plan = _plan(around)
        paper = chosen(plan, dict(request.query_params) if asked is None else asked)
        found = exam.sheet(session, cycle_id, person, visitor.units(Permission.VIEW_EXAM), looked_at(plan, paper))
        composed = queries.explained(session, cycle_id, plan).get(person)
    shown = context(
        around,
        # The name stays out of the title: titles are kept in histories and shown in task bars.
        message("Mark of {number}", number=person_id(person)),
        sheet=found,
        plan=plan,
        paper=paper,
        composed=composed,
        share_word=share_word,
        waiting=next((one for one in found.corrections if one.outcome is None and one.part == paper.id), None),
        account="" if visitor.person is None else visitor.person.name,
        failure=failure,
    )
    return page(request, lang, "mark.html", shown, status=HTTP_422_UNPROCESSABLE_ENTITY if failure else HTTP_200_OK)
