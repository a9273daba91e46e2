"""The readings of a running campaign's plan: who chose what, whom another choice would affect, and choosing it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.status_codes import HTTP_200_OK, HTTP_422_UNPROCESSABLE_ENTITY
from sqlalchemy.orm import Session

from reserve.accounts.model import Principal
from reserve.campaign import adopting
from reserve.cycle import queries as cycles
from reserve.cycle.actions import read_as
from reserve.db import Database
from reserve.edge.providers import TheDatabase, TheFields, TheKeys, TheLanguage, TheVisitor
from reserve.edge.roles import Permission
from reserve.edge.visitor import Visitor
from reserve.personal import Keys
from reserve.policy.figures import READING, moved
from reserve.policy.model import Reading
from reserve.text import message
from reserve.web.adopting import finished
from reserve.web.desk import context
from reserve.web.forms import Failure, done, submit
from reserve.web.plan import around_plan, tabs
from reserve.web.render import page
from reserve.web.what_if import Shown, shown

Asked = Request[Any, Any, Any]


class Option(NamedTuple):
    """Another way to read a clause, and whom it would affect."""

    id: str
    word: str
    shown: Shown
    link: str


class Choice(NamedTuple):
    """A reading with the other ways to read it."""

    reading: Reading
    others: Sequence[Option]


@get("/cycles/{cycle_id:int}/plan/readings", permission=Permission.VIEW_NOMINEES, sync_to_thread=True)
def show(
    request: Asked,
    database: TheDatabase,
    keys: TheKeys,
    visitor: TheVisitor,
    lang: TheLanguage,
    cycle_id: FromPath[int],
) -> Response[str]:
    """Show every reading of the plan and the people whom each other choice would affect."""
    return _page(request, database, keys, visitor, lang, cycle_id, None)


@post("/cycles/{cycle_id:int}/plan/readings", permission=Permission.OPEN_CYCLE, sync_to_thread=True)
def choose(
    request: Asked,
    database: TheDatabase,
    keys: TheKeys,
    visitor: TheVisitor,
    lang: TheLanguage,
    fields: TheFields,
    cycle_id: FromPath[int],
) -> Response[Any]:
    """Choose a reading otherwise: a new version of the plan is adopted, and everybody screened under it."""

    def act(session: Session, person: Principal) -> str:
        reason = fields.get("reason", "").strip()
        reading, option = fields.get("reading", ""), fields.get("option", "")
        before = cycles.cycle(session, cycle_id).policy
        policy = before
        if before.chosen.get(reading) != option:
            policy = read_as(before, reading, option, reason=reason, signed_by=person.display_name)
        adopting.adopt(session, person.actor, cycle_id, keys, policy, reason=reason, signed_by=person.display_name)
        return done(f"/cycles/{cycle_id}/plan/versions", "version_adopted")

    answer = submit(
        database,
        visitor,
        fields,
        act,
        lambda failure: _page(request, database, keys, visitor, lang, cycle_id, failure),
        confirmed_by=keys,
    )
    return finished(answer, database, keys, visitor, cycle_id)


def _page(
    request: Asked,
    database: Database,
    keys: Keys,
    visitor: Visitor,
    lang: str,
    cycle_id: int,
    failure: Failure | None,
) -> Response[str]:
    units = visitor.units(Permission.VIEW_NOMINEES)
    choices = []
    with database.reading() as session:
        around, campaign = around_plan(session, visitor, cycle_id)
        for reading in campaign.policy.readings:
            others = []
            for option, said in reading.options.items():
                policy = moved(campaign.policy, {f"{READING}{reading.id}": option}).policy
                if option != reading.chosen and policy is not None:
                    found = shown(session, keys, campaign, policy, units, every=False)
                    link = around.address(f"plan/what-if?{READING}{reading.id}={option}")
                    others.append(Option(option, said, found, link))
            choices.append(Choice(reading, others))
    title = message("Readings")
    more = {"tabs": tabs(around, "plan/readings", lang), "choices": choices, "failure": failure}
    status = HTTP_200_OK if failure is None else HTTP_422_UNPROCESSABLE_ENTITY
    return page(request, lang, "plan_readings.html", context(around, title, **more), status=status)
