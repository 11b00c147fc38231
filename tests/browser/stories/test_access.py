"""Every view on all four screens: axe finds nothing, and a ruler finds nothing too small; in both contrasts."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.measuring import wrong
from tests.browser.visit import ALL, LAPTOP, Screen, Visit, assert_clean

pytestmark = [pytest.mark.browser, pytest.mark.assistant, pytest.mark.enable_socket]
NARROW = Screen("narrow", "/", 320, 568, touch=True, phone=True)
ZOOMED = Screen("zoomed", "/", 683, 384)
"""A laptop whose browser shows everything twice as large."""


def views(here: Visit) -> Iterator[str]:
    """From the home page through all that can be seen; the name of each view, while it stands there."""
    page = here.page
    yield "home"
    here.touch(page.locator("[data-shelf]").first)
    yield "shelf"
    here.touch(page.get_by_role("button", name="返回").first)
    page.locator("#say").fill("sfz")
    expect(page.get_by_role("option").first).to_be_visible()
    yield "search"
    page.locator("#say").fill("")
    here.touch(page.get_by_role("button", name="登记一件事").first)
    here.touch(page.get_by_role("button", name="提交"))
    expect(page.locator(".wrong-text").first).to_be_visible()
    yield "form with faults"
    here.touch(page.get_by_role("button", name="不登记了"))
    here.touch(page.get_by_role("button", name="查办理进度").first)
    here.touch(page.get_by_role("button", name="查看", exact=True))
    expect(page.locator(".wrong-text").first).to_be_visible()
    yield "status with faults"
    here.touch(page.get_by_role("button", name="返回").first)
    here.say("我身份证丢了咋办")
    yield "card"
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    here.touch(here.card.locator(".find").first)
    expect(here.card.locator(".plan-map")).to_be_visible()
    yield "card with all of it, and the plan"
    page.evaluate("window.print = () => {}")
    here.touch(here.card.get_by_role("button", name="打印告知单"))
    expect(page.locator(".slip-code strong")).to_be_visible()
    yield "slip"
    here.say("没解决，我要找人工")
    yield "a person is called"
    here.choose("跳过")
    here.choose("确认提交")
    here.number_and_code()
    yield "a number"
    here.say("我不想活了")
    yield "danger"
    here.touch(page.get_by_role("button", name="重新开始"))
    expect(page.locator("dialog")).to_be_visible()
    yield "a question"


def contrast(page: Page) -> None:
    page.evaluate("document.documentElement.dataset.contrast = 'high'")


def plain(page: Page) -> None:
    page.evaluate("document.documentElement.dataset.contrast = 'normal'")


@pytest.mark.parametrize("screen", ALL, ids=str)
def test_every_view_is_clean_and_large_enough(visit: Callable[..., Visit], axe: str, screen: Screen) -> None:
    here = visit(screen, home=False)
    here.page.goto(here.base + screen.path)
    if screen.path == "/kiosk":
        expect(here.page.locator(".attract")).to_be_visible()
        assert_clean(here.page, axe, f"{screen}: attract")
        here.wake()
    expect(here.page.locator(".tiles.often button").first).to_be_visible()
    found = {}
    for view in views(here):
        assert_clean(here.page, axe, f"{screen}: {view}")
        contrast(here.page)
        assert_clean(here.page, axe, f"{screen}: {view}, high contrast")
        plain(here.page)
        if said := wrong(here.page, screen):
            found[view] = said
    assert found == {}


@pytest.mark.parametrize("screen", [NARROW, ZOOMED], ids=str)
def test_nothing_has_to_be_pushed_sideways(visit: Callable[..., Visit], screen: Screen) -> None:
    here = visit(screen)
    wide = {view: found["wide"] for view in views(here) if "wide" in (found := wrong(here.page, screen))}
    assert wide == {}


def test_letters_of_twice_the_size_push_nothing_out(visit: Callable[..., Visit]) -> None:
    here = visit(LAPTOP)
    here.page.locator(".size-huge").click()
    wide = {view: found["wide"] for view in views(here) if "wide" in (found := wrong(here.page, LAPTOP))}
    assert wide == {}


def test_a_screen_reader_is_told_what_comes(visit: Callable[..., Visit]) -> None:
    """The tree that a reader walks: landmarks, headings, a log that speaks, a name on everything that can be pressed."""
    here = visit(LAPTOP)
    here.say("我身份证丢了咋办")
    page = here.page
    for role in ("banner", "main", "contentinfo", "navigation"):
        expect(page.get_by_role(role)).to_have_count(1)  # type: ignore[arg-type]
    log = page.get_by_role("log")
    expect(log).to_have_attribute("aria-live", "polite")
    expect(log.get_by_role("article", name="小豹")).to_have_count(page.locator("xb-message").count())
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    nameless = page.locator("button:visible, a:visible, input:visible, textarea:visible").evaluate_all(
        """(all) => all.filter((one) => !(one.textContent.trim() || one.getAttribute('aria-label') || one.labels?.length
           || one.getAttribute('aria-labelledby'))).map((one) => one.outerHTML.slice(0, 120))"""
    )
    assert nameless == []
    assert page.locator("html").get_attribute("lang") == "zh-CN"


def test_who_wants_no_motion_sees_none(visit: Callable[..., Visit]) -> None:
    here = visit(ALL[0], home=False)
    here.page.goto(here.base + "/kiosk")
    expect(here.page.locator(".attract")).to_be_visible()
    assert here.page.evaluate("document.getAnimations().filter((one) => one.playState === 'running').length") == 0
