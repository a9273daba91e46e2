"""Sending the acts: a form is taken from its page and filled in, as a browser would; people are signed in before."""

import base64
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

import httpx
from typing_extensions import override

from reserve.accounts import passwords
from reserve.accounts.bearer import form_token
from reserve.accounts.model import Role
from reserve.campaign.whole import carry_out
from reserve.db import upgrade
from reserve.nominee import queries as nominee
from reserve.retention import queries as retention
from tests.accounts.accounts import ACTOR, QUICK, Person
from tests.campaign.sending import workbooks
from tests.cycle.town import KEPT, REMOVED, SEED, TOWN, YOUNG
from tests.edge.service import COOKIE, service, sign_in
from tests.intake.county import changed, county
from tests.proof.acts import Act

ROLES: Final[Mapping[str, Role]] = {
    "officer": Role.OFFICER,
    "head": Role.SECTION_HEAD,
    "approver": Role.APPROVER,
    "second approver": Role.APPROVER,
    "clerk": Role.SCORE_CLERK,
    "second clerk": Role.SCORE_CLERK,
}


@dataclass(frozen=True)
class Request:
    """An act as it is sent, again and again the same but for the code of the moment."""

    act: Act
    path: str
    fields: Mapping[str, str]


@dataclass
class People:
    """Who is signed in, with the cookie of each; and the numbers that addresses are made of."""

    persons: dict[str, Person] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)


def prepared(chain: str, url: str, key_file: Path) -> People:
    """Make the database in which a chain of acts begins, with everybody signed in."""
    upgrade(url)
    people = People()
    passwords._decoy.cache_clear()
    with ExitStack() as around:
        around.enter_context(patch.object(passwords, "_HASHER", QUICK))
        running = around.enter_context(service(url, key_file))
        if chain == "deciding":
            town = replace(TOWN, decisions=(), marks=(), exceptions=(), inspections=())
            with running.database.writing() as session:
                carry_out(session, ACTOR, town, SEED, None, running.keys, lambda _: None)
            with running.database.reading() as session:
                members = {one.member.person: number for number, one in retention.reviewed(session, 1).items()}
                nominees = {one.person: one.id for one in nominee.nominees(session, 1).values()}
            people.numbers = {"kept": members[KEPT], "removed": members[REMOVED], "young": nominees[YOUNG]}
        for who, role in ROLES.items():
            person = people.persons[who] = running.person(role)
            with running.client() as client:
                people.secrets[who] = sign_in(client, person)
    passwords._decoy.cache_clear()
    return people


class _Forms(HTMLParser):
    """The fields of the form of a page that goes to an address, as a browser would send them untouched."""

    def __init__(self, action: str) -> None:
        super().__init__()
        self.action, self.inside = action, False
        self.fields: dict[str, str] = {}
        self.boxes: list[str] = []
        self.found = False

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form" and not self.found:
            self.inside = self.found = said.get("action") == self.action
        elif self.inside and tag == "input":
            kind, name = said.get("type", "text"), said.get("name", "")
            if kind in {"checkbox", "radio"}:
                self.boxes.append(name)
            elif kind != "file":
                self.fields[name] = said.get("value", "")
        elif self.inside and tag == "textarea":
            self.fields[said.get("name", "")] = ""

    @override
    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False


def asked(act: Act, people: People, address: str) -> Request:
    """Open the page of an act and fill in its form; the interface for programs needs no page."""
    path = act.to.format(**people.numbers)
    if not act.page:
        return Request(act, path, {})
    with _client(act, people, address) as client:
        answer = client.get(act.page.format(**people.numbers))
    forms = _Forms(path)
    forms.feed(answer.text)
    if not forms.found:
        said = answer.text.partition("<h1")[2][:2000]
        msg = f"{act.name}: no form to {path} on {act.page} ({answer.status_code}): {said}"
        raise AssertionError(msg)
    ticked = dict.fromkeys([name for name in forms.boxes if act.box and name.startswith(act.box)][:1], "yes")
    return Request(act, path, {**forms.fields, **act.typed, **ticked})


def send(request: Request, people: People, address: str) -> httpx.Response:
    """Send an act; raises ``httpx.TransportError`` when the server dies over it."""
    act = request.act
    code = people.persons[act.who].code(steps=1) if act.confirmed else ""
    books = {name: one.content for name, one in workbooks(_files(act), act.files).items()} if act.files else {}
    with _client(act, people, address) as client:
        if act.page:
            parts = [("files", (name, content)) for name, content in books.items()]
            return client.post(request.path, data={**request.fields, "code": code}, files=parts or None)
        headers = {"x-form-token": form_token(people.secrets[act.who]), "idempotency-key": act.name.replace(" ", "-")}
        body: Any = act.body
        if books:
            body = {"files": [{"name": name, "content": _base64(content)} for name, content in books.items()]}
        return client.post(request.path, json=body, headers={**headers, "x-code": code})


def _files(act: Act) -> Any:  # noqa: ANN401 - as the builders have them
    return changed("roster.xlsx", "干部名册", "职务", "局长") if act.changed else county()


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _client(act: Act, people: People, address: str) -> httpx.Client:
    cookie = f"{COOKIE}={people.secrets[act.who]}"
    return httpx.Client(base_url=address, headers={"origin": address, "cookie": cookie}, timeout=60)
