"""A real browser on a served county: sign in, open a verdict, audit the exceptions; wide and at phone width."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from reserve.accounts.model import Role
from reserve.db import Database
from reserve.personal import Keys
from tests.accounts.accounts import PASSWORD, Person, add_person
from tests.browser.desk import AXE

pytestmark = pytest.mark.browser

ROOT: Final = Path(__file__).parents[2]
CHROMIUM: Final = "/usr/bin/chromium"
ARGUMENTS: Final = ["--disable-gpu", "--disable-background-networking", "--disable-component-update", "--no-first-run"]
SIZES: Final = {"wide": (1440, 900), "phone": (390, 844)}
PAGES: Final = ["work", "nominees", "exceptions", "members", "places", "list"]


@dataclass(frozen=True, slots=True)
class Served:
    address: str
    person: Person


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server of its own process, as an office starts it, over a county that was run."""
    folder = tmp_path_factory.mktemp("service")
    file, keys = folder / "county.sqlite3", folder / "county.keys"
    plan = ROOT / "reserve/policy/plans/seed-county.toml"
    _command("sample", "--out", str(folder / "county"))
    _command("run", "--policy", str(plan), "--data", str(folder / "county"), "--out", str(folder), "--keep", str(file))
    database = Database(f"sqlite:///{file}")
    person = add_person(database, Keys.load(keys), "zhou.min", Role.SECTION_HEAD)
    database.dispose()
    with server(file, keys) as address:
        yield Served(address, person)


def _command(*words: str) -> None:
    subprocess.run([sys.executable, "-m", "reserve.cli", "--quiet", *words], cwd=ROOT, check=True, capture_output=True)


@contextmanager
def server(file: Path, keys: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = ["serve", "--port", str(port), "--database", str(file), "--keys", str(keys)]
    process = subprocess.Popen([sys.executable, "-m", "reserve.cli", *words], cwd=ROOT)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(f"{address}/api/v1/health", process)
        yield address
    finally:
        process.terminate()
        assert process.wait(timeout=20) in {0, -15}


def _wait(address: str, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 60
    while server.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310 - our own address
                return
        except urllib.error.URLError:
            time.sleep(0.1)
    pytest.fail("the server did not answer")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        options = [*ARGUMENTS, "--no-sandbox"] if os.geteuid() == 0 else ARGUMENTS
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=options)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def signed_in(browser: Browser, served: Served) -> Iterator[Page]:
    context = browser.new_context(base_url=served.address, locale="zh-CN")
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda said: faults.append(said.text) if said.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda request: None if request.url.startswith(served.address) else faults.append(request.url))
    page.goto("/")
    expect(page).to_have_url(f"{served.address}/sign-in")
    page.get_by_label("账号").fill(served.person.name)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_label("动态验证码").fill(served.person.code())
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("待办事项")
    yield page
    context.close()
    assert faults == []


def test_the_exceptions_audit_is_one_click_from_the_front_page(signed_in: Page) -> None:
    signed_in.goto("/")
    signed_in.get_by_role("link", name="破格台账", exact=True).click()
    expect(signed_in.get_by_role("heading", level=1)).to_have_text("破格台账")
    expect(signed_in.locator("table.cases thead")).to_contain_text("放宽了什么、放宽多少")
    first = signed_in.locator("table.cases tbody tr").first
    expect(first).to_contain_text("原要求")
    expect(first).to_contain_text("批准")


def test_a_verdict_is_three_clicks_from_the_front_page(signed_in: Page) -> None:
    signed_in.goto("/")
    signed_in.get_by_role("link", name="审查总表").click()
    signed_in.get_by_role("navigation", name="审查结论").get_by_role("link", name="待查").click()
    rows = signed_in.locator("tbody tr")
    expect(rows.first).to_contain_text("待查")
    rows.first.get_by_role("link").click()
    expect(signed_in.get_by_role("table").first).to_contain_text("roster.xlsx")
    expect(signed_in.get_by_role("main")).to_contain_text("请补齐并写具体")


def test_a_changed_filter_acts_at_once_and_the_address_keeps_it(signed_in: Page) -> None:
    signed_in.goto("/cycles/1/nominees")
    signed_in.get_by_role("combobox", name="类别").select_option("chief")
    expect(signed_in).to_have_url(re.compile("class=chief"))
    expect(signed_in.locator("tbody tr").first).to_contain_text("正职")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", PAGES)
def test_no_page_is_wider_than_its_window(signed_in: Page, tmp_path: Path, size: str, name: str) -> None:
    width, height = SIZES[size]
    signed_in.set_viewport_size({"width": width, "height": height})
    signed_in.goto(f"/cycles/1/{name}")
    folder = Path(os.environ.get("SCREENSHOTS", tmp_path))
    signed_in.screenshot(path=folder / f"{name}-{size}.png")
    assert signed_in.evaluate("document.documentElement.scrollWidth") <= width
    signed_in.set_viewport_size({"width": 1440, "height": 900})


def at_size(page: Page, size: str) -> None:
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})


def violations(page: Page) -> list[str]:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[str] = page.evaluate("axe.run().then(said => said.violations.map(one => one.id))")
    return found


def test_arrows_turn_pages_and_j_and_k_go_through_the_rows_of_a_table(signed_in: Page) -> None:
    at_size(signed_in, "wide")
    signed_in.goto("/cycles/1/nominees")
    signed_in.keyboard.press("ArrowRight")
    expect(signed_in).to_have_url(re.compile("page=2"))
    signed_in.keyboard.press("ArrowLeft")
    expect(signed_in).not_to_have_url(re.compile("page=2"))
    names = signed_in.locator("tbody tr th a")
    signed_in.keyboard.press("j")
    expect(names.first).not_to_be_focused()
    signed_in.get_by_role("region", name="审查总表").focus()
    for key, row in (("j", 0), ("j", 1), ("k", 0)):
        signed_in.keyboard.press(key)
        expect(names.nth(row)).to_be_focused()
    search = signed_in.get_by_label("姓名、拼音或编号")
    search.press_sequentially("jk")
    expect(search).to_have_value("jk")


def test_the_header_of_a_long_table_stays_in_sight(signed_in: Page) -> None:
    at_size(signed_in, "wide")
    signed_in.goto("/cycles/1/nominees")
    region = signed_in.get_by_role("region", name="审查总表")
    region.evaluate("region => { region.scrollTop = 1000; region.scrollIntoView(); }")
    expect(signed_in.get_by_role("columnheader", name="姓名")).to_be_in_viewport()
    expect(signed_in.locator("tbody tr").first).not_to_be_in_viewport()


def test_on_a_phone_the_menu_is_behind_its_word(signed_in: Page) -> None:
    entry = signed_in.get_by_role("link", name="破格台账", exact=True)
    word = signed_in.locator("summary", has_text="菜单")
    at_size(signed_in, "wide")
    signed_in.goto("/cycles/1/nominees")
    expect(entry).to_be_visible()
    expect(word).not_to_be_visible()
    at_size(signed_in, "phone")
    signed_in.goto("/cycles/1/nominees")
    expect(entry).not_to_be_visible()
    word.click()
    assert violations(signed_in) == []
    entry.click()
    expect(signed_in.get_by_role("heading", level=1)).to_have_text("破格台账")


@pytest.mark.parametrize("size", SIZES)
def test_columns_are_chosen_in_a_window_of_their_own(signed_in: Page, size: str) -> None:
    at_size(signed_in, size)
    signed_in.goto("/cycles/1/nominees")
    signed_in.locator("summary", has_text="选择列").click()
    signed_in.get_by_label("现任职务").check()
    signed_in.get_by_label("说明").uncheck()
    assert violations(signed_in) == []
    signed_in.get_by_role("button", name="显示所选列").click()
    heads = signed_in.locator("thead th")
    expect(heads.filter(has_text="现任职务")).to_have_count(1)
    expect(heads.filter(has_text="说明")).to_have_count(0)
    signed_in.goto("/cycles/1/nominees?choose=1")
    expect(heads.filter(has_text="说明")).to_have_count(1)


def test_a_verdict_sheet_is_printed_on_one_sheet(signed_in: Page) -> None:
    signed_in.goto("/cycles/1/nominees/1")
    printed = signed_in.pdf(prefer_css_page_size=True)
    assert printed.count(b"/Type /Page\n") == 1


def test_signing_out_ends_the_session(browser: Browser, served: Served, signed_in: Page) -> None:
    old = signed_in.context.cookies()
    signed_in.goto("/")
    signed_in.get_by_role("button", name="退出").click()
    expect(signed_in).to_have_url(f"{served.address}/sign-in")
    context = browser.new_context(base_url=served.address)
    context.add_cookies([{"name": one["name"], "value": one["value"], "url": served.address} for one in old])
    page = context.new_page()
    page.goto("/cycles/1/work")
    expect(page).to_have_url(f"{served.address}/sign-in")
    context.close()
