"""The fairness report: how far each group of people came, with small groups put together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from litestar import Request, Response, get
from litestar.params import FromPath

from reserve.audit import queries as journal
from reserve.edge.providers import TheDatabase, TheKeys, TheLanguage, TheVisitor
from reserve.edge.roles import Permission
from reserve.reports.fairness import SMALLEST, Division, Group, Stage, fairness
from reserve.text import Message, message
from reserve.web.desk import context, desk
from reserve.web.render import page

DIVISIONS: Final[Mapping[Division, Message]] = {
    Division.SEX: message("By sex"),
    Division.AGE: message("By age"),
    Division.ETHNICITY: message("By ethnic group"),
    Division.UNIT_KIND: message("By kind of unit"),
}
STAGES: Final[Mapping[Stage, Message]] = {
    Stage.PUT_FORWARD: message("Put forward"),
    Stage.MAY_STAND: message("May stand"),
    Stage.PASSED: message("Passed the exam"),
    Stage.LISTED: message("On the list"),
}
_VALUES: Final[Mapping[str, Message]] = {
    "male": message("male"),
    "female": message("female"),
    "han": message("Han"),
    "minority": message("ethnic minority"),
    "county_organ": message("county organ"),
    "township": message("township"),
    "0-30": message("30 or younger"),
    "46-": message("46 or older"),
    "": message("not known"),
}


@get("/cycles/{cycle_id:int}/fairness", permission=Permission.VIEW_LIST, sync_to_thread=True)
def show(
    request: Request[Any, Any, Any],
    database: TheDatabase,
    keys: TheKeys,
    visitor: TheVisitor,
    lang: TheLanguage,
    cycle_id: FromPath[int],
) -> Response[str]:
    """Show the rates of each group at each stage, to be printed as it stands."""
    with database.reading() as session:
        around = desk(session, visitor, "fairness", cycle_id)
        assert around.cycle is not None  # noqa: S101 - the desk of a cycle has it
        report = fairness(session, around.cycle, keys)
        head = journal.head(session)
    shown = context(
        around,
        message("Fairness report"),
        report=report,
        divisions=DIVISIONS,
        stages=STAGES,
        smallest=SMALLEST,
        called=called,
        rate=rate,
        head=head,
    )
    return page(request, lang, "fairness.html", shown)


def called(group: Group) -> list[Message | str]:
    """Return what the values of a group are called; a band of ages is its own name."""
    return [_VALUES.get(value, message("{band} years old", band=value)) for value in group.values]


def rate(group: Group, stage: Stage) -> str:
    """Return which part of those put forward came to a stage, in whole percent, half up."""
    return "" if not group.size else f"{(200 * group.reached[stage] + group.size) // (2 * group.size)} %"
