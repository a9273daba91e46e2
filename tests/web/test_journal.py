"""The journal as a page: filters, turning over, details in words, and whether it is whole."""

import datetime as dt
import re
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from litestar import Litestar
from litestar.testing import TestClient

from reserve.accounts.model import Role
from reserve.audit import queries
from reserve.audit.model import Actor, ActorKind
from reserve.audit.record import Event, record_many
from reserve.audit.tags import Tag
from reserve.db import upgrade
from reserve.text import message, plain, word
from reserve.web.acts import ACTS, act_word
from reserve.web.details import name_word, value_word
from tests.edge.service import Service, service, sign_in

WRITER = Actor("zhou.min", ActorKind.PERSON)
# One in the evening of 30 June in London, the next morning in the office.
LATE = dt.datetime(2026, 6, 30, 20, 0, tzinfo=dt.UTC)


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def office(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service whose journal tells of 120 screenings and a decision, on each backend in turn."""
    folder = tmp_path_factory.mktemp("journal")
    url = f"sqlite:///{folder / 'office.sqlite3'}"
    if request.param == "postgres":
        cluster = request.getfixturevalue("postgres_cluster")
        url = cluster.url(cluster.create())
    upgrade(url)
    with service(url, folder / "office.keys") as running:
        with running.database.writing() as session:
            screened = [Event(Tag.ELIGIBILITY_SCREEN, f"P{n:05d}", {"outcome": "eligible"}) for n in range(1, 121)]
            record_many(session, Actor("reserve run", ActorKind.SYSTEM), screened, at=LATE - dt.timedelta(days=3))
            decided = Event(Tag.RETENTION_DECIDE, "P00007", {"cycle": 1, "decision": "keep", "grounds": ["a", "b"]})
            record_many(session, WRITER, [decided], at=LATE)
        yield running


@pytest.fixture(scope="module")
def client(office: Service) -> Iterator[TestClient[Litestar]]:
    with office.client() as opened:
        sign_in(opened, office.person(Role.AUDIT_ADMIN))
        yield opened


def numbers(client: TestClient[Litestar], address: str) -> list[int]:
    answer = client.get(address)
    assert answer.status_code == 200
    return [int(found) for found in re.findall(r'<th scope="row" class="number">(\d+)</th>', answer.text)]


def link(client: TestClient[Litestar], address: str, rel: str) -> str | None:
    found = re.search(f'rel="{rel}" href="([^"]+)"', client.get(address).text)
    return found[1].replace("&amp;", "&") if found else None


def test_turning_over_shows_every_entry_once_there_and_back(client: TestClient[Litestar]) -> None:
    seen, address = [], "/journal?tag=eligibility.screen"
    there = [address]
    while True:
        seen += numbers(client, address)
        older = link(client, address, "next")
        if older is None:
            break
        address = older
        there.append(address)
    assert seen == list(range(120, 0, -1))
    back = []
    while (newer := link(client, address, "prev")) is not None:
        address = newer
        back.append(numbers(client, address))
    assert back == [numbers(client, one) for one in there[-2::-1]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("tag=retention.decide", [121]),
        ("actor=zhou.min", [121]),
        ("actor=zhou", []),
        ("subject=P00007", [121, 7]),
        ("subject=00007&tag=eligibility.screen", [7]),
        ("subject=%25", []),
        ("from=2026-07-01&to=2026-07-01", [121]),
        ("from=2026-06-30&to=2026-06-30", []),
        ("to=2026-06-30&subject=P0012", [120]),
        ("to=9999-12-31&actor=zhou.min", [121]),
    ],
)
def test_filters_show_what_matches_all_of_them(client: TestClient[Litestar], query: str, found: list[int]) -> None:
    assert numbers(client, f"/journal?{query}") == found


@pytest.mark.parametrize("query", ["tag=x", "from=30.6.2026", "to=2026-02-30", "before=x", "after=0"])
def test_a_filter_that_is_none_is_said_to_be_none(client: TestClient[Litestar], query: str) -> None:
    assert client.get(f"/journal?{query}").status_code == 400


def test_an_entry_says_in_words_what_was_done(client: TestClient[Litestar]) -> None:
    text = client.get("/journal?tag=retention.decide").text
    assert "Member decided on" in text
    assert "<dt>Decided</dt><dd>keep</dd>" in text
    assert "<dt>Grounds</dt><dd>a, b</dd>" in text
    assert "2026.07.01 04:00:00" in text


def test_verifying_says_that_it_is_whole_and_finds_the_head_on_paper(
    client: TestClient[Litestar], office: Service
) -> None:
    assert "The journal is whole: 124 entries" in client.get("/journal/verify").text
    with office.database.reading() as session:
        head = queries.head(session)
    noted = client.get("/journal/verify", params={"anchor": f" {head.sequence}: {head.hash} "}).text
    assert "The head on paper is in it." in noted
    other = client.get("/journal/verify", params={"anchor": f"5:{head.hash}"}).text
    assert "Entry 5 is not the one that was printed" in other
    assert client.get("/journal/verify?anchor=x").status_code == 400


def test_verifying_names_the_first_entry_that_was_changed(client: TestClient[Litestar], office: Service) -> None:
    with office.database.writing() as session:
        sqlite = session.get_bind().dialect.name == "sqlite"
        off = "DROP TRIGGER journal_no_update" if sqlite else "ALTER TABLE journal DISABLE TRIGGER journal_no_update"
        session.execute(sa.text(off))
        session.execute(sa.text("UPDATE journal SET subject = 'P00099' WHERE sequence = 40"))
    text = client.get("/journal/verify").text
    assert "Entry 40 was changed after it was written." in text
    assert "39 entries before it are whole." in text


def test_every_act_has_its_word() -> None:
    assert set(ACTS) == set(Tag)
    assert len({text.msgid for text in ACTS.values()}) == len(ACTS)
    assert act_word("retired.act") == "retired.act"


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("role", "officer", "Officer"),
        ("act", "view_journal", "Read the journal"),
        ("act", "sign in", "sign in"),
        ("unit", 3, "县委办公室"),
        ("unit", 4, "4"),
        ("person", 42, "P00042"),
        ("second_factor", True, "yes"),
        ("grounds", ["x", "y"], "x, y"),
        ("why", plain(message("Tie with {count}.", count=2)), "Tie with 2."),
        ("hundredths", 7850, "78.50"),
        ("waived", ["rank_months"], "Time in rank"),
        ("verdicts", {"age": "fails"}, "Age: fails"),
        ("unheard_of", {"left_out": 1, "put_in": None}, "left out: 1, put in: —"),
    ],
)
def test_details_are_in_words(name: str, value: object, said: str) -> None:
    assert word(value_word(name, value, {3: "县委办公室"}), "en") == said
    assert word(name_word("unheard_of"), "en") == "unheard of"
