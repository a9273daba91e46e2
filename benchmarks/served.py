"""A county of 3,000 nominees behind the whole application, asked in its own process: no socket and no test client."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any, Final

from litestar import Litestar

from reserve import clock
from reserve.accounts import actions, entering, queries, totp
from reserve.accounts.model import Role
from reserve.app import create_app
from reserve.audit.model import Actor, ActorKind
from reserve.audit.record import record
from reserve.audit.tags import Tag
from reserve.campaign.whole import carry_out
from reserve.db import Database, upgrade
from reserve.intake import read_county
from reserve.intake.model import County
from reserve.personal import Keys
from reserve.policy.load import load
from reserve.recommendation.model import Tally
from reserve.roster.model import PlaceClass
from reserve.sample import write_county
from reserve.settings import Settings

ACTOR: Final = Actor("benchmarks", ActorKind.SYSTEM)
PLAN: Final = Path(__file__).parents[1] / "reserve" / "policy" / "plans" / "seed-county.toml"
_SEED: Final = 2026
_HOST: Final = b"localhost"


@dataclass(frozen=True, slots=True)
class Served:
    """The application over a county that was run, its database, and the cookie of somebody signed in."""

    app: Litestar
    database: Database
    cookie: bytes

    def change(self) -> None:
        """Record something, so that nothing that was read before may be believed."""
        with self.database.writing() as session:
            record(session, ACTOR, Tag.ACCOUNTS_LOGOUT, "account benchmarks")

    async def get(self, path: str, query: str = "") -> bytes:
        """Ask for one page as a server would, and return its body. Raises ``AssertionError`` for another status."""
        scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "root_path": "",
            "query_string": query.encode(),
            "headers": [(b"host", _HOST), (b"cookie", self.cookie), (b"accept", b"text/html")],
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 80),
            "state": {},
        }
        sent: list[Any] = []

        async def receive() -> dict[str, object]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Any) -> None:  # noqa: ANN401 - the protocol's
            sent.append(message)

        await self.app(scope, receive, send)  # type: ignore[arg-type]
        assert sent[0]["status"] == 200, sent[0]["status"]
        return b"".join(message.get("body", b"") for message in sent[1:])


@asynccontextmanager
async def served(folder: Path, nominees: int) -> AsyncIterator[Served]:
    """Run a county with that many nominees in a new SQLite file, start the application, sign somebody in."""
    file, key_file = folder / "county.sqlite3", folder / "county.keys"
    url = f"sqlite:///{file}"
    if not file.exists():
        upgrade(url)
        write_county(_SEED, folder / "county")
        county = crowded(read_county(folder / "county"), nominees)
        with _opened(url) as database, database.writing() as session:
            carry_out(session, ACTOR, county, load(PLAN), None, Keys.load(key_file), lambda _: None)
    with _opened(url) as database:
        secret = _signed_in(database, Keys.load(key_file))
        app = create_app(Settings(data=folder, database=url, key_file=key_file, language="zh_CN"))
        # The start is where lasting objects leave the collector's view.
        async with app.lifespan():
            yield Served(app, database, f"reserve={secret}".encode())


@contextmanager
def _opened(url: str) -> Iterator[Database]:
    database = Database(url)
    try:
        yield database
    finally:
        database.dispose()


def _signed_in(database: Database, keys: Keys) -> str:
    name = f"bench{clock.now():%H%M%S%f}"
    password = "Tq8#vLm2!xWz-kaiyang"  # noqa: S105 - of a county that lives as long as a benchmark
    with database.writing() as session:
        added = actions.create_account(
            session, ACTOR, keys, name=name, display_name="", password=password, role=Role.SECTION_HEAD
        )
    with database.writing() as session:
        code = totp.code_at(added.totp_secret, totp.step_of(clock.now()))
        known = queries.credentials(session, keys, name)
        secret = entering.sign_in(session, known, password_fits=True, code=code, source="", lookups=())
    assert secret is not None
    return secret


def crowded(county: County, nominees: int) -> County:
    """Let meetings name so many people that there are ``nominees`` of them; no member is one for the same class."""
    rng = Random(_SEED)
    members = {(member.person, member.place_class) for member in county.members}
    tallies: dict[tuple[int | str, str, PlaceClass], Tally] = {
        (tally.person or tally.name, tally.unit, tally.place_class): tally for tally in county.tallies
    }
    count = sum(tally.person is not None for tally in tallies.values())
    count -= sum((tally.person, tally.place_class) in members for tally in tallies.values())
    for meeting, number in _candidates(county):
        key = (number, meeting.unit, meeting.place_class)
        if count >= nominees:
            break
        if key in tallies or (number, meeting.place_class) in members:
            continue
        votes = rng.randint(1, max(1, (meeting.valid or 1) // 2))
        name = county.people[number - 1].name
        tallies[key] = Tally(meeting.origin, meeting.unit, meeting.place_class, number, name, votes)
        count += 1
    assert count == nominees, count
    return replace(county, tallies=tuple(tallies.values()))


def _candidates(county: County) -> Iterable[tuple[Any, int]]:
    by_unit: dict[str, list[int]] = {}
    for number, person in enumerate(county.people, start=1):
        by_unit.setdefault(person.unit, []).append(number)
    for place_class in (PlaceClass.DEPUTY, PlaceClass.CHIEF):
        for meeting in county.meetings:
            if meeting.place_class is place_class:
                yield from ((meeting, number) for number in by_unit.get(meeting.unit, ()))
