"""Another version of a running campaign's plan: what it would come to, adopting it, and what the adoption changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from litestar import Request, Response, get, post
from litestar.di import Provide
from litestar.params import FromPath
from litestar.response import Redirect
from litestar.status_codes import HTTP_200_OK, HTTP_303_SEE_OTHER, HTTP_422_UNPROCESSABLE_ENTITY
from sqlalchemy.orm import Session

from reserve import clock
from reserve.accounts.model import Principal
from reserve.campaign import adopting, imports
from reserve.cycle import queries as cycles
from reserve.cycle.queries import Cycle, unadoptable
from reserve.db import Database
from reserve.edge.providers import TheDatabase, TheFields, TheKeys, TheLanguage, TheVisitor
from reserve.edge.roles import Permission
from reserve.edge.visitor import Visitor
from reserve.errors import Invalid, ReserveError
from reserve.personal import Keys
from reserve.policy.figures import moved
from reserve.policy.load import parse
from reserve.policy.model import Policy
from reserve.policy.problems import Level, PolicyError, Problem
from reserve.reports.effects import Move, Turned
from reserve.roster import queries as roster
from reserve.roster.model import PlaceClass
from reserve.text import Message, message
from reserve.web.desk import context
from reserve.web.forms import CODE, FORM_ID, Failure, done, submit
from reserve.web.opening import LONGEST, TheUpload, decoded, uploaded
from reserve.web.plan import around_plan, tabs, version_of
from reserve.web.plan_words import by_level, differences, findings
from reserve.web.render import page
from reserve.web.what_if import Some, shown

Asked = Request[Any, Any, Any]
FIGURES: Final = "figures"
_NOT_FIGURES: Final = frozenset({"step", "source", "reason", "text", "file", CODE, FORM_ID, "form_token"})


class Proposal(NamedTuple):
    """Another version as it was sent: a text, or figures and readings moved; None when it cannot be used."""

    source: str
    policy: Policy | None
    problems: Sequence[Problem]
    fields: Mapping[str, str]


@post(
    "/cycles/{cycle_id:int}/plan/adopt",
    permission=Permission.OPEN_CYCLE,
    sync_to_thread=True,
    status_code=HTTP_200_OK,
    request_max_body_size=LONGEST + 100_000,
    dependencies={"sent": Provide(uploaded)},
)
def adopt(
    request: Asked,
    database: TheDatabase,
    keys: TheKeys,
    visitor: TheVisitor,
    lang: TheLanguage,
    fields: TheFields,
    cycle_id: FromPath[int],
    sent: TheUpload,
) -> Response[Any]:
    """Show what another version would come to; or, when that was confirmed with a reason, adopt it."""
    again = _again(request, database, keys, visitor, lang, cycle_id, fields, sent)
    try:
        _text(fields, sent)
    except Invalid as error:
        return again(Failure((), error.fields, fields))
    if fields.get("step") != "adopt":
        return again(None)

    def act(session: Session, person: Principal) -> str:
        reason = fields.get("reason", "").strip()
        signed = {"chosen_by": person.display_name, "chosen_on": clock.today(), "reason": reason or "-"}
        made = proposed(cycles.cycle(session, cycle_id), fields, sent, signed)
        if made.policy is None:
            raise PolicyError(made.problems)
        adopting.adopt(session, person.actor, cycle_id, keys, made.policy, reason=reason, signed_by=person.display_name)
        return done(f"/cycles/{cycle_id}/plan/versions", "version_adopted")

    return finished(submit(database, visitor, fields, act, again, confirmed_by=keys), database, keys, visitor, cycle_id)


def finished(answer: Response[Any], database: Database, keys: Keys, visitor: Visitor, cycle_id: int) -> Response[Any]:
    """Apply the workbooks that waited for a screening, after a version was adopted."""
    person = visitor.person
    if not isinstance(answer, Redirect) or person is None:
        return answer
    try:
        imports.apply_waiting(database, keys, person.actor, cycle_id)
    except ReserveError:
        # The adoption is stored; what waits is tried again with the next screening.
        location = done(f"/cycles/{cycle_id}/plan/versions", "version_adopted_only")
        return Redirect(location, status_code=HTTP_303_SEE_OTHER)
    return answer


def proposed(campaign: Cycle, fields: Mapping[str, str], sent: bytes, signed: Mapping[str, Any] | None) -> Proposal:
    """Return the version that a form proposes. ``signed``: who chose readings otherwise, when and why."""
    if fields.get("source") == FIGURES:
        typed = {name: value for name, value in fields.items() if name not in _NOT_FIGURES}
        found = moved(campaign.policy, typed, signed)
        kept = {name: typed[name] for name in sorted(found.changed)}
        return Proposal(FIGURES, found.policy, found.problems, {"source": FIGURES, **kept})
    text = _text(fields, sent)
    loaded = parse(text, campaign.policy.id)
    return Proposal("text", loaded.policy, findings(text, f"{campaign.policy.id}.toml"), {"source": "text"})


def _text(fields: Mapping[str, str], sent: bytes) -> str:
    if fields.get("source") == FIGURES:
        return ""
    text = decoded(sent) if sent else fields.get("text", "").replace("\r\n", "\n")
    if not text.strip():
        raise Invalid({"text": message("Paste the text of the plan, or choose its file.")})
    if len(text.encode()) > LONGEST:
        raise Invalid({"text": message("The text is longer than 1 MB; a plan is far shorter.")})
    return text


def _again(
    request: Asked,
    database: Database,
    keys: Keys,
    visitor: Visitor,
    lang: str,
    cycle_id: int,
    fields: Mapping[str, str],
    sent: bytes,
) -> Callable[[Failure | None], Response[Any]]:
    def again(failure: Failure | None) -> Response[Any]:
        units = visitor.units(Permission.VIEW_NOMINEES)
        with database.reading() as session:
            around, campaign = around_plan(session, visitor, cycle_id)
            try:
                made = proposed(campaign, fields, sent, None)
            except Invalid:
                made = Proposal("none", None, (), {})
            policy = made.policy
            reasons: Sequence[Message] = () if policy is None else unadoptable(campaign, policy)
            found = None
            if policy is not None and not reasons:
                found = shown(session, keys, campaign, policy, units, every=False)
        wrong = failure is not None or policy is None or bool(reasons)
        more = {
            "tabs": tabs(around, "plan/versions", lang),
            "proposal": made,
            "text": "" if made.source != "text" else (policy.text if policy else _text(fields, sent)),
            "reasons": reasons,
            "findings": by_level(made.problems),
            "usable": policy is not None and all(one.level is not Level.ERROR for one in made.problems),
            "differences": () if policy is None else differences(campaign.policy, policy, lang),
            "shown": found,
            "listed": around.course is not None and around.course.progress.drawn > 0,
            "failure": failure,
        }
        title = message("Adopt another version")
        status = HTTP_422_UNPROCESSABLE_ENTITY if wrong else HTTP_200_OK
        return page(request, lang, "adopt.html", context(around, title, **more), status=status)

    return again


@get(
    "/cycles/{cycle_id:int}/plan/versions/{version_id:int}/question",
    permission=Permission.VIEW_NOMINEES,
    sync_to_thread=True,
)
def question(
    request: Asked,
    database: TheDatabase,
    keys: TheKeys,
    visitor: TheVisitor,
    lang: TheLanguage,
    cycle_id: FromPath[int],
    version_id: FromPath[int],
) -> Response[str]:
    """Show what a campaign would come to under another of its versions; nothing is stored."""
    every = "all" in request.query_params
    with database.reading() as session:
        around, campaign = around_plan(session, visitor, cycle_id)
        version = version_of(session, cycle_id, version_id)
        number = [one.id for one in cycles.versions(session, cycle_id)].index(version_id) + 1
        units = visitor.units(Permission.VIEW_NOMINEES)
        found = shown(session, keys, campaign, version.policy, units, every=every)
    more = {
        "tabs": tabs(around, "plan/versions", lang),
        "number": number,
        "version": version,
        "shown": found,
        "differences": differences(campaign.policy, version.policy, lang),
        "everybody": around.address(f"plan/versions/{version_id}/question?all=yes"),
    }
    return page(request, lang, "plan_question.html", context(around, message("As a question"), **more))


@get(
    "/cycles/{cycle_id:int}/plan/versions/{version_id:int}/changes",
    permission=Permission.VIEW_NOMINEES,
    sync_to_thread=True,
)
def changes(
    request: Asked,
    database: TheDatabase,
    keys: TheKeys,
    visitor: TheVisitor,
    lang: TheLanguage,
    cycle_id: FromPath[int],
    version_id: FromPath[int],
) -> Response[str]:
    """Show whose outcome the adoption of a version changed, from what to what, and what turned it."""
    units = visitor.units(Permission.VIEW_NOMINEES)
    with database.reading() as session:
        around, campaign = around_plan(session, visitor, cycle_id)
        version = version_of(session, cycle_id, version_id)
        before = next(one for one in cycles.versions(session, cycle_id) if one.id == (version.parent_id or version.id))
        moves = _moves(session, keys, version.changes or (), units)
    more = {
        "tabs": tabs(around, "plan/versions", lang),
        "version": version,
        "some": Some("all", message("Whose outcome changed"), moves, len(moves)),
        "wordings": {one.id: one.source.wording for one in (*before.policy.criteria, *version.policy.criteria)},
        "campaign": campaign,
    }
    return page(request, lang, "plan_changes.html", context(around, message("What the adoption changed"), **more))


def _moves(
    session: Session, keys: Keys, found: Sequence[Mapping[str, Any]], units: frozenset[int] | None
) -> Sequence[Move]:
    seen = [one for one in found if units is None or one["unit"] in units]
    people = roster.people(session, keys, {one["person"] for one in seen})
    names = {one.id: one.name for one in roster.units(session).values()}
    return [
        Move(
            nominee_id=one["nominee"],
            number=one["person"],
            name=people[one["person"]].name,
            unit_id=one["unit"],
            unit=names[one["unit"]],
            place_class=PlaceClass(one["class"]),
            was=one["was"],
            now=one["now"],
            passed_was=one["passed_was"],
            passed_now=one["passed_now"],
            turned=tuple(Turned(*turn) for turn in one["turned"]),
            way="other",
        )
        for one in seen
    ]
