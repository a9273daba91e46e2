"""Sixty-four workers fight for the last places of a county: none is held twice, none is lost, no unit has too many.

One example is a thousand attempts. A worker takes the first free place it sees for somebody who may stand, in a
transaction of its own, or gives back one that it holds; every one of them has connections of its own. What the workers
believe to hold is compared with the rows of the database, and the rows of each unit with its places.
"""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, cast

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from reserve.db import Database
from reserve.errors import Conflict
from reserve.listing.tables import ListingRecord
from tests import postgres
from tests.edge.service import run_county
from tests.proof.model import Findings, Proof

KINDS: Final = ("sqlite", "postgresql")
WORKERS: Final = 64
ATTEMPTS: Final = 1_000
GIVES_BACK: Final = 0.4
LISTING: Final = cast("sa.Table", ListingRecord.__table__)
# The last places: units and classes in which more people may stand than there are places.
WANTED: Final = sa.text(
    "SELECT n.id, n.unit_id, n.place_class, s.standing, count(p.id) AS places FROM nominee n "
    "JOIN screening s ON s.nominee_id = n.id JOIN place p ON p.cycle_id = n.cycle_id AND p.unit_id = n.unit_id "
    "AND p.place_class = n.place_class AND p.is_open WHERE s.standing = 'eligible' "
    "GROUP BY n.id, n.unit_id, n.place_class, s.standing ORDER BY n.id"
)
FREE: Final = sa.text(
    "SELECT p.id FROM place p WHERE p.unit_id = :unit AND p.place_class = :place_class AND p.is_open "
    "AND NOT EXISTS (SELECT 1 FROM listing l WHERE l.place_id = p.id) ORDER BY p.id LIMIT 1"
)
OVER: Final = sa.text(
    "SELECT l.unit_id, l.place_class FROM listing l GROUP BY l.unit_id, l.place_class HAVING count(*) > "
    "(SELECT count(*) FROM place p WHERE p.unit_id = l.unit_id AND p.place_class = l.place_class AND p.is_open)"
)


@dataclass
class Worker:
    """One of those who fight: its own connections, its own chance, and what it believes to hold."""

    database: Database
    chance: random.Random
    people: Sequence[sa.Row[tuple[int, int, str, str, int]]]
    held: dict[int, int] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)

    def fight(self, attempts: int) -> None:
        """Make so many attempts."""
        for _ in range(attempts):
            self.attempt()

    def attempt(self) -> None:
        """Take a place, or give one back."""
        try:
            if self.held and self.chance.random() < GIVES_BACK:
                self._give_back()
            else:
                self._take(self.chance.choice(self.people))
        except (IntegrityError, Conflict):
            self.counts["refused"] += 1
        self.counts["attempts"] += 1

    def _take(self, who: sa.Row[tuple[int, int, str, str, int]]) -> None:
        # Seen through the reading door, so that others can be quicker: the constraint has to say so.
        with self.database.reading() as session:
            place = session.scalar(FREE, {"unit": who.unit_id, "place_class": who.place_class})
        if place is None:
            self.counts["full"] += 1
            return
        with self.database.writing() as session:
            seat = {
                "nominee_id": who.id,
                "cycle_id": 1,
                "unit_id": who.unit_id,
                "place_class": who.place_class,
                "place_id": place,
                "place_is_open": True,
                "standing": who.standing,
                "seat": "listed",
            }
            session.execute(sa.insert(LISTING), [seat])
        self.held[who.id] = place
        self.counts["taken"] += 1

    def _give_back(self) -> None:
        nominee = self.chance.choice(sorted(self.held))
        with self.database.writing() as session:
            session.execute(sa.delete(LISTING).where(LISTING.c.nominee_id == nominee))
        del self.held[nominee]
        self.counts["given back"] += 1


@contextmanager
def arena(kind: str, folder: Path) -> Iterator[str]:
    """Yield a county that was run, its list given up."""
    with ExitStack() as stack:
        if kind == "sqlite":
            url = f"sqlite:///{folder / 'race.sqlite3'}"
        else:
            cluster = stack.enter_context(postgres.cluster())
            url = cluster.url(cluster.create())
        run_county(url, folder / "race.keys", folder)
        yield url


def fight(url: str, seed: int, attempts: int, found: Findings) -> None:
    """Let the workers fight over an empty list, and compare what they hold with what is stored."""
    seen = Database(url)
    with seen.writing() as session:
        session.execute(sa.delete(LISTING))
    with seen.reading() as session:
        everybody = session.execute(WANTED).all()
    crowd = Counter((one.unit_id, one.place_class) for one in everybody)
    contested = [one for one in everybody if crowd[one.unit_id, one.place_class] > one.places]
    workers = [Worker(Database(url), random.Random(seed * WORKERS + number), contested) for number in range(WORKERS)]
    with ThreadPoolExecutor(WORKERS) as pool:
        # Shares that differ by one at most.
        shares = [len(range(number, attempts, WORKERS)) for number in range(WORKERS)]
        list(pool.map(Worker.fight, workers, shares))
    found.troubles += compared(seen, workers, f"fight {seed}")
    for worker in workers:
        found.figures.update(worker.counts)
        worker.database.dispose()
    seen.dispose()


def compared(database: Database, workers: Sequence[Worker], where: str) -> list[str]:
    """Return what is wrong: places held twice, units with too many, what was lost or came from nowhere."""
    with database.reading() as session:
        stored = {row.nominee_id: row.place_id for row in session.execute(sa.select(LISTING))}
        over = session.execute(OVER).all()
    believed = {nominee: place for worker in workers for nominee, place in worker.held.items()}
    told = [f"{where}: more than the places of {row.unit_id} {row.place_class}" for row in over]
    told += [f"{where}: nominee {nominee} was lost" for nominee in sorted(believed.keys() - stored.keys())]
    told += [f"{where}: nominee {nominee} came from nowhere" for nominee in sorted(stored.keys() - believed.keys())]
    if sum(len(worker.held) for worker in workers) != len(believed):
        told.append(f"{where}: two workers hold a place for one person")
    if len(set(stored.values())) != len(stored):
        told.append(f"{where}: a place is held twice")
    return told


def look(first: int, count: int, folder: Path) -> Findings:
    """Fight on both databases in turn, a thousand attempts an example."""
    found = Findings()
    for at, kind in enumerate(KINDS):
        here = folder / kind
        here.mkdir()
        with arena(kind, here) as url:
            for number in range(first, first + count):
                if number % len(KINDS) == at:
                    fight(url, number, ATTEMPTS, found)
    return found


def controls(folder: Path) -> dict[str, bool]:
    """Take away the key that keeps a place from being held twice; then let a transaction be forgotten."""
    here = folder / "control"
    here.mkdir()
    found, caught = Findings(), {}
    with arena("sqlite", here) as url:
        forgetful = Database(url)
        with forgetful.writing() as session:
            session.execute(sa.delete(LISTING))
        with forgetful.reading() as session:
            everybody = session.execute(WANTED).all()
        worker = Worker(forgetful, random.Random(1), everybody)
        worker.fight(20)
        with forgetful.writing() as session:
            session.execute(sa.delete(LISTING).where(LISTING.c.nominee_id == min(worker.held)))
        caught["a place that was given away is lost"] = bool(compared(forgetful, [worker], "control"))
        with forgetful.writing() as session:
            session.execute(sa.text("CREATE TABLE free AS SELECT * FROM listing"))
            session.execute(sa.text("DROP TABLE listing"))
            session.execute(sa.text("ALTER TABLE free RENAME TO listing"))
        forgetful.dispose()
        for seed in range(10):
            # Only what is held twice in the end is seen, and few are wrong at any one moment.
            fight(url, seed, ATTEMPTS // 4, found)
            if found.troubles:
                break
        caught["nothing keeps a place from being held twice"] = bool(found.troubles)
    return caught


PROOF = Proof(
    "races",
    "no place is held twice or lost, and no unit has more than its places, however many fight for the last ones",
    total=1_000,
    batch=20,
    look=look,
    controls=controls,
    sources=("reserve/db/doors.py", "reserve/listing/tables.py", "reserve/quota/tables.py", "tests/proof/races.py"),
)
