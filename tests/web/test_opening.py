"""Opening a campaign: preview first, every problem with its line, nothing stored while one is there, once."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from reserve.accounts.model import Role
from reserve.audit import queries as journal
from reserve.audit.tags import Tag
from reserve.cycle import queries as cycle
from reserve.policy.load import parse, shipped
from tests.edge.service import Service, statements
from tests.policy.plans import PLAN
from tests.web.desks import fresh, send, signed_in

pytestmark = pytest.mark.usefixtures("quick_hashes")
UNDATED = PLAN.replace("as_of = 2026-06-30\n", "", 1)
OPEN_READING = re.sub(r"chosen = .*\nchosen_by.*\nchosen_on.*\nreason.*\n", "", PLAN, count=1)
SPOILT = PLAN.replace("leap_birthday", "leap_birthdy", 1).replace("boundary = true", "boundary = 3", 1)


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[Service]:
    with fresh(database_url, tmp_path) as running:
        yield running


@pytest.fixture(scope="module")
def one_desk(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """For what stores nothing: one backend is enough, and one service for all."""
    folder = tmp_path_factory.mktemp("opening")
    shutil.copyfile(sqlite_template, folder / "desk.sqlite3")
    with fresh(f"sqlite:///{folder / 'desk.sqlite3'}", folder) as running:
        yield running


def opened(desk: Service) -> int:
    with desk.database.reading() as session:
        return len(cycle.cycles(session))


def test_a_shipped_plan_is_previewed_in_words_before_it_is_opened(one_desk: Service) -> None:
    with signed_in(one_desk) as client:
        assert 'value="seed-county"' in client.get("/cycles/new").text
        answer = send(client, "/cycles/new", {"plan": "seed-county", "step": "preview"})
    assert answer.status_code == 200
    assert "What would be opened" in answer.text
    assert "全县科级后备干部年度调整方案" in answer.text
    assert "2026.06.30" in answer.text
    assert "not yet 46 years old (born on or after 1980-07-01)" in answer.text
    assert opened(one_desk) == 0


def test_opening_it_pins_the_plan_and_leads_to_the_work_list_that_says_what_to_do_first(desk: Service) -> None:
    with signed_in(desk) as client:
        answer = send(client, "/cycles/new", {"plan": "seed-county", "step": "open"})
        assert (answer.status_code, answer.headers["location"]) == (303, "/cycles/1/work?done=opened")
        text = client.get(answer.headers["location"]).text
        assert "The campaign is open." in text
        assert "first of all: import the units and the roster" in text
        assert 'href="/cycles/1/imports"' in text
        plan = client.get("/cycles/1/plan").text
        stored = client.get("/cycles/1/plan.toml")
    (path,) = [path for path in shipped() if path.stem == "seed-county"]
    assert stored.text == path.read_text(encoding="utf-8")
    assert stored.headers["content-disposition"].startswith('attachment; filename="seed-county.toml"')
    policy = parse(stored.text).policy
    assert policy is not None
    assert policy.digest in plan
    with desk.database.reading() as session:
        (entry,) = journal.latest(session, tag=Tag.CYCLE_OPEN)
    assert entry.actor.startswith("person")


def test_the_same_form_sent_twice_opens_one_campaign(desk: Service) -> None:
    with signed_in(desk) as client:
        first, second = (
            send(client, "/cycles/new", {"plan": "seed-county", "step": "open"}, form_id="once") for _ in range(2)
        )
    assert first.headers["location"] == second.headers["location"]
    assert opened(desk) == 1


@pytest.mark.parametrize("step", ["preview", "open"])
def test_a_plan_with_mistakes_shows_each_with_its_line_and_is_kept_on_the_page(one_desk: Service, step: str) -> None:
    with signed_in(one_desk) as client:
        answer = send(client, "/cycles/new", {"plan": "own", "text": SPOILT, "step": step})
    assert answer.status_code == 422
    problems = parse(SPOILT).problems
    assert len(problems) >= 2
    shown = re.findall(r'<td class="number" data-head="Line">(\d+)</td>', answer.text)
    assert shown == [str(problem.line) for problem in problems]
    assert "leap_birthdy" in answer.text.partition("<textarea")[2]
    assert 'value="open"' not in answer.text
    assert opened(one_desk) == 0


def test_an_own_plan_comes_as_text_or_as_a_file_and_the_file_goes_first(one_desk: Service) -> None:
    sent = {"file": ("方案.toml", PLAN.replace("小方案", "文件里的方案").encode(), "application/toml")}
    with signed_in(one_desk) as client:
        pasted = send(client, "/cycles/new", {"plan": "own", "text": PLAN.replace("\n", "\r\n")})
        file = send(client, "/cycles/new", {"plan": "own", "text": PLAN}, files=sent)
        kept = re.findall(r'<textarea name="text" hidden>\n(.*?)</textarea>', file.text, re.DOTALL)
    assert pasted.status_code == 200
    assert file.status_code == 200
    assert "<dd>小方案</dd>" in pasted.text
    assert "<dd>文件里的方案</dd>" in file.text
    assert len(kept) == 1


def test_a_plan_without_a_date_needs_one_and_never_takes_todays(desk: Service) -> None:
    with signed_in(desk) as client:
        missing = send(client, "/cycles/new", {"plan": "own", "text": UNDATED, "step": "open"})
        assert missing.status_code == 422
        assert "The plan names no as-of date: give it here." in missing.text
        assert "小方案" in missing.text
        bad = send(client, "/cycles/new", {"plan": "own", "text": UNDATED, "as_of": "30.6.2026"})
        assert "Give a whole day, such as 2026-06-30." in bad.text
        assert 'value="30.6.2026"' in bad.text
        send(client, "/cycles/new", {"plan": "own", "text": UNDATED, "as_of": "2025-12-31", "step": "open"})
    with desk.database.reading() as session:
        (row,) = cycle.cycles(session)
    assert row.as_of.isoformat() == "2025-12-31"


def test_a_reading_that_is_open_is_named_and_stops_it(one_desk: Service) -> None:
    with signed_in(one_desk) as client:
        preview = send(client, "/cycles/new", {"plan": "own", "text": OPEN_READING})
        assert preview.status_code == 422
        assert "到哪一天？" in preview.text
        assert "Open the campaign</button>" not in preview.text
        answer = send(client, "/cycles/new", {"plan": "own", "text": OPEN_READING, "step": "open"})
    assert answer.status_code == 422
    assert "is not decided" in answer.text
    assert opened(one_desk) == 0


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Choose one of the plans"),
        ({"plan": "../../etc/passwd"}, "Choose one of the plans"),
        ({"plan": "own", "text": " "}, "Paste the text of the plan"),
        ({"plan": "own", "text": "#" * 1_000_001}, "longer than 1 MB"),
    ],
)
def test_what_is_missing_is_said_beside_its_field(one_desk: Service, fields: dict[str, str], said: str) -> None:
    with signed_in(one_desk) as client:
        answer = send(client, "/cycles/new", fields, files={"other": ("x", b"")})
    assert answer.status_code == 422
    assert said in answer.text


def test_a_file_that_is_no_text_names_the_line(one_desk: Service) -> None:
    with signed_in(one_desk) as client:
        answer = send(client, "/cycles/new", {"plan": "own"}, files={"file": ("a.toml", b"a = 1\n\xff\xfe")})
    assert answer.status_code == 422
    assert "The file is not UTF-8 text; line 2." in answer.text


def test_a_plan_far_too_long_is_refused_before_it_is_read(one_desk: Service) -> None:
    with signed_in(one_desk) as client:
        answer = send(client, "/cycles/new", {"plan": "own"}, files={"file": ("a.toml", b"#" * 2_000_000)})
    assert answer.status_code == 413


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.SCORE_CLERK])
def test_only_whoever_may_opens_a_campaign(one_desk: Service, role: Role) -> None:
    with signed_in(one_desk, role) as client:
        assert client.get("/cycles/new").status_code == 403
        assert send(client, "/cycles/new", {"plan": "seed-county", "step": "open"}).status_code == 403
        assert "/cycles/new" not in client.get("/cycles").text
    assert opened(one_desk) == 0


def test_the_list_of_campaigns_says_how_far_each_is_and_who_opened_it(desk: Service) -> None:
    officer = desk.person()
    with signed_in(desk, person=officer) as client:
        assert "There is no campaign yet." in client.get("/cycles").text
        for day in ("2025-06-30", "2026-06-30"):
            send(client, "/cycles/new", {"plan": "seed-literal", "as_of": day, "step": "open"})
        assert "campaign 2, 1" in send(client, "/cycles/new", {"plan": "seed-county"}).text
        with statements() as sent:
            text = client.get("/cycles").text
    rows = re.findall(r"<tr><th.*?</tr>", text, re.DOTALL)
    assert [re.search(r"\d{4}\.06\.30", row)[0] for row in rows] == ["2026.06.30", "2025.06.30"]  # type: ignore[index]
    assert all(officer.name in row and "opened" in row and "seed-literal" in row for row in rows)
    assert sum(not one.lower().startswith(("begin", "set ", "show ")) for one in sent) <= 6
