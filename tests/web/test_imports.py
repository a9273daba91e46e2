"""Imports through pages: sent, looked at, saved, cancelled, undone; refused with reasons, and nothing is lost."""

import io
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest
from httpx import Response
from litestar import Litestar
from litestar.testing import TestClient

from reserve.accounts.model import Role
from reserve.campaign import sent
from reserve.intake.recognise import Sent
from reserve.web.import_tabs import masked
from tests.accounts.accounts import Person
from tests.campaign import sending
from tests.campaign.conftest import read_here
from tests.edge.service import HOST, Service, service, sign_in, statements
from tests.intake.county import Files, changed, county

__all__ = ["read_here"]

pytestmark = pytest.mark.usefixtures("quick_hashes", "read_here")

HERE = "/cycles/1/imports"
ROSTER, MARKS = "roster.xlsx", "marks.xlsx"
MOST_QUERIES = {"": 12, "/1": 12}


@pytest.fixture
def desk(sqlite_url: str, tmp_path: Path) -> Iterator[Service]:
    """A service over a campaign into which nothing was taken in yet."""
    with service(sqlite_url, tmp_path / "keys") as running:
        sending.opened(running.database)
        yield running


@dataclass
class Visit:
    """Somebody at the pages."""

    client: TestClient[Litestar]

    def becomes(self, person: Person) -> None:
        self.client.cookies.clear()
        sign_in(self.client, person)

    def get(self, path: str = "", status: int = 200) -> str:
        answer = self.client.get(f"{HERE}{path}", follow_redirects=False)
        assert answer.status_code == status, answer.text
        return answer.text

    def form(self, page: str = "") -> dict[str, str]:
        """The hidden fields of the forms on a page."""
        text = self.get(page)
        return {name: re.findall(rf'name="{name}" value="([^"]+)"', text)[-1] for name in ("form_token", "form_id")}

    def post(
        self,
        path: str,
        fields: Mapping[str, str],
        files: Mapping[str, Sent] | None = None,
        status: int = 303,
    ) -> Response:
        parts = [("files", (one.name, one.content)) for one in (files or {}).values()]
        answer = self.client.post(
            f"{HERE}{path}", data=dict(fields), files=parts or None, headers={"origin": HOST}, follow_redirects=False
        )
        assert answer.status_code == status, answer.text
        return answer

    def send(self, files: Mapping[str, Sent], **fields: str) -> str:
        """Send workbooks, wait until they are read, and return the import's path below the others."""
        answer = self.post("", {**self.form(), **fields}, files)
        path = answer.headers["location"].partition("?")[0].removeprefix(HERE)
        deadline = time.monotonic() + 60
        while "data-refresh" in self.get(path):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        return str(path)


@pytest.fixture
def visit(desk: Service) -> Iterator[Visit]:
    with desk.client() as client:
        sign_in(client, desk.person())
        yield Visit(client)


def text_of(page: str) -> str:
    """The words of a page."""
    main = page.partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub("<[^>]+>", " ", main).split())


def books(files: Files | None = None, *only: str) -> dict[str, Sent]:
    return sending.workbooks(files or county(), only)


def test_an_empty_campaign_says_what_to_do_and_offers_every_template(visit: Visit) -> None:
    page = visit.get()
    assert "How workbooks come in" in page
    assert page.count("not sent yet") == 8
    for address in re.findall(r'href="(/cycles/1/templates/[^"]+)"', page):
        answer = visit.client.get(address)
        assert answer.headers["content-disposition"].startswith("attachment")
        assert openpyxl.load_workbook(io.BytesIO(answer.content)).sheetnames
    assert visit.client.get("/cycles/1/templates/other.xlsx").status_code == 404


def test_workbooks_are_sent_looked_at_and_saved(visit: Visit) -> None:
    path = visit.send(books())
    page = visit.get(path)
    assert "to be confirmed" in page
    assert "wait for the screening: marks.xlsx, exceptions.xlsx, decisions.xlsx" in text_of(page)
    roster = visit.get(f"{path}?show={ROSTER}")
    assert "P00001" in roster
    assert "张三" in roster
    title = re.search("<title>(.*?)</title>", roster)
    assert title is not None
    assert "张三" not in title[1]
    answer = visit.post(f"{path}/save", visit.form(path))
    assert answer.headers["location"] == f"{HERE}{path}?done=import_saved"
    overview = text_of(visit.get())
    assert overview.count("waits for the screening") == 3
    assert "not sent yet" not in overview
    assert "Undo the import" in visit.get(path)


def test_a_form_that_is_sent_twice_is_acted_on_once(visit: Visit, desk: Service) -> None:
    fields = visit.form()
    first, second = (visit.post("", fields, books()).headers["location"] for _ in range(2))
    assert first == second
    with desk.database.reading() as session:
        assert sent.history(session, 1)[0] == 1
    other = visit.post("", fields, books(changed(ROSTER, "干部名册", "职务", "局长"), ROSTER), status=422)
    assert "sent before with other contents" in other.text
    with desk.database.reading() as session:
        assert sent.history(session, 1)[0] == 1
    path = visit.send(books())
    form = visit.form(path)
    first, second = (visit.post(f"{path}/save", form).headers["location"] for _ in range(2))
    assert first == second
    again = visit.post(f"{path}/save", visit.form(path), status=422)
    assert "This import was saved already." in again.text


def test_errors_are_listed_filtered_and_shown_in_the_users_own_file(visit: Visit) -> None:
    files = changed(ROSTER, "干部名册", "职级", "不知道")
    files[MARKS]["成绩"][1][3] = 101.5
    path = visit.send(books(files))
    page = visit.get(path)
    assert "2 errors have to be corrected first" in text_of(page)
    assert "/save" not in page
    only = visit.get(f"{path}?show=findings&file={MARKS}")
    assert "101.5" in only
    assert "不知道" not in only
    assert "Nothing matches these filters." in visit.get(f"{path}?show=findings&level=warning")
    marked = visit.client.get(f"{HERE}{path}/marked/{ROSTER}")
    assert "roster-marked.xlsx" in marked.headers["content-disposition"]
    sheet = openpyxl.load_workbook(io.BytesIO(marked.content))["干部名册"]
    assert sheet["N2"].fill.start_color.rgb == "00FFC7BF"
    sheet["N2"] = "副科级"
    corrected = io.BytesIO()
    assert sheet.parent is not None
    sheet.parent.save(corrected)
    files[MARKS]["成绩"][1][3] = 59
    good = {**books(files), ROSTER: Sent("roster-marked.xlsx", corrected.getvalue())}
    assert "to be confirmed" in visit.get(visit.send(good))


def test_somebody_elses_workbook_is_not_handed_out(visit: Visit, desk: Service) -> None:
    path = visit.send(books())
    visit.becomes(desk.person(Role.SECTION_HEAD))
    assert "marked/" not in visit.get(f"{path}?show=findings")
    visit.get(f"{path}/marked/{ROSTER}", 404)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "Choose at least one workbook."),
        ({"a": Sent("报告.docx", b"words")}, "报告.docx is none of the workbooks of a campaign"),
        ({"a": Sent("roster.xlsx", b"x"), "b": Sent("roster (2).xlsx", b"y")}, "are both taken for roster.xlsx"),
        ({"a": Sent("all.zip", b"PK")}, "all.zip cannot be unpacked"),
    ],
)
def test_files_that_cannot_be_taken_are_named_and_ticked_boxes_stay(
    visit: Visit, desk: Service, files: Mapping[str, Sent], said: str
) -> None:
    answer = visit.post("", {**visit.form(), "blank_probation": "yes"}, files, status=422)
    assert said in answer.text
    assert re.search(r'name="blank_probation" value="yes" checked', answer.text)
    with desk.database.reading() as session:
        assert sent.history(session, 1)[0] == 0


def test_what_is_no_workbook_inside_is_told_after_reading(visit: Visit) -> None:
    path = visit.send({**books(), MARKS: Sent(MARKS, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))})
    assert "this is an old .xls workbook" in visit.get(path)


def test_a_body_that_is_too_large_is_refused_before_it_is_read(visit: Visit, desk: Service) -> None:
    fields = visit.form()
    answer = visit.post("", fields, {"a": Sent(ROSTER, bytes(41_000_000))}, status=413)
    assert "What was sent is too large." in answer.text
    two_megabytes = {"a": Sent(ROSTER, bytes(2_000_000))}
    visit.post("", fields, two_megabytes)
    visit.post("/1/cancel", visit.form("/1"), two_megabytes, status=413)
    with desk.database.reading() as session:
        assert sent.history(session, 1)[0] == 1


def test_a_change_after_the_screening_asks_for_a_reason_and_keeps_what_was_typed(visit: Visit) -> None:
    path = visit.send(books())
    visit.post(f"{path}/save", visit.form(path))
    answer = visit.client.post(
        "/cycles/1/screen", data=visit.form("/../steps"), headers={"origin": HOST}, follow_redirects=False
    )
    assert answer.status_code == 303
    assert "waits for the screening" not in text_of(visit.get())
    again = visit.send(books(changed(ROSTER, "干部名册", "职务", "局长")))
    assert "Reason for changing what was screened already" in visit.get(again)
    assert "say why" in visit.post(f"{again}/save", {**visit.form(again), "reason": " "}, status=422).text
    visit.post(f"{again}/save", {**visit.form(again), "reason": "职务变动"})
    assert "职务变动" in visit.get(again)


def test_an_import_is_cancelled_undone_and_read_again(visit: Visit) -> None:
    first, second = visit.send(books()), visit.send(books())
    visit.post(f"{first}/save", visit.form(first))
    assert "Somebody changed" not in visit.get(second)
    assert visit.post(f"{second}/save", visit.form(second)).headers["location"] == f"{HERE}{second}"
    visit.post(f"{second}/cancel", visit.form(second))
    assert "its workbooks are no longer kept" in visit.get(second)
    assert "Say why" in visit.post(f"{first}/undo", visit.form(first), status=422).text
    visit.post(f"{first}/undo", {**visit.form(first), "reason": "表错"})
    assert "undone" in visit.get(first)
    assert text_of(visit.get()).count("not sent yet") == 8
    third = visit.send(books(changed(ROSTER, "干部名册", "职级", "不知道")))
    visit.post(f"{third}/again", visit.form(third))


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.APPROVER, Role.SCORE_CLERK, Role.SYSTEM_ADMIN])
def test_who_may_not_import_is_shown_no_form_and_refused(visit: Visit, desk: Service, role: Role) -> None:
    path = visit.send(books())
    sees = role in {Role.AUDITOR, Role.APPROVER}
    client = visit.client
    visit.becomes(desk.person(role))
    answers = [client.get(f"{HERE}{below}") for below in ("", path)]
    assert {answer.status_code for answer in answers} == {200 if sees else 403}
    assert not any('type="file"' in answer.text or "/save" in answer.text for answer in answers)
    token = re.search(r'name="form_token" value="([^"]+)"', client.get("/me").text)
    assert token is not None
    for below in ("", f"{path}/save", f"{path}/undo", f"{path}/cancel", f"{path}/again"):
        visit.post(below, {"form_token": token[1]}, status=403)


def test_an_import_of_another_campaign_is_not_there(visit: Visit, desk: Service) -> None:
    path = visit.send(books())
    sending.opened(desk.database)
    assert visit.client.get(f"/cycles/2/imports{path}").status_code == 404
    form = visit.form()
    for act in ("save", "undo", "cancel", "again"):
        answer = visit.client.post(f"/cycles/2/imports{path}/{act}", data=form, headers={"origin": HOST})
        assert answer.status_code == 404
    assert visit.client.get("/cycles/1/imports/999").status_code == 404


def test_lists_take_as_many_queries_for_one_row_as_for_many(visit: Visit) -> None:
    visit.send(books())
    one = _counted(visit)
    for _ in range(2):
        visit.send(books())
    assert _counted(visit) == one
    assert all(one[path] <= most for path, most in MOST_QUERIES.items())


def _counted(visit: Visit) -> dict[str, int]:
    counts = {}
    for path in MOST_QUERIES:
        visit.get(path)
        with statements() as texts:
            visit.get(path)
        counts[path] = sum(not text.lower().startswith(("begin", "set ", "show ")) for text in texts)
    return counts


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("990101198011032313", "****2313"),
        ("99010119850214124X", "****124X"),
        ("990101 19850214 124X", "****124X"),
        ("13800138000", "****8000"),
        ("19801103", "19801103"),
        ("1980.11", "1980.11"),
        ("", ""),
    ],
)
def test_long_numbers_are_masked(value: str, shown: str) -> None:
    assert masked(value) == shown
