"""The roster, one person of it, and masked values shown to somebody who says why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.exceptions import PermissionDeniedException
from litestar.params import FromPath
from litestar.status_codes import HTTP_200_OK

from reserve.cycle import queries as cycle
from reserve.db import Database
from reserve.edge.providers import TheDatabase, TheKeys, TheLanguage, TheVisitor
from reserve.edge.roles import Permission
from reserve.edge.visitor import Visitor
from reserve.errors import Invalid
from reserve.personal import Keys
from reserve.reports import person as one_person
from reserve.reports import roster as people
from reserve.reports.person import Said, discipline_words
from reserve.reports.roster import PAGE, Missing, Sort
from reserve.reports.wording import column_words
from reserve.roster import actions
from reserve.roster import queries as roster
from reserve.roster.actions import MASKED
from reserve.roster.model import Discipline, person_id
from reserve.text import message
from reserve.web.desk import context, desk
from reserve.web.filters import Pager, Query, address, choice, number, truth
from reserve.web.forms import Failure
from reserve.web.pool import status
from reserve.web.render import page
from reserve.web.sent import SENT, TheSent

Asked = Request[Any, Any, Any]
ASK: Final = "show-"
"""How the field of a value that is to be revealed begins."""
_LONGEST: Final = 40


@get("/cycles/{cycle_id:int}/roster", permission=Permission.VIEW_ROSTER, sync_to_thread=True)
def show_roster(
    request: Asked,
    database: TheDatabase,
    keys: TheKeys,
    visitor: TheVisitor,
    lang: TheLanguage,
    cycle_id: FromPath[int],
) -> Response[str]:
    """Show one page of the roster with what is missing about each person."""
    query = dict(request.query_params)
    wanted, at = _wanted(query), number(query, "page") or 1
    allowed = visitor.units(Permission.VIEW_ROSTER)
    with database.reading() as session:
        around = desk(session, visitor, "roster", cycle_id)
        found = people.page(session, keys, wanted, units=allowed, offset=(at - 1) * PAGE, limit=PAGE)
        units = roster.units(session).values()
    path, words = around.address("roster"), _said(wanted)
    shown = context(
        around,
        message("Roster"),
        found=found,
        pager=Pager(path, words, at, found.total, PAGE),
        chosen=words,
        units=[unit for unit in units if allowed is None or unit.id in allowed],
        column=dict(zip(Missing, column_words(Missing), strict=True)),
        link=lambda **changes: address(path, words, **changes),
    )
    return page(request, lang, "roster.html", shown)


def _wanted(query: Query) -> people.Filters:
    return people.Filters(
        unit=number(query, "unit"),
        missing=choice(query, "missing", Missing),
        gone=truth(query, "gone") or False,
        search=query.get("search", "").strip()[:_LONGEST],
        sort=choice(query, "sort", Sort) or Sort.UNIT,
        descending=query.get("descending", "") == "1",
    )


def _said(wanted: people.Filters) -> dict[str, str]:
    return {
        "unit": "" if wanted.unit is None else str(wanted.unit),
        "missing": wanted.missing or "",
        "gone": "yes" if wanted.gone else "",
        "search": wanted.search,
        "sort": "" if wanted.sort is Sort.UNIT else wanted.sort,
        "descending": "1" if wanted.descending else "",
    }


@get("/cycles/{cycle_id:int}/roster/{person:int}", permission=Permission.VIEW_ROSTER, sync_to_thread=True)
def show_person(
    request: Asked,
    database: TheDatabase,
    keys: TheKeys,
    visitor: TheVisitor,
    lang: TheLanguage,
    cycle_id: FromPath[int],
    person: FromPath[int],
) -> Response[str]:
    """Show the facts of one person, masked values masked, and the person's part in the campaign."""
    return _person(request, database, keys, visitor, lang, cycle_id, person)


@post(
    "/cycles/{cycle_id:int}/roster/{person:int}/reveal",
    permission=Permission.REVEAL,
    dependencies=SENT,
    status_code=HTTP_200_OK,
    sync_to_thread=True,
)
def reveal(sent: TheSent, cycle_id: FromPath[int], person: FromPath[int]) -> Response[str]:
    """Show masked values once, in the answer itself: they stand in no address and are kept nowhere.

    Sent again they are shown again, and recorded again.
    """
    who = sent.visitor.person
    if who is None:
        raise PermissionDeniedException("session")
    wanted = [name for name in MASKED if sent.text(f"{ASK}{name}")]

    def show(shown: Mapping[str, Sequence[Said]], failure: Failure | None = None) -> Response[str]:
        return _person(
            sent.request, sent.database, sent.keys, sent.visitor, sent.lang, cycle_id, person, shown, failure
        )

    with sent.database.reading() as session:
        campaign = cycle.cycle(session, cycle_id)
        one_person.sheet(session, campaign, sent.keys, person, units=sent.visitor.units(Permission.REVEAL))
    try:
        with sent.database.writing() as session:
            values = actions.reveal(session, who.actor, sent.keys, person, wanted, reason=sent.text("reason"))
    except Invalid as error:
        return show({}, Failure((), error.fields, dict(sent.fields)))
    return show({name: _words(value) for name, value in values.items()})


def _words(value: str | Discipline | None) -> Sequence[Said]:
    if isinstance(value, Discipline):
        return discipline_words(value)
    return (value or message("not known"),)


def _person(
    request: Asked,
    database: Database,
    keys: Keys,
    visitor: Visitor,
    lang: str,
    cycle_id: int,
    person: int,
    revealed: Mapping[str, Sequence[Said]] | None = None,
    failure: Failure | None = None,
) -> Response[str]:
    with database.reading() as session:
        around = desk(session, visitor, "roster", cycle_id)
        assert around.cycle is not None  # noqa: S101 - the desk of a cycle has it
        found = one_person.sheet(session, around.cycle, keys, person, units=visitor.units(Permission.VIEW_ROSTER))
    # The name stays out of the title: titles are kept in histories and shown in task bars.
    title = message("Person {number}", number=person_id(person))
    shown = context(around, title, found=found, revealed=revealed or {}, ask=ASK, failure=failure)
    return page(request, lang, "person.html", shown, status=status(failure))
