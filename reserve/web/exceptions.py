"""The exceptions audit: the ledger of everybody who stands under the exception."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.status_codes import HTTP_200_OK, HTTP_422_UNPROCESSABLE_ENTITY
from sqlalchemy.orm import Session

from reserve.accounts import queries as accounts
from reserve.audit import queries as journal
from reserve.cycle import queries as cycle
from reserve.db import Database
from reserve.edge.providers import TheDatabase, TheFields, TheKeys, TheLanguage, TheVisitor
from reserve.edge.roles import Permission
from reserve.edge.visitor import Visitor
from reserve.reports import exceptions, ledger_sheet
from reserve.reports.exceptions import Case
from reserve.roster.model import person_id
from reserve.text import message, word
from reserve.web.desk import context, desk
from reserve.web.exporting import XLSX, File, exported
from reserve.web.filters import Query, address, choice, truth
from reserve.web.forms import Failure
from reserve.web.render import page

Asked = Request[Any, Any, Any]


class Shown(StrEnum):
    """Which of the exceptions are shown. WAITING: what the visitor can do next."""

    WAITING = "waiting"
    OPEN = "open"
    UNPROPOSED = "unproposed"
    PROPOSED = "proposed"
    APPROVED = "approved"
    LISTED = "listed"


class Me(NamedTuple):
    """What decides whether the visitor can act on an exception: account, rights, and whom to stay away from."""

    account: str
    proposes: bool
    approves: bool
    related: frozenset[str]

    def stays_out(self, case: Case) -> bool:
        """Tell whether it is about the visitor or a declared relative (回避)."""
        return case.sheet.row.person_id in self.related

    def can_propose(self, case: Case) -> bool:
        """Tell whether the visitor can propose it now."""
        return self.proposes and case.stands and case.proposed is None and not self.stays_out(case)

    def can_approve(self, case: Case) -> bool:
        """Tell whether the visitor's approval is one of those that are still wanted."""
        waits = self.approves and case.stands and case.state == "proposed"
        return waits and self.account not in case.signed and not self.stays_out(case)


def me(session: Session, visitor: Visitor) -> Me:
    """Return what decides over the visitor's acts. One query."""
    person = visitor.person
    declared = () if person is None else accounts.relations(session, person.account_id)
    return Me(
        account="" if person is None else person.name,
        proposes=visitor.may(Permission.PROPOSE_EXCEPTIONS),
        approves=visitor.may(Permission.APPROVE_EXCEPTIONS),
        related=frozenset(person_id(one.person_number) for one in declared),
    )


@get("/cycles/{cycle_id:int}/exceptions", permission=Permission.VIEW_EXCEPTIONS, sync_to_thread=True)
def audit(
    request: Asked, database: TheDatabase, visitor: TheVisitor, lang: TheLanguage, cycle_id: FromPath[int]
) -> Response[str]:
    """Show everybody who stands under the exception, with what was waived, by how much, and on whose word."""
    return _page(request, database, visitor, lang, cycle_id, _shown(dict(request.query_params)))


@post("/cycles/{cycle_id:int}/exceptions/export", permission=Permission.EXPORT, sync_to_thread=True)
def export(
    request: Asked,
    database: TheDatabase,
    keys: TheKeys,
    visitor: TheVisitor,
    lang: TheLanguage,
    fields: TheFields,
    cycle_id: FromPath[int],
) -> Response[Any]:
    """Hand out the exceptions that the page showed, as a workbook."""
    shown = _shown(fields)

    def make(session: Session) -> File:
        campaign = cycle.cycle(session, cycle_id)
        allowed = visitor.units(Permission.VIEW_EXCEPTIONS)
        cases = _matching(exceptions.audit(session, campaign, allowed).cases, shown, me(session, visitor))
        name = f"{word(message('exceptions'), lang)}-{cycle_id}.xlsx"
        return File(name, XLSX, ledger_sheet.workbook(campaign, cases, lang))

    def again(failure: Failure) -> Response[Any]:
        return _page(request, database, visitor, lang, cycle_id, shown, failure)

    details = {"page": "exceptions", "shown": "all" if shown is None else shown.value}
    return exported(database, keys, visitor, fields, make, again, subject=f"cycle {cycle_id}", details=details)


def _shown(query: Query) -> Shown | None:
    """Return which exceptions are wanted; ``approved`` is how other pages ask for them."""
    wanted = choice(query, "show", Shown)
    if wanted is None and (approved := truth(query, "approved")) is not None:
        return Shown.APPROVED if approved else Shown.OPEN
    return wanted


def _matching(cases: Sequence[Case], shown: Shown | None, visitor: Me) -> list[Case]:
    match shown:
        case None:
            return list(cases)
        case Shown.WAITING:
            return [one for one in cases if visitor.can_approve(one) or visitor.can_propose(one)]
        case Shown.OPEN:
            return [one for one in cases if not one.approved]
        case Shown.LISTED:
            return [one for one in cases if one.listed]
        case Shown.UNPROPOSED | Shown.PROPOSED | Shown.APPROVED:
            return [one for one in cases if one.state == shown.value]


def _page(
    request: Asked,
    database: Database,
    visitor: Visitor,
    lang: str,
    cycle_id: int,
    shown: Shown | None,
    failure: Failure | None = None,
) -> Response[str]:
    with database.reading() as session:
        around = desk(session, visitor, "exceptions", cycle_id)
        assert around.cycle is not None  # noqa: S101 - the desk of a cycle has it
        found = exceptions.audit(session, around.cycle, visitor.units(Permission.VIEW_EXCEPTIONS))
        visiting, head = me(session, visitor), journal.head(session)
    path = around.address("exceptions")
    tabs: Mapping[Shown | None, list[Case]] = {one: _matching(found.cases, one, visiting) for one in (None, *Shown)}
    more = context(
        around,
        message("Exceptions audit"),
        cases=tabs[shown],
        others=found.others if shown is None else (),
        me=visiting,
        head=head,
        shown=shown,
        tabs=[(one, address(path, {}, show=one or ""), len(rows)) for one, rows in tabs.items()],
        total=len(found.cases),
        failure=failure,
    )
    status = HTTP_200_OK if failure is None else HTTP_422_UNPROCESSABLE_ENTITY
    return page(request, lang, "exceptions.html", more, status=status)
