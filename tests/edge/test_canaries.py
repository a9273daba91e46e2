"""What is sealed shows nowhere but to somebody who says why: page, export, address, title, log, error, file, journal.

The canaries are the county's own: every ID number and every sanction of its roster is looked for in all that any role
is answered on any route.
"""

import io
import logging
import re
import zipfile
from collections.abc import Iterator, Mapping
from html import unescape
from pathlib import Path
from typing import Final

import httpx
import pytest
import sqlalchemy as sa
from litestar import Litestar
from litestar.testing import TestClient

from reserve.accounts import queries as accounts
from reserve.accounts.model import Role
from reserve.audit import queries as journal
from reserve.audit.tags import Tag
from reserve.db import Base
from reserve.db.classes import CLASSES, DataClass
from reserve.edge.roles import Permission
from reserve.nominee.tables import NomineeRecord
from reserve.pool.tables import MemberRecord
from reserve.roster import queries as roster
from reserve.roster.model import Person
from reserve.roster.tables import PersonRecord
from tests.edge.matrix import Caller, Route, declared
from tests.edge.service import Service, scratch_copy

ID_NUMBER: Final = re.compile(r"(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])")
# The whole result as ``reserve run`` writes it: a finding repeats the cell that it is about. It asks for the second
# factor and is recorded; the pages of the same findings mask them.
WHOLE: Final = {
    ("POST", "/api/v1/cycles/{cycle_id:int}/result"),
    ("POST", "/cycles/{cycle_id:int}/result.json"),
    ("POST", "/cycles/{cycle_id:int}/result.xlsx"),
    # Bound to answer for the campaign years later: it holds the facts of every verdict, as its page says.
    ("POST", "/cycles/{cycle_id:int}/archive.zip"),
}
# The roles that are not to know who is in the campaign at all.
OUTSIDE: Final = (Role.MARKER, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)
SEALED_FIRST_BYTE: Final = b"\x01"


@pytest.fixture(scope="module")
def scratch(campaign: Service, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A copy of the county that may be changed at will. What shows on pages does not hang on the backend."""
    if campaign.database.url.get_backend_name() != "sqlite":
        pytest.skip("what pages show does not hang on the database")
    with scratch_copy(campaign, tmp_path_factory.mktemp("canaries")) as running:
        yield running


@pytest.fixture(scope="module")
def client(scratch: Service) -> Iterator[TestClient[Litestar]]:
    with scratch.client() as opened:
        yield opened


@pytest.fixture(scope="module")
def people(scratch: Service) -> Mapping[int, Person]:
    with scratch.database.reading() as session:
        return roster.people(session, scratch.keys)


@pytest.fixture(scope="module")
def sanctions(people: Mapping[int, Person]) -> frozenset[str]:
    found = frozenset(person.discipline.kind for person in people.values() if person.discipline.kind)
    assert len(found) >= 3
    return found


@pytest.fixture(scope="module")
def objects(scratch: Service, people: Mapping[int, Person]) -> Mapping[str, int]:
    """Somebody with an ID number and a sanction, as a person, a nominee and a member where there is one."""
    marked = [number for number, person in people.items() if person.discipline.kind]
    with scratch.database.reading() as session:
        known = sa.select(sa.func.min(PersonRecord.number))
        known = known.where(PersonRecord.number.in_(marked), PersonRecord.id_number.is_not(None))
        number = session.execute(known).scalar_one()
        nominee = sa.select(sa.func.min(NomineeRecord.id)).where(NomineeRecord.person_number.in_(marked))
        member = sa.select(sa.func.min(MemberRecord.id))
        return {
            "cycle_id": 1,
            "person": number,
            "number": number,
            "nominee_id": session.execute(nominee).scalar_one(),
            "member_id": session.execute(member).scalar_one(),
        }


def texts(answer: httpx.Response) -> Iterator[str]:
    """Everything that an answer says: its text, or that of every part of a workbook, and its headers."""
    yield str(answer.url)
    yield str(list(answer.headers.items()))
    if answer.content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
            for name in book.namelist():
                yield unescape(book.read(name).decode("utf-8", "replace"))
        return
    yield unescape(answer.text)


def leaks(answer: httpx.Response, sanctions: frozenset[str]) -> set[str]:
    said = "\n".join(texts(answer))
    return {*ID_NUMBER.findall(said), *(kind for kind in sanctions if kind in said)}


def addresses(scratch: Service) -> list[Route]:
    """Every page, and every export; nothing else that changes something."""
    return [
        route
        for route in declared(scratch.app)
        if (route.method == "GET" or route.permission is Permission.EXPORT) and (route.method, route.path) not in WHOLE
    ]


@pytest.mark.parametrize("role", [None, *Role])
def test_no_page_and_no_export_shows_what_is_sealed(
    scratch: Service,
    client: TestClient[Litestar],
    objects: Mapping[str, int],
    sanctions: frozenset[str],
    people: Mapping[int, Person],
    role: Role | None,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    caller = Caller(scratch, client, role, 1 if role is Role.UNIT_LIAISON else None)
    names = {person.name for person in people.values() if len(person.name) > 2}
    for route in addresses(scratch):
        answer = caller.ask(route, objects)
        assert not leaks(answer, sanctions), route
        said = "\n".join(texts(answer))
        for part in re.findall(r"<title>.*?</title>|(?:href|action|src)=\"[^\"]*\"", said):
            assert not [name for name in names if name in part], (route, part)
        # The people in the examples of the documentation are invented, like everybody in the sample county.
        if (role in OUTSIDE or role is None) and not route.path.startswith(("/api", "/about/interface")):
            assert not [name for name in names if name in said], route
    assert not ID_NUMBER.search(caplog.text)
    assert not [kind for kind in sanctions if kind in caplog.text]


def test_the_whole_result_repeats_only_what_its_findings_are_about(
    scratch: Service, client: TestClient[Litestar], objects: Mapping[str, int], sanctions: frozenset[str]
) -> None:
    caller = Caller(scratch, client, Role.SECTION_HEAD)
    with scratch.database.reading() as session:
        before = journal.head(session).sequence
    (route,) = [route for route in declared(scratch.app) if route.path == "/cycles/{cycle_id:int}/result.json"]
    answer = caller.ask(route, objects)
    assert answer.status_code == 200
    found = answer.json()
    values = str([finding.pop("value") for finding in found["findings"]])
    assert ID_NUMBER.search(values)
    assert not ID_NUMBER.search(str(found))
    assert not [kind for kind in sanctions if kind in answer.text]
    with scratch.database.reading() as session:
        assert Tag.REPORTS_EXPORT in {entry.tag for entry in journal.entries(session, after=before)}


def test_a_leak_would_be_seen(sanctions: frozenset[str]) -> None:
    book = io.BytesIO()
    with zipfile.ZipFile(book, "w") as packed:
        packed.writestr("xl/sharedStrings.xml", "<t>53010219800101123X</t>")
    request = httpx.Request("GET", "http://localhost/x")
    for content in (book.getvalue(), "身份证 530102198001011231 。".encode(), next(iter(sanctions)).encode()):
        assert leaks(httpx.Response(200, content=content, request=request), sanctions)
    assert leaks(httpx.Response(200, headers={"x-file": "530102198001011231"}, request=request), sanctions)


def test_an_error_names_an_incident_and_neither_page_nor_log_a_value(
    scratch: Service,
    client: TestClient[Litestar],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    canary = "530102198001011231"

    def broken(*_: object) -> None:
        raise ValueError(canary)

    caller = Caller(scratch, client, Role.SYSTEM_ADMIN)
    monkeypatch.setattr(accounts, "accounts", broken)
    answer = caller.ask(next(route for route in declared(scratch.app) if route.path == "/users"), {})
    assert answer.status_code == 500
    assert canary not in "\n".join(texts(answer))
    incident = re.search(r"Number of the incident: ([0-9a-f]{10})", answer.text)
    assert incident is not None
    assert incident[1] in caplog.text
    assert canary not in caplog.text


def test_neither_the_file_nor_the_journal_holds_what_is_sealed(
    scratch: Service, people: Mapping[int, Person], sanctions: frozenset[str]
) -> None:
    with scratch.database.reading() as session:
        for (table, column), kind in CLASSES.items():
            if kind is DataClass.SEALED:
                values = session.execute(sa.select(Base.metadata.tables[table].c[column])).scalars().all()
                assert all(value is None or value.startswith(SEALED_FIRST_BYTE) for value in values), (table, column)
        # Somebody of the sample county approves the own exception, by name: that is found out and recorded.
        told = [(entry.subject, str({**entry.details, "approvals": ""})) for entry in journal.entries(session)]
    entries = str(told)
    assert not ID_NUMBER.search(entries)
    assert not [kind for kind in sanctions if kind in entries]
    # Who decided is named; whom it was about is a number.
    names = {person.person_id: person.name for person in people.values()}
    assert not [subject for subject, details in told if subject in names and names[subject] in details]
    file = Path(str(scratch.database.url.database))
    stored = b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))
    assert not re.search(rb"(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])", stored)
    assert not [kind for kind in sanctions if kind.encode() in stored]
