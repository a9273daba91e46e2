"""Sample counties sent, saved, screened, drawn up and exported over HTTP: to the byte what ``reserve run`` writes."""

import base64
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from typing import Any, Final
from unittest.mock import patch

import httpx

import reserve.cli.run
from reserve.accounts.bearer import form_token
from reserve.accounts.model import Role
from reserve.campaign import imports
from reserve.db import upgrade
from reserve.sample import write_county
from tests.accounts.accounts import PASSWORD, Person
from tests.api.serving import serving
from tests.edge.service import COOKIE, Service, service
from tests.journeys.running import plan_file, run
from tests.proof.model import Findings, Proof

SEEDS: Final = 5
_API: Final = "/api/v1/cycles"
_PATIENCE: Final = 300.0
_TICK: Final = 0.05


@dataclass(frozen=True)
class Officer:
    """Somebody signed in, as a program that sends the requests for a person."""

    client: httpx.Client
    person: Person

    def asks(self, path: str) -> Any:  # noqa: ANN401 - whatever is answered
        """Read something."""
        return self.client.get(f"{_API}{path}").raise_for_status().json()

    def does(self, path: str, body: object = None, **headers: str) -> httpx.Response:
        """Do something; raises ``httpx.HTTPStatusError`` when it is refused."""
        answer = self.client.post(f"{_API}{path}", json=body, headers=headers)
        if answer.is_error:
            raise AssertionError(f"{path}: {answer.status_code} {answer.text}")
        return answer


@contextmanager
def officer(running: Service) -> Iterator[Officer]:
    """Serve on a port of this machine and yield an officer who signed in there."""
    person = running.person(Role.OFFICER)
    with serving(running.app) as address, httpx.Client(base_url=address, timeout=_PATIENCE) as client:
        client.headers["origin"] = address
        typed = {"name": person.name, "password": PASSWORD, "code": person.code()}
        answer = client.post("/sign-in", data=typed)
        client.headers["x-form-token"] = form_token(client.cookies[COOKIE])
        assert answer.status_code == 303, answer.text
        yield Officer(client, person)


def exported(someone: Officer, county: Path) -> bytes:
    """Carry a campaign out over the workbooks of a folder and return its result."""
    someone.does("", {"plan": plan_file("seed-county").read_text("utf-8")})
    number = max(one["id"] for one in someone.asks(""))
    here = f"/{number}"
    files = [
        {"name": path.name, "content": base64.b64encode(path.read_bytes()).decode()}
        for path in sorted(county.glob("*.xlsx"))
    ]
    sent = someone.does(f"{here}/imports", {"files": files}).json()["id"]
    deadline = time.monotonic() + _PATIENCE
    while (state := someone.asks(f"{here}/imports/{sent}")["state"]) == "reading":
        assert time.monotonic() < deadline
        time.sleep(_TICK)
    assert state == "proposed"
    someone.does(f"{here}/imports/{sent}/save", {})
    someone.does(f"{here}/screening")
    someone.does(f"{here}/list")
    return someone.does(f"{here}/result", **{"x-code": someone.person.code(steps=1)}).content


def both(county: Path, folder: Path, url: str) -> tuple[bytes, bytes]:
    """Return the result over HTTP, in a database that has all tables, and that of ``reserve run``."""
    with service(url, folder / "http.keys", language="zh_CN") as running, officer(running) as someone:
        over_http = exported(someone, county)
    # The printed workbook is made of the same result, and takes a third of the time.
    with patch.object(reserve.cli.run, "write_result", lambda *_: None):
        return over_http, run(county, folder / "ran").bytes


def look(first: int, count: int, folder: Path) -> Findings:
    """Compare the results of some counties."""
    found = Findings()
    for seed in range(1 + first, 1 + first + count):
        space = folder / f"county-{seed}"
        write_county(seed, space / "data")
        url = f"sqlite:///{space / 'http.sqlite3'}"
        upgrade(url)
        over_http, ran = both(space / "data", space, url)
        if over_http != ran:
            found.troubles.append(f"seed {seed}: {len(over_http)} bytes over HTTP are not the {len(ran)} of the run")
        found.figures["counties"] += 1
        found.figures["bytes compared"] += len(ran)
        rmtree(space)
    return found


def controls(folder: Path) -> dict[str, bool]:
    """Forget the workbooks that wait for the screening."""
    with patch.object(imports, "apply_waiting", lambda *_: ()):
        return {"what waits for the screening is forgotten": bool(look(0, 1, folder).troubles)}


PROOF = Proof(
    "http",
    "a county taken through the service over HTTP gives `result.json` to the byte as `reserve run` writes it",
    total=SEEDS,
    batch=1,
    look=look,
    controls=controls,
    sources=("reserve", "tests/proof/over_http.py", "tests/api/serving.py", "tests/edge/service.py"),
)
