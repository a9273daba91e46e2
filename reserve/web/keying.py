"""Keying marks: the grid, what it asks for and sends, and a plain form of the same for a browser without script."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec
from litestar import Request, Response, get, post
from litestar.enums import MediaType
from litestar.exceptions import PermissionDeniedException
from litestar.params import FromPath, JSONBody
from litestar.status_codes import HTTP_200_OK, HTTP_422_UNPROCESSABLE_ENTITY
from sqlalchemy.orm import Session

from reserve.accounts.model import Principal
from reserve.cycle import queries as cycle
from reserve.db import Database
from reserve.edge.providers import TheDatabase, TheFields, TheLanguage, TheVisitor
from reserve.edge.roles import Permission
from reserve.edge.visitor import Visitor
from reserve.errors import Invalid, ReserveError
from reserve.exam import actions
from reserve.exam.keying import known
from reserve.exam.rules import shown, typed
from reserve.policy.examining import Exam, ExamPart
from reserve.reports import keying
from reserve.reports.keying import KeyRow, KeyState
from reserve.roster.model import person_id
from reserve.text import Message, message, word
from reserve.web.desk import context, desk
from reserve.web.filters import Pager, number
from reserve.web.forms import Failure, done, submit
from reserve.web.render import page
from reserve.web.words import WORDS

Asked = Request[Any, Any, Any]

MOST_AT_ONCE: Final = 200
"""Papers saved by one request; the grid sends no more."""
_PLAIN_PAGE: Final = 20
_LONGEST: Final = 40
_FIELD: Final = "mark-"
SHUT: Final = (KeyState.AGREED, KeyState.STANDS, KeyState.TAKEN, KeyState.BLOCKED)
"""Where nothing can be keyed (any more)."""


class Typed(msgspec.Struct, frozen=True):
    """What was typed for one paper; blank takes the own entry back."""

    person: int
    text: str


class Sent(msgspec.Struct, frozen=True):
    """What the grid sends."""

    rows: list[Typed]


class Cell(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One paper as the grid shows it; ``fault``: why what was typed was not taken."""

    person: int
    text: str
    state: KeyState
    note: str = ""
    fault: str = ""
    number: str = ""
    name: str = ""
    unit: str = ""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What the grid gets. ``who`` tells it whether it is still the same clerk, ``token`` is what it sends back."""

    who: int
    token: str
    rows: list[Cell]


@get("/cycles/{cycle_id:int}/exam/keying", permission=Permission.KEY_MARKS, sync_to_thread=True)
def grid(
    request: Asked, database: TheDatabase, visitor: TheVisitor, lang: TheLanguage, cycle_id: FromPath[int]
) -> Response[str]:
    """Show the grid, or with ``plain`` a page of the plain form."""
    return _grid(request, database, visitor, lang, cycle_id, dict(request.query_params))


@get("/cycles/{cycle_id:int}/exam/keying/rows", permission=Permission.KEY_MARKS, sync_to_thread=True)
def rows(
    request: Asked, database: TheDatabase, visitor: TheVisitor, lang: TheLanguage, cycle_id: FromPath[int]
) -> Response[bytes]:
    """Return every row of the grid; with ``brief`` only how they stand, and only those where something does."""
    person = _person(visitor)
    brief = request.query_params.get("brief") == "1"
    with database.reading() as session:
        exam = cycle.cycle(session, cycle_id).policy.exam
        paper = chosen(exam, dict(request.query_params))
        found = keying.rows(session, cycle_id, person.name, part=looked_at(exam, paper))
    if brief:
        found = [row for row in found if row.state is not KeyState.OPEN]
    return _json(visitor, [_cell(row, lang, whole=not brief) for row in found])


@post("/cycles/{cycle_id:int}/exam/keying/save", permission=Permission.KEY_MARKS, sync_to_thread=True)
def save(
    request: Asked,
    database: TheDatabase,
    visitor: TheVisitor,
    lang: TheLanguage,
    cycle_id: FromPath[int],
    data: JSONBody[Sent],
) -> Response[bytes]:
    """Keep what was typed, each paper by itself: one that is refused does not keep the others back."""
    person = _person(visitor)
    if len(data.rows) > MOST_AT_ONCE:
        raise Invalid({"rows": message("At most {most} papers are saved at once.", most=MOST_AT_ONCE)})
    faults: dict[int, str] = {}
    with database.writing() as session:
        exam = cycle.cycle(session, cycle_id).policy.exam
        paper = chosen(exam, dict(request.query_params))
        # In the order of persons: two clerks who save the same block must not wait for each other crosswise.
        for row in sorted(data.rows, key=lambda row: row.person):
            try:
                _key(session, person, cycle_id, paper, row.person, row.text)
            except ReserveError as error:  # raised before anything of this paper is written
                faults[row.person] = "; ".join(word(reason, lang) for reason in error.reasons)
        now = keying.rows(session, cycle_id, person.name, {row.person for row in data.rows}, looked_at(exam, paper))
    cells = [_cell(row, lang, fault=faults.get(row.person, "")) for row in now]
    known = {row.person for row in now}
    gone = [Cell(person=one, text="", state=KeyState.BLOCKED, fault=faults[one]) for one in faults.keys() - known]
    return _json(visitor, [*cells, *gone])


@post("/cycles/{cycle_id:int}/exam/keying", permission=Permission.KEY_MARKS, sync_to_thread=True)
def save_plain(
    request: Asked,
    database: TheDatabase,
    visitor: TheVisitor,
    lang: TheLanguage,
    fields: TheFields,
    cycle_id: FromPath[int],
) -> Response[Any]:
    """Keep what stands in the plain form: all of it, or nothing."""
    sent = {int(name[len(_FIELD) :]): text for name, text in fields.items() if _is_mark(name)}

    def act(session: Session, principal: Principal) -> str:
        exam = cycle.cycle(session, cycle_id).policy.exam
        paper = chosen(exam, fields)
        own = keying.rows(session, cycle_id, principal.name, sent.keys(), looked_at(exam, paper))
        before = {row.person: row for row in own}
        wrong: dict[str, Message] = {}
        for one, text in sorted(sent.items()):
            if one in before and text.strip() == _text(before[one], lang):
                continue
            try:
                _key(session, principal, cycle_id, paper, one, text)
            except ReserveError as error:
                wrong[f"{_FIELD}{one}"] = message("{person}: {reason}", person=person_id(one), reason=error.reasons)
        if wrong:
            raise Invalid(wrong)
        more = f"&part={paper.id}" if paper.id else ""
        return done(f"/cycles/{cycle_id}/exam/keying?plain=1&page={number(fields, 'page') or 1}{more}", "saved")

    def again(failure: Failure) -> Response[str]:
        return _grid(request, database, visitor, lang, cycle_id, {**fields, "plain": "1"}, failure)

    return submit(database, visitor, fields, act, again)


def _is_mark(name: str) -> bool:
    digits = name.removeprefix(_FIELD)
    return name.startswith(_FIELD) and digits.isascii() and digits.isdecimal() and len(digits) < len(str(2**31))


def chosen(exam: Exam, query: Mapping[str, str]) -> ExamPart:
    """Return the paper that a page is about: the one asked for, else the first. Raises ``NotFound`` for no paper."""
    name = query.get("part", "")
    return known(exam, name) if name else exam.papers[0]


def looked_at(exam: Exam, paper: ExamPart) -> str | None:
    """Return how the reports name a paper: of an exam of one paper, made of nothing else, it is the mark itself."""
    return paper.id if exam.composed else None


def _key(session: Session, person: Principal, cycle_id: int, paper: ExamPart, number: int, text: str) -> None:
    read = typed(text[:_LONGEST], paper.full)
    if read is None:
        actions.clear_mark(session, person.actor, cycle_id, number, part=paper.id)
    else:
        actions.key_mark(session, person.actor, cycle_id, number, read.status, read.hundredths, part=paper.id)


def _person(visitor: Visitor) -> Principal:
    if visitor.person is None:
        raise PermissionDeniedException("session")
    return visitor.person


def _json(visitor: Visitor, cells: list[Cell]) -> Response[bytes]:
    answer = Answer(who=_person(visitor).account_id, token=visitor.form_token, rows=cells)
    return Response(msgspec.json.encode(answer), media_type=MediaType.JSON, status_code=HTTP_200_OK)


def _text(row: KeyRow, lang: str) -> str:
    if row.status is None:
        return ""
    return word(WORDS["mark"][row.status], lang) if row.hundredths is None else shown(row.hundredths)


def _cell(row: KeyRow, lang: str, *, whole: bool = False, fault: str = "") -> Cell:
    note = "" if row.block is None else word(WORDS["block"][row.block], lang)
    cell = Cell(person=row.person, text=_text(row, lang), state=row.state, note=note, fault=fault)
    if not whole:
        return cell
    return msgspec.structs.replace(cell, number=person_id(row.person), name=row.name, unit=row.unit)


def _grid(
    request: Asked,
    database: Database,
    visitor: Visitor,
    lang: str,
    cycle_id: int,
    query: Mapping[str, str],
    failure: Failure | None = None,
) -> Response[str]:
    person = _person(visitor)
    plain = query.get("plain", "") == "1"
    with database.reading() as session:
        around = desk(session, visitor, "keying", cycle_id)
        assert around.cycle is not None  # noqa: S101 - the desk of a cycle has it
        exam = around.cycle.policy.exam
        paper = chosen(exam, query)
        found = keying.rows(session, cycle_id, person.name, part=looked_at(exam, paper)) if plain else []
    words = {"plain": "1", "part": paper.id}
    pager = Pager(around.address("exam/keying"), words, number(query, "page") or 1, len(found), _PLAIN_PAGE)
    shown = context(
        around,
        message("Key marks"),
        plan=paper,
        papers=exam.papers,
        account=person.account_id,
        plain=plain,
        rows=[_cell(row, lang, whole=True) for row in found[pager.first : pager.last]],
        progress=keying.progress(found),
        pager=pager,
        shut=SHUT,
        most=MOST_AT_ONCE,
        failure=failure,
    )
    status = HTTP_422_UNPROCESSABLE_ENTITY if failure else HTTP_200_OK
    return page(request, lang, "keying.html", shown, status=status)
