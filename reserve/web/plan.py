"""The plan that a campaign is pinned to: in words, what is to be said of it, and its versions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from litestar import Request, Response, get
from litestar.params import FromPath
from sqlalchemy.orm import Session

from reserve.cycle import queries as cycles
from reserve.cycle.queries import Cycle, Version
from reserve.edge.providers import TheDatabase, TheLanguage, TheVisitor
from reserve.edge.roles import Permission
from reserve.edge.visitor import Visitor
from reserve.errors import NotFound
from reserve.text import Message, message, word
from reserve.web.desk import Desk, context, desk
from reserve.web.exporting import File, attachment
from reserve.web.plan_words import Difference, by_level, differences, findings, in_words
from reserve.web.render import page

Asked = Request[Any, Any, Any]
_TOML: Final = "application/toml"
_TABS: Final = (
    ("plan", message("The plan in words"), Permission.VIEW_POLICIES),
    ("plan/readings", message("Readings"), Permission.VIEW_NOMINEES),
    ("plan/versions", message("Versions"), Permission.VIEW_POLICIES),
    ("plan/what-if", message("What if"), Permission.VIEW_NOMINEES),
)


class Edition(NamedTuple):
    """One version of a plan with its number, and what is different from the one before, if there is one."""

    number: int
    version: Version
    differences: Sequence[Difference] | None


def tabs(around: Desk, here: str, lang: str) -> Sequence[dict[str, object]]:
    """Return the pages of a campaign's plan, for ``m.tabs``."""
    return [
        {"link": around.address(path), "text": word(said, lang), "here": path == here, "count": None}
        for path, said, permission in _TABS
        if around.may(permission)
    ]


def around_plan(session: Session, visitor: Visitor, cycle_id: int) -> tuple[Desk, Cycle]:
    """Return what surrounds a page of a campaign's plan, and the campaign. Raises ``NotFound``."""
    around = desk(session, visitor, "plan", cycle_id)
    assert around.cycle is not None  # noqa: S101 - the desk of a cycle has it
    return around, around.cycle


@get("/cycles/{cycle_id:int}/plan", permission=Permission.VIEW_POLICIES, sync_to_thread=True)
def plan(
    request: Asked, database: TheDatabase, visitor: TheVisitor, lang: TheLanguage, cycle_id: FromPath[int]
) -> Response[str]:
    """Show the plan that a campaign is pinned to: in words, with what is to be said of it, and as it was given."""
    with database.reading() as session:
        around, campaign = around_plan(session, visitor, cycle_id)
        versions = cycles.versions(session, cycle_id)
    policy = campaign.policy
    shown = context(
        around,
        message("Plan"),
        tabs=tabs(around, "plan", lang),
        policy=policy,
        as_of=campaign.as_of,
        number=len(versions),
        version=versions[-1],
        findings=by_level(findings(policy.text, f"{policy.id}.toml")),
        lines=in_words(policy, campaign.as_of, lang),
    )
    return page(request, lang, "plan.html", shown)


@get("/cycles/{cycle_id:int}/plan.toml", permission=Permission.VIEW_POLICIES, sync_to_thread=True)
def plan_text(database: TheDatabase, visitor: TheVisitor, cycle_id: FromPath[int]) -> Response[bytes]:
    """Hand out the text of the plan as it is stored. It holds nothing personal."""
    with database.reading() as session:
        _, campaign = around_plan(session, visitor, cycle_id)
    policy = campaign.policy
    return attachment(File(f"{policy.id}.toml", _TOML, policy.text.encode()))


@get("/cycles/{cycle_id:int}/plan/versions", permission=Permission.VIEW_POLICIES, sync_to_thread=True)
def versions(
    request: Asked, database: TheDatabase, visitor: TheVisitor, lang: TheLanguage, cycle_id: FromPath[int]
) -> Response[str]:
    """Show every version of a campaign's plan: who made it when and why, and what is different in words."""
    with database.reading() as session:
        around, _ = around_plan(session, visitor, cycle_id)
        found = cycles.versions(session, cycle_id)
    title = message("Versions of the plan")
    shown = context(
        around,
        title,
        tabs=tabs(around, "plan/versions", lang),
        editions=editions(found, lang),
    )
    return page(request, lang, "plan_versions.html", shown)


def editions(found: Sequence[Version], lang: str) -> Sequence[Edition]:
    """Return the versions, the latest first, each with what is different from the one before."""
    made = []
    for number, one in enumerate(found, 1):
        before = found[number - 2] if number > 1 else None
        said = None if before is None else differences(before.policy, one.policy, lang)
        made.append(Edition(number, one, said))
    return made[::-1]


@get(
    "/cycles/{cycle_id:int}/plan/versions/{version_id:int}/plan.toml",
    permission=Permission.VIEW_POLICIES,
    sync_to_thread=True,
)
def version_text(
    database: TheDatabase, visitor: TheVisitor, cycle_id: FromPath[int], version_id: FromPath[int]
) -> Response[bytes]:
    """Hand out the text of one version of the plan."""
    with database.reading() as session:
        around_plan(session, visitor, cycle_id)
        found = version_of(session, cycle_id, version_id)
    return attachment(File(f"{found.policy_id}-{version_id}.toml", _TOML, found.text.encode()))


def version_of(session: Session, cycle_id: int, version_id: int) -> Version:
    """Return one version of a campaign's plan. Raises ``NotFound``, also for a version of another campaign."""
    found = cycles.version(session, version_id)
    if found.cycle_id != cycle_id:
        raise NotFound(_absent(version_id))
    return found


def _absent(version_id: int) -> Message:
    return message("There is no version {version} of a plan.", version=version_id)
