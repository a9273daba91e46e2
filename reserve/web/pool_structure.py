"""The pool in numbers: its structure now and at each campaign, and who passes the age limit when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from litestar import Request, Response, get
from litestar.params import FromPath

from reserve import clock
from reserve.audit import queries as journal
from reserve.edge.providers import TheDatabase, TheKeys, TheLanguage, TheVisitor
from reserve.edge.roles import Permission
from reserve.policy.wording import value_word
from reserve.reports import register
from reserve.reports.ageing import forecast
from reserve.reports.fairness import SMALLEST
from reserve.reports.pool_structure import Group, Trait, structure
from reserve.reports.register_sheet import TIERS
from reserve.reports.wording import CLASSES
from reserve.roster.model import EducationLevel
from reserve.text import Message, message
from reserve.web.desk import context, desk
from reserve.web.register import day
from reserve.web.render import page

MOST_DAYS: Final = 6
"""As-of dates shown beside each other; on paper more would not fit."""
TRAITS: Final[Mapping[Trait, Message]] = {
    Trait.SEX: message("By sex"),
    Trait.AGE: message("By age"),
    Trait.EDUCATION: message("By education"),
    Trait.POLITICS: message("By party membership"),
    Trait.ETHNICITY: message("By ethnic group"),
    Trait.TIER: message("By tier"),
    Trait.UNIT_KIND: message("By kind of unit"),
    Trait.CLASS: message("By class"),
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
    "party": message("Communist Party member"),
    "no_party": message("not a Communist Party member"),
    "no_tier": message("no tier"),
    "": message("not known"),
    **{level.value: value_word("education", level.value) for level in EducationLevel},
    **TIERS,
    **CLASSES,
}


def called(group: Group) -> list[Message | str]:
    """Return what the values of a group are called; a band of ages is its own name."""
    return [_VALUES.get(value, message("{band} years old", band=value)) for value in group.values]


def percent(count: int | None, total: int | None) -> int:
    """Return a part of all in whole percent, half up; 0 when there are none."""
    return 0 if not count or not total else (200 * count + total) // (2 * total)


@get("/cycles/{cycle_id:int}/register/structure", permission=Permission.VIEW_MEMBERS, sync_to_thread=True)
def show_structure(
    request: Request[Any, Any, Any],
    database: TheDatabase,
    keys: TheKeys,
    visitor: TheVisitor,
    lang: TheLanguage,
    cycle_id: FromPath[int],
) -> Response[str]:
    """Show the structure of the pool on a day, and on the as-of date of each campaign before it."""
    on = day(dict(request.query_params), "on") or clock.today()
    units = visitor.units(Permission.VIEW_MEMBERS)
    with database.reading() as session:
        around = desk(session, visitor, "register", cycle_id)
        assert around.cycle is not None  # noqa: S101 - the desk of a cycle has it
        past = [as_of for _, as_of in register.cycle_days(session) if as_of < on]
        days = [on, *sorted(set(past), reverse=True)][:MOST_DAYS]
        members = {one: register.present_on(session, keys, one, units) for one in days}
        head = journal.head(session)
    shown = context(
        around,
        message("Numbers and structure of the pool"),
        found=structure(members, around.cycle.policy.leap_birthday),
        on=on,
        traits=TRAITS,
        called=called,
        percent=percent,
        smallest=SMALLEST,
        head=head,
    )
    return page(request, lang, "pool_structure.html", shown)


@get("/cycles/{cycle_id:int}/register/forecast", permission=Permission.VIEW_MEMBERS, sync_to_thread=True)
def show_forecast(
    request: Request[Any, Any, Any],
    database: TheDatabase,
    keys: TheKeys,
    visitor: TheVisitor,
    lang: TheLanguage,
    cycle_id: FromPath[int],
) -> Response[str]:
    """Show who passes the age limit of the campaign's plan when, by year and unit."""
    on = day(dict(request.query_params), "on") or clock.today()
    with database.reading() as session:
        around = desk(session, visitor, "register", cycle_id)
        assert around.cycle is not None  # noqa: S101 - the desk of a cycle has it
        members = register.present_on(session, keys, on, visitor.units(Permission.VIEW_MEMBERS))
        head = journal.head(session)
    found = forecast(around.cycle.policy, members, on)
    shown = context(around, message("Age-out forecast"), found=found, on=on, percent=percent, head=head)
    return page(request, lang, "forecast.html", shown)
