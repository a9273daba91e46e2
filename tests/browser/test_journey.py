"""A whole campaign in a real browser, on a fresh demo: from the workbooks to the approved list, by eight people."""

import csv
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, expect

from reserve.audit import queries as journal
from reserve.audit.tags import Tag
from reserve.db import Database
from reserve.personal import Keys
from tests.browser.desk import ROOT, Desk, chromium, command, say
from tests.browser.test_service import server
from tools import demo

pytestmark = pytest.mark.browser

PLAN: Final = ROOT / "reserve/policy/plans/seed-county.toml"
HERE: Final = "/cycles/2"
FIRST: Final = ["units.xlsx", "roster.xlsx", "members.xlsx", "votes.xlsx"]
KEYED: Final = ["78.5", "66", "91"]
PAGES: Final = (
    *("work", "steps", "plan", "imports", "imports/1", "roster", "roster/1", "members", "members/1", "places"),
    *("plan/readings", "plan/versions", "plan/what-if", "plan/what-if?exam.pass=80"),
    *("places/1", "votes", "nominees", "undecided", "exceptions", "inspections", "exam", "list", "list/paper"),
    *("list/approval", "ties"),
)
Sit = Callable[[str], Desk]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What ``make demo`` makes: a county that was run, and a login a role."""
    folder = tmp_path_factory.mktemp("demo")
    file, keys = folder / "demo.sqlite3", folder / "demo.keys"
    command("sample", "--seed", "2026", "--out", str(folder / "county"))
    command("run", "--policy", str(PLAN), "--data", str(folder / "county"), "--out", str(folder), "--keep", str(file))
    assert demo.main([str(file), str(keys), str(folder / "logins.tsv")]) == 0
    return folder


@pytest.fixture(scope="module")
def sit(folder: Path) -> Iterator[Sit]:
    with (folder / "logins.tsv").open(encoding="utf-8", newline="") as lines:
        logins = {row["account"]: row for row in csv.DictReader(lines, delimiter="\t")}
    desks: dict[str, Desk] = {}
    with server(folder / "demo.sqlite3", folder / "demo.keys") as address, chromium() as browser:
        yield lambda name: _seat(desks, browser, address, logins, name)
        faults = {name: desk.faults for name, desk in desks.items() if desk.faults}
    assert faults == {}


def _seat(desks: dict[str, Desk], browser: Browser, address: str, logins: dict[str, dict[str, str]], name: str) -> Desk:
    if name not in desks:
        desks[name] = Desk(browser, address, logins[name])
    return desks[name]


def _imports(desk: Desk, folder: Path, files: list[str], reason: str = "") -> None:
    desk.goes_to(f"{HERE}/imports")
    desk.page.locator("[name=files]").set_input_files([folder / "county" / file for file in files])
    desk.presses("Send and read")
    save = desk.main().locator("summary", has_text=say("Save"))
    save.wait_for(timeout=60_000)
    desk.look(f"import-{files[0].removesuffix('.xlsx')}")
    save.click()
    if reason:
        desk.fills({"reason": reason})
    desk.main().locator("details[open] button").first.click()
    desk.page.wait_for_load_state()
    desk.look()


def _derives(desk: Desk, action: str) -> None:
    desk.goes_to(f"{HERE}/steps")
    form = desk.main().locator(f"details:has(form[action$='/{action}'])")
    form.locator("summary").click()
    form.get_by_role("button", name=say("Yes, do it")).click()
    desk.page.wait_for_load_state()
    desk.look(action)


def test_the_officer_opens_a_campaign_and_takes_in_the_county(sit: Sit, folder: Path) -> None:
    officer = sit("officer")
    officer.goes_to("/cycles")
    officer.look("cycles")
    officer.goes_to("/cycles/new")
    officer.main().get_by_role("radio").first.check()
    officer.main().locator("[name=plan][value=seed-county]").check()
    officer.presses("Preview")
    officer.look("plan")
    officer.presses("Open the campaign")
    expect(officer.page).to_have_url(re.compile(rf"{HERE}/work"))
    officer.look("fresh")
    officer.goes_to(f"{HERE}/imports")
    officer.look("imports")
    _imports(officer, folder, FIRST)
    _derives(officer, "screen")
    officer.goes_to(f"{HERE}/work")
    officer.look("work")


def test_a_verdict_is_three_clicks_from_the_front_page(sit: Sit) -> None:
    officer = sit("officer")
    officer.goes_to("/")
    officer.page.get_by_role("link", name=say("Screening table")).click()
    officer.look("screening")
    officer.main().locator("tbody th a").first.click()
    officer.look("verdict")
    expect(officer.main().get_by_role("table").first).to_contain_text("roster.xlsx")


def test_members_are_kept_and_removed_by_two_persons(sit: Sit) -> None:
    officer, head = sit("officer"), sit("head")
    officer.goes_to(f"{HERE}/members?decision=none")
    officer.look("members")
    officer.main().locator("tbody th a").first.click()
    officer.main().locator("[name=decision][value=keep]").check()
    officer.presses("Record the decision")
    officer.look("member")
    officer.goes_to(f"{HERE}/members?decision=none")
    officer.main().locator("tbody th a").first.click()
    address = officer.page.url
    officer.opens("Propose to remove …")
    officer.main().locator("textarea[name=grounds]:visible").last.fill("不称职票超过三分之一")
    officer.main().locator("details[open] button").first.click()
    officer.page.wait_for_load_state()
    officer.look("removal")
    head.goes_to(address)
    head.opens("Confirm the removal …")
    head.main().locator("details[open] button").first.click()
    head.page.wait_for_load_state()
    head.look()
    expect(head.main()).to_contain_text(say("in effect"))
    _derives(officer, "screen")


def test_an_exception_needs_a_proposer_and_two_approvers(sit: Sit) -> None:
    officer = sit("officer")
    officer.goes_to(f"{HERE}/exceptions")
    officer.look("exceptions")
    officer.goes_to(f"{HERE}/nominees?outcome=exceptional")
    officer.main().locator("tbody th a").first.click()
    number = officer.page.url.rpartition("/")[2].partition("?")[0]
    path = f"{HERE}/exceptions/{number}"
    officer.goes_to(path)
    officer.fills({"reason": "全日制研究生，主持的改革项目获市级表彰。", "evidence": "学历认证报告、表彰文件"})
    officer.presses("Propose")
    for name in ("approver1", "approver2"):
        approver = sit(name)
        approver.goes_to(path)
        approver.opens("Approve")
        approver.confirms()
        approver.look("approval")
        approver.presses("Approve the exception")
    officer.goes_to(path)
    officer.look("exception")
    expect(officer.main()).to_contain_text("2 / 2")


def test_two_clerks_key_marks_by_keyboard_only(sit: Sit, folder: Path) -> None:
    for name in ("clerk1", "clerk2"):
        clerk = sit(name)
        clerk.goes_to(f"{HERE}/exam/keying")
        clerk.page.locator("#grid .tabulator-row").first.wait_for()
        for mark in KEYED:
            clerk.page.keyboard.type(mark)
            clerk.page.keyboard.press("Enter")
        first = clerk.page.locator("#grid .tabulator-row").nth(len(KEYED) - 1)
        expect(first).to_contain_text(say("agreed") if name == "clerk2" else say("saved"))
        clerk.look("keying")
    officer = sit("officer")
    officer.goes_to(f"{HERE}/exam")
    officer.look("exam")
    # The other papers were marked elsewhere; what two clerks keyed is not overwritten.
    _imports(officer, folder, ["marks.xlsx"])
    officer.goes_to(f"{HERE}/exam")
    expect(officer.main()).to_contain_text("78.50")


def test_a_tie_is_settled_and_the_list_is_approved(sit: Sit) -> None:
    officer, approver = sit("officer"), sit("approver1")
    _derives(officer, "draw")
    officer.goes_to(f"{HERE}/list?standing=tied")
    officer.look("tied")
    officer.goes_to(f"{HERE}/ties")
    officer.look("ties")
    form = officer.main().locator("form.settle").first
    places = int(re.findall(r"\d+", officer.main().locator("section.sheet p").first.inner_text())[-1])
    for box in range(places):
        form.get_by_role("checkbox").nth(box).check()
    form.locator("textarea").fill("群众基础更好，单位党组织推荐在先。")
    form.get_by_role("button").click()
    officer.page.wait_for_load_state()
    officer.look()
    _derives(officer, "draw")
    officer.goes_to(f"{HERE}/list")
    officer.look("list")
    officer.goes_to(f"{HERE}/list/approval")
    officer.look("approval")
    if officer.main().locator("[name=open_meant]").count():
        officer.main().locator("[name=open_meant]").check()
    officer.presses("Submit for approval")
    approver.goes_to(f"{HERE}/list/approval")
    approver.fills(
        {"decision_number": "县委〔2026〕12号", "meeting": "县委常委会第8次会议", "decided_on": "2026-07-03"}
    )
    approver.confirms()
    approver.presses("Approve the list")
    approver.look("approved")
    expect(approver.main()).to_contain_text("县委〔2026〕12号")


def test_every_act_stands_in_the_journal(sit: Sit, folder: Path) -> None:
    head = sit("head")
    head.goes_to("/journal")
    head.look("journal")
    database = Database(f"sqlite:///{folder / 'demo.sqlite3'}")
    with database.reading() as session:
        found = {
            tag: journal.latest(session, tag=tag, limit=1)
            for tag in (
                Tag.CYCLE_OPEN,
                Tag.CAMPAIGN_SAVE_IMPORT,
                Tag.CAMPAIGN_SCREEN,
                Tag.RETENTION_DECIDE,
                Tag.RETENTION_PROPOSE_REMOVAL,
                Tag.ELIGIBILITY_PROPOSE_EXCEPTION,
                Tag.ELIGIBILITY_APPROVE_EXCEPTION,
                Tag.EXAM_KEY,
                Tag.EXAM_RECORD,
                Tag.CAMPAIGN_DRAW,
                Tag.LISTING_SETTLE_TIE,
                Tag.LISTING_SUBMIT,
                Tag.LISTING_APPROVE,
            )
        }
        keys = Keys.load(folder / "demo.keys")
        del keys
    database.dispose()
    assert [tag for tag, entries in found.items() if not entries] == []


@pytest.mark.parametrize("size", [(390, 844), (1440, 900)])
def test_every_page_can_be_read_by_everybody(sit: Sit, size: tuple[int, int]) -> None:
    seats = {
        "head": [
            *("/cycles", "/journal", "/about", "/about/interface", "/me"),
            *(f"{HERE}/{name}" for name in PAGES),
        ],
        "sysadmin": ["/users"],
        "secadmin": ["/users"],
        "liaison": [f"{HERE}/members", f"{HERE}/places", f"{HERE}/roster"],
        "clerk1": [f"{HERE}/exam/keying"],
    }
    for name, paths in seats.items():
        desk = sit(name)
        desk.page.set_viewport_size({"width": size[0], "height": size[1]})
        for path in paths:
            desk.goes_to(path)
            desk.look(f"{'phone' if size[0] < 800 else 'wide'}{path.replace('/', '-')}")
        desk.page.set_viewport_size({"width": 1440, "height": 900})
