"""What is sealed enters through a workbook that is uploaded, and shows on no page of the import, log or address."""

import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from reserve.accounts.model import Role
from reserve.roster import queries as roster
from tests.campaign import sending
from tests.campaign.conftest import read_here
from tests.edge.service import Service, service, sign_in
from tests.edge.test_canaries import texts
from tests.intake.county import Files, county
from tests.web.test_imports import Visit, books

__all__ = ["read_here"]

pytestmark = pytest.mark.usefixtures("quick_hashes", "read_here")

ID_NUMBERS: Final = ("990101198011032313", "99010119850214124X", "990101199607010013")
"""Of the small county, in its roster and in its votes."""
SANCTION: Final = "金丝雀处分"
SPOILT: Final = "990101198502141241"
"""An ID number with a wrong last character: a finding is about it."""


@pytest.fixture
def desk(sqlite_url: str, tmp_path: Path) -> Iterator[Service]:
    with service(sqlite_url, tmp_path / "keys") as running:
        sending.opened(running.database)
        yield running


def planted(*, spoilt: bool) -> Files:
    """The small county with a sanction of its own, and maybe an ID number that cannot be."""
    files = county()
    (table,) = files["roster.xlsx"].values()
    table[-1][table[0].index("处分")] = SANCTION
    if spoilt:
        table[2][table[0].index("身份证号")] = SPOILT
        table[2][table[0].index("职级")] = f"不知道 {SPOILT}"
    return files


def leaked(text: str) -> list[str]:
    return [value for value in (*ID_NUMBERS, SANCTION, SPOILT) if value in text]


@pytest.mark.parametrize("spoilt", [False, True])
def test_what_is_sealed_shows_nowhere_on_its_way_in(
    desk: Service, caplog: pytest.LogCaptureFixture, *, spoilt: bool
) -> None:
    caplog.set_level(logging.DEBUG)
    with desk.client() as client:
        sign_in(client, desk.person())
        visit = Visit(client)
        path = visit.send(books(planted(spoilt=spoilt)))
        page = visit.get(path)
        shown = [f"{path}?{query.replace('&amp;', '&')}" for query in re.findall(r'href="[^"?]*\?([^"]*)"', page)]
        assert len(shown) >= 2
        everything = [path, *shown, "", f"{path}?show=findings", f"{path}?show=roster.xlsx"]
        for one in everything:
            answer = client.get(f"/cycles/1/imports{one}")
            assert not leaked("\n".join(texts(answer))), one
        assert ("/save" in page) is not spoilt
        if spoilt:
            assert f"****{SPOILT[-4:]}" in visit.get(f"{path}?show=findings")  # it arrived, and is masked
        if not spoilt:
            saved = visit.post(f"{path}/save", visit.form(path))
            assert not leaked("\n".join(texts(saved)))
            with desk.database.reading() as session:
                people = roster.people(session, desk.keys).values()
            assert SANCTION in {person.discipline.kind for person in people}  # it arrived
            refused = visit.post(f"{path}/save", visit.form(path), status=422)
            assert not leaked("\n".join(texts(refused)))
            for role in (Role.OFFICER, Role.AUDITOR):
                visit.becomes(desk.person(role))
                for below in ("roster", "roster/1", "roster/4", "imports/1?show=roster.xlsx", "work"):
                    answer = client.get(f"/cycles/1/{below}")
                    assert answer.status_code == 200, below
                    assert not leaked("\n".join(texts(answer))), below
    assert not leaked(caplog.text)
    file = Path(str(desk.database.url.database))
    stored = b"".join(one.read_bytes() for one in file.parent.glob(f"{file.name}*"))
    assert not [value for value in (*ID_NUMBERS, SANCTION, SPOILT) if value.encode() in stored]
