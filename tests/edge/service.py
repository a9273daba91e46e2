"""A service over a county that was run, and visitors of it, for the tests of the edge and of both fronts."""

import shutil
import sqlite3
import warnings
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Final

from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import Engine, event

from reserve.accounts import actions
from reserve.accounts.model import Role
from reserve.app import create_app
from reserve.campaign.whole import carry_out
from reserve.db import Database, upgrade
from reserve.intake import read_county
from reserve.personal import Keys
from reserve.policy.load import load, shipped
from reserve.sample import write_county
from reserve.settings import Settings
from tests.accounts.accounts import ACTOR, PASSWORD, Person, add_person

HOST: Final = "http://localhost"
NAMES: Final = count(1)
"""Every test signs in as somebody of its own: a code works once."""
COOKIE: Final = "reserve"


@dataclass(frozen=True, slots=True)
class Service:
    app: Litestar
    database: Database
    keys: Keys

    def client(self) -> TestClient[Litestar]:
        with warnings.catch_warnings():
            # Some clients lose cookies of a host without a dot; this one keeps them, and only this host is served.
            warnings.simplefilter("ignore", UserWarning)
            return TestClient(self.app, base_url=HOST, raise_server_exceptions=False)

    def person(self, role: Role = Role.OFFICER, unit_id: int | None = None) -> Person:
        return add_person(self.database, self.keys, f"person{next(NAMES)}", role, unit_id)

    def token(self, *scopes: str) -> Mapping[str, str]:
        name = f"machine{next(NAMES)}"
        with self.database.writing() as session:
            token = actions.issue_token(session, ACTOR, name=name, scopes=scopes, days=1)
        return {"authorization": f"Bearer {token}"}


def run_county(url: str, key_file: Path, folder: Path) -> None:
    """Run a whole sample county in a new database."""
    upgrade(url)
    write_county(2026, folder / "county")
    county = read_county(folder / "county", frozenset())
    (plan,) = [path for path in shipped() if path.stem == "seed-county"]
    database = Database(url)
    with database.writing() as session:
        carry_out(session, ACTOR, county, load(plan), None, Keys.load(key_file), lambda _: None)
    database.dispose()


@contextmanager
def service(url: str, key_file: Path, *, language: str = "en") -> Iterator[Service]:
    settings = Settings(data=key_file.parent, database=url, key_file=key_file, language=language)
    app = create_app(settings)
    database = Database(url)
    try:
        yield Service(app, database, Keys.load(key_file))
    finally:
        database.dispose()


@contextmanager
def scratch_copy(source: Service, folder: Path) -> Iterator[Service]:
    """A service over a copy of another one's SQLite database, in a folder of its own: it may be changed at will."""
    file = Path(str(source.database.url.database))
    copy, keys = folder / file.name, folder / f"{file.stem}.keys"
    shutil.copyfile(file.with_suffix(".keys"), keys)
    keys.chmod(0o600)
    with closing(sqlite3.connect(file)) as reading, closing(sqlite3.connect(copy)) as writing:
        reading.backup(writing)
    with service(f"sqlite:///{copy}", keys) as running:
        yield running


def sign_in(client: TestClient[Litestar], person: Person, *, steps: int = 0, password: str = PASSWORD) -> str:
    """Sign somebody in and return the session's secret."""
    answer = client.post(
        "/sign-in",
        data={"name": person.name, "password": password, "code": person.code(steps=steps)},
        headers={"origin": HOST},
        follow_redirects=False,
    )
    assert answer.status_code == 303, answer.text
    return str(client.cookies[COOKIE])


@contextmanager
def statements() -> Iterator[list[str]]:
    """Collect every statement that is sent to a database meanwhile."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, text: str, *_: object) -> None:
        sent.append(text)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(Engine, "before_cursor_execute", note)
