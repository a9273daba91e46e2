"""Opening a campaign from a plan, and the plan that a campaign is pinned to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, NamedTuple, TypeAlias

from litestar import Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath
from litestar.status_codes import HTTP_200_OK, HTTP_422_UNPROCESSABLE_ENTITY
from sqlalchemy.orm import Session

from reserve.accounts.model import Principal
from reserve.cycle.actions import open_cycle
from reserve.db import Database
from reserve.edge.providers import TheDatabase, TheFields, TheLanguage, TheVisitor
from reserve.edge.roles import Permission
from reserve.edge.visitor import Visitor
from reserve.errors import Invalid
from reserve.policy.check import check
from reserve.policy.describe import describe
from reserve.policy.load import parse, shipped
from reserve.policy.model import Policy
from reserve.policy.problems import Level, PolicyError, Problem
from reserve.reports.campaigns import Reached, campaigns
from reserve.text import message
from reserve.web.desk import context, desk, desk_at_large
from reserve.web.exporting import File, attachment
from reserve.web.forms import Failure, done, submit
from reserve.web.render import page

Asked = Request[Any, Any, Any]
LONGEST: Final = 1_000_000
"""Bytes of a plan's text."""
OWN: Final = "own"
_FIELDS: Final = ("plan", "text", "as_of")
_TOML: Final = "application/toml"


class Line(NamedTuple):
    """One line of a plan in words, and how deep it is indented."""

    depth: int
    text: str


class Offer(NamedTuple):
    """What would be opened; without a policy nothing can be, and ``problems`` says why."""

    values: Mapping[str, str]
    policy: Policy | None
    problems: Sequence[Problem]
    as_of: dt.date | None

    @property
    def open_readings(self) -> Sequence[str]:
        """The questions of the plan that nobody has decided yet."""
        readings = () if self.policy is None else self.policy.readings
        return [reading.question for reading in readings if reading.chosen is None]

    @property
    def ready(self) -> bool:
        """Whether nothing keeps the campaign from being opened."""
        return self.policy is not None and self.as_of is not None and not self.open_readings


async def uploaded(request: Asked) -> bytes:
    """Return what was sent as a file, empty without one; a dependency of the handler."""
    file = (await request.form()).get("file")
    return await file.read() if isinstance(file, UploadFile) else b""


TheUpload: TypeAlias = NamedDependency[bytes]


@get("/cycles/new", permission=Permission.OPEN_CYCLE, sync_to_thread=True)
def new(request: Asked, database: TheDatabase, visitor: TheVisitor, lang: TheLanguage) -> Response[str]:
    """Ask for the plan and the as-of date."""
    return _form(request, database, visitor, lang, {}, None)


@post(
    "/cycles/new",
    permission=Permission.OPEN_CYCLE,
    sync_to_thread=True,
    status_code=HTTP_200_OK,
    # A plan of the greatest length, and what a form has round it.
    request_max_body_size=LONGEST + 100_000,
    dependencies={"sent": Provide(uploaded)},
)
def open_new(
    request: Asked,
    database: TheDatabase,
    visitor: TheVisitor,
    lang: TheLanguage,
    fields: TheFields,
    sent: TheUpload,
) -> Response[Any]:
    """Show what would be opened, with everything wrong with the plan; or, when that was confirmed, open it."""
    values = {name: fields.get(name, "") for name in _FIELDS}

    def again(failure: Failure) -> Response[Any]:
        return _form(request, database, visitor, lang, values, None, failure)

    try:
        offer = offered(values, sent)
    except Invalid as error:
        return again(Failure((), error.fields, values))
    if fields.get("step") != "open":
        return _form(request, database, visitor, lang, offer.values, offer)

    def act(session: Session, person: Principal) -> str:
        if offer.policy is None:
            raise PolicyError(offer.problems)
        cycle_id = open_cycle(session, person.actor, offer.policy, offer.as_of)
        return done(f"/cycles/{cycle_id}/work", "opened")

    return submit(
        database,
        visitor,
        fields,
        act,
        lambda failure: _form(request, database, visitor, lang, offer.values, offer, failure),
    )


def offered(values: Mapping[str, str], sent: bytes) -> Offer:
    """Return what the fields of the form come to; a file goes before the text. Raises ``Invalid``."""
    plans = {path.stem: path for path in shipped()}
    chosen = values["plan"]
    if sent:
        chosen, text = OWN, _decoded(sent)
    elif chosen == OWN:
        text = values["text"].replace("\r\n", "\n")
    elif chosen in plans:
        text = plans[chosen].read_text(encoding="utf-8")
    else:
        raise Invalid({"plan": message("Choose one of the plans, or give your own.")})
    if not text.strip():
        raise Invalid({"text": message("Paste the text of the plan, or choose its file.")})
    if len(text.encode()) > LONGEST:
        raise Invalid({"text": message("The text is longer than 1 MB; a plan is far shorter.")})
    name = f"{chosen}.toml"
    problems = check(text, name)
    policy = parse(text, name).policy
    given = _day(values["as_of"])
    as_of = given or (None if policy is None else policy.as_of)
    if policy is not None and as_of is None:
        raise Invalid({"as_of": message("The plan names no as-of date: give it here.")})
    said = {**values, "plan": chosen, "text": text if chosen == OWN else ""}
    return Offer(said, policy, problems, as_of)


def _decoded(sent: bytes) -> str:
    if len(sent) > LONGEST:
        raise Invalid({"text": message("The text is longer than 1 MB; a plan is far shorter.")})
    try:
        return sent.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = sent.count(b"\n", 0, error.start) + 1
        raise Invalid({"text": message("The file is not UTF-8 text; line {line}.", line=line)}) from error


def _day(text: str) -> dt.date | None:
    if not text.strip():
        return None
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError as error:
        raise Invalid({"as_of": message("Give a whole day, such as 2026-06-30.")}) from error


def _form(
    request: Asked,
    database: Database,
    visitor: Visitor,
    lang: str,
    values: Mapping[str, str],
    offer: Offer | None,
    failure: Failure | None = None,
) -> Response[str]:
    with database.reading() as session:
        around = desk_at_large(session, visitor, "cycles")
        unfinished = [one for one in campaigns(session) if one.reached is not Reached.APPROVED]
    policy = None if offer is None else offer.policy
    shown = context(
        around,
        message("Open a campaign"),
        plans=[(path.stem, _title(path.read_text(encoding="utf-8"), path.stem)) for path in shipped()],
        values={name: values.get(name, "") for name in _FIELDS},
        offer=offer,
        errors=[] if offer is None else [one for one in offer.problems if one.level is Level.ERROR],
        lines=[] if offer is None or policy is None else in_words(policy, offer.as_of, lang),
        unfinished=unfinished,
        failure=failure,
    )
    wrong = failure is not None or (offer is not None and not offer.ready)
    status = HTTP_422_UNPROCESSABLE_ENTITY if wrong else HTTP_200_OK
    return page(request, lang, "new_cycle.html", shown, status=status)


def _title(text: str, name: str) -> str:
    policy = parse(text, name).policy
    return name if policy is None else f"{policy.title} ({name})"


def in_words(policy: Policy, as_of: dt.date | None, lang: str) -> list[Line]:
    """Return a plan as an officer reads it, with the days that its ages come to at the as-of date."""
    lines = describe(replace(policy, as_of=as_of), lang)
    return [Line((len(line) - len(line.lstrip(" "))) // 4, line.strip()) for line in lines]


@get("/cycles/{cycle_id:int}/plan", permission=Permission.VIEW_POLICIES, sync_to_thread=True)
def plan(
    request: Asked, database: TheDatabase, visitor: TheVisitor, lang: TheLanguage, cycle_id: FromPath[int]
) -> Response[str]:
    """Show the plan that a campaign is pinned to: in words, and as it was given."""
    with database.reading() as session:
        around = desk(session, visitor, "plan", cycle_id)
    assert around.cycle is not None  # noqa: S101 - the desk of a cycle has it
    policy = around.cycle.policy
    shown = context(
        around,
        message("Plan"),
        policy=policy,
        as_of=around.cycle.as_of,
        lines=in_words(policy, around.cycle.as_of, lang),
    )
    return page(request, lang, "plan.html", shown)


@get("/cycles/{cycle_id:int}/plan.toml", permission=Permission.VIEW_POLICIES, sync_to_thread=True)
def plan_text(database: TheDatabase, visitor: TheVisitor, cycle_id: FromPath[int]) -> Response[bytes]:
    """Hand out the text of the plan as it is stored. It holds nothing personal."""
    with database.reading() as session:
        around = desk(session, visitor, "plan", cycle_id)
    assert around.cycle is not None  # noqa: S101 - the desk of a cycle has it
    policy = around.cycle.policy
    return attachment(File(f"{policy.id}.toml", _TOML, policy.text.encode()))
