"""The board in a real browser: it refreshes by itself, keeps what is typed and where one is, and says what is new."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from bench.service import Service
from bot.paths import ROOT
from tests.browser.visit import LAPTOP, PASSWORD, PHONE, Screen, Visit, assert_clean, log_in

pytestmark = [pytest.mark.browser, pytest.mark.assistant, pytest.mark.enable_socket]
BOARD = "/desk/cases/"
OPENING = """
from django.utils import timezone
from bot.cases import services
from bot.store.releases import active_release
made = services.open_case(kind="help", description="身份证丢了，孩子要报名", channel="web", origin="form", release="r+0",
    item="id_card_reissue", contact="13912345678", way_back="call", place="东河社区三号楼",
    calendar=active_release().hall.calendar, now=timezone.now())
services.dispatch(timezone.now())
print(made.case.number)
"""


def inside(service: Service, code: str) -> str:
    """What a piece of Python prints that runs beside the service, on its database."""
    begin = "import django; django.setup()\n"
    env = {**os.environ, "XIAOBAO_VAR": str(service.var), "DJANGO_SETTINGS_MODULE": "bot.settings"}
    done = subprocess.run([sys.executable, "-c", begin + code], env=env, cwd=ROOT, check=True, capture_output=True, text=True)  # fmt: skip
    return done.stdout.strip()


@pytest.fixture(scope="module")
def people(service: Service) -> tuple[str, str]:
    """Two clerks of the same windows."""
    for name, called in (("li", "李窗口"), ("sun", "孙窗口")):
        subprocess.run(
            [sys.executable, "-m", "bot", "createstaff", name, "--name", called, "--post", "clerk_hukou", "--password-stdin"],
            input=PASSWORD + "\n", text=True, check=True, capture_output=True, cwd=ROOT,
            env={**os.environ, "XIAOBAO_VAR": str(service.var)},
        )  # fmt: skip
    return "li", "sun"


@pytest.fixture
def desk(visit: Callable[..., Visit], service: Service, people: tuple[str, str]) -> Iterator[Callable[..., Page]]:
    """The board on a screen, logged in as one of the two."""
    visits: list[Visit] = []

    def opened(screen: Screen = LAPTOP, who: int = 0, tab: str = "claim") -> Page:
        visits.append(visit(screen, home=False))
        page = visits[-1].page
        log_in(page, service.base, people[who])
        page.goto(f"{service.base}{BOARD}?tab={tab}")
        return page

    yield opened
    for one in visits:  # who comes second is told so by the status too, which the browser's console repeats
        one.faults = [fault for fault in one.faults if "409" not in fault]


def test_new_work_comes_by_itself_and_nothing_typed_is_lost(desk: Callable[..., Page], service: Service) -> None:
    first = inside(service, OPENING)
    page = desk()
    page.get_by_role("button", name="打开提示音").click()
    expect(page.locator("#sound")).to_have_attribute("aria-pressed", "true")
    page.locator("#q").fill("正在打的字")
    page.locator(f"#case-{first}").focus()
    second = inside(service, OPENING)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # as when one comes back to the page
    expect(page.locator(f"#case-{second}")).to_be_visible()
    expect(page.locator(f"#case-{first}")).to_be_focused()
    expect(page.locator("#q")).to_have_value("正在打的字")
    expect(page.locator("#news")).to_contain_text("新来1件")
    assert page.title().startswith("(")


def test_of_two_clerks_one_gets_it_and_answers(desk: Callable[..., Page], service: Service) -> None:
    number = inside(service, OPENING)
    mine, other = desk(who=0), desk(who=1)
    mine.locator(f"#claim-{number}").click()
    expect(mine.get_by_role("heading", name="下一步：联系群众")).to_be_visible()
    other.locator(f"#claim-{number}").click()
    expect(other.get_by_role("alert")).to_contain_text("已经由李窗口接办")
    mine.get_by_label("没有联系上").check()
    mine.get_by_role("button", name="记下这次联系").click()
    expect(mine.get_by_role("heading", name="下一步：办好后写答复")).to_be_visible()
    mine.get_by_label("给群众的答复").fill("请带户口本到2号窗口补领。")
    mine.get_by_role("button", name="提交答复").click()
    expect(mine.locator(".marks")).to_contain_text("已答复待评价")
    expect(mine.locator("#history")).to_contain_text("请带户口本到2号窗口补领。")


@pytest.mark.parametrize("screen", [LAPTOP, PHONE], ids=str)
def test_board_and_page_are_clean_and_fit(
    desk: Callable[..., Page], service: Service, axe: str, screen: Screen
) -> None:
    number = inside(service, OPENING)
    page = desk(screen)
    assert_clean(page, axe, "board")
    page.goto(f"{service.base}{BOARD}{number}/")
    page.evaluate("document.querySelectorAll('#content details').forEach(one => { one.open = true; })")
    assert_clean(page, axe, "request")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_everything_by_key(desk: Callable[..., Page], service: Service) -> None:
    number = inside(service, OPENING)
    page = desk()
    page.locator(f"#claim-{number}").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=f"诉求 {number}")).to_be_visible()
    page.locator("#do-note > summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("下午再打电话")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#history")).to_contain_text("下午再打电话")
