"""Plans that are being prepared: kept here and their readings decided, before a campaign is opened with them."""

from __future__ import annotations

from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.di import Provide
from litestar.params import FromPath
from litestar.status_codes import HTTP_200_OK, HTTP_422_UNPROCESSABLE_ENTITY
from sqlalchemy.orm import Session

from reserve.accounts.model import Principal
from reserve.cycle import actions
from reserve.cycle import queries as cycles
from reserve.db import Database
from reserve.edge.providers import TheDatabase, TheFields, TheLanguage, TheVisitor
from reserve.edge.roles import Permission
from reserve.edge.visitor import Visitor
from reserve.errors import NotFound
from reserve.policy.problems import PolicyError
from reserve.text import message
from reserve.web.desk import context, desk_at_large
from reserve.web.exporting import File, attachment
from reserve.web.forms import Failure, done, submit
from reserve.web.opening import LONGEST, TheUpload, offered, uploaded
from reserve.web.opening import again as ask_again
from reserve.web.plan_words import by_level, findings, in_words
from reserve.web.render import page

Asked = Request[Any, Any, Any]
_TOML: Final = "application/toml"


@post(
    "/plans",
    permission=Permission.OPEN_CYCLE,
    sync_to_thread=True,
    request_max_body_size=LONGEST + 100_000,
    dependencies={"sent": Provide(uploaded)},
)
def keep(
    request: Asked,
    database: TheDatabase,
    visitor: TheVisitor,
    lang: TheLanguage,
    fields: TheFields,
    sent: TheUpload,
) -> Response[Any]:
    """Keep a plan, so that its readings can be decided on its page."""

    def act(session: Session, person: Principal) -> str:
        offer = offered({name: fields.get(name, "") for name in ("plan", "text", "as_of")}, sent, {})
        if offer.policy is None:
            raise PolicyError(offer.problems)
        version_id = actions.keep_policy(session, person.actor, offer.policy)
        return done(f"/plans/{version_id}", "plan_kept")

    return submit(
        database, visitor, fields, act, lambda failure: ask_again(request, database, visitor, lang, fields, failure)
    )


@get("/plans/{plan_id:int}", permission=Permission.VIEW_POLICIES, sync_to_thread=True)
def show(
    request: Asked, database: TheDatabase, visitor: TheVisitor, lang: TheLanguage, plan_id: FromPath[int]
) -> Response[str]:
    """Show a plan that is being prepared, with its readings to be decided."""
    return _page(request, database, visitor, lang, plan_id, None)


@post("/plans/{plan_id:int}/choose", permission=Permission.OPEN_CYCLE, sync_to_thread=True)
def choose(
    request: Asked,
    database: TheDatabase,
    visitor: TheVisitor,
    lang: TheLanguage,
    fields: TheFields,
    plan_id: FromPath[int],
) -> Response[Any]:
    """Decide one reading: a new version says who chose, when and why."""

    def act(session: Session, person: Principal) -> str:
        made = actions.choose_reading(
            session,
            person.actor,
            plan_id,
            reading=fields.get("reading", ""),
            option=fields.get("option", ""),
            reason=fields.get("reason", "").strip(),
            signed_by=person.display_name,
        )
        return done(f"/plans/{made}", "reading_chosen")

    return submit(
        database,
        visitor,
        fields,
        act,
        lambda failure: _page(request, database, visitor, lang, plan_id, failure),
    )


def _page(
    request: Asked, database: Database, visitor: Visitor, lang: str, version_id: int, failure: Failure | None
) -> Response[str]:
    with database.reading() as session:
        version = cycles.version(session, version_id)
        if version.cycle_id is not None:
            raise NotFound(message("There is no version {version} of a plan.", version=version_id))
        around = desk_at_large(session, visitor, "cycles")
        line = cycles.lineage(session, version_id)
        latest = any(one.id == version_id for one in cycles.prepared(session))
    policy = version.policy
    shown = context(
        around,
        message("Plan being prepared"),
        version=version,
        line=line,
        latest=latest,
        policy=policy,
        undecided=[one for one in policy.readings if one.chosen is None],
        decided=[one for one in policy.readings if one.chosen is not None],
        findings=by_level(findings(policy.text, f"{policy.id}.toml")),
        lines=in_words(policy, policy.as_of, lang),
        failure=failure,
    )
    status = HTTP_200_OK if failure is None else HTTP_422_UNPROCESSABLE_ENTITY
    return page(request, lang, "prepared_plan.html", shown, status=status)


@get("/plans/{plan_id:int}/plan.toml", permission=Permission.VIEW_POLICIES, sync_to_thread=True)
def text(database: TheDatabase, plan_id: FromPath[int]) -> Response[bytes]:
    """Hand out the text of a plan that is being prepared."""
    with database.reading() as session:
        version = cycles.version(session, plan_id)
    if version.cycle_id is not None:
        raise NotFound(message("There is no version {version} of a plan.", version=plan_id))
    return attachment(File(f"{version.policy_id}-{plan_id}.toml", _TOML, version.text.encode()))
