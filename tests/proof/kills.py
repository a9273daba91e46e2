"""The server killed at every write of every act, and the act sent again: done once, or not at all, never half."""

import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import httpx

from tests.proof.acts import CHAINS, Act
from tests.proof.model import Findings, Proof
from tests.proof.mortal import COMMITTED, FAULTS
from tests.proof.nursery import Nursery, Server
from tests.proof.pressing import People, Request, asked, prepared, send
from tests.proof.standing import Standing, Store, journal_fault, readings, stores

KINDS: Final = ("sqlite", "postgresql")
STRIDE: Final = 8
EXAMPLES: Final = tuple((start, kind, chain) for start in range(1, STRIDE + 1) for chain in CHAINS for kind in KINDS)
"""Each is a whole campaign, killed at every eighth write of each act, counted from another one: all acts come first."""
_PATIENCE: Final = 30.0
_TICK: Final = 0.01


@dataclass
class Scene:
    """A chain of acts over one database, at the act that comes next; ``here``: the copy to go back to."""

    folder: Path
    store: Store
    nursery: Nursery
    people: People
    here: str
    found: Findings = field(default_factory=Findings)

    def settled(self) -> Standing:
        """Return what stands there once no import is being read any more."""
        deadline = time.monotonic() + _PATIENCE
        while readings(standing := self.store.read()):
            if time.monotonic() > deadline:
                raise AssertionError("an import is never read to its end")
            time.sleep(_TICK)
        return standing


@dataclass(frozen=True)
class Whole:
    """An act carried out undisturbed: what stood before and after, what was answered, and every write of it."""

    request: Request
    before: Standing
    after: Standing
    status: int
    location: str
    writes: Sequence[str]
    there: str


def whole(scene: Scene, act: Act, fault: str = "") -> Whole:
    """Carry an act out in a copy of where the chain stands."""
    with scene.nursery.server() as server:
        request = asked(act, scene.people, server.address)
    scene.store.take(scene.here)
    before = scene.store.read()
    with scene.nursery.server(fault=fault) as server:
        answer = send(request, scene.people, server.address)
        if answer.status_code not in {200, 303}:
            msg = f"{act.name}: {answer.status_code} {answer.text.partition('<h1')[2][:2500]}"
            raise AssertionError(msg)
        after = scene.settled()
        time.sleep(_TICK)
        writes = server.writes
    there = scene.store.keep()
    location = answer.headers.get("location", "")
    return Whole(request, before, after, answer.status_code, location, writes, there)


def killed(scene: Scene, done: Whole, number: int, allowed: list[Standing], fault: str = "") -> list[str]:
    """Kill the server at one write, look, send the act again, look; return what is not as it must be.

    ``allowed``: what may stand there after the kill.
    """
    act = done.request.act
    scene.store.take(scene.here)
    with scene.nursery.server(kill_at=number, fault=fault) as server:
        try:
            send(done.request, scene.people, server.address)
            _await_death(scene, server)
        except httpx.TransportError:
            _await_death(scene, server)
        reached = server.dead
    scene.found.figures["kills" if reached else "acts that ended before the write"] += 1
    wrong = _after_the_kill(scene, done, allowed)
    scene.store.count_on()
    with scene.nursery.server(fault=fault) as server:
        answer = send(done.request, scene.people, server.address)
        location = answer.headers.get("location", "")
        if (answer.status_code, location) != (done.status, done.location):
            wrong.append(f"sent again, it is answered {answer.status_code} {location}")
        end = scene.settled()
    wrong += [f"in the end {what}" for what in end.differences(done.after)]
    if fault_found := journal_fault(scene.store, scene.folder):
        wrong.append(f"in the end {fault_found}")
    where = done.writes[number - 1] if number <= len(done.writes) else "the end"
    return [f"{act.name}, killed at write {number} ({where}): {what}" for what in wrong]


def _await_death(scene: Scene, server: Server) -> None:
    """Wait until the server is dead, or nothing more is to come."""
    deadline = time.monotonic() + _PATIENCE
    while not server.dead and time.monotonic() < deadline:
        if not readings(scene.store.read()):
            time.sleep(_TICK * 10)
            return
        time.sleep(_TICK)


def _after_the_kill(scene: Scene, done: Whole, allowed: list[Standing]) -> list[str]:
    left = scene.store.read()
    wrong = []
    if fault := journal_fault(scene.store, scene.folder):
        wrong.append(f"after the kill {fault}")
    for one in allowed:
        if one.lasting == left.lasting:
            if one is done.before and one.raw != left.raw:
                wrong.append("after the kill something sealed or dated was changed")
            return wrong
    scene.found.figures["half done"] += 1
    wrong.append(f"half done: {left.differences(done.before)} and {left.differences(done.after)}")
    return wrong


def boundaries(scene: Scene, done: Whole) -> tuple[list[Standing], list[str]]:
    """Return what may stand there after a kill; between the transactions of an act it is what each of them left."""
    known = [done.before, done.after]
    if done.request.act.parts == 1:
        return known, []
    for number, what in enumerate(done.writes, 1):
        if what != COMMITTED:
            continue
        scene.store.take(scene.here)
        with scene.nursery.server(kill_at=number) as server:
            with suppress(httpx.TransportError):
                send(done.request, scene.people, server.address)
            _await_death(scene, server)
        left = scene.store.read()
        if all(one.lasting != left.lasting for one in known):
            known.append(left)
    parts = len(known) - 1
    most = done.request.act.parts
    return known, [f"{done.request.act.name}: {parts} transactions, not {most}"] if parts > most else []


@contextmanager
def scene(folder: Path, kind: str, chain: str) -> Iterator[Scene]:
    """Yield a chain at its beginning."""
    with ExitStack() as around:
        store = around.enter_context(stores(folder, kind))
        key_file = folder / "served.keys"
        nursery = Nursery(folder, store.url, key_file)
        around.callback(nursery.close)
        people = prepared(chain, store.url, key_file)
        nursery.begin()
        yield Scene(folder, store, nursery, people, store.keep())


def go_on(scene: Scene, done: Whole) -> None:
    """Let the chain stand after an act."""
    scene.here = done.there
    scene.store.take(scene.here)


def tried(scene: Scene, act: Act, *, start: int = 1, every: int = STRIDE) -> Whole:
    """Kill the server at every so-manieth write of an act; what is wrong is in ``scene.found``."""
    done = whole(scene, act)
    numbers = range(start, len(done.writes) + 1, every)
    allowed, wrong = boundaries(scene, done) if numbers else ([], [])
    scene.found.troubles += wrong
    for number in numbers:
        scene.found.troubles += killed(scene, done, number, allowed)
    scene.found.figures["acts carried out"] += 1
    return done


def look(first: int, count: int, folder: Path) -> Findings:
    """Carry out campaigns, killed at some writes of each act."""
    found = Findings()
    for start, kind, chain in EXAMPLES[first : first + count]:
        space = folder / f"{kind}-{chain}-{start}"
        space.mkdir()
        with scene(space, kind, chain) as here:
            for act in CHAINS[chain]:
                go_on(here, tried(here, act, start=start))
            found.figures[f"kills on {kind}"] += here.found.figures["kills"]
            here.found.troubles = [f"{kind}: {trouble}" for trouble in here.found.troubles]
            found.add(here.found)
    return found


def controls(folder: Path) -> dict[str, bool]:
    """Let an act commit in the middle; then let a form that is sent again be acted on again."""
    with scene(folder, "sqlite", "deciding") as here:
        return planted(here)


def planted(here: Scene) -> dict[str, bool]:
    """Return whether each planted fault is found at the act that comes next."""
    found = {}
    for fault in FAULTS:
        here.store.take(here.here)
        done = whole(here, CHAINS["deciding"][0], fault)
        commits = [number for number, what in enumerate(done.writes, 1) if what == COMMITTED]
        allowed = [done.before, done.after]
        # The server is killed after each of its commits, first to last, until something is found.
        found[fault] = any(killed(here, done, number, allowed, fault) for number in commits)
    return found


PROOF = Proof(
    "kills",
    "killed at any write, an act is wholly done or not at all, and sent again it is done exactly once",
    total=len(EXAMPLES),
    batch=1,
    look=look,
    controls=controls,
    sources=(
        "reserve",
        "tests/cycle/town.py",
        "tests/intake/county.py",
        *(f"tests/proof/{name}.py" for name in ("acts", "kills", "mortal", "nursery", "pressing", "standing")),
    ),
)
