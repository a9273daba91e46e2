"""Pictures of every page over a tiny and a large county, and how long each took.

``python -m tests.browser.look FOLDER [WORD…]``. No test: somebody looks at the pictures. Every page is taken wide, at
phone width and as it is printed, in the language of an office; a page that a change adds is found by its route. Words
after the folder leave only pages with these words.
"""

import re
import secrets
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Final, NamedTuple

import sqlalchemy as sa
from playwright.sync_api import Browser, BrowserContext, Page

from reserve import clock
from reserve.accounts.bearer import stored
from reserve.accounts.model import Role
from reserve.accounts.tables import AccountRecord, SessionRecord
from reserve.db import Database
from reserve.edge.roles import TABLE
from reserve.eligibility.tables import ScreeningRecord, StandingWord
from reserve.nominee.tables import NomineeRecord
from reserve.personal import Keys
from reserve.pool.tables import MemberRecord
from reserve.recommendation.tables import MeetingRecord
from tests.accounts.accounts import add_person
from tests.browser import counties
from tests.browser.desk import chromium
from tests.browser.test_service import server
from tests.edge.matrix import Route, declared
from tests.edge.service import COOKIE, service

SIZES: Final = {"wide": (1440, 900), "phone": (390, 844)}
TALLEST: Final = 2600
"""Pixels of a page that a picture shows: what repeats below looks the same."""
ROUNDS: Final = 3
SLOW: Final = 0.1
"""Seconds above which an answer is named."""
ROLES: Final = (Role.SECTION_HEAD, Role.SCORE_CLERK, Role.SYSTEM_ADMIN)
MORE: Final = (
    "/cycles/1/nominees?outcome=undecided",
    "/cycles/1/nominees?search=nobody",
    "/cycles/1/members?decision=none",
    "/cycles/1/list?standing=all",
    "/cycles/1/exceptions?show=waiting",
    "/cycles/1/exam/keying?plain=1",
    "/cycles/1/no-such-page",
)
_NO_PAGES: Final = re.compile(r"^/api|^/static|/templates/|/marked/|/rows$|\.toml$|^/sign-in$|^/$")


class Shown(NamedTuple):
    """One page that was taken: where, as whom, and in how many seconds it was answered."""

    path: str
    role: Role
    status: int
    seconds: float
    broad: bool
    """Whether it is wider than the phone."""


def main(arguments: Sequence[str]) -> int:
    """Take every page; print what is slow, too broad or broken."""
    folder, only = Path(arguments[0]), arguments[1:]
    with chromium() as browser:
        for large in (False, True):
            here = folder / ("large" if large else "tiny")
            here.mkdir(parents=True, exist_ok=True)
            file = here / "county.sqlite3"
            if not file.exists():
                counties.store(here, large=large)
            shown = list(_county(browser, file, only))
            sys.stdout.write(f"{here}: {len(shown)} pages\n")
            for one in sorted(shown, key=lambda one: -one.seconds):
                if one.seconds > SLOW or one.broad or one.status not in {200, 404}:
                    broad = "broad " if one.broad else ""
                    sys.stdout.write(f"  {one.seconds * 1000:5.0f} ms  {one.status}  {broad}{one.path}\n")
    return 0


def _county(browser: Browser, file: Path, only: Sequence[str]) -> Iterator[Shown]:
    keys = file.with_suffix(".keys")
    url = f"sqlite:///{file}"
    with service(url, keys) as running:
        routes = [
            route for route in declared(running.app) if route.method == "GET" and not _NO_PAGES.search(route.path)
        ]
        objects = _objects(running.database)
        secret = {role: _session(running.database, running.keys, role) for role in ROLES}
    seen: set[str] = set()
    with server(file, keys) as address:
        for role in ROLES:
            for path in (*_paths(routes, role, objects), *(MORE if role is ROLES[0] else ())):
                if path in seen or not all(word in path for word in only):
                    continue
                seen.add(path)
                yield _take(browser, address, path, role, secret[role], file.parent)


def _paths(routes: Sequence[Route], role: Role, objects: Mapping[str, int]) -> Iterator[str]:
    for route in routes:
        if route.permission.value in {"own", "open"} or route.permission in TABLE[role]:
            about = objects
            if "/exceptions/" in route.path:
                about = {**objects, "nominee_id": objects["exceptional"]}
            yield route.address(about)


def _objects(database: Database) -> Mapping[str, int]:
    """What the pages of one thing are about: a person, member, unit and nominee who are there."""
    with database.reading() as session:
        nominee = session.execute(sa.select(NomineeRecord).order_by(NomineeRecord.id)).scalars().first()
        exceptional = session.scalar(
            sa.select(ScreeningRecord.nominee_id).where(ScreeningRecord.standing == StandingWord.EXCEPTIONAL)
        )
        member = session.scalar(sa.select(sa.func.max(MemberRecord.id)))
        unit = session.scalar(sa.select(sa.func.min(MeetingRecord.unit_id)))
    assert nominee is not None
    person = nominee.person_number
    found = {"cycle_id": 1, "account_id": 1, "import_id": 1, "person": person, "number": person}
    return {
        **found,
        "nominee_id": nominee.id,
        "exceptional": exceptional or 1,
        "member_id": member or 1,
        "unit_id": unit or 1,
    }


def _session(database: Database, keys: Keys, role: Role) -> str:
    """Open a session in which the second factor was just given."""
    person = add_person(database, keys, f"look{time.time_ns() // 1_000_000 % 1_000_000}", role)
    secret, now = secrets.token_urlsafe(32), clock.now()
    with database.writing() as session:
        account = session.scalar(sa.select(AccountRecord.id).where(AccountRecord.name == person.name))
        row = {"created_at": now, "last_seen_at": now, "stepped_up_at": now}
        session.add(SessionRecord(id_hash=stored(secret), account_id=account, **row))
    return secret


def _take(browser: Browser, address: str, path: str, role: Role, secret: str, folder: Path) -> Shown:
    name = re.sub(r"[^\w]+", "-", path.removeprefix("/cycles/1")).strip("-") or "cycles"
    broad = False
    seconds: list[float] = []
    status = 0
    for size, (width, height) in SIZES.items():
        context = browser.new_context(
            base_url=address, locale="zh-CN", viewport={"width": width, "height": height}, accept_downloads=False
        )
        context.add_cookies([{"name": COOKIE, "value": secret, "url": address}])
        if not seconds:
            status, seconds = _timed(context, path)
        page = context.new_page()
        page.goto(path)
        page.wait_for_load_state("networkidle")
        wide = page.evaluate("document.documentElement.scrollWidth")
        tall = page.evaluate("document.documentElement.scrollHeight")
        broad |= wide > width
        clip = {"x": 0, "y": 0, "width": max(width, wide), "height": min(tall, TALLEST)}
        page.screenshot(path=folder / f"{size}-{name}.png", full_page=True, clip=clip)  # type: ignore[arg-type]
        if size == "wide":
            _print(page, folder / f"print-{name}.pdf")
        context.close()
    return Shown(path, role, status, median(seconds), broad)


def _timed(context: BrowserContext, path: str) -> tuple[int, list[float]]:
    """Return the status and how long each of a few answers took, the first one apart."""
    status, found = context.request.get(path, max_redirects=0).status, []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        context.request.get(path, max_redirects=0)
        found.append(time.perf_counter() - start)
    return status, found


def _print(page: Page, file: Path) -> None:
    page.pdf(path=file, prefer_css_page_size=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or ["var/look"]))
