"""Going back and sending again, clicking twice, reloading, two tabs: nothing is doubled, and a page says so."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, Page, expect

from reserve.accounts.model import Role
from reserve.audit.queries import entries
from reserve.campaign.whole import carry_out
from reserve.db import Database, upgrade
from reserve.exam import queries as exam
from reserve.nominee import queries as nominee
from reserve.personal import Keys
from reserve.retention import queries as retention
from reserve.retention.model import Decision
from tests.accounts.accounts import ACTOR, PASSWORD, Person, add_person
from tests.browser.desk import chromium
from tests.browser.test_service import server
from tests.cycle.town import KEPT, ORDINARY, SEED, TOWN, YOUNG
from tests.intake.county import county, write

pytestmark = pytest.mark.browser

HERE: Final = "/cycles/1"


class Office:
    """The town at the desk, before anything was decided; one browser for each who is signed in."""

    def __init__(self, browser: Browser, address: str, database: Database, people: dict[str, Person]) -> None:
        self.browser, self.address, self.database, self.people = browser, address, database, people
        self.pages: dict[str, Page] = {}
        with database.reading() as session:
            members = {one.member.person: number for number, one in retention.reviewed(session, 1).items()}
            nominees = {one.person: one.id for one in nominee.nominees(session, 1).values()}
        self.member, self.young = f"{HERE}/members/{members[KEPT]}", f"{HERE}/exceptions/{nominees[YOUNG]}"

    def sits(self, name: str) -> Page:
        if name not in self.pages:
            page = self.browser.new_context(base_url=self.address).new_page()
            page.set_default_timeout(20_000)
            page.goto("/sign-in")
            person = self.people[name]
            for field, value in (("name", person.name), ("password", PASSWORD), ("code", person.code())):
                page.locator(f"[name={field}]").fill(value)
            page.keyboard.press("Enter")
            page.wait_for_url(lambda url: not url.endswith("/sign-in"))
            self.pages[name] = page
        return self.pages[name]

    def told(self, tag: str) -> int:
        """How often something was done, by the journal."""
        with self.database.reading() as session:
            return sum(one.tag == tag for one in entries(session))


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("again")
    file, key_file = folder / "town.sqlite3", folder / "town.keys"
    upgrade(f"sqlite:///{file}")
    database, keys = Database(f"sqlite:///{file}"), Keys.load(key_file)
    town = replace(TOWN, decisions=(), marks=(), exceptions=())
    with database.writing() as session:
        carry_out(session, ACTOR, town, SEED, None, keys, lambda _: None)
    roles = {"officer": Role.OFFICER, "clerk": Role.SCORE_CLERK}
    people = {name: add_person(database, keys, name, role) for name, role in roles.items()}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RESERVE_LANGUAGE", "en")
        with server(file, key_file) as address, chromium() as browser:
            yield Office(browser, address, database, people)
    database.dispose()


def button(page: Page, path: str) -> None:
    page.locator(f"form[action='{path}'] button").first.click()
    page.wait_for_load_state()


def shown(page: Page, said: str) -> None:
    expect(page.get_by_role("main")).to_contain_text(said)


def test_a_decision_clicked_twice_reloaded_and_sent_again_after_going_back_is_one(office: Office) -> None:
    page, to = office.sits("officer"), f"{office.member}/decision"
    page.goto(office.member)
    page.locator("form[action$='/decision'] [name=decision][value=keep]").check()
    page.locator("form[action$='/decision'] [name=grounds]").fill("群众公认")
    page.locator(f"form[action='{to}'] button").dblclick()
    shown(page, "The decision is recorded.")
    page.reload()
    shown(page, "The decision is recorded.")
    assert office.told("retention.decide") == 1
    page.go_back()
    page.locator("form[action$='/decision'] [name=grounds]").fill("群众公认")
    button(page, to)
    assert page.locator("[role=status], [role=alert]").count()
    assert office.told("retention.decide") == 1


def test_of_two_tabs_the_later_one_is_told_that_something_was_decided_meanwhile(office: Office) -> None:
    page, to = office.sits("officer"), f"{office.member}/decision"
    page.goto(office.member)
    other = page.context.new_page()
    other.goto(office.member)
    before = office.told("retention.decide")
    for tab, decision in ((page, "defer"), (other, "keep")):
        tab.locator(f"form[action='{to}'] [name=decision][value={decision}]").check()
        tab.locator(f"form[action='{to}'] [name=grounds]").fill("再考察一年")
        button(tab, to)
    shown(page, "The decision is recorded.")
    shown(other, "meanwhile")
    expect(other.locator(f"form[action='{to}'] [name=grounds]")).to_have_value("再考察一年")
    other.close()
    assert office.told("retention.decide") == before + 1
    with office.database.reading() as session:
        found = {one.member.person: one.decision for one in retention.reviewed(session, 1).values()}
    assert found[KEPT] is Decision.DEFER


def test_an_exception_sent_again_after_going_back_is_proposed_once(office: Office) -> None:
    page = office.sits("officer")
    page.goto(office.young)
    page.locator("[name=reason]").first.fill("实绩突出，主持的改革项目获市级表彰。")
    page.locator("[name=evidence]").first.fill("考核文件、表彰文件")
    page.locator(f"form[action='{office.young}/proposal'] button").dblclick()
    shown(page, "The exception is proposed")
    page.go_back()
    again = page.locator(f"form[action='{office.young}/proposal'] button")
    if again.count():  # the browser kept the page as it was
        again.click()
        page.wait_for_load_state()
    page.goto(office.young)
    assert office.told("eligibility.propose_exception") == 1


def test_a_mark_keyed_twice_in_the_plain_form_is_one_entry(office: Office) -> None:
    page, to = office.sits("clerk"), f"{HERE}/exam/keying"
    for _ in range(2):
        page.goto(f"{to}?plain=1")
        page.locator(f"[name=mark-{ORDINARY}]").fill("78.5")
        page.locator(f"form[action='{to}'] button").first.dblclick()
        shown(page, "Saved.")
        page.go_back()
        page.locator(f"[name=mark-{ORDINARY}]").fill("78.5")
        button(page, to)
        shown(page, "Saved.")
    assert office.told("exam.key") == 1
    with office.database.reading() as session:
        assert exam.mark(session, 1, ORDINARY) is None


def test_an_import_sent_and_saved_twice_counts_once(office: Office, tmp_path: Path) -> None:
    page = office.sits("officer")
    page.goto("/cycles/new")
    page.locator("[name=plan][value=seed-county]").check()
    page.get_by_role("button", name="Preview").click()
    page.get_by_role("button", name="Open the campaign").dblclick()
    page.wait_for_url("**/cycles/2/work*")
    folder = write(county(), tmp_path)
    page.goto("/cycles/2/imports")
    page.locator("[name=files]").set_input_files(sorted(folder.glob("u*.xlsx")))
    button(page, "/cycles/2/imports")
    save = page.locator("form[action='/cycles/2/imports/1/save']")
    save.wait_for(state="attached", timeout=60_000)
    page.locator("summary", has_text="Save").click()
    save.get_by_role("button").dblclick()
    shown(page, "The import is saved")
    page.go_back()
    if save.count():
        page.locator("summary", has_text="Save").click()
        save.get_by_role("button").click()
        page.wait_for_load_state()
        shown(page, "saved")
    assert office.told("campaign.save_import") == 1
    assert office.told("cycle.open") == 2
