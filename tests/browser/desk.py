"""Somebody at a desk of the office: a browser, a login, and what axe-core says about every page that is seen."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, ConsoleMessage, Locator, expect, sync_playwright

from reserve import clock
from reserve.accounts import totp
from reserve.text import Message, word

ROOT: Final = Path(__file__).parents[2]
CHROMIUM: Final = "/usr/bin/chromium"
ARGUMENTS: Final = ["--disable-gpu", "--disable-background-networking", "--disable-component-update", "--no-first-run"]
AXE: Final = next((Path(__file__).parent / "vendor").glob("axe-core-*/axe.min.js"))
PICTURES: Final = os.environ.get("PICTURES", "")
"""A folder: then every step that the guide shows is kept there as a picture."""


def say(msgid: str, **params: object) -> str:
    """What a page says in the language that an office uses."""
    return word(Message(msgid, params))


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        options = [*ARGUMENTS, "--no-sandbox"] if os.geteuid() == 0 else ARGUMENTS
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=options)
        yield browser
        browser.close()


def command(*words: str) -> None:
    """Run the program as an office does."""
    subprocess.run([sys.executable, "-m", "reserve.cli", "--quiet", *words], cwd=ROOT, check=True, capture_output=True)


class Desk:
    """One person signed in; every fault of a page is collected, and every page is looked through by axe-core."""

    def __init__(self, browser: Browser, address: str, login: Mapping[str, str]) -> None:
        self.login, self.faults = login, list[str]()
        context = browser.new_context(base_url=address, locale="zh-CN", viewport={"width": 1440, "height": 900})
        self.page = context.new_page()
        self.page.set_default_timeout(20_000)
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("request", lambda asked: None if asked.url.startswith(address) else self.faults.append(asked.url))
        self.steps = 0
        self.page.goto("/sign-in")
        self.look()
        for name, value in (("name", login["account"]), ("password", login["password"]), ("code", self.code())):
            self.page.locator(f"[name={name}]").fill(value)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(lambda url: not url.endswith("/sign-in"))
        self.look()

    def _said(self, said: ConsoleMessage) -> None:
        # A form that is refused answers 422, which the browser reports as a failed load.
        if said.type in {"error", "warning"} and "422" not in said.text:
            self.faults.append(f"{said.text} {said.location.get('url', '')}")

    def code(self) -> str:
        """The second factor; each code works once, so the next one is that of the next half minute."""
        code = totp.code_at(self.login["secret"], totp.step_of(clock.now()) + self.steps)
        self.steps += 1
        return code

    def goes_to(self, path: str) -> None:
        self.page.goto(path)
        self.look()

    def look(self, picture: str = "") -> None:
        """Let axe-core look through the page, and keep a picture of it where the guide shows it."""
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        self.faults += [
            f"{self.page.url}: {one['id']}: {one['help']}: {json.dumps(one['nodes'][0]['target'])}"
            for one in found["violations"]
        ]
        width = self.page.evaluate("document.documentElement.scrollWidth")
        if width > (self.page.viewport_size or {"width": 0})["width"]:
            self.faults.append(f"{self.page.url}: {width} pixels wide")
        if picture and PICTURES:
            self.page.screenshot(path=Path(PICTURES) / f"{picture}.png")

    def main(self) -> Locator:
        return self.page.get_by_role("main")

    def opens(self, msgid: str, **params: object) -> None:
        """Open what asks again before something is done."""
        self.main().locator("summary", has_text=say(msgid, **params)).first.click()

    def presses(self, msgid: str, **params: object) -> None:
        self.main().get_by_role("button", name=say(msgid, **params)).first.click()
        self.page.wait_for_load_state()
        self.look()

    def fills(self, values: Mapping[str, str]) -> None:
        for name, value in values.items():
            self.main().locator(f"[name='{name}']:visible").first.fill(value)

    def confirms(self) -> None:
        """Give the second factor where the form asks for it."""
        field = self.main().locator("[name='code']:visible")
        if field.count():
            field.first.fill(self.code())

    def sees(self, msgid: str, **params: object) -> None:
        expect(self.page.get_by_role("status").first).to_contain_text(say(msgid, **params))
