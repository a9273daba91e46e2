"""The what-if desk: every number and reading of the plan as a control, and what moving it would come to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from litestar import Request, Response, get
from litestar.params import FromPath
from sqlalchemy.orm import Session

from reserve.cycle import queries as cycles
from reserve.cycle.model import Step, outdated_by
from reserve.cycle.queries import Cycle
from reserve.edge.providers import TheDatabase, TheKeys, TheLanguage, TheVisitor
from reserve.edge.roles import Permission
from reserve.errors import Refused
from reserve.personal import Keys
from reserve.policy.figures import READING, Moved, figures, moved
from reserve.policy.model import Policy
from reserve.reports.effects import Effect, Move, Sum, effect
from reserve.reports.remembered import remembered
from reserve.reports.snapshot import snapshot
from reserve.text import Message, message
from reserve.web.desk import context
from reserve.web.filters import address
from reserve.web.plan import around_plan, tabs
from reserve.web.plan_words import by_level, findings
from reserve.web.render import page

Asked = Request[Any, Any, Any]
MOST: Final = 50
"""Of each way of moving so many are shown at once; ``?all=yes`` shows everybody."""
_WAYS: Final = (
    ("in", message("Come in")),
    ("out", message("Go out")),
    ("other", message("Stand otherwise, but are neither in nor out for it")),
)


class Some(NamedTuple):
    """Those who move one way: as many as are shown, and how many there are."""

    way: str
    heading: Message
    moves: Sequence[Move]
    total: int


class Shown(NamedTuple):
    """What another plan would come to, for the page; ``refused``: why it cannot be said."""

    effect: Effect | None
    some: Sequence[Some]
    wordings: Mapping[str, str]
    refused: Sequence[Message]
    stale: bool

    @property
    def moved_units(self) -> Sequence[Sum]:
        """The units in which somebody comes in or goes out."""
        return [] if self.effect is None else [one for one in self.effect.units if one.came or one.went]


def shown(
    session: Session, keys: Keys, campaign: Cycle, policy: Policy, units: frozenset[int] | None, *, every: bool
) -> Shown:
    """Return what a plan would come to on the facts of the last screening; nothing is stored."""
    wordings = {**_wordings(campaign.policy), **_wordings(policy)}
    open_readings = [
        message("The reading “{reading}” is not decided: {question}", reading=one.id, question=one.question)
        for one in policy.readings
        if one.chosen is None
    ]
    if open_readings:
        return Shown(None, (), wordings, open_readings, stale=False)
    try:
        taken = snapshot(session, keys, campaign)
    except Refused as refused:
        return Shown(None, (), wordings, refused.reasons, stale=False)
    steps = remembered(session, ("steps", campaign.id), lambda: cycles.steps(session, campaign.id))
    sequences = {step: one.sequence for step, one in steps.items()}
    found = effect(session, campaign, taken, policy, units)
    return Shown(found, _some(found, every=every), wordings, (), stale=bool(outdated_by(sequences, Step.SCREENING)))


def _some(found: Effect, *, every: bool) -> Sequence[Some]:
    ways = [(way, heading, found.some(way)) for way, heading in _WAYS]
    return [Some(way, heading, moves if every else moves[:MOST], len(moves)) for way, heading, moves in ways if moves]


def _wordings(policy: Policy) -> Mapping[str, str]:
    """Return what the plan says of each criterion and condition, by id."""
    conditions = {one.id: one.source.wording for rule in policy.exceptions for one in rule.conditions}
    return {**conditions, **{one.id: one.source.wording for one in policy.criteria}}


@get("/cycles/{cycle_id:int}/plan/what-if", permission=Permission.VIEW_NOMINEES, sync_to_thread=True)
def desk_of_figures(
    request: Asked,
    database: TheDatabase,
    keys: TheKeys,
    visitor: TheVisitor,
    lang: TheLanguage,
    cycle_id: FromPath[int],
) -> Response[str]:
    """Show every figure as a control and what the moved ones come to; ``part=effect``: only the latter."""
    typed = dict(request.query_params)
    units = visitor.units(Permission.VIEW_NOMINEES)
    with database.reading() as session:
        around, campaign = around_plan(session, visitor, cycle_id)
        plan = moved(campaign.policy, typed)
        found = None
        if plan.policy is not None:
            found = shown(session, keys, campaign, plan.policy, units, every="all" in typed)
    more: dict[str, object] = {
        "moved": plan,
        "typed": {name: typed[name] for name in plan.changed},
        "shown": found,
        "findings": by_level(_said(plan, campaign)),
        "policy": campaign.policy,
        "everybody": _link(around.address("plan/what-if"), plan, typed),
    }
    title = message("What if")
    if typed.get("part") == "effect":
        return page(request, lang, "what_if_effect.html", context(around, title, **more))
    more |= {
        "tabs": tabs(around, "plan/what-if", lang),
        "groups": figures(campaign.policy),
        "reading": READING,
        "values": typed,
    }
    return page(request, lang, "what_if.html", context(around, title, **more))


def _said(plan: Moved, campaign: Cycle) -> Sequence[Any]:
    """Return what keeps a moved plan from being used, or what the check says of it beyond what it said before."""
    if plan.policy is None:
        return plan.problems
    before = {(one.key, one.message.msgid) for one in findings(campaign.policy.text, campaign.policy.id)}
    after = findings(plan.policy.text, campaign.policy.id) if plan.changed else ()
    return [one for one in after if (one.key, one.message.msgid) not in before]


def _link(path: str, plan: Moved, typed: Mapping[str, str]) -> str:
    return address(path, {**{name: typed[name] for name in sorted(plan.changed)}, "all": "yes"})
