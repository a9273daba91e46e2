"""Opening a campaign from a plan: one that comes with the program, one prepared here, or a text of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple, TypeAlias

from litestar import Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency, Provide
from litestar.status_codes import HTTP_200_OK, HTTP_422_UNPROCESSABLE_ENTITY
from sqlalchemy.orm import Session

from reserve.accounts.model import Principal
from reserve.cycle import queries as cycle
from reserve.cycle.actions import open_cycle
from reserve.db import Database
from reserve.edge.providers import TheDatabase, TheFields, TheLanguage, TheVisitor
from reserve.edge.roles import Permission
from reserve.edge.visitor import Visitor
from reserve.errors import Invalid
from reserve.policy.check import check
from reserve.policy.load import parse, shipped
from reserve.policy.model import Policy
from reserve.policy.problems import Level, PolicyError, Problem
from reserve.reports.campaigns import Reached, campaigns
from reserve.text import message, word
from reserve.web.desk import context, desk_at_large
from reserve.web.forms import Failure, done, submit
from reserve.web.plan_words import by_level, in_words
from reserve.web.render import page

Asked = Request[Any, Any, Any]
LONGEST: Final = 1_000_000
"""Bytes of a plan's text."""
OWN: Final = "own"
_PREPARED: Final = "version-"
_FIELDS: Final = ("plan", "text", "as_of")


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
    """Ask for the plan and the as-of date; ``?plan=`` chooses one of them."""
    return _form(request, database, visitor, lang, {"plan": request.query_params.get("plan", "")}, None)


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

    with database.reading() as session:
        prepared = {f"{_PREPARED}{one.id}": one.text for one in cycle.prepared(session)}
    try:
        offer = offered(values, sent, prepared)
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


def again(
    request: Asked, database: Database, visitor: Visitor, lang: str, fields: Mapping[str, str], failure: Failure
) -> Response[str]:
    """Return the page that asks for a plan again, with what was typed."""
    return _form(request, database, visitor, lang, {name: fields.get(name, "") for name in _FIELDS}, None, failure)


def offered(values: Mapping[str, str], sent: bytes, prepared: Mapping[str, str]) -> Offer:
    """Return what the fields of the form come to; a file goes before the text. Raises ``Invalid``.

    ``prepared``: the texts of the plans that are being prepared, by the word of the field.
    """
    plans = {path.stem: path for path in shipped()}
    chosen = values["plan"]
    if sent:
        chosen, text = OWN, decoded(sent)
    elif chosen == OWN:
        text = values["text"].replace("\r\n", "\n")
    elif chosen in plans:
        text = plans[chosen].read_text(encoding="utf-8")
    elif chosen in prepared:
        text = prepared[chosen]
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


def decoded(sent: bytes) -> str:
    """Return the text of a file that was sent. Raises ``Invalid`` for ``text``."""
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
        prepared = cycle.prepared(session)
        unfinished = [one for one in campaigns(session) if one.reached is not Reached.APPROVED]
    policy = None if offer is None else offer.policy
    shown = context(
        around,
        message("Open a campaign"),
        plans=[(path.stem, _title(path.read_text(encoding="utf-8"), path.stem)) for path in shipped()],
        prepared=[(f"{_PREPARED}{one.id}", one) for one in prepared],
        prepared_options=[
            (
                f"{_PREPARED}{one.id}",
                word(message("being prepared: {title}", title=f"{one.policy.title} ({_PREPARED}{one.id})"), lang),
            )
            for one in prepared
        ],
        values={name: values.get(name, "") for name in _FIELDS},
        offer=offer,
        findings=by_level(() if offer is None else offer.problems),
        usable=offer is None or all(one.level is not Level.ERROR for one in offer.problems),
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
