"""One person before one screen, in the words of the stories."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from typing import NoReturn

import pytest
from playwright.sync_api import ConsoleMessage, Locator, Page, Request, expect

RUN_AXE = "async () => (await axe.run(document, { preload: false })).violations"
PASSWORD = "hall-desk-2026-Xy"


@dataclass(frozen=True)
class Screen:
    """One shape that people meet. path: what is opened. hands: how it is touched."""

    name: str
    path: str
    width: int
    height: int
    touch: bool = False
    phone: bool = False

    def __str__(self) -> str:
        return self.name


KIOSK = Screen("kiosk", "/kiosk", 1080, 1920, touch=True)
WIDE = Screen("wide", "/kiosk", 1920, 1080, touch=True)
PHONE = Screen("phone", "/", 390, 844, touch=True, phone=True)
LAPTOP = Screen("laptop", "/", 1366, 768)
SCREENS = (KIOSK, PHONE, LAPTOP)
ALL = (KIOSK, WIDE, PHONE, LAPTOP)


@dataclass
class Visit:
    """One person before one screen.

    foreign: requests that left the house. faults: what the console complained of. keys: nothing is touched.
    """

    page: Page
    screen: Screen
    base: str
    foreign: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    keys: bool = False

    def heard(self, request: Request) -> None:
        if not request.url.startswith((self.base + "/", "data:", "blob:")):
            self.foreign.append(request.url)
        found = re.search(r"/conversations/([^/]+)", request.url)
        if found and found[1] not in self.tokens:
            self.tokens.append(found[1])

    def complained(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.faults.append(message.text)

    def home(self) -> None:
        self.page.goto(self.base + self.screen.path)
        if self.screen.path.startswith("/kiosk"):
            self.wake()
        expect(self.page.locator(".tiles.often button").first).to_be_visible()

    def wake(self) -> None:
        """A machine that rests is touched."""
        self.touch(self.page.locator(".attract-touch"))

    def touch(self, target: Locator) -> None:
        if self.keys:
            self.press(target)
        elif self.screen.touch:
            target.tap()
        else:
            target.click()

    def press(self, target: Locator) -> None:
        """The same without a pointer: it has the keyboard, is seen to have it, and a key does it."""
        inner = target.locator("input")
        one = inner.first if inner.count() else target.first
        one.focus()
        expect(one).to_be_focused()
        assert one.evaluate("(one) => one.tabIndex >= 0"), f"the Tab key never comes to {target}"
        self.page.keyboard.press("Space" if inner.count() else "Enter")

    def display(self, choice: Locator) -> None:
        """Presses a choice of the display, wherever it lies behind a button on this screen."""
        for way in (".bar-display", ".more"):
            if not choice.is_visible() and self.page.locator(way).is_visible():
                self.touch(self.page.locator(way))
        self.touch(choice)

    def answered(self) -> None:
        """Waits for the guide's answer to the last sentence or touch."""
        expect(self.page.locator(".log")).to_have_attribute("aria-busy", "false")

    def say(self, text: str) -> None:
        before = self.page.locator("xb-message").count()
        self.page.locator("#say").fill(text)
        self.touch(self.page.get_by_role("button", name="发送"))
        expect(self.page.locator("xb-message").nth(before)).to_be_visible()
        self.answered()

    def choose(self, label: str) -> None:
        before = self.page.locator("xb-message").count()
        self.touch(self.page.locator(".option", has_text=label))
        expect(self.page.locator("xb-message").nth(before)).to_be_visible()
        self.answered()

    @property
    def card(self) -> Locator:
        """The last guide card."""
        return self.page.locator("xb-card").last

    @property
    def human(self) -> Locator:
        return self.page.locator(".bar .human")

    def number_and_code(self) -> tuple[str, str]:
        strong = self.page.locator(".case.created .case-number strong")
        expect(strong).to_have_count(2)
        return strong.nth(0).inner_text(), strong.nth(1).inner_text()

    def open_a_request(self) -> tuple[str, str]:
        """After a question of substance: from 没解决 to a number; the phone is skipped."""
        self.say("没解决，我要找人工")
        self.choose("跳过")
        self.choose("确认提交")
        return self.number_and_code()


def log_in(page: Page, base: str, name: str) -> None:
    """From the login page to the staff's overview."""
    page.goto(base + "/desk/")
    page.get_by_label("用户名").fill(name)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", name="今日工作")).to_be_visible()


def assert_clean(page: Page, axe: str, where: str) -> None:
    """Axe, given as its script, finds nothing wrong on the page as it stands."""
    page.evaluate(axe)
    found = [
        f"{where}: {rule['id']} ({rule['impact']}): {node['html'][:160]}"
        for rule in page.evaluate(RUN_AXE)
        for node in rule["nodes"]
    ]
    assert found == [], "\n".join(found)


def missing(reason: str) -> NoReturn:
    """Skips with one line; where the browser is required, fails with it."""
    if os.environ.get("XIAOBAO_BROWSER") == "required":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)
