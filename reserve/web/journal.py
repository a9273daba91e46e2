"""The journal, newest first, with filters; and its verifying."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from litestar import Request, Response, get
from litestar.exceptions import ClientException
from sqlalchemy.orm import Session

from reserve.audit import queries
from reserve.audit.model import Entry, Head, Verdict
from reserve.audit.tags import Tag
from reserve.audit.verify import verify as verified
from reserve.db import Database
from reserve.edge.providers import TheDatabase, TheLanguage, TheVisitor
from reserve.edge.roles import Permission
from reserve.edge.visitor import Visitor
from reserve.roster import queries as roster
from reserve.text import Message, message, word
from reserve.web.acts import ACTS, act_word
from reserve.web.desk import context, desk_at_large
from reserve.web.details import name_word, value_word
from reserve.web.filters import address, choice, number
from reserve.web.render import OFFICE_TIME, page

Asked = Request[Any, Any, Any]
_ROWS: Final = 50
_LONGEST: Final = 100
_ANCHOR: Final = re.compile(r"([0-9]{1,15}):([0-9a-f]{64})")


class Line(NamedTuple):
    """One entry in words."""

    entry: Entry
    act: Message | str
    details: list[tuple[Message | str, object]]


@get("/journal", permission=Permission.VIEW_JOURNAL, sync_to_thread=True)
def show(request: Asked, database: TheDatabase, visitor: TheVisitor, lang: TheLanguage) -> Response[str]:
    """Show fifty entries that match every filter given, and the journal's head."""
    return _show(request, database, visitor, lang)


@get("/journal/verify", permission=Permission.VIEW_JOURNAL, sync_to_thread=True)
def verify(request: Asked, database: TheDatabase, visitor: TheVisitor, lang: TheLanguage) -> Response[str]:
    """Recompute every entry's hash and say what came out; ``anchor`` is a head noted on paper."""
    given = request.query_params.get("anchor", "").strip().lower()
    noted = _ANCHOR.fullmatch(given.replace(" ", ""))
    if given and noted is None:
        raise ClientException("anchor")
    with database.reading() as session:
        verdict = verified(session, None if noted is None else Head(int(noted[1]), noted[2]))
    return _show(request, database, visitor, lang, verdict, given)


def _show(
    request: Asked, database: Database, visitor: Visitor, lang: str, verdict: Verdict | None = None, anchor: str = ""
) -> Response[str]:
    query = dict(request.query_params)
    before = number(query, "before")
    after = number(query, "after") if before is None else None
    chosen = {
        "tag": choice(query, "tag", Tag) or "",
        **{name: query.get(name, "").strip()[:_LONGEST] for name in ("subject", "actor")},
        **{name: _day(query, name) for name in ("from", "to")},
    }
    with database.reading() as session:
        around = desk_at_large(session, visitor, "journal")
        units = {unit.id: unit.name for unit in roster.units(session).values()}
        found, more = _found(session, chosen, before, after)
        shown = context(
            around,
            message("Journal"),
            lines=[_line(entry, units) for entry in found],
            head=queries.head(session),
            acts=sorted(((tag.value, text) for tag, text in ACTS.items()), key=lambda pair: word(pair[1], lang)),
            chosen=chosen,
            verdict=verdict,
            anchor=anchor,
            **_turns(found, more=more, chosen=chosen, before=before, after=after),
        )
    return page(request, lang, "journal.html", shown)


def _found(
    session: Session, chosen: Mapping[str, str], before: int | None, after: int | None
) -> tuple[list[Entry], bool]:
    """Return the entries of a page, and whether there are more in the direction in which somebody turns."""
    found = queries.latest(
        session,
        tag=Tag(chosen["tag"]) if chosen["tag"] else None,
        about=chosen["subject"] or None,
        actor=chosen["actor"] or None,
        since=_midnight(chosen["from"]),
        until=_midnight(chosen["to"], later=1),
        before=before,
        after=after,
        limit=_ROWS + 1,
    )
    return (found[:_ROWS] if after is None else found[-_ROWS:]), len(found) > _ROWS


def _turns(
    found: list[Entry], *, more: bool, chosen: Mapping[str, str], before: int | None, after: int | None
) -> dict[str, str | None]:
    """Return where the entries before and after these are, and the newest."""
    older = more if after is None else bool(found)
    newer = more if after is not None else bool(found) and before is not None
    return {
        "older": address("/journal", chosen, before=found[-1].sequence) if older else None,
        "newer": address("/journal", chosen, after=found[0].sequence) if newer else None,
        "newest": address("/journal", chosen) if before is not None or after is not None else None,
    }


def _line(entry: Entry, units: Mapping[int, str]) -> Line:
    details = [
        (name_word(name), value_word(name, value, units)) for name, value in entry.details.items() if value is not None
    ]
    return Line(entry, act_word(entry.tag), details)


def _day(query: Mapping[str, str], name: str) -> str:
    """Return a day as a date field sends it; raises ``ClientException`` for anything else."""
    given = query.get(name, "").strip()
    try:
        return dt.date.fromisoformat(given).isoformat() if given else ""
    except ValueError:
        raise ClientException(name) from None


def _midnight(day: str, later: int = 0) -> dt.datetime | None:
    """Return the beginning of a day in the office, or of one some days later; None for no day and for the last one."""
    try:
        date = dt.date.fromisoformat(day) + dt.timedelta(days=later)
    except (ValueError, OverflowError):
        return None
    return dt.datetime.combine(date, dt.time(), OFFICE_TIME)
