"""Keying marks in a real browser, by keyboard only, as two clerks with a browser each."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import pytest
from playwright._impl._api_structures import SetCookieParam  # the public module leaves it out
from playwright.sync_api import Browser, Locator, Page, expect

from reserve.accounts.model import Role
from reserve.db import Database, upgrade
from reserve.exam import queries
from reserve.exam.model import MarkStatus
from reserve.exam.queries import Mark
from reserve.personal import Keys
from tests.accounts.accounts import PASSWORD, Person, add_person
from tests.browser import test_service as service
from tests.browser.desk import AXE, chromium
from tests.cycle.town import TOWN, campaign, meeting, tally
from tests.roster.builders import person

pytestmark = pytest.mark.browser

KEYING: Final = "/cycles/1/exam/keying"
MANY: Final = range(20, 140)
"""So many that the grid does not draw them all; in the order of the grid they follow the first few."""
PASTE: Final = """text => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text", text);
    const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
    document.activeElement.dispatchEvent(event);
}"""


class Clerks:
    def __init__(self, browser: Browser, address: str, database: Database, clerks: list[Person]) -> None:
        self.address = address
        self.database = database
        self.faults: list[str] = []
        self.pages = [self._sign_in(browser, address, clerk) for clerk in clerks]

    def _sign_in(self, browser: Browser, address: str, clerk: Person) -> Page:
        page = browser.new_context(base_url=address, viewport={"width": 1440, "height": 900}).new_page()
        page.on("console", lambda said: self.faults.append(said.text) if said.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.goto("/sign-in")
        for name, value in (("name", clerk.name), ("password", PASSWORD), ("code", clerk.code())):
            page.locator(f"[name={name}]").fill(value)
        page.keyboard.press("Enter")
        page.wait_for_url(f"**{KEYING}")  # all that a clerk has to do
        return page

    def mark(self, person: int) -> Mark | None:
        with self.database.reading() as session:
            return queries.mark(session, 1, person)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def clerks(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clerks]:
    folder = tmp_path_factory.mktemp("keying")
    file, key_file = folder / "town.sqlite3", folder / "town.keys"
    upgrade(f"sqlite:///{file}")
    database, keys = Database(f"sqlite:///{file}"), Keys.load(key_file)
    county = replace(
        TOWN,
        people=(*TOWN.people, *(person(number) for number in MANY)),
        meetings=(*TOWN.meetings[:2], meeting("东河乡")),
        tallies=(*TOWN.tallies, *(tally(number, 1) for number in MANY)),
    )
    with database.writing() as session:
        campaign(session, "exceptions", county)
    people = [add_person(database, keys, name, Role.SCORE_CLERK) for name in ("clerk.one", "clerk.two")]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RESERVE_LANGUAGE", "en")
        with service.server(file, key_file) as address:
            yield Clerks(browser, address, database, people)
    database.dispose()


def row(page: Page, number: int) -> Locator:
    return page.locator(".tabulator-row", has_text=f"P{number:05d}")


def standing(page: Page, **states: str) -> None:
    for number, state in states.items():
        expect(row(page, int(number[1:]))).to_have_attribute("data-state", state)


def key(page: Page, *typed: str) -> None:
    for text in typed:
        page.keyboard.type(text)
        page.keyboard.press("Enter")


def at(page: Page, number: int) -> None:
    expect(page.locator("#grid input")).to_have_attribute("data-person", str(number))
    expect(page.locator("#grid input")).to_be_focused()


def start(page: Page, number: int) -> None:
    """Open the grid anew and go to one of its first rows."""
    page.goto(KEYING)
    row(page, number).locator("[tabulator-field=text]").click()
    at(page, number)


def test_two_clerks_key_look_again_and_agree(clerks: Clerks) -> None:
    one, two = clerks.pages
    at(one, 1)
    key(one, "78.5", "q", "101")
    standing(one, p1="saved", p2="saved", p3="error")
    expect(row(one, 3)).to_contain_text("a mark lies between 0 and 100")
    one.keyboard.press("ArrowUp")
    at(one, 3)
    for typed, state in (("66", "saved"), ("660", "error"), ("66.00", "saved")):
        key(one, typed)
        standing(one, p3=state)
        one.keyboard.press("ArrowUp")
        at(one, 3)

    at(two, 1)
    two.keyboard.press("Tab")
    two.locator("#grid").focus()
    at(two, 1)  # whoever comes back goes on there
    key(two, "78.50", "w", "66")
    standing(two, p1="agreed", p2="differs", p3="agreed")
    expect(two.locator("#said")).to_contain_text("P00002")
    expect(two.locator("#said")).to_contain_text("Look at the paper again")
    assert "absent" not in row(two, 2).inner_text()  # the other's word is not shown
    expect(two.locator("#progress")).to_contain_text("agreed 2, differing 1")
    one.evaluate("dispatchEvent(new Event('focus'))")
    standing(one, p1="agreed", p2="differs", p3="agreed")

    two.keyboard.press("ArrowUp")
    at(two, 2)  # what stands is passed over
    key(two, "缺考")
    standing(two, p2="agreed")
    assert [clerks.mark(number) for number in (1, 2, 3)] == [
        Mark(MarkStatus.TAKEN, 7850, passed=True),
        Mark(MarkStatus.ABSENT, None, passed=False),
        Mark(MarkStatus.TAKEN, 6600, passed=True),
    ]
    two.keyboard.press("Control+z")
    expect(two.locator("#said")).to_contain_text("changes only by a correction")
    standing(two, p2="agreed")


def test_undo_and_redo_a_mark_and_a_paste(clerks: Clerks) -> None:
    page = clerks.pages[0]
    start(page, 20)
    key(page, "55")
    standing(page, p20="saved")
    page.keyboard.press("Control+z")
    at(page, 20)
    standing(page, p20="open")
    page.keyboard.press("Control+y")
    standing(page, p20="saved")
    page.keyboard.press("ArrowDown")
    at(page, 21)
    page.evaluate(PASTE, "61\r\n62.25\r\n\r\nw\r\n")
    standing(page, p21="saved", p22="saved", p23="open", p24="saved")
    expect(page.locator("#said")).to_contain_text("3 marks pasted")
    page.keyboard.press("Control+z")
    standing(page, p21="open", p22="open", p24="open", p20="saved")
    page.evaluate(PASTE, "编号\t姓名\t成绩\nP00023\t甲\t８８\n22\t乙\t77.5\n999\t丙\t60\n")
    standing(page, p22="saved", p23="saved")
    expect(page.locator("#said")).to_contain_text("2 lines were left out: 编号, 999")
    expect(row(page, 23)).to_contain_text("88.00")


def test_only_what_is_seen_is_drawn_and_a_long_paste_is_saved_whole(clerks: Clerks) -> None:
    one, two = clerks.pages
    start(one, 29)
    one.evaluate(PASTE, "\n".join(f"P{number:05d}\t{number % 100}" for number in MANY[10:]))
    expect(one.locator("#said")).to_contain_text("110 marks pasted")
    expect(one.locator(".tabulator-row[data-state=saving]")).to_have_count(0)
    start(two, 29)
    two.evaluate(PASTE, "30\t30\n31\t1\n139\t39.5\n")
    standing(two, p30="agreed", p31="differs")
    assert two.locator(".tabulator-row").count() < 60
    one.get_by_role("button", name="Only differing").focus()
    one.evaluate("dispatchEvent(new Event('focus'))")
    expect(one.get_by_role("button", name="Only differing")).not_to_contain_text("0")
    one.keyboard.press("Enter")
    standing(one, p31="differs", p139="differs")
    expect(row(one, 30)).to_have_count(0)
    assert clerks.mark(30) == Mark(MarkStatus.TAKEN, 3000, passed=False)
    assert clerks.mark(139) is None


def test_without_the_server_nothing_is_lost(clerks: Clerks) -> None:
    page = clerks.pages[0]
    start(page, 25)
    page.context.set_offline(True)
    key(page, "21", "24.5")
    expect(page.locator("#trouble")).to_contain_text("2 marks are not saved yet")
    standing(page, p25="unsaved", p26="unsaved")
    with page.expect_event("dialog") as leaving:
        page.evaluate("setTimeout(() => location.reload())")
    assert leaving.value.type == "beforeunload"
    leaving.value.dismiss()
    page.context.set_offline(False)
    standing(page, p25="saved", p26="saved")
    expect(page.locator("#trouble")).to_be_hidden()
    with clerks.database.reading() as session:
        assert [one.paper.hundredths for one in queries.entries(session, 1, 26)] == [2450]
    clerks.faults[:] = [fault for fault in clerks.faults if "ERR_INTERNET_DISCONNECTED" not in fault]


def test_a_mark_goes_out_only_as_the_clerk_who_typed_it(browser: Browser, clerks: Clerks) -> None:
    one, two = (
        [SetCookieParam(name=cookie["name"], value=cookie["value"], url=clerks.address) for cookie in found]
        for found in (page.context.cookies() for page in clerks.pages)
    )
    context = browser.new_context(base_url=clerks.address)
    context.add_cookies(one)
    page = context.new_page()
    start(page, 27)
    context.clear_cookies()
    key(page, "27")
    expect(page.locator("#trouble")).to_contain_text("Your session is over. 1 marks are not saved yet.")
    context.add_cookies(one)
    standing(page, p27="saved")
    context.clear_cookies()
    context.add_cookies(two)
    key(page, "28")
    expect(page.locator("#trouble")).to_contain_text("Somebody else is signed in")
    standing(page, p28="unsaved")
    with clerks.database.reading() as session:
        assert [one.account for one in queries.entries(session, 1, 27)] == ["clerk.one"]
        assert queries.entries(session, 1, 28) == []
    context.close()


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_the_grid_is_accessible_fits_its_window_and_breaks_no_policy(clerks: Clerks, width: int, height: int) -> None:
    page = clerks.pages[0]
    page.set_viewport_size({"width": width, "height": height})
    for path in (KEYING, f"{KEYING}?plain=1"):
        page.goto(path)
        expect(page.locator("#grid input, [name^=mark-]").first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.evaluate(AXE.read_text("utf-8"))
        found = page.evaluate(
            "axe.run().then(result => result.violations.map(one => one.id + ' ' + one.nodes[0].html))"
        )
        assert found == []
    assert clerks.faults == []
